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
KEYS = (*_PER_MTOK, "per_request")  # that bills ask for; how long a cache write is kept is settled before
_FIELDS = {key: f"{key}_per_mtok" if key in ("input", "output") else key
           for key in (*_PER_MTOK, "cache_write_1h", "batch_cache_write_1h", "per_request")}  # fmt: skip


class LongPrices(NamedTuple):
    """A long-context tier as bills read it: prices of all tokens of a request with more input than `above_tokens`."""

    above_tokens: float
    price: Prices
    offered: bool = True  # false: the provider takes no such requests in this service tier


class PriceWindow(NamedTuple):
    """Prices as bills read them between two times of some days, UTC; an end before the start is of the next day."""

    start: str
    end: str
    price: Prices
    days: str = "all"

    @property
    def times(self) -> str:
        """When it is, in words."""
        return f"{self.start}-{self.end}{'' if self.days == 'all' else f' on {self.days}'}"


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
        longs = [LongPrices(part["above_tokens"], _prices(part), part.get("offered", True))
                 for part in ([long] if isinstance(long, Mapping) else long)]  # fmt: skip
        return cls(
            price=_prices(row),
            currency=row["currency"],
            provenance=provenance,
            long=tuple(sorted(longs, key=lambda long: long.above_tokens)),
            windows=tuple(
                PriceWindow(p["from"], p["to"], _prices(p), p.get("days", "all")) for p in row.get("time_of_day", ())
            ),
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
    def sizes(self) -> tuple[LongPrices, ...]:
        """What requests of any size cost, and what those of every long-context tier do, by size."""
        return (LongPrices(0.0, self.price), *self.long)


def fields_of(key: str, size: int) -> tuple[str, ...]:
    """Return where the price of a key stands in a scenario's own price, for a size of request."""
    return ("long_context", _FIELDS[key]) if size else (_FIELDS[key],)


def _prices(block: Mapping[str, Any]) -> Prices:
    return {key: price for key, field in _FIELDS.items() if (price := block.get(field)) is not None}
