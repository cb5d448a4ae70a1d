"""The metrics that claims and budgets name, over options evaluated once; NaN where not known.

Money is as the answer prints it, so that nobody is judged by a cent that no table shows; other figures, amounts per
token, request and unit, and all figures of draws are unrounded.
Metrics of money, energy and carbon also answer for one feature's part; the others are of whole options only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.base.money import in_minor_units, months_in_year
from c3calc.base.units import G_PER_KG, TOKENS_PER_MTOK
from c3calc.evaluate.crossover import crossings
from c3calc.evaluate.investment import Investment
from c3calc.evaluate.line import is_known
from c3calc.evaluate.option import EvaluatedOption, best_of, scores
from c3calc.evaluate.provision import Provision, provision

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from c3calc.base.numbers import Numeric
    from c3calc.evaluate.line import LineItem

WH_PER_KWH = 1000.0
TOKENS_PER_1K = 1000.0


@dataclass(frozen=True)
class Target:
    """An option, or one feature's part of it, among all options; `is_drawn` where their figures are arrays of draws."""

    option: EvaluatedOption
    options: tuple[EvaluatedOption, ...]
    part: int | None = None
    is_drawn: bool = False

    @property
    def baseline(self) -> Target:
        """The same of the baseline."""
        return replace(self, option=next(o for o in self.options if o.name == self.option.case.baseline))

    @property
    def tokens(self) -> float:
        """Reference tokens a month."""
        workload = self.option.case.workload
        return workload.tokens if self.part is None else workload.parts[self.part].tokens

    @property
    def requests(self) -> float:
        """User requests a month."""
        workload = self.option.case.workload
        return workload.requests if self.part is None else workload.parts[self.part].requests

    def monthly(self, what: str) -> float:
        """Return cost, energy (kWh) or carbon (kg) of month 1: the lines times this part's share of each."""
        return sum(self._line(line, what) for line in self.option.lines)

    def monthly_cost(self) -> float:
        """Return the cost of month 1 as printed."""
        if self.is_drawn:
            return self.monthly("cost")
        return _number(self.option.printed_cost if self.part is None else self.option.printed_parts[self.part])

    def yearly_cost(self) -> float:
        """Return the cost of the first twelve months at this volume, each line in the months it is paid in.

        It is as printed; the year of a feature is printed nowhere, and unrounded.
        """
        if self.part is None and not self.is_drawn:
            return _number(self.option.printed_year)
        return sum(self._line(line, "cost") * months_in_year(line.months) for line in self.option.bill.lines)

    def _line(self, line: LineItem, what: str) -> float:
        share = 1.0 if self.part is None else line.shares[self.part]
        return getattr(line, what)(self.option.tokens) * share  # type: ignore[no-any-return]

    @property
    def investment(self) -> Investment | None:
        """The option's cash flow against the baseline's; None where the scenario does not look ahead."""
        plan, own = self.option.case.finance, self.option.cash
        return None if plan is None else Investment(own, self.baseline.option.cash, plan.rate_per_year.value)

    def printed(self, amount: Numeric) -> float:
        """Return an amount of money in minor units of the currency; of draws as it is."""
        return amount if self.is_drawn else _number(in_minor_units(float(amount), self.option.case.minor_units))


def _number(amount: Decimal | None) -> float:
    return math.nan if amount is None else float(amount)


def _over(amount: float, count: float) -> float:
    """Return an amount per unit; not known where there are no units."""
    return amount / count if count else math.nan


def _cost(t: Target) -> float:
    return t.monthly("cost")


def _saving(t: Target) -> float:
    return t.baseline.monthly_cost() - t.monthly_cost()


def _carbon_per_1k(t: Target) -> float:
    return _over(t.monthly("carbon") * G_PER_KG, t.tokens / TOKENS_PER_1K)


def _excess(t: Target) -> float:
    eligible = (replace(t, option=o).monthly_cost() for o in t.options if o.status == "ok")
    return _over(t.monthly_cost(), min(eligible, default=math.nan)) - 1


def _unit_cost(t: Target) -> float:
    workload = t.option.case.workload
    return _over(_cost(t) * workload.requests_per_unit, t.requests) if workload.unit_name else math.nan


def break_even(t: Target) -> float:
    """Return the volume from which an option is cheaper than the baseline: 0 from the start, NaN where never."""
    option, base = t.option, t.baseline.option
    if option is base or not (is_known(option.cost_curve) and is_known(base.cost_curve)):
        return math.nan
    limit = min(option.bill.limit_tokens, base.bill.limit_tokens)
    found = crossings(base.cost_curve, option.cost_curve, limit).points
    if found[0].below == 1:
        return 0.0
    return next((p.tokens for p in found if p.tokens is not None and p.above == 1), math.nan)


def _amount(of: Callable[[Target], float]) -> Callable[[Target], float]:
    """Return a metric of money as it is printed."""
    return lambda target: target.printed(of(target))


def _provisioned(of: Callable[[Provision], float]) -> Callable[[Target], float]:
    def metric(t: Target) -> float:
        made = provision(t.option.bill, t.option.tokens)
        return math.nan if made is None else of(made)

    return metric


def _invested(of: Callable[[Investment], float]) -> Callable[[Target], float]:
    def metric(t: Target) -> float:
        return math.nan if t.investment is None else of(t.investment)

    return metric


def _capex(t: Target) -> float:
    if t.option.case.finance is None:
        return math.nan
    cash = t.option.cash if t.is_drawn else t.option.printed_cash
    spent = sum(month.capex for month in cash)
    return spent if t.is_drawn else float(spent)


def _unsourced(t: Target) -> float:
    """Return the share of the cost that rests on assumptions alone."""
    assumed = sum(float(line.cost(t.option.tokens)) for line in t.option.lines if line.evidence == "assumed")
    return _over(assumed, t.option.cost)


OF_PARTS: dict[str, Callable[[Target], float]] = {
    "cost_per_month": Target.monthly_cost,
    "cost_per_year": Target.yearly_cost,
    "cost_per_mtok": lambda t: _over(_cost(t), t.tokens / TOKENS_PER_MTOK),
    "cost_per_request": lambda t: _over(_cost(t), t.requests),
    "cost_per_unit": _unit_cost,
    "saving_per_month": _saving,
    "saving_share": lambda t: _over(_saving(t), t.baseline.monthly_cost()),
    "excess_over_cheapest_share": _excess,
    "energy_kwh_per_month": lambda t: t.monthly("energy"),
    "energy_wh_per_1k_tokens": lambda t: _over(t.monthly("energy") * WH_PER_KWH, t.tokens / TOKENS_PER_1K),
    "carbon_kg_per_month": lambda t: t.monthly("carbon"),
    "carbon_g_per_1k_tokens": _carbon_per_1k,
    "carbon_saving_g_per_1k_tokens": lambda t: _carbon_per_1k(t.baseline) - _carbon_per_1k(t),
}
OF_OPTIONS: dict[str, Callable[[Target], float]] = {
    "breakeven_tokens_per_month": break_even,
    "idle_cost_per_month": _amount(_provisioned(lambda p: p.idle_cost)),
    "capex": _capex,
    "npv": _amount(_invested(lambda i: i.npv)),
    "irr": _invested(lambda i: i.irr),
    "payback_months": _invested(lambda i: i.payback_months),
    "discounted_payback_months": _invested(lambda i: i.discounted_payback_months),
    "annuity_per_month": _amount(_invested(lambda i: i.annuity_per_month)),
    "peak_utilisation": _provisioned(lambda p: p.peak_utilisation),
    "mean_utilisation": _provisioned(lambda p: p.mean_utilisation),
    "memory_headroom_gb": _provisioned(lambda p: p.vram_gb - p.vram_needed_gb),
    "gpus": _provisioned(lambda p: float(p.gpus)),
    "control_score": lambda t: t.option.control,
    "score": lambda t: scores(t.options).get(t.option.name, math.nan),
    "oldest_price_days": lambda t: t.option.oldest_price_days,
    "unsourced_share": _unsourced,
}


AHEAD = ("capex", "npv", "irr", "payback_months", "discounted_payback_months", "annuity_per_month")


def metric_value(name: str, target: Target) -> float:
    """Return a metric by its name; NaN where it is not known, not of a feature, or not answered yet."""
    table = OF_PARTS | OF_OPTIONS if target.part is None else OF_PARTS
    return table[name](target) if name in table else math.nan


def find_option(name: str | None, options: tuple[EvaluatedOption, ...]) -> EvaluatedOption | None:
    """Return the option a claim or budget means: a name, a role (cheapest, baseline, decision, best) or a kind."""
    case, eligible = options[0].case, [o for o in options if o.status == "ok"]
    if name in (None, "cheapest"):
        return min(eligible, key=lambda o: o.cost, default=None)
    if name == "best":
        return best_of(options, scores(options))
    wanted = {"baseline": case.baseline, "decision": case.decision}.get(str(name), name)
    return next((o for o in options if wanted in (o.name, o.bill.plan.traits.kind)), None)
