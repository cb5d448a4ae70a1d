"""The blocks under `workload`: volumes, classes of tokens, shape, features."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StrictBool

from c3calc.scenario.block import BLOCK, EITHER, WORD, Block, Text
from c3calc.scenario.fields import Above0, Amount, Change, CurrencyId, Number0, Positive, Quality, Share, TimeZone
from c3calc.scenario.plausible import CONTEXT, TPOT, TTFT


class Shape(Block):
    """How traffic spreads over the month; exactly one of the three."""

    peak_to_mean: Above0 | None = None
    peak_tokens_per_minute: Above0 | None = None
    hourly: Text | None = None
    time_zone: TimeZone = "UTC"


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
    batch_off_peak: StrictBool = False
    long_context_share: Share = 0.0
    calls_per_request: Positive = 1.0
    evaluation_share: Share = 0.0
    input_trim: Share = 0.0
    output_trim: Share = 0.0
    shape: Annotated[Annotated[Literal["flat", "business_hours"], WORD] | Annotated[Shape, BLOCK], EITHER] = "flat"
    growth_per_month: Change = 0.0
    max_context_tokens: Annotated[Above0 | None, CONTEXT] = None
    ttft_s: Annotated[Above0 | None, TTFT] = None
    tpot_ms: Annotated[Above0 | None, TPOT] = None
    burstiness: Number0 = 1.0


class FeatureSpec(Traffic):
    """A part of the workload: a share of its requests, or volumes of its own."""

    name: Text
    share: Share | None = None
    require: Require | None = None


class Workload(Traffic):
    """The month's user traffic."""

    features: tuple[FeatureSpec, ...] = ()
