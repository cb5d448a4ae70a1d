"""The question behind `c3 prices`: which entries the catalogue has by a name, what each was and when, what moved.

A name is exact, or part of an id, or a pattern with * and ?. Whatever matches is listed by its own id, so no name is
ever taken for another.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from c3calc.answer.prices import Disagreement, Item, Move, Period, Summary
from c3calc.base.errors import InputError, Problem
from c3calc.base.text import near, shown
from c3calc.catalogue.catalogue import age_days
from c3calc.catalogue.names import near_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from c3calc.catalogue.catalogue import Catalogue, Entry

MOST_NAMED = 8
KINDS = {
    "api": "apis", "rental": "rentals", "gpu": "gpus", "model": "models", "grid": "grids", "electricity": "electricity",
    "currency": "currencies",
}  # fmt: skip
AMOUNTS = {
    "api": (
        "input_per_mtok", "output_per_mtok", "cached_read", "cache_write", "cache_write_1h", "batch_input",
        "batch_output", "per_request",
    ),
    "rental": ("amount_per_gpu",),
    "grid": ("g_per_kwh",),
    "electricity": ("price_per_kwh",),
    "currency": ("rate",),
}  # fmt: skip


class PriceQuery(NamedTuple):
    """What is looked for: a name or nothing, in one kind or in all, of one provider or of all."""

    name: str = ""
    kind: str = ""
    provider: str = ""


def find(catalogue: Catalogue, wanted: PriceQuery, as_of: str, today: str) -> tuple[Item, ...]:
    """Return every entry that is wanted, by kind and id. Raises InputError C3-U40 where there is none."""
    found = [(kind, key) for kind in _kinds(wanted) for key in _keys(catalogue, kind, wanted)]
    if not found:
        raise InputError([_none(catalogue, wanted)])
    return tuple(_item(catalogue, kind, key, as_of, today) for kind, key in _exact(found, wanted.name) or found)


def stale(catalogue: Catalogue, wanted: PriceQuery, as_of: str, today: str) -> tuple[Item, ...]:
    """Return the entries among those wanted that were last checked longer ago than their kind allows."""
    return tuple(item for item in find(catalogue, wanted, as_of, today) if item.is_stale)


def history(catalogue: Catalogue, wanted: PriceQuery, today: str) -> tuple[Period, ...]:
    """Return every row of the entries with exactly this name, oldest first. Raises InputError C3-U40."""
    found = [(kind, key) for kind in _kinds(wanted) if kind in AMOUNTS for key in _keys(catalogue, kind, wanted)]
    exact = _exact(found, wanted.name)
    if not exact:
        raise InputError([_no_history(catalogue, wanted, found)])
    return tuple(period for kind, key in exact for period in _periods(catalogue, kind, key, today))


def diff(catalogue: Catalogue, wanted: PriceQuery, before: str, after: str) -> tuple[Move, ...]:
    """Return every amount that is not the same on two days, among the entries that are wanted."""
    items = find(catalogue, wanted, after, after)
    return tuple(move for item in items if item.kind in AMOUNTS for move in _moves(catalogue, item, before))


def overview(catalogue: Catalogue, today: str) -> tuple[Summary, ...]:
    """Return what the catalogue has of each kind."""
    items = [
        find(catalogue, PriceQuery(kind=kind), catalogue.newest, today) for kind in KINDS if catalogue.ids(KINDS[kind])
    ]
    return tuple(_summary(of_kind) for of_kind in items)


def disagreements(
    catalogue: Catalogue, theirs: Mapping[str, Mapping[str, float]], as_of: str, source: str
) -> tuple[Disagreement, ...]:
    """Return every amount of an API that another collection, by our ids, gives differently on a day."""
    keys = [key for key in sorted(theirs) if catalogue.has("apis", key)]
    rows = ((key, catalogue.price_on(catalogue.get("apis", key)["prices"], as_of)) for key in keys)
    return tuple(
        Disagreement(key, name, row.get(name), amount, source)
        for key, row in rows
        if row is not None
        for name, amount in theirs[key].items()
        if not _agree(row.get(name), amount)
    )


def _agree(ours: float | None, theirs: float) -> bool:
    return ours is not None and abs(ours - theirs) <= 1e-4 * theirs


def _kinds(wanted: PriceQuery) -> Sequence[str]:
    return (wanted.kind,) if wanted.kind else tuple(KINDS)


def _keys(catalogue: Catalogue, kind: str, wanted: PriceQuery) -> Iterator[str]:
    """Yield the ids of a kind that are wanted."""
    name = wanted.name.lower()
    has_pattern = any(mark in name for mark in "*?")
    for key in catalogue.ids(KINDS[kind]):
        of_provider = not wanted.provider or (kind in ("api", "rental") and key.startswith(f"{wanted.provider}/"))
        if of_provider and (fnmatchcase(key.lower(), name) if has_pattern else name in key.lower()):
            yield key


def _exact(found: Sequence[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """Return of each kind the entry whose id this is, or else those with exactly this model, GPU or country."""
    ids = {kind for kind, key in found if key.lower() == name.lower()}
    return [
        (kind, key)
        for kind, key in found
        if (key.lower() == name.lower() if kind in ids else name.lower() in _names(kind, key))
    ]


def _names(kind: str, key: str) -> set[str]:
    """Return the exact names of an entry: its id, and the model, the GPU or the country in it."""
    first, *others = key.lower().split("/")
    last = {"api": others[-1:], "rental": others[-1:], "electricity": [first]}.get(kind, [])
    return {key.lower(), *last, *(["/".join(others)] if kind == "api" else [])}


def _no_history(catalogue: Catalogue, wanted: PriceQuery, found: Sequence[tuple[str, str]]) -> Problem:
    """Say that only exact names have a history, and which exact names hold what was written."""
    if wanted.kind and wanted.kind not in AMOUNTS:
        message = f"a {wanted.kind} has no price of its own"
        return Problem("C3-U40", message, expected=f"--kind one of {', '.join(AMOUNTS)}", help="rents are under rental")
    if not found:
        return _none(catalogue, wanted)
    holding = dict.fromkeys(n for kind, key in found for n in sorted(_names(kind, key)) if wanted.name.lower() in n)
    names = sorted(holding or dict.fromkeys(key for _, key in found), key=len)[:MOST_NAMED]
    entries = "1 entry contains" if len(found) == 1 else f"{len(found)} entries contain"
    message = f"{shown(wanted.name)} is not an exact name; {entries} it"
    return Problem("C3-U40", message, expected="the exact name of an entry", help=f"one of {', '.join(names)}")


def _none(catalogue: Catalogue, wanted: PriceQuery) -> Problem:
    names: dict[bool, list[str]] = {True: [], False: []}
    for kind in _kinds(wanted):
        names[kind == "api"] += [n for key in catalogue.ids(KINDS[kind]) for n in sorted(_names(kind, key))]
    what = f"{shown(wanted.name)}" if wanted.name else "such entry"
    kind = f" among kind {wanted.kind}" if wanted.kind else ""
    provider = f" of provider {shown(wanted.provider)}" if wanted.provider else ""
    message = f"the catalogue has no {what}{kind}{provider}"
    hint = near_model(wanted.name, dict.fromkeys(names[True])) or near(wanted.name, names[False])
    return Problem("C3-U40", message, expected="an id of the catalogue, or a part of one", help=hint)


def _dated(entry: Entry) -> Sequence[Entry]:
    """Return the rows of an entry that has some, each from a day on: prices, or the rates of a currency."""
    rows: Sequence[Entry] = entry.get("prices") or entry.get("usd_per_unit") or ()
    return rows


def _item(catalogue: Catalogue, kind: str, key: str, as_of: str, today: str) -> Item:
    entry = catalogue.get(KINDS[kind], key)
    rows = _dated(entry)
    row = catalogue.price_on(rows, as_of) if rows else entry
    future = min((r["valid_from"] for r in rows if r["valid_from"] > as_of), default="")
    age = age_days(row["checked"], today) if row else None
    return Item(kind, key, entry, row, age, catalogue.longest_age_days(kind), future)


def _periods(catalogue: Catalogue, kind: str, key: str, today: str) -> Iterator[Period]:
    entry = catalogue.get(KINDS[kind], key)
    rows = _dated(entry) or (entry,)
    limit = catalogue.longest_age_days(kind)
    changes = [None, *(_change(kind, before, after) for before, after in pairwise(rows))]
    for row, change in zip(rows, changes, strict=True):
        announced = row["valid_from"] if row["valid_from"] > today else ""
        yield Period(Item(kind, key, entry, row, age_days(row["checked"], today), limit, announced), change)


def _change(kind: str, before: Entry, after: Entry) -> float | None:
    """Return the change of the first amount that changed, None where none did or it was not known."""
    moved = [name for name in AMOUNTS[kind] if before.get(name) != after.get(name)]
    known = [name for name in moved if before.get(name) and after.get(name)]
    return float(after[known[0]] / before[known[0]] - 1) if known else None


def _moves(catalogue: Catalogue, item: Item, before: str) -> Iterator[Move]:
    old = catalogue.price_on(_dated(item.entry) or (item.entry,), before) or {}
    new = item.row or {}
    for name in AMOUNTS[item.kind]:
        if old.get(name) != new.get(name):
            currency = "USD" if item.kind == "currency" else new.get("currency", old.get("currency", ""))
            yield Move(item.kind, item.key, name, old.get(name), new.get(name), currency, new.get("source", ""))


def _summary(items: Iterable[Item]) -> Summary:
    listed = tuple(items)
    days = sorted(item.row["checked"] for item in listed if item.row)
    return Summary(listed[0].kind, len(listed), days[0], days[-1], sum(item.is_stale for item in listed))
