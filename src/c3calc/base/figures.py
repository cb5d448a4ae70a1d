"""Figures side by side: the same where only float arithmetic tells them apart, unknown where one of them is.

Each takes floats or NumPy arrays, which answer through their own operators: NumPy is never imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from c3calc.base.numbers import Numeric

NOISE = 1e-9  # relative; what float arithmetic may add to an exact figure before it counts as another


def is_scalar(x: Numeric) -> bool:
    """Return whether x is one plain number rather than an array."""
    return isinstance(x, int | float)


def maximum(a: Numeric, b: Numeric) -> Numeric:
    """Return the larger of a and b, element by element; NaN where either is NaN (built-in `max` would lose it)."""
    if is_scalar(a):
        return _larger(a, b) if is_scalar(b) else b.clip(a)
    return a.clip(b)


def minimum(a: Numeric, b: Numeric) -> Numeric:
    """Return the smaller of a and b, element by element; NaN where either is NaN."""
    return -maximum(-a, -b)


def _larger(a: float, b: float) -> float:
    return a if a >= b or a != a else b  # noqa: PLR0124  (only NaN differs from itself)


def exceeds(amount: Numeric, limit: Numeric) -> Numeric:
    """Whether an amount is above a limit by more than float arithmetic adds; not where either is NaN."""
    return amount > limit + NOISE * abs(limit)


def same(a: Numeric, b: Numeric) -> Numeric:
    """Whether only float arithmetic tells two finite figures apart; never where either is NaN or infinite."""
    apart = abs(a - b)
    return (apart <= NOISE * abs(a)) & (apart <= NOISE * abs(b))


def without_noise(rest: float) -> float:
    """Return what is left of figures of about one that were subtracted; nil where only float arithmetic left it."""
    return 0.0 if abs(rest) < NOISE else rest


def difference(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    """Return a - b, None where either is not known."""
    return None if a is None or b is None else a - b
