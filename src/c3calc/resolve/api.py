"""An API option: its prices of the day for every kind of token, its energy per token, its limits."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.base.text import near
from c3calc.case.options import Api, GridIntensity, OptionFacts
from c3calc.catalogue.names import near_model
from c3calc.catalogue.provenance import Provenance
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.token_prices import KINDS, reads_cache, resolve_prices
from c3calc.resolve.traits import resolve_grid, resolve_traits
from c3calc.scenario.options import ApiEnergy, ApiOption, Price, RateLimit, TokenFactor

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.base.provenance import Input
    from c3calc.case.traffic import TokenKind
    from c3calc.catalogue.catalogue import Entry


def resolve_api(ctx: Context, spec: ApiOption, path: Path) -> Api:
    """Return an API option with nothing left to look up."""
    entry = _entry(ctx, spec, path)
    prices, per_request = resolve_prices(ctx, spec, entry, path)
    limit = spec.rate_limit or RateLimit()
    committed = (*path, "commitment_per_month")
    return Api(
        traits=_traits(ctx, spec, entry or {}, path),
        prices=prices,
        per_request=per_request,
        commitment=ctx.money(spec.commitment_per_month, _currency(spec), "commitment", "month", committed),
        tokens_per_minute=limit.tokens_per_minute or math.inf,
        requests_per_minute=limit.requests_per_minute or math.inf,
        factor=resolve_factor(ctx, spec.token_factor, path),
        energy_j=_energy(ctx, spec, entry, path),
        embodied_g_per_output_mtok=_embodied(ctx, spec, entry, path),
        grid=_grid(ctx, spec, entry or {}, path),
    )


def _traits(ctx: Context, spec: ApiOption, entry: Entry, path: Path) -> OptionFacts:
    kind = "api_open_weights" if entry.get("open_weights") else "api"
    return resolve_traits(
        ctx,
        spec,
        path,
        kind,
        region=entry.get("region"),
        context_tokens=entry.get("context_tokens"),
        open_weights=entry.get("open_weights"),
    )


def _grid(ctx: Context, spec: ApiOption, entry: Entry, path: Path) -> GridIntensity:
    """Return the grid that feeds the service: as given, else that of the region asked for, else the provider's."""
    if spec.grid is not None:
        return resolve_grid(ctx, spec.grid, (*path, "grid"))
    region = spec.region or entry.get("region")
    grid = entry.get("grid") if region == entry.get("region") else region
    grid = grid if grid in ctx.catalogue.ids("grids") else None  # EU is a region, not a grid
    has_energy = isinstance(spec.energy, ApiEnergy) or (spec.energy is None and "energy" in entry)
    if grid is None and has_energy:
        ctx.note("C3-N23", f"{spec.name}: the grid that feeds it is not known, so its carbon is n/a", path)
    return resolve_grid(ctx, grid, path)


def _currency(spec: ApiOption) -> str | None:
    return spec.price.currency if isinstance(spec.price, Price) else None


def resolve_factor(ctx: Context, factor: TokenFactor, path: Path) -> dict[TokenKind, float]:
    """Return this model's tokens per reference token, by kind of token."""
    into, out = (ctx.number(getattr(factor, f), (*path, "token_factor", f)) for f in ("input", "output"))
    return {"input": into, "cached_read": into, "cache_write": into, "output": out}


def _entry(ctx: Context, spec: ApiOption, path: Path) -> Entry | None:
    """Return the catalogue's entry for this provider and model; without one, the scenario must give the price."""
    key = f"{spec.provider}/{spec.model}"
    if ctx.catalogue.has("apis", key):
        return ctx.catalogue.get("apis", key)
    if spec.price is None:
        _report_unknown_model(ctx, spec, path)
    elif spec.provider:
        _note_misspelt(ctx, spec, path)
    return None


def _note_misspelt(ctx: Context, spec: ApiOption, path: Path) -> None:
    """Say where a provider or model with a price of its own is nearly one that the catalogue knows more of."""
    hint = near_model(f"{spec.provider}/{spec.model}", ctx.catalogue.ids("apis"))
    if hint:
        known = f"the catalogue has no `{spec.provider}/{spec.model}`, so nothing but its own price is known; {hint}"
        ctx.note("C3-N31", f"{spec.name}: {known}", path, "warning")


def _report_unknown_model(ctx: Context, spec: ApiOption, path: Path) -> None:
    ids = ctx.catalogue.ids("apis")
    providers = sorted({i.split("/")[0] for i in ids})
    sellers = [i for i in ids if i.split("/", 1)[1] == spec.model]
    if spec.provider is None or spec.provider not in providers:
        sold = f"sold by {', '.join(s.split('/')[0] for s in sellers)}" if sellers else ""
        hint = near(spec.provider or "", providers) or sold
        ctx.problem(
            "C3-R02",
            f"option `{spec.name}` names no known provider",
            (*path, "provider" if spec.provider else "model"),
            f"provider: one of {', '.join(providers)}; or price: {{input_per_mtok, output_per_mtok}}",
            hint,
        )
        return
    own = [i.split("/", 1)[1] for i in ids if i.startswith(f"{spec.provider}/")]
    ctx.problem(
        "C3-R02",
        f"{spec.provider} has no model `{spec.model}` in the catalogue",
        (*path, "model"),
        "a model of this provider, exactly as the catalogue writes it, or a price of your own",
        near_model(spec.model, own),
    )


def _energy(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> dict[TokenKind, Input]:
    """Return J per token by kind; cached reads skip prefill and count with the catalogue's assumed share of it."""
    into, out = _input_and_output_j(ctx, spec, entry, path)
    if math.isnan(out.value):
        ctx.note("C3-N06", f"{spec.name}: energy per token is not known, so its energy and carbon are n/a", path)
        return dict.fromkeys(KINDS, into) | {"output": out}
    cached = _cached_j(ctx, spec, into) if reads_cache(ctx) else into
    return {"input": into, "cached_read": cached, "cache_write": into, "output": out}


def _cached_j(ctx: Context, spec: ApiOption, into: Input) -> Input:
    share = ctx.default("cached_read_energy_share", "cached read energy", "of an input token's", spec.name)
    return replace(into, name="energy per cached token", value=into.value * share.value, evidence="assumed")


def _input_and_output_j(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> tuple[Input, Input]:
    names = ("energy per input token", "energy per output token")
    if isinstance(spec.energy, ApiEnergy):
        own = (spec.energy.input_j_per_token, spec.energy.output_j_per_token)
        pairs = zip(names, own, ("input_j_per_token", "output_j_per_token"), strict=True)
        into, out = (ctx.given(v, n, "J/token", (*path, "energy", f)) for n, v, f in pairs)
        return into, out
    row = entry.get("energy") if entry and spec.energy is None else None
    if row is None:
        into, out = (unknown(n, "J/token", "no published figure") for n in names)
        return into, out
    fields = ("input_j_per_token", "output_j_per_token")
    provenance = Provenance.of(row)
    into, out = (provenance.sourced(_drawn(ctx, row, f), n, "J/token") for f, n in zip(fields, names, strict=True))
    return into, out


def _drawn(ctx: Context, row: Entry, field: str) -> float:
    return ctx.uncertain(f"{row['where']}.{field}", row[field])


def _embodied(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> Input:
    name, unit = "embodied carbon", "g/Mtok"
    if isinstance(spec.energy, ApiEnergy) and spec.energy.embodied_g_per_output_mtok is not None:
        return ctx.given(
            spec.energy.embodied_g_per_output_mtok, name, unit, (*path, "energy", "embodied_g_per_output_mtok")
        )
    row = entry.get("energy") if entry and spec.energy is None else None
    field = "embodied_g_per_output_mtok"
    if row is None or not row.get(field):
        return unknown(name, unit, "no published figure")
    return Provenance.of(row).sourced(_drawn(ctx, row, field), name, unit)
