"""The metrics that budgets and claims name: one table of units, needs and formulas, and figures as sentences say them.

A formula is the path of a figure in an option of the answer (`capacity.gpus`), or a function of such figures. It is
written once, for whatever answers for an option: options that were evaluated, with their features and draws
(`questions.metrics`), and those of an answer that was saved (`questions.saved_metrics`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from c3calc.base.numbers import Numeric, count_text, money_text, percent, plain
from c3calc.base.units import G_PER_KG

_CENTS = 1.0  # below, an amount says more in significant digits than in cents


class Figures(Protocol):
    """The figures of an option, or of one feature's part of it, beside those of the other options."""

    @property
    def baseline(self) -> Figures:
        """The same of the baseline."""

    @property
    def eligible(self) -> Iterable[Figures]:
        """The same of every eligible option."""

    @property
    def crossings(self) -> Sequence[tuple[float, bool, bool]]:
        """Where its cost crosses the baseline's: tokens a month, and whether it is the cheaper below and above."""

    @property
    def line_costs(self) -> Iterable[tuple[str, Numeric]]:
        """The evidence and the cost of every line."""

    def at(self, path: str) -> Numeric:
        """Return the figure at a path in an option of the answer; money as it is printed there."""


Formula: TypeAlias = str | Callable[[Figures], Numeric]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a budget or a claim may be about. A `$` in the unit is the scenario's currency, a `share` is of one.

    formula: a path in an option of the answer, or a function of figures. of_features: a feature has its part of it.
    against: whose figures it needs beside the option's own. looks_ahead: it needs the `finance` block.
    rests_on_prices: it is as old as the prices behind it.
    """

    unit: str
    formula: Formula
    of_features: bool = False
    against: Literal["baseline", "eligible"] | None = None
    looks_ahead: bool = False
    rests_on_prices: bool = True

    @property
    def is_money(self) -> bool:
        """Whether it is in the scenario's currency."""
        return self.unit.startswith("$")

    @property
    def is_share(self) -> bool:
        """Whether it is a share of one; people read it as a percentage."""
        return self.unit == "share"

    @property
    def is_volume(self) -> bool:
        """Whether it is a volume of tokens."""
        return self.unit == "tokens/month"

    def value(self, figures: Figures) -> Numeric:
        """Return the metric of an option, or of a feature's part of it; NaN where it is not known."""
        return figures.at(self.formula) if isinstance(self.formula, str) else self.formula(figures)


def over(amount: Numeric, count: Numeric) -> Numeric:
    """Return an amount per unit; not known where there are no units."""
    return amount / count if count else math.nan


def _saving(f: Figures) -> Numeric:
    return f.baseline.at("monthly.cost") - f.at("monthly.cost")


def _saving_share(f: Figures) -> Numeric:
    return over(_saving(f), f.baseline.at("monthly.cost"))


def _excess(f: Figures) -> Numeric:
    cheapest = min((other.at("monthly.cost") for other in f.eligible), default=math.nan)
    return over(f.at("monthly.cost"), cheapest) - 1


def _carbon_g(f: Figures) -> Numeric:
    return f.at("per_mtok.carbon_g") / G_PER_KG  # g per million tokens are as many times more as g per kg


def _carbon_saving_g(f: Figures) -> Numeric:
    return _carbon_g(f.baseline) - _carbon_g(f)


def _break_even(f: Figures) -> Numeric:
    """Return the volume from which an option is cheaper than the baseline: 0 from the start, NaN where never."""
    found = f.crossings
    if found and found[0][1]:
        return 0.0
    return next((tokens for tokens, _, is_cheaper_above in found if is_cheaper_above), math.nan)


def _headroom_gb(f: Figures) -> Numeric:
    return f.at("capacity.vram_gb") - f.at("capacity.vram_needed_gb")


def _unsourced(f: Figures) -> Numeric:
    """Return the share of the cost that rests on assumptions alone."""
    costs = tuple(f.line_costs)
    return over(sum(cost for evidence, cost in costs if evidence == "assumed"), sum(cost for _, cost in costs))


METRICS = {
    "cost_per_month": Metric("$/month", "monthly.cost", of_features=True),
    "cost_per_year": Metric("$/year", "cost_per_year", of_features=True),
    "cost_per_mtok": Metric("$/Mtok", "per_mtok.cost", of_features=True),
    "cost_per_request": Metric("$/request", "per_request.cost", of_features=True),
    "cost_per_unit": Metric("$/unit", "per_unit.cost", of_features=True),
    "saving_per_month": Metric("$/month", _saving, of_features=True, against="baseline"),
    "saving_share": Metric("share", _saving_share, of_features=True, against="baseline"),
    "excess_over_cheapest_share": Metric("share", _excess, of_features=True, against="eligible"),
    "idle_cost_per_month": Metric("$/month", "capacity.idle_cost"),
    "capex": Metric("$", "finance.capex", looks_ahead=True),
    "npv": Metric("$", "finance.npv", against="baseline", looks_ahead=True),
    "irr": Metric("share", "finance.irr", against="baseline", looks_ahead=True),
    "payback_months": Metric("months", "finance.payback_months", against="baseline", looks_ahead=True),
    "discounted_payback_months": Metric(
        "months", "finance.discounted_payback_months", against="baseline", looks_ahead=True
    ),
    "annuity_per_month": Metric("$/month", "finance.annuity_per_month", looks_ahead=True),
    "energy_kwh_per_month": Metric("kWh/month", "monthly.energy_kwh", of_features=True),
    "energy_wh_per_1k_tokens": Metric("Wh/1k tokens", "per_mtok.energy_kwh", of_features=True),  # kWh/Mtok are Wh/1k
    "carbon_kg_per_month": Metric("kg CO2e/month", "monthly.carbon_kg", of_features=True),
    "carbon_g_per_1k_tokens": Metric("g CO2e/1k tokens", _carbon_g, of_features=True),
    "carbon_saving_g_per_1k_tokens": Metric("g CO2e/1k tokens", _carbon_saving_g, of_features=True, against="baseline"),
    "breakeven_tokens_per_month": Metric("tokens/month", _break_even, against="baseline"),
    "peak_utilisation": Metric("share", "capacity.peak_utilisation", rests_on_prices=False),
    "mean_utilisation": Metric("share", "capacity.mean_utilisation", rests_on_prices=False),
    "memory_headroom_gb": Metric("GB", _headroom_gb, rests_on_prices=False),
    "gpus": Metric("GPUs", "capacity.gpus", rests_on_prices=False),
    "control_score": Metric("of 5", "control.score", rests_on_prices=False),
    "score": Metric("of 100", "score", against="eligible"),
    "oldest_price_days": Metric("days", "oldest_price_days", rests_on_prices=False),
    "unsourced_share": Metric("share", _unsourced),
}
if TYPE_CHECKING:
    MetricName: TypeAlias = str
else:
    MetricName = Literal[tuple(METRICS)]


def unit_of(metric: str, currency: str) -> str:
    """Return a metric's unit: USD/month, share, g CO2e/1k tokens."""
    return METRICS[metric].unit.replace("$", currency, 1)


def figure(metric: str, value: float, currency: str) -> str:
    """Return a metric's value for a sentence: USD 2,125 a month, 15 %, 0.42 g CO2e/1k tokens, n/a."""
    about = METRICS[metric]
    if math.isnan(value):
        return "n/a"
    if about.is_share:
        return percent(value, 4)
    if about.is_money:
        return _amount(value, currency) + about.unit[1:].replace("/", " a " if "month" in metric else "/", 1)
    if math.isinf(value):
        return "never within the horizon"
    return f"{count_text(value) if about.is_volume else plain(value, 4)} {about.unit}"


def _amount(value: float, currency: str) -> str:
    return money_text(value, currency) if abs(value) >= _CENTS or value == 0 else f"{currency} {plain(value, 4)}"
