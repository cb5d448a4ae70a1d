"""Sweeps over an amount, a volume, and both of two numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from c3calc.base.numbers import parse_number
from c3calc.cli.sweep import axes_of
from c3calc.questions.sweep import sweep
from frozen import API, FIXED, comparison, scenario

if TYPE_CHECKING:
    from c3calc.answer.change import Change
    from c3calc.answer.sweep import Sweep
    from c3calc.questions.comparison import Comparison


def sum_of(*changes: Change) -> float:
    """Return the value of a point on an axis, or the sum of them on two."""
    return math.fsum(parse_number(change.value) or 0.0 for change in changes)


def offers(amount: float) -> Comparison:
    """Return an API at 2,750.00 a month beside an offer of some amount."""
    return comparison(scenario(API, {**FIXED, "amount": amount}))


def over_amount(text: str = "options[1].amount=2000..4000:3") -> Sweep:
    """Return what the amount of the offer does."""
    return sweep(axes_of([text]), lambda *changes: offers(sum_of(*changes)))


def over_volume(text: str, *options: Any) -> Sweep:
    """Return what the volume does."""
    return sweep(axes_of([text]), lambda *changes: comparison(scenario(*options)).at_volume(sum_of(*changes)))


def over_both() -> Sweep:
    """Return a map on which the offer passes 2,750.00 where a and b sum to three or more."""
    return sweep(axes_of(["a=1..3:3", "b=0..1:2"]), lambda *changes: offers(1000.0 * sum_of(*changes)))
