"""Everything on a bill that is not inference: people, setup, gateways, logging ..."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.cost_basis import A_MONTH, COST_BASES, FTE, PERSON_WEEK, STORAGE
from c3calc.base.numbers import plain
from c3calc.base.provenance import Input
from c3calc.base.units import GIGA, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from c3calc.case.case import CostPlan
from c3calc.resolve.context import Context, unknown
from c3calc.scenario.options import KINDS

if TYPE_CHECKING:
    from c3calc.base.cost_basis import CostBasis
    from c3calc.base.errors import Path
    from c3calc.scenario.scenario import Cost

FOR_GOOD = 10**6  # months: later than any horizon
_FIELDS = {
    "amount": {"per"},
    "fte": {"cost_per_fte_year"},
    "person_weeks": {"cost_per_fte_year", "spread_months"},
    "per_gb": {"bytes_per_token", "retention_months"},
}


def resolve_costs(ctx: Context, names: tuple[str, ...]) -> tuple[CostPlan, ...]:
    """Return the cost lines; each must have one basis and apply to options that exist."""
    return tuple(_cost(ctx, c, ("costs", i), names) for i, c in enumerate(ctx.scenario.costs))


def _cost(ctx: Context, spec: Cost, path: Path, names: tuple[str, ...]) -> CostPlan:
    for i, name in enumerate(spec.applies_to or ()):
        ctx.reference(name, (*KINDS, *names), "option or kind", (*path, "applies_to", i))
    _check_months(ctx, spec, path)
    bases = [b for b in ("amount", "fte", "person_weeks", "per_gb") if getattr(spec, b) is not None]
    if len(bases) != 1:
        found = f"more than one basis: {' and '.join(bases)}" if bases else "no basis"
        ctx.problem(
            "C3-R19",
            f"cost `{spec.name}` has {found}",
            path,
            "one of: amount with per, fte, person_weeks, per_gb",
        )
        return _plan(spec, unknown(spec.name, "", "missing"), 1.0, A_MONTH)
    _check_fields(ctx, spec, bases[0], path)
    return _BUILDERS[bases[0]](ctx, spec, path)


def _check_fields(ctx: Context, spec: Cost, basis: str, path: Path) -> None:
    """Record fields that would be read with another basis and not with this one."""
    others = {field for fields in _FIELDS.values() for field in fields} - _FIELDS[basis]
    for field in sorted(others & spec.model_fields_set):
        text = f"cost `{spec.name}`: {field} does not go with {basis}"
        ctx.problem("C3-R19", text, (*path, field), f"with {basis}: {', '.join(sorted(_FIELDS[basis]))}")


def _check_months(ctx: Context, spec: Cost, path: Path) -> None:
    if spec.to_month is not None and spec.to_month < (spec.from_month or 1):
        ctx.problem("C3-R23", f"cost `{spec.name}` ends before it begins", (*path, "to_month"), "from_month or later")
    if spec.to_month is not None and spec.spread_months is not None:
        text = f"cost `{spec.name}`: spread_months says when it ends, and so does to_month"
        ctx.problem("C3-R23", text, (*path, "to_month"), "one of the two")


def _months(spec: Cost) -> tuple[int, int] | None:
    """Return the first and last month a cost is paid in, None where it is paid for good."""
    first = spec.from_month or 1
    if spec.spread_months:
        return first, first + spec.spread_months - 1
    if spec.from_month is None and spec.to_month is None:
        return None
    return first, spec.to_month or FOR_GOOD


def _plan(spec: Cost, price: Input, quantity: float, basis: CostBasis) -> CostPlan:
    quantity *= spec.quantity
    given = Input(f"{spec.name}: quantity", quantity, basis.unit, price.evidence, price.source, price.where)
    fte = quantity if basis is FTE else 0.0
    return CostPlan(spec.name, price, given, basis, spec.applies_to, _months(spec), fte)


def _amount(ctx: Context, spec: Cost, path: Path) -> CostPlan:
    assert spec.amount is not None
    if spec.per is None:
        ctx.problem(
            "C3-R19",
            f"cost `{spec.name}` does not say what its amount is per",
            path,
            "per: month, request, mtok, gpu ...",
        )
    per = spec.per or "month"
    basis = COST_BASES[per]
    users = _users(ctx, spec, path) if basis.needs == "users" else 1.0
    price = ctx.money(spec.amount, spec.currency, spec.name, basis.unit, (*path, "amount"))
    monthly = ctx.per_month(price, per) if basis is A_MONTH else price
    return _plan(spec, monthly, users / basis.priced_for, basis)


def _users(ctx: Context, spec: Cost, path: Path) -> float:
    users = ctx.scenario.workload.users
    if users is None:
        ctx.problem(
            "C3-R15",
            f"cost `{spec.name}` is per user, but the workload does not say how many users there are",
            (*path, "per"),
            "workload.users",
        )
    return 0.0 if users is None else ctx.number(users, ("workload", "users"))


def _year_cost(ctx: Context, spec: Cost, path: Path, unit: str, periods: int) -> Input:
    if spec.cost_per_fte_year is None:
        ctx.problem(
            "C3-R15", f"cost `{spec.name}` needs cost_per_fte_year", path, "cost_per_fte_year: 180k, fully loaded"
        )
        return unknown(spec.name, unit, "missing")
    year = ctx.money(
        spec.cost_per_fte_year, spec.currency, "cost of a full-time person", unit, (*path, "cost_per_fte_year")
    )
    source = f"{year.source}; {plain(year.value)} a year / {periods}"
    return Input(year.name, year.value / periods, year.unit, year.evidence, source, year.where)


def _fte(ctx: Context, spec: Cost, path: Path) -> CostPlan:
    assert spec.fte is not None
    price = _year_cost(ctx, spec, path, FTE.unit, MONTHS_PER_YEAR)
    return _plan(spec, price, ctx.number(spec.fte, (*path, "fte")), FTE)


def _person_weeks(ctx: Context, spec: Cost, path: Path) -> CostPlan:
    """Return setup work, spread over the months stated (default: one)."""
    assert spec.person_weeks is not None
    price = _year_cost(ctx, spec, path, PERSON_WEEK.unit, WEEKS_PER_YEAR)
    weeks = ctx.number(spec.person_weeks, (*path, "person_weeks"))
    spread = spec if spec.spread_months else spec.model_copy(update={"spread_months": 1})
    return _plan(spread, price, weeks / (spec.spread_months or 1), PERSON_WEEK)


def _per_gb(ctx: Context, spec: Cost, path: Path) -> CostPlan:
    """Return storage of what was said: all months still kept are paid for every month."""
    assert spec.per_gb is not None
    if spec.bytes_per_token is None:
        ctx.problem("C3-R15", f"cost `{spec.name}` needs bytes_per_token", path, "bytes_per_token: 4 for plain text")
    price = ctx.money(spec.per_gb, spec.currency, spec.name, STORAGE.unit, (*path, "per_gb"))
    gb_per_token = (spec.bytes_per_token or 0.0) * (spec.retention_months or 1.0) / GIGA
    return _plan(spec, price, gb_per_token, STORAGE)


_BUILDERS = {"amount": _amount, "fte": _fte, "person_weeks": _person_weeks, "per_gb": _per_gb}
