"""Rows that hold money: what a provider asks for tokens, and for GPUs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from c3calc.catalogue_fields import Counting, CurrencyCode, Dated, Id, Money, NoSlash, Row, Spread, Step, Text, refuse

Bounds = tuple[float, float, str, str]
HOURS_PER_MONTH = 730.0
AGREEMENT = 0.005
# Only to hold bounds against amounts in other currencies; never used to convert a price.
ROUGH_USD = {"JPY": 0.007, "KRW": 0.0007, "CNY": 0.14, "INR": 0.012, "SEK": 0.1, "NOK": 0.1, "DKK": 0.15, "CZK": 0.045, "HUF": 0.003}
PER_MTOK: Bounds = (0.001, 2000.0, "USD per million tokens", "a price per 1k tokens x 1,000, per token x 1,000,000")
PER_CACHED_MTOK: Bounds = (0.00001, *PER_MTOK[1:])
PER_REQUEST: Bounds = (1e-7, 100.0, "USD per request", "a price per 1,000 requests / 1,000")
PER_GPU_HOUR: Bounds = (0.02, 30.0, "USD per GPU and hour", "`amount` is for the whole SKU with all its `gpus`, per hour or per month")


class Priced(Dated):
    """An amount of money."""

    currency: CurrencyCode
    tax: Literal["excluded", "included"]
    page: Text | None = None

    def within(self, bounds: Bounds, amounts: Mapping[tuple[Step, ...], float | None]) -> None:
        """Refuse the first amount whose size in rough US dollars no price of this unit has; None is not given."""
        low, high, unit, fix = bounds
        usd = ROUGH_USD.get(self.currency, 1.0)
        for path, amount in amounts.items():
            if amount is not None and not low <= amount * usd <= high:
                raise refuse("C3-K01", f"`{amount:g}` {self.currency} is out of bounds", f"{low:g} to {high:,g} {unit}", fix, path)


class LongContext(Row):
    """Prices of all tokens of a request whose input is longer than `above_tokens`."""

    above_tokens: Counting
    input_per_mtok: Money
    output_per_mtok: Money
    cached_read: Money | None = None
    cache_write: Money | None = None


class ApiPrice(Priced):
    """List prices per million tokens from a day on; `per_request` is per request."""

    input_per_mtok: Money
    output_per_mtok: Money
    cached_read: Money | None = None
    cache_write: Money | None = None
    batch_input: Money | None = None
    batch_output: Money | None = None
    per_request: Money | None = None
    long_context: LongContext | None = None
    free: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_plausible(self) -> ApiPrice:
        amounts = self._amounts()
        zero = next((path for path, amount in amounts.items() if amount == 0), None)
        if zero and not self.free:
            raise refuse("C3-K05", "a price of 0 must be meant", "the price, or free: true", "leave out a price that is not known", zero)
        paid = {path: amount for path, amount in amounts.items() if amount}
        cached = {path: amount for path, amount in paid.items() if path[-1] in ("cached_read", "cache_write")}
        self.within(PER_MTOK, {path: amount for path, amount in paid.items() if path not in cached})
        self.within(PER_CACHED_MTOK, cached)
        self.within(PER_REQUEST, {("per_request",): self.per_request or None})
        return self

    def _amounts(self) -> dict[tuple[Step, ...], float | None]:
        """Return all prices per million tokens by their path in the row."""
        names = ("input_per_mtok", "output_per_mtok", "cached_read", "cache_write", "batch_input", "batch_output")
        amounts: dict[tuple[Step, ...], float | None] = {(name,): getattr(self, name) for name in names}
        return amounts | {("long_context", name): getattr(self.long_context, name, None) for name in names[:4]}


class ApiEnergy(Dated):
    """Energy per token of the whole service, and embodied carbon per million output tokens."""

    output_j_per_token: Spread
    input_j_per_token: Spread
    embodied_g_per_output_mtok: Spread | None = None
    boundary: Literal["facility"]


class ApiModel(Row):
    """A model as a provider sells it; `open_weights` names the weights it serves."""

    id: Text
    open_weights: Id | None = None
    context_tokens: Counting | None = None
    note: Text | None = None
    prices: Annotated[list[ApiPrice], Field(min_length=1)]
    energy: ApiEnergy | None = None


class Rental(Priced):
    """The rent of a whole SKU with all its GPUs, from a day on. `region` is a country, or global; `site` the provider's name."""

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
        each = self.amount / self.gpus
        if abs(self.amount_per_gpu - each) > AGREEMENT * each:
            raise refuse("C3-K04", f"{self.gpus} GPUs at `{self.amount_per_gpu:g}` are not `{self.amount:g}`",
                         f"amount_per_gpu: {each:g}", PER_GPU_HOUR[3], ("amount_per_gpu",))  # fmt: skip
        hours = HOURS_PER_MONTH if self.per == "month" else 1.0
        low, high, _, fix = PER_GPU_HOUR
        self.within((low * hours, high * hours, f"USD per GPU and {self.per}", fix), {("amount_per_gpu",): self.amount_per_gpu})
        return self
