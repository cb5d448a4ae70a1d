"""An option's cash flow against the baseline's: what choosing it is worth, and when the money is back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from c3calc.base.figures import is_scalar
from c3calc.evaluate.curve import elementwise
from c3calc.evaluate.discounting import (
    annuity_factor_per_month,
    discounted,
    net_present_value,
    payback_months,
    rates_of_return,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.base.numbers import Numeric
    from c3calc.evaluate.cashflow import Cash

_NOTHING = 1e-12  # relative; below NOISE, since a cent of ten million is a cent


@dataclass(frozen=True)
class Investment:
    """Two cash flows over the same months, and what money costs a year.

    people: whether people are counted; they are not where they are paid anyway, whatever is chosen.
    """

    own: tuple[Cash, ...]
    baseline: tuple[Cash, ...]
    rate_per_year: Numeric
    people: bool = True

    def _net(self, cash: Cash) -> Numeric:
        return cash.net if self.people else cash.net + cash.people

    @cached_property
    def flows(self) -> list[Numeric]:
        """What the option leaves over, month by month, that the baseline would not."""
        return [_less(self._net(a), self._net(b)) for a, b in zip(self.own, self.baseline, strict=True)]

    @cached_property
    def _without_residual(self) -> list[Numeric]:
        pairs = zip(self.flows, self.own, self.baseline, strict=True)
        return [flow - _less(a.residual, b.residual) for flow, a, b in pairs]

    @cached_property
    def sum_without_residual(self) -> Numeric:
        """What is saved by the end of the horizon, residual values aside."""
        return sum(self._without_residual, 0.0)

    @cached_property
    def npv(self) -> Numeric:
        """What all of it is worth at the start."""
        return net_present_value(self.flows, self.rate_per_year)

    @cached_property
    def irr(self) -> Numeric:
        """What the money put in earns a year; NaN where none is put in first, or none or more than one rate fits."""
        if is_scalar(sum(self.flows, 0.0)):
            return _only_rate(self.rates_of_return, self.flows)
        return elementwise(lambda flows: _only_rate(_rates(flows), flows), self.flows)

    @cached_property
    def rates_of_return(self) -> tuple[float, ...]:
        """Every yearly rate at which plain flows would be worth nothing; none where a flow is not known."""
        return _rates(self.flows)

    @cached_property
    def payback_months(self) -> Numeric:
        """When what was put in is saved again, residual values aside; inf where it is not within the horizon."""
        return payback_months(self._without_residual)

    @cached_property
    def discounted_payback_months(self) -> Numeric:
        """The same of what the savings are worth at the start."""
        return payback_months(discounted(self._without_residual, self.rate_per_year))

    @cached_property
    def annuity_per_month(self) -> Numeric:
        """The equal amount at the end of every month that costs as much as all of the option's own cash flow."""
        months = len(self.own) - 1
        cost = -net_present_value([self._net(cash) for cash in self.own], self.rate_per_year)
        return cost * annuity_factor_per_month(self.rate_per_year, months)


def _rates(flows: Sequence[float]) -> tuple[float, ...]:
    return () if any(math.isnan(flow) for flow in flows) else rates_of_return(flows)


def begins_with_spending(flows: Sequence[float]) -> bool:
    """Whether money goes in before any comes out."""
    return next((flow for flow in flows if flow), 0.0) < 0


def _only_rate(rates: Sequence[float], flows: Sequence[float]) -> float:
    return rates[0] if len(rates) == 1 and begins_with_spending(flows) else math.nan


def _less(a: Numeric, b: Numeric) -> Numeric:
    """Return a - b; what float arithmetic leaves between equal amounts is nothing, and no sign of anything."""
    difference = a - b
    return difference * (abs(difference) > _NOTHING * (abs(a) + abs(b)))
