"""Which prices of a catalogue's row count for an option: its service tier, its hours, its size of request."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from c3calc.base.numbers import count_text, plain
from c3calc.base.ranges import central
from c3calc.base.time_zones import hours_ahead_of_utc
from c3calc.base.units import HOURS_PER_DAY, HOURS_PER_WEEK, MINUTES_PER_HOUR
from c3calc.scenario.options import Price
from c3calc.scenario.workload import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.base.errors import Path
    from c3calc.case.traffic import Part
    from c3calc.catalogue.price_row import PriceRow, Prices, PriceWindow
    from c3calc.resolve.context import Context
    from c3calc.scenario.options import ApiOption

_DAY_HOURS = int(HOURS_PER_DAY)
_DAY_MINUTES = int(HOURS_PER_DAY * MINUTES_PER_HOUR)
_DAYS = {"all": range(7), "weekdays": range(5), "weekends": range(5, 7)}  # a week begins on Monday
_OFFICE_HOURS = range(8, 18)  # our reading of `business_hours`, which fixes ten hours of a day and not which


class WeekLoad(NamedTuple):
    """How a part's load spreads over the hours of a week, on a clock so many hours ahead of UTC; its weight."""

    by_hour: tuple[float, ...]
    ahead_hours: float
    weight: float


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
    loads = _loads(ctx)
    shares = [sum(load.weight * _share(load, window) for load in loads) for window in row.windows]
    price = {key: _mean(key, row, shares) for key in row.price}
    times = " and ".join(window.times for window in row.windows)
    text = f"{plain(100 * sum(shares))} % of {_hours(ctx)} fall into {times} UTC, which has other prices"
    ctx.note("C3-N25", f"{spec.name}: its prices are averaged over the hours: {text}", path)
    return replace(row, price=price, windows=(), provenance=row.provenance.adding(text))


def _mean(key: str, row: PriceRow, shares: Sequence[float]) -> float:
    """Return a price averaged over the day, given the share of the load in each window."""
    always = central(row.price[key])
    inside = [central(window.price.get(key, always)) for window in row.windows]
    return always + sum(share * (price - always) for share, price in zip(shares, inside, strict=True))


def _share(load: WeekLoad, window: PriceWindow) -> float:
    """Return the share of a week's load in a window; an end before the start is of the next day."""
    first, last = (_minutes(moment) + MINUTES_PER_HOUR * load.ahead_hours for moment in (window.start, window.end))
    starts = [_DAY_MINUTES * day + first for day in _DAYS[window.days]]
    length = (last - first) % _DAY_MINUTES or _DAY_MINUTES
    return sum(_until(load, start + length) - _until(load, start) for start in starts)


def _until(load: WeekLoad, minute: float) -> float:
    """Return the load up to a minute of the week, of any week: a whole one counts 1."""
    weeks, rest = divmod(minute, _DAY_MINUTES * 7)
    hour, part = divmod(rest, MINUTES_PER_HOUR)
    return weeks + sum(load.by_hour[: int(hour)]) + load.by_hour[int(hour)] * part / MINUTES_PER_HOUR


def _minutes(moment: str) -> int:
    hours, minutes = moment.split(":")
    return 60 * int(hours) + int(minutes)


def _shapes(ctx: Context) -> list[tuple[str | Shape, float]]:
    """Return every shape of the workload with its share of the traffic."""
    whole = ctx.scenario.workload
    own = [(f.shape if "shape" in f.model_fields_set else whole.shape, central(f.share or 1.0)) for f in whole.features]
    total = sum(share for _, share in own)
    return [(shape, share / total) for shape, share in own] or [(whole.shape, 1.0)]


def _loads(ctx: Context) -> list[WeekLoad]:
    return [
        WeekLoad(_of_shape(ctx, shape), hours_ahead_of_utc(shape.time_zone) if isinstance(shape, Shape) else 0.0, share)
        for shape, share in _shapes(ctx)
    ]


def _hours(ctx: Context) -> str:
    """Say which hours the load is taken to have, and where that is an assumption."""
    shapes = [shape for shape, _ in _shapes(ctx)]
    if "business_hours" in shapes:
        return "office hours, taken as 08-18 UTC,"
    stated = [shape for shape in shapes if isinstance(shape, Shape)]
    if any(not shape.hourly for shape in stated):
        return "an even load, for only its peak is known,"
    zones = ", ".join(dict.fromkeys(shape.time_zone for shape in stated if shape.time_zone != "UTC"))
    return f"the hours of the load, in standard time of {zones}," if zones else "the hours of the load"


def _of_shape(ctx: Context, shape: str | Shape) -> tuple[float, ...]:
    """Return the load of each hour of the week; where only a peak is known, all hours are alike.

    The first hour of a profile is on a Monday, that of a year on 1 January of the year of `as_of`.
    """
    week = range(HOURS_PER_WEEK)
    if shape == "business_hours":
        return _normal(float(hour // _DAY_HOURS < 5 and hour % _DAY_HOURS in _OFFICE_HOURS) for hour in week)
    profile = ctx.profiles.get(shape.hourly or "", ()) if isinstance(shape, Shape) else ()
    if not any(profile):
        return _normal([1.0] * HOURS_PER_WEEK)
    first = date(int(ctx.as_of[:4]), 1, 1).weekday() * _DAY_HOURS if len(profile) > HOURS_PER_WEEK else 0
    span = min(len(profile), HOURS_PER_WEEK)
    return _normal(sum(profile[(hour - first) % span :: span]) for hour in week)


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
