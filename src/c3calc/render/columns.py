"""The neutral table that every renderer walks: a View of raw cells under Columns that carry unit and currency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from c3calc.base.errors import Problem
from c3calc.base.text import near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Cell = str | int | float | Decimal | bool | None
Row = tuple[Cell, ...]
ColumnKind = Literal["text", "money", "rate", "unit_price", "number", "quantity", "percent", "tokens", "count", "flag"]
Shown = Literal["brief", "full", "data"]
T = TypeVar("T")

_LEVELS: dict[Shown, tuple[Shown, ...]] = {
    "brief": ("brief",),
    "full": ("brief", "full"),
    "data": ("brief", "full", "data"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view.

    `shown` is the shortest form it belongs to, `trivial_cells` make it say nothing, None prints as `missing_text`. A
    cell of None is not known; an empty text is "does not apply". Where a terminal is too narrow, columns go by their
    `spare` number, 1 first, 0 never, and the reader is told. What `is_cited` is long: people read a number and a
    footnote.
    """

    key: str
    header: str
    kind: ColumnKind = "text"
    shown: Shown = "brief"
    trivial_cells: tuple[Cell, ...] = ()
    missing_text: str = "n/a"
    spare: int = 0
    is_cited: bool = False

    @property
    def is_text(self) -> bool:
        """Whether cells are words, which may wrap, rather than figures, which may not."""
        return self.kind in ("text", "flag")


@dataclass(frozen=True, slots=True)
class View:
    """A table of an answer. Rows of one `group` lie together; `totals` are the places of rows that sum those above.

    In brief only the `informative_rows` are shown, and a caption says how to see the rest (`rest` says what it is);
    None is all; a view `in_full` is never in brief. `marks` are long cells with a mark and a meaning each, which
    people read in their place. Without rows a view says `empty`, and with that it is always shown; or, where somebody
    names it, `missing`: why there are none, and how to get them.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    captions: tuple[str, ...] = ()
    group: str = ""
    totals: frozenset[int] = frozenset()
    by_option: bool = False
    empty: str = ""
    missing: str = ""
    informative_rows: tuple[int, ...] | None = None
    rest: str = ""
    in_full: bool = False
    marks: tuple[tuple[Cell, str, str], ...] = ()

    @property
    def tells(self) -> bool:
        """Whether there is anything to show: rows, or a sentence in their place."""
        return bool(self.rows or self.empty)

    @property
    def nothing(self) -> str:
        """What stands in the place of rows where there are none."""
        return self.empty or self.missing or "None."

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its columns."""
        return frozenset(column.key for column in self.columns)

    def cells(self, index: int) -> tuple[Cell, ...]:
        """Return the cells of the column at `index`."""
        return tuple(row[index] for row in self.rows)

    def only(self, indexes: Iterable[int]) -> View:
        """Return this view with the columns at `indexes`, in that order."""
        kept = tuple(indexes)
        columns = tuple(self.columns[i] for i in kept)
        group = self.group if self.group in {column.key for column in columns} else ""
        return replace(self, columns=columns, group=group, rows=tuple(tuple(r[i] for i in kept) for r in self.rows))


Field = tuple[Column, "Callable[[T], Cell]"]


def tabulate(
    key: str, title: str, fields: Iterable[Field[T]], items: Iterable[T], currency: str = "", **more: Any
) -> View:
    """Return a view with, for every item, a row of what each field reads from it; `more` is what else a View has.

    A data file says in the last column which `currency` its amounts are in, where they are in one.
    """
    in_currency: Field[T] = (Column("currency", "Currency", shown="data"), lambda _: currency)
    columns, readers = zip(*fields, *([in_currency] if currency else []), strict=True)
    return View(key, title, columns, tuple(tuple(read(item) for read in readers) for item in items), **more)


def of_part(place: int, fields: Iterable[Field[Any]]) -> list[Field[Any]]:
    """Return fields that read of a tuple's part what `fields` read of such a thing alone."""

    def of(read: Callable[[Any], Cell]) -> Callable[[Any], Cell]:
        return lambda parts: read(parts[place])

    return [(column, of(read)) for column, read in fields]


def trimmed(view: View, shown: Shown) -> View:
    """Return `view` in its brief, full or data form; forms for people leave out columns that say nothing."""
    view = _in_brief(view) if shown == "brief" else view
    return view.only(i for i, column in enumerate(view.columns) if column.shown in _LEVELS[shown] and _tells(view, i))


def _in_brief(view: View) -> View:
    """Return `view` with only its informative rows, and a caption that counts the others."""
    if view.informative_rows is None or len(view.informative_rows) == len(view.rows):
        return view
    left_out = len(view.rows) - len(view.informative_rows)
    caption = f"{left_out:,} more{view.rest}: --view {view.key}"
    totals = frozenset(new for new, old in enumerate(view.informative_rows) if old in view.totals)
    rows = tuple(view.rows[i] for i in view.informative_rows)
    return replace(view, rows=rows, totals=totals, captions=(*view.captions, caption))


def _tells(view: View, index: int) -> bool:
    trivial_cells = view.columns[index].trivial_cells
    return not (trivial_cells and view.rows) or any(cell not in trivial_cells for cell in view.cells(index))


def narrowed(view: View, keys: Sequence[str]) -> View:
    """Return `view` with only those of the columns called `keys` that it has, in that order."""
    place = {column.key: i for i, column in enumerate(view.columns)}
    return view.only(place[key] for key in dict.fromkeys(keys) if key in place)


def unknown(code: str, what: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem for a name that there is not, with the nearest one."""
    return Problem(
        code, f"there is no {what} `{name}` here", expected=f"one of {', '.join(known)}", help=near(name, known)
    )


def for_people(view: View, shown: Shown) -> View:
    """Return `view` in brief or in full, with marks in the place of long cells and footnotes in that of citations."""
    return _with_footnotes(_marked(trimmed(view, "full" if view.in_full else shown)))


def _marked(view: View) -> View:
    """Return `view` with its marks for the cells that they stand for, and what each means below."""
    by_cell = {cell: mark for cell, mark, _ in view.marks}
    is_text = [column.is_text for column in view.columns]
    rows = (
        tuple(by_cell.get(cell, cell) if text else cell for text, cell in zip(is_text, row, strict=True))
        for row in view.rows
    )
    legend = (f"{mark} {meaning}" for _, mark, meaning in view.marks)
    return replace(view, rows=tuple(rows), captions=(*view.captions, *legend)) if view.marks else view


def _with_footnotes(view: View) -> View:
    """Return `view` with its cited texts as [1], [2] and the texts below it, each once."""
    is_cited = {i for i, column in enumerate(view.columns) if column.is_cited}
    texts = dict.fromkeys(row[i] for row in view.rows for i in sorted(is_cited) if row[i])
    marks = {text: f"[{number}]" for number, text in enumerate(texts, 1)}
    rows = tuple(tuple(marks.get(cell, cell) if i in is_cited else cell for i, cell in enumerate(r)) for r in view.rows)
    return replace(view, rows=rows, captions=(*view.captions, *(f"{mark} {text}" for text, mark in marks.items())))
