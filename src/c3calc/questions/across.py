"""What an answer says of options beside each other: savings, features, crossovers, the cheapest by volume.

Cost and carbon of every option over the monthly volume, as points for a picture.

Between two neighbouring points a curve is a straight line of the volume, not of its logarithm. Two points at one volume
are a step: the lower and the upper side of it. Stairs are followed up to 16 replicas; from there on a step is less than
a sixteenth of the line it belongs to, and the points lie on the stairs wherever the volumes happen to be.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from c3calc.answer.answer import Crossover, Feature, Note, Saving, VolumeCurve, VolumeRange, known
from c3calc.base.figures import difference
from c3calc.base.numbers import count_text
from c3calc.case.traffic import ALL_TRAFFIC
from c3calc.evaluate.crossover import crossings, lower_envelope
from c3calc.evaluate.line import is_known
from c3calc.evaluate.status import may_serve
from c3calc.questions.metrics import OptionFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.evaluate.curve import Curve
    from c3calc.evaluate.option import EvaluatedOption

CurveMetric = Literal["cost", "carbon"]


def savings(options: tuple[EvaluatedOption, ...]) -> tuple[Saving, ...]:
    """Return what every other option saves against the baseline, from the printed totals."""
    return tuple(_saving(o, o.baseline) for o in options if o is not o.baseline)


def _saving(option: EvaluatedOption, base: EvaluatedOption) -> Saving:
    month = difference(base.printed_cost, option.printed_cost)
    share = float(month / base.printed_cost) if month is not None and base.printed_cost else None
    return Saving(
        option=option.name,
        against=base.name,
        cost_per_month=month,
        cost_per_year=difference(base.printed_year, option.printed_year),
        share=share,
        energy_kwh=known(base.energy_kwh - option.energy_kwh),
        carbon_kg=known(base.carbon_kg - option.carbon_kg),
    )


def features(options: tuple[EvaluatedOption, ...]) -> tuple[Feature, ...]:
    """Return every feature's part of every option, and the cheapest option that may serve it."""
    parts = options[0].case.workload.parts
    if parts[0].name == ALL_TRAFFIC:
        return ()
    cheapest = [_cheapest_for(i, part.name, options) for i, part in enumerate(parts)]
    return tuple(_feature(o, options, i, cheapest[i]) for i in range(len(parts)) for o in options)


def _feature(option: EvaluatedOption, options: tuple[EvaluatedOption, ...], i: int, cheapest: str | None) -> Feature:
    figures = OptionFigures(option, options, i)
    return Feature(
        name=option.case.workload.parts[i].name,
        option=option.name,
        cost=option.printed_parts[i],
        energy_kwh=known(figures.at("monthly.energy_kwh")),
        carbon_kg=known(figures.at("monthly.carbon_kg")),
        cheapest_option=cheapest,
    )


def _cheapest_for(i: int, feature: str, options: tuple[EvaluatedOption, ...]) -> str | None:
    costs = ((o.printed_parts[i], o.name) for o in options if may_serve(o.case, o.bill, feature))
    known_costs = [(cost, name) for cost, name in costs if cost is not None]
    return min(known_costs, key=lambda each: each[0], default=(None, None))[1]


def over_volume(
    options: tuple[EvaluatedOption, ...],
) -> tuple[tuple[Crossover, ...], tuple[VolumeRange, ...], list[Note]]:
    """Return every crossover of cost and of carbon, the cheapest by volume, and what of these was cut short."""
    cost, cost_notes = crossovers(options, "cost")
    carbon, carbon_notes = crossovers(options, "carbon")
    ranges, range_notes = volume_ranges(options)
    return cost + carbon, ranges, [*cost_notes, *carbon_notes, *range_notes]


def crossovers(options: tuple[EvaluatedOption, ...], metric: CurveMetric) -> tuple[tuple[Crossover, ...], list[Note]]:
    """Return where every pair of eligible options whose curves are known changes its order, and what was cut short."""
    found, notes = [], []
    for a, b in combinations([o for o in options if o.status == "ok" and is_known(_of(o, metric))], 2):
        result = crossings(_of(a, metric), _of(b, metric), min(a.bill.limit_tokens, b.bill.limit_tokens))
        pair = (a.name, b.name)
        found += [Crossover(metric, pair, p.kind, p.tokens, pair[p.below], pair[p.above]) for p in result.points]
        if math.isfinite(result.examined_to):
            notes.append(_cut(f"{metric} crossovers of {a.name} and {b.name}", result.examined_to))
    return tuple(found), notes


def _of(option: EvaluatedOption, metric: CurveMetric) -> Curve:
    return option.cost_curve if metric == "cost" else option.carbon_curve


def _cut(what: str, tokens: float) -> Note:
    text = f"{what}: examined up to {count_text(tokens)} tokens a month; the stairs go on alike"
    return Note("C3-N13", "info", text, "")


def volume_ranges(options: tuple[EvaluatedOption, ...]) -> tuple[tuple[VolumeRange, ...], list[Note]]:
    """Return the cheapest eligible option in every range of volume: the exact lower envelope, stairs included."""
    eligible = [o for o in options if o.status == "ok" and is_known(o.cost_curve)]
    if not eligible:
        return (), []
    envelope = lower_envelope([o.cost_curve for o in eligible], [o.bill.limit_tokens for o in eligible])
    ranges = tuple(VolumeRange(s.start, known(s.stop), eligible[s.index].name) for s in envelope.segments)
    notes = [_cut("cheapest by volume", envelope.examined_to)] if math.isfinite(envelope.examined_to) else []
    return ranges, notes


POINTS_PER_DECADE = 5
MOST_STEPS = 16
MOST_DECADES = 2.0  # to either side of the scenario's volume
_MARGIN = 0.7  # decades to either side of what must be seen, at least
_ABOVE = 1.0 + 1e-8  # the upper side of a step: more than what counts as noise


def volume_curves(options: Sequence[EvaluatedOption], crossings: Iterable[float]) -> tuple[VolumeCurve, ...]:
    """Return a curve for every option whose cost or carbon is known, over volumes that show the crossings.

    crossings: tokens a month that should be in the picture, where they are near enough to the scenario's volume.
    """
    tokens = options[0].tokens
    if not tokens > 0:
        return ()
    volumes = _volumes(tokens, crossings)
    drawn = (o for o in options if is_known(o.cost_curve) or is_known(o.carbon_curve))
    return tuple(_sampled(o, volumes) for o in drawn)


def _volumes(tokens: float, crossings: Iterable[float]) -> list[float]:
    """Return volumes at equal ratios over whole decades, and the scenario's own."""
    here = math.log10(tokens)
    shown = [here, *(math.log10(t) for t in crossings if t > 0)]
    near = [min(max(x, here - MOST_DECADES), here + MOST_DECADES) for x in shown]
    first, last = math.floor(min(near) - _MARGIN), math.ceil(max(near) + _MARGIN)
    count = (last - first) * POINTS_PER_DECADE
    even = (10.0 ** (first + i / POINTS_PER_DECADE) for i in range(count + 1))
    return sorted({*even, tokens})


def _sampled(option: EvaluatedOption, volumes: Sequence[float]) -> VolumeCurve:
    cost, carbon = option.cost_curve, option.carbon_curve
    points = _points((cost, carbon), volumes, option.bill.limit_tokens)
    return VolumeCurve(
        option=option.name,
        tokens_per_month=tuple(at for at, _ in points),
        cost=tuple(float(cost(v)) for _, v in points) if is_known(cost) else None,
        carbon_kg=tuple(float(carbon(v)) for _, v in points) if is_known(carbon) else None,
    )


def _points(curves: Iterable[Curve], volumes: Sequence[float], limit: float) -> list[tuple[float, float]]:
    """Return (where a point is drawn, where the curves are asked) from left to right, up to what can be served."""
    known = [curve for curve in curves if is_known(curve)]
    first, last = volumes[0], min(volumes[-1], limit)
    steps = {at for curve in known for at in _steps(curve)}
    bends = {float(kink.at) for curve in known for kink in curve.kinks if len(curve.kinks) <= MOST_STEPS}
    inside = {v for v in (*volumes, *steps, *bends, limit) if first <= v <= last}
    upper = {v for v in inside & steps if v < last and any(_jumps(curve, v) for curve in known)}
    return sorted([*((v, v) for v in inside), *((v, v * _ABOVE) for v in upper)])


def _steps(curve: Curve) -> Iterable[float]:
    return (float(stair.ends_at(k)) for stair in curve.stairs for k in range(1, MOST_STEPS + 1))


def _jumps(curve: Curve, tokens: float) -> bool:
    return not math.isclose(curve(tokens), curve(tokens * _ABOVE), rel_tol=1e-6)
