"""Requirements, weights and claims, and the names they use.

Budgets and waivers as plain numbers: one limit each, in the unit of its metric and the scenario's currency.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from c3calc.base.figures import same
from c3calc.base.numbers import percent
from c3calc.base.ranges import Quantity, Range, central
from c3calc.base.text import near
from c3calc.case.case import BudgetLimit, Claim, LimitKind, LimitWaiver, Rules
from c3calc.scenario.metrics import METRICS, unit_of
from c3calc.scenario.options import KINDS
from c3calc.scenario.scenario import RESERVED_NAMES, Expect

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.resolve.context import Context
    from c3calc.scenario.scenario import Budget, Waiver
    from c3calc.scenario.workload import Require

ROLES = ("cheapest", "baseline", "decision", "best")


def resolve_rules(ctx: Context, spec: Require, path: Path = ("require",)) -> Rules:
    """Return hard requirements, a region spelled out as the countries in it."""
    regions = _regions(ctx, spec.data_region, (*path, "data_region")) if spec.data_region else ()
    return Rules(spec.data_region, regions, spec.min_quality, spec.min_context_tokens, spec.max_fte)


def _regions(ctx: Context, region: str, path: Path) -> tuple[str, ...]:
    """Return a region and the countries in it; a name nobody knows would exclude everything."""
    groups = {r: ctx.catalogue.get("regions", r)["members"] for r in ctx.catalogue.ids("regions")}
    own = {o.region for o in ctx.scenario.options if o.region}
    zones = {part for grid in ctx.catalogue.ids("grids") for part in (grid, grid.split("-")[0])}
    known = sorted({*groups, *(m for members in groups.values() for m in members), *zones, *own})
    if region not in known:
        expected = "a region or country of the catalogue, such as EU or DE"
        ctx.problem("C3-R13", f"there is no region named `{region}`", path, expected, near(region, known))
    return (region, *groups.get(region, ()))


def control_weights(ctx: Context) -> dict[str, float]:
    """Return the weight of every criterion: the catalogue's, overridden by the scenario's."""
    defaults = {c: float(ctx.catalogue.get("criteria", c)["weight"]) for c in ctx.catalogue.ids("criteria")}
    weights = defaults | ctx.scenario.control.weights
    if not any(weights.values()):
        ctx.problem(
            "C3-R23", "every control criterion has weight 0", ("control", "weights"), "at least one weight above 0"
        )
    return weights


def score_weights(ctx: Context) -> dict[str, float]:
    """Return the weights of the Cost-Control-Carbon score, by default the catalogue's; they must sum to 100 %."""
    keys, decide = ("cost", "control", "carbon"), ctx.scenario.decide
    if decide is None:
        return {k: ctx.default(f"decide_{k}", f"weight of {k} in the score", "of 1", "the score").value for k in keys}
    weights = {k: getattr(decide, k) for k in keys}
    if not same(sum(weights.values()), 1):
        ctx.problem("C3-R11", f"the weights of decide sum to {sum(weights.values()) * 100:g} %", ("decide",), "100 %")
    return weights


def resolve_claims(ctx: Context) -> tuple[Claim, ...]:
    """Return what somebody expects of the answer."""
    return tuple(_claim(ctx, spec, ("expect", i)) for i, spec in enumerate(ctx.scenario.expect))


def _claim(ctx: Context, spec: Expect, path: Path) -> Claim:
    low, high = _ends(spec.value)
    return Claim(
        metric=spec.metric,
        option=spec.option,
        feature=spec.feature,
        value=central(spec.value),
        tolerance=spec.tolerance,
        source=spec.source or "",
        where=ctx.where(path),
        low=low,
        high=high,
        path=(*path, "tolerance" if spec.tolerance is not None else "value"),
    )


def _ends(value: Quantity) -> tuple[float, float]:
    """Return the ends of what somebody claims; of a mean with its deviation, one deviation to either side."""
    if not isinstance(value, Range):
        return value, value
    if "sd" in value.form:
        mean, sd = value.numbers
        return mean - sd, mean + sd
    return min(value.numbers), max(value.numbers)


def check_names(ctx: Context) -> None:
    """Check that every name that refers to an option, feature or budget exists, and that names are one of a kind."""
    scenario = ctx.scenario
    names = [o.name for o in scenario.options]
    features = [f.name for f in scenario.workload.features]
    _check_unique(ctx, names, "option", ("options",))
    _check_unique(ctx, features, "feature", ("workload", "features"))
    for name, path in (
        (scenario.baseline, ("baseline",)),
        (scenario.decision.option if scenario.decision else None, ("decision", "option")),
    ):
        if name is not None:
            ctx.reference(name, names, "option", path)
    _check_targets(ctx, names, features)
    budgets = [b.name for b in scenario.budgets]
    for i, waiver in enumerate(scenario.waivers):
        ctx.reference(waiver.budget, budgets, "budget", ("waivers", i, "budget"), "budgets")


def _check_unique(ctx: Context, names: list[str], what: str, path: Path) -> None:
    counts = Counter(names)
    for i, name in enumerate(names):
        if name in RESERVED_NAMES:
            ctx.problem(
                "C3-R14",
                f"`{name}` is a reserved name",
                (*path, i, "name"),
                f"any name but {', '.join(RESERVED_NAMES)}",
            )
        if counts[name] > 1 and name in names[:i]:
            ctx.problem(
                "C3-R14", f"two {what}s are named `{name}`", (*path, i, "name"), f"a name of its own for every {what}"
            )


def _check_targets(ctx: Context, names: list[str], features: list[str]) -> None:
    targets: list[tuple[Budget | Expect, Path]] = [(b, ("budgets", i)) for i, b in enumerate(ctx.scenario.budgets)]
    targets += [(e, ("expect", i)) for i, e in enumerate(ctx.scenario.expect)]
    roles = [r for r in ROLES if r != "decision" or ctx.scenario.decision]
    kinds = [k for k in KINDS if any(o.kind == k for o in ctx.scenario.options)]
    for target, path in targets:
        if target.option is not None:
            ctx.reference(target.option, [*names, *roles, *kinds], "option", (*path, "option"))
        if target.feature is not None:
            ctx.reference(target.feature, features, "feature", (*path, "feature"), "features")


LIMIT_KINDS: tuple[LimitKind, ...] = ("max", "min", "max_increase", "max_increase_percent")


def resolve_budgets(ctx: Context) -> tuple[BudgetLimit, ...]:
    """Return every limit of every budget; what cannot be judged is a problem."""
    names = [spec.name for spec in ctx.scenario.budgets]
    for i, name in enumerate(names):
        if name in names[:i]:
            expected = "a name of its own for every budget"
            ctx.problem("C3-R14", f"two budgets are named `{name}`", ("budgets", i, "name"), expected)
    return tuple(b for i, spec in enumerate(ctx.scenario.budgets) for b in _limits(ctx, spec, ("budgets", i)))


def _limits(ctx: Context, spec: Budget, path: Path) -> list[BudgetLimit]:
    given = [kind for kind in LIMIT_KINDS if getattr(spec, kind) is not None]
    if not given:
        _refuse(ctx, f"budget `{spec.name}` has no limit", path, f"one of {', '.join(LIMIT_KINDS)}")
    if spec.currency and not METRICS[spec.metric].is_money:
        unit = unit_of(spec.metric, spec.currency)
        _refuse(ctx, f"`{spec.metric}` is not an amount of money", (*path, "currency"), f"no currency: it is in {unit}")
    if spec.min is not None and spec.max is not None and spec.min > spec.max:
        _refuse(ctx, f"the min of budget `{spec.name}` is above its max", (*path, "min"), "min <= max")
    return [_limit(ctx, spec, kind, (*path, kind)) for kind in given]


def _limit(ctx: Context, spec: Budget, kind: LimitKind, path: Path) -> BudgetLimit:
    limit = _in_unit(ctx, getattr(spec, kind), spec, kind, path)
    if spec.warn_at is not None and limit <= 0:
        message = f"warn_at is a share of the limit, which is {limit:g} in budget `{spec.name}`"
        _refuse(ctx, message, path, "a limit above 0, or no warn_at")
    return BudgetLimit(
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


def _in_unit(ctx: Context, value: float, spec: Budget, kind: LimitKind, path: Path) -> float:
    """Return a limit or ceiling in the scenario's currency, where it is an amount."""
    if kind == "max_increase_percent" or not METRICS[spec.metric].is_money:
        return value
    return float(ctx.money(value, spec.currency, "limit", "", path).value)


def resolve_waivers(ctx: Context, budgets: tuple[BudgetLimit, ...]) -> tuple[LimitWaiver, ...]:
    """Return every waiver of a budget that there is; one that loosens nothing is a problem."""
    specs = {spec.name: spec for spec in reversed(ctx.scenario.budgets)}
    named = [(i, w) for i, w in enumerate(ctx.scenario.waivers) if w.budget in specs]
    return tuple(_waiver(ctx, w, specs[w.budget], budgets, ("waivers", i)) for i, w in named)


def _waiver(ctx: Context, waiver: Waiver, spec: Budget, budgets: tuple[BudgetLimit, ...], path: Path) -> LimitWaiver:
    waived = [b for b in budgets if b.name == spec.name]
    here = (*path, "ceiling")
    ceiling = waiver.ceiling
    if len(waived) > 1:
        message = f"budget `{spec.name}` has {len(waived)} limits, and a waiver raises one"
        ctx.problem("C3-R28", message, (*path, "budget"), "a budget of its own for every limit")
    elif waived:
        ceiling = _in_unit(ctx, ceiling, spec, waived[0].kind, here)
        _check_loosens(ctx, waived[0], ceiling, here)
    return LimitWaiver(spec.name, waiver.until.isoformat(), ceiling, waiver.reason, waiver.approved_by, here)


def _check_loosens(ctx: Context, budget: BudgetLimit, ceiling: float, path: Path) -> None:
    looser = ceiling < budget.limit if budget.kind == "min" else ceiling > budget.limit
    if METRICS[budget.metric].is_share and abs(ceiling) > 1 >= abs(budget.limit):
        message = f"a ceiling of {percent(ceiling)} for a limit of {percent(budget.limit)}"
        ctx.problem("C3-R28", message, path, "a share, such as 0.15 or 15%")
    elif not looser:
        side = "below" if budget.kind == "min" else "above"
        message = f"a ceiling of {ceiling:g} does not loosen the limit of {budget.limit:g} of budget `{budget.name}`"
        ctx.problem("C3-R28", message, path, f"a ceiling {side} {budget.limit:g}")


def _refuse(ctx: Context, message: str, path: Path, expected: str) -> None:
    ctx.problem("C3-R27", message, path, expected)
