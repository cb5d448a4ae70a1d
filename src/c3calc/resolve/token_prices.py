"""An API's price of every kind of token: the user's own or the catalogue's of the day, and what stands in for one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.base.provenance import Input
from c3calc.base.ranges import central
from c3calc.case.options import TokenPrices
from c3calc.catalogue.price_row import PriceRow, fields_of
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.price_rows import note_size, row_for
from c3calc.scenario.options import ApiOption, Price

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.case.traffic import TokenKind
    from c3calc.catalogue.catalogue import Entry

KINDS: tuple[TokenKind, ...] = ("input", "cached_read", "cache_write", "output")
_CACHES: tuple[TokenKind, ...] = ("cached_read", "cache_write")


def resolve_prices(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> tuple[TokenPrices, Input]:
    """Return the price per Mtok of every kind of token, discounted, and the fee per call."""
    row = _price_row(ctx, spec, entry, path)
    quotes = _quotes(ctx, spec, row, path)
    discount = ctx.number(spec.discount, (*path, "discount"))
    quotes = {key: _discounted(given, discount) for key, given in quotes.items()}
    _note_missing(ctx, quotes, spec, path)
    nothing = Input("request fee", 0.0, f"{ctx.scenario.currency}/request", "published", "the price list names none")
    above_tokens = row.long_above_tokens if row else math.inf
    note_size(ctx, spec, above_tokens, path)
    return replace(_by_segment(quotes), long_above_tokens=above_tokens), quotes.get("per_request", nothing)


def _price_row(ctx: Context, spec: ApiOption, entry: Entry | None, path: Path) -> PriceRow | None:
    """Return the scenario's own price, else the catalogue's of the day as it holds for the option; None is unknown."""
    if isinstance(spec.price, Price):
        return row_for(ctx, spec, PriceRow.of_scenario(spec.price, ctx.scenario.currency), path)
    if spec.price is not None or entry is None:
        return None
    listed = ctx.catalogue.price_on(entry["prices"], ctx.as_of)
    if listed is None:
        _report_no_price(ctx, spec, entry, (*path, "model"))
        return None
    row = PriceRow.of(listed, spec.service_tier)
    for remark in dict.fromkeys(note for note in (entry.get("note"), row.note) if note):
        ctx.note("C3-N24", f"{spec.name}, {spec.provider}/{spec.model}: {remark}", path)
    return row_for(ctx, spec, row, path)


def _report_no_price(ctx: Context, spec: ApiOption, entry: Entry, path: Path) -> None:
    first = min(row["valid_from"] for row in entry["prices"])
    text = f"{spec.provider}/{spec.model} has no price on {ctx.as_of}"
    ctx.problem("C3-R03", text, path, f"an as_of from {first} on, or a price of your own")


def _quotes(ctx: Context, spec: ApiOption, row: PriceRow | None, path: Path) -> dict[str, Input]:
    """Return every price that is given, in the scenario's currency."""
    if row is None:
        why, unit = "the scenario says unknown" if spec.price else "missing", f"{ctx.scenario.currency}/Mtok"
        return {kind: unknown(_name(kind), unit, why) for kind in ("input", "output")}
    if isinstance(spec.price, Price):
        return _with_batch_caches(
            {
                key: ctx.money(price, row.currency, _name(key), _unit(key), (*path, "price", *fields_of(key)))
                for key, price in row.by_key().items()
            }
        )
    ctx.checked.append(("api", row.provenance))
    ctx.note_tax(row.tax, f"the price of {spec.provider}/{spec.model}", path)
    facts = {
        key: ctx.fact(row.provenance, central(price), _name(key), _unit(key)) for key, price in row.by_key().items()
    }
    return {key: ctx.converted(given, row.currency, path) for key, given in facts.items()}


def _with_batch_caches(own: dict[str, Input]) -> dict[str, Input]:
    """Return own prices with those of the cache in a batch: what is not given is reduced as input in a batch is."""
    lacking = [k for k in _CACHES if {k, "batch_input"} <= own.keys() and f"batch_{k}" not in own]
    return own | {f"batch_{k}": _both(own["input"], own["batch_input"], own[k]) for k in lacking}


def _name(key: str) -> str:
    return "request fee" if key == "per_request" else f"{key.replace('_', ' ')} price"


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
    instead = {k: replace(into, name=f"{_name(k)} (the input price)") for k in KINDS} | missing
    return {k: given or instead[k] for k, given in prices.items()}


def _both(standard: Input, batch: Input, long: Input) -> Input:
    """Return the long-context price at the batch rate: the batch reduction applied to it."""
    share = batch.value / standard.value if standard.value else 1.0
    return replace(long, value=long.value * share, source=f"{long.source}; batch x {plain(share)}")


def reads_cache(ctx: Context) -> bool:
    """Whether any traffic reads from a prompt cache."""
    traffic = [ctx.scenario.workload, *ctx.scenario.workload.features]
    return any(w.cached_input_share or any(p.reused for p in w.input_parts or ()) for w in traffic)


def _note_missing(ctx: Context, quotes: dict[str, Input], spec: ApiOption, path: Path) -> None:
    """Say which prices the workload needs and nobody gives, and what stands in for them."""
    name, traffic = spec.name, [ctx.scenario.workload, *ctx.scenario.workload.features]
    needed = ["cached_read"] if reads_cache(ctx) else []
    needed += ["cache_write"] if any(w.cache_write_share for w in traffic) else []
    own = spec.price if any(w.batch_share for w in traffic) and "batch_input" in quotes else None
    for key in (f"batch_{k}" for k in needed if isinstance(own, Price) and k in quotes):
        if getattr(own, key) is None:
            text = f"{name}: no {_name(key)} is given; it is reduced as the batch input price is"
            ctx.note("C3-N03", text, path, "warning")
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
