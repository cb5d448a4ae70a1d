"""Options evaluated at the scenario's volume: bill, status, capacity, cash flow, exact and as printed.

Each is computed once, when it is first asked for; every part of the answer reads it here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from c3calc.base.money import in_minor_units, months_in_year, total
from c3calc.evaluate.bill import Bill, make_bill
from c3calc.evaluate.cashflow import Cash, Month, cash_flow, months_ahead
from c3calc.evaluate.control import control_scores, weighted_mean
from c3calc.evaluate.curve import Curve
from c3calc.evaluate.fleet_capacity import FleetCapacity, capacity_of
from c3calc.evaluate.investment import Investment
from c3calc.evaluate.status import status_of

if TYPE_CHECKING:
    from c3calc.answer.answer import Status
    from c3calc.base.numbers import Numeric
    from c3calc.case.case import Case
    from c3calc.evaluate.line import LineItem

_NOT_KNOWN = Decimal("NaN")


@dataclass(frozen=True)
class EvaluatedOption:
    """One option at the scenario's volume in month 1, unrounded unless it says `printed`, and over the months ahead."""

    case: Case
    bill: Bill
    status: Status
    reasons: tuple[str, ...]
    _base: EvaluatedOption | None = None  # None where it is the baseline itself

    @property
    def baseline(self) -> EvaluatedOption:
        """The option that all are held against."""
        return self._base or self

    @property
    def name(self) -> str:
        """The option's name."""
        return self.bill.plan.traits.name

    @property
    def tokens(self) -> float:
        """The month's volume."""
        return self.case.workload.tokens

    @cached_property
    def lines(self) -> tuple[LineItem, ...]:
        """The lines paid in month 1."""
        return self.bill.paid_in(1)

    @cached_property
    def cost_curve(self) -> Curve:
        """Cost of month 1 over the volume."""
        return Curve.total(line.cost for line in self.lines)

    @cached_property
    def carbon_curve(self) -> Curve:
        """Carbon of month 1 over the volume, kg."""
        return Curve.total(line.carbon for line in self.lines)

    @cached_property
    def cost(self) -> Numeric:
        """Cost of month 1, unrounded; NaN where a line is not known."""
        return self.cost_curve(self.tokens)

    @cached_property
    def energy_kwh(self) -> Numeric:
        """Facility energy of month 1."""
        return Curve.total(line.energy for line in self.lines)(self.tokens)

    @cached_property
    def carbon_kg(self) -> Numeric:
        """Carbon of month 1."""
        return self.carbon_curve(self.tokens)

    @cached_property
    def control(self) -> float:
        """Weighted mean of the control criteria, 0-5."""
        return weighted_mean(control_scores(self.bill), self.case.control_weights)

    @cached_property
    def capacity(self) -> FleetCapacity | None:
        """What it provisions; None where it has no hardware."""
        return capacity_of(self.bill, self.tokens)

    @cached_property
    def _months(self) -> tuple[Month, ...]:
        return months_ahead(self.bill, self.case)

    @cached_property
    def cash(self) -> tuple[Cash, ...]:
        """Its cash flow, unrounded; none where the scenario does not look ahead."""
        return cash_flow(self._months)

    @cached_property
    def printed_cash(self) -> tuple[Cash, ...]:
        """Its cash flow with every payment in minor units before it is summed; NaN where one is not known."""

        def printed(amount: Numeric) -> Decimal:
            rounded = in_minor_units(float(amount), self.case.minor_units)
            return _NOT_KNOWN if rounded is None else rounded

        return cash_flow(self._months, printed)

    @cached_property
    def investment(self) -> Investment | None:
        """Its cash flow against the baseline's; None where the scenario does not look ahead."""
        plan = self.case.finance
        return None if plan is None else Investment(self.cash, self.baseline.cash, plan.rate_per_year.value)

    @property
    def oldest_price_days(self) -> float:
        """Days since the oldest of the catalogue's figures behind it was checked; NaN where all are the scenario's."""
        days = (m.plan.traits.oldest_price_days for m in self.bill.members)
        return max((d for d in days if not math.isnan(d)), default=math.nan)

    @property
    def stale(self) -> tuple[str, ...]:
        """Which of these figures are older than their kind allows, in words."""
        return tuple(dict.fromkeys(text for m in self.bill.members for text in m.plan.traits.stale))

    def rounded(self, line: LineItem) -> Decimal | None:
        """Return a line's cost in minor units, or None where it is not known."""
        return in_minor_units(float(line.cost(self.tokens)), self.case.minor_units)

    @cached_property
    def printed_cost(self) -> Decimal | None:
        """The sum of the printed lines."""
        return total(self.rounded(line) for line in self.lines)

    @cached_property
    def printed_parts(self) -> tuple[Decimal | None, ...]:
        """The printed total over the features, summing to it: the largest remainders get the last minor units."""
        count = len(self.case.workload.parts)
        if self.printed_cost is None:
            return (None,) * count
        unit = Decimal(1).scaleb(-self.case.minor_units)
        exact = [
            sum(Decimal(repr(float(line.cost(self.tokens) * line.shares[i]))) for line in self.lines)
            for i in range(count)
        ]
        floors = [Decimal(x / unit).to_integral_value(rounding="ROUND_FLOOR") * unit for x in exact]
        missing = int((self.printed_cost - sum(floors, Decimal(0))) / unit)
        order = sorted(range(count), key=lambda i: floors[i] - Decimal(exact[i]))
        raised = order[: missing % count]
        return tuple(f + unit * (missing // count + (i in raised)) for i, f in enumerate(floors))

    @cached_property
    def printed_year(self) -> Decimal | None:
        """The sum of the printed lines over the first twelve months, each in the months it is paid in."""
        costs = ((self.rounded(line), months_in_year(line.months)) for line in self.bill.lines)
        return total(None if c is None else c * n for c, n in costs)


def evaluate(case: Case) -> tuple[tuple[EvaluatedOption, ...], bool]:
    """Return every option at the scenario's volume, and whether embodied carbon is counted.

    Where one side's embodied part is not known the comparison is operational only.
    """
    bills = [make_bill(plan, case, embodied=case.embodied) for plan in case.plans]
    if case.embodied and any(_lacks_embodied(b) for b in bills):
        return evaluate(replace(case, embodied=False))
    base = next(_evaluated(case, b) for b in bills if b.plan.traits.name == case.baseline)
    return tuple(base if b is base.bill else _evaluated(case, b, base) for b in bills), case.embodied


def _evaluated(case: Case, bill: Bill, base: EvaluatedOption | None = None) -> EvaluatedOption:
    return EvaluatedOption(case, bill, *status_of(case, bill), base)


def _lacks_embodied(bill: Bill) -> bool:
    operational = [line.carbon_kg for line in bill.lines if not line.embodied]
    embodied = [line.carbon_kg for line in bill.lines if line.embodied]
    return any(math.isnan(c) for c in embodied) and not any(math.isnan(c) for c in operational)
