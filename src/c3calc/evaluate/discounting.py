"""What owned hardware costs per month, and what a series of cash flows is worth.

Every function takes floats or NumPy arrays and returns the same (`rates_of_return` floats only); NaN spreads. Rates are
shares (0.10 is 10 %), amounts are in one currency, whichever it is. flows[t] is money at the end of month t, flows[0]
at the start.
"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from c3calc.base.units import MONTHS_PER_YEAR
from c3calc.evaluate.curve import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.base.numbers import Numeric

_HALVINGS = 100  # of the logarithm of a bracket: beyond the digits of a float
_LEAST_DISCOUNT = 1e-25  # a month: the yearly rate that it stands for is the largest that a float can hold


def rate_per_month(rate_per_year: Numeric) -> Numeric:
    """Return the effective monthly rate: (1 + r)^(1/12) - 1, so that twelve months compound to the yearly rate."""
    return (1.0 + rate_per_year) ** (1.0 / MONTHS_PER_YEAR) - 1.0


def capital_recovery_factor(rate_per_period: Numeric, periods: Numeric) -> Numeric:
    """Return the equal payment per period that repays 1 with interest: i / (1 - (1 + i)^-n), and 1/n at i = 0.

    Valid for i = 0 or i >= 1e-9 (closer to zero, 1 - (1 + i)^-n loses its digits), n > 0.
    Source: any text on engineering economics; CRF(10 %, 3) = 0.402115.
    """
    interest_free = rate_per_period == 0  # counts as 1 where true, so that arrays need no branch
    payment = rate_per_period + interest_free / periods
    return payment / (1.0 - (1.0 + rate_per_period) ** -periods + interest_free)


def annuity_factor_per_month(rate_per_year: Numeric, months: Numeric) -> Numeric:
    """Return the capital recovery factor at the effective monthly rate, per month, over `months` > 0."""
    return capital_recovery_factor(rate_per_month(rate_per_year), months)


def straight_line_depreciation_per_month(capex: Numeric, residual: Numeric, life_months: Numeric) -> Numeric:
    """Return the loss of value per month, spread evenly: (capex - residual) / life."""
    return (capex - residual) / life_months


def cost_of_capital_per_month(
    capex: Numeric, residual: Numeric, life_months: Numeric, rate_per_year: Numeric
) -> Numeric:
    """Return what the monthly annuity holds beyond straight-line depreciation; nil at a rate of zero.

    The annuity is (capex - residual / (1 + m)^N) x m / (1 - (1 + m)^-N), m the effective monthly rate. Less the
    depreciation it is (capex - residual) x (annuity factor - 1/N) + residual x m, in which rounding leaves nothing over
    at a rate of zero.
    """
    premium = annuity_factor_per_month(rate_per_year, life_months) - 1.0 / life_months
    return (capex - residual) * premium + residual * rate_per_month(rate_per_year)


def price_factor(change_per_year: Numeric, month: int) -> Numeric:
    """Return what a price has become by the end of a month: (1 + g)^(t/12)."""
    return (1.0 + change_per_year) ** (month / MONTHS_PER_YEAR)


def book_value(price: Numeric, residual: Numeric, life_months: Numeric, age_months: Numeric) -> Numeric:
    """Return what straight-line depreciation has left of a price, up to the end of the life."""
    return price - straight_line_depreciation_per_month(price, residual, life_months) * age_months


def discounted(flows: Sequence[Numeric], rate_per_year: Numeric) -> list[Numeric]:
    """Return each flow as it is worth at the start: flow / (1 + m)^t, m the effective monthly rate."""
    growth = 1.0 + rate_per_month(rate_per_year)
    return [flow / growth**t for t, flow in enumerate(flows)]


def net_present_value(flows: Sequence[Numeric], rate_per_year: Numeric) -> Numeric:
    """Return what all flows are worth at the start.

    -60,000, then 3,600 a month for 36 months and 12,000 at their end, at 10 % a year: 61,287.03.
    """
    return sum(discounted(flows, rate_per_year), 0.0)


def payback_months(flows: Sequence[Numeric]) -> Numeric:
    """Return when the sum of the flows is first out of the red, straight within a month.

    0 where it is never in the red, inf where it does not get out. 60,000 at 3,600 a month: 16.67.
    """
    paid_back: Numeric = math.inf
    was_red: Numeric = False
    for month, (before, after) in enumerate(pairwise(accumulate(flows, initial=0.0))):
        out = (before < 0) & (after >= 0) & (paid_back == math.inf)
        fraction = before / chosen(out, before - after, 1.0)
        paid_back = chosen(out, month - 1.0 + fraction, paid_back)
        was_red = was_red | (after < 0)
    unknown = sum(flows, 0.0) * 0.0
    return chosen(was_red, paid_back, 0.0) + unknown


def rates_of_return(flows: Sequence[float]) -> tuple[float, ...]:
    """Return every yearly rate above -100 % at which the flows are worth nothing, rising; none, one or several.

    All are found: a polynomial in x = 1 / (1 + m) has a root only between two roots of a simpler one (Rolle), whose
    coefficients change sign once less often; so down to one that never does (Descartes' rule of signs).
    ValueError: a flow is not known.
    """
    if any(math.isnan(flow) for flow in flows):
        raise ValueError("a flow is not known")
    return tuple(sorted(_yearly(x) for x in _roots(flows)))


def _yearly(discount: float) -> float:
    return math.expm1(-MONTHS_PER_YEAR * math.log(discount))


def _roots(coefficients: Sequence[float]) -> list[float]:
    """Return the roots x > 0 of a polynomial, lowest power first, rising."""
    places = [t for t, c in enumerate(coefficients) if c]
    turn = next((t for t, u in pairwise(places) if (coefficients[t] > 0) != (coefficients[u] > 0)), None)
    if turn is None:
        return []
    slopes = [c * (t - turn - 0.5) for t, c in enumerate(coefficients)]  # of p(x) / x^(turn + 1/2), times a power of x
    ends, held = [0.0, *_roots(slopes), math.inf], coefficients[places[0] : places[-1] + 1]
    return [root for low, high in pairwise(ends) if (root := _root_between(held, low, high)) is not None]


def _root_between(coefficients: Sequence[float], low: float, high: float) -> float | None:
    """Return the root where the sign changes once between two places, 0 and infinity included; None where not."""
    rises = _sign(coefficients, high)
    if rises * _sign(coefficients, low) >= 0:
        return None
    low, high = max(low, _LEAST_DISCOUNT), min(high, 1.0 / _LEAST_DISCOUNT)
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if _sign(coefficients, middle) == rises else (middle, high)
    return high


def _sign(coefficients: Sequence[float], x: float) -> int:
    """Return the sign of a polynomial; above 1 it is summed in falling powers of 1/x, so that nothing overflows."""
    value, step, ordered = 0.0, x, reversed(coefficients)
    if x > 1:
        step, ordered = 1.0 / x, iter(coefficients)
    for coefficient in ordered:
        value = value * step + coefficient
    return (value > 0) - (value < 0)
