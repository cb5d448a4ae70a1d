"""Requirements, weights and claims, and the names they use."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from c3calc.case import Claim, Rules
from c3calc.errors import near
from c3calc.model import KINDS, RESERVED_NAMES, Expect, Require
from c3calc.ranges import Quantity, Range, central

if TYPE_CHECKING:
    from c3calc import model
    from c3calc.errors import Path
    from c3calc.resolve.context import Context

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
    if abs(sum(weights.values()) - 1) > 1e-9:
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
        ctx.reference(waiver.budget, budgets, "budget", ("waivers", i, "budget"))


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
    targets: list[tuple[model.Budget | Expect, Path]] = [
        (b, ("budgets", i)) for i, b in enumerate(ctx.scenario.budgets)
    ]
    targets += [(e, ("expect", i)) for i, e in enumerate(ctx.scenario.expect)]
    roles = [r for r in ROLES if r != "decision" or ctx.scenario.decision]
    kinds = [k for k in KINDS if any(o.kind == k for o in ctx.scenario.options)]
    for target, path in targets:
        if target.option is not None:
            ctx.reference(target.option, [*names, *roles, *kinds], "option", (*path, "option"))
        if target.feature is not None:
            ctx.reference(target.feature, features, "feature", (*path, "feature"))
