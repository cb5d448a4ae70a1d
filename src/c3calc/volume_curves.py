"""Cost and carbon of every option over the monthly volume, as points for a picture.

Between two neighbouring points a curve is a straight line of the volume, not of its logarithm. Two points at one volume
are a step: the lower and the upper side of it. Stairs are followed up to 16 replicas; from there on a step is less than
a sixteenth of the line it belongs to, and the points lie on the stairs wherever the volumes happen to be.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.lineitem import is_known
from c3calc.result_curve import VolumeCurve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.curve import Curve
    from c3calc.reckoning import Reckoned

POINTS_PER_DECADE = 5
MOST_STEPS = 16
MOST_DECADES = 2.0  # to either side of the scenario's volume
_MARGIN = 0.7  # decades to either side of what must be seen, at least
_ABOVE = 1.0 + 1e-8  # the upper side of a step: more than what counts as noise


def volume_curves(options: Sequence[Reckoned], crossings: Iterable[float]) -> tuple[VolumeCurve, ...]:
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


def _sampled(option: Reckoned, volumes: Sequence[float]) -> VolumeCurve:
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
