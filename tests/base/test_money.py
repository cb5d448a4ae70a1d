"""Promises about amounts of money: how they are rounded, summed and counted in a year."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from c3calc.base.money import in_minor_units, months_in_year, total


@pytest.mark.parametrize(
    ("amount", "minor_units", "printed"),
    [
        (0.005, 2, "0.01"), (0.0049, 2, "0.00"), (-1e-13, 2, "0.00"), (339.37499999999994, 2, "339.38"),
        (2.5, 0, "3"), (1e15, 2, "1000000000000000.00"), (math.nan, 2, "None"), (-0.005, 2, "-0.01"),
    ],
)  # fmt: skip
def test_amounts_are_rounded_half_up_to_the_minor_unit(amount: float, minor_units: int, printed: str) -> None:
    """Noise of floats is no half cent, and nothing is minus nothing."""
    assert str(in_minor_units(amount, minor_units)) == printed


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    """Missing is never zero."""
    assert total([Decimal(1), None]) is None
    assert total([]) == 0


@pytest.mark.parametrize(("paid", "months"), [(None, 12), ((1, 1), 1), ((3, 5), 3), ((10, 36), 3), ((13, 20), 0)])
def test_months_of_the_first_year(paid: tuple[int, int] | None, months: int) -> None:
    """A line is paid in all twelve months where it says nothing, else in those of its own that lie among them."""
    assert months_in_year(paid) == months
