"""What a picture of a sweep shows, before anybody draws it: lines along one axis, a map over two."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from c3calc.answer.change import VOLUME
from c3calc.answer.sweep import shown_value
from c3calc.render.charts.chart import (
    Axis,
    Chart,
    ChartMark,
    Series,
    even_axis,
    even_ticks,
    height,
    log_axis,
    shortened,
    ticks,
)
from c3calc.render.text import changed_by, visible
from c3calc.render.views.sweep import letters, point_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.answer.sweep import Sweep, SweepAxis, SweepPoint
    from c3calc.render.columns import Cell

_DECADE = 10.0
_CHANGES = 60
NOTHING_KNOWN = "there is nothing to draw: no option's cost is known over the range"
_FEWEST_TICKS = 3
MOST_TICKS = 9


def heading(sweep: Sweep) -> str:
    """Return what a picture of a sweep shows, and of which scenario."""
    what = "Cost of every option" if len(sweep.axes) == 1 else "The cheapest option"
    scenario = sweep.scenario
    name = visible((scenario.name or scenario.file) + shortened(changed_by(scenario), _CHANGES))
    return f"{what} in month 1, prices as of {sweep.as_of}. {name}"


def label(axis: SweepAxis) -> str:
    """Return what an axis is called."""
    return "volume, tokens a month" if axis.path == VOLUME else visible(axis.path)


def _nothing_known(sweep: Sweep) -> bool:
    """Whether no option's cost is known at any point."""
    return all(option.cost is None for point in sweep.points for option in point.options)


def over_range(sweep: Sweep) -> Chart | None:
    """Return the lines of a sweep along its only axis, None where no cost is known.

    An option has a line that is not eligible through all of its points if it is not at some of them, and then one that
    is through those where it is.
    """
    if _nothing_known(sweep):
        return None
    (axis,) = sweep.axes
    series = tuple(one for number, name in enumerate(sweep.options, 1) for one in _series(sweep, number, name))
    return Chart(
        x=_axis(axis),
        y=_costs_axis(sweep, [cost for one in series for _, cost in one.points]),
        here=_own_value(axis),
        series=series,
        marks=tuple(_marks(sweep, series)),
    )


def _series(sweep: Sweep, number: int, name: str) -> Iterator[Series]:
    """Yield an option's lines: broken where its cost is not known, and where it becomes eligible or ceases to be."""
    found = [(point.values[0], *_at(point, name)) for point in sweep.points]
    for is_known, run in groupby(found, lambda entry: not math.isnan(entry[1])):
        known = list(run) if is_known else []
        if not all(is_eligible for *_, is_eligible in known):
            yield Series(number, visible(name), False, tuple((x, y) for x, y, _ in known), None)
        for is_eligible, part in groupby(known, lambda entry: entry[2]):
            if is_eligible:
                yield Series(number, visible(name), True, tuple((x, y) for x, y, _ in part), None)


def _at(point: SweepPoint, name: str) -> tuple[float, bool]:
    """Return an option's cost at a point, NaN where it is not known, and whether it is eligible there."""
    found = next((option for option in point.options if option.name == name), None)
    if found is None or found.cost is None:
        return math.nan, False
    return float(found.cost), found.status == "ok"


def _axis(axis: SweepAxis) -> Axis:
    """Return the axis of the values: logarithmic where they go by ratios, and then at least three are written."""
    ends, is_log = (axis.values[0], axis.values[-1]), axis.spacing == "ratio"
    round_values = ticks(ends) if is_log else even_ticks(ends)
    places = round_values if len(round_values) >= _FEWEST_TICKS else axis.values[:: every(axis, MOST_TICKS)]
    texts = tuple((place, shown_value(axis, place)) for place in places)
    return Axis(label(axis), ends, texts, is_log, lambda value: shown_value(axis, value))


def every(axis: SweepAxis, most: int) -> int:
    """Return how many values there are to each of at most `most` that are shown."""
    return math.ceil(len(axis.values) / most)


def _costs_axis(sweep: Sweep, costs: Sequence[float]) -> Axis:
    """Return the axis of the costs: logarithmic beside values of one ratio, if they span a decade."""
    low, high, text = min(costs), max(costs), f"{sweep.currency} a month"
    if sweep.axes[0].spacing == "ratio" and low > 0 and high >= _DECADE * low:
        return log_axis(text, (low / 1.3, high * 1.3))
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    return even_axis(text, (low - margin, high + margin))


def _marks(sweep: Sweep, series: Sequence[Series]) -> Iterator[ChartMark]:
    """Yield the crossings, on the line of the option that is the cheapest below, or else above."""
    for crossing in sweep.crossings:
        lines = [
            one.points
            for name in (crossing.below, crossing.above)
            for one in series
            if name is not None and one.name == visible(name)
            if one.points[0][0] <= crossing.value <= one.points[-1][0]
        ]
        if lines:
            yield ChartMark((crossing.value, height(lines[0], crossing.value)), None)


def sweep_map(sweep: Sweep) -> tuple[list[list[Cell]], dict[Cell, str]] | None:
    """Return the cheapest option at every pair of values, a row for each value of the first axis, and their letters.

    None where no option's cost is known at any point.
    """
    rows: list[list[Cell]] = [[point.cheapest for point in row] for row in point_rows(sweep)]
    return None if _nothing_known(sweep) else (rows, letters({name for row in rows for name in row}, sweep.options))


def _own_value(axis: SweepAxis) -> float | None:
    """Return the scenario's own value, None where it is not known or off the axis."""
    return axis.now if axis.now is not None and axis.values[0] <= axis.now <= axis.values[-1] else None


def own_cell(axis: SweepAxis) -> float | None:
    """Return where on the map the scenario's own value lies, in cells from the first point; None where it does not."""
    now = _own_value(axis)
    across = Axis("", (axis.values[0], axis.values[-1]), (), is_log=axis.spacing == "ratio")
    return None if now is None else across.share(now) * (len(axis.values) - 1)
