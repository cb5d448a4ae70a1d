"""The months ahead as plain data: an option's cash flow and what it is worth. Parts of `result.Answer`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CashMonth:
    """What an option pays and gets in a month; month 0 is the start. Rounded before it is summed, so that it foots.

    opex: every bill, people among them. net: residual - capex - opex. saving: net less the baseline's net.
    cumulative, cumulative_saving: their sums from the start.
    """

    month: int
    tokens: float | None
    capex: Decimal | None
    opex: Decimal | None
    people: Decimal | None
    residual: Decimal | None
    net: Decimal | None
    cumulative: Decimal | None
    saving: Decimal | None
    cumulative_saving: Decimal | None


@dataclass(frozen=True, slots=True)
class Returns:
    """What an investment is worth: of `irr` and paybacks, None where there is none."""

    npv: Decimal | None
    irr: float | None
    payback_months: float | None
    discounted_payback_months: float | None
    annuity_per_month: Decimal | None


@dataclass(frozen=True, slots=True)
class OptionFinance:
    """Investment figures of an option against the baseline, and its cash flow.

    capex, opex, people, residual, net, saving: sums of the cash flow. annuity_per_month: the equal cost of a month.
    irr: a share a year, None where there is none or several. Paybacks are None where the money is not back in time.
    without_people: the same where people are paid anyway, whichever option is chosen; None where no line pays people.
    npv_low, npv_high: P5 and P95 of the draws, None where nothing is uncertain.
    """

    capex: Decimal | None
    npv: Decimal | None
    irr: float | None
    payback_months: float | None
    discounted_payback_months: float | None
    opex: Decimal | None
    people: Decimal | None
    residual: Decimal | None
    net: Decimal | None
    saving: Decimal | None
    annuity_per_month: Decimal | None
    without_people: Returns | None
    cash_flow: tuple[CashMonth, ...]
    npv_low: Decimal | None = None
    npv_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FinanceTerms:
    """The months that finance looks ahead, what money costs a year and how prices move a year; shares of one."""

    horizon_months: int
    discount_rate_per_year: float | None
    api_price_change_per_year: float | None
    rent_change_per_year: float | None
    electricity_change_per_year: float | None
