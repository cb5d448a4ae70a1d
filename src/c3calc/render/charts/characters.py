"""An answer as pictures in characters, for a terminal or a text file: every option is a letter, named below.

A small letter is an option that is not eligible. Ranges are left to the tables and to the other pictures.

A sweep as a picture in characters: costs along one axis, or a map of the cheapest option over two.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from c3calc.answer.sweep import shown_value
from c3calc.base.numbers import plain
from c3calc.render.charts import kinds as chart_kinds
from c3calc.render.charts.canvas import Canvas, centred, plain_ascii, scale
from c3calc.render.charts.chart import even_axis, over_months, over_volume
from c3calc.render.charts.kinds import nothing_to_draw
from c3calc.render.charts.sweep import NOTHING_KNOWN, heading, label, over_range, own_cell, sweep_map
from c3calc.render.formats.table import to_text
from c3calc.render.text import title, verdict, visible
from c3calc.render.views.sweep import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from c3calc.answer.answer import Answer
    from c3calc.answer.sweep import Sweep, SweepAxis
    from c3calc.render.charts.chart import Axis, Chart, CurveMetric
    from c3calc.render.charts.kinds import Bar, Dot, Plane, Stack
    from c3calc.render.report import Screen

Key = list[tuple[str, str]]
Drawing = tuple[str, Key]
_WIDTH, _NARROWEST, _WIDEST = 100, 48, 160
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CROSSING, _HERE = "*", ":"


def render_plot_text(answer: Answer, kind: str, screen: Screen) -> str:
    """Return a picture of `answer` in characters; `screen` says how wide, in which colour and characters.

    Raises InputError C3-U93 where the answer has nothing of this kind to draw.
    """
    width = usable(screen.width)
    drawing = KINDS[kind](answer, width) or chart_kinds.nothing_of_kind(kind)
    return laid_out(drawing, (verdict(answer)[0], title(answer)), screen)


def usable(width: int | None) -> int:
    """Return the width to draw in: that of the terminal within reason, else 100 characters."""
    return min(max(width or _WIDTH, _NARROWEST), _WIDEST)


def laid_out(drawing: Drawing, heads: tuple[str, str], screen: Screen) -> str:
    """Return a picture below what it says and whose it is, and above what its marks mean."""
    picture, key = drawing
    rows = Table.grid(padding=(0, 2, 0, 0))
    for mark, text in key:
        ascii_mark = plain_ascii(mark) if screen.ascii_only else mark
        rows.add_row(Text(ascii_mark, no_wrap=True), Text(text, overflow="fold"))
    body = Text(plain_ascii(picture) if screen.ascii_only else picture)
    heading = Group(Text(heads[0], style="bold"), Text(heads[1], style="dim"))
    return to_text((heading, body, rows), width=usable(screen.width), color=screen.color)


def letter(number: int, *, is_eligible: bool = True) -> str:
    """Return the letter of an option or a part by its number from 1; those after the 26th share a sign."""
    mark = _LETTERS[number - 1] if number <= len(_LETTERS) else "#"
    return mark if is_eligible else mark.lower()


def lines(chart: Chart, width: int, marks_mean: str) -> Drawing:
    """Return lines over the volume, the months or a range, with what is marked on them."""
    canvas = Canvas(chart.x, chart.y, width)
    if not chart.y.is_log and chart.y.has(0.0):
        canvas.level(0.0, "─")
    if chart.here is not None:
        canvas.upright(chart.here, _HERE)
    for one in chart.series:
        canvas.line(one.points, letter(one.number, is_eligible=one.is_eligible))
    for mark in chart.marks:
        canvas.put(mark.at, _CROSSING)
    return canvas.text(), [*_names(chart), *_explained(chart, marks_mean)]


def _names(chart: Chart) -> Key:
    """Return the letter and the name of every option; one that is eligible in places only is told apart there."""
    eligible = {one.number for one in chart.series if one.is_eligible}
    asides = {
        one.number: " (small letter: not eligible)" if one.number in eligible else " (not eligible)"
        for one in chart.series
        if not one.is_eligible
    }
    names = {one.number: one.name for one in chart.series}
    return [(letter(n, is_eligible=n in eligible), name + asides.get(n, "")) for n, name in names.items()]


def _explained(chart: Chart, marks_mean: str) -> Iterator[tuple[str, str]]:
    if chart.marks:
        yield _CROSSING, f"{marks_mean} {chart.x.said(*sorted({mark.at[0] for mark in chart.marks}))}"
    if chart.here is not None:
        yield _HERE, f"here, {chart.x.said(chart.here)}"


def _volumes(answer: Answer, width: int, metric: CurveMetric) -> Drawing | None:
    chart = over_volume(answer, metric)
    if chart is None:
        return None
    picture, key = lines(chart, width, "crossing at")
    return picture, [*key, *_unknown(answer, {one.number for one in chart.series}, metric)]


def _unknown(answer: Answer, drawn: set[int], what: str) -> Key:
    """Return which options are not drawn because something of them is not known."""
    names = [visible(option.name) for number, option in enumerate(answer.options, 1) if number not in drawn]
    return [("", f"not drawn, {what} not known: {', '.join(names)}")] if names else []


def _months(answer: Answer, width: int) -> Drawing | None:
    chart = over_months(answer)
    return None if chart is None else lines(chart, width, "paid back in")


def _bill(answer: Answer, width: int) -> Drawing | None:
    found = chart_kinds.stack(answer)
    if found is None:
        return None
    picture, key = _stacked(found, f"{answer.currency} a month, month 1", width)
    known = {number for number, option in enumerate(answer.options, 1) if option in found.options}
    return picture, [*key, *_unknown(answer, known, "cost")]


def _stacked(found: Stack, label: str, width: int) -> Drawing:
    totals = [f" {option.monthly.cost:,}" for option in found.options]
    room = width - 1 - max(map(len, totals))
    sums = [sum(costs) for costs in zip(*found.parts.values(), strict=True)]
    axis = even_axis(label, (0.0, max(sums, default=0.0) or 1.0))
    rows = []
    for i, (option, total) in enumerate(zip(found.options, totals, strict=True)):
        bar, so_far = "", 0.0
        for number, costs in enumerate(found.parts.values(), 1):
            so_far += costs[i]
            bar = bar.ljust(round(axis.share(so_far) * room), letter(number))
        rows += [visible(option.name), f"│{bar}{total}", ""]
    key = [(letter(number), label) for number, label in enumerate(found.parts, 1)]
    return "\n".join([*rows[:-1], *_below(axis, 0, room)]), key


def _below(axis: Axis, margin: int, room: int) -> tuple[str, ...]:
    """Return the axis below bars: values lie at the right edges of cells, zero at the left edge of the first."""
    ticks = [(max(round(axis.share(value) * room) - 1, 0), text) for value, text in axis.ticks]
    return (*scale(ticks, margin, room), centred(axis.label, margin, room))


def _tornado(answer: Answer, width: int) -> Drawing | None:
    found = chart_kinds.bars(answer)
    if not found:
        return None
    values = [0.0, *(value for bar in found for value in (bar.at_low, bar.at_high))]
    label = f"change of the option's cost, {answer.currency} a month, this input alone at its P5 or P95"
    axis = even_axis(label, (min(values), max(values) if max(values) > min(values) else 1.0))
    texts = [tuple(f"{value:+,.0f}" for value in sorted((bar.at_low, bar.at_high))) for bar in found]
    left, right = (max(len(pair[side]) for pair in texts) + 1 for side in (0, 1))
    room = width - left - right - 1
    rows = []
    for bar, (low, high) in zip(found, texts, strict=True):
        cells, start, end = _both_ways(bar, axis, room)
        drawn = f"{' ' * (left + 1 + start - len(low) - 1)}{low} {cells[start:end]} {high}"
        rows += [f"{visible(bar.swing.input)}: {visible(bar.swing.option)}", drawn]
    ticks = [(round(axis.share(value) * (room - 1)), text) for value, text in axis.ticks]
    below = (*scale(ticks, left, room), centred(label, left, room))
    return "\n".join([*rows, *below]), [("░", "at its P5"), ("█", "at its P95")]


def _both_ways(bar: Bar, axis: Axis, room: int) -> tuple[str, int, int]:
    """Return the cells of a bar about its zero, and where it starts and ends; of two parts the shorter is in front."""
    zero = round(axis.share(0.0) * (room - 1))
    ends = [(round(axis.share(value) * (room - 1)), mark) for value, mark in ((bar.at_low, "░"), (bar.at_high, "█"))]
    cells = [" "] * room
    for end, mark in sorted(ends, key=lambda pair: -abs(pair[0] - zero)):
        low, high = sorted((end, zero))
        cells[low : high + 1] = mark * (high + 1 - low)
    cells[zero] = "│"
    columns = [zero, *(end for end, _ in ends)]
    return "".join(cells), min(columns), max(columns) + 1


def _plane(answer: Answer, width: int) -> Drawing | None:
    found = chart_kinds.plane(answer)
    if found is None:
        return None
    picture, key = _dots(found, answer.currency, width)
    return picture, [*key, *_unknown(answer, {dot.number for dot in found.dots}, "cost or carbon")]


def _dots(found: Plane, currency: str, width: int) -> Drawing:
    canvas = Canvas(found.x, found.y, width)
    canvas.line(found.front, ".")
    marks = [letter(dot.number, is_eligible=dot.option.status == "ok") for dot in found.dots]
    for mark, dot in zip(marks, found.dots, strict=True):
        canvas.dot(dot.at, mark)
    key = [(mark, _figures(dot, found, currency)) for mark, dot in zip(marks, found.dots, strict=True)]
    front = [(".", "Pareto front")] if len(found.front) > 1 else []
    return canvas.text(), [*key, *front, ("", "left and low is better")]


def _figures(dot: Dot, found: Plane, currency: str) -> str:
    option = dot.option
    is_eligible = option.status == "ok"
    aside = "" if is_eligible else " (not eligible)"
    place = ", on the Pareto front" if is_eligible and dot.at in found.front else ""
    figures = f"{currency} {option.monthly.cost:,}, {plain(dot.at[1], 4)} kg, control {option.control.score:.1f}"
    return f"{visible(option.name)}{aside}: {figures}{place}"


KINDS: dict[str, Callable[[Answer, int], Drawing | None]] = {
    "crossover": partial(_volumes, metric="cost"),
    "carbon": partial(_volumes, metric="carbon"),
    "bill": _bill,
    "tornado": _tornado,
    "plane": _plane,
    "cashflow": _months,
}


_MOST_ROWS = 40
_OWN = "*"


def render_sweep_plot_text(sweep: Sweep, screen: Screen) -> str:
    """Return a picture of `sweep` in characters; `screen` says how wide, in which colour and characters.

    Raises InputError C3-U93 where of no option the cost is known.
    """
    width = usable(screen.width)
    drawing = _line(sweep, width) if len(sweep.axes) == 1 else _map(sweep, width)
    return laid_out(drawing or nothing_to_draw(NOTHING_KNOWN), (visible(sweep.sentence), heading(sweep)), screen)


def _line(sweep: Sweep, width: int) -> Drawing | None:
    chart = over_range(sweep)
    return None if chart is None else lines(chart, width, "crossing at")


def _map(sweep: Sweep, width: int) -> Drawing | None:
    """Return the map: the first axis goes up, the second across; a value is as many letters wide as there is room."""
    if (found := sweep_map(sweep)) is None:
        return None
    (up, across), (rows, marks) = sweep.axes, found
    widest = max(map(len, marks.values()))
    margin = max(len(shown_value(up, value)) for value in up.values) + 1
    room = width - margin - 1
    by_row, by_column = math.ceil(len(rows) / _MOST_ROWS), math.ceil(len(across.values) * widest / room)
    shown = [row[::by_column] for row in rows[::by_row]]
    size = room // len(shown[0])
    cells = [[mark for name in row for mark in (marks[name] * size)[:size]] for row in shown]
    is_marked = _mark_own(cells, _at(up, by_row, 1), _at(across, by_column, size))
    values = [shown_value(up, value) for value in up.values[::by_row]]
    pairs = reversed(list(zip(values, cells, strict=True)))
    ticks = [(i * size + size // 2, shown_value(across, value)) for i, value in enumerate(across.values[::by_column])]
    below = (*scale(ticks, margin, len(cells[0])), centred(label(across), margin, len(cells[0])))
    drawn = [label(up), *(f"{value:>{margin}}┤{''.join(row)}" for value, row in pairs), *below]
    names = [(mark, visible(str(name or NOBODY))) for name, mark in marks.items()]
    thinned = [("", "Not every value is drawn: there are too many.")] if by_row * by_column > 1 else []
    return "\n".join(drawn), [*names, *([(_OWN, "the scenario as it is")] if is_marked else []), *thinned]


def _at(axis: SweepAxis, thinned_by: int, size: int) -> int | None:
    """Return the row or column of the map on which the scenario's own value lies, None where it does not."""
    place = own_cell(axis)
    return None if place is None else int((place / thinned_by + 0.5) * size)


def _mark_own(cells: list[list[str]], row: int | None, column: int | None) -> bool:
    """Mark the scenario as it is, where both of its values are known and within the map; tell whether it was."""
    if row is None or column is None:
        return False
    cells[min(row, len(cells) - 1)][min(column, len(cells[0]) - 1)] = _OWN
    return True
