"""A sweep as a picture: every option's cost along one axis, or a map of the cheapest option over two.

Only the points of the sweep are known; lines join them, and a cell of the map is the point in its middle.
"""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from c3calc.answer.sweep import shown_value
from c3calc.render.charts.chart import shortened
from c3calc.render.charts.kinds import nothing_to_draw
from c3calc.render.charts.matplotlib import framed, picture
from c3calc.render.charts.matplotlib_look import HATCHES, LABEL_GAP, marker, name_beside, set_axes, shade, style
from c3calc.render.charts.sweep import MOST_TICKS, NOTHING_KNOWN, every, heading, label, over_range, own_cell, sweep_map
from c3calc.render.text import visible
from c3calc.render.views.sweep import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from c3calc.answer.sweep import Sweep, SweepAxis, SweepCrossing
    from c3calc.render.charts.chart import Chart
    from c3calc.render.columns import Cell

_MOST_LETTERS = (24, 12)  # across and up: more would touch
_LETTER_GAP = 0.02  # of the width of the axes, between two values written upwards
_SHADES = 7  # the eighth is white: nobody is eligible
_DIM = 0.35
_CROSSINGS: dict[str, tuple[Any, str]] = {
    "equal": ("--", "crossing: both cost the same"),
    "step": ("-.", "crossing: a step"),
}


def render_sweep_plot(sweep: Sweep, format_: str) -> bytes:
    """Return a picture of `sweep` as svg, png or pdf.

    Raises InputError C3-U93 where of no option the cost is known.
    """
    return picture(lambda: _figure(sweep), format_)


def _figure(sweep: Sweep) -> Figure:
    draw = line if len(sweep.axes) == 1 else area
    figure = framed(lambda axes: draw(sweep, axes), visible(sweep.sentence), heading(sweep))
    return figure or nothing_to_draw(NOTHING_KNOWN)


def line(sweep: Sweep, axes: Any) -> bool:
    """Draw every option's cost over the only axis; faint where it is not eligible, marked where it is cheapest."""
    if (chart := over_range(sweep)) is None:
        return False
    set_axes(axes, chart.x, chart.y)
    for one in chart.series:
        dim = {} if one.is_eligible else {"alpha": _DIM}
        axes.plot([x for x, _ in one.points], [y for _, y in one.points], linewidth=1.7, **style(one.number), **dim)
    _mark_cheapest(sweep, axes)
    _draw_crossings(sweep.axes[0], sweep.crossings, axes)
    _draw_own(chart, axes)
    ends = {one.number: one for one in chart.series}.values()  # the last line of each
    places = [(chart.x.share(x), chart.y.share(y)) for x, y in (one.points[-1] for one in ends)]
    name_beside(axes, places, [shortened(one.name) for one in ends], [one.number for one in ends], LABEL_GAP)
    _explain_marks(sweep, axes)
    return True


def _mark_cheapest(sweep: Sweep, axes: Any) -> None:
    """Put an option's mark on every point at which it is the cheapest."""
    for number, name in enumerate(sweep.options, 1):
        cheapest = [
            (point.values[0], float(option.cost))
            for point in sweep.points
            for option in point.options
            if option.name == point.cheapest == name and option.cost is not None
        ]
        if cheapest:
            look = {"marker": marker(number), "color": style(number)["color"], "zorder": 3, "clip_on": False}
            axes.scatter([x for x, _ in cheapest], [y for _, y in cheapest], s=24, **look)


def _draw_crossings(axis: SweepAxis, crossings: Sequence[SweepCrossing], axes: Any) -> None:
    """Draw a line at every crossing, its value written along it unless the value before is too close."""
    last = -math.inf
    for crossing in crossings:
        axes.axvline(crossing.value, color="black", linewidth=0.9, linestyle=_CROSSINGS[crossing.kind][0])
        place = _place(axes, crossing.value, axes.get_ylim()[1])[0]
        if place - last >= _LETTER_GAP:
            last = place
            side = {"xytext": (-3, -4), "textcoords": "offset points", "rotation": 90, "ha": "right", "va": "top"}
            axes.annotate(shown_value(axis, crossing.value), (place, 1), xycoords="axes fraction", fontsize=8, **side)


def _place(axes: Any, x: float, y: float) -> tuple[float, float]:
    """Return where a point lies, as shares of the axes."""
    across, up = (axes.transData - axes.transAxes).transform((x, y))
    return float(across), float(up)


def _draw_own(chart: Chart, axes: Any) -> None:
    if chart.here is not None:
        axes.axvline(chart.here, color="black", linewidth=0.9, linestyle=":")
        place = (_place(axes, chart.here, axes.get_ylim()[0])[0], 0)
        text = f"here: {chart.x.written(chart.here)}"
        axes.annotate(text, place, (4, 6), xycoords="axes fraction", textcoords="offset points", fontsize=8)


def _explain_marks(sweep: Sweep, axes: Any) -> None:
    """Write below the axes what marks, faint lines and upright lines mean, of those that are there."""
    kinds = {crossing.kind for crossing in sweep.crossings}
    explained: dict[str, Any] = {}
    if marks := _marks_of_cheapest(sweep):
        explained["cheapest at this point"] = marks
    if any(option.status != "ok" for point in sweep.points for option in point.options):
        explained["not eligible"] = Line2D([], [], color="black", alpha=_DIM, linewidth=1.7)
    for kind, (dashes, text) in _CROSSINGS.items():
        if kind in kinds:
            explained[text] = Line2D([], [], color="black", linewidth=0.9, linestyle=dashes)
    axes.figure.legend(
        explained.values(), explained, loc="outside lower left", ncols=4, fontsize=8, frameon=False, handlelength=3,
        handler_map={tuple: HandlerTuple(ndivide=None)},
    )  # fmt: skip


def _marks_of_cheapest(sweep: Sweep) -> tuple[Line2D, ...]:
    """Return the marks of the options that are the cheapest somewhere, as they are drawn."""
    there = {point.cheapest for point in sweep.points}
    numbers = [number for number, name in enumerate(sweep.options, 1) if name in there]
    look: dict[str, Any] = {"linestyle": "", "markersize": 5}
    return tuple(Line2D([], [], color=style(n)["color"], marker=marker(n), **look) for n in numbers)


def area(sweep: Sweep, axes: Any) -> bool:
    """Draw the cheapest option at every pair of values: the first axis goes up, the second across."""
    if (found := sweep_map(sweep)) is None:
        return False
    (up, across), (rows, marks) = sweep.axes, found
    looks = {name: _look(i, name) for i, name in enumerate(marks)}
    runs = [(y, *run) for y, row in enumerate(rows) for run in _runs(row)]
    for name, look in looks.items():
        ups, starts, lengths = zip(
            *((y, start - 0.5, end - start) for y, start, end, n in runs if n == name), strict=True
        )
        axes.barh(ups, lengths, left=starts, height=1, linewidth=0, edgecolor="#555555", **look)
    _draw_borders(rows, axes)
    _draw_letters(rows, marks, axes)
    _draw_here(sweep, axes)
    _set_cells(up, across, axes)
    names = [f"{mark}  {shortened(visible(str(name or NOBODY)), 60)}" for name, mark in marks.items()]
    shown = [Patch(label=label, edgecolor="#555555", **look) for label, look in zip(names, looks.values(), strict=True)]
    dots = axes.get_legend_handles_labels()[0]
    axes.figure.legend(handles=[*shown, *dots], loc="outside lower left", ncols=2, fontsize=8, frameon=False)
    return True


def _look(place: int, name: Cell) -> dict[str, Any]:
    if name is None:
        return {"facecolor": "white", "hatch": ""}
    return {"facecolor": shade(place % _SHADES), "hatch": HATCHES[place % len(HATCHES)]}


def _runs(row: Sequence[Cell]) -> Iterator[tuple[int, int, Cell]]:
    """Yield the stretches of a row with one cheapest option: where it starts, where the next does, and the option."""
    start = 0
    for name, run in groupby(row):
        end = start + len(list(run))
        yield start, end, name
        start = end


def _draw_borders(rows: Sequence[Sequence[Cell]], axes: Any) -> None:
    """Draw a line between neighbours that differ."""
    upright = [(x + 0.5, y) for y, row in enumerate(rows) for x, (a, b) in enumerate(pairwise(row)) if a != b]
    flat = [
        (x, y + 0.5)
        for y, (low, high) in enumerate(pairwise(rows))
        for x, (a, b) in enumerate(zip(low, high, strict=True))
        if a != b
    ]
    axes.vlines([x for x, _ in upright], [y - 0.5 for _, y in upright], [y + 0.5 for _, y in upright], color="black")
    axes.hlines([y for _, y in flat], [x - 0.5 for x, _ in flat], [x + 0.5 for x, _ in flat], color="black")


def _draw_letters(rows: Sequence[Sequence[Cell]], marks: dict[Cell, str], axes: Any) -> None:
    """Write the letters into cells, into every few of them where there are many."""
    across, up = (math.ceil(n / most) for n, most in zip((len(rows[0]), len(rows)), _MOST_LETTERS, strict=True))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85}
    for y in range(up // 2, len(rows), up):
        for x in range(across // 2, len(rows[0]), across):
            axes.text(x, y, marks[rows[y][x]], ha="center", va="center", fontsize=8, bbox=box)


def _draw_here(sweep: Sweep, axes: Any) -> None:
    """Mark the scenario as it is, where both of its values are known and within the map."""
    up, across = (own_cell(axis) for axis in sweep.axes)
    if up is not None and across is not None:
        dot = {"marker": "*", "s": 130, "facecolors": "black", "edgecolors": "white", "zorder": 5}
        axes.scatter([across], [up], label="the scenario as it is", **dot)


def _set_cells(up: SweepAxis, across: SweepAxis, axes: Any) -> None:
    for axis, side in ((across, axes.xaxis), (up, axes.yaxis)):
        places = range(0, len(axis.values), every(axis, MOST_TICKS))
        side.set_ticks(places, [shown_value(axis, axis.values[place]) for place in places])
        side.set_label_text(label(axis))
    axes.set(xlim=(-0.5, len(across.values) - 0.5), ylim=(-0.5, len(up.values) - 0.5))
    axes.grid(visible=False)
