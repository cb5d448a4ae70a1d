"""Rows that hold money: what is asked for tokens, for GPUs and for electricity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from c3calc.base.units import HOURS_PER_MONTH
from c3calc.catalogue.fields import (
    Below,
    CatalogueRow,
    Counting,
    CurrencyCode,
    Dated,
    Id,
    Money,
    NoSlash,
    Place,
    Text,
    TimeOfDay,
    TriangularSpread,
    refuse,
)
from c3calc.scenario.fields import Day  # noqa: TC001  (pydantic reads it)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AGREEMENT = 0.005
Bounds = tuple[float, float, str, str]
_PER_1K = "a price per 1k tokens x 1,000, a price per token x 1,000,000"
_WHOLE_SKU = "`amount` is for the whole SKU with all its `gpus`, `per` hour or month"
PER_MTOK: Bounds = (0.001, 2000.0, "USD per million tokens", _PER_1K)
PER_CACHED_MTOK: Bounds = (0.00001, 2000.0, "USD per million cached tokens", _PER_1K)
PER_REQUEST: Bounds = (1e-7, 100.0, "USD per request", "a price per 1,000 requests / 1,000")
PER_GPU_HOUR: Bounds = (0.02, 30.0, "USD per GPU and hour", _WHOLE_SKU)
PER_KWH: Bounds = (0.005, 1.0, "USD per kWh", "cents / 100, a price per MWh / 1,000")
# Only to hold the bounds against amounts in other currencies; no price is ever converted with these.
ROUGH_USD = {
    "CNY": 0.14, "CZK": 0.045, "DKK": 0.15, "HUF": 0.003, "INR": 0.012, "JPY": 0.007, "KRW": 0.0007, "NOK": 0.1,
    "PLN": 0.27, "SEK": 0.1,
}  # fmt: skip


class Priced(Dated):
    """An amount of money."""

    currency: CurrencyCode
    tax: Literal["excluded", "included"]
    page: Text | None = None

    def within(self, bounds: Bounds, amounts: Mapping[Below, float | None]) -> None:
        """Refuse the first amount whose size in rough US dollars no price of this unit has; None is not given."""
        low, high, unit, fix = bounds
        usd = ROUGH_USD.get(self.currency, 1.0)
        for path, amount in amounts.items():
            if amount is not None and not low <= amount * usd <= high:
                message = f"`{amount:g}` {self.currency} is out of bounds"
                raise refuse("C3-K01", message, f"{low:g} to {high:,g} {unit}", f"check the unit: {fix}", path)


class TokenAmounts(CatalogueRow):
    """Prices per million tokens; `cache_write` is of the 5-minute class. What is not known is left out."""

    input_per_mtok: Money | None = None
    output_per_mtok: Money | None = None
    cached_read: Money | None = None
    cache_write: Money | None = None
    cache_write_1h: Money | None = None


class BatchAmounts(TokenAmounts):
    """Prices per million tokens, of requests that are answered at once and of those that can wait."""

    batch_input: Money | None = None
    batch_output: Money | None = None
    batch_cached_read: Money | None = None
    batch_cache_write: Money | None = None
    batch_cache_write_1h: Money | None = None


class LongContext(BatchAmounts):
    """Prices of all tokens of a request whose input is longer than `above_tokens`, or that none is taken."""

    above_tokens: Counting
    offered: Literal[False] | None = None


LongContexts = Annotated[
    list[LongContext],
    BeforeValidator(
        lambda v: [v] if isinstance(v, dict) else v, json_schema_input_type=LongContext | list[LongContext]
    ),
]


class TierAmounts(TokenAmounts):
    """What another service tier changes of a row; the rest of the row holds in it too."""

    long_context: LongContexts | None = None


class PriceHours(TokenAmounts):
    """What changes of a row between two times of some days, UTC; `to` before `from` is past midnight."""

    from_: TimeOfDay = Field(alias="from")
    to: TimeOfDay
    days: Literal["all", "weekdays", "weekends"] = "all"


class ApiPrice(Priced, BatchAmounts):
    """List prices per million tokens from a day on; `per_request` is per request.

    `long_context` is one tier or a list of them. `flex`, `priority` and `fast` are service tiers. `time_of_day` are
    windows of the day with other prices.
    """

    per_request: Money | None = None
    long_context: LongContexts | None = None
    flex: TierAmounts | None = None
    priority: TierAmounts | None = None
    fast: TierAmounts | None = None
    time_of_day: list[PriceHours] | None = None
    free: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_plausible(self) -> ApiPrice:
        amounts = dict(_amounts(self))
        if not amounts:
            raise refuse("C3-K12", "this row has no price", "input_per_mtok and output_per_mtok", path=("valid_from",))
        zero = next((path for path, amount in amounts.items() if amount == 0), None)
        if zero and not self.free:
            fix = "leave out a price that is not known"
            raise refuse(
                "C3-K05", "a price of 0 must be marked as free", "the price, or free: true beside it", fix, zero
            )
        for path, amount in amounts.items():
            self.within(_bounds(str(path[-1])), {path: amount or None})
        return self


def _bounds(name: str) -> Bounds:
    if name == "per_request":
        return PER_REQUEST
    return PER_CACHED_MTOK if "cache" in name else PER_MTOK


def _amounts(row: CatalogueRow) -> Iterator[tuple[Below, float]]:
    """Yield every amount of a row and of what is nested in it, by its path."""
    for name, field in type(row).model_fields.items():
        value = getattr(row, name)
        if isinstance(value, float):
            yield (name,), value
        for i, part in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(part, CatalogueRow):
                here = (name, i) if isinstance(value, list) else (field.alias or name,)
                yield from (((*here, *path), amount) for path, amount in _amounts(part))


class ApiEnergyRow(Dated):
    """Energy per token of the whole service, and embodied carbon per million output tokens."""

    output_j_per_token: TriangularSpread
    input_j_per_token: TriangularSpread
    embodied_g_per_output_mtok: TriangularSpread | None = None
    boundary: Literal["facility"]


class ApiModel(CatalogueRow):
    """A model as a provider sells it; `open_weights` names the weights it serves.

    `since` is the day it was first sold: an imported price that names no day holds from then on.
    `also_billed` is what the provider charges for beside text tokens and requests, which no price here is for.
    """

    id: Text
    open_weights: Id | None = None
    context_tokens: Counting | None = None
    since: Day | None = None
    also_billed: list[Text] | None = None
    note: Text | None = None
    prices: Annotated[list[ApiPrice], Field(min_length=1)] | None = None
    energy: ApiEnergyRow | None = None


class Rental(Priced):
    """The rent of a whole SKU with all its GPUs, from a day on.

    `region` is a country, or global; `site` is what the provider calls the place.
    """

    sku: NoSlash
    gpu: Id
    region: NoSlash
    site: Text | None = None
    gpus: Counting
    commitment: Literal["on_demand", "spot", "reserved_1y", "reserved_3y"]
    amount: Money
    amount_per_gpu: Money
    per: Literal["hour", "month"]
    setup_amount: Money | None = None

    @model_validator(mode="after")
    def _is_plausible(self) -> Rental:
        each, path = self.amount / self.gpus, ("amount_per_gpu",)
        if abs(self.amount_per_gpu - each) > AGREEMENT * each:
            message = f"{self.gpus} GPUs at `{self.amount_per_gpu:g}` are not `{self.amount:g}`"
            raise refuse("C3-K04", message, f"amount_per_gpu: {each:g}", _WHOLE_SKU, path)
        hours = HOURS_PER_MONTH if self.per == "month" else 1.0
        low, high, _, fix = PER_GPU_HOUR
        self.within((low * hours, high * hours, f"USD per GPU and {self.per}", fix), {path: self.amount_per_gpu})
        return self


class Tariff(Priced):
    """Price of electricity per kWh for a kind of consumer in a country or state."""

    country: Place
    consumer: Literal["business", "household", "industrial"]
    price_per_kwh: Money
    period: Text
    band: Text

    @model_validator(mode="after")
    def _is_plausible(self) -> Tariff:
        self.within(PER_KWH, {("price_per_kwh",): self.price_per_kwh})
        return self
