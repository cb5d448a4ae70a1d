"""A sweep as a picture: every option's cost along one axis, or a map of the cheapest option over two.

Only the points of the sweep are known; lines join them, and a cell of the map is the point in its middle.
"""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from c3calc.render.chart import shortened, ticks
from c3calc.render.plot import framed, nothing_to_draw, picture
from c3calc.render.plot_look import HATCHES, LABEL_GAP, MARKERS, name_beside, shade, style
from c3calc.render.sweep import NOBODY, letters
from c3calc.render.text import visible
from c3calc.sweep import VOLUME, shown_value
from c3calc.units import count_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from c3calc.render.columns import Cell
    from c3calc.result_sweep import Sweep, SweepAxis, SweepCrossing

_DECADE = 10.0
_FEWEST_TICKS, _MOST_TICKS = 3, 9
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
    what, draw = ("Cost of every option", line) if len(sweep.axes) == 1 else ("The cheapest option", area)
    changed = "".join(f", changed by --set {setting}" for setting in sweep.scenario.settings)
    name = sweep.scenario.name or sweep.scenario.file
    heading = f"{what} in month 1, prices as of {sweep.as_of}. {visible(name + shortened(changed, 60))}"
    figure = framed(lambda axes: draw(sweep, axes), visible(sweep.sentence), heading)
    return figure or nothing_to_draw("there is nothing to draw: no option's cost is known over the range")


def _label(axis: SweepAxis) -> str:
    return "volume, tokens a month" if axis.path == VOLUME else visible(axis.path)


def line(sweep: Sweep, axes: Any) -> bool:
    """Draw every option's cost over the only axis; faint where it is not eligible, marked where it is cheapest."""
    lines = {number: _costs(sweep, name) for number, name in enumerate(sweep.options, 1)}
    lines = {number: costs for number, costs in lines.items() if not all(map(math.isnan, costs))}
    if not lines:
        return False
    (axis,) = sweep.axes
    _scale(axis, [cost for costs in lines.values() for cost in costs if cost == cost], axes)  # noqa: PLR0124  (NaN)
    axes.set(xlabel=_label(axis), ylabel=f"{sweep.currency} a month")
    for number, costs in lines.items():
        _draw(sweep, number, costs, axes)
    _draw_crossings(axis, sweep.crossings, axes)
    _draw_own(axis, axes)
    _name_ends(sweep, lines, axes)
    _explain_marks(sweep, axes)
    return True


def _costs(sweep: Sweep, name: str) -> list[float]:
    """Return an option's cost at every point, NaN where it is not known."""
    found = ({option.name: option for option in point.options}.get(name) for point in sweep.points)
    return [math.nan if option is None or option.cost is None else float(option.cost) for option in found]


def _scale(axis: SweepAxis, costs: Sequence[float], axes: Any) -> None:
    """Set the axes: logarithmic where the sweep goes by ratios, and then cost too if it spans a decade."""
    ends = (axis.values[0], axis.values[-1])
    if axis.spacing == "ratio":
        axes.set_xscale("log")
        places = ticks(ends)
        places = places if len(places) >= _FEWEST_TICKS else list(axis.values[:: _every(axis, _MOST_TICKS)])
        axes.set_xticks(places, [shown_value(axis, place) for place in places])
        axes.set_xticks([], minor=True)
        if min(costs) > 0 and max(costs) >= _DECADE * min(costs):
            axes.set(yscale="log", ylim=(min(costs) / 1.3, max(costs) * 1.3))
            places = ticks(axes.get_ylim())
            axes.set_yticks(places, [count_text(place) for place in places])
            axes.set_yticks([], minor=True)
    else:
        axes.xaxis.set_major_formatter(lambda value, _: shown_value(axis, value))
    if axes.get_yscale() == "linear":
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}" if abs(value) < 1e6 else count_text(value))
    axes.set_xlim(*ends)


def _every(axis: SweepAxis, most: int) -> int:
    return math.ceil(len(axis.values) / most)


def _draw(sweep: Sweep, number: int, costs: Sequence[float], axes: Any) -> None:
    name, values = sweep.options[number - 1], sweep.axes[0].values
    eligible = [name in {option.name for option in p.options if option.status == "ok"} for p in sweep.points]
    shown = [cost if is_eligible else math.nan for cost, is_eligible in zip(costs, eligible, strict=True)]
    axes.plot(values, costs, linewidth=1.7, alpha=_DIM, **style(number))
    axes.plot(values, shown, linewidth=1.7, **style(number))
    cheapest = [(x, y) for x, y, p in zip(values, costs, sweep.points, strict=True) if p.cheapest == name]
    mark = MARKERS[(number - 1) % len(MARKERS)]
    axes.scatter(
        [x for x, _ in cheapest],
        [y for _, y in cheapest],
        s=24,
        marker=mark,
        color=style(number)["color"],
        zorder=3,
        clip_on=False,
    )


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


def _draw_own(axis: SweepAxis, axes: Any) -> None:
    if axis.now is not None and axis.values[0] <= axis.now <= axis.values[-1]:
        axes.axvline(axis.now, color="black", linewidth=0.9, linestyle=":")
        place = (_place(axes, axis.now, axes.get_ylim()[0])[0], 0)
        text = f"here: {shown_value(axis, axis.now)}"
        axes.annotate(text, place, (4, 6), xycoords="axes fraction", textcoords="offset points", fontsize=8)


def _name_ends(sweep: Sweep, lines: dict[int, list[float]], axes: Any) -> None:
    values = sweep.axes[0].values
    known = [[(x, y) for x, y in zip(values, costs, strict=True) if not math.isnan(y)] for costs in lines.values()]
    names = [shortened(visible(sweep.options[number - 1])) for number in lines]
    name_beside(axes, [_place(axes, *points[-1]) for points in known], names, list(lines), LABEL_GAP)


def _explain_marks(sweep: Sweep, axes: Any) -> None:
    """Write below the axes what marks, faint lines and upright lines mean, of those that are there."""
    kinds = {crossing.kind for crossing in sweep.crossings}
    handles = [Line2D([], [], color="black", marker="o", linestyle="", markersize=5, label="cheapest at this point")]
    if any(option.status != "ok" for point in sweep.points for option in point.options):
        handles.append(Line2D([], [], color="black", alpha=_DIM, linewidth=1.7, label="not eligible"))
    for kind, (dashes, text) in _CROSSINGS.items():
        handles += [Line2D([], [], color="black", linewidth=0.9, linestyle=dashes, label=text)] * (kind in kinds)
    axes.figure.legend(handles=handles, loc="outside lower left", ncols=4, fontsize=8, frameon=False)


def area(sweep: Sweep, axes: Any) -> bool:
    """Draw the cheapest option at every pair of values: the first axis goes up, the second across."""
    up, across = sweep.axes
    width = len(across.values)
    rows = [[point.cheapest for point in sweep.points[i : i + width]] for i in range(0, len(sweep.points), width)]
    if all(option.cost is None for point in sweep.points for option in point.options):
        return False
    marks = letters({name for row in rows for name in row}, sweep.options)
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
    up, across = (_cell(axis) for axis in sweep.axes)
    if up is not None and across is not None:
        dot = {"marker": "*", "s": 130, "facecolors": "black", "edgecolors": "white", "zorder": 5}
        axes.scatter([across], [up], label="the scenario as it is", **dot)


def _cell(axis: SweepAxis) -> float | None:
    """Return where on the map the scenario's own value lies, in cells from the first point."""
    low, high = axis.values[0], axis.values[-1]
    if axis.now is None or not low <= axis.now <= high:
        return None
    is_ratio = axis.spacing == "ratio"
    part = math.log(axis.now / low) / math.log(high / low) if is_ratio else (axis.now - low) / (high - low)
    return part * (len(axis.values) - 1)


def _set_cells(up: SweepAxis, across: SweepAxis, axes: Any) -> None:
    for axis, side in ((across, axes.xaxis), (up, axes.yaxis)):
        places = range(0, len(axis.values), _every(axis, _MOST_TICKS))
        side.set_ticks(places, [shown_value(axis, axis.values[place]) for place in places])
        side.set_label_text(_label(axis))
    axes.set(xlim=(-0.5, len(across.values) - 0.5), ylim=(-0.5, len(up.values) - 0.5))
    axes.grid(visible=False)
