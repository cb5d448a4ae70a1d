"""Load the catalogue: the compiled form that ships with c3, and a user's own folders laid over it entry by entry."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from c3calc.catalogue import Catalogue
from c3calc.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.catalogue import Tables

COMPILED = pathlib.Path(__file__).parent.parent / "catalogue.json"


def load_catalogue(overlays: Sequence[pathlib.Path] = (), compiled: pathlib.Path = COMPILED) -> Catalogue:
    """Return the catalogue with each folder of `overlays` laid over it in turn; an entry replaces its namesake whole.

    `compiled` is the shipped catalogue, or one of another day that somebody pins. Raises InputError where that cannot
    be read, and with every problem of the first folder that has any.
    """
    data = _read(compiled)
    if not overlays:
        return Catalogue(data["tables"], data["newest"], data["oldest"])
    return catalogue_of(_laid_over(data["tables"], overlays))


def _read(compiled: pathlib.Path) -> Any:
    try:
        data = json.loads(compiled.read_bytes())
        return {"tables": data["tables"], "newest": data["newest"], "oldest": data["oldest"]}
    except (OSError, ValueError, KeyError, TypeError) as exc:
        message = f"`{compiled}` is no compiled catalogue"
        raise InputError([Problem("C3-U04", message, expected="a catalogue.json of c3", help=str(exc))]) from exc


def _laid_over(tables: Tables, overlays: Sequence[pathlib.Path]) -> Tables:
    """Return the tables with every folder's entries put over their namesakes."""
    from c3calc.files.catalogue_checks import check_references  # noqa: PLC0415  (pydantic and yaml only when needed)
    from c3calc.files.catalogue_folder import read_folder  # noqa: PLC0415

    for folder in overlays:
        own = read_folder(folder)
        tables = {name: {**tables.get(name, {}), **own.get(name, {})} for name in sorted({*tables, *own})}
        check_references(own, tables)
    return tables


def catalogue_of(tables: Tables) -> Catalogue:
    """Return the catalogue of these tables, with the newest and oldest day on which something in them was checked."""
    days = sorted(set(_checked(tables)))
    return Catalogue(tables, newest=days[-1], oldest=days[0])


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
