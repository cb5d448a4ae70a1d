"""A sweep as a picture in characters: costs along one axis, or a map of the cheapest option over two."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from c3calc.render.canvas import centred, scale
from c3calc.render.chart_kinds import nothing_to_draw
from c3calc.render.chart_sweep import NOTHING_KNOWN, heading, label, map_rows, nothing_known, over_range, own_cell
from c3calc.render.plot_text import laid_out, lines, usable
from c3calc.render.sweep import NOBODY, letters
from c3calc.render.text import visible
from c3calc.sweep import shown_value

if TYPE_CHECKING:
    from c3calc.render.plot_text import Drawing
    from c3calc.result_sweep import Sweep, SweepAxis

_MOST_ROWS = 40
_OWN = "*"


def render_sweep_plot_text(sweep: Sweep, screen: dict[str, Any]) -> str:
    """Return a picture of `sweep` in characters; `screen` says how wide, in which colour and characters.

    Raises InputError C3-U93 where of no option the cost is known.
    """
    width = usable(screen["width"])
    drawing = _line(sweep, width) if len(sweep.axes) == 1 else _map(sweep, width)
    return laid_out(drawing or nothing_to_draw(NOTHING_KNOWN), (visible(sweep.sentence), heading(sweep)), screen)


def _line(sweep: Sweep, width: int) -> Drawing | None:
    chart = over_range(sweep)
    return None if chart is None else lines(chart, width, "crossing at")


def _map(sweep: Sweep, width: int) -> Drawing | None:
    """Return the map: the first axis goes up, the second across; a value is as many letters wide as there is room."""
    if nothing_known(sweep):
        return None
    up, across = sweep.axes
    rows = map_rows(sweep)
    marks = letters({name for row in rows for name in row}, sweep.options)
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
