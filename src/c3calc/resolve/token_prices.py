"""An API's price of every kind of token: the user's own or the catalogue's of the day, and what stands in for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.base.numbers import count_text, plain
from c3calc.base.provenance import Input
from c3calc.base.ranges import central
from c3calc.case.options import TokenPrices
from c3calc.catalogue.price_row import KEYS, PriceRow, fields_of
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.price_rows import long_sizes, note_sizes, row_for
from c3calc.scenario.options import ApiOption, Price

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.base.errors import Path
    from c3calc.case.traffic import TokenKind
    from c3calc.catalogue.catalogue import Entry

KINDS: tuple[TokenKind, ...] = ("input", "cached_read", "cache_write", "output")
_CACHES: tuple[TokenKind, ...] = ("cached_read", "cache_write")


def resolve_prices(
    ctx: Context, spec: ApiOption, entry: Entry | None, path: Path
) -> tuple[tuple[TokenPrices, ...], Input]:
    """Return the price per Mtok of every kind of token and size of request, discounted, and the fee per call."""
    row = _price_row(ctx, spec, entry, path)
    discount = ctx.number(spec.discount, (*path, "discount"))
    quotes = [{k: _discounted(given, discount) for k, given in of.items()} for of in _quotes(ctx, spec, row, path)]
    if row:
        note_sizes(ctx, spec, row, path)
    _note_missing(ctx, quotes, spec, row, path)
    nothing = Input("request fee", 0.0, f"{ctx.scenario.currency}/request", "published", "the price list names none")
    return tuple(_by_size(quotes, row)), quotes[0].get("per_request", nothing)


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
    if also := ", ".join(entry.get("also_billed", ())):
        text = f"only text tokens are priced; the provider also charges for {also}"
        ctx.note("C3-N71", f"{spec.name}, {spec.provider}/{spec.model}: {text}", path)
    return row_for(ctx, spec, row, path)


def _report_no_price(ctx: Context, spec: ApiOption, entry: Entry, path: Path) -> None:
    first = min(row["valid_from"] for row in entry["prices"])
    text = f"{spec.provider}/{spec.model} has no price on {ctx.as_of}"
    ctx.problem("C3-R03", text, path, f"an as_of from {first} on, or a price of your own")


def _quotes(ctx: Context, spec: ApiOption, row: PriceRow | None, path: Path) -> list[dict[str, Input]]:
    """Return every price that is given for every size of request, in the scenario's currency."""
    if row is None:
        why, unit = "the scenario says unknown" if spec.price else "missing", f"{ctx.scenario.currency}/Mtok"
        return [{kind: unknown(_name(kind), unit, why) for kind in ("input", "output")}]
    if not isinstance(spec.price, Price):
        ctx.checked.append(("api", row.provenance))
        ctx.note_tax(row.tax, f"the price of {spec.provider}/{spec.model}", path)
    quotes = [
        {key: _quote(ctx, spec, row, i, key, path) for key in KEYS if key in size.price}
        for i, size in enumerate(row.sizes)
    ]
    return [_with_batch_caches(given) for given in quotes] if isinstance(spec.price, Price) else quotes


def _quote(ctx: Context, spec: ApiOption, row: PriceRow, size: int, key: str, path: Path) -> Input:
    price, name = row.sizes[size].price[key], _name(key, size)
    if isinstance(spec.price, Price):
        return ctx.money(price, row.currency, name, _unit(key), (*path, "price", *fields_of(key, size)))
    return ctx.converted(ctx.fact(row.provenance, central(price), name, _unit(key)), row.currency, path)


def _with_batch_caches(own: dict[str, Input]) -> dict[str, Input]:
    """Return own prices with those of the cache in a batch: what is not given is reduced as input in a batch is."""
    lacking = [k for k in _CACHES if {k, "batch_input"} <= own.keys() and f"batch_{k}" not in own]
    return own | {f"batch_{k}": _reduced(own[k], own["input"], own["batch_input"]) for k in lacking}


def _name(key: str, size: int = 0) -> str:
    return "request fee" if key == "per_request" else f"{'long ' if size else ''}{key.replace('_', ' ')} price"


def _unit(key: str) -> str:
    return "request" if key == "per_request" else "Mtok"


def _discounted(given: Input, discount: float) -> Input:
    if not discount:
        return given
    source = f"{given.source}; less {plain(discount * 100)} % discount"
    return replace(given, value=given.value * (1 - discount), source=source)


def _by_size(quotes: list[dict[str, Input]], row: PriceRow | None) -> Iterator[TokenPrices]:
    """Yield the prices of each size of request.

    A missing batch price is the one at once, less what the batch of any size is cheaper; a missing cache price is the
    input price beside it.
    """
    standard = None
    for size, given in enumerate(quotes):
        at_once: dict[TokenKind, Input | None] = {k: given.get(k) for k in KINDS}
        batch = {k: given.get(f"batch_{k}") or _at_batch_rate(at_once[k], k, standard) for k in KINDS}
        made = TokenPrices(_filled(at_once), _filled(batch))
        standard = standard or made
        yield replace(made, above_tokens=row.sizes[size].above_tokens, label=_label(row, size)) if row else made


def _label(row: PriceRow, size: int) -> str:
    above = f" above {count_text(row.sizes[size].above_tokens)}" if len(row.long) > 1 else ""
    return f"long context{above}" if size else ""


def _filled(prices: dict[TokenKind, Input | None]) -> dict[TokenKind, Input]:
    missing = {k: unknown(_name(k), "", "no price is known") for k in ("input", "output")}
    into = prices["input"] or missing["input"]
    instead = {k: replace(into, name=f"{_name(k)} (the input price)") for k in KINDS} | missing
    return {k: given or instead[k] for k, given in prices.items()}


def _at_batch_rate(price: Input | None, kind: TokenKind, standard: TokenPrices | None) -> Input | None:
    """Return a long-context price at the batch rate: the batch reduction of requests of any size applied to it."""
    return _reduced(price, standard.at_once[kind], standard.batch[kind]) if price and standard else price


def _reduced(price: Input, at_once: Input, batch: Input) -> Input:
    share = batch.value / at_once.value if at_once.value else 1.0
    return replace(price, value=price.value * share, source=f"{price.source}; batch x {plain(share)}")


def reads_cache(ctx: Context) -> bool:
    """Whether any traffic reads from a prompt cache."""
    traffic = [ctx.scenario.workload, *ctx.scenario.workload.features]
    return any(w.cached_input_share or any(p.reused for p in w.input_parts or ()) for w in traffic)


def _note_missing(
    ctx: Context, quotes: list[dict[str, Input]], spec: ApiOption, row: PriceRow | None, path: Path
) -> None:
    """Say which prices the workload needs and nobody gives, and what stands in for them."""
    traffic, standard = [ctx.scenario.workload, *ctx.scenario.workload.features], quotes[0]
    needed = ["cached_read"] if reads_cache(ctx) else []
    needed += ["cache_write"] if any(w.cache_write_share for w in traffic) else []
    own = spec.price if any(w.batch_share for w in traffic) and "batch_input" in standard else None
    for key in (f"batch_{k}" for k in needed if isinstance(own, Price) and k in standard):
        if getattr(own, key) is None:
            text = f"{spec.name}: no {_name(key)} is given; it is reduced as the batch input price is"
            ctx.note("C3-N03", text, path, "warning")
    if any(w.batch_share for w in traffic) and not {"batch_input", "batch_output"} <= standard.keys():
        text = f"{spec.name}: no batch price is known; batch requests are billed at the standard price"
        ctx.note("C3-N04", text, path, "warning")
    if any(w.long_context_share for w in traffic) and len(quotes) == 1:
        text = f"{spec.name}: no long-context price is known; long requests are billed at the standard price"
        ctx.note("C3-N09", text, path, "warning")
    for size in (0, *(long_sizes(ctx, spec, row) if row else ())):
        for key in (k for k in needed if k not in quotes[size]):
            text = f"{spec.name}: no {_name(key, size)} is known; these tokens are billed at the input price"
            ctx.note("C3-N03", text, path, "warning")
