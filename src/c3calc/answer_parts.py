"""What an answer says of options beside each other: savings, features, crossovers, the cheapest by volume."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from c3calc.case import ALL_TRAFFIC
from c3calc.crossover import crossings, lower_envelope
from c3calc.lineitem import is_known
from c3calc.metrics import Target
from c3calc.reckoning import Reckoned, may_serve
from c3calc.result import Crossover, Feature, Note, Saving, VolumeRange, known
from c3calc.units import count_text

if TYPE_CHECKING:
    from decimal import Decimal

    from c3calc.curve import Curve

Metric = Literal["cost", "carbon"]


def savings(options: tuple[Reckoned, ...]) -> tuple[Saving, ...]:
    """Return what every other option saves against the baseline, from the printed totals."""
    base = next(o for o in options if o.name == o.case.baseline)
    return tuple(_saving(o, base) for o in options if o is not base)


def _saving(option: Reckoned, base: Reckoned) -> Saving:
    month, year = _less(base.printed_cost, option.printed_cost), _less(base.printed_year, option.printed_year)
    share = float(month / base.printed_cost) if month is not None and base.printed_cost else None
    return Saving(
        option=option.name,
        against=base.name,
        cost_per_month=month,
        cost_per_year=year,
        share=share,
        energy_kwh=known(base.energy_kwh - option.energy_kwh),
        carbon_kg=known(base.carbon_kg - option.carbon_kg),
    )


def _less(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a - b


def features(options: tuple[Reckoned, ...]) -> tuple[Feature, ...]:
    """Return every feature's part of every option, and the cheapest option that may serve it."""
    parts = options[0].case.workload.parts
    if parts[0].name == ALL_TRAFFIC:
        return ()
    cheapest = [_cheapest_for(i, part.name, options) for i, part in enumerate(parts)]
    return tuple(_feature(o, options, i, cheapest[i]) for i in range(len(parts)) for o in options)


def _feature(option: Reckoned, options: tuple[Reckoned, ...], i: int, cheapest: str | None) -> Feature:
    target = Target(option, options, i)
    return Feature(
        name=option.case.workload.parts[i].name,
        option=option.name,
        cost=option.printed_parts[i],
        energy_kwh=known(target.monthly("energy")),
        carbon_kg=known(target.monthly("carbon")),
        cheapest_option=cheapest,
    )


def _cheapest_for(i: int, feature: str, options: tuple[Reckoned, ...]) -> str | None:
    costs = ((o.printed_parts[i], o.name) for o in options if may_serve(o, feature))
    known_costs = [(cost, name) for cost, name in costs if cost is not None]
    return min(known_costs, key=lambda each: each[0], default=(None, None))[1]


def over_volume(
    options: tuple[Reckoned, ...],
) -> tuple[tuple[Crossover, ...], tuple[VolumeRange, ...], list[Note]]:
    """Return every crossover of cost and of carbon, the cheapest by volume, and what of these was cut short."""
    cost, cost_notes = crossovers(options, "cost")
    carbon, carbon_notes = crossovers(options, "carbon")
    ranges, range_notes = volume_ranges(options)
    return cost + carbon, ranges, [*cost_notes, *carbon_notes, *range_notes]


def crossovers(options: tuple[Reckoned, ...], metric: Metric) -> tuple[tuple[Crossover, ...], list[Note]]:
    """Return where every pair of eligible options whose curves are known changes its order, and what was cut short."""
    found, notes = [], []
    for a, b in combinations([o for o in options if o.status == "ok" and is_known(_of(o, metric))], 2):
        result = crossings(_of(a, metric), _of(b, metric), min(a.bill.limit_tokens, b.bill.limit_tokens))
        pair = (a.name, b.name)
        found += [Crossover(metric, pair, p.kind, p.tokens, pair[p.below], pair[p.above]) for p in result.points]
        if math.isfinite(result.examined_to):
            notes.append(_cut(f"{metric} crossovers of {a.name} and {b.name}", result.examined_to))
    return tuple(found), notes


def _of(option: Reckoned, metric: Metric) -> Curve:
    return option.cost_curve if metric == "cost" else option.carbon_curve


def _cut(what: str, tokens: float) -> Note:
    text = f"{what}: examined up to {count_text(tokens)} tokens a month; the stairs go on alike"
    return Note("C3-N13", "info", text, "")


def volume_ranges(options: tuple[Reckoned, ...]) -> tuple[tuple[VolumeRange, ...], list[Note]]:
    """Return the cheapest eligible option in every range of volume: the exact lower envelope, stairs included."""
    eligible = [o for o in options if o.status == "ok" and is_known(o.cost_curve)]
    if not eligible:
        return (), []
    envelope = lower_envelope([o.cost_curve for o in eligible], [o.bill.limit_tokens for o in eligible])
    ranges = tuple(VolumeRange(s.start, known(s.stop), eligible[s.index].name) for s in envelope.segments)
    notes = [_cut("cheapest by volume", envelope.examined_to)] if math.isfinite(envelope.examined_to) else []
    return ranges, notes
