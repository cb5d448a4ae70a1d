"""An API option: its prices of the day for every kind of token, its energy per token, its limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from c3calc.case import Api, Given, TokenKind, TokenPrices
from c3calc.errors import Path, near
from c3calc.model import ApiEnergy, ApiOption, Price, TokenFactor
from c3calc.resolve.context import Context, from_entry, unknown
from c3calc.resolve.traits import resolve_grid, resolve_traits
from c3calc.units import plain

if TYPE_CHECKING:
    from c3calc.ranges import Quantity

KINDS: tuple[TokenKind, ...] = ("input", "cached_read", "cache_write", "output")
_NAMES = {
    "input": "input price",
    "output": "output price",
    "cached_read": "cached read price",
    "cache_write": "cache write price",
}
Entry = Mapping[str, Any]


def resolve_api(ctx: Context, spec: ApiOption, path: Path) -> Api:
    """Return an API option with nothing left to look up."""
    entry = _entry(ctx, spec, path)
    kind = "api_open_weights" if entry and entry.get("open_weights") else "api"
    prices, per_request = _prices(ctx, spec, entry, path)
    limit = spec.rate_limit
    return Api(
        resolve_traits(
            ctx,
            spec,
            path,
            kind,
            region=entry.get("region") if entry else None,
            context_tokens=entry.get("context_tokens") if entry else None,
            open_weights=(entry or {}).get("open_weights"),
        ),
        prices,
        per_request,
        commitment=ctx.money(
            spec.commitment_per_month, _currency(spec), "commitment", "month", (*path, "commitment_per_month")
        ),
        tokens_per_minute=(limit and limit.tokens_per_minute) or math.inf,
        requests_per_minute=(limit and limit.requests_per_minute) or math.inf,
        factor=resolve_factor(ctx, spec.token_factor, path),
        energy_j=_energy(ctx, spec, entry, path),
        embodied_g_per_output_mtok=_embodied(ctx, spec, entry, path),
        grid=resolve_grid(ctx, spec.grid or (entry or {}).get("grid"), (*path, "grid") if spec.grid else path),
    )


def _currency(spec: ApiOption) -> str | None:
    return spec.price.currency if isinstance(spec.price, Price) else None


def resolve_factor(ctx: Context, factor: TokenFactor, path: Path) -> dict[TokenKind, float]:
    """Return this model's tokens per reference token, by kind of token."""
    into, out = (ctx.number(getattr(factor, f), (*path, "token_factor", f)) for f in ("input", "output"))
    return {"input": into, "cached_read": into, "cache_write": into, "output": out}


def _entry(ctx: Context, spec: ApiOption, path: Path) -> Entry | None:
    """Return the catalogue's entry for this provider and model; without one, the scenario must give the price."""
    key = f"{spec.provider}/{spec.model}"
    if key in ctx.catalogue.ids("apis"):
        return ctx.catalogue.get("apis", key)
    if spec.price is None:
        _report_unknown_model(ctx, spec, path)
    return None


def _report_unknown_model(ctx: Context, spec: ApiOption, path: Path) -> None:
    ids = ctx.catalogue.ids("apis")
    providers = sorted({i.split("/")[0] for i in ids})
    sellers = [i for i in ids if i.split("/", 1)[1] == spec.model]
    if spec.provider is None or spec.provider not in providers:
        hint = (
            f"sold by {', '.join(s.split('/')[0] for s in sellers)}"
            if sellers
            else near(spec.provider or "", providers)
        )
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
        near(spec.model, own),
    )


def _prices(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> tuple[TokenPrices, Given]:
    if isinstance(spec.price, Price):
        price_path = (*path, "price")
        quotes = _own_quotes(ctx, spec.price, price_path)
    else:
        price_path = (*path, "model")
        quotes = _catalogue_quotes(ctx, spec, entry, path)
    discount = ctx.number(spec.discount, (*path, "discount"))
    quotes = {k: _discounted(g, discount) for k, g in quotes.items()}
    prices = _by_segment(ctx, quotes, spec.name, price_path)
    nothing = Given("request fee", 0.0, f"{ctx.scenario.currency}/request", "published", "the price list names none")
    return prices, quotes.get("per_request", nothing)


def _discounted(given: Given, discount: float) -> Given:
    if not discount:
        return given
    return replace(
        given, value=given.value * (1 - discount), source=f"{given.source}; less {plain(discount * 100)} % discount"
    )


def _own_quotes(ctx: Context, price: Price, path: Path) -> dict[str, Given]:
    fields: dict[str, Quantity | None] = {
        "input": price.input_per_mtok,
        "output": price.output_per_mtok,
        "cached_read": price.cached_read,
        "cache_write": price.cache_write,
        "batch_input": price.batch_input,
        "batch_output": price.batch_output,
        "per_request": price.per_request,
        "long_input": price.long_context.input_per_mtok if price.long_context else None,
        "long_output": price.long_context.output_per_mtok if price.long_context else None,
    }
    names = {
        "input": "input_per_mtok",
        "output": "output_per_mtok",
        "long_input": "long_context",
        "long_output": "long_context",
    }
    return {
        k: ctx.money(v, price.currency, _name(k), "request" if k == "per_request" else "Mtok", (*path, names.get(k, k)))
        for k, v in fields.items()
        if v is not None
    }


def _name(key: str) -> str:
    prefix, _, kind = key.partition("_")
    return _NAMES.get(key) or (f"{prefix} {_NAMES[kind]}" if kind in _NAMES else "request fee")


def _catalogue_quotes(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> dict[str, Given]:
    row = entry and ctx.catalogue.price_on(entry["prices"], ctx.as_of)
    if entry and row is None:
        first = entry["prices"][0]["valid_from"] if entry["prices"] else None
        ctx.problem(
            "C3-R03",
            f"{spec.provider}/{spec.model} has no price on {ctx.as_of}",
            (*path, "model"),
            f"an as_of from {first} on, or a price of your own" if first else "a price of your own",
        )
    if row is None:
        return {k: unknown(_NAMES[k], f"{ctx.scenario.currency}/Mtok", "unknown") for k in ("input", "output")}
    ctx.checked.append(("api", row))
    long = row.get("long_context") or {}
    values = {k: row.get(k) for k in ("cached_read", "cache_write", "batch_input", "batch_output", "per_request")}
    values |= {"input": row["input_per_mtok"], "output": row["output_per_mtok"]}
    values |= {"long_input": long.get("input_per_mtok"), "long_output": long.get("output_per_mtok")}
    return {
        k: ctx.converted(
            from_entry(row, v, _name(k), "request" if k == "per_request" else "Mtok"), row["currency"], path
        )
        for k, v in values.items()
        if v is not None
    }


def _by_segment(ctx: Context, quotes: dict[str, Given], name: str, path: Path) -> TokenPrices:
    """Return the price of each kind of token in each segment, noting every price that stands in for a missing one."""
    standard = {k: _or_input(ctx, quotes, k, name, path) for k in KINDS}
    batch = standard | {k: quotes[f"batch_{k}"] for k in ("input", "output") if f"batch_{k}" in quotes}
    long = {k: quotes.get(f"long_{'output' if k == 'output' else 'input'}", standard[k]) for k in KINDS}
    workload = [ctx.scenario.workload, *ctx.scenario.workload.features]
    if any(w.batch_share for w in workload) and "batch_input" not in quotes:
        ctx.note(
            "C3-N04",
            f"{name}: no batch price is known; batch requests are billed at the standard price",
            path,
            "warning",
        )
    if any(w.long_context_share for w in workload) and "long_input" not in quotes:
        ctx.note(
            "C3-N09",
            f"{name}: no long-context price is known; long requests are billed at the standard price",
            path,
            "warning",
        )
    return TokenPrices(standard, batch, long, {k: _both(standard[k], batch[k], long[k]) for k in KINDS})


def _both(standard: Given, batch: Given, long: Given) -> Given:
    """Return the long-context price at the batch rate: the batch reduction applied to it."""
    share = batch.value / standard.value if standard.value else 1.0
    return replace(long, value=long.value * share, source=f"{long.source}; batch x {plain(share)}")


def _or_input(ctx: Context, quotes: dict[str, Given], kind: str, name: str, path: Path) -> Given:
    if kind in quotes:
        return quotes[kind]
    workload = [ctx.scenario.workload, *ctx.scenario.workload.features]
    used = any(getattr(w, "cached_input_share" if kind == "cached_read" else "cache_write_share") for w in workload)
    reused = kind == "cached_read" and any(p.reused for w in workload for p in w.input_parts or ())
    if used or reused:
        ctx.note(
            "C3-N03", f"{name}: no {_NAMES[kind]} is known; these tokens are billed at the input price", path, "warning"
        )
    return replace(quotes["input"], name=f"{_NAMES[kind]} (the input price)")


def _energy(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> dict[TokenKind, Given]:
    """Return J per token by kind; cached reads skip prefill and count with the catalogue's assumed share of it."""
    into, out = _input_and_output_j(ctx, spec, entry, path)
    if math.isnan(out.value):
        ctx.note("C3-N06", f"{spec.name}: energy per token is not known, so its energy and carbon are n/a", path)
        return dict.fromkeys(KINDS, out)
    share = ctx.default("cached_read_energy_share", "cached read energy", "of an input token's", spec.name)
    cached = replace(into, name="energy per cached token", value=into.value * share.value, evidence="assumed")
    return {"input": into, "cached_read": cached, "cache_write": into, "output": out}


def _input_and_output_j(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> tuple[Given, Given]:
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
    return (
        from_entry(row, row["input_j_per_token"]["mode"], names[0], "J/token"),
        from_entry(row, row["output_j_per_token"]["mode"], names[1], "J/token"),
    )


def _embodied(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> Given:
    name, unit = "embodied carbon", "g/Mtok"
    if isinstance(spec.energy, ApiEnergy) and spec.energy.embodied_g_per_output_mtok is not None:
        return ctx.given(
            spec.energy.embodied_g_per_output_mtok, name, unit, (*path, "energy", "embodied_g_per_output_mtok")
        )
    row = entry.get("energy") if entry and spec.energy is None else None
    value = row and row.get("embodied_g_per_output_mtok")
    return from_entry(row, value["mode"], name, unit) if row and value else unknown(name, unit, "no published figure")
