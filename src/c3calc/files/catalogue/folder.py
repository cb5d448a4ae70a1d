"""Read a folder of catalogue files: every row checked, with its place and the layer it comes from.

    pricing/apis/<provider>.yaml  pricing/rentals/<provider>.yaml  pricing/{gpus,models,grids,...}.yaml
    pricing/apis/genai-prices/<provider>.yaml, which `catalogue_merge` lays the files above over

C3-K01 to K06 are problems of one row (`catalogue_schema`), K07 and K08 of a file, K09 to K12 of rows among each other.

Lay the API prices kept by hand over those imported from a package, entry by entry.

What a hand-kept entry says wins, what it leaves out is the import's. Its price rows win day by day, and its `since` is
the day from which an imported price holds that names none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import FileLine, InputError, Path, Problem, Where
from c3calc.base.text import near, shown
from c3calc.catalogue.catalogue import SHIPPED, UNDATED
from c3calc.catalogue.schema import (
    ApiFile,
    ControlFile,
    CurrencyFile,
    DefaultFile,
    File,
    GpuFile,
    GridFile,
    OpenWeightsFile,
    PredictionFile,
    RentalFile,
    TariffFile,
)
from c3calc.files.catalogue.checks import RowKey, disordered, repeated, where_of
from c3calc.files.text.document import Document, by_place, read_document
from c3calc.files.validation import validate

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator, Mapping

    from c3calc.catalogue.catalogue import Entry, Tables

IMPORTED = "genai-prices"
_INHERITED = ("region", "grid")
Entries = dict[str, "Entry"]


def merged(own: Mapping[str, Entry], imported: Mapping[str, Entry]) -> tuple[Entries, list[Problem]]:
    """Return the entries of both, `own` over their imported namesakes, and a C3-K12 for each without a price."""
    places = {e["provider"]: {k: e[k] for k in _INHERITED if k in e} for e in own.values()}
    keys = sorted({*own, *imported})
    entries = {key: _entry(imported.get(key, {}), own.get(key, {}), places) for key in keys}
    return _with_energy(entries), [_unpriced(key, e) for key, e in entries.items() if not e["prices"]]


def _entry(imported: Entry, own: Entry, places: Mapping[str, Entry]) -> dict[str, Any]:
    entry = {**imported, **places.get(imported.get("provider", ""), {}), **own}
    since = str(entry.pop("since", UNDATED))
    rows = {row["valid_from"]: row for row in imported.get("prices", ())}
    first = rows.pop(UNDATED, None)
    if first and since < min(rows, default="9999"):
        rows[since] = {**first, "valid_from": since}
    rows |= {row["valid_from"]: row for row in own.get("prices", ())}
    return entry | {"prices": [rows[day] for day in sorted(rows)]}


def _with_energy(entries: Mapping[str, Entry]) -> Entries:
    """Give weights the same energy per token wherever they are served, for all that is known is that of the weights."""
    known = {
        e["open_weights"]: e["energy"]
        for e in reversed(tuple(entries.values()))
        if "open_weights" in e and "energy" in e
    }
    return {
        key: {**e, "energy": known[e["open_weights"]]} if "energy" not in e and e.get("open_weights") in known else e
        for key, e in entries.items()
    }


def _unpriced(key: str, entry: Entry) -> Problem:
    fix = "an entry replaces its namesake whole, so it needs prices of its own"
    return Problem("C3-K12", f"{key} has no price", expected="prices: [...]", help=fix, where=where_of(entry))


_FILES: dict[str, type[File]] = {
    "control.yaml": ControlFile, "currencies.yaml": CurrencyFile, "defaults.yaml": DefaultFile,
    "electricity.yaml": TariffFile, "gpus.yaml": GpuFile, "grids.yaml": GridFile, "models.yaml": OpenWeightsFile,
    "prediction.yaml": PredictionFile,
}  # fmt: skip
_FOLDERS: dict[str, type[File]] = {"apis": ApiFile, "rentals": RentalFile, f"apis/{IMPORTED}": ApiFile}
_KNOWN = f"apis/<provider>.yaml, rentals/<provider>.yaml, {', '.join(_FILES)}"
_MACHINE_ID = ("provider", "sku", "region", "commitment", "gpu")
_OF_THE_PROVIDER = ("provider", "page", "region", "grid")
_OF_THE_MACHINE = ("provider", "page", "sku", "region", "site", "commitment", "gpu", "gpus", "layer")


@dataclass(frozen=True)
class _TableSource:
    """Which list of a file fills which table, and what an entry is called."""

    name: str
    list_key: str
    id_of: Callable[[Entry], str] = lambda row: str(row["id"])


_TABLES: dict[type[File], tuple[_TableSource, ...]] = {
    ApiFile: (_TableSource("apis", "models", lambda r: f"{r['provider']}/{r['id']}"),),
    ControlFile: (
        _TableSource("criteria", "criteria"),
        _TableSource("control", "scores", lambda r: f"{r['kind']}/{r['criterion']}"),
    ),
    CurrencyFile: (_TableSource("currencies", "currencies"),),
    DefaultFile: (_TableSource("defaults", "defaults"), _TableSource("regions", "regions")),
    GpuFile: (_TableSource("gpus", "gpus"),),
    GridFile: (_TableSource("grids", "grids"),),
    OpenWeightsFile: (_TableSource("models", "models"),),
    PredictionFile: (_TableSource("engines", "engines"),),
    RentalFile: (_TableSource("rentals", "rentals", lambda r: "/".join(r[k] for k in _MACHINE_ID)),),
    TariffFile: (_TableSource("electricity", "electricity", lambda r: f"{r['country']}/{r['consumer']}"),),
}  # fmt: skip


def read_folder(folder: pathlib.Path, *, layer: str | None = None, is_sorted: bool = False) -> Tables:
    """Return the tables of a folder, with entries keyed as the catalogue keys them.

    `layer` is what entries say they come from (the folder's name otherwise); with `is_sorted` rows must be in order.
    Raises InputError with every problem of every file.
    """
    tables: dict[str, dict[str, Entry]] = {}
    problems: list[Problem] = []
    for path, kind in _files(folder):
        called = f"pricing/{path.relative_to(folder).as_posix()}" if layer == SHIPPED else str(path)
        try:
            for name, entries in _read(path, kind, called, layer or str(folder), is_sorted):
                tables.setdefault(IMPORTED if path.parent.name == IMPORTED else name, {}).update(entries)
        except InputError as exc:
            problems += exc.problems
    apis, unpriced = merged(tables.get("apis", {}), tables.pop(IMPORTED, {}))
    if problems := [*problems, *unpriced]:
        raise InputError(sorted(problems, key=by_place))
    return tables | ({"apis": apis} if apis else {})


def _files(folder: pathlib.Path) -> list[tuple[pathlib.Path, type[File]]]:
    """Return the catalogue files of a folder, sorted. Raises InputError C3-K07 if there are none, or others."""
    found = sorted((*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml"), *folder.glob("*/*/*.y*ml")))
    if not found:
        what = "holds no catalogue file" if folder.is_dir() else "is not a folder"
        raise InputError([Problem("C3-K07", f"{shown(folder, 200)} {what}", expected=_KNOWN, where=Where(str(folder)))])
    files = [(path, _kind(path, folder)) for path in found]
    unknown = [path for path, kind in files if kind is None]
    if unknown:
        raise InputError(_unknown_file(path) for path in unknown)
    return [(path, kind) for path, kind in files if kind]


def _kind(path: pathlib.Path, folder: pathlib.Path) -> type[File] | None:
    if path.parent == folder:
        return _FILES.get(path.name)
    return _FOLDERS.get(path.parent.relative_to(folder).as_posix()) if path.suffix == ".yaml" else None


def _unknown_file(path: pathlib.Path) -> Problem:
    message = f"{shown(path, 200)} is not a file of the catalogue"
    return Problem("C3-K07", message, expected=_KNOWN, help=near(path.name, _FILES), where=Where(str(path)))


def _read(
    path: pathlib.Path, kind: type[File], called: str, layer: str, is_sorted: bool
) -> Iterator[tuple[str, dict[str, Entry]]]:
    """Yield (table, entries) of a file. Raises InputError with all problems of the file."""
    document = read_document(path, name=called)
    data = validate(kind, document).model_dump(mode="json", by_alias=True, exclude_none=True)
    _check_name(path, document, data)
    for table in _TABLES[kind]:
        rows = _entries(document, data, table.list_key, layer)
        keys = [_row_key(table, row) for row in rows]
        problems = [*repeated(document, (table.list_key,), keys)]
        problems += disordered(document, (table.list_key,), keys) if is_sorted else ()
        if problems:
            raise InputError(problems)
        yield (
            table.name,
            _by_machine(keys, rows) if kind is RentalFile else dict(zip((k for k, _ in keys), rows, strict=True)),
        )


def _check_name(path: pathlib.Path, document: Document, data: dict[str, Any]) -> None:
    """Raise InputError C3-K08 unless a provider's file is called as the provider is."""
    provider = data.get("provider", path.stem)
    if provider != path.stem:
        message = f"the file is called `{path.name}`, but its provider `{provider}`"
        fix = "rename the file, or correct the provider"
        problem = Problem("C3-K08", message, path=("provider",), expected=f"provider: {path.stem}", help=fix)
        raise InputError([document.place(problem)])


def _row_key(table: _TableSource, row: Entry) -> RowKey:
    return table.id_of(row), str(row["valid_from"]) if table.name == "rentals" else ""


def _entries(document: Document, data: dict[str, Any], list_key: str, layer: str) -> list[dict[str, Any]]:
    """Return a list's rows, each with its place, its layer and what its provider's file says for all of them."""
    shared = {k: data[k] for k in _OF_THE_PROVIDER if k in data}
    mark = {} if layer == SHIPPED else {"layer": layer}  # every part of a user's own says so, for it is shown with it
    rows = enumerate(data[list_key])
    return [{**shared, **_placed(document, row, (list_key, i), mark), "layer": layer} for i, row in rows]


def _placed(document: Document, row: dict[str, Any], path: Path, mark: dict[str, str]) -> dict[str, Any]:
    """Return a row with its place, and so its dated parts; a part without dates of its own has the row's."""
    placed = {**row, "where": _where(document, path), **mark}
    for key in {"prices", "usd_per_unit"} & row.keys():
        placed[key] = [_placed(document, part, (*path, key, i), mark) for i, part in enumerate(row[key])]
    for key in {"energy", "idle", "memory", "embodied_kg"} & row.keys():
        dates = {k: row[k] for k in ("valid_from", "checked") if k in row}
        placed[key] = {**dates, **row[key], "where": _where(document, (*path, key)), **mark}
    return placed


def _where(document: Document, path: Path) -> FileLine:
    return document.locate(path, isinstance(path[-1], str)).in_file


def _by_machine(keys: list[RowKey], rows: list[dict[str, Any]]) -> dict[str, Entry]:
    """Return one entry a machine, with its prices oldest first."""
    groups = groupby(sorted(zip(keys, rows, strict=True), key=lambda pair: pair[0]), key=lambda pair: pair[0][0])
    return {machine: _machine([row for _, row in group]) for machine, group in groups}


def _machine(rows: list[dict[str, Any]]) -> Entry:
    shared = {k: rows[-1][k] for k in (*_OF_THE_MACHINE, "where") if k in rows[-1]}
    return {**shared, "prices": [{k: v for k, v in row.items() if k not in _OF_THE_MACHINE} for row in rows]}
