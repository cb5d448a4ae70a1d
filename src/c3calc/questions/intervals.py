"""How sure an answer is: its figures as intervals, and how often each option comes first."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.answer.answer import Monthly, Note
from c3calc.answer.uncertainty import Probabilities
from c3calc.base.figures import exceeds
from c3calc.base.money import in_minor_units
from c3calc.evaluate.crossover import crossings
from c3calc.evaluate.line import is_known
from c3calc.questions.draws import CHUNK, Sampler, quantile, quietly, samplers, spread
from c3calc.questions.expectations import meant, part_of
from c3calc.questions.metrics import OptionFigures, metric_value

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer, Crossover, Option, VolumeCurve
    from c3calc.case.case import BudgetLimit
    from c3calc.evaluate.option import EvaluatedOption
    from c3calc.questions.comparison import Comparison

CROSSINGS, EVERY = 200, 10  # draws of a crossover: one of so many draws of the figures, and not fewer
LOW, HIGH = 0.05, 0.95  # the ends of an interval: P5 and P95
Figure = tuple[str, str, str | None]  # a metric, of which option, of which feature
_OF_OPTIONS = {"cost_per_month": "cost", "energy_kwh_per_month": "energy_kwh", "carbon_kg_per_month": "carbon_kg"}
_AHEAD = "npv"  # of every option that looks ahead
_FIRST = {"cheapest": "cost", "cleanest": "carbon_kg"}


@dataclass
class Uncertainty:
    """What many draws say: the figures of every option and budget, and in how many draws something held."""

    count: int
    seed: int
    figures: dict[Figure, list[Any]] = field(default_factory=lambda: defaultdict(list))
    held: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def intervals(self) -> dict[Figure, tuple[float, float]]:
        """P5 and P95 of every figure that is known and not the same in every draw."""
        found = ((figure, self._interval(figure)) for figure in self.figures)
        return {figure: ends for figure, ends in found if ends}

    @property
    def ends(self) -> dict[Figure, tuple[float, float]]:
        """P5 and P95 of every figure that is known in every draw, also of those that no draw moves."""
        return {figure: ends for figure in self.figures if (ends := self._ends(figure))}

    def _ends(self, figure: Figure) -> tuple[float, float] | None:
        ordered = spread(self.figures[figure])
        known = math.isfinite(ordered[0]) and math.isfinite(ordered[-1])
        return (quantile(ordered, LOW), quantile(ordered, HIGH)) if known else None

    def _interval(self, figure: Figure) -> tuple[float, float] | None:
        ordered = spread(self.figures[figure])
        known = math.isfinite(ordered[0]) and math.isfinite(ordered[-1])
        return (quantile(ordered, LOW), quantile(ordered, HIGH)) if known and ordered[0] < ordered[-1] else None

    def shares(self, what: str) -> dict[str, float]:
        """Return in which share of the draws something held, by the name of an option or a budget."""
        return {name: count / self.count for (kind, name), count in self.held.items() if kind == what}


def draw(comparison: Comparison, count: int, seed: int) -> Uncertainty:
    """Return what so many draws of everything uncertain say, for every option and every budget."""
    found = Uncertainty(count, seed)
    for sampler in samplers(count, seed):
        with quietly():
            _gather(found, comparison, comparison.drawn(sampler), sampler.count)
    return found


def _gather(found: Uncertainty, comparison: Comparison, options: tuple[EvaluatedOption, ...], count: int) -> None:
    for option in options:
        for metric, figure in _OF_OPTIONS.items():
            found.figures[metric, option.name, None].append(getattr(option, figure))
        if comparison.case.finance:
            found.figures[_AHEAD, option.name, None].append(
                metric_value(_AHEAD, OptionFigures(option, options, is_drawn=True))
            )
    for what, figure in _FIRST.items():
        _count_first(found, what, [(o, getattr(o, figure)) for o in options], count)
    for budget in comparison.case.budgets:
        _hold(found, budget, options, count)


def _count_first(found: Uncertainty, what: str, figures: list[tuple[EvaluatedOption, Any]], count: int) -> None:
    """Count in how many draws each eligible option has the lowest figure; one that would be overfull has none.

    Where no draw moves any of them there is no chance to speak of.
    """
    eligible = [(o, figure) for o, figure in figures if o.status == "ok" and not math.isnan(figure)]
    rows = [np.where(exceeds(o.tokens, o.bill.limit_tokens), np.inf, figure) for o, figure in eligible]
    each = np.array([_each(row, count) for row in rows])
    if eligible and (each != each[:, :1]).any():
        first = each.argmin(axis=0)
        for index, (option, _) in enumerate(eligible):
            found.held[what, option.name] += int((first == index).sum())


def _hold(found: Uncertainty, budget: BudgetLimit, options: tuple[EvaluatedOption, ...], count: int) -> None:
    """Gather a budget's figure, and count in how many draws it is kept; an increase has a baseline that is not here."""
    option = meant(budget, options)
    if option is None:
        return
    value = metric_value(budget.metric, OptionFigures(option, options, part_of(budget, options), is_drawn=True))
    if not budget.kind.startswith("max_increase"):
        kept = value <= budget.limit if budget.kind == "max" else value >= budget.limit
        found.held["within", budget.name] += int(_each(kept, count).sum())
    if (budget.metric, budget.feature) not in {(metric, None) for metric in (*_OF_OPTIONS, _AHEAD)}:
        found.figures[budget.metric, option.name, budget.feature].append(value)


def _each(figure: Any, count: int) -> Any:
    """Return a figure of every draw without its central value; a plain number is the same in all of them."""
    return np.asarray(figure)[1:] if np.ndim(figure) else np.full(count, figure)


def with_intervals(answer: Answer, found: Uncertainty) -> Answer:
    """Return an answer with the intervals of its figures, and with how often each option comes first."""
    intervals = found.intervals
    options = tuple(_surer(o, intervals) for o in answer.options)
    chances = Probabilities(found.count, found.seed, *(found.shares(w) for w in ("cheapest", "cleanest", "within")))
    text = f"low and high are P5 and P95 of {found.count:,} draws (seed {found.seed}) of everything that is uncertain"
    notes = (*(n for n in answer.notes if n.code != "C3-N02"), Note("C3-N30", "info", text, ""))
    return replace(answer, options=options, probabilities=chances, notes=notes)


def _surer(option: Option, intervals: dict[Figure, tuple[float, float]]) -> Option:
    """Return an option with P5 and P95 of its month, and of what its months ahead are worth."""
    monthly = _with_ends(option.monthly, intervals, option.name)
    ends, found = intervals.get((_AHEAD, option.name, None)), option.finance
    if ends and found and found.npv is not None:
        low, high = (in_minor_units(end, -int(found.npv.as_tuple().exponent)) for end in ends)
        found = replace(found, npv_low=low, npv_high=high)
    return replace(option, monthly=monthly, finance=found)


def _with_ends(monthly: Monthly, intervals: dict[Figure, tuple[float, float]], option: str) -> Monthly:
    cost, energy, carbon = (intervals.get((metric, option, None), (None, None)) for metric in _OF_OPTIONS)
    units = -int(monthly.cost.as_tuple().exponent) if monthly.cost is not None else 0
    low, high = (None if end is None else in_minor_units(end, units) for end in cost)
    return Monthly(monthly.cost, monthly.energy_kwh, monthly.carbon_kg, low, high, *energy, *carbon)


def over_volume(comparison: Comparison, answer: Answer, count: int, seed: int) -> Answer:
    """Return the answer with the spread of its curves over volume, and of where the costs of two options first cross.

    Every draw is a walk over two staircases (1 to 3 ms), so a tenth as many are taken as of the figures at one volume,
    200 to 10,000.
    """
    sampler = Sampler(min(max(CROSSINGS, count // EVERY), CHUNK), (seed, 0))
    with quietly():
        options = {o.name: o for o in comparison.drawn(sampler)}
        curves = tuple(_with_band(curve, options[curve.option]) for curve in answer.curves)
    return replace(answer, crossovers=_crossed(answer, options, sampler.count), curves=curves)


def _with_band(curve: VolumeCurve, option: EvaluatedOption) -> VolumeCurve:
    """Return a curve with P5 and P95 of its cost at each of its volumes; as it is where no draw moves it."""
    drawn = [spread([option.cost_curve(tokens)]) for tokens in curve.tokens_per_month]
    if curve.cost is None or all(ordered[0] == ordered[-1] for ordered in drawn):
        return curve
    low, high = (tuple(quantile(ordered, share) for ordered in drawn) for share in (LOW, HIGH))
    return replace(curve, cost_low=low, cost_high=high)


def _crossed(answer: Answer, options: dict[str, EvaluatedOption], count: int) -> tuple[Crossover, ...]:
    """Return the crossovers, the first of each pair's cost with P5 and P95 of where it lies in draws that have it."""
    seen: set[tuple[str, str]] = set()
    found = []
    for crossing in answer.crossovers:
        is_first = crossing.metric == "cost" and crossing.between not in seen and crossing.tokens_per_month is not None
        seen.update([crossing.between] if crossing.metric == "cost" else [])
        a, b = (options[name] for name in crossing.between)
        found.append(_with_interval(crossing, a, b, count) if is_first else crossing)
    return tuple(found)


def _with_interval(crossing: Crossover, a: EvaluatedOption, b: EvaluatedOption, count: int) -> Crossover:
    tokens = sorted(v for i in range(1, count + 1) if (v := _first_crossing(a, b, i)) is not None)
    if not tokens or tokens[0] == tokens[-1]:
        return crossing
    ordered = np.array(tokens)
    return replace(crossing, low_tokens=quantile(ordered, LOW), high_tokens=quantile(ordered, HIGH))


def _first_crossing(a: EvaluatedOption, b: EvaluatedOption, index: int) -> float | None:
    """Return where the costs of two options first cross in a draw; None where they never do, or one is not known."""
    curves = a.cost_curve.of_draw(index), b.cost_curve.of_draw(index)
    limits = (float(np.ravel(o.bill.limit_tokens)[index * np.ndim(o.bill.limit_tokens)]) for o in (a, b))
    return crossings(*curves, min(limits)).points[0].tokens if all(map(is_known, curves)) else None
