"""What must hold between the rows of the catalogue: each entry once, in order, naming only what exists."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from c3calc.base.errors import FileLine, InputError, Path, Problem, Where
from c3calc.base.text import near
from c3calc.files.text.document import by_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.catalogue.catalogue import Entry, Tables
    from c3calc.files.text.document import Document

RowKey = tuple[str, str]  # an entry's id and, where an entry has a row for each price, the day
_REFERENCES = {
    "open_weights": "models", "gpu": "gpus", "grid": "grids", "currency": "currencies", "criterion": "criteria",
}  # fmt: skip


def repeated(document: Document, root: Path, keys: Sequence[RowKey]) -> Iterator[Problem]:
    """Yield C3-K09 for each row of the list at `root` whose key an earlier row has."""
    first: dict[RowKey, int] = {}
    for i, key in enumerate(keys):
        if first.setdefault(key, i) != i:
            line = document.locate((*root, first[key])).line
            message = f"`{' of '.join(part for part in key if part)}` is already there, on line {line}"
            fix = "change one of the two, or give a new price its own valid_from"
            yield document.place(Problem("C3-K09", message, path=(*root, i), expected="each entry once", help=fix))


def disordered(document: Document, root: Path, keys: Sequence[RowKey]) -> Iterator[Problem]:
    """Yield C3-K10 for each row of the list at `root` that is not in order, saying before which line it belongs."""
    for i, (before, key) in enumerate(pairwise(keys), 1):
        if key < before:
            place = next(j for j, other in enumerate(keys) if other > key)
            fix = f"it belongs before line {document.locate((*root, place)).line}, `{keys[place][0]}`"
            expected = "entries sorted by id, the prices of one by day"
            yield document.place(
                Problem("C3-K10", f"`{key[0]}` is out of order", path=(*root, i), expected=expected, help=fix)
            )


def check_references(own: Tables, tables: Tables) -> None:
    """Raise InputError C3-K11 if an entry of `own` names an id that `tables` do not have."""
    problems = [p for table in own.values() for key, entry in table.items() for p in _dangling(key, entry, tables)]
    if problems:
        raise InputError(sorted(problems, key=by_place))


def _dangling(key: str, entry: Entry, tables: Tables) -> Iterator[Problem]:
    for row in (entry, *entry.get("prices", ())):
        for field, target in _REFERENCES.items():
            if field in row and row[field] not in tables.get(target, {}):
                message = f"{field} `{row[field]}` of {key} is not in the catalogue"
                fix = near(str(row[field]), tables.get(target, {}))
                yield Problem("C3-K11", message, expected=f"an id of {target}", help=fix, where=where_of(row))


def where_of(row: Entry) -> Where:
    """Return the place of a row that was read from a folder."""
    line: FileLine = row["where"]
    return Where(line.file, line.line)
