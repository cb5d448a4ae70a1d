"""The months ahead in the answer: an option's cash flow in whole cents, what it is worth, and what to know of it."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from c3calc.answer.answer import Note, known
from c3calc.answer.finance import CashMonth, FinanceTerms, OptionFinance, Returns
from c3calc.base.figures import exceeds
from c3calc.base.money import in_minor_units, total
from c3calc.base.numbers import count_text, money_text, percent, plain
from c3calc.evaluate.hardware_lines import assets
from c3calc.evaluate.investment import begins_with_spending
from c3calc.evaluate.ranking import cheapest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from c3calc.case.case import Case, FinancePlan
    from c3calc.evaluate.cashflow import Cash
    from c3calc.evaluate.investment import Investment
    from c3calc.evaluate.option import EvaluatedOption


def finance_terms(case: Case) -> FinanceTerms | None:
    """Return what the months ahead rest on."""
    plan = case.finance
    if plan is None:
        return None
    changes = (plan.api_change_per_year, plan.rent_change_per_year, plan.electricity_change_per_year)
    return FinanceTerms(plan.horizon_months, *(known(given.value) for given in (plan.rate_per_year, *changes)))


def option_finance(option: EvaluatedOption) -> OptionFinance | None:
    """Return an option's cash flow and what it is worth against the baseline's; None without a `finance` block."""
    found, minor_units = option.investment, option.case.minor_units
    if found is None:
        return None
    counted = _returns(found, minor_units)
    months = tuple(_months(option.printed_cash, option.baseline.printed_cash))
    has_people = any(cash.people for cash in (*option.cash, *option.baseline.cash))
    return OptionFinance(
        capex=total(m.capex for m in months),
        npv=counted.npv,
        irr=counted.irr,
        payback_months=counted.payback_months,
        discounted_payback_months=counted.discounted_payback_months,
        opex=total(m.opex for m in months),
        people=total(m.people for m in months),
        residual=total(m.residual for m in months),
        net=months[-1].cumulative,
        saving=months[-1].cumulative_saving,
        annuity_per_month=counted.annuity_per_month,
        without_people=_returns(replace(found, people=False), minor_units) if has_people else None,
        cash_flow=months,
    )


def _returns(found: Investment, minor_units: int) -> Returns:
    return Returns(
        npv=in_minor_units(float(found.npv), minor_units),
        irr=known(found.irr),
        payback_months=known(found.payback_months),
        discounted_payback_months=known(found.discounted_payback_months),
        annuity_per_month=in_minor_units(float(found.annuity_per_month), minor_units),
    )


def _months(own: Sequence[Cash], base: Sequence[Cash]) -> Iterator[CashMonth]:
    savings = [a.net - b.net for a, b in zip(own, base, strict=True)]
    running = zip(own, accumulate(cash.net for cash in own), savings, accumulate(savings), strict=True)
    for cash, cumulative, saving, cumulative_saving in running:
        parts = (cash.capex, cash.opex, cash.people, cash.residual, cash.net, cumulative, saving, cumulative_saving)
        yield CashMonth(cash.month, known(cash.tokens), *map(_known, parts))


def _known(amount: Decimal) -> Decimal | None:
    return None if amount.is_nan() else amount


def finance_notes(options: Sequence[EvaluatedOption]) -> tuple[Note, ...]:
    """Return what the reader of the months ahead must know."""
    case = options[0].case
    if case.finance is None:
        return ()
    others = {o.name: o.investment for o in options if o.investment and o is not o.baseline}
    horizons = (note for o in options for note in _horizon(o, case.finance))
    outgrown = (note for o in options for note in _outgrown(o))
    lost = (note for name, found in others.items() for note in _lost_again(name, found))
    return (*horizons, *_without_irr(others), *outgrown, *lost, *_another_winner(options, case.finance))


def _horizon(option: EvaluatedOption, plan: FinancePlan) -> Iterator[Note]:
    """Say what becomes of hardware whose life does not end with the horizon."""
    ages = dict.fromkeys(asset.life_months for fleet in option.bill.fleets for asset in assets(fleet))
    horizon = plan.horizon_months
    for life in (life for life in ages if life != horizon):
        end = f"what is not at the end of its life after {horizon} months counts at its book value (straight line)"
        again = f"its hardware serves {life} months and is then bought again, at the same price"
        text = f"{again}; {end}" if life < horizon else f"its hardware would serve {life} months; {end}"
        yield Note("C3-N41", "info", f"{option.name}: {text}", "")


def _without_irr(found: dict[str, Investment]) -> Iterator[Note]:
    """Say why options have no internal rate of return, a note a reason."""
    reasons: dict[str, list[str]] = {}
    for name, investment in found.items():
        if math.isnan(investment.irr) and not any(math.isnan(flow) for flow in investment.flows):
            reasons.setdefault(_why_no_irr(investment), []).append(name)
    for why, names in reasons.items():
        yield Note("C3-N42", "info", f"{', '.join(names)}: no internal rate of return: {why}", "")


def _why_no_irr(found: Investment) -> str:
    rates = " and ".join(percent(rate) for rate in found.rates_of_return)
    if len(found.rates_of_return) > 1:
        return f"it would be worth nothing at {rates} a year alike"
    if rates:
        return f"it saves first and costs later, as if money were borrowed at {rates} a year"
    if not any(found.flows):
        return "it costs what the baseline costs"
    if begins_with_spending(found.flows):
        return "what it costs more is never saved at any rate"
    return "it begins by saving, and at no rate is it worth nothing"


def _outgrown(option: EvaluatedOption) -> Iterator[Note]:
    """Say from when on the traffic is more than an option carries; in month 1 its status says so."""
    month = next((cash for cash in option.cash if exceeds(cash.tokens, cash.limit_tokens)), None)
    if month is None or option.status == "over_capacity":
        return
    carried, asked = count_text(month.limit_tokens), count_text(month.tokens)
    text = f"it carries {carried} tokens a month, and month {month.month} has {asked}; its bill goes on growing"
    yield Note("C3-N43", "warning", f"{option.name}: {text}", "")


def _lost_again(name: str, found: Investment) -> Iterator[Note]:
    """Say where a payback does not last: hardware is bought again, or prices turn against it."""
    spent = found.sum_without_residual
    if found.payback_months < math.inf and spent < 0:
        text = f"what it put in is saved after {plain(found.payback_months, 3)} months, but lost again by the end"
        yield Note("C3-N44", "warning", f"{name}: {text}", "")


def _another_winner(options: Sequence[EvaluatedOption], plan: FinancePlan) -> Iterator[Note]:
    """Say where the option that costs least over the horizon is not the cheapest of month 1."""
    eligible = [o for o in options if o.status == "ok"]
    each = {o.name: float(o.investment.annuity_per_month) for o in eligible if o.investment}
    if not each or any(math.isnan(amount) for amount in each.values()):
        return
    least, cheapest = min(each, key=each.__getitem__), cheapest_of(eligible)
    if cheapest and each[least] < each[cheapest.name]:
        currency = cheapest.case.currency
        amounts = [f"{name} ({money_text(each[name], currency)} a month)" for name in (least, cheapest.name)]
        text = f"over {plan.horizon_months} months {amounts[0]} costs less than {amounts[1]}, the cheapest in month 1"
        yield Note("C3-N45", "info", text, "")
