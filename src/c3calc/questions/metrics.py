"""The figures that metrics are made of, read off options that were evaluated once; NaN where not known.

Money is as the answer prints it, so that nobody is judged by a cent that no table shows; other figures, amounts per
token, request and unit, and all figures of draws are unrounded.
Money, energy and carbon are also known of one feature's part; the other figures are of whole options only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.base.money import in_minor_units, months_in_year
from c3calc.base.units import G_PER_KG, TOKENS_PER_MTOK
from c3calc.evaluate.crossover import crossings
from c3calc.evaluate.line import is_known
from c3calc.evaluate.ranking import best_of, scores
from c3calc.scenario.metrics import METRICS, over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from c3calc.base.numbers import Numeric
    from c3calc.case.traffic import Part, ResolvedWorkload
    from c3calc.evaluate.line import LineItem
    from c3calc.evaluate.option import EvaluatedOption


@dataclass(frozen=True)
class OptionFigures:
    """An option, or one feature's part of it, among all options; `is_drawn` where their figures are arrays of draws."""

    option: EvaluatedOption
    options: tuple[EvaluatedOption, ...]
    part: int | None = None
    is_drawn: bool = False

    @property
    def baseline(self) -> OptionFigures:
        """The same of the baseline."""
        return replace(self, option=self.option.baseline)

    @property
    def eligible(self) -> Iterator[OptionFigures]:
        """The same of every eligible option."""
        return (replace(self, option=o) for o in self.options if o.status == "ok")

    @property
    def crossings(self) -> Sequence[tuple[float, bool, bool]]:
        """Where its cost crosses the baseline's: tokens a month, and whether it is the cheaper below and above."""
        option, base = self.option, self.baseline.option
        if option is base or not (is_known(option.cost_curve) and is_known(base.cost_curve)):
            return ()
        limit = min(option.bill.limit_tokens, base.bill.limit_tokens)
        points = crossings(base.cost_curve, option.cost_curve, limit).points
        return [(math.nan if p.tokens is None else p.tokens, p.below == 1, p.above == 1) for p in points]

    @property
    def line_costs(self) -> Iterator[tuple[str, Numeric]]:
        """The evidence and the cost of every line of month 1."""
        return ((line.evidence, line.cost(self.option.tokens)) for line in self.option.lines)

    def at(self, path: str) -> Numeric:
        """Return the figure at a path in an option of the answer; money as it is printed there."""
        block, _, name = path.rpartition(".")
        return _BLOCKS[block](self, name)


def _whole(f: OptionFigures, name: str) -> Numeric:
    if name == "cost_per_year":
        return _cost_per_year(f)
    return scores(f.options).get(f.option.name, math.nan) if name == "score" else getattr(f.option, name)


def _cost_per_year(f: OptionFigures) -> Numeric:
    """Return the cost of the first twelve months at this volume, each line in the months it is paid in.

    It is as printed; the year of a feature is printed nowhere, and unrounded.
    """
    if f.part is None and not f.is_drawn:
        return _number(f.option.printed_year)
    return sum(_share(f, line, "cost") * months_in_year(line.months) for line in f.option.bill.lines)


def _monthly(f: OptionFigures, name: str) -> Numeric:
    if name != "cost" or f.is_drawn:
        return _sum(f, name)
    return _number(f.option.printed_cost if f.part is None else f.option.printed_parts[f.part])


def _sum(f: OptionFigures, name: str) -> Numeric:
    """Return cost, energy (kWh) or carbon (kg) of month 1: the lines times this part's share of each."""
    return sum(_share(f, line, name.partition("_")[0]) for line in f.option.lines)


def _share(f: OptionFigures, line: LineItem, curve: str) -> Numeric:
    share = 1.0 if f.part is None else line.shares[f.part]
    return getattr(line, curve)(f.option.tokens) * share


def _per(f: OptionFigures, name: str, count: float) -> Numeric:
    return over(_sum(f, "carbon_kg") * G_PER_KG if name == "carbon_g" else _sum(f, name), count)


def _capacity(f: OptionFigures, name: str) -> Numeric:
    value = math.nan if f.option.capacity is None else getattr(f.option.capacity, name)
    return _printed(f, value) if name == "idle_cost" else value


def _finance(f: OptionFigures, name: str) -> Numeric:
    """Return what the option's cash flow is worth against the baseline's; not known without a `finance` block."""
    if f.option.investment is None:
        return math.nan
    if name == "capex":
        spent = sum(month.capex for month in (f.option.cash if f.is_drawn else f.option.printed_cash))
        return spent if f.is_drawn else float(spent)
    value = getattr(f.option.investment, name)
    return _printed(f, value) if name in ("npv", "annuity_per_month") else value


def _printed(f: OptionFigures, amount: Numeric) -> Numeric:
    """Return an amount of money in minor units of the currency; of draws as it is."""
    return amount if f.is_drawn else _number(in_minor_units(float(amount), f.option.case.minor_units))


def _number(amount: Decimal | None) -> float:
    return math.nan if amount is None else float(amount)


def _served(f: OptionFigures) -> ResolvedWorkload | Part:
    workload = f.option.case.workload
    return workload if f.part is None else workload.parts[f.part]


def _units(f: OptionFigures) -> float:
    workload = f.option.case.workload
    return _served(f).requests / workload.requests_per_unit if workload.unit_name else 0.0


_BLOCKS: dict[str, Callable[[OptionFigures, str], Numeric]] = {
    "": _whole,
    "monthly": _monthly,
    "per_mtok": lambda f, name: _per(f, name, _served(f).tokens / TOKENS_PER_MTOK),
    "per_request": lambda f, name: _per(f, name, _served(f).requests),
    "per_unit": lambda f, name: _per(f, name, _units(f)),
    "capacity": _capacity,
    "control": lambda f, _: f.option.control,
    "finance": _finance,
}


def metric_value(name: str, figures: OptionFigures) -> Numeric:
    """Return a metric by its name; NaN where it is not known, or not of a feature."""
    metric = METRICS[name]
    return metric.value(figures) if figures.part is None or metric.of_features else math.nan


def find_option(name: str | None, options: tuple[EvaluatedOption, ...]) -> EvaluatedOption | None:
    """Return the option a claim or budget means: a name, a role (cheapest, baseline, decision, best) or a kind."""
    case, eligible = options[0].case, [o for o in options if o.status == "ok"]
    if name in (None, "cheapest"):
        return min(eligible, key=lambda o: o.cost, default=None)
    if name == "best":
        return best_of(options, scores(options))
    wanted = {"baseline": case.baseline, "decision": case.decision}.get(str(name), name)
    return next((o for o in options if wanted in (o.name, o.bill.plan.traits.kind)), None)
