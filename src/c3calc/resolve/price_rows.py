"""Which prices of a catalogue's row count for an option: its service tier, its hours, its size of request."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.base.numbers import count_text, plain
from c3calc.base.ranges import central
from c3calc.base.units import HOURS_PER_DAY, MINUTES_PER_HOUR
from c3calc.scenario.options import Price
from c3calc.scenario.workload import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.base.errors import Path
    from c3calc.case.traffic import Part
    from c3calc.catalogue.price_row import PriceRow, Prices
    from c3calc.resolve.context import Context
    from c3calc.scenario.options import ApiOption

_DAY_HOURS = int(HOURS_PER_DAY)
_OFFICE_HOURS = range(8, 18)  # our reading of `business_hours`, which fixes ten hours of a day and not which


def row_for(ctx: Context, spec: ApiOption, row: PriceRow, path: Path) -> PriceRow:
    """Return a row of the catalogue as it holds for an option: no hours and no lifetimes of a cache any more."""
    if row.tier != spec.service_tier:
        text = f"{spec.provider}/{spec.model} has no price of the {spec.service_tier} tier on {ctx.as_of}"
        expected = f"one of {', '.join(row.tiers)}, or a price of your own"
        if isinstance(spec.price, Price):
            text = f"service_tier: {spec.service_tier} changes nothing beside a price of your own"
            expected = "the tier's price as your own, without service_tier"
        ctx.problem("C3-R26", text, (*path, "service_tier"), expected)
    row = _averaged(ctx, spec, row, path)
    _note_lifetime(ctx, spec, row, path)
    long = tuple(tier._replace(price=_with_lifetime(spec, tier.price)) for tier in row.long)
    return replace(row, price=_with_lifetime(spec, row.price), long=long)


def _note_lifetime(ctx: Context, spec: ApiOption, row: PriceRow, path: Path) -> None:
    written = any(w.cache_write_share for w in (ctx.scenario.workload, *ctx.scenario.workload.features))
    known = all(f"{key}_1h" in row.price for key in row.price if key.endswith("cache_write"))
    if written and spec.cache_lifetime == "1h" and not known:
        text = f"{spec.name}: no price of cache writes for an hour is known; they are billed as those for 5 minutes"
        ctx.note("C3-N03", text, path, "warning")


def _with_lifetime(spec: ApiOption, prices: Prices) -> Prices:
    """Return the prices with that of cache writes that are kept as long as the option wants."""
    if spec.cache_lifetime != "1h":
        return prices
    return {**prices, **{key.removesuffix("_1h"): price for key, price in prices.items() if key.endswith("_1h")}}


def _averaged(ctx: Context, spec: ApiOption, row: PriceRow, path: Path) -> PriceRow:
    """Return the row with every price averaged over the hours of the load."""
    if not row.windows:
        return row
    load, hours = _load_by_hour(ctx)
    shares = [_share(load, window.start, window.end) for window in row.windows]
    price = {key: _mean(key, row, shares) for key in row.price}
    times = " and ".join(f"{window.start}-{window.end}" for window in row.windows)
    text = f"{plain(100 * sum(shares))} % of {hours} fall into {times} UTC, which has other prices"
    ctx.note("C3-N25", f"{spec.name}: its prices are averaged over the day: {text}", path)
    return replace(row, price=price, windows=(), provenance=row.provenance.adding(text))


def _mean(key: str, row: PriceRow, shares: Sequence[float]) -> float:
    """Return a price averaged over the day, given the share of the load in each window."""
    always = central(row.price[key])
    inside = [central(window.price.get(key, always)) for window in row.windows]
    return always + sum(share * (price - always) for share, price in zip(shares, inside, strict=True))


def _share(load: tuple[float, ...], start: str, end: str) -> float:
    """Return the share of the day's load between two times; an end before the start is of the next day."""
    first, last = _minutes(start), _minutes(end)
    if last <= first:
        return _share(load, start, "24:00") + (_share(load, "00:00", end) if last else 0.0)
    spans = (min(last, 60 * (hour + 1)) - max(first, 60 * hour) for hour in range(_DAY_HOURS))
    return sum(share * max(span, 0) / MINUTES_PER_HOUR for share, span in zip(load, spans, strict=True))


def _minutes(moment: str) -> int:
    hours, minutes = moment.split(":")
    return 60 * int(hours) + int(minutes)


def _load_by_hour(ctx: Context) -> tuple[tuple[float, ...], str]:
    """Return the share of the load in each hour of the day, and what that is of; features count by their shares."""
    whole = ctx.scenario.workload
    own = [(f.shape if "shape" in f.model_fields_set else whole.shape, f.share) for f in whole.features]
    shapes = own or [(whole.shape, None)]
    weights = [1.0 if share is None else central(share) for _, share in shapes]
    loads = [[w * x for x in _of_shape(ctx, shape)] for w, (shape, _) in zip(weights, shapes, strict=True)]
    return _normal(map(sum, zip(*loads, strict=True))), _hours([shape for shape, _ in shapes])


def _hours(shapes: Sequence[str | Shape]) -> str:
    """Say which hours the load is taken to have, and where that is an assumption."""
    if "business_hours" in shapes:
        return "office hours, taken as 08-18 UTC,"
    stated = [shape for shape in shapes if isinstance(shape, Shape)]
    if any(shape.time_zone != "UTC" for shape in stated):
        return "the hours of the load, read as UTC whatever time_zone says,"
    return (
        "an even load, for only its peak is known,"
        if any(not shape.hourly for shape in stated)
        else "the hours of the load"
    )


def _of_shape(ctx: Context, shape: str | Shape) -> tuple[float, ...]:
    """Return the load of each hour of the day; where only a peak is known, all hours are alike."""
    if shape == "business_hours":
        return _normal(float(hour in _OFFICE_HOURS) for hour in range(_DAY_HOURS))
    profile = ctx.profiles.get(shape.hourly or "", ()) if isinstance(shape, Shape) else ()
    return (
        _normal(sum(profile[hour::_DAY_HOURS]) for hour in range(_DAY_HOURS))
        if any(profile)
        else _normal([1.0] * _DAY_HOURS)
    )


def _normal(load: Iterable[float]) -> tuple[float, ...]:
    values = tuple(load)
    return tuple(value / sum(values) for value in values)


def long_sizes(ctx: Context, spec: ApiOption, row: PriceRow) -> dict[int, list[Part]]:
    """Return the parts of the workload that send requests of a long-context tier, by its place among the sizes."""
    limits = [size.above_tokens for size in row.sizes]
    found: dict[int, list[Part]] = {}
    for part in (p for p in ctx.parts if p.long_share != 0):
        found.setdefault(part.size_among(limits, central(spec.token_factor.input)), []).append(part)
    return {size: found[size] for size in sorted(found) if size}


def note_sizes(ctx: Context, spec: ApiOption, row: PriceRow, path: Path) -> None:
    """Say that requests of mean size are so long that a provider's long-context price holds for them, or none."""
    for size, parts in long_sizes(ctx, spec, row).items():
        limit = count_text(row.sizes[size].above_tokens)
        if not row.sizes[size].offered:
            text = f"{spec.provider}/{spec.model} takes no requests above {limit} tokens in the {row.tier} tier"
            expected = f"one of {', '.join(t for t in row.tiers if t != row.tier)}, shorter requests or your own price"
            ctx.problem("C3-R65", text, (*path, "service_tier"), expected)
        means = [p.input_tokens_per_call * central(spec.token_factor.input) for p in parts if math.isnan(p.long_share)]
        if means:
            text = f"{spec.name}: a mean request has {count_text(max(means))} input tokens, above {limit}"
            ctx.note("C3-N26", f"{text}, so the long-context price holds unless long_context_share says less", path)
