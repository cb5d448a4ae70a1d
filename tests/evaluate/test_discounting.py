"""Promises of finance: the published vectors, and what must hold for every purchase."""

from __future__ import annotations

from itertools import pairwise
from math import inf, isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.evaluate.discounting import (
    annuity_factor_per_month,
    book_value,
    capital_recovery_factor,
    cost_of_capital_per_month,
    discounted,
    net_present_value,
    payback_months,
    price_factor,
    rate_per_month,
    rates_of_return,
    straight_line_depreciation_per_month,
)

CAPEX, RESIDUAL, LIFE_MONTHS, RATE = 60_000.0, 12_000.0, 36.0, 0.10
SAVING = 6500.0 - 2900.0  # a month: what the API costs, less what running one's own costs
SAVINGS = [-CAPEX, *[SAVING] * 36]
FLOWS = [*SAVINGS[:-1], SAVING + RESIDUAL]
FALLING = [-CAPEX, *(6500.0 * price_factor(-0.3, month) - 2900.0 for month in range(1, 37))]
rates = st.one_of(st.just(0.0), st.floats(1e-4, 1.0))


def annuity_per_month(capex: float, residual: float, months: float, rate: Any) -> Any:
    """Return the equal monthly amount that pays for hardware, as the bill has it: in two lines."""
    purchase = (capex, residual, months)
    return straight_line_depreciation_per_month(*purchase) + cost_of_capital_per_month(*purchase, rate)


def test_annuity() -> None:
    """Hardware of 60,000 costs 1,634.82 a month over 36 months at 10 %, worth 12,000 in the end."""
    assert annuity_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, RATE) == pytest.approx(1634.82, abs=0.005)


def test_depreciation() -> None:
    """Of which 1,333.33 is depreciation: (60,000 - 12,000) / 36."""
    assert straight_line_depreciation_per_month(CAPEX, RESIDUAL, LIFE_MONTHS) == pytest.approx(1333.33, abs=0.005)


def test_cost_of_capital() -> None:
    """Of which 301.49 is the cost of capital."""
    assert cost_of_capital_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, RATE) == pytest.approx(301.49, abs=0.005)


def test_capital_recovery_factor() -> None:
    """The capital recovery factor at 10 % over 3 years is 0.402115: 0.1 / (1 - 1.1^-3)."""
    assert capital_recovery_factor(0.10, 3) == pytest.approx(0.402115, abs=5e-7)


def test_rate_per_month() -> None:
    """The monthly rate compounds to the yearly one: 1.1^(1/12) - 1 = 0.797414 %."""
    assert rate_per_month(0.10) == pytest.approx(0.00797414, abs=5e-9)


def test_annuity_factor() -> None:
    """The monthly factor is 0.00797414 / (1 - 1.1^-3) = 0.00797414 / 0.2486852 = 0.0320652."""
    assert annuity_factor_per_month(RATE, LIFE_MONTHS) == pytest.approx(0.0320652, abs=5e-8)


def test_no_interest() -> None:
    """Without interest capital costs exactly nothing."""
    assert annuity_factor_per_month(0.0, LIFE_MONTHS) == 1.0 / 36.0
    assert cost_of_capital_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, 0.0) == 0.0


@pytest.mark.parametrize(
    "purchase", [(nan, 1.0, 36.0, 0.1), (9.0, nan, 36.0, 0.1), (9.0, 1.0, nan, 0.0), (9.0, 1.0, 36.0, nan)]
)
def test_unknown(purchase: tuple[float, float, float, float]) -> None:
    """An unknown number leaves the monthly cost unknown."""
    assert isnan(annuity_per_month(*purchase))
    assert isnan(cost_of_capital_per_month(*purchase))


@given(st.floats(0.0, 1e6), st.floats(0.0, 1.0), st.integers(1, 120), rates)
def test_parts_of_the_annuity(capex: float, share: float, months: int, rate: float) -> None:
    """Depreciation and cost of capital are together the annuity: what the purchase less its resale repays."""
    resale = capex * share / (1.0 + rate) ** (months / 12)
    annuity = (capex - resale) * annuity_factor_per_month(rate, months)
    assert annuity_per_month(capex, capex * share, months, rate) == pytest.approx(annuity, rel=1e-9, abs=1e-9)


@given(st.floats(1.0, 1e6), st.integers(1, 120), rates)
def test_present_value(capex: float, months: int, rate: float) -> None:
    """The payments, each discounted to today, are worth the purchase."""
    payment = annuity_per_month(capex, 0.0, months, rate)
    worth = sum(payment / (1.0 + rate) ** (t / 12.0) for t in range(1, months + 1))
    assert worth == pytest.approx(capex, rel=1e-8)


@given(st.lists(rates, min_size=1, max_size=5))
def test_arrays_of_rates(yearly: list[float]) -> None:
    """An array of rates gives what each rate gives."""
    each = [annuity_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, rate) for rate in yearly]
    assert each == pytest.approx(list(annuity_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, np.array(yearly))), rel=1e-12)
    capital = [cost_of_capital_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, rate) for rate in yearly]
    arrays = cost_of_capital_per_month(CAPEX, RESIDUAL, LIFE_MONTHS, np.array(yearly))
    assert capital == pytest.approx(list(arrays), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("rate", "npv"), [(0.10, 61_287.03), (0.08, 64_881.98), (0.15, 53_135.63)])
def test_net_present_value(rate: float, npv: float) -> None:
    """60,000 that saves 3,600 a month and leaves 12,000 after 36 is worth this much at this rate, to the cent."""
    assert net_present_value(FLOWS, rate) == pytest.approx(npv, abs=0.005)


def test_rate_of_return() -> None:
    """It earns 83.74 % a year, and at no other rate is it worth nothing."""
    (rate,) = rates_of_return(FLOWS)
    assert rate == pytest.approx(0.8374, abs=5e-5)


def test_payback() -> None:
    """It is back after 60,000 / 3,600 = 16.67 months, discounted after 17.95."""
    assert payback_months(SAVINGS) == pytest.approx(16.67, abs=0.005)
    assert payback_months(discounted(SAVINGS, RATE)) == pytest.approx(17.95, abs=0.005)


def test_prices_that_fall() -> None:
    """With API prices falling 30 % a year it is worth -15,722.21, and the money is never back."""
    assert net_present_value([*FALLING[:-1], FALLING[-1] + RESIDUAL], RATE) == pytest.approx(-15_722.21, abs=0.005)
    assert payback_months(FALLING) == inf


def test_price_factor() -> None:
    """After a year a price that falls 30 % a year is at 70 %, after half a year at sqrt(0.7) = 83.67 %."""
    assert price_factor(-0.3, 12) == pytest.approx(0.7)
    assert price_factor(-0.3, 6) == pytest.approx(0.83666, abs=5e-6)


def test_book_value() -> None:
    """Of 60,000 that will be worth 12,000 after 36 months, 44,000 are left after 12: 60,000 - 12 x 1,333.33."""
    assert book_value(CAPEX, RESIDUAL, LIFE_MONTHS, 12) == pytest.approx(44_000.0)
    assert book_value(CAPEX, RESIDUAL, LIFE_MONTHS, 36) == pytest.approx(12_000.0)


@pytest.mark.parametrize(
    ("flows", "months"),
    [
        ([0.0, 5.0, 5.0], 0.0),
        ([0.0, 0.0], 0.0),
        ([-10.0, 4.0, 4.0], inf),
        ([-10.0, 4.0, 4.0, 4.0], 2.5),
        ([0.0, -10.0, 20.0], 1.5),
        ([-10.0, 20.0, -30.0, 5.0], 0.5),
        ([5.0, -10.0, 2.0], inf),
        ([-10.0, 10.0], 1.0),
    ],
)
def test_paybacks(flows: list[float], months: float) -> None:
    """The first month out of the red; 0 for what is never in it, never for what stays in it."""
    assert payback_months(flows) == months


def test_an_unknown_flow() -> None:
    """What is not known has no payback, and no rate of return is told."""
    assert isnan(payback_months([-1.0, nan, 3.0]))
    with pytest.raises(ValueError, match="not known"):
        rates_of_return([-1.0, nan, 3.0])


@pytest.mark.parametrize(
    ("flows", "rates_per_month"),
    [
        ([-1.0, 5.0, -6.0], [1.0, 2.0]),  # -(1 - 2x)(1 - 3x), x = 1 / (1 + m)
        ([0.0, -1.0, 5.0, -6.0, 0.0], [1.0, 2.0]),
        ([-1.0, 6.0, -11.0, 6.0], [0.0, 1.0, 2.0]),  # -(1 - x)(1 - 2x)(1 - 3x)
        ([1.0, 5.0, 6.0], []),
        ([-1.0, 1.0, -1.0], []),  # 1 - x + x^2 has no real root
        ([-1.0, 0.5], [-0.5]),
        ([], []),
    ],
)
def test_rates_of_return(flows: list[float], rates_per_month: list[float]) -> None:
    """None, one or all of several are found: -1, 5, -6 is worth nothing at 100 % and at 200 % a month."""
    found = [(1.0 + rate) ** (1.0 / 12.0) - 1.0 for rate in rates_of_return(flows)]
    assert found == pytest.approx(rates_per_month, abs=1e-9)


def test_absurd_rates() -> None:
    """A rate of return of a million a month is still a number, as is nearly everything lost."""
    (high,) = rates_of_return([-1.0, 1e6])
    assert high == pytest.approx(1e72)
    (low,) = rates_of_return([-1e6, 1.0])
    assert low == pytest.approx(-1.0)


flows_out_then_in = st.tuples(st.floats(1.0, 1e6), st.lists(st.floats(0.0, 1e5), min_size=1, max_size=60)).map(
    lambda pair: [-pair[0], *pair[1]]
)


@given(flows_out_then_in, st.floats(0.0, 2.0), st.floats(0.001, 2.0))
def test_npv_falls_with_the_rate(flows: list[float], rate: float, more: float) -> None:
    """Money out first and in later is worth less, the dearer money is."""
    assert net_present_value(flows, rate + more) <= net_present_value(flows, rate)


@given(flows_out_then_in)
def test_one_rate_of_return(flows: list[float]) -> None:
    """Money out and then in has one rate of return if any comes in, and is worth nothing at it."""
    found = rates_of_return(flows)
    assert len(found) == any(flows[1:])
    if found and -0.9 < found[0] < 1e6:
        scale = sum(map(abs, discounted(flows, found[0])))
        assert net_present_value(flows, found[0]) == pytest.approx(0.0, abs=1e-9 * scale)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True))
def test_every_rate_of_return_is_found(tenths: list[int]) -> None:
    """Flows made to be worth nothing at some rates are found to be, at exactly these."""
    flows = [1.0]
    for tenth in tenths:  # times (1 - (1 + m) x)
        longer = [*flows, 0.0]
        flows = [a - (1.0 + tenth / 10) * b for a, b in zip(longer, [0.0, *flows], strict=True)]
    found = [(1.0 + rate) ** (1.0 / 12.0) - 1.0 for rate in rates_of_return(flows)]
    assert found == pytest.approx([tenth / 10 for tenth in sorted(tenths)], rel=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_no_more_rates_than_turns(flows: list[float]) -> None:
    """There are at most as many rates of return as changes of sign (Descartes)."""
    signs = [flow > 0 for flow in flows if flow]
    assert len(rates_of_return(flows)) <= sum(a != b for a, b in pairwise(signs))


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=20))
def test_arrays_of_flows(columns: list[list[float]]) -> None:
    """Arrays of flows give what each of them gives."""
    arrays = [np.array(column) for column in columns]
    each = [list(row) for row in zip(*columns, strict=True)]
    assert list(payback_months(arrays)) == [payback_months(row) for row in each]
    assert list(net_present_value(arrays, RATE)) == pytest.approx([net_present_value(row, RATE) for row in each])
