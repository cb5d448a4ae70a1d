"""The unit of every metric that budgets and claims name, and its figures as a sentence says them."""

from __future__ import annotations

import math

from c3calc.base.numbers import count_text, money_text, percent, plain

SHARE = "share"  # of one; people read it as a percentage
METRIC_UNITS = {
    "cost_per_month": "$/month",
    "cost_per_year": "$/year",
    "cost_per_mtok": "$/Mtok",
    "cost_per_request": "$/request",
    "cost_per_unit": "$/unit",
    "saving_per_month": "$/month",
    "saving_share": SHARE,
    "excess_over_cheapest_share": SHARE,
    "idle_cost_per_month": "$/month",
    "capex": "$",
    "npv": "$",
    "irr": SHARE,
    "payback_months": "months",
    "discounted_payback_months": "months",
    "annuity_per_month": "$/month",
    "energy_kwh_per_month": "kWh/month",
    "energy_wh_per_1k_tokens": "Wh/1k tokens",
    "carbon_kg_per_month": "kg CO2e/month",
    "carbon_g_per_1k_tokens": "g CO2e/1k tokens",
    "carbon_saving_g_per_1k_tokens": "g CO2e/1k tokens",
    "breakeven_tokens_per_month": "tokens/month",
    "peak_utilisation": SHARE,
    "mean_utilisation": SHARE,
    "memory_headroom_gb": "GB",
    "gpus": "GPUs",
    "control_score": "of 5",
    "score": "of 100",
    "oldest_price_days": "days",
    "unsourced_share": SHARE,
}
_CENTS = 1.0  # below, an amount says more in significant digits than in cents


def is_money(metric: str) -> bool:
    """Tell whether a metric is in the scenario's currency."""
    return METRIC_UNITS[metric].startswith("$")


def is_share(metric: str) -> bool:
    """Tell whether a metric is a share of one."""
    return METRIC_UNITS[metric] == SHARE


def unit_of(metric: str, currency: str) -> str:
    """Return a metric's unit: USD/month, share, g CO2e/1k tokens."""
    return METRIC_UNITS[metric].replace("$", currency, 1)


def figure(metric: str, value: float, currency: str) -> str:
    """Return a metric's value for a sentence: USD 2,125 a month, 15 %, 0.42 g CO2e/1k tokens, n/a."""
    if math.isnan(value):
        return "n/a"
    if is_share(metric):
        return percent(value, 4)
    if is_money(metric):
        return _amount(value, currency) + METRIC_UNITS[metric][1:].replace("/", " a " if "month" in metric else "/", 1)
    if math.isinf(value):
        return "never within the horizon"
    number = count_text(value) if "tokens_per_month" in metric else plain(value, 4)
    return f"{number} {METRIC_UNITS[metric]}"


def _amount(value: float, currency: str) -> str:
    return money_text(value, currency) if abs(value) >= _CENTS or value == 0 else f"{currency} {plain(value, 4)}"
