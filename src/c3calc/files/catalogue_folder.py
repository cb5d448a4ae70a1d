"""Read a folder of catalogue files: every row checked, with its place and the layer it comes from.

    pricing/apis/<provider>.yaml  pricing/rentals/<provider>.yaml  pricing/{gpus,models,grids,...}.yaml

Problems C3-K01 to C3-K08 are of single rows (`catalogue_schema`); C3-K09 to C3-K14 of files and of rows among each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from c3calc.catalogue_schema import (
    ApiFile,
    ControlFile,
    CurrencyFile,
    DefaultFile,
    File,
    GpuFile,
    GridFile,
    OpenWeightsFile,
    RentalFile,
    TariffFile,
)
from c3calc.errors import InputError, Path, Problem, Where, near
from c3calc.files.document import Document, by_place, read_document
from c3calc.files.validation import validate

if TYPE_CHECKING:
    import pathlib

    from c3calc.catalogue import Entry, Tables

SHIPPED = "c3"
_FILES: dict[str, type[File]] = {
    "control.yaml": ControlFile, "currencies.yaml": CurrencyFile, "defaults.yaml": DefaultFile, "electricity.yaml": TariffFile,
    "gpus.yaml": GpuFile, "grids.yaml": GridFile, "models.yaml": OpenWeightsFile,
}  # fmt: skip
_FOLDERS: dict[str, type[File]] = {"apis": ApiFile, "rentals": RentalFile}


@dataclass(frozen=True)
class _Table:
    """Which list of a file fills which table, and what an entry is called."""

    name: str
    list_key: str
    id_of: Callable[[Entry], str]


def _plain_id(row: Entry) -> str:
    return str(row["id"])


_TABLES: dict[type[File], tuple[_Table, ...]] = {
    ApiFile: (_Table("apis", "models", _plain_id),),
    ControlFile: (
        _Table("criteria", "criteria", _plain_id),
        _Table("control", "scores", lambda r: f"{r['kind']}/{r['criterion']}"),
    ),
    CurrencyFile: (_Table("currencies", "currencies", _plain_id),),
    DefaultFile: (_Table("defaults", "defaults", _plain_id), _Table("regions", "regions", _plain_id)),
    GpuFile: (_Table("gpus", "gpus", _plain_id),),
    GridFile: (_Table("grids", "grids", _plain_id),),
    OpenWeightsFile: (_Table("models", "models", _plain_id),),
    RentalFile: (_Table("rentals", "rentals", lambda r: f"{r['sku']}/{r['region']}/{r['commitment']}/{r['gpu']}"),),
    TariffFile: (_Table("electricity", "electricity", lambda r: f"{r['country']}/{r['consumer']}"),),
}


@dataclass(frozen=True)
class _Reader:
    """One file that is valid in itself: its document, its rows as plain data, and the layer they belong to."""

    document: Document
    data: dict[str, Any]
    layer: str

    def entries(self, table: _Table) -> list[tuple[str, Entry]]:
        """Return (id, entry) of every row of a table, in the order of the file."""
        rows = self.data[table.list_key]
        return [(table.id_of(row), self._entry(row, (table.list_key, i))) for i, row in enumerate(rows)]

    def _entry(self, row: dict[str, Any], path: Path) -> dict[str, Any]:
        """Return a row with its place, layer, and what it takes from the mapping around it."""
        entry = {**self._provider(), **row, "where": self._where(path), "layer": self.layer}
        for key in ("prices", "usd_per_unit"):
            if key in row:
                entry[key] = [{**r, "where": self._where((*path, key, i))} for i, r in enumerate(row[key])]
        for key in ("energy", "idle", "embodied_kg"):
            if key in row:
                dates = {k: row[k] for k in ("valid_from", "checked") if k in row}
                entry[key] = {**dates, **row[key], "where": self._where((*path, key), on_key=True)}
        return entry

    def _provider(self) -> dict[str, Any]:
        return {k: self.data[k] for k in ("provider", "page", "region", "grid") if k in self.data}

    def _where(self, path: Path, *, on_key: bool = False) -> str:
        where = self.document.locate(path, on_key)
        return f"{where.file}:{where.line}"


def read_folder(folder: pathlib.Path, *, layer: str | None = None, is_sorted: bool = False) -> Tables:
    """Return the tables of a folder, with entries keyed as the catalogue keys them.

    `layer` is what entries say they come from (the folder's name otherwise); with `is_sorted` rows must be in order.
    Raises InputError with every problem of every file.
    """
    tables: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for path, kind in _files(folder):
        try:
            _fill(tables, _read(path, kind, _called(folder, path, layer), layer or str(folder)), kind, is_sorted)
        except InputError as exc:
            problems += exc.problems
    if problems:
        raise InputError(sorted(problems, key=by_place))
    return tables


def _called(folder: pathlib.Path, path: pathlib.Path, layer: str | None) -> str:
    """Return what a file is called: from `pricing/` on for what ships, as the user wrote it otherwise."""
    return f"pricing/{path.relative_to(folder).as_posix()}" if layer == SHIPPED else str(path)


def _files(folder: pathlib.Path) -> list[tuple[pathlib.Path, type[File]]]:
    """Return the catalogue files of a folder, sorted. Raises InputError C3-K09 if it has none, or one of unknown name."""
    if not folder.is_dir():
        raise InputError(
            [
                Problem(
                    "C3-K09",
                    f"there is no folder `{folder}`",
                    (),
                    "a folder laid out like pricing/",
                    where=Where(str(folder)),
                )
            ]
        )
    found = sorted(p for p in (*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml")))
    if not found:
        raise InputError([Problem("C3-K09", f"`{folder}` holds no catalogue file", (), f"apis/<provider>.yaml, rentals/<provider>.yaml, "
                                  f"{', '.join(_FILES)}", where=Where(str(folder)))])  # fmt: skip
    unknown = [p for p in found if _kind(p, folder) is None]
    if unknown:
        raise InputError([_unknown_file(p) for p in unknown])
    return [(p, kind) for p in found if (kind := _kind(p, folder))]


def _kind(path: pathlib.Path, folder: pathlib.Path) -> type[File] | None:
    if path.parent == folder:
        return _FILES.get(path.name)
    return _FOLDERS.get(path.parent.name) if path.suffix == ".yaml" else None


def _unknown_file(path: pathlib.Path) -> Problem:
    return Problem("C3-K09", f"`{path}` is not a file of the catalogue", (), f"apis/<provider>.yaml, rentals/<provider>.yaml, "
                   f"{', '.join(_FILES)}", near(path.name, _FILES), Where(str(path)))  # fmt: skip


def _read(path: pathlib.Path, kind: type[File], called: str, layer: str) -> _Reader:
    document = read_document(path, name=called)
    model = validate(kind, document)
    data = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    if "provider" in data and data["provider"] != path.stem:
        raise InputError([_at(document, ("provider",), "C3-K10", f"the file is called {path.name}, the provider `{data['provider']}`",
                              f"provider: {path.stem}", "the file is named after the provider")])  # fmt: skip
    return _Reader(document, data, layer)


def _at(document: Document, path: Path, code: str, message: str, expected: str, fix: str = "") -> Problem:
    return document.place(Problem(code, message, path, expected, fix))


def _fill(tables: dict[str, dict[str, Any]], reader: _Reader, kind: type[File], is_sorted: bool) -> None:  # noqa: FBT001
    for table in _TABLES[kind]:
        entries = reader.entries(table)
        problems = list(_misplaced(reader.document, table, entries, is_sorted))
        if problems:
            raise InputError(problems)
        prefix = f"{reader.data['provider']}/" if "provider" in reader.data else ""
        tables.setdefault(table.name, {}).update((f"{prefix}{key}", entry) for key, entry in _grouped(table, entries))


_OF_A_MACHINE = ("provider", "page", "sku", "region", "site", "commitment", "gpu", "gpus", "where", "layer")


def _grouped(table: _Table, entries: list[tuple[str, Entry]]) -> Iterator[tuple[str, Entry]]:
    """Yield entries; the rows of one rental, a price each, become one entry with its prices oldest first."""
    if table.name != "rentals":
        yield from entries
        return
    for key, group in groupby(sorted(entries, key=_by_id_and_day), key=lambda e: e[0]):
        rows = [row for _, row in group]
        machine = {k: rows[-1][k] for k in _OF_A_MACHINE if k in rows[-1]}
        yield key, {**machine, "prices": [{k: v for k, v in row.items() if k not in _OF_A_MACHINE or k == "where"} for row in rows]}


def _by_id_and_day(entry: tuple[str, Entry]) -> tuple[str, str]:
    return entry[0], str(entry[1].get("valid_from", "")) if "sku" in entry[1] else ""


def _misplaced(
    document: Document, table: _Table, entries: list[tuple[str, Entry]], is_sorted: bool
) -> Iterator[Problem]:  # noqa: FBT001
    """Yield a problem for each row that is there twice (C3-K11), or, where order matters, out of order (C3-K12)."""
    keys = [_by_id_and_day(e) for e in entries]
    first: dict[tuple[str, str], int] = {}
    for i, key in enumerate(keys):
        path = (table.list_key, i)
        if key in first:
            line = document.locate((table.list_key, first[key])).line
            yield _at(document, path, "C3-K11", f"`{' of '.join(filter(None, key))}` is there already, in line {line}",
                      "each entry once", "change one of the two, or give the new price its own valid_from")  # fmt: skip
        first.setdefault(key, i)
    for i, (before, key) in enumerate(pairwise(keys), 1):
        if is_sorted and key < before:
            yield _at(document, (table.list_key, i), "C3-K12", f"`{key[0]}` is out of order", "entries sorted by id, prices by day",
                      _belongs(document, table, keys[:i], key))  # fmt: skip


def _belongs(document: Document, table: _Table, before: list[tuple[str, str]], key: tuple[str, str]) -> str:
    """Return before which line a row belongs."""
    index = next(i for i, other in enumerate(before) if other > key)
    return f"it belongs before line {document.locate((table.list_key, index)).line}, `{before[index][0]}`"


def check_references(own: Tables, tables: Tables) -> None:
    """Raise InputError C3-K13 for each entry of `own` that names an id no table of the catalogue has."""
    problems = [p for table, key, row in _rows(own) for p in _dangling(table, key, row, tables)]
    if problems:
        raise InputError(sorted(problems, key=by_place))


_REFERENCES = {
    "open_weights": "models",
    "gpu": "gpus",
    "grid": "grids",
    "currency": "currencies",
    "criterion": "criteria",
}


def _rows(tables: Tables) -> Iterator[tuple[str, str, Entry]]:
    for name, table in tables.items():
        for key, entry in table.items():
            yield name, key, entry
            yield from ((name, key, row) for row in entry.get("prices", ()))


def _dangling(table: str, key: str, row: Entry, tables: Tables) -> Iterator[Problem]:
    for field, target in _REFERENCES.items():
        if field in row and row[field] not in tables.get(target, {}):
            file, _, line = str(row["where"]).rpartition(":")
            yield Problem("C3-K13", f"{field} `{row[field]}` of {key} is not in the catalogue", (), f"an id of {target}",
                          near(str(row[field]), tables.get(target, {})), Where(file, int(line)))  # fmt: skip
