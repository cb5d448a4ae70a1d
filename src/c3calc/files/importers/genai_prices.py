"""Prices from the package genai-prices (extra `c3calc[prices]`), as rows of our catalogue. Imported by commands only.

The package is asked as its users ask it, on every day from which one of its prices holds, with every context it knows;
what it answers is written down. It keeps no day of a check and no page of a single price: the rows name its version,
the day that was released, and the provider's pricing page. It converts all money to US dollars.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import (
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from c3calc.catalogue.catalogue import UNDATED
from c3calc.files.importers.open_weights import weights_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

RELEASED = {"0.2.3": "2026-11-10"}
PROVIDERS = {"aws": "aws-bedrock"}  # their id: ours
BILLED_IN = {"zhipuai": ("CNY", 7.25)}  # "converted to USD at 1 USD = 7.25 CNY": undone, for it is billed in yuan
CONTEXTS: Mapping[str, dict[str, str]] = {
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "fast": {"speed": "fast"},
}
BATCH = {"processing": "batch"}
AMOUNTS = {
    "input_per_mtok": "input_mtok",
    "output_per_mtok": "output_mtok",
    "cached_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
}
BATCH_NAMES = {"input_per_mtok": "batch_input", "output_per_mtok": "batch_output"}
ALIAS = "a name that moves: its price is that of the model it meant when the data set read it"
STRETCHED = "one batch or flex price for all sizes in the data set; above a context tier they rise as the standard does"
DEPRECATED = "marked deprecated in the data set"
ANNOUNCED = "announced by the provider; it may still change"
Row = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """What the package knows of one provider; `models` are entries of a catalogue file by id."""

    provider: str
    name: str
    page: str
    currency: str
    source: str
    checked: str
    models: dict[str, Row] = field(default_factory=dict)
    unpriced: tuple[str, ...] = ()


def package_version() -> str:
    """Return the version of genai-prices that is installed."""
    return version("genai-prices")


def imported(checked: str) -> list[Imported]:
    """Return every provider of the package; `checked` is the day the package was released."""
    return [_provider(provider, checked) for provider in get_snapshot().providers]


def _provider(provider: Provider, checked: str) -> Imported:
    pages = provider.pricing_urls or [""]
    currency, rate = BILLED_IN.get(provider.id, ("USD", 1.0))
    converted = f", given in USD at {rate} {currency}" if rate != 1 else ""
    source = f"genai-prices {package_version()}, {pages[0].removeprefix('https://')}{converted}"
    models = {m.id: model_entry(m, checked, rate) for m in provider.models}
    priced = {key: models[key] for key in sorted(models) if models[key]["prices"]}
    return Imported(
        PROVIDERS.get(provider.id, provider.id), provider.name, pages[0], currency, source, checked, priced,
        tuple(sorted(models.keys() - priced.keys())),
    )  # fmt: skip


def _also_billed(model: ModelInfo) -> list[str]:
    """Return what a model is also paid for that c3 has no field for: `output_audio_mtok` is output audio."""
    units = {unit for prices in _all_prices(model) for unit in _units(prices)}
    words = {unit.rpartition("_")[0].replace("_", " ") for unit in units - {*AMOUNTS.values(), "requests_kcount"}}
    return sorted(words)


def _all_prices(model: ModelInfo) -> list[ModelPrice]:
    return [model.prices] if isinstance(model.prices, ModelPrice) else [p.prices for p in model.prices]


def _units(prices: ModelPrice) -> set[str]:
    return {unit for unit, value in vars(prices).items() if value is not None}


def model_entry(model: ModelInfo, checked: str, rate: float = 1.0) -> Row:
    """Return a model as an entry of a catalogue file; `rate` is what is billed for one US dollar."""
    notes = [ALIAS] * ("latest" in model.id) + [DEPRECATED] * bool(model.deprecated)
    weights = weights_of(model.id)
    entry: Row = {"id": model.id}
    entry |= {"open_weights": weights} if weights else {}
    entry |= {"context_tokens": model.context_window} if model.context_window else {}
    entry |= {"also_billed": also} if (also := _also_billed(model)) else {}
    entry |= {"note": "; ".join(notes)} if notes else {}
    return entry | {"prices": list(_rows(model, checked, rate))}


def _rows(model: ModelInfo, checked: str, rate: float) -> Iterator[Row]:
    """Yield a row for every day on which a price begins that differs from the one before."""
    last: Row = {}
    for day in (UNDATED, *sorted(_starts(model))):
        row = _scaled(_row(model, day), rate)
        if row and row != last:
            dated = {} if day == UNDATED else {"valid_from": day}
            notes = [note for note in (row.get("note"), ANNOUNCED if day > checked else "") if note]
            yield dated | row | ({"note": "; ".join(notes)} if notes else {})
        last = row


def _starts(model: ModelInfo) -> set[str]:
    prices = [] if isinstance(model.prices, ModelPrice) else model.prices
    constraints = [p.constraint for p in (*prices, *(model.price_variants or ()))]
    return {c.start_date.isoformat() for c in constraints if isinstance(c, StartDateConstraint)}


def _scaled(row: Any, rate: float) -> Any:
    """Return a row with its amounts in the currency that is billed, to the three digits that survived conversion."""
    if isinstance(row, dict):
        return {key: value if key == "above_tokens" else _scaled(value, rate) for key, value in row.items()}
    if isinstance(row, list):
        return [_scaled(part, rate) for part in row]
    return float(f"{row * rate:.3g}") if isinstance(row, float) and rate != 1 else row


def _row(model: ModelInfo, day: str) -> Row:
    """Return the prices of a day; empty where no token has one.

    Where a tier of the context makes a price dearer, the package may give batch or a service tier one price for all
    sizes. Batch and flex are then taken to rise as the standard price does, which the row says, as OpenAI's page has
    it for the others of their kind; requests of that size are not offered at a premium (litellm issues 39861, 25003).
    """
    windows = _windows(model)
    noon = _at(day, _outside(windows))
    standard, batch = model.get_prices(noon), model.get_prices(noon, BATCH)
    row = _amounts(standard, 0)
    if not row.keys() & {"input_per_mtok", "output_per_mtok"}:
        return {}
    row |= _batch(standard, batch, 0)
    fee = getattr(standard, "requests_kcount", None)
    row |= {"per_request": float(fee / 1000)} if fee else {}
    tiers = _long(standard, batch)
    row |= {"long_context": tiers[0] if len(tiers) == 1 else tiers} if tiers else {}
    others = {name: model.get_prices(noon, ctx) for name, ctx in CONTEXTS.items()}
    row |= {name: tier for name, other in others.items() if (tier := _tier(name, standard, other))}
    row |= {"note": STRETCHED} if _is_flat(standard, batch) or _is_flat(standard, others["flex"]) else {}
    times = [w for w in (_window(model, day, window, standard) for window in windows) if w]
    return row | ({"time_of_day": times} if times else {})


def _at(day: str, moment: time) -> datetime:
    return datetime.combine(date.fromisoformat(day), moment, UTC)


def _windows(model: ModelInfo) -> list[tuple[time, time]]:
    prices: list[ConditionalPrice] = [] if isinstance(model.prices, ModelPrice) else model.prices
    return [(p.constraint.start_time, p.constraint.end_time) for p in prices
            if isinstance(p.constraint, TimeOfDateConstraint)]  # fmt: skip


def _outside(windows: list[tuple[time, time]]) -> time:
    """Return a minute of the day that is in no window: noon, or the end of a window."""
    return next((end.replace(tzinfo=None) for _, end in windows), time(12))


def _window(model: ModelInfo, day: str, window: tuple[time, time], standard: ModelPrice) -> Row:
    start, end = (moment.replace(tzinfo=None) for moment in window)
    inside = model.get_prices(_at(day, start) + timedelta(seconds=1))
    changed = _changes(standard, inside, 0)
    return {"from": f"{start:%H:%M}", "to": f"{end:%H:%M}"} | changed if changed else {}


def _amounts(prices: ModelPrice, above: int) -> Row:
    """Return the prices of a request with more than `above` input tokens; 0 is one below every tier."""
    values = {name: getattr(prices, theirs) for name, theirs in AMOUNTS.items()}
    return {name: _at_size(value, above) for name, value in values.items() if value is not None}


def _at_size(price: Decimal | TieredPrices, above: int) -> float:
    if not isinstance(price, TieredPrices):
        return float(price)
    return float(
        next((t.price for t in reversed(price.tiers) if t.start <= above), price.base) if above else price.base
    )


def _changes(standard: ModelPrice, other: ModelPrice, above: int) -> Row:
    before = _amounts(standard, above)
    return {name: amount for name, amount in _amounts(other, above).items() if before.get(name) != amount}


def _batch(standard: ModelPrice, batch: ModelPrice, above: int) -> Row:
    return {BATCH_NAMES.get(n, f"batch_{n}"): amount for n, amount in _changes(standard, batch, above).items()}


def _sizes(*prices: ModelPrice) -> list[int]:
    values = [value for price in prices for value in vars(price).values() if isinstance(value, TieredPrices)]
    return sorted({tier.start for value in values for tier in value.tiers})


def _long(standard: ModelPrice, batch: ModelPrice) -> list[Row]:
    return [
        {"above_tokens": n} | _amounts(standard, n) | _all_batch(standard, batch, n) for n in _sizes(standard, batch)
    ]


def _all_batch(standard: ModelPrice, batch: ModelPrice, above: int) -> Row:
    """Return the batch prices of a long request: all that a short one has, changed by the length or not."""
    names = _changes(standard, batch, 0) | _changes(standard, batch, above)
    amounts = _stretched(standard, batch, above)
    return {BATCH_NAMES.get(n, f"batch_{n}"): amount for n, amount in amounts.items() if n in names}


def _is_flat(standard: ModelPrice, other: ModelPrice) -> bool:
    """Whether another price is one for all sizes where the standard one is not."""
    return any(_is_flat_in(name, standard, other) for name in AMOUNTS)


def _is_flat_in(name: str, standard: ModelPrice, other: ModelPrice) -> bool:
    before, after = (getattr(price, AMOUNTS[name]) for price in (standard, other))
    return isinstance(before, TieredPrices) and after is not None and not isinstance(after, TieredPrices)


def _stretched(standard: ModelPrice, other: ModelPrice, above: int) -> Row:
    """Return the other prices of a long request; one for all sizes rises as the standard price does."""
    short, long, amounts = _amounts(standard, 0), _amounts(standard, above), _amounts(other, above)
    flat = [n for n in amounts if _is_flat_in(n, standard, other)]
    return amounts | {n: amounts[n] * long[n] / short[n] for n in flat}


def _tier(name: str, standard: ModelPrice, tier: ModelPrice) -> Row:
    changed, refused = _changes(standard, tier, 0), name != "flex" and _is_flat(standard, tier)
    long = [{"above_tokens": n} | ({"offered": False} if refused else _stretched(standard, tier, n))
            for n in _sizes(standard, tier)]  # fmt: skip
    return changed | ({"long_context": long[0] if len(long) == 1 else long} if long else {}) if changed else {}
