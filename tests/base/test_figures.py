"""When two figures are the same, and what is left of them where one is not known."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from c3calc.base.figures import difference, exceeds, same, without_noise

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("above", "amount", "limit"),
    [
        (False, 0.1 + 0.2, 0.3),
        (True, 0.3000001, 0.3),
        (False, -0.3, -0.1 - 0.2),
        (True, -0.2999999, -0.3),
        (True, 1e-30, 0.0),
        (False, 1e30, INF),
        (True, INF, 1e30),
        (False, NAN, 1.0),
        (False, 1.0, NAN),
    ],
)
def test_an_amount_exceeds_a_limit_by_more_than_float_arithmetic_adds(above: bool, amount: float, limit: float) -> None:
    """0.1 + 0.2 is no more than 0.3, and of two losses the smaller exceeds the larger."""
    assert exceeds(amount, limit) is above


@pytest.mark.parametrize(
    ("equal", "a", "b"),
    [
        (True, 0.1 + 0.2, 0.3),
        (True, 0.0, 0.0),
        (False, 1.0, 1.000001),
        (False, 1.0, -1.0),
        (False, 1e-12, 0.0),
        (False, 1.0, INF),
        (False, NAN, NAN),
    ],
)
def test_figures_are_the_same_where_only_float_arithmetic_tells_them_apart(equal: bool, a: float, b: float) -> None:
    """Never where one of them is not known or has no end."""
    assert same(a, b) is equal
    assert same(b, a) is equal


def test_arrays_are_compared_element_by_element() -> None:
    """A draw is judged as one number is."""
    amounts, limits = np.array([0.1 + 0.2, 1.0, NAN]), np.array([0.3, 0.5, 1.0])
    assert exceeds(amounts, limits).tolist() == [False, True, False]
    assert same(amounts, limits).tolist() == [True, False, False]


def test_what_cancels_leaves_nothing() -> None:
    """What 0.1 + 0.2 has more than 0.3 is nothing; a millionth is something."""
    assert without_noise(0.1 + 0.2 - 0.3) == 0.0
    assert without_noise(-1e-6) == -1e-6


def test_a_difference_to_an_unknown_amount_is_not_known() -> None:
    """None is not nil."""
    assert difference(Decimal("0.30"), Decimal("0.10")) == Decimal("0.20")
    assert difference(None, Decimal(1)) is None
    assert difference(Decimal(1), None) is None
