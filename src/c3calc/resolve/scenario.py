"""A whole scenario resolved: options, costs, rules and claims, every problem collected, none in the way of another."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from c3calc.base.errors import InputError, Path
from c3calc.base.numbers import plain
from c3calc.base.ranges import Moved, Sample, middle_of
from c3calc.case.case import Case, Rules
from c3calc.case.options import Api, Hosted, Plan
from c3calc.catalogue.provenance import Provenance
from c3calc.resolve.ages import note_ages
from c3calc.resolve.context import Context, Measurements, Profiles, middle
from c3calc.resolve.costs import resolve_costs
from c3calc.resolve.cross_checks import check_control, check_requests, invoice_amount, note_unjudged_times
from c3calc.resolve.finance import resolve_finance
from c3calc.resolve.options import resolve_options
from c3calc.resolve.policy import (
    check_names,
    control_weights,
    resolve_budgets,
    resolve_claims,
    resolve_rules,
    resolve_waivers,
    score_weights,
)
from c3calc.resolve.slips import note_slips
from c3calc.resolve.traffic import resolve_workload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from c3calc.answer.answer import ExchangeRate, Step
    from c3calc.base.provenance import Input
    from c3calc.case.traffic import ResolvedWorkload
    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.scenario.scenario import Decision, Scenario

COAL_G_PER_KWH = 820.0  # IPCC AR5 WGIII Annex III, median lifecycle emissions of coal


@dataclass(frozen=True)
class Resolved:
    """The case, what the answer says about how it was resolved, and what it is resolved from.

    figures: keys of the inputs that are the catalogue's; all others are paths of the scenario, as `--set` takes them.
    """

    case: Case
    as_of: str
    rates: tuple[ExchangeRate, ...]
    figures: frozenset[str]
    resolver: Resolver

    def again(self, sample: Sample) -> Case:
        """Return the case with another sample of every number that goes in."""
        return self.resolver.resolved(sample).case

    def at_volume(self, tokens_per_month: float) -> Resolved:
        """Return the same mix at another volume, whatever explains the scenario's own."""
        resolver = replace(self.resolver, tokens_per_month=tokens_per_month)
        return replace(self, case=_at_volume(self.case, tokens_per_month), resolver=resolver)

    def with_figures(self, values: Mapping[str, float]) -> Resolved:
        """Return the scenario resolved with figures of the catalogue at other values, by their keys."""
        return replace(self.resolver, moved={**self.resolver.moved, **values}).resolved()


@dataclass(frozen=True)
class Resolver:
    """All that a scenario is resolved from, as often as it is wanted.

    as_of, today: ISO days. where: a path's place in words. moved: figures of the catalogue at other values, by key.
    tokens_per_month: a volume in place of the scenario's own.
    """

    scenario: Scenario
    catalogue: Catalogue
    as_of: str
    today: str
    where: Callable[[Path], str]
    profiles: Profiles
    measurements: Measurements
    moved: Mapping[str, float] = field(default_factory=dict)
    tokens_per_month: float | None = None

    def resolved(self, sample: Sample = middle_of) -> Resolved:
        """Return the scenario as plain numbers. Raises InputError with everything that cannot be resolved."""
        sample = Moved(self.moved, sample) if self.moved else sample
        given = (self.scenario, self.catalogue, self.as_of, self.today, self.where, self.profiles, self.measurements)
        ctx = Context(*given, sample)
        case = _case(ctx)
        if ctx.problems or case is None:
            raise InputError(ctx.problems)
        if self.tokens_per_month is not None:
            case = _at_volume(case, self.tokens_per_month)
        rates = tuple(ctx.rates[c] for c in sorted(ctx.rates))
        return Resolved(case, self.as_of, rates, frozenset(ctx.figures), self)


def _at_volume(case: Case, tokens: float) -> Case:
    return replace(case, workload=case.workload.at_volume(tokens), invoice=None)


def resolve(
    scenario: Scenario,
    catalogue: Catalogue,
    *,
    today: str,
    as_of: str | None = None,
    where: Callable[[Path], str] = str,
    profiles: Profiles | None = None,
    measurements: Measurements | None = None,
    sample: Sample = middle_of,
) -> Resolved:
    """Return the scenario as plain numbers. Days are ISO dates; InputError lists everything that cannot be resolved.

    sample: what an uncertain number becomes; its central value, unless draws are wanted.
    """
    day = as_of or (scenario.as_of.isoformat() if scenario.as_of else min(catalogue.newest, today))
    return Resolver(scenario, catalogue, day, today, where, profiles or {}, measurements or {}).resolved(sample)


def _case(ctx: Context) -> Case | None:
    """Resolve every block; None where something must be corrected first."""
    check_names(ctx)
    workload, steps = resolve_workload(ctx)
    ctx.parts = workload.parts
    plans = resolve_options(ctx, workload)
    weights = control_weights(ctx)
    check_requests(ctx, workload, plans)
    check_control(ctx, plans, weights)
    note_unjudged_times(ctx, workload, plans)
    case = _assembled(ctx, workload, plans, weights, steps)
    _collect_notes(ctx)
    return None if ctx.problems else replace(case, notes=tuple(ctx.notes), has_ranges=bool(ctx.ranges))


def _assembled(
    ctx: Context, workload: ResolvedWorkload, plans: list[Plan], weights: dict[str, float], steps: tuple[Step, ...]
) -> Case:
    scenario = ctx.scenario
    budgets = resolve_budgets(ctx)
    return Case(
        workload=workload,
        plans=tuple(plans),
        costs=resolve_costs(ctx, tuple(o.name for o in scenario.options)),
        currency=scenario.currency,
        minor_units=int(ctx.catalogue.get("currencies", scenario.currency)["minor_units"]),
        rules=resolve_rules(ctx, scenario.require),
        feature_rules=_feature_rules(ctx),
        carbon_price_per_tonne=_carbon_price(ctx),
        control_weights=weights,
        score_weights=score_weights(ctx),
        baseline=scenario.baseline or scenario.options[0].name,
        decision=scenario.decision.option if scenario.decision else None,
        invoice=invoice_amount(ctx, workload, plans),
        claims=resolve_claims(ctx),
        traffic_steps=steps,
        embodied=scenario.carbon.embodied,
        power_price_per_kwh=_cheap_electricity(ctx),
        dirtiest_grid_g_per_kwh=_dirtiest_grid(plans),
        currency_per_usd=ctx.rate_if_known("USD"),
        notes=(),
        budgets=budgets,
        waivers=resolve_waivers(ctx, budgets),
        finance=resolve_finance(ctx),
        decided=_decided(scenario.decision) if scenario.decision else "",
    )


def _decided(decision: Decision) -> str:
    why = (decision.because, decision.on and f"on {decision.on}", decision.by and f"by {decision.by}")
    return "; ".join(part for part in why if part)


def _feature_rules(ctx: Context) -> dict[str, Rules]:
    features = ((f, ("workload", "features", i, "require")) for i, f in enumerate(ctx.scenario.workload.features))
    return {f.name: resolve_rules(ctx, f.require, path) for f, path in features if f.require}


def _carbon_price(ctx: Context) -> Input:
    carbon = ctx.scenario.carbon
    return ctx.money(carbon.price_per_tonne, carbon.currency, "carbon price", "t", ("carbon", "price_per_tonne"))


def _cheap_electricity(ctx: Context) -> Input:
    """Return a price per kWh that nobody undercuts, to judge claims by; unknown where it cannot be converted."""
    entry = ctx.catalogue.get("defaults", "lint_power_price_usd_per_kwh")  # judges claims, moves no figure: no note
    usd = Provenance.of(entry).sourced(middle(entry), "cheap electricity", "kWh")
    return replace(usd, value=usd.value * ctx.rate_if_known("USD"), unit=f"{ctx.scenario.currency}/kWh")


def _dirtiest_grid(plans: list[Plan]) -> float:
    """Return the highest grid intensity of any option, or coal's where none is known."""
    grids = [p.grid.carbon_g_per_kwh.value for p in plans if isinstance(p, (Api, Hosted))]
    return max((g for g in grids if not math.isnan(g)), default=COAL_G_PER_KWH)


def _collect_notes(ctx: Context) -> None:
    """Turn defaults, ranges and old prices into notes: nothing is silent."""
    _note_defaults(ctx)
    if ctx.ranges:
        places = ", ".join(dict.fromkeys(ctx.ranges))
        ctx.note("C3-N02", f"ranges are answered by their central value, without draws ({places})")
    note_ages(ctx)
    note_slips(ctx)


def _note_defaults(ctx: Context) -> None:
    """Name every default that was taken: one note for each group of options that took the same ones."""
    groups: dict[str, list[str]] = {}
    for key, whose in ctx.defaults.items():
        entry = ctx.catalogue.get("defaults", key)
        value = plain(float(entry.get("value", entry.get("mode"))))
        taken = f"{key} {value} {entry['unit']} ({entry['evidence']})"
        groups.setdefault(", ".join(dict.fromkeys(whose)), []).append(taken)
    for names, taken_by_them in groups.items():
        ctx.note("C3-N01", f"{names}: defaults of pricing/defaults.yaml: {'; '.join(taken_by_them)}")
