"""An API's price row as c3 bills by it: typed, made once from the compiled catalogue or from a scenario's own price."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.base.ranges import Quantity
from c3calc.catalogue.provenance import Provenance

if TYPE_CHECKING:
    from c3calc.catalogue.catalogue import Entry
    from c3calc.scenario.options import Price

Prices = Mapping[str, Quantity]  # by key, as `PriceRow` says; what is not known is not there
STANDARD, TIERS = "standard", ("flex", "priority", "fast")
_AT_ONCE = ("input", "output", "cached_read", "cache_write")
_PER_MTOK = (*_AT_ONCE, *(f"batch_{key}" for key in _AT_ONCE))
_KEYS = (*_PER_MTOK, *(f"long_{key}" for key in _PER_MTOK), "per_request")
_FIELDS = {key: f"{key}_per_mtok" if key in ("input", "output") else key
           for key in (*_PER_MTOK, "cache_write_1h", "batch_cache_write_1h", "per_request")}  # fmt: skip


class LongPrices(NamedTuple):
    """A long-context tier as bills read it: prices of all tokens of a request with more input than `above_tokens`."""

    above_tokens: float
    price: Prices


class PriceWindow(NamedTuple):
    """Prices as bills read them, every day between two times, UTC; an end before the start is of the next day."""

    start: str
    end: str
    price: Prices


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one service tier of a model costs from a day on, as bills read it.

    price: per million tokens under `input`, `output`, `cached_read`, `cache_write` (kept 5 minutes) and
    `cache_write_1h`, each also after `batch_`; `per_request` is per request.
    tiers: the service tiers that have a price; free: for trying out.
    """

    price: Prices
    currency: str
    provenance: Provenance
    long: tuple[LongPrices, ...] = ()
    windows: tuple[PriceWindow, ...] = ()
    tier: str = STANDARD
    tiers: tuple[str, ...] = (STANDARD,)
    tax: str = "excluded"
    valid_from: str = ""
    note: str = ""
    free: bool = False

    @classmethod
    def of(cls, row: Entry, tier: str = STANDARD) -> PriceRow:
        """Return a row of the compiled catalogue as it holds in a tier, in the standard one if it has no such tier."""
        provenance, tiers = Provenance.of(row), (STANDARD, *(t for t in TIERS if t in row))
        if tier in row:
            row, provenance = {**row, **row[tier]}, provenance.adding(f"{tier} tier")
        long = row.get("long_context") or ()
        longs = [long] if isinstance(long, Mapping) else long
        return cls(
            price=_prices(row),
            currency=row["currency"],
            provenance=provenance,
            long=tuple(LongPrices(part["above_tokens"], _prices(part)) for part in longs),
            windows=tuple(PriceWindow(p["from"], p["to"], _prices(p)) for p in row.get("time_of_day", ())),
            tier=tier if tier in tiers else STANDARD,
            tiers=tiers,
            tax=row["tax"],
            valid_from=row["valid_from"],
            note=row.get("note", ""),
            free=row.get("free", False),
        )

    @classmethod
    def of_scenario(cls, price: Price, currency: str) -> PriceRow:
        """Return a scenario's own price; `currency` is that of the scenario."""
        long = price.long_context
        longs = (LongPrices(long.above_tokens or math.inf, _prices(dict(long))),) if long else ()
        return cls(_prices(dict(price)), price.currency or currency, Provenance("this scenario", "quoted"), longs)

    @property
    def long_above_tokens(self) -> float:
        """The most input tokens that a request has at its standard prices; infinite where no others are known."""
        return self.long[0].above_tokens if self.long else math.inf

    def by_key(self) -> Prices:
        """Return every price that bills ask for, by key; after `long_` those of the first long-context tier."""
        found = {**self.price, **{f"long_{k}": v for long in self.long[:1] for k, v in long.price.items()}}
        return {key: found[key] for key in _KEYS if key in found}


def fields_of(key: str) -> tuple[str, ...]:
    """Return where the price of a key stands, in the compiled row and in a scenario's own price."""
    name = key.removeprefix("long_")
    return (_FIELDS[name],) if name == key else ("long_context", _FIELDS[name])


def _prices(block: Mapping[str, Any]) -> Prices:
    return {key: price for key, field in _FIELDS.items() if (price := block.get(field)) is not None}
