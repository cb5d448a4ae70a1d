"""Promises of the typed price row: it holds all that the catalogue's schema or a scenario says of an API's prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.catalogue.price_row import STANDARD, TIERS, LongPrices, PriceRow, PriceWindow
from c3calc.catalogue.prices import ApiPrice, LongContext, PriceHours, TierAmounts
from c3calc.catalogue.provenance import Provenance
from c3calc.scenario.options import LongContextPrice, Price

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

TOKENS = {"input_per_mtok": 1.0, "output_per_mtok": 2.0, "cached_read": 0.5, "cache_write": 3.0, "cache_write_1h": 4.0}
BATCH = {f"batch_{key.removesuffix('_per_mtok')}": price / 2 for key, price in TOKENS.items()}
LONG = {"above_tokens": 100_000, "offered": True, **TOKENS, **BATCH}
HOURS = {"from": "16:30", "to": "00:30", "days": "weekdays", **TOKENS}
TIER = {**TOKENS, "long_context": [LONG]}
ROW: dict[str, Any] = {
    "source": "a price list", "page": "https://acme.example", "valid_from": "2026-01-01", "checked": "2026-11-01",
    "evidence": "published", "note": "a remark", "currency": "USD", "tax": "included", "free": True,
    **TOKENS, **BATCH, "per_request": 0.01, "long_context": [LONG], "time_of_day": [HOURS],
    **dict.fromkeys(TIERS, TIER),
}  # fmt: skip
PRICES = {
    "input": 1.0, "output": 2.0, "cached_read": 0.5, "cache_write": 3.0, "cache_write_1h": 4.0, "batch_input": 0.5,
    "batch_output": 1.0, "batch_cached_read": 0.25, "batch_cache_write": 1.5, "batch_cache_write_1h": 2.0,
}  # fmt: skip


def keys(of: type[BaseModel]) -> set[str]:
    """Return the keys that files may write in a block."""
    return {field.alias or name for name, field in of.model_fields.items()}


def leaves(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything in a row that is no block."""
    parts = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else None
    for key, inner in () if parts is None else parts:
        yield from leaves(inner, (*path, key))
    if parts is None:
        yield path


def changed(part: Any, path: tuple[Any, ...]) -> Any:
    """Return a row with another value at a path."""
    if not path:
        return not part if isinstance(part, bool) else part * 2
    copy = part.copy()
    copy[path[0]] = changed(part[path[0]], path[1:])
    return copy


def typed(row: dict[str, Any]) -> list[PriceRow]:
    """Return the typed row of every tier."""
    return [PriceRow.of(row, tier) for tier in (STANDARD, *TIERS)]


def test_every_key_of_a_price_row_reaches_the_typed_row() -> None:
    """Nothing that the schema lets a price row say is lost: another value of any key makes another typed row."""
    schema = [ApiPrice, LongContext, PriceHours, TierAmounts]
    assert [set(part) for part in (ROW, LONG, HOURS, TIER)] == [keys(of) for of in schema]
    assert [path for path in leaves(ROW) if typed(changed(ROW, path)) == typed(ROW)] == []


def test_a_row_is_typed_by_the_keys_of_bills() -> None:
    """A row of the catalogue has its prices by key, the provenance of its tier, its sizes and hours."""
    tokens = {key: price for key, price in PRICES.items() if "batch" not in key}
    expected = PriceRow(
        price={**PRICES, "per_request": 0.01},
        currency="USD",
        provenance=Provenance("a price list; flex tier", "published", "", "2026-11-01", page="https://acme.example"),
        long=(LongPrices(100_000, PRICES),),
        windows=(PriceWindow("16:30", "00:30", tokens, "weekdays"),),
        tier="flex",
        tiers=("standard", "flex", "priority", "fast"),
        tax="included",
        valid_from="2026-01-01",
        note="a remark",
        free=True,
    )
    assert PriceRow.of(ROW, "flex") == expected


def test_a_price_of_the_scenario_is_the_same_row() -> None:
    """A scenario's own price has its own currency or that of the scenario, and its long tier from the size it says."""
    long = LongContextPrice(above_tokens=1000, input_per_mtok=4, output_per_mtok=8)
    row = PriceRow.of_scenario(Price(input_per_mtok=2, output_per_mtok=3, per_request=0.1, long_context=long), "EUR")
    sizes = (LongPrices(0.0, {"input": 2.0, "output": 3.0, "per_request": 0.1}),
             LongPrices(1000.0, {"input": 4.0, "output": 8.0}))  # fmt: skip
    assert (row.sizes, row.currency) == (sizes, "EUR")
    assert len(PriceRow.of_scenario(Price(input_per_mtok=2, output_per_mtok=3), "EUR").sizes) == 1
