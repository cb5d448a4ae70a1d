"""Budgets and waivers as plain numbers: one limit each, in the unit of its metric and the scenario's currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case import Budget, LimitKind, Waiver
from c3calc.metric_units import is_money, is_share, unit_of
from c3calc.units import percent

if TYPE_CHECKING:
    from c3calc import model
    from c3calc.errors import Path
    from c3calc.resolve.context import Context

LIMIT_KINDS: tuple[LimitKind, ...] = ("max", "min", "max_increase", "max_increase_percent")


def resolve_budgets(ctx: Context) -> tuple[Budget, ...]:
    """Return every limit of every budget; what cannot be judged is a problem."""
    names = [spec.name for spec in ctx.scenario.budgets]
    for i, name in enumerate(names):
        if name in names[:i]:
            expected = "a name of its own for every budget"
            ctx.problem("C3-R14", f"two budgets are named `{name}`", ("budgets", i, "name"), expected)
    return tuple(b for i, spec in enumerate(ctx.scenario.budgets) for b in _limits(ctx, spec, ("budgets", i)))


def _limits(ctx: Context, spec: model.Budget, path: Path) -> list[Budget]:
    given = [kind for kind in LIMIT_KINDS if getattr(spec, kind) is not None]
    if not given:
        _refuse(ctx, f"budget `{spec.name}` has no limit", path, f"one of {', '.join(LIMIT_KINDS)}")
    if spec.currency and not is_money(spec.metric):
        unit = unit_of(spec.metric, spec.currency)
        _refuse(ctx, f"`{spec.metric}` is no amount of money", (*path, "currency"), f"no currency: it is in {unit}")
    if spec.min is not None and spec.max is not None and spec.min > spec.max:
        _refuse(ctx, f"the min of budget `{spec.name}` is above its max", (*path, "min"), "min <= max")
    return [_limit(ctx, spec, kind, (*path, kind)) for kind in given]


def _limit(ctx: Context, spec: model.Budget, kind: LimitKind, path: Path) -> Budget:
    limit = _in_unit(ctx, getattr(spec, kind), spec, kind, path)
    if spec.warn_at is not None and limit <= 0:
        message = f"warn_at is a share of the limit, which is {limit:g} in budget `{spec.name}`"
        _refuse(ctx, message, path, "a limit above 0, or no warn_at")
    return Budget(
        name=spec.name,
        metric=spec.metric,
        option=spec.option,
        feature=spec.feature,
        kind=kind,
        limit=limit,
        warn_at=spec.warn_at,
        basis=spec.basis,
        level=spec.level,
        on_missing=spec.on_missing,
        path=path,
    )


def _in_unit(ctx: Context, value: float, spec: model.Budget, kind: LimitKind, path: Path) -> float:
    """Return a limit or ceiling in the scenario's currency, where it is an amount."""
    if kind == "max_increase_percent" or not is_money(spec.metric):
        return value
    return ctx.money(value, spec.currency, "limit", "", path).value


def resolve_waivers(ctx: Context, budgets: tuple[Budget, ...]) -> tuple[Waiver, ...]:
    """Return every waiver of a budget that there is; one that loosens nothing is a problem."""
    specs = {spec.name: spec for spec in reversed(ctx.scenario.budgets)}
    named = [(i, w) for i, w in enumerate(ctx.scenario.waivers) if w.budget in specs]
    return tuple(_waiver(ctx, w, specs[w.budget], budgets, ("waivers", i)) for i, w in named)


def _waiver(ctx: Context, waiver: model.Waiver, spec: model.Budget, budgets: tuple[Budget, ...], path: Path) -> Waiver:
    waived = [b for b in budgets if b.name == spec.name]
    here = (*path, "ceiling")
    ceiling = waiver.ceiling
    if len(waived) > 1:
        message = f"budget `{spec.name}` has {len(waived)} limits, and a waiver raises one"
        ctx.problem("C3-R28", message, (*path, "budget"), "a budget of its own for every limit")
    elif waived:
        ceiling = _in_unit(ctx, ceiling, spec, waived[0].kind, here)
        _check_loosens(ctx, waived[0], ceiling, here)
    return Waiver(spec.name, waiver.until.isoformat(), ceiling, waiver.reason, waiver.approved_by, here)


def _check_loosens(ctx: Context, budget: Budget, ceiling: float, path: Path) -> None:
    looser = ceiling < budget.limit if budget.kind == "min" else ceiling > budget.limit
    if is_share(budget.metric) and abs(ceiling) > 1 >= abs(budget.limit):
        message = f"a ceiling of {percent(ceiling)} for a limit of {percent(budget.limit)}"
        ctx.problem("C3-R28", message, path, "a share, such as 0.15 or 15%")
    elif not looser:
        side = "below" if budget.kind == "min" else "above"
        message = f"a ceiling of {ceiling:g} does not loosen the limit of {budget.limit:g} of budget `{budget.name}`"
        ctx.problem("C3-R28", message, path, f"a ceiling {side} {budget.limit:g}")


def _refuse(ctx: Context, message: str, path: Path, expected: str) -> None:
    ctx.problem("C3-R27", message, path, expected)
