"""A whole scenario, resolved: traffic, options, costs, rules, claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from c3calc.answer.answer import Note, Step
from c3calc.base.cost_basis import CostBasis
from c3calc.base.provenance import Input
from c3calc.case.options import OptionFacts, Plan
from c3calc.case.traffic import ResolvedWorkload

LimitKind = Literal["max", "min", "max_increase", "max_increase_percent"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class CostPlan:
    """A line that is not inference: `quantity` times `price` for each that its basis counts."""

    name: str
    price: Input
    quantity: Input
    basis: CostBasis
    applies_to: tuple[str, ...] | None
    months: tuple[int, int] | None = None
    fte: float = 0.0

    def names(self, traits: OptionFacts) -> bool:
        """Whether this cost falls on an option, by its name or its kind."""
        return self.applies_to is None or traits.name in self.applies_to or traits.kind in self.applies_to


@dataclass(frozen=True, slots=True)
class FinancePlan:
    """The months to look ahead, what money costs a year, and by how much prices move a year (-0.3 is 30 % less)."""

    horizon_months: int
    rate_per_year: Input
    api_change_per_year: Input
    rent_change_per_year: Input
    electricity_change_per_year: Input


@dataclass(frozen=True, slots=True)
class Rules:
    """Hard requirements on an option, as plain numbers; None where there is no rule."""

    data_region: str | None = None
    regions: tuple[str, ...] = ()
    min_quality: float | None = None
    min_context_tokens: float | None = None
    max_fte: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that somebody expects, with the range it was given in."""

    metric: str
    option: str | None
    feature: str | None
    value: float
    tolerance: float | None
    source: str
    where: str
    low: float
    high: float
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class BudgetLimit:
    """One limit on a metric: in the metric's unit, of a `max_increase_percent` in percent of the baseline's value.

    warn_at is a share of the limit. path leads to the limit in the scenario.
    """

    name: str
    metric: str
    option: str | None
    feature: str | None
    kind: LimitKind
    limit: float
    warn_at: float | None
    basis: Literal["central", "upper", "lower"]
    level: Severity
    on_missing: Severity
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LimitWaiver:
    """Moves a budget's limit to `ceiling`, in the unit of the limit, until a day (ISO date), that day included."""

    budget: str
    until: str
    ceiling: float
    reason: str
    approved_by: str
    path: tuple[str | int, ...]


class InvoicedMonth(NamedTuple):
    """What a month of an option was billed, in the scenario's currency: the volume follows from it."""

    option: str
    amount: float


@dataclass(frozen=True, slots=True)
class Case:
    """A whole scenario, resolved."""

    workload: ResolvedWorkload
    plans: tuple[Plan, ...]
    costs: tuple[CostPlan, ...]
    currency: str
    minor_units: int
    rules: Rules
    feature_rules: dict[str, Rules]
    carbon_price_per_tonne: Input
    control_weights: dict[str, float]
    score_weights: dict[str, float]
    baseline: str
    decision: str | None
    invoice: InvoicedMonth | None
    claims: tuple[Claim, ...]
    traffic_steps: tuple[Step, ...]
    embodied: bool
    power_price_per_kwh: Input
    dirtiest_grid_g_per_kwh: float
    currency_per_usd: float
    notes: tuple[Note, ...]
    budgets: tuple[BudgetLimit, ...] = ()
    waivers: tuple[LimitWaiver, ...] = ()
    finance: FinancePlan | None = None
    decided: str = ""  # why, when and by whom the decision was taken, in words
    has_ranges: bool = False  # the scenario gives a number as a range, so that figures have an interval
