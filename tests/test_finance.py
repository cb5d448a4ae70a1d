"""Promises of finance: the published vectors, and what must hold for every purchase."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.finance import (
    annuity_factor_per_month,
    annuity_per_month,
    break_even_hours,
    capital_recovery_factor,
    cost_of_capital_per_month,
    rate_per_month,
    straight_line_depreciation_per_month,
)

CAPEX, RESIDUAL, LIFE_MONTHS, RATE = 60_000.0, 12_000.0, 36.0, 0.10
rates = st.one_of(st.just(0.0), st.floats(1e-4, 1.0))


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


def test_break_even_hours() -> None:
    """Buying breaks even after 833,806 / (98.32 - 0.87) = 8,556.2 hours."""
    assert break_even_hours(833_806.0, 98.32, 0.87) == pytest.approx(8556.2, abs=0.05)


@pytest.mark.parametrize("rent_per_hour", [0.87, 0.5, np.array([98.32, 0.5])])
def test_break_even_never(rent_per_hour: float) -> None:
    """Buying never breaks even against rent no higher than the running cost, and that is said."""
    with pytest.raises(ValueError, match="never breaks even"):
        break_even_hours(833_806.0, rent_per_hour, 0.87)


@pytest.mark.parametrize(
    "purchase", [(nan, 1.0, 36.0, 0.1), (9.0, nan, 36.0, 0.1), (9.0, 1.0, nan, 0.0), (9.0, 1.0, 36.0, nan)]
)
def test_unknown(purchase: tuple[float, float, float, float]) -> None:
    """An unknown number leaves the monthly cost unknown."""
    assert isnan(annuity_per_month(*purchase))
    assert isnan(cost_of_capital_per_month(*purchase))


@given(st.floats(0.0, 1e6), st.floats(0.0, 1.0), st.integers(1, 120), rates)
def test_parts_of_the_annuity(capex: float, share: float, months: int, rate: float) -> None:
    """Depreciation and cost of capital are together the annuity."""
    purchase = (capex, capex * share, months)
    parts = straight_line_depreciation_per_month(*purchase) + cost_of_capital_per_month(*purchase, rate)
    assert parts == pytest.approx(annuity_per_month(*purchase, rate), rel=1e-9)


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
