"""Numbers as people write them, and as c3 prints them inside sentences: 500M, 1.5B, 30 %, 1,234.50."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any, TypeAlias

Numeric: TypeAlias = Any  # a float, or a NumPy array of floats: one number or a million draws

NO_CENTS = 100_000  # from here on, cents say nothing in a sentence
_MACHINE_DIGITS = 12
_SUFFIX = {"": 1.0, "k": 1e3, "M": 1e6, "B": 1e9, "%": 1e-2}
_NUMBER = re.compile(r"([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s?([kMB%]?)", re.ASCII)
_LEAST = 2.2250738585072014e-308  # the smallest float of full precision
NUMBER_PATTERN = r"^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?\s?[kMB%]?$"


def parse_number(value: object) -> float | None:
    """Return the number in `value` (a number, or text such as 500M, 1.5B, 180k, 30%, 1_000), or None if it is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _usable(float(value)) if abs(value) < 1e308 else None
    match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or re.search(r"_(?!\d)", match[1]):
        return None
    number = float(match[1].replace("_", "")) * _SUFFIX[match[2]]
    return _usable(number)


def _usable(number: float) -> float | None:
    """Return a number, None where it is none, nil where it is so small that quotients of it would not be numbers."""
    if not math.isfinite(number):
        return None
    return number if abs(number) >= _LEAST else 0.0


def count_text(count: float, digits: int = 4) -> str:
    """Return `count` with `digits` significant digits and a k, M, B or T behind it: 497.5M, 6.5B, 800."""
    if not math.isfinite(count):
        return plain(count)
    for size, suffix in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(count) >= size * (1 - 0.5 * 10**-digits):
            return plain(count / size, digits) + suffix
    return plain(count, digits)


def plain(value: float, digits: int = 6) -> str:
    """Return `value` with up to `digits` significant digits, no exponent, no trailing zeros, thousands with commas."""
    if math.isnan(value):
        return "n/a"
    if value == 0 or math.isinf(value):
        return "0" if value == 0 else "unlimited"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{round(value, decimals):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_text(value: float, currency: str) -> str:
    """Return an amount for a sentence, the currency in front: cents where there are any, none from 100,000 on."""
    if math.isnan(value):
        return "n/a"
    whole = abs(value) >= NO_CENTS or round(value, 2) == round(value)
    return f"{currency} {value:,.0f}" if whole else f"{currency} {value:,.2f}"


def percent(share: float, digits: int = 3) -> str:
    """Return a share of one as a percentage with `digits` significant digits."""
    return f"{plain(share * 100, digits)} %"


def signed_percent(share: float) -> str:
    """Return a change as a whole percentage with its sign: +10 %, -25 %, never -0 %."""
    return "n/a" if math.isnan(share) else f"{round(share * 100):+,d} %"


def plain_decimal(value: Decimal | float) -> str | None:
    """Return a number as data: floats to 12 significant digits, no exponent, no minus zero; None if not finite."""
    if not math.isfinite(value):
        return None
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.{_MACHINE_DIGITS - 1}e}").normalize()
    return format(exact.copy_abs() if exact == 0 else exact, "f")
