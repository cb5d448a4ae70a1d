"""Lines of an answer, over the volume or over the months, before anybody draws them.

The page, the plots and the pictures in characters share them, so that they agree. Values are in base units: tokens a
month, the answer's currency, kg CO2e.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from c3calc.base.figures import NOISE
from c3calc.base.numbers import count_text
from c3calc.render.text import visible
from c3calc.render.views.crossings import crossovers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from c3calc.answer.answer import Answer, Crossover, Option, VolumeCurve

CurveMetric = Literal["cost", "carbon"]
Point = tuple[float, float]
_DIGITS = ((1, 2, 5), (1, 3), (1,))
_STEPS = (1, 2, 5, 10)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_TICKS = 8
_NAME, _BASELINE = 34, 24


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a chart: what is counted along it, its ends, and the values written beside it, with their text.

    written, sentence: how a value is written, and how a sentence names it.
    """

    label: str
    ends: Point
    ticks: tuple[tuple[float, str], ...]
    is_log: bool = False
    written: Callable[[float], str] = count_text
    sentence: str = "{}"

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies: 0 at its low end, 1 at its high one."""
        if self.is_log:
            return share(self.ends, value)
        return (value - self.ends[0]) / (self.ends[1] - self.ends[0])

    def said(self, *values: float) -> str:
        """Return values as a sentence names them: 500M, 2B tokens."""
        return self.sentence.format(", ".join(map(self.written, values)))

    def has(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return self.ends[0] <= value <= self.ends[1]


def log_axis(label: str, ends: Point, sentence: str = "{}") -> Axis:
    """Return an axis along which equal ratios are equally far apart."""
    return Axis(label, ends, tuple((value, count_text(value)) for value in ticks(ends)), is_log=True, sentence=sentence)


def even_axis(label: str, ends: Point) -> Axis:
    """Return an axis along which equal differences are equally far apart."""
    return Axis(label, ends, tuple((value, count_text(value)) for value in even_ticks(ends)))


@dataclass(frozen=True, slots=True)
class Series:
    """An option's line: its number in the answer from 1, its points, and P5 and P95 at the scenario's volume.

    band: volume, P5 and P95 of the cost, from left to right; empty without draws, and over the months.
    """

    number: int
    name: str
    is_eligible: bool
    points: tuple[Point, ...]
    interval: Point | None
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A crossing: where it is, and between which volumes it lies in nine of ten draws, as far as the chart reaches."""

    at: Point
    interval: Point | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over the monthly volume, or over the months. `here` is the scenario's volume, None over the months."""

    x: Axis
    y: Axis
    here: float | None
    series: tuple[Series, ...]
    marks: tuple[ChartMark, ...]

    @property
    def places(self) -> tuple[float, ...]:
        """The volumes or months at which every line that gets there has a point."""
        found = [{at for at, _ in one.points} for one in self.series]
        shared = set.union(*found)
        return tuple(v for v in sorted(shared) if all(v in own or v > max(own) for own in found))


def over_volume(answer: Answer, metric: CurveMetric) -> Chart | None:
    """Return the chart of cost or carbon over the volume, None where nothing of it is known or above zero."""
    numbers = {option.name: number for number, option in enumerate(answer.options, 1)}
    options = {option.name: option for option in answer.options}
    lines = [_series(c, metric, numbers[c.option], options[c.option]) for c in answer.curves]
    series = tuple(one for one in lines if one.points)
    if not series or answer.volume_tokens_per_month is None:
        return None
    values = [y for one in series for _, y in one.points]
    values += [one.interval[1] for one in series if one.interval]
    values += [y for one in series for _, low, high in one.band for y in (low, high)]
    volumes = [x for one in series for x, _ in one.points]
    unit = f"{answer.currency} a month" if metric == "cost" else "kg CO2e a month"
    return Chart(
        x=log_axis("tokens a month", (min(volumes), max(volumes)), "{} tokens"),
        y=log_axis(unit, (min(values) / 1.3, max(values) * 1.3)),
        here=answer.volume_tokens_per_month,
        series=series,
        marks=tuple(_marks(answer, metric, series)),
    )


def over_months(answer: Answer) -> Chart | None:
    """Return the chart of what every option has saved against the baseline so far, None where nothing of it is known.

    Marks are paybacks: where a line is first out of the red.
    """
    others = [(number, o) for number, o in enumerate(answer.options, 1) if o.finance and o.name != answer.baseline]
    lines = [Series(n, visible(o.name), o.status == "ok", _saved(o), None) for n, o in others]
    series = tuple(one for one in lines if one.points)
    if not series:
        return None
    values = [0.0, *(y for one in series for _, y in one.points)]
    margin = 0.05 * (max(values) - min(values)) or 1.0
    paid_back = [o.finance.payback_months for _, o in others if o.finance]
    against = shortened(visible(answer.baseline), _BASELINE)
    return Chart(
        x=_month_axis(max(x for one in series for x, _ in one.points)),
        y=even_axis(f"{answer.currency} saved so far against {against}", (min(values) - margin, max(values) + margin)),
        here=None,
        series=series,
        marks=tuple(ChartMark((month, 0.0), None) for month in paid_back if month),
    )


def _saved(option: Option) -> tuple[Point, ...]:
    months = option.finance.cash_flow if option.finance else ()
    known = ((float(m.month), m.cumulative_saving) for m in months)
    return tuple((month, float(saving)) for month, saving in known if saving is not None)


def _month_axis(last: float) -> Axis:
    step = next((step for step in _MONTHS if last / step <= _MOST_TICKS), _MONTHS[-1])
    places = tuple((float(month), str(month)) for month in range(0, int(last) + 1, step))
    return Axis("month", (0.0, max(last, 1.0)), places, sentence="month {}")


def _series(curve: VolumeCurve, metric: CurveMetric, number: int, option: Option) -> Series:
    values = (curve.cost if metric == "cost" else curve.carbon_kg) or ()
    points = tuple((x, y) for x, y in zip(curve.tokens_per_month, values, strict=bool(values)) if y > 0)
    month = option.monthly
    low, high = (month.low, month.high) if metric == "cost" else (month.carbon_low_kg, month.carbon_high_kg)
    known = low is not None and high is not None and low > 0
    interval = (float(low or 0), float(high or 0)) if known else None
    return Series(number, visible(option.name), option.status == "ok", points, interval, _band(curve, metric))


def _band(curve: VolumeCurve, metric: CurveMetric) -> tuple[tuple[float, float, float], ...]:
    if metric == "carbon" or curve.cost_low is None or curve.cost_high is None:
        return ()
    ends = zip(curve.tokens_per_month, curve.cost_low, curve.cost_high, strict=True)
    return tuple((x, low, high) for x, low, high in ends if low > 0)


def _marks(answer: Answer, metric: CurveMetric, series: Sequence[Series]) -> Iterable[ChartMark]:
    """Yield the crossings that the table tells in brief, where they lie within the picture."""
    lines = {one.name: one.points for one in series}
    informative_rows = crossovers(answer).informative_rows or ()
    for crossing in (answer.crossovers[i] for i in informative_rows):
        points = lines.get(visible(crossing.between[0]), ())
        if crossing.metric == metric and crossing.tokens_per_month and points:
            yield from _mark(crossing, crossing.tokens_per_month, points)


def _mark(crossing: Crossover, tokens: float, points: Sequence[Point]) -> Iterable[ChartMark]:
    first, last = points[0][0], points[-1][0]
    if first <= tokens <= last:
        low, high = crossing.low_tokens, crossing.high_tokens
        is_here = low is not None and high is not None and low <= tokens <= high  # it is of a pair's first crossing
        interval = (max(low or 0.0, first), min(high or 0.0, last)) if is_here else None
        yield ChartMark((tokens, height(points, tokens)), interval)


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


def even_ticks(ends: Point) -> list[float]:
    """Return round values within the ends of an even axis: 1, 2 or 5 and zeros apart."""
    low, high = ends
    power = 10.0 ** math.floor(math.log10((high - low) / _MOST_TICKS))
    step = next(power * digit for digit in _STEPS if (high - low) / (power * digit) <= _MOST_TICKS)
    first, last = math.ceil(low / step - NOISE), math.floor(high / step + NOISE)  # an end that is a tick stays one
    return [i * step for i in range(first, last + 1)]


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


def shortened(text: str, most: int = _NAME) -> str:
    """Return a name for a place that holds so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
