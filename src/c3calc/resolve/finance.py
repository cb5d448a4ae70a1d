"""The months ahead: how far to look, what money costs, where prices go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case.case import FinancePlan

if TYPE_CHECKING:
    from c3calc.base.provenance import Input
    from c3calc.resolve.context import Context

_WHAT = ("cost of capital", "a year")
LONGEST_HORIZON_MONTHS = 600
_A_YEAR = 12  # months: prices that stay for longer are an assumption worth a note


def resolve_finance(ctx: Context) -> FinancePlan | None:
    """Return the plan for the months ahead, None where the scenario does not ask for them."""
    spec = ctx.scenario.finance
    if spec is None:
        return None
    _note_constant_prices(ctx)

    def change(prices: str) -> Input:
        field = f"{prices}_change_per_year"
        return ctx.given(getattr(spec, field), f"change of {prices.replace('_', ' ')}s", "a year", ("finance", field))

    rate = cost_of_capital(ctx, "finance")
    if spec.horizon_months > LONGEST_HORIZON_MONTHS:
        text = f"a horizon of {spec.horizon_months:,} months is beyond what anybody plans"
        ctx.problem("C3-R23", text, ("finance", "horizon_months"), f"1 to {LONGEST_HORIZON_MONTHS} months")
    return FinancePlan(spec.horizon_months, rate, change("api_price"), change("rent"), change("electricity"))


def cost_of_capital(ctx: Context, whose: str) -> Input:
    """Return what money costs a year: the scenario's discount rate, or the catalogue's default."""
    spec = ctx.scenario.finance
    if spec is None or spec.discount_rate_per_year is None:
        return ctx.default("cost_of_capital_per_year", *_WHAT, whose)
    return ctx.given(spec.discount_rate_per_year, *_WHAT, ("finance", "discount_rate_per_year"))


def _note_constant_prices(ctx: Context) -> None:
    """Say that API prices are taken to stay: the largest assumption that a long horizon hides."""
    spec = ctx.scenario.finance
    sold = any(o.kind == "api" for o in ctx.scenario.options)
    if spec and sold and spec.horizon_months > _A_YEAR and "api_price_change_per_year" not in spec.model_fields_set:
        text = f"API prices are taken to stay as they are for {spec.horizon_months} months"
        ctx.note("C3-N40", text, ("finance",))
