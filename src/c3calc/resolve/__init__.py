"""Scenario + catalogue -> plain numbers, nothing left to look up. The second of the four hops."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from c3calc.case import Api, Case, Fixed, Hosted, Plan, Workload
from c3calc.errors import InputError, Path
from c3calc.model import ApiOption, FixedOption, MixOption, OptionSpec, Scenario
from c3calc.resolve.apis import resolve_api
from c3calc.resolve.context import Context, Measurements, Profiles
from c3calc.resolve.costs import resolve_costs
from c3calc.resolve.hosted import resolve_hosted
from c3calc.resolve.like_for_like import like_for_like
from c3calc.resolve.mixes import resolve_mix
from c3calc.resolve.rules import (
    check_names,
    control_weights,
    note_unanswered,
    resolve_claims,
    resolve_rules,
    score_weights,
)
from c3calc.resolve.traffic import resolve_workload
from c3calc.resolve.traits import resolve_traits
from c3calc.units import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.catalogue import Catalogue
    from c3calc.result import ExchangeRate

COAL_G_PER_KWH = 820.0  # IPCC AR5 WGIII Annex III, median lifecycle emissions of coal


@dataclass(frozen=True)
class Resolved:
    """The case, and what the answer says about how it was resolved."""

    case: Case
    as_of: str
    rates: tuple[ExchangeRate, ...]


def resolve(
    scenario: Scenario,
    catalogue: Catalogue,
    *,
    today: str,
    as_of: str | None = None,
    where: Callable[[Path], str] = str,
    profiles: Profiles | None = None,
    measurements: Measurements | None = None,
) -> Resolved:
    """Return the scenario as plain numbers. Days are ISO dates; InputError lists everything that cannot be resolved."""
    day = as_of or (scenario.as_of.isoformat() if scenario.as_of else min(catalogue.newest, today))
    ctx = Context(scenario, catalogue, day, where, profiles or {}, measurements or {})
    case = _case(ctx, today)
    if ctx.problems or case is None:
        raise InputError(ctx.problems)
    return Resolved(case, day, tuple(ctx.rates[c] for c in sorted(ctx.rates)))


def _case(ctx: Context, today: str) -> Case | None:
    scenario = ctx.scenario
    check_names(ctx)
    workload, steps = resolve_workload(ctx)
    plans = _plans(ctx, workload)
    costs = resolve_costs(ctx, tuple(o.name for o in scenario.options))
    features = {f.name: resolve_rules(ctx, f.require) for f in scenario.workload.features if f.require}
    weights, scores, claims, rules = (
        control_weights(ctx),
        score_weights(ctx),
        resolve_claims(ctx),
        resolve_rules(ctx, scenario.require),
    )
    carbon_price = ctx.money(
        scenario.carbon.price_per_tonne, scenario.carbon.currency, "carbon price", "t", ("carbon", "price_per_tonne")
    )
    invoice = _invoice(ctx, [p.traits.name for p in plans if p and isinstance(p, Api)])
    power = ctx.converted(
        ctx.default("lint_power_price_usd_per_kwh", "cheap electricity", "kWh", "plausibility"), "USD", ()
    )
    usd = ctx.rate("USD", ()) if scenario.currency != "USD" else 1.0
    _collect_notes(ctx, today)
    if ctx.problems:
        return None
    return Case(
        workload,
        tuple(p for p in plans if p),
        costs,
        scenario.currency,
        _minor_units(ctx),
        rules,
        features,
        carbon_price,
        weights,
        scores,
        scenario.baseline or scenario.options[0].name,
        scenario.decision.option if scenario.decision else None,
        invoice,
        claims,
        steps,
        scenario.carbon.embodied,
        power,
        _dirtiest_grid(plans),
        usd,
        tuple(ctx.notes),
    )


def _minor_units(ctx: Context) -> int:
    return int(ctx.catalogue.get("currencies", ctx.scenario.currency)["minor_units"])


def _dirtiest_grid(plans: list[Plan | None]) -> float:
    """Return the highest grid intensity of any option, or coal's where none is known."""
    grids = [p.grid.carbon_g_per_kwh.value for p in plans if isinstance(p, (Api, Hosted))]
    return max((g for g in grids if not math.isnan(g)), default=COAL_G_PER_KWH)


def _plans(ctx: Context, workload: Workload) -> list[Plan | None]:
    """Resolve the options in their order, mixes after what they are made of, then the like-for-like column."""
    specs = [(o, ("options", i)) for i, o in enumerate(ctx.scenario.options)]
    plans: dict[str, Plan | None] = {o.name: None for o, _ in specs}
    for spec, path in specs:
        if not isinstance(spec, MixOption):
            plans[spec.name] = _plan(ctx, spec, path)
    for spec, path in specs:
        if isinstance(spec, MixOption):
            plans[spec.name] = resolve_mix(ctx, spec, path, plans)
    return [*plans.values(), *like_for_like(ctx, workload, [p for p in plans.values() if p])]


def _plan(ctx: Context, spec: OptionSpec, path: Path) -> Plan:
    if isinstance(spec, ApiOption):
        return resolve_api(ctx, spec, path)
    if isinstance(spec, FixedOption):
        amount = ctx.per_month(ctx.money(spec.amount, spec.currency, "offer", "month", (*path, "amount")), spec.per)
        return Fixed(resolve_traits(ctx, spec, path, "fixed"), amount)
    assert not isinstance(spec, MixOption)
    return resolve_hosted(ctx, spec, path)


def _invoice(ctx: Context, apis: list[str]) -> tuple[str, float] | None:
    """Return the option an invoice is of and its amount in the scenario's currency."""
    invoice, path = ctx.scenario.workload.invoice, ("workload", "invoice")
    if invoice is None:
        return None
    ctx.reference(invoice.option, apis, "option of kind api", (*path, "option"))
    return invoice.option, ctx.money(invoice.amount, invoice.currency, "invoice", "month", (*path, "amount")).value


def _collect_notes(ctx: Context, today: str) -> None:
    """Turn defaults, ranges and old prices into notes: nothing is silent."""
    for key, whose in ctx.defaults.items():
        entry = ctx.catalogue.get("defaults", key)
        value = entry.get("value", entry.get("mode"))
        names = ", ".join(dict.fromkeys(whose))
        ctx.note("C3-N01", f"default {key} = {plain(float(value))} {entry['unit']} ({entry['evidence']}) for {names}")
    if ctx.ranges:
        places = ", ".join(dict.fromkeys(ctx.ranges))
        ctx.note("C3-N02", f"ranges are answered by their central value; low and high are n/a ({places})")
    for kind, row in ctx.checked:
        _note_age(ctx, kind, row["checked"], row["where"], today)
    note_unanswered(ctx)


def _note_age(ctx: Context, kind: str, checked: str, where: str, today: str) -> None:
    days = (date.fromisoformat(today) - date.fromisoformat(checked)).days
    limit = ctx.catalogue.get("defaults", f"age_days_{kind}")["value"]
    if days > limit:
        text = f"the {kind} price or figure at {where} was last checked {days} days before {today}; {limit:g} is the most for its kind"
        ctx.note("C3-N05", text, (), "warning")
