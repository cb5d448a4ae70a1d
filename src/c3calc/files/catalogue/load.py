"""Load the catalogue: the compiled form that ships with c3, and a user's own folders laid over it entry by entry.

The tables of the compiled catalogue, read one entry at a time.

The file is JSON with a line for each entry, so an entry is found by the beginning of its line and nothing else is
parsed: a start that needs ten entries of three thousand does not pay for the others.
"""

from __future__ import annotations

import json
import pathlib
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from c3calc.base.errors import InputError, Problem
from c3calc.catalogue.catalogue import Catalogue, Entry, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLES = b'"tables": {\n'
_END = b"\n}\n}\n}\n"


def split_tables(text: bytes) -> dict[str, Any] | None:
    """Return what a compiled catalogue holds, its tables unparsed; None if it is not laid out with a line an entry."""
    begin = text.find(_TABLES)
    if begin < 0 or not text.endswith(_END):
        return None
    head = json.loads(text[:begin].rstrip(b", \n") + b"}")
    return {**head, "tables": dict(_tables(text, begin, head["entries"]))}


def _tables(text: bytes, begin: int, entries: Mapping[str, int]) -> Iterator[tuple[str, CompiledTable]]:
    """Yield every table by its name; their names and sizes, in the order of the text, are what `entries` says."""
    for name, count in entries.items():
        heading = f'\n"{name}": {{'.encode()
        start = text.index(heading, begin) + len(heading)
        begin = text.index(b"\n}", start)
        yield name, CompiledTable(text, start, begin, count)


class CompiledTable(Mapping[str, Entry]):
    """One table of the compiled text: what stands between two places of it, and how many entries that is."""

    def __init__(self, text: bytes, start: int, end: int, count: int) -> None:
        self._text, self._start, self._end, self._count = text, start, end, count
        self._parsed: dict[str, Entry] = {}
        self._keys: tuple[str, ...] | None = None

    def __getitem__(self, key: str) -> Entry:
        if key not in self._parsed:
            begin = self._find(key)
            if begin < 0:
                raise KeyError(key)
            end = self._text.find(b"\n", begin + 1, self._end)
            line = self._text[begin : end if end >= 0 else self._end]
            self._parsed[key] = json.loads(b"{" + line.rstrip(b",") + b"}")[key]
        return self._parsed[key]

    def __contains__(self, key: object) -> bool:
        return key in self._parsed or (isinstance(key, str) and self._find(key) >= 0)

    def __iter__(self) -> Iterator[str]:
        if self._keys is None:  # once, however many scenarios a run answers
            lines = self._text[self._start + 1 : self._end].split(b"\n")
            self._keys = tuple(_key(line) for line in lines)
        return iter(self._keys)

    def __len__(self) -> int:
        return self._count

    def _find(self, key: str) -> int:
        start = b"\n" + json.dumps(key, ensure_ascii=False).encode() + b": "
        return self._text.find(start, self._start, self._end)


def _key(line: bytes) -> str:
    """Return the key that a line begins with."""
    quoted = line[1 : line.index(b'": ')]
    return str(json.JSONDecoder().raw_decode(line.decode())[0]) if b"\\" in quoted else quoted.decode()


def as_text(tables: Tables, head: Mapping[str, object]) -> str:
    """Return the compiled form: JSON with sorted ids and one line an entry, so that differences can be read."""
    entries = {name: len(tables[name]) for name in sorted(tables)}
    facts = "".join(f"{_json(key)}: {_json(value)},\n" for key, value in {**head, "entries": entries}.items())
    bodies = ",\n".join(f"{_json(name)}: {{\n{_lines(tables[name])}\n}}" for name in entries)
    return f'{{\n{facts}"tables": {{\n{bodies}\n}}\n}}\n'


def _lines(table: Mapping[str, Entry]) -> str:
    return ",\n".join(f"{_json(key)}: {_json(table[key])}" for key in sorted(table))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_MOST_BYTES = 64_000_000  # ten times what is shipped, and an end to a device that has none
COMPILED = pathlib.Path(__file__).parent.parent.parent / "catalogue.json"


def load_catalogue(overlays: Sequence[pathlib.Path] = (), compiled: pathlib.Path = COMPILED) -> Catalogue:
    """Return the catalogue with each folder of `overlays` laid over it in turn; an entry replaces its namesake whole.

    `compiled` is the shipped catalogue, or one of another day that somebody pins. Raises InputError where that cannot
    be read, and with every problem of the first folder that has any.
    """
    catalogue = _read(compiled)
    for folder in overlays:
        catalogue = _laid_over(catalogue, folder)
    return catalogue


def _read(compiled: pathlib.Path) -> Catalogue:
    try:
        with compiled.open("rb") as file:
            text = file.read(_MOST_BYTES)
        data = split_tables(text) or json.loads(text)
        return Catalogue(data["tables"], data["newest"], data["oldest"], data.get("sold"))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as exc:
        message = f"`{compiled}` is not a compiled catalogue"
        raise InputError([Problem("C3-U04", message, expected="a catalogue.json of c3", help=str(exc))]) from exc


def _laid_over(catalogue: Catalogue, folder: pathlib.Path) -> Catalogue:
    """Return the catalogue with a folder's entries put over their namesakes."""
    from c3calc.files.catalogue.checks import check_references  # noqa: PLC0415  (pydantic and yaml only when needed)
    from c3calc.files.catalogue.folder import read_folder  # noqa: PLC0415

    own, base = catalogue_of(read_folder(folder)), catalogue.tables
    tables = {n: _over(own.tables.get(n, {}), base.get(n, {})) for n in sorted({*base, *own.tables})}
    check_references(own.tables, tables)
    days = {"newest": max(catalogue.newest, own.newest), "oldest": min(catalogue.oldest, own.oldest)}
    return replace(catalogue, tables=tables, sold=_both(catalogue.sold, own.sold or {}), **days)


def _over(own: Mapping[str, Entry], base: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Return both tables as one, entries of `own` first, without reading those of `base`."""
    return ChainMap(dict(own), cast("dict[str, Entry]", base))


def _both(
    sold: Mapping[str, Sequence[str]] | None, own: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]] | None:
    if sold is None:
        return None
    return {**sold, **{weights: sorted({*sold.get(weights, ()), *keys}) for weights, keys in own.items()}}


def catalogue_of(tables: Tables) -> Catalogue:
    """Return the catalogue of these tables: what serves which weights, and the first and last day of any check."""
    days = sorted(set(_checked(tables)))
    return Catalogue(tables, newest=days[-1], oldest=days[0], sold=_sold(tables.get("apis", {})))


def _sold(apis: Mapping[str, Entry]) -> dict[str, list[str]]:
    sold: dict[str, list[str]] = {}
    for key in sorted(apis):
        if "open_weights" in apis[key]:
            sold.setdefault(apis[key]["open_weights"], []).append(key)
    return dict(sorted(sold.items()))


def _checked(node: Any) -> Iterator[str]:
    """Yield every `checked` day within a node."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "checked":
                yield value
            else:
                yield from _checked(value)
    elif isinstance(node, list):
        for item in node:
            yield from _checked(item)
