"""A view ready to be laid out: its cells as text, and how wide each column may be. Figures never wrap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from c3calc.render.numbers import shown
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.render.columns import View

GAP = 2
_NARROWEST_TEXT = 14
INDENT = "  "
_PROSE = 100  # where nothing limits the width of a table, its prose is still to be read


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of a grid: header and cells as they print; words may wrap, figures may not."""

    header: str
    cells: tuple[str, ...]
    is_text: bool
    spare: int = 0

    @property
    def natural(self) -> int:
        """Width at which nothing in the cells wraps and the header breaks only between words."""
        return max(map(cell_len, (*self.cells, *self.header.split())), default=0)

    @property
    def least(self) -> int:
        """Width below which this column must not go."""
        word = max(map(cell_len, self.header.split()), default=0)
        return min(self.natural, max(_NARROWEST_TEXT, word)) if self.is_text else self.natural

    @property
    def readable(self) -> int:
        """Width where there is room for any: prose wraps, but no word of it does, so that an address stays whole."""
        if not self.is_text or self.natural <= _PROSE:
            return self.natural
        return max(_PROSE, self.least, *(cell_len(word) for cell in self.cells for word in cell.split()))


@dataclass(frozen=True, slots=True)
class TextGrid:
    """Columns of text in print. `heads` names the rows that open a group; `totals` are rows that sum those above."""

    text_columns: tuple[TextColumn, ...]
    heads: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells row by row."""
        return list(zip(*(strip.cells for strip in self.text_columns), strict=True))

    def without_spare(self, up_to: int) -> TextGrid:
        """Return the grid without the columns whose spare number is 1 to `up_to`."""
        return replace(self, text_columns=tuple(strip for strip in self.text_columns if not 0 < strip.spare <= up_to))


def grid(view: View) -> TextGrid:
    """Return `view` as text; a grouping column becomes a heading row over each group.

    Where figures come first the headings keep the column.
    """
    text_columns = tuple(
        TextColumn(visible(column.header), tuple(shown(column, view.cells(i))), column.is_text, column.spare)
        for i, column in enumerate(view.columns)
    )
    plain = TextGrid(text_columns, totals=view.totals)
    place = next((i for i, column in enumerate(view.columns) if column.key == view.group), None)
    return plain if place is None or len(text_columns) == 1 else _grouped(plain, place)


def _grouped(flat: TextGrid, place: int) -> TextGrid:
    group = flat.text_columns[place]
    names = group.cells
    rest = [strip for i, strip in enumerate(flat.text_columns) if i != place]
    if not rest[0].is_text:  # a name among figures would stand on their right, below their header
        rest.insert(0, replace(group, cells=("",) * len(names)))
    order = _with_heads(names)
    label, *others = rest
    text_columns = [replace(label, cells=tuple(name or INDENT + label.cells[row] for name, row in order))]
    text_columns += [replace(s, cells=tuple("" if name else s.cells[row] for name, row in order)) for s in others]
    heads = frozenset(i for i, (name, _) in enumerate(order) if name)
    totals = frozenset(i for i, (name, row) in enumerate(order) if not name and row in flat.totals)
    return TextGrid(tuple(text_columns), heads, totals)


def _with_heads(names: Sequence[str]) -> list[tuple[str, int]]:
    """Return (name, row) for a heading and ("", row) for a row, headings where the name changes."""
    order: list[tuple[str, int]] = []
    for row, name in enumerate(names):
        if row == 0 or name != names[row - 1]:
            order.append((name or " ", row))
        order.append(("", row))
    return order


def turned(view: View) -> TextGrid:
    """Return the view on its side: options across, their figures below each other."""
    upright = grid(view)
    labels = tuple(strip.header for strip in upright.text_columns[1:])
    across = [
        TextColumn(name, tuple(strip.cells[i] for strip in upright.text_columns[1:]), is_text=False)
        for i, name in enumerate(upright.text_columns[0].cells)
    ]
    return TextGrid((TextColumn("", labels, is_text=True), *across))


def split(upright: TextGrid, limit: int) -> tuple[TextGrid, ...]:
    """Return the grid as several, each with the first column and as many others as fit side by side."""
    first, *others = upright.text_columns
    room = limit - max(first.least, min(first.natural, limit // 3))
    pages: list[list[TextColumn]] = [[]]
    for strip in others:
        if pages[-1] and sum(GAP + s.least for s in (*pages[-1], strip)) > room:
            pages.append([])
        pages[-1].append(strip)
    return tuple(replace(upright, text_columns=(first, *page)) for page in pages)


def widths(columns: TextGrid, limit: int | None) -> tuple[int, ...] | None:
    """Return a width for each column, or None where even the least widths exceed `limit` characters."""
    if limit is None:
        return tuple(strip.readable for strip in columns.text_columns)
    spare = limit - GAP * (len(columns.text_columns) - 1) - sum(strip.least for strip in columns.text_columns)
    return None if spare < 0 else tuple(_shared_out(columns.text_columns, spare))


def _shared_out(text_columns: Sequence[TextColumn], spare: int) -> list[int]:
    """Give the columns that want to be wider equal parts of the spare width, none more than it wants."""
    given = [strip.least for strip in text_columns]
    wanted = [strip.natural - strip.least for strip in text_columns]
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    for wanting in range(len(text_columns), 0, -1):
        extra = min(wanted[order[-wanting]], spare // wanting)
        given[order[-wanting]] += extra
        spare -= extra
    return given
