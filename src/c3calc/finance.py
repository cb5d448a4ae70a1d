"""What owned hardware costs per month: depreciation and capital; and when buying beats renting.

Every function takes floats or NumPy arrays and returns the same; NaN spreads. Rates are shares (0.10 is 10 %), amounts
are in one currency, whichever it is.
"""

from __future__ import annotations

from c3calc.curve import Numeric, any_of

MONTHS_PER_YEAR = 12


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


def annuity_per_month(capex: Numeric, residual: Numeric, life_months: Numeric, rate_per_year: Numeric) -> Numeric:
    """Return the equal monthly amount that pays for hardware, net of what it is worth at the end of its life.

    (capex - residual / (1 + m)^N) x m / (1 - (1 + m)^-N), m the effective monthly rate. It is depreciation plus
    cost of capital.
    """
    discount = (1.0 + rate_per_month(rate_per_year)) ** -life_months
    return (capex - residual * discount) * annuity_factor_per_month(rate_per_year, life_months)


def straight_line_depreciation_per_month(capex: Numeric, residual: Numeric, life_months: Numeric) -> Numeric:
    """Return the loss of value per month, spread evenly: (capex - residual) / life."""
    return (capex - residual) / life_months


def cost_of_capital_per_month(
    capex: Numeric, residual: Numeric, life_months: Numeric, rate_per_year: Numeric
) -> Numeric:
    """Return what the monthly annuity holds beyond straight-line depreciation; nil at a rate of zero.

    (capex - residual) x (annuity factor - 1/N) + residual x m: the annuity less the depreciation, rearranged so that
    nothing is left over by rounding at a rate of zero.
    """
    premium = annuity_factor_per_month(rate_per_year, life_months) - 1.0 / life_months
    return (capex - residual) * premium + residual * rate_per_month(rate_per_year)


def break_even_hours(capex: Numeric, rent_per_hour: Numeric, running_cost_per_hour: Numeric) -> Numeric:
    """Return the hours of use after which buying has cost no more than renting: capex / (rent - running cost).

    ValueError: renting costs no more per hour than running one's own, so that buying never pays (in an array: any).
    """
    saving_per_hour = rent_per_hour - running_cost_per_hour
    if any_of(saving_per_hour <= 0):
        raise ValueError("buying never breaks even: an hour rented costs no more than an hour run")
    return capex / saving_per_hour
