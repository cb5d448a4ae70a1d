"""The scenario file as typed data: one class per block of the scenario language, version 1.

Field names are the contract with users. Units are in the names; a field typed `Amount`, `Share` ... may also hold
a range (`ranges.Range`). Nothing here looks anything up: ids are checked against the names passed as context.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictBool, StrictStr, Tag

from c3calc.fields import (
    Above0,
    Amount,
    AmountOrUnknown,
    Change,
    Claim,
    Count,
    Counting,
    CountryId,
    CurrencyId,
    Day,
    GpuId,
    Intensity,
    LimitValue,
    Number0,
    PlainShare,
    Positive,
    Pue,
    Quality,
    Score,
    Share,
    ZoneId,
)

Text = Annotated[StrictStr, Field(min_length=1, max_length=500)]
Per = Literal["hour", "day", "week", "month", "year"]
CostPer = Literal["hour", "day", "week", "month", "year", "request", "1k_requests", "mtok", "user", "server", "gpu"]
KINDS = ("api", "rented", "owned", "fixed", "mix")
RESERVED_NAMES = ("cheapest", "baseline", "decision", "best", *KINDS)
Metric = Literal[
    "cost_per_month",
    "cost_per_year",
    "cost_per_mtok",
    "cost_per_request",
    "cost_per_unit",
    "saving_per_month",
    "saving_share",
    "excess_over_cheapest_share",
    "idle_cost_per_month",
    "npv",
    "payback_months",
    "energy_kwh_per_month",
    "energy_wh_per_1k_tokens",
    "carbon_kg_per_month",
    "carbon_g_per_1k_tokens",
    "carbon_saving_g_per_1k_tokens",
    "breakeven_tokens_per_month",
    "peak_utilisation",
    "mean_utilisation",
    "memory_headroom_gb",
    "gpus",
    "control_score",
    "score",
    "oldest_price_days",
    "unsourced_share",
]


class Block(BaseModel):
    """A mapping of the scenario file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


def _word_or_block(value: object) -> str:
    """Tell apart `unknown`, `flat`, `DE` from a mapping, so that an error names one alternative, not both."""
    return "word" if isinstance(value, str) else "block"


_EITHER = Discriminator(_word_or_block)
_WORD, _BLOCK = Tag("word"), Tag("block")


class Shape(Block):
    """How traffic spreads over the month; exactly one of the three."""

    peak_to_mean: Above0 | None = None
    peak_tokens_per_minute: Above0 | None = None
    hourly: Text | None = None
    time_zone: Text = "UTC"


class InputPart(Block):
    """What a prompt is made of; reused parts are prompt-cache reads after the first."""

    name: Text
    tokens: Amount
    reused: StrictBool = False


class BusinessUnit(Block):
    """What the business counts, and how many user requests one takes."""

    name: Text
    requests: Above0 = 1


class Invoice(Block):
    """A bill whose volume is wanted: `amount` a month for `option`, with so many output tokens per input token."""

    amount: Above0
    currency: CurrencyId | None = None
    option: Text
    output_per_input: Number0


class Require(Block):
    """Hard requirements: an option that misses one is excluded, and the answer says what the rule costs."""

    data_region: Text | None = None
    min_quality: Quality | None = None
    min_context_tokens: Above0 | None = None
    max_fte: Number0 | None = None


class Traffic(Block):
    """The fields a workload and each of its features share; a feature's own value overrides the workload's."""

    input_tokens_per_month: Amount | None = None
    output_tokens_per_month: Amount | None = None
    requests_per_month: Amount | None = None
    input_tokens_per_day: Amount | None = None
    output_tokens_per_day: Amount | None = None
    requests_per_day: Amount | None = None
    input_tokens_per_request: Amount | None = None
    output_tokens_per_request: Amount | None = None
    invoice: Invoice | None = None
    input_parts: tuple[InputPart, ...] | None = None
    unit: BusinessUnit | None = None
    users: Amount | None = None
    cached_input_share: Share = 0.0
    cache_write_share: Share = 0.0
    response_cache_share: Share = 0.0
    batch_share: Share = 0.0
    long_context_share: Share = 0.0
    calls_per_request: Positive = 1.0
    evaluation_share: Share = 0.0
    input_trim: Share = 0.0
    output_trim: Share = 0.0
    shape: Annotated[Annotated[Literal["flat", "business_hours"], _WORD] | Annotated[Shape, _BLOCK], _EITHER] = "flat"
    growth_per_month: Change = 0.0
    max_context_tokens: Above0 | None = None
    ttft_s: Above0 | None = None
    tpot_ms: Above0 | None = None
    burstiness: Number0 = 1.0


class FeatureSpec(Traffic):
    """A part of the workload: a share of its requests, or volumes of its own."""

    name: Text
    share: Share | None = None
    require: Require | None = None


class Workload(Traffic):
    """The month's user traffic."""

    features: tuple[FeatureSpec, ...] = ()


class LongContextPrice(Block):
    """Prices of requests above the provider's context tier."""

    above_tokens: Above0 | None = None
    input_per_mtok: AmountOrUnknown
    output_per_mtok: AmountOrUnknown


class Price(Block):
    """Token prices of an API, per million tokens, without tax."""

    input_per_mtok: AmountOrUnknown
    output_per_mtok: AmountOrUnknown
    currency: CurrencyId | None = None
    cached_read: Amount | None = None
    cache_write: Amount | None = None
    batch_input: Amount | None = None
    batch_output: Amount | None = None
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

    input_j_per_token: Amount
    output_j_per_token: Amount
    embodied_g_per_output_mtok: Amount | None = None


class GridMix(Block):
    """A grid intensity of the user's own."""

    g_per_kwh: Intensity
    basis: Literal["lifecycle", "direct"] = "lifecycle"
    accounting: Literal["location", "market"] = "location"
    period: Text | None = None


Grid = Annotated[Annotated[ZoneId | Literal["unknown"], _WORD] | Annotated[GridMix, _BLOCK], _EITHER]


class OptionBase(Block):
    """What every kind of option has."""

    name: Text
    region: Text | None = None
    quality: QualityScore | None = None
    context_tokens: Above0 | None = None
    control: dict[Text, ControlScore] = {}


class ApiOption(OptionBase):
    """A model behind somebody's API, proprietary or open weights."""

    kind: Literal["api"]
    provider: Text | None = None
    model: Text
    price: Annotated[Annotated[Literal["unknown"], _WORD] | Annotated[Price, _BLOCK], _EITHER] | None = None
    discount: Share = 0.0
    commitment_per_month: Amount = 0.0
    rate_limit: RateLimit | None = None
    token_factor: TokenFactor = TokenFactor()
    energy: Annotated[Annotated[Literal["unknown"], _WORD] | Annotated[ApiEnergy, _BLOCK], _EITHER] | None = None
    grid: Grid | None = None


class ModelShape(Block):
    """Open weights given by their shape, for a model the catalogue does not have."""

    name: Text
    total_params_b: Above0
    active_params_b: Above0 | None = None
    layers: Counting
    kv_heads: Counting
    head_dim: Counting
    context_tokens: Above0 | None = None


class Throughput(Block):
    """Rates of one replica, or the measurement file that has them; decode excludes prefill."""

    prefill_tok_s: Positive | None = None
    decode_tok_s: Positive | None = None
    at_concurrency: Counting | None = None
    measurement: Text | None = None


class Power(Block):
    """Power of one GPU board when loaded but idle and when busy, or the measurement file that has it."""

    idle_w: Amount | None = None
    busy_w: Amount | None = None
    measurement: Text | None = None


class HostedOption(OptionBase):
    """What rented and owned hardware have in common."""

    model: Annotated[Annotated[Text, _WORD] | Annotated[ModelShape, _BLOCK], _EITHER]
    weight_bits: Above0 = 16
    kv_bits: Above0 = 16
    gpu: GpuId
    gpus_per_replica: Counting | None = None
    throughput: Annotated[
        Annotated[Literal["predicted", "unknown"], _WORD] | Annotated[Throughput, _BLOCK], _EITHER
    ] = "predicted"
    power: Annotated[Annotated[Literal["predicted", "unknown"], _WORD] | Annotated[Power, _BLOCK], _EITHER] = (
        "predicted"
    )
    host_w_per_gpu: Amount | None = None
    token_factor: TokenFactor = TokenFactor()
    prefix_cache: StrictBool = True
    concurrency: Counting | None = None
    replicas: Annotated[Annotated[Literal["auto"], _WORD] | Annotated[Counting, _BLOCK], _EITHER] = "auto"
    spare_replicas: Count = 0
    max_utilisation: Share | None = None
    grid: Grid | None = None
    pue: Pue | None = None
    embodied_kg_per_gpu: AmountOrUnknown | None = None


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

    price_per_kwh: Amount | None = None
    currency: CurrencyId | None = None
    country: CountryId | None = None
    consumer: Literal["business", "household"] = "business"


class RentedOption(HostedOption):
    """Open weights on rented GPUs: rent is paid for what is provisioned, in whole SKUs, busy or not."""

    kind: Literal["rented"]
    rent: Rent
    release_when_idle: StrictBool = False


class Purchase(Block):
    """What the hardware costs, how long it serves and what it is worth at the end."""

    gpu_price: AmountOrUnknown
    server_price: AmountOrUnknown = 0.0
    gpus_per_server: Counting = 1
    currency: CurrencyId | None = None
    life_months: Counting
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
    electricity: Annotated[Annotated[Literal["unknown"], _WORD] | Annotated[Electricity, _BLOCK], _EITHER] | None = None
    colocation: Colocation | None = None


class FixedOption(OptionBase):
    """Somebody's offer: an amount, and what is known of it."""

    kind: Literal["fixed"]
    amount: AmountOrUnknown
    per: Per = "month"
    currency: CurrencyId | None = None


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


OptionSpec = Annotated[ApiOption | RentedOption | OwnedOption | FixedOption | MixOption, Field(discriminator="kind")]


class Cost(Block):
    """Something on the bill that is not inference. One basis: amount per, fte, person_weeks, or per_gb."""

    name: Text
    amount: AmountOrUnknown | None = None
    per: CostPer | None = None
    currency: CurrencyId | None = None
    fte: Amount | None = None
    person_weeks: Amount | None = None
    cost_per_fte_year: Amount | None = None
    spread_months: Counting | None = None
    per_gb: Amount | None = None
    bytes_per_token: Above0 | None = None
    retention_months: Above0 | None = None
    from_month: Counting | None = None
    to_month: Counting | None = None
    applies_to: tuple[Text, ...] | None = None


class Finance(Block):
    """Horizon, discount rate and price paths."""

    horizon_months: Counting = 36
    discount_rate_per_year: Share | None = None
    api_price_change_per_year: Change = 0.0
    rent_change_per_year: Change = 0.0
    electricity_change_per_year: Change = 0.0


class Carbon(Block):
    """How carbon is counted, and its price inside the company."""

    accounting: Literal["location", "market"] = "location"
    basis: Literal["lifecycle", "direct"] = "lifecycle"
    embodied: StrictBool = True
    price_per_tonne: Amount = 0.0
    currency: CurrencyId | None = None


class ControlWeights(Block):
    """Weights of the control criteria; criteria without a weight count with the catalogue's."""

    weights: dict[Text, Number0] = {}


class Decide(Block):
    """Weights of the Cost-Control-Carbon score."""

    cost: PlainShare
    control: PlainShare
    carbon: PlainShare


class Decision(Block):
    """What was decided, why, when and by whom."""

    option: Text
    because: Text | None = None
    on: Day | None = None
    by: Text | None = None


class Budget(Block):
    """A limit for `c3 check`."""

    name: Text
    metric: Metric
    option: Text | None = None
    feature: Text | None = None
    max: LimitValue | None = None
    min: LimitValue | None = None
    max_increase: LimitValue | None = None
    max_increase_percent: LimitValue | None = None
    warn_at: PlainShare | None = None
    basis: Literal["central", "upper", "lower"] = "central"
    level: Literal["error", "warning"] = "error"
    on_missing: Literal["error", "warning"] = "error"
    currency: CurrencyId | None = None


class Waiver(Block):
    """Raises a budget's limit until a day; it never switches it off."""

    budget: Text
    until: Day
    ceiling: LimitValue
    reason: Text
    approved_by: Text


class Expect(Block):
    """The user's own truth, or somebody's claim, held against the answer."""

    metric: Metric
    option: Text | None = None
    feature: Text | None = None
    value: Claim
    tolerance: PlainShare | None = None
    source: Annotated[Text | None, Field(alias="from")] = None


class Scenario(Block):
    """A scenario file, version 1."""

    c3: Literal[1]
    name: Text
    currency: CurrencyId
    exchange_rates: dict[CurrencyId, Above0] = {}
    as_of: Day | None = None
    workload: Workload
    options: Annotated[tuple[OptionSpec, ...], Field(min_length=1)]
    costs: tuple[Cost, ...] = ()
    finance: Finance | None = None
    carbon: Carbon = Carbon()
    control: ControlWeights = ControlWeights()
    require: Require = Require()
    decide: Decide | None = None
    baseline: Text | None = None
    decision: Decision | None = None
    budgets: tuple[Budget, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    expect: tuple[Expect, ...] = ()
    hours_per_month: Above0 = 730.0
    like_for_like: StrictBool = True
