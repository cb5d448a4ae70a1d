"""Amounts of money in minor units of a currency: rounded before they are summed, so that a bill adds up."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from c3calc.base.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDE = Context(prec=400)  # holds any float and its minor units


def in_minor_units(amount: float, minor_units: int) -> Decimal | None:
    """Return an amount rounded half up to the currency's minor unit, None where it is not known.

    Digits beyond the 15th are noise of float arithmetic: 339.375 that came out as 339.37499999999994 is 339.38.
    """
    if math.isnan(amount):
        return None
    rounded = Decimal(f"{amount:.15g}").quantize(Decimal(1).scaleb(-minor_units), ROUND_HALF_UP, _WIDE)
    return rounded.copy_abs() if rounded == 0 else rounded


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, or None if any part of it is not known."""
    parts = tuple(amounts)
    known = [p for p in parts if p is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def months_in_year(paid: tuple[int, int] | None) -> int:
    """Return how many of the first twelve months lie from a first to a last month; all of them where none is given."""
    first, last = paid or (1, MONTHS_PER_YEAR)
    return max(0, min(last, MONTHS_PER_YEAR) - first + 1)
