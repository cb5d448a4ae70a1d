"""What an answer says of options beside each other: savings, features, crossovers, the cheapest by volume."""

from __future__ import annotations

import math
from decimal import Decimal
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
    from c3calc.curve import Curve

Metric = Literal["cost", "carbon"]
Split = dict[str, list[Decimal] | None]


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
    costs = {o.name: _split(o) for o in options}
    cheapest = [_cheapest_for(i, part.name, costs, options) for i, part in enumerate(parts)]
    return tuple(_feature(o, options, i, costs, cheapest[i]) for i in range(len(parts)) for o in options)


def _feature(option: Reckoned, options: tuple[Reckoned, ...], i: int, costs: Split, cheapest: str | None) -> Feature:
    own, target = costs[option.name], Target(option, options, i)
    return Feature(
        name=option.case.workload.parts[i].name,
        option=option.name,
        cost=own[i] if own else None,
        energy_kwh=known(target.monthly("energy")),
        carbon_kg=known(target.monthly("carbon")),
        cheapest_option=cheapest,
    )


def _cheapest_for(i: int, feature: str, costs: Split, options: tuple[Reckoned, ...]) -> str | None:
    open_to = {o.name: own[i] for o in options if (own := costs[o.name]) and may_serve(o, feature)}
    return min(open_to, key=lambda name: open_to[name], default=None)


def _split(option: Reckoned) -> list[Decimal] | None:
    """Split the printed total over the parts so that they sum to it: largest remainders get the last minor units."""
    if option.printed_cost is None:
        return None
    unit = Decimal(1).scaleb(-option.case.minor_units)
    count = len(option.case.workload.parts)
    exact = [
        sum(Decimal(repr(float(line.cost(option.tokens) * line.shares[i]))) for line in option.lines)
        for i in range(count)
    ]
    floors = [Decimal(x / unit).to_integral_value(rounding="ROUND_FLOOR") * unit for x in exact]
    missing = int((option.printed_cost - sum(floors, Decimal(0))) / unit)
    order = sorted(range(count), key=lambda i: floors[i] - Decimal(exact[i]))
    return [f + unit * (missing // count + (1 if i in order[: missing % count] else 0)) for i, f in enumerate(floors)]


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
