"""Load the catalogue: the compiled form that ships with c3, and a user's own folders laid over it entry by entry."""

from __future__ import annotations

import json
import pathlib
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from c3calc.catalogue import Catalogue
from c3calc.errors import InputError, Problem
from c3calc.files.catalogue_table import split_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.catalogue import Entry, Tables

COMPILED = pathlib.Path(__file__).parent.parent / "catalogue.json"


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
        text = compiled.read_bytes()
        data = split_tables(text) or json.loads(text)
        return Catalogue(data["tables"], data["newest"], data["oldest"], data.get("sold"))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        message = f"`{compiled}` is no compiled catalogue"
        raise InputError([Problem("C3-U04", message, expected="a catalogue.json of c3", help=str(exc))]) from exc


def _laid_over(catalogue: Catalogue, folder: pathlib.Path) -> Catalogue:
    """Return the catalogue with a folder's entries put over their namesakes."""
    from c3calc.files.catalogue_checks import check_references  # noqa: PLC0415  (pydantic and yaml only when needed)
    from c3calc.files.catalogue_folder import read_folder  # noqa: PLC0415

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
