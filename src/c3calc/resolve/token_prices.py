"""An API's price of every kind of token: the user's own or the catalogue's of the day, and what stands in for one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from c3calc.base.numbers import plain
from c3calc.base.provenance import Input
from c3calc.case.options import TokenPrices
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.price_rows import note_size, price_row
from c3calc.scenario.options import ApiOption, Price

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.case.traffic import TokenKind
    from c3calc.catalogue.catalogue import Entry

KINDS: tuple[TokenKind, ...] = ("input", "cached_read", "cache_write", "output")
_KINDS = {"input": "input", "output": "output", "cached_read": "cached read", "cache_write": "cache write"}
_FIELDS = {
    "input": ("input_per_mtok",),
    "output": ("output_per_mtok",),
    "cached_read": ("cached_read",),
    "cache_write": ("cache_write",),
    "batch_input": ("batch_input",),
    "batch_output": ("batch_output",),
    "batch_cached_read": ("batch_cached_read",),
    "batch_cache_write": ("batch_cache_write",),
    "long_input": ("long_context", "input_per_mtok"),
    "long_output": ("long_context", "output_per_mtok"),
    "long_cached_read": ("long_context", "cached_read"),
    "long_cache_write": ("long_context", "cache_write"),
    "long_batch_input": ("long_context", "batch_input"),
    "long_batch_output": ("long_context", "batch_output"),
    "long_batch_cached_read": ("long_context", "batch_cached_read"),
    "long_batch_cache_write": ("long_context", "batch_cache_write"),
    "per_request": ("per_request",),
}


def resolve_prices(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> tuple[TokenPrices, Input]:
    """Return the price per Mtok of every kind of token, discounted, and the fee per call."""
    quotes, above_tokens = _quotes(ctx, spec, entry, path)
    discount = ctx.number(spec.discount, (*path, "discount"))
    quotes = {key: _discounted(given, discount) for key, given in quotes.items()}
    _note_missing(ctx, quotes, spec.name, path)
    nothing = Input("request fee", 0.0, f"{ctx.scenario.currency}/request", "published", "the price list names none")
    note_size(ctx, spec, above_tokens, path)
    return replace(_by_segment(quotes), long_above_tokens=above_tokens), quotes.get("per_request", nothing)


def _quotes(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> tuple[dict[str, Input], float]:
    """Return every price that is given, and how many input tokens a request may have before its long prices hold."""
    if isinstance(spec.price, Price):
        above = spec.price.long_context.above_tokens if spec.price.long_context else None
        return _own(ctx, spec.price, (*path, "price")), above or math.inf
    row = entry and ctx.catalogue.price_on(entry["prices"], ctx.as_of)
    if spec.price is None and entry and row is None:
        _report_no_price(ctx, spec, entry, (*path, "model"))
    if spec.price is None and entry and row:
        _note_remarks(ctx, spec, entry, row, path)
        chosen = price_row(ctx, spec, row, path)
        above = chosen.get("long_context", {}).get("above_tokens", math.inf)
        return _listed(ctx, spec, chosen, path), above
    why = "the scenario says unknown" if spec.price else "missing"
    unit = f"{ctx.scenario.currency}/Mtok"
    return {kind: unknown(_name(kind), unit, why) for kind in ("input", "output")}, math.inf


def _note_remarks(ctx: Context, spec: ApiOption, entry: Entry, row: Entry, path: Path) -> None:
    for remark in dict.fromkeys(part["note"] for part in (entry, row) if "note" in part):
        ctx.note("C3-N24", f"{spec.name}, {spec.provider}/{spec.model}: {remark}", path)


def _report_no_price(ctx: Context, spec: ApiOption, entry: Entry, path: Path) -> None:
    first = min(row["valid_from"] for row in entry["prices"])
    text = f"{spec.provider}/{spec.model} has no price on {ctx.as_of}"
    ctx.problem("C3-R03", text, path, f"an as_of from {first} on, or a price of your own")


def _own(ctx: Context, price: Price, path: Path) -> dict[str, Input]:
    quotes = {}
    for key, fields in _FIELDS.items():
        value: Any = price
        for field in fields:
            value = getattr(value, field, None)
        if value is not None:
            quotes[key] = ctx.money(value, price.currency, _name(key), _unit(key), (*path, *fields))
    return quotes


def _listed(ctx: Context, spec: ApiOption, row: Entry, path: Path) -> dict[str, Input]:
    ctx.checked.append(("api", row))
    ctx.note_tax(row, f"the price of {spec.provider}/{spec.model}", path)
    quotes = {}
    for key, fields in _FIELDS.items():
        value: Any = row
        for field in fields:
            value = (value or {}).get(field)
        if value is not None:
            quotes[key] = ctx.converted(ctx.fact(row, value, _name(key), _unit(key)), row["currency"], path)
    return quotes


def _name(key: str) -> str:
    kind = next((k for k in KINDS if key.endswith(k)), None)
    return f"{key.removesuffix(kind).replace('_', ' ')}{_KINDS[kind]} price" if kind else "request fee"


def _unit(key: str) -> str:
    return "request" if key == "per_request" else "Mtok"


def _discounted(given: Input, discount: float) -> Input:
    if not discount:
        return given
    source = f"{given.source}; less {plain(discount * 100)} % discount"
    return replace(given, value=given.value * (1 - discount), source=source)


def _by_segment(quotes: dict[str, Input]) -> TokenPrices:
    """Return the price of each kind of token in each segment.

    A missing batch or long-context price is the standard one, a missing cache price that of the segment's input.
    """
    standard = _filled({k: quotes.get(k) for k in KINDS})
    batch = _filled({k: quotes.get(f"batch_{k}", quotes.get(k)) for k in KINDS})
    long = _filled({k: quotes.get(f"long_{k}") for k in KINDS}) if "long_input" in quotes else standard
    both = {k: quotes.get(f"long_batch_{k}") or _both(standard[k], batch[k], long[k]) for k in KINDS}
    return TokenPrices(standard, batch, long, both)


def _filled(prices: dict[TokenKind, Input | None]) -> dict[TokenKind, Input]:
    missing = {k: unknown(_name(k), "", "no price is known") for k in ("input", "output")}
    into = prices["input"] or missing["input"]
    instead = {k: replace(into, name=f"{_KINDS[k]} price (the input price)") for k in KINDS} | missing
    return {k: given or instead[k] for k, given in prices.items()}


def _both(standard: Input, batch: Input, long: Input) -> Input:
    """Return the long-context price at the batch rate: the batch reduction applied to it."""
    share = batch.value / standard.value if standard.value else 1.0
    return replace(long, value=long.value * share, source=f"{long.source}; batch x {plain(share)}")


def reads_cache(ctx: Context) -> bool:
    """Whether any traffic reads from a prompt cache."""
    traffic = [ctx.scenario.workload, *ctx.scenario.workload.features]
    return any(w.cached_input_share or any(p.reused for p in w.input_parts or ()) for w in traffic)


def _note_missing(ctx: Context, quotes: dict[str, Input], name: str, path: Path) -> None:
    """Say which prices the workload needs and nobody gives, and what stands in for them."""
    traffic = [ctx.scenario.workload, *ctx.scenario.workload.features]
    needed = ["cached_read"] if reads_cache(ctx) else []
    needed += ["cache_write"] if any(w.cache_write_share for w in traffic) else []
    if any(w.batch_share for w in traffic) and not {"batch_input", "batch_output"} <= quotes.keys():
        text = f"{name}: no batch price is known; batch requests are billed at the standard price"
        ctx.note("C3-N04", text, path, "warning")
    if any(w.long_context_share for w in traffic):
        needed += [f"long_{k}" for k in needed if "long_input" in quotes]
        if "long_input" not in quotes:
            text = f"{name}: no long-context price is known; long requests are billed at the standard price"
            ctx.note("C3-N09", text, path, "warning")
    for key in (k for k in needed if k not in quotes):
        text = f"{name}: no {_name(key)} is known; these tokens are billed at the input price"
        ctx.note("C3-N03", text, path, "warning")
