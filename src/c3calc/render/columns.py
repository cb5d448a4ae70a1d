"""The neutral table that every renderer walks: a View of raw cells under Columns that carry unit and currency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeVar

from c3calc.base.errors import InputError, Problem
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
    None is all. Views `hidden_by_default` are shown where they are named, and in data. Without rows a view says
    `empty`, and with that it is always shown; or, where somebody names it, `missing`: why there are none, and how to
    get them.
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
    hidden_by_default: bool = False

    @property
    def nothing(self) -> str:
        """What stands in the place of rows where there are none."""
        return self.empty or self.missing or "None."

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


def tabulate(fields: Sequence[Field[T]], items: Iterable[T]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Return the columns and, for every item, a row of what each field reads from it."""
    columns = tuple(column for column, _ in fields)
    return columns, tuple(tuple(read(item) for _, read in fields) for item in items)


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


def pick(views: Sequence[View], names: Sequence[str]) -> tuple[View, ...]:
    """Return the views called `names`, in that order, or else all that have something to say."""
    by_key = {view.key: view for view in views}
    missing = [name for name in names if name not in by_key]
    if missing:
        raise InputError(unknown("C3-U10", "view", name, by_key) for name in missing)
    informative_rows = tuple(view for view in views if (view.rows or view.empty) and not view.hidden_by_default)
    return tuple(by_key[name] for name in dict.fromkeys(names)) or informative_rows


def _fitting(views: Sequence[View], keys: Sequence[str]) -> Sequence[View]:
    """Return the views that have every column asked for, or where there is none, all of them."""
    return [v for v in views if {c.key for c in v.columns} >= set(keys)] or views


def pick_columns(views: Sequence[View], keys: Sequence[str], *, keep_group: bool = False) -> tuple[View, ...]:
    """Return `views` with only the columns called `keys`, in that order; a view that has none of them goes.

    `keep_group` keeps the column whose value heads a block, without which people could not tell the blocks apart.
    """
    known = dict.fromkeys(column.key for view in views for column in view.columns)
    missing = [key for key in keys if key not in known]
    if missing:
        raise InputError(unknown("C3-U11", "column", key, known) for key in missing)
    return tuple(
        _narrow(view, [view.group, *keys] if keep_group else keys)
        for view in views
        if any(column.key in keys for column in view.columns)
    )


def refuse_columns_of_others(views: Sequence[View], picked: Sequence[View], keys: Sequence[str]) -> None:
    """Raise InputError (C3-U11) for columns that none of the picked views has but another one does, and say which."""
    own = dict.fromkeys(column.key for view in picked for column in view.columns)
    homes = {column.key: view.key for view in reversed(views) for column in view.columns}
    foreign = [key for key in keys if key not in own and key in homes]
    if foreign:
        raise InputError(
            replace(
                unknown("C3-U11", "column", key, own), help=f"`{key}` is in view {homes[key]}: add --view {homes[key]}"
            )
            for key in foreign
        )


def _narrow(view: View, keys: Sequence[str]) -> View:
    place = {column.key: i for i, column in enumerate(view.columns)}
    return view.only(place[key] for key in dict.fromkeys(keys) if key in place)


def unknown(code: str, what: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem for a name that there is not, with the nearest one."""
    return Problem(
        code, f"there is no {what} `{name}` here", expected=f"one of {', '.join(known)}", help=near(name, known)
    )


def with_footnotes(view: View) -> View:
    """Return `view` with its cited texts as [1], [2] and the texts below it, each once."""
    is_cited = {i for i, column in enumerate(view.columns) if column.is_cited}
    texts = dict.fromkeys(row[i] for row in view.rows for i in sorted(is_cited) if row[i])
    marks = {text: f"[{number}]" for number, text in enumerate(texts, 1)}
    rows = tuple(tuple(marks.get(cell, cell) if i in is_cited else cell for i, cell in enumerate(r)) for r in view.rows)
    return replace(view, rows=rows, captions=(*view.captions, *(f"{mark} {text}" for text, mark in marks.items())))


def chosen(views: Sequence[View], names: Sequence[str], columns: Sequence[str]) -> tuple[View, ...]:
    """Return what people see: all views in brief, a view they name in full, and any column they name."""
    picked = pick(views, names)
    if columns:
        refuse_columns_of_others(views, picked, columns)
        return pick_columns(picked if names else _fitting(picked, columns), columns, keep_group=True)
    forms = (trimmed(view, "full" if names else "brief") for view in picked)
    return tuple(with_footnotes(view) for view in forms if names or len(view.columns) > 1 or not view.rows)
