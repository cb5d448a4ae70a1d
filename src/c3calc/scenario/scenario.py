"""The scenario file itself: its workload and options, and the blocks that judge, price and check them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from c3calc.base.cost_basis import CostPer
from c3calc.base.units import HOURS_PER_MONTH
from c3calc.scenario.block import Block, Text
from c3calc.scenario.fields import (
    Above0,
    Amount,
    AmountOrUnknown,
    Change,
    Claim,
    Counting,
    CurrencyId,
    Day,
    LimitValue,
    Number0,
    Percentage,
    PlainShare,
    Share,
)
from c3calc.scenario.metrics import MetricName
from c3calc.scenario.options import KINDS, OptionSpec
from c3calc.scenario.plausible import PAY, TONNE
from c3calc.scenario.workload import Require, Workload

RESERVED_NAMES = ("cheapest", "baseline", "decision", "best", *KINDS)


class Cost(Block):
    """Something on the bill that is not inference. One basis: amount per, fte, person_weeks, or per_gb.

    quantity: how many, in the unit of the basis.
    """

    name: Text
    amount: AmountOrUnknown | None = None
    per: CostPer | None = None
    quantity: Above0 = 1.0
    currency: CurrencyId | None = None
    fte: Amount | None = None
    person_weeks: Amount | None = None
    cost_per_fte_year: Annotated[Amount | None, PAY] = None
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
    price_per_tonne: Annotated[Amount, TONNE] = 0.0
    currency: CurrencyId | None = None


class ControlWeights(Block):
    """Weights of the control criteria; criteria without a weight count with the catalogue's."""

    weights: dict[Text, Number0] = Field(default={})


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
    """A limit for `c3 check`. `metric` stands before the limits, which are in its unit."""

    name: Text
    metric: MetricName
    option: Text | None = None
    feature: Text | None = None
    max: LimitValue | None = None
    min: LimitValue | None = None
    max_increase: LimitValue | None = None
    max_increase_percent: Percentage | None = None
    warn_at: PlainShare | None = None
    basis: Literal["central", "upper", "lower"] = "central"
    level: Literal["error", "warning"] = "error"
    on_missing: Literal["error", "warning"] = "error"
    currency: CurrencyId | None = None


class Waiver(Block):
    """Raises a budget's limit to `ceiling`, in the unit of the limit, until a day; it never switches it off."""

    budget: Text
    until: Day
    ceiling: LimitValue
    reason: Text
    approved_by: Text


class Expect(Block):
    """The user's own truth, or somebody's claim, held against the answer."""

    metric: MetricName
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
    exchange_rates: dict[CurrencyId, Above0] = Field(default={})
    as_of: Day | None = None
    workload: Workload
    options: Annotated[tuple[OptionSpec, ...], Field(min_length=1)]
    costs: tuple[Cost, ...] = ()
    finance: Finance | None = None
    carbon: Carbon = Carbon.model_construct()
    control: ControlWeights = ControlWeights.model_construct()
    require: Require = Require.model_construct()
    decide: Decide | None = None
    baseline: Text | None = None
    decision: Decision | None = None
    budgets: tuple[Budget, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    expect: tuple[Expect, ...] = ()
    hours_per_month: Above0 = HOURS_PER_MONTH
    like_for_like: StrictBool = True
