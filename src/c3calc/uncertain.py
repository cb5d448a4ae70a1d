"""How sure an answer is: its figures as intervals, and how often each option comes first."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.draws import quantile, samplers, spread
from c3calc.expectations import meant, part_of
from c3calc.metrics import Target, metric_value
from c3calc.reckoning import money
from c3calc.result import Probabilities

if TYPE_CHECKING:
    from c3calc.case import Budget
    from c3calc.compare import Comparison
    from c3calc.reckoning import Reckoned
    from c3calc.result import Answer, Monthly

LOW, HIGH = 0.05, 0.95  # the ends of an interval: P5 and P95
FIGURES = ("cost", "energy_kwh", "carbon_kg")
Figure = tuple[str, str]  # what, and of which option


@dataclass
class Uncertainty:
    """What many draws say: of every option its cost, energy and carbon, and in how many draws it came first."""

    count: int
    figures: dict[Figure, list[Any]] = field(default_factory=lambda: defaultdict(list))
    wins: dict[Figure, int] = field(default_factory=lambda: defaultdict(int))

    def interval(self, what: str, option: str) -> tuple[float, float] | None:
        """Return P5 and P95 of a figure of an option; None where it is not known, or the same in every draw."""
        ordered = spread(self.figures[what, option])
        ends = quantile(ordered, LOW), quantile(ordered, HIGH)
        return None if math.isnan(ends[0]) or ordered[0] == ordered[-1] else ends

    def share(self, what: str, name: str) -> float:
        """Return in which share of the draws something held."""
        return self.wins[what, name] / self.count


def draw(comparison: Comparison, count: int, seed: int) -> Uncertainty:
    """Return what so many draws of everything uncertain say, for every option and every budget."""
    found = Uncertainty(count)
    for sampler in samplers(count, seed):
        options = comparison.drawn(sampler)
        for option in options:
            for what in FIGURES:
                found.figures[what, option.name].append(getattr(option, what))
        _count_first(found, "cheapest", [(o, o.cost) for o in options], sampler.count)
        _count_first(found, "cleanest", [(o, o.carbon_kg) for o in options], sampler.count)
        for budget in comparison.case.budgets:
            found.wins["within", budget.name] += _within(budget, options, sampler.count)
    return found


def _count_first(found: Uncertainty, what: str, figures: list[tuple[Reckoned, Any]], count: int) -> None:
    """Count in how many draws each eligible option has the lowest figure; one that would be overfull has none."""
    eligible = [(o, figure) for o, figure in figures if o.status == "ok" and not math.isnan(figure)]
    if eligible:
        rows = [np.where(o.bill.limit_tokens < o.tokens, np.inf, figure) for o, figure in eligible]
        first = np.array([_each(row, count) for row in rows]).argmin(axis=0)
        for index, (option, _) in enumerate(eligible):
            found.wins[what, option.name] += int((first == index).sum())


def _within(budget: Budget, options: tuple[Reckoned, ...], count: int) -> int:
    """Return in how many draws a budget is kept; in none where that is not known."""
    option = meant(budget, options)
    if option is None or budget.kind.startswith("max_increase"):
        return 0
    value = metric_value(budget.metric, Target(option, options, part_of(budget, options)))
    kept = value <= budget.limit if budget.kind == "max" else value >= budget.limit
    return int(_each(kept, count).sum())


def _each(figure: Any, count: int) -> Any:
    """Return a figure of every draw without its central value; a plain number is the same in all of them."""
    return np.asarray(figure)[1:] if np.ndim(figure) else np.full(count, figure)


def told(answer: Answer, found: Uncertainty) -> Answer:
    """Return an answer with the intervals of its figures, and with how often each option comes first."""
    options = tuple(replace(o, monthly=_spread(o.monthly, found, o.name)) for o in answer.options)
    eligible = [o.name for o in answer.options if o.status == "ok"]
    shares = {what: {name: found.share(what, name) for name in eligible} for what in ("cheapest", "cleanest")}
    budgets = {name: found.share(what, name) for what, name in found.wins if what == "within"}
    return replace(answer, options=options, probabilities=Probabilities(found.count, within_budget=budgets, **shares))


def _spread(monthly: Monthly, found: Uncertainty, option: str) -> Monthly:
    cost, energy, carbon = (found.interval(what, option) or (None, None) for what in FIGURES)
    low, high = (None if end is None else money(end, _minor_units(monthly)) for end in cost)
    return replace(
        monthly,
        low=low,
        high=high,
        energy_low_kwh=energy[0],
        energy_high_kwh=energy[1],
        carbon_low_kg=carbon[0],
        carbon_high_kg=carbon[1],
    )


def _minor_units(monthly: Monthly) -> int:
    """Return the decimals that a printed cost has."""
    return -int(monthly.cost.as_tuple().exponent) if monthly.cost is not None else 2
