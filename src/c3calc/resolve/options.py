"""The options of a scenario as plain numbers: one table says which function resolves which kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from c3calc.case.options import Fixed
from c3calc.resolve.ages import with_age
from c3calc.resolve.api import resolve_api
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.hosted import resolve_hosted
from c3calc.resolve.like_for_like import like_for_like
from c3calc.resolve.mixes import resolve_mix
from c3calc.resolve.traits import resolve_traits
from c3calc.scenario.options import FixedOption, MixOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.base.errors import Path
    from c3calc.base.provenance import Input
    from c3calc.base.ranges import Quantity
    from c3calc.case.options import Plan, SinglePlan
    from c3calc.case.traffic import ResolvedWorkload


def resolve_options(ctx: Context, workload: ResolvedWorkload) -> list[Plan]:
    """Return the options in their order, mixes made after what they are made of, then the like-for-like column."""
    specs = [(o, ("options", i)) for i, o in enumerate(ctx.scenario.options)]
    plans: dict[str, Plan | None] = {o.name: None for o, _ in specs}
    for spec, path in specs:
        if not isinstance(spec, MixOption):
            plans[spec.name] = with_age(ctx, partial(RESOLVERS[spec.kind], ctx, spec, path, workload))
    for spec, path in specs:
        if isinstance(spec, MixOption):
            plans[spec.name] = resolve_mix(ctx, spec, path, plans)
    found = [p for p in plans.values() if p]
    return [*found, *like_for_like(ctx, workload, found)]


def _fixed(ctx: Context, spec: FixedOption, path: Path) -> Fixed:
    amount = ctx.per_month(ctx.money(spec.amount, spec.currency, "offer", "month", (*path, "amount")), spec.per)
    energy = _stated(
        ctx, spec.energy_kwh_per_month, "energy of the offer", "kWh/month", (*path, "energy_kwh_per_month")
    )
    carbon = _stated(ctx, spec.carbon_kg_per_month, "carbon of the offer", "kg/month", (*path, "carbon_kg_per_month"))
    return Fixed(resolve_traits(ctx, spec, path, "fixed"), amount, energy, carbon)


def _stated(ctx: Context, value: Quantity | None, name: str, unit: str, path: Path) -> Input:
    return unknown(name, unit, "the offer does not say") if value is None else ctx.given(value, name, unit, path)


RESOLVERS: dict[str, Callable[[Context, Any, Path, ResolvedWorkload], SinglePlan]] = {
    "api": lambda ctx, spec, path, _: resolve_api(ctx, spec, path),
    "rented": resolve_hosted,
    "owned": resolve_hosted,
    "fixed": lambda ctx, spec, path, _: _fixed(ctx, spec, path),
}
