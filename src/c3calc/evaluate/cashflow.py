"""What an option pays and gets, month by month: its own lines at the volume and prices of the month.

Month 0 is the start: what month 1 needs is bought there. Everything else is money at the end of its month: bills,
hardware that a month needs beyond what is there, and what hardware is worth at the end of its life or of the horizon.
Depreciation and cost of capital are no payments; the purchases that they spread stand in their place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.base.figures import maximum
from c3calc.evaluate.bill import Bill, make_bill
from c3calc.evaluate.discounting import book_value, price_factor
from c3calc.evaluate.hardware_lines import Asset, assets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from c3calc.base.numbers import Numeric
    from c3calc.case.case import Case, FinancePlan


@dataclass(frozen=True)
class Cash:
    """Money of one month, each part zero or more; `opex` is every bill, `people` the part of it that pays people.

    limit_tokens: the largest volume that the option may serve in this month.
    """

    month: int
    tokens: Numeric
    limit_tokens: float
    capex: Numeric
    opex: Numeric
    people: Numeric
    residual: Numeric

    @property
    def net(self) -> Numeric:
        """What comes in less what goes out."""
        return self.residual - self.capex - self.opex


@dataclass(frozen=True)
class Month:
    """A bill at the volume and prices of a month."""

    number: int
    bill: Bill
    tokens: Numeric
    price_factors: dict[str | None, Numeric]

    def paid(self, money: Callable[[Numeric], Numeric]) -> Iterator[tuple[bool, Numeric]]:
        """Yield every payment, and whether it is for people."""
        for line in self.bill.paid_in(self.number):
            if line.unit_price and line.follows != "capital":
                yield line.is_people, money(line.cost_at(self.tokens, self.price_factors[line.follows]))


def months_ahead(bill: Bill, case: Case) -> tuple[Month, ...]:
    """Return the months of the horizon; none where the scenario does not look ahead."""
    if case.finance is None:
        return ()
    return tuple(_month(bill, case, case.finance, number) for number in range(1, case.finance.horizon_months + 1))


def cash_flow(months: Sequence[Month], money: Callable[[Numeric], Numeric] = lambda amount: amount) -> tuple[Cash, ...]:
    """Return month 0 and the months ahead; none where there are none.

    money: what each amount is made into before it is summed, such as whole cents.
    """
    if not months:
        return ()
    capex, residual = _trades(months, money)
    start = Cash(0, months[0].tokens * 0.0, math.inf, capex[0], money(0.0), money(0.0), residual[0])
    return (start, *(_cash(m, capex[m.number], residual[m.number], money) for m in months))


def _month(bill: Bill, case: Case, plan: FinancePlan, number: int) -> Month:
    """Return the bill of a month: the same curves at another volume, or other curves where the mix moves too."""
    growth = case.workload.growth_per_month
    if growth is None:
        case = replace(case, workload=case.workload.in_month(number))
        bill = make_bill(bill.plan, case, embodied=any(line.embodied for line in bill.lines))
    tokens = case.workload.tokens * (1.0 if growth is None else (1.0 + growth) ** (number - 1))
    factors: dict[str | None, Numeric] = {
        "api": price_factor(plan.api_change_per_year.value, number),
        "rent": price_factor(plan.rent_change_per_year.value, number),
        "electricity": price_factor(plan.electricity_change_per_year.value, number),
        None: 1.0,
    }
    return Month(number, bill, tokens, factors)


def _cash(month: Month, capex: Numeric, residual: Numeric, money: Callable[[Numeric], Numeric]) -> Cash:
    payments = list(month.paid(money))
    opex = sum((amount for _, amount in payments), money(0.0))
    people = sum((amount for is_people, amount in payments if is_people), money(0.0))
    return Cash(month.number, month.tokens, month.bill.limit_tokens, capex, opex, people, residual)


def _trades(months: Sequence[Month], money: Callable[[Numeric], Numeric]) -> tuple[list[Numeric], list[Numeric]]:
    """Return what hardware costs and brings in, by month from 0 on."""
    capex: list[Numeric] = [money(0.0)] * (len(months) + 1)
    residual = list(capex)
    for bought in zip(*(_assets(m.bill) for m in months), strict=True):
        needed = [asset.quantity(m.tokens) for asset, m in zip(bought, months, strict=True)]
        for first, units in enumerate(additions(needed, bought[0].life_months), start=1):
            paid, sold = (0 if first == 1 else first), min(first - 1 + bought[0].life_months, len(months))
            capex[paid] = capex[paid] + money(units * bought[0].price.value)
            residual[sold] = residual[sold] + money(units * _worth(bought[0], sold - first + 1))
    return capex, residual


def _assets(bill: Bill) -> list[Asset]:
    return [asset for member in bill.members if member.fleet for asset in assets(member.fleet)]


def _worth(asset: Asset, age_months: int) -> Numeric:
    price = asset.price.value
    return book_value(price, price * asset.residual_share.value, asset.life_months, age_months)


def additions(needed: Sequence[Numeric], life_months: int) -> list[Numeric]:
    """Return how many units are added for each month, so that those in their life are at least as many as needed."""
    added: list[Numeric] = []
    there: Numeric = 0.0
    for month, units in enumerate(needed):
        if month >= life_months:
            there = there - added[month - life_months]
        added.append(maximum(units - there, 0.0))
        there = there + added[-1]
    return added
