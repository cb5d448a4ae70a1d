"""What a picture of an answer shows, before anybody draws it: the page and the plots share it, so that they agree.

Axes are logarithmic, in base units: tokens a month, and the answer's currency or kg CO2e a month.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from c3calc.render.text import visible
from c3calc.render.view_findings import crossovers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.result import Answer, Crossover, Option, Swing
    from c3calc.result_curve import VolumeCurve

Metric = Literal["cost", "carbon"]
Point = tuple[float, float]
_DIGITS = ((1, 2, 5), (1, 3), (1,))
_MOST_TICKS = 8
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Series:
    """An option's line: its number in the answer from 1, its points, and P5 and P95 at the scenario's volume.

    band: volume, P5 and P95 of the cost, from left to right; empty without draws.
    """

    number: int
    name: str
    is_eligible: bool
    points: tuple[Point, ...]
    interval: Point | None
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A crossing: where it is, and between which volumes it lies in nine of ten draws, as far as the chart reaches."""

    at: Point
    interval: Point | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over the monthly volume. `here` is the scenario's volume."""

    metric: Metric
    y_label: str
    x: Point
    y: Point
    here: float
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]

    @property
    def volumes(self) -> tuple[float, ...]:
        """The volumes at which every line that gets there has a point."""
        found = [{at for at, _ in one.points} for one in self.series]
        shared = set.union(*found)
        return tuple(v for v in sorted(shared) if all(v in own or v > max(own) for own in found))


def over_volume(answer: Answer, metric: Metric) -> Chart | None:
    """Return the chart of cost or carbon over the volume, None where nothing of it is known or above zero."""
    numbers = {option.name: number for number, option in enumerate(answer.options, 1)}
    options = {option.name: option for option in answer.options}
    lines = [_series(c, metric, numbers[c.option], options[c.option]) for c in answer.curves]
    series = tuple(one for one in lines if one.points)
    if not series or answer.volume_tokens_per_month is None:
        return None
    values = [y for one in series for _, y in (*one.points, *filter(None, [_ends(one)]))]
    values += [y for one in series for _, low, high in one.band for y in (low, high)]
    volumes = [x for one in series for x, _ in one.points]
    unit = f"{answer.currency} a month" if metric == "cost" else "kg CO2e a month"
    return Chart(
        metric=metric,
        y_label=unit,
        x=(min(volumes), max(volumes)),
        y=(min(values) / 1.3, max(values) * 1.3),
        here=answer.volume_tokens_per_month,
        series=series,
        marks=tuple(_marks(answer, metric, series)),
    )


def _ends(one: Series) -> Point | None:
    return None if one.interval is None else (0.0, one.interval[1])


def _series(curve: VolumeCurve, metric: Metric, number: int, option: Option) -> Series:
    values = (curve.cost if metric == "cost" else curve.carbon_kg) or ()
    points = tuple((x, y) for x, y in zip(curve.tokens_per_month, values, strict=bool(values)) if y > 0)
    month = option.monthly
    low, high = (month.low, month.high) if metric == "cost" else (month.carbon_low_kg, month.carbon_high_kg)
    known = low is not None and high is not None and low > 0
    interval = (float(low or 0), float(high or 0)) if known else None
    return Series(number, visible(option.name), option.status == "ok", points, interval, _band(curve, metric))


def _band(curve: VolumeCurve, metric: Metric) -> tuple[tuple[float, float, float], ...]:
    if metric == "carbon" or curve.cost_low is None or curve.cost_high is None:
        return ()
    ends = zip(curve.tokens_per_month, curve.cost_low, curve.cost_high, strict=True)
    return tuple((x, low, high) for x, low, high in ends if low > 0)


def _marks(answer: Answer, metric: Metric, series: Sequence[Series]) -> Iterable[Mark]:
    """Yield the crossings that the table tells in brief, where they lie within the picture."""
    lines = {one.name: one.points for one in series}
    telling = crossovers(answer).telling or ()
    for crossing in (answer.crossovers[i] for i in telling):
        points = lines.get(visible(crossing.between[0]), ())
        if crossing.metric == metric and crossing.tokens_per_month and points:
            yield from _mark(crossing, crossing.tokens_per_month, points)


def _mark(crossing: Crossover, tokens: float, points: Sequence[Point]) -> Iterable[Mark]:
    first, last = points[0][0], points[-1][0]
    if first <= tokens <= last:
        low, high = crossing.low_tokens, crossing.high_tokens
        is_here = low is not None and high is not None and low <= tokens <= high  # it is of a pair's first crossing
        interval = (max(low or 0.0, first), min(high or 0.0, last)) if is_here else None
        yield Mark((tokens, height(points, tokens)), interval)


def height(points: Sequence[Point], tokens: float) -> float:
    """Return a line's value at a volume within it: of a step its lower side, between two points the straight line."""
    place = bisect_left(points, (tokens, -math.inf))
    x1, y1 = points[place]
    if x1 == tokens or place == 0:
        return y1
    x0, y0 = points[place - 1]
    return y0 + (y1 - y0) * (tokens - x0) / (x1 - x0)


def ticks(ends: Point) -> list[float]:
    """Return round values within the ends of a logarithmic axis: decades, or 1, 2, 5 where there are few of them."""
    low, high = ends
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    choices = [[d * 10.0**e for e in decades for d in digits if low <= d * 10.0**e <= high] for digits in _DIGITS]
    few = next((choice for choice in choices if len(choice) <= _MOST_TICKS), choices[-1])
    return few[:: max(1, math.ceil(len(few) / _MOST_TICKS))]


def share(ends: Point, value: float) -> float:
    """Return how far along a logarithmic axis a value lies, 0 to 1."""
    return math.log(value / ends[0]) / math.log(ends[1] / ends[0])


def spaced(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least `gap` apart and near those wanted, in their order, within low and high where they fit."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed: list[float] = []
    for i in order:
        placed.append(max(wanted[i], placed[-1] + gap if placed else low))
    ceiling = high
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - gap
    found = [0.0] * len(wanted)
    for place, i in zip(placed, order, strict=True):
        found[i] = place
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """What an input alone does to an option's monthly cost: the change at its P5 and at its P95."""

    swing: Swing
    at_low: float
    at_high: float


def bars(answer: Answer) -> tuple[Bar, ...]:
    """Return the widest bars of the tornado, the widest first."""
    costs = {option.name: option.monthly.cost for option in answer.options}
    made = []
    for swing in answer.swings or ():
        cost = costs.get(swing.option)
        if cost is not None and swing.cost_at_low is not None and swing.cost_at_high is not None:
            made.append(Bar(swing, float(swing.cost_at_low - cost), float(swing.cost_at_high - cost)))
    return tuple(sorted(made, key=lambda bar: -abs(bar.at_high - bar.at_low))[:MOST_BARS])
