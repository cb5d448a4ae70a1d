"""The figures that metrics are made of, read off an answer, saved or fresh; NaN where the answer does not say.

Both ends of an increase are read here, so that rounding is no increase.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c3calc.scenario.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from c3calc.answer.answer import Answer, Option

_PAYBACKS = ("finance.payback_months", "finance.discounted_payback_months")
_OF_FEATURES = {"monthly.cost": "cost", "monthly.energy_kwh": "energy_kwh", "monthly.carbon_kg": "carbon_kg"}


@dataclass(frozen=True)
class SavedFigures:
    """An option of an answer, or one feature's part of it."""

    answer: Answer
    option: Option
    feature: str | None = None

    @property
    def baseline(self) -> SavedFigures:
        """The same of the baseline."""
        return next(self._of(o) for o in self.answer.options if o.name == self.answer.baseline)

    @property
    def eligible(self) -> Iterator[SavedFigures]:
        """The same of every eligible option."""
        return (self._of(o) for o in self.answer.options if o.status == "ok")

    def _of(self, option: Option) -> SavedFigures:
        return SavedFigures(self.answer, option, self.feature)

    @property
    def crossings(self) -> Sequence[tuple[float, bool, bool]]:
        """Where its cost crosses the baseline's: tokens a month, and whether it is the cheaper below and above."""
        name, pair = self.option.name, {self.option.name, self.answer.baseline}
        found = (c for c in self.answer.crossovers if c.metric == "cost" and set(c.between) == pair)
        return [(_number(c.tokens_per_month), c.cheaper_below == name, c.cheaper_above == name) for c in found]

    @property
    def line_costs(self) -> Iterator[tuple[str, float]]:
        """The evidence and the printed cost of every line."""
        return ((line.evidence, _number(line.cost)) for line in self.option.lines)

    def at(self, path: str) -> float:
        """Return the figure at a path in an option; of a feature cost, energy and carbon are known."""
        if self.feature is not None:
            part = next(
                (f for f in self.answer.features if (f.name, f.option) == (self.feature, self.option.name)), None
            )
            return _number(getattr(part, _OF_FEATURES[path])) if part and path in _OF_FEATURES else math.nan
        value = _at(self.option, path)
        is_never = value is None and path in _PAYBACKS and _at(self.option, "finance.npv") is not None
        return math.inf if is_never else _number(value)


def _at(option: Option, path: str) -> Decimal | float | None:
    """Return what stands at a path; None where it is not known, or a block on the way to it."""
    found: Any = option
    for name in path.split("."):
        found = None if found is None else getattr(found, name)
    return found  # type: ignore[no-any-return]


def _number(value: Decimal | float | None) -> float:
    return math.nan if value is None else float(value)


def saved_option(answer: Answer, name: str | None, found: str) -> Option | None:
    """Return the option that a budget means in an answer: whoever has that role there, else the one called `found`."""
    roles = {"cheapest": answer.verdict.cheapest, "best": answer.verdict.best, "baseline": answer.baseline}
    wanted = roles.get(name or "", found)
    return next((o for o in answer.options if o.name == wanted), None)


def saved_value(answer: Answer, metric: str, option: Option, feature: str | None = None) -> float:
    """Return a metric of an option, or of one feature's part of it; NaN where the answer does not say."""
    about = METRICS[metric]
    return float(about.value(SavedFigures(answer, option, feature))) if about.of_features or not feature else math.nan
