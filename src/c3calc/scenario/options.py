"""The blocks under `options`: an API, rented or owned hardware, a fixed offer, a mix of them."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StrictBool

from c3calc.scenario.block import BLOCK, EITHER, WORD, Block, Per, Text
from c3calc.scenario.fields import (
    Above0,
    Amount,
    AmountOrUnknown,
    Count,
    Counting,
    CountryId,
    CurrencyId,
    GpuId,
    Intensity,
    PlainShare,
    Positive,
    Pue,
    Quality,
    Score,
    Share,
    ZoneId,
)
from c3calc.scenario.plausible import (
    BUSY,
    CONTEXT,
    EMBODIED,
    GRID,
    HARDWARE,
    HOST,
    IDLE,
    INPUT_J,
    KWH,
    LIFE,
    OUTPUT_J,
    PARAMS,
)


class OwnPrices(Block):
    """Prices per million tokens, without tax, at once and in a batch; those of cache writes are for 5 minutes."""

    input_per_mtok: AmountOrUnknown
    output_per_mtok: AmountOrUnknown
    cached_read: Amount | None = None
    cache_write: Amount | None = None
    cache_write_1h: Amount | None = None
    batch_input: Amount | None = None
    batch_output: Amount | None = None
    batch_cached_read: Amount | None = None
    batch_cache_write: Amount | None = None
    batch_cache_write_1h: Amount | None = None


class LongContextPrice(OwnPrices):
    """Prices of requests above the provider's context tier."""

    above_tokens: Above0 | None = None


class Price(OwnPrices):
    """Token prices of an API, per million tokens, without tax."""

    currency: CurrencyId | None = None
    per_request: Amount | None = None
    long_context: LongContextPrice | None = None


class RateLimit(Block):
    """What the provider lets through in a minute."""

    tokens_per_minute: Above0 | None = None
    requests_per_minute: Above0 | None = None


class TokenFactor(Block):
    """How many tokens of this model one reference token becomes."""

    input: Positive = 1.0
    output: Positive = 1.0


class QualityScore(Block):
    """The user's own measure of quality, 0-100, and on what."""

    score: Quality
    benchmark: Text | None = None


class ControlScore(Block):
    """The user's own score of a control criterion, and why."""

    score: Score
    why: Text


class ApiEnergy(Block):
    """Energy of an API model per token, whole service, and its embodied carbon."""

    input_j_per_token: Annotated[Amount, INPUT_J]
    output_j_per_token: Annotated[Amount, OUTPUT_J]
    embodied_g_per_output_mtok: Amount | None = None


class GridMix(Block):
    """A grid intensity of the user's own."""

    g_per_kwh: Annotated[Intensity, GRID]
    basis: Literal["lifecycle", "direct"] = "lifecycle"
    accounting: Literal["location", "market"] = "location"
    period: Text | None = None


Grid = Annotated[Annotated[ZoneId | Literal["unknown"], WORD] | Annotated[GridMix, BLOCK], EITHER]


class OptionBase(Block):
    """What every kind of option has."""

    name: Text
    region: Text | None = None
    quality: QualityScore | None = None
    context_tokens: Annotated[Above0 | None, CONTEXT] = None
    control: dict[Text, ControlScore] = Field(default={})


class ApiOption(OptionBase):
    """A model behind somebody's API, proprietary or open weights."""

    kind: Literal["api"]
    provider: Text | None = None
    model: Text
    price: Annotated[Annotated[Literal["unknown"], WORD] | Annotated[Price, BLOCK], EITHER] | None = None
    discount: Share = 0.0
    commitment_per_month: Amount = 0.0
    rate_limit: RateLimit | None = None
    service_tier: Literal["standard", "flex", "priority", "fast"] = "standard"
    cache_lifetime: Literal["5m", "1h"] = "5m"
    token_factor: TokenFactor = TokenFactor.model_construct()
    energy: Annotated[Annotated[Literal["unknown"], WORD] | Annotated[ApiEnergy, BLOCK], EITHER] | None = None
    grid: Grid | None = None


class ModelShape(Block):
    """Open weights given by their shape, for a model the catalogue does not have."""

    name: Text
    total_params_b: Annotated[Above0, PARAMS]
    active_params_b: Annotated[Above0 | None, PARAMS] = None
    layers: Counting
    kv_heads: Counting
    head_dim: Counting
    context_tokens: Annotated[Above0 | None, CONTEXT] = None


class Throughput(Block):
    """Rates of one replica, or the measurement file that has them; decode excludes prefill.

    calibration: a measurement of something like it, that a prediction is held against.
    """

    prefill_tok_s: Positive | None = None
    decode_tok_s: Positive | None = None
    at_concurrency: Counting | None = None
    measurement: Text | None = None
    calibration: Text | None = None


class Power(Block):
    """Power of one GPU board when loaded but idle and when busy, or the measurement file that has it.

    calibration: a measurement of something like it, that a prediction is held against.
    """

    idle_w: Annotated[Amount | None, IDLE] = None
    busy_w: Annotated[Amount | None, BUSY] = None
    measurement: Text | None = None
    calibration: Text | None = None


class HostedOption(OptionBase):
    """What rented and owned hardware have in common."""

    model: Annotated[Annotated[Text, WORD] | Annotated[ModelShape, BLOCK], EITHER]
    weight_bits: Above0 = 16
    kv_bits: Above0 = 16
    gpu: GpuId
    gpus_per_replica: Counting | None = None
    throughput: Annotated[Annotated[Literal["predicted", "unknown"], WORD] | Annotated[Throughput, BLOCK], EITHER] = (
        "predicted"
    )
    power: Annotated[Annotated[Literal["predicted", "unknown"], WORD] | Annotated[Power, BLOCK], EITHER] = "predicted"
    engine: Literal["serving", "local"] | None = None
    host_w_per_gpu: Annotated[Amount | None, HOST] = None
    token_factor: TokenFactor = TokenFactor.model_construct()
    prefix_cache: StrictBool = True
    concurrency: Counting | None = None
    replicas: Annotated[Annotated[Literal["auto"], WORD] | Annotated[Counting, BLOCK], EITHER] = "auto"
    spare_replicas: Count = 0
    max_utilisation: Share | None = None
    grid: Grid | None = None
    pue: Pue | None = None
    embodied_kg_per_gpu: Annotated[AmountOrUnknown | None, EMBODIED] = None

    @property
    def predicts_rates(self) -> bool:
        """Whether tokens per second are to be predicted: the word says so, or a measurement to calibrate with."""
        return self.throughput == "predicted" or _calibration(self.throughput) is not None

    @property
    def predicts_power(self) -> bool:
        """Whether watts are to be predicted."""
        return self.power == "predicted" or _calibration(self.power) is not None


def _calibration(block: Throughput | Power | str) -> str | None:
    return None if isinstance(block, str) else block.calibration


class Rent(Block):
    """A quote of the user's own (amount, per, gpus), or a catalogue entry (provider, sku, region, commitment)."""

    amount: AmountOrUnknown | None = None
    currency: CurrencyId | None = None
    per: Per | None = None
    gpus: Counting | None = None
    provider: Text | None = None
    sku: Text | None = None
    commitment: Literal["on_demand", "spot", "reserved_1y", "reserved_3y"] | None = None
    region: Text | None = None


class Electricity(Block):
    """A tariff of the user's own, or a country of the catalogue."""

    price_per_kwh: Annotated[Amount | None, KWH] = None
    currency: CurrencyId | None = None
    country: CountryId | None = None
    consumer: Literal["business", "industrial", "household"] = "business"


class RentedOption(HostedOption):
    """Open weights on rented GPUs: rent is paid for what is provisioned, in whole SKUs, busy or not."""

    kind: Literal["rented"]
    rent: Rent
    release_when_idle: StrictBool = False


class Purchase(Block):
    """What the hardware costs, how long it serves and what it is worth at the end."""

    gpu_price: Annotated[AmountOrUnknown, HARDWARE]
    server_price: Annotated[AmountOrUnknown, HARDWARE] = 0.0
    gpus_per_server: Counting = 1
    currency: CurrencyId | None = None
    life_months: Annotated[Counting, LIFE]
    residual_share: Share = 0.0


class Colocation(Block):
    """Space, power connection and remote hands, per server."""

    amount: AmountOrUnknown
    per: Per = "month"
    currency: CurrencyId | None = None


class OwnedOption(HostedOption):
    """Open weights on bought GPUs: depreciation, cost of capital, electricity, colocation."""

    kind: Literal["owned"]
    purchase: Purchase
    electricity: Annotated[Annotated[Literal["unknown"], WORD] | Annotated[Electricity, BLOCK], EITHER] | None = None
    colocation: Colocation | None = None


class FixedOption(OptionBase):
    """Somebody's offer: an amount, and what is known of it."""

    kind: Literal["fixed"]
    amount: AmountOrUnknown
    per: Per = "month"
    currency: CurrencyId | None = None
    energy_kwh_per_month: Amount | None = None
    carbon_kg_per_month: Amount | None = None


class MixPart(Block):
    """One option's part of a mix: by share of requests, by features, or as the overflow of the other part."""

    option: Text
    share: PlainShare | None = None
    features: tuple[Text, ...] | None = None
    replicas: Counting | None = None
    overflow: StrictBool = False


class MixOption(OptionBase):
    """Several options serving the workload together."""

    kind: Literal["mix"]
    parts: tuple[MixPart, ...]


_AnyOption = ApiOption | RentedOption | OwnedOption | FixedOption | MixOption
OptionSpec = Annotated[_AnyOption, Field(discriminator="kind")]
KINDS: tuple[str, ...] = tuple(get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(_AnyOption))
