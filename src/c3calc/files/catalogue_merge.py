"""Lay the API prices kept by hand over those imported from a package, entry by entry.

What a hand-kept entry says wins, what it leaves out is the import's. Its price rows win day by day, and its `since` is
the day from which an imported price holds that names none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.catalogue import UNDATED
from c3calc.errors import Problem
from c3calc.files.catalogue_checks import where_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.catalogue import Entry

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
