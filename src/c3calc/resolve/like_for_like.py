"""The like-for-like column: the same open weights behind somebody's API, added when the scenario leaves it out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from c3calc.base.ranges import central
from c3calc.case.options import Api, Hosted, Plan
from c3calc.catalogue.price_row import PriceRow
from c3calc.resolve.ages import with_age
from c3calc.resolve.api import resolve_api
from c3calc.resolve.policy import resolve_rules
from c3calc.scenario.options import ApiOption, HostedOption

if TYPE_CHECKING:
    from c3calc.case.traffic import ResolvedWorkload
    from c3calc.catalogue.catalogue import Entry
    from c3calc.resolve.context import Context


def like_for_like(ctx: Context, workload: ResolvedWorkload, plans: list[Plan]) -> list[Api]:
    """Return one API option per hosted model that no option of the scenario sells: the cheapest seller at this mix."""
    if not ctx.scenario.like_for_like:
        return []
    sold = {p.traits.open_weights for p in plans if isinstance(p, Api)}
    hosted = {p.traits.open_weights: p for p in reversed(plans) if isinstance(p, Hosted)}
    wanted = dict.fromkeys(p.traits.open_weights for p in plans if isinstance(p, Hosted))
    added = [_cheapest(ctx, workload, model, hosted[model]) for model in wanted if model and model not in sold]
    return [a for a in added if a is not None]


def _cheapest(ctx: Context, workload: ResolvedWorkload, model: str, hosted: Hosted) -> Api | None:
    """Return the cheapest seller; one that keeps the scenario's region rule goes before one that does not."""
    regions = resolve_rules(ctx, ctx.scenario.require).regions
    offers = _offers(ctx, workload, model)
    allowed = [(cost, e) for cost, e in offers if not regions or e.get("region") in regions]
    if not offers:
        return None
    entry = min(allowed or offers, key=lambda offer: (offer[0], offer[1]["provider"]))[1]
    name = f"{model} at {entry['provider']}"
    own = {"name": name, "kind": "api", "provider": entry["provider"], "model": entry["id"]}
    spec = ApiOption.model_construct(**own, **_of_the_weights(ctx, hosted))
    where = f" in {ctx.scenario.require.data_region}" if regions and allowed else ""
    sellers = f"cheapest of {len(allowed or offers)} sellers{where} in the catalogue"
    text = (
        f"`{spec.name}` was added: the same open weights behind an API, {sellers}; `like_for_like: false` leaves it out"
    )
    ctx.note("C3-N11", text, hosted.traits.path)
    api = with_age(ctx, lambda: resolve_api(ctx, spec, hosted.traits.path))
    return replace(api, traits=replace(api.traits, added=True))


def _of_the_weights(ctx: Context, hosted: Hosted) -> dict[str, Any]:
    """Return what the hosted option says of its weights, whoever runs them: how well they answer, in what tokens."""
    option = next(o for o in ctx.scenario.options if o.name == hosted.traits.name)
    return {"quality": option.quality, "token_factor": option.token_factor} if isinstance(option, HostedOption) else {}


def _offers(ctx: Context, workload: ResolvedWorkload, model: str) -> list[tuple[float, Entry]]:
    """Return what every seller with a price asks for the workload's mix; an offer that is free is for trying out."""
    listed = [(ctx.catalogue.price_on(e["prices"], ctx.as_of), e) for e in ctx.catalogue.sellers(model)]
    rows = [(PriceRow.of(row), e) for row, e in listed if row]
    asked = [(_cost(ctx, workload, row), e) for row, e in rows if not row.free]
    return [(cost, e) for cost, e in asked if not math.isnan(cost)]


def _cost(ctx: Context, workload: ResolvedWorkload, row: PriceRow) -> float:
    classes = [c for p in workload.parts for c in p.classes]
    out = sum(c.tokens for c in classes if c.kind == "output")
    into = sum(c.tokens for c in classes) - out
    per_mtok = {k: central(row.price.get(k, math.nan)) for k in ("input", "output")}
    return ctx.rate_if_known(row.currency) * (into * per_mtok["input"] + out * per_mtok["output"])
