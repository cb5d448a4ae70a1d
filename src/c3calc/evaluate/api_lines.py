"""The bill of an API: every kind of token times its price, at least the commitment; energy and carbon per token.

And the volume that its rate limit lets through.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from c3calc.base.provenance import Input
from c3calc.base.units import G_PER_KG, J_PER_KWH, MINUTES_PER_HOUR, TOKENS_PER_MTOK
from c3calc.evaluate.curve import Curve, floor_at
from c3calc.evaluate.line import LineItem, Minimum, is_known, shares_of
from c3calc.evaluate.load import peak_factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case.options import Api, TokenPrices
    from c3calc.case.traffic import Part, ResolvedWorkload, TokenClass, TokenKind


def api_lines(plan: Api, traffic: ResolvedWorkload, axis_tokens: float, served: Curve) -> list[LineItem]:
    """Return the lines of an API.

    traffic: what this option takes at the workload's volume `axis_tokens`. served: the volume on the axis that it
    serves, over the volume of the workload (all of it, or the overflow of somebody else's hardware).
    """
    lines = list(_token_lines(plan, traffic, axis_tokens, served))
    lines += _request_fee(plan, traffic, axis_tokens, served)
    lines += _commitment(plan, lines, traffic)
    return [*lines, _embodied(plan, traffic, axis_tokens, served)]


def _token_lines(plan: Api, traffic: ResolvedWorkload, axis_tokens: float, served: Curve) -> Iterator[LineItem]:
    """Yield a line for every label and kind of token of every size of request, at once and in batch, that has any."""
    keys = dict.fromkeys((c.label, c.kind) for p in traffic.parts for c in p.classes)
    for size, in_batch, (label, kind) in product(range(len(plan.prices)), (False, True), keys):
        weights = [_weight(plan, p, size, in_batch=in_batch) for p in traffic.parts]
        mtok = tuple(w * _mtok(plan, p, label, kind) for w, p in zip(weights, traffic.parts, strict=True))
        if any(mtok):
            quantity, prices = served * (sum(mtok) / axis_tokens), plan.prices[size]
            price = (prices.batch if in_batch else prices.at_once)[kind]
            yield _token_line(plan, price, kind, label + _suffix(prices, in_batch=in_batch), quantity, shares_of(mtok))


def _suffix(prices: TokenPrices, *, in_batch: bool) -> str:
    words = ", ".join(word for word in (prices.label, "batch" if in_batch else "") if word)
    return f" ({words})" if words else ""


def _mtok(plan: Api, part: Part, label: str, kind: TokenKind) -> float:
    return sum(c.tokens for c in part.classes if _is(c, label, kind)) * plan.factor[kind] / TOKENS_PER_MTOK


def _is(token_class: TokenClass, label: str, kind: str) -> bool:
    return token_class.label == label and token_class.kind == kind


def _weight(plan: Api, part: Part, size: int, *, in_batch: bool) -> float:
    """Return the share of a part's requests that are of a size, and wait for a batch or do not."""
    return (part.batch_share if in_batch else 1 - part.batch_share) * _share_of_size(plan, part, size)


def _share_of_size(plan: Api, part: Part, size: int) -> float:
    """Return the share of a part's requests of a size: as stated for the long ones, else all, by the mean request."""
    long_size = part.size_among([prices.above_tokens for prices in plan.prices], plan.factor["input"])
    long = 0.0 if long_size == 0 else 1.0 if math.isnan(part.long_share) else part.long_share
    return 1 - long if size == 0 else long if size == long_size else 0.0


def _token_line(
    plan: Api, price: Input, kind: TokenKind, label: str, mtok: Curve, shares: tuple[float, ...]
) -> LineItem:
    energy = plan.energy_j[kind]
    kwh_per_mtok = energy.value * TOKENS_PER_MTOK / J_PER_KWH
    grid = plan.grid.carbon_g_per_kwh
    return LineItem(
        label,
        "Mtok",
        mtok,
        price,
        shares,
        energy_inputs=(energy, grid),
        energy_kwh=kwh_per_mtok,
        carbon_kg=kwh_per_mtok * grid.value / G_PER_KG,
        follows="api",
    )


def _request_fee(plan: Api, traffic: ResolvedWorkload, axis_tokens: float, served: Curve) -> list[LineItem]:
    if plan.per_request.value == 0:
        return []
    calls = tuple(p.calls for p in traffic.parts)
    made = served * (sum(calls) / axis_tokens)
    return [LineItem("Request fee", "call", made, plan.per_request, shares_of(calls), follows="api")]


def _commitment(plan: Api, lines: list[LineItem], traffic: ResolvedWorkload) -> list[LineItem]:
    """Return what a minimum bill adds to the usage: max(usage, commitment) - usage."""
    if plan.commitment.value == 0:
        return []
    usage = Curve.total(line.cost for line in lines)
    known = is_known(usage) and not math.isnan(plan.commitment.value)
    unused = floor_at(usage, plan.commitment.value) - usage if known else Curve.constant(math.nan)
    one = Input("unused commitment", 1.0, plan.commitment.unit, "quoted", plan.commitment.source, plan.commitment.where)
    shares = shares_of(p.tokens for p in traffic.parts)
    currency = plan.commitment.unit.split("/", maxsplit=1)[0]
    minimum = Minimum(plan.commitment.value, usage)
    return [
        LineItem("Unused commitment", currency, unused, one, shares, (plan.commitment,), follows="api", minimum=minimum)
    ]


def _embodied(plan: Api, traffic: ResolvedWorkload, axis_tokens: float, served: Curve) -> LineItem:
    """Return embodied carbon of the provider's hardware, counted per output token as the sources do."""
    out = [sum(c.tokens for c in p.classes if c.kind == "output") for p in traffic.parts]
    mtok = tuple(tokens * plan.factor["output"] / TOKENS_PER_MTOK for tokens in out)
    given = plan.embodied_g_per_output_mtok
    return LineItem(
        "Embodied carbon",
        "Mtok out",
        served * (sum(mtok) / axis_tokens),
        None,
        shares_of(mtok),
        (given,),
        carbon_kg=given.value / G_PER_KG,
        embodied=True,
    )


def rate_limit_tokens(plan: Api, traffic: ResolvedWorkload, axis_tokens: float) -> float:
    """Return the volume on the axis at which the busiest minute meets the provider's rate limit."""
    hours = traffic.hours_per_month
    minutes, factors = hours * MINUTES_PER_HOUR, [peak_factor(p, hours) for p in traffic.parts]
    sent = [sum(c.tokens * plan.factor[c.kind] for c in p.classes) for p in traffic.parts]
    tokens = sum(s * f for s, f in zip(sent, factors, strict=True)) / minutes
    calls = sum(p.calls * f for p, f in zip(traffic.parts, factors, strict=True)) / minutes
    return axis_tokens * min(_headroom(plan.tokens_per_minute, tokens), _headroom(plan.requests_per_minute, calls))


def _headroom(limit: float, peak: float) -> float:
    """Return by what factor a peak may grow; without limit where there is none, or no traffic."""
    return limit / peak if peak and limit < math.inf else math.inf
