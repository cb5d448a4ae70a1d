"""From what the scenario says of its traffic to tokens a month by class, in the order of SCENARIO.md.

User requests -> response cache removes -> agent calls multiply -> trims cut -> evaluation adds; then the classes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.case import UNKNOWN, Part, TokenClass, Workload
from c3calc.model import FeatureSpec, InputPart, Traffic
from c3calc.ranges import central
from c3calc.resolve.shapes import shape_levels, shape_peak
from c3calc.result import Step
from c3calc.units import HOURS_PER_DAY, count_text, plain

if TYPE_CHECKING:
    from c3calc.errors import Path
    from c3calc.resolve.context import Context

AGREEMENT = 0.005
_VOLUMES = ("input_tokens", "output_tokens", "requests")
_PER_REQUEST = {
    "input_tokens": ("input_tokens_per_request", "input_parts"),
    "output_tokens": ("output_tokens_per_request",),
}


@dataclass(frozen=True)
class Volumes:
    """User traffic of a part before any step; requests may be unknown."""

    input_tokens: float
    output_tokens: float
    requests: float


def resolve_workload(ctx: Context) -> tuple[Workload, tuple[Step, ...]]:
    """Return the month's traffic by part, and the steps that led there."""
    spec, path = ctx.scenario.workload, ("workload",)
    parts, steps = zip(*(_part(ctx, *each) for each in _specs(ctx)), strict=True)
    _note_later(ctx, spec)
    if sum(p.tokens for p in parts) == 0:
        ctx.problem("C3-R05", "the workload has no tokens", path, "a volume above 0")
    workload = Workload(
        _with_shared_peak(ctx, parts),
        ctx.scenario.hours_per_month,
        users=UNKNOWN if spec.users is None else ctx.number(spec.users, (*path, "users")),
        unit_name=spec.unit.name if spec.unit else None,
        requests_per_unit=spec.unit.requests if spec.unit else 1.0,
    )
    return workload, tuple(step for group in steps for step in group)


def _note_later(ctx: Context, spec: Traffic) -> None:
    later = [f for f in ("ttft_s", "tpot_ms", "growth_per_month") if f in spec.model_fields_set]
    if later:
        names = ", ".join(later)
        ctx.note("C3-N20", f"{names}: accepted and checked; month 1 does not use it", ("workload", later[0]))


def _specs(ctx: Context) -> list[tuple[Traffic, Volumes, str, Path]]:
    """Return one (spec, volumes, name, path) a part; a workload without features is one part."""
    whole = ctx.scenario.workload
    if not whole.features:
        return [(whole, _volumes(ctx, whole, ("workload",)), "all traffic", ("workload",))]
    _check_shares(ctx)
    return [
        (_merged(whole, f), _feature_volumes(ctx, f, path), f.name, path)
        for f, path in ((f, ("workload", "features", i)) for i, f in enumerate(whole.features))
    ]


def _merged(whole: Traffic, feature: FeatureSpec) -> Traffic:
    own = {name: getattr(feature, name) for name in feature.model_fields_set & Traffic.model_fields.keys()}
    return whole.model_copy(update=own)


def _check_shares(ctx: Context) -> None:
    features, path = ctx.scenario.workload.features, ("workload", "features")
    shares = [ctx.number(f.share, (*path, i, "share")) for i, f in enumerate(features) if f.share is not None]
    if shares and len(shares) == len(features) and not math.isclose(sum(shares), 1, abs_tol=1e-9):
        ctx.problem("C3-R12", f"the shares of the features sum to {plain(sum(shares) * 100)} %", path, "100 %")


def _feature_volumes(ctx: Context, feature: FeatureSpec, path: Path) -> Volumes:
    """Return a feature's own volumes, with what it does not say taken as its share of the workload's."""
    own = set(feature.model_fields_set)
    volume_fields = {f"{v}_per_{p}" for v in _VOLUMES for p in ("month", "day")}
    if feature.share is None:
        if not own & volume_fields:
            ctx.problem(
                "C3-R12",
                f"feature `{feature.name}` has neither a share nor volumes",
                path,
                "share: 40%, or its own volumes",
            )
        return _volumes(ctx, _merged(Traffic(), feature), path)
    whole = ctx.scenario.workload
    kept = {f for group in _PER_REQUEST.values() for f in group if own & set(group)}
    dropped = {f"{v}_per_{p}": None for v, group in _PER_REQUEST.items() if own & set(group) for p in ("month", "day")}
    shared = _volumes(ctx, whole.model_copy(update=dropped | {f: getattr(feature, f) for f in kept}), ("workload",))
    share = ctx.number(feature.share, (*path, "share"))
    return Volumes(shared.input_tokens * share, shared.output_tokens * share, shared.requests * share)


def _volumes(ctx: Context, spec: Traffic, path: Path) -> Volumes:
    monthly = {v: _per_month(ctx, spec, v, path) for v in _VOLUMES}
    each = {v: _per_request(ctx, spec, v, path) for v in ("input_tokens", "output_tokens")}
    if spec.invoice is not None:
        return _from_invoice(ctx, spec, monthly["requests"], path)
    requests = monthly["requests"]
    if math.isnan(requests):
        requests = _ratio(monthly["input_tokens"], each["input_tokens"])
    if math.isnan(requests):
        requests = _ratio(monthly["output_tokens"], each["output_tokens"])
    into, out = (_agreed(ctx, v, monthly[v], requests * each[v], path) for v in each)
    return Volumes(into, out, requests)


def _from_invoice(ctx: Context, spec: Traffic, requests: float, path: Path) -> Volumes:
    """Return traffic of the invoice's mix at one token in; the bill sets the volume later."""
    assert spec.invoice is not None
    if not math.isnan(requests):
        ctx.problem("C3-R04", "an invoice sets the volume, and so do requests", (*path, "invoice"), "one of the two")
    input_each = _per_request(ctx, spec, "input_tokens", path)
    return Volumes(1.0, spec.invoice.output_per_input, _ratio(1.0, input_each))


def _ratio(tokens: float, per_request: float) -> float:
    return tokens / per_request if per_request else UNKNOWN


def _per_month(ctx: Context, spec: Traffic, what: str, path: Path) -> float:
    month, day = (getattr(spec, f"{what}_per_{p}") for p in ("month", "day"))
    if month is not None and day is not None:
        ctx.problem("C3-R04", f"{what} are given per month and per day", (*path, f"{what}_per_day"), "one of the two")
    if month is not None:
        return ctx.number(month, (*path, f"{what}_per_month"))
    days = ctx.scenario.hours_per_month / HOURS_PER_DAY
    return UNKNOWN if day is None else ctx.number(day, (*path, f"{what}_per_day")) * days


def _per_request(ctx: Context, spec: Traffic, what: str, path: Path) -> float:
    if what == "input_tokens" and spec.input_parts:
        return sum(ctx.number(p.tokens, (*path, "input_parts", i, "tokens")) for i, p in enumerate(spec.input_parts))
    value = getattr(spec, f"{what}_per_request")
    return UNKNOWN if value is None else ctx.number(value, (*path, f"{what}_per_request"))


def _agreed(ctx: Context, what: str, monthly: float, from_requests: float, path: Path) -> float:
    """Return the monthly tokens; volumes, requests and tokens per request must tell the same story."""
    if math.isnan(monthly) and math.isnan(from_requests):
        ctx.problem(
            "C3-R05",
            f"the workload does not say how many {what} a month has",
            path,
            f"{what}_per_month, or requests_per_month and {what}_per_request, or an invoice",
        )
    if abs(monthly - from_requests) > AGREEMENT * monthly:
        ctx.problem(
            "C3-R04",
            f"{what} contradict each other: {count_text(monthly)} a month, but requests x tokens per request "
            f"give {count_text(from_requests)}",
            (*path, f"{what}_per_month"),
            "volumes that agree within 0.5 %",
            "leave one out",
        )
    return from_requests if math.isnan(monthly) else monthly


def _part(ctx: Context, spec: Traffic, volumes: Volumes, name: str, path: Path) -> tuple[Part, list[Step]]:
    sent, steps = _sent(ctx, spec, volumes, path)
    classes = (
        *_input_classes(ctx, spec, sent.input_tokens, path),
        TokenClass("Output tokens", "output", sent.output_tokens),
    )
    part = Part(
        name,
        tuple(c for c in classes if c.tokens != 0 or c.kind == "output"),
        volumes.requests,
        sent.requests,
        batch_share=ctx.number(spec.batch_share, (*path, "batch_share")),
        long_share=ctx.number(spec.long_context_share, (*path, "long_context_share")),
        levels=shape_levels(ctx, spec, path),
        peak_to_mean=shape_peak(spec),
        context_tokens=_context(spec, volumes),
        peak_tokens_per_minute=getattr(spec.shape, "peak_tokens_per_minute", None) or UNKNOWN,
    )
    prefix = "" if not ctx.scenario.workload.features else f"{name}: "
    return part, [Step(prefix + s.label, s.arithmetic, s.value, s.unit) for s in steps]


def _context(spec: Traffic, volumes: Volumes) -> float:
    """Return the longest context a request has: as stated, else a mean request, else unknown."""
    if spec.max_context_tokens is not None:
        return spec.max_context_tokens
    return _ratio(volumes.input_tokens + volumes.output_tokens, volumes.requests)


def _sent(ctx: Context, spec: Traffic, volumes: Volumes, path: Path) -> tuple[Volumes, list[Step]]:
    """Apply the steps in their order; each is (label, factor on input, on output, on calls)."""
    cache, e, cut_in, cut_out = (
        ctx.number(getattr(spec, f), (*path, f))
        for f in ("response_cache_share", "evaluation_share", "input_trim", "output_trim")
    )
    agent = ctx.number(spec.calls_per_request, (*path, "calls_per_request"))
    table = (
        ("answered from the response cache", 1 - cache, 1 - cache, 1 - cache),
        ("calls per request", agent, agent, agent),
        ("trimmed prompts and answers", 1 - cut_in, 1 - cut_out, 1.0),
        ("evaluation runs", 1 + e, 1 + e, 1 + e),
    )
    steps = [_step("user traffic", volumes, "as given")]
    for label, *factors in table:
        if factors != [1.0, 1.0, 1.0]:
            volumes = Volumes(
                *(
                    v * f
                    for v, f in zip(
                        (volumes.input_tokens, volumes.output_tokens, volumes.requests), factors, strict=True
                    )
                )
            )
            steps.append(_step(label, volumes, f"input x {plain(factors[0])}, output x {plain(factors[1])}"))
    return volumes, steps


def _step(label: str, volumes: Volumes, how: str) -> Step:
    total = volumes.input_tokens + volumes.output_tokens
    counts = f"{count_text(volumes.input_tokens)} in + {count_text(volumes.output_tokens)} out"
    return Step(label, f"{how}: {counts}", total, "tokens/month")


def _input_classes(ctx: Context, spec: Traffic, tokens: float, path: Path) -> tuple[TokenClass, ...]:
    """Split input tokens into disjoint classes; a reused part of the prompt is a cache read."""
    cached, written = (ctx.number(getattr(spec, f), (*path, f)) for f in ("cached_input_share", "cache_write_share"))
    pieces = spec.input_parts or ()
    if cached + written > 1 + 1e-9:
        ctx.problem(
            "C3-R23",
            "cached reads and cache writes are more than all input",
            (*path, "cache_write_share"),
            "at most 100 % together",
        )
    if cached and any(p.reused for p in pieces):
        ctx.problem(
            "C3-R23",
            "cached_input_share contradicts the reused input_parts",
            (*path, "cached_input_share"),
            "one of the two",
        )
    total = sum(ctx.number(p.tokens, (*path, "input_parts", i, "tokens")) for i, p in enumerate(pieces))
    named: list[tuple[InputPart | None, float]] = [(p, tokens * central(p.tokens) / total) for p in pieces]
    return tuple(c for piece, share in named or [(None, tokens)] for c in _piece(piece, share, cached, written))


def _piece(piece: InputPart | None, tokens: float, cached: float, written: float) -> list[TokenClass]:
    suffix = f": {piece.name}" if piece else ""
    if piece and piece.reused:
        return [TokenClass(f"Cached input{suffix}", "cached_read", tokens)]
    split = [
        TokenClass(f"Input tokens{suffix}", "input", tokens * (1 - cached - written)),
        TokenClass(f"Cached input{suffix}", "cached_read", tokens * cached),
        TokenClass(f"Cache writes{suffix}", "cache_write", tokens * written),
    ]
    return [c for c in split if c.tokens != 0]


def _with_shared_peak(ctx: Context, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Give each feature its share of a peak stated for the whole workload, by tokens."""
    features, total = ctx.scenario.workload.features, sum(p.tokens for p in parts)
    inherited = [not f.model_fields_set & {"shape"} for f in features] or [False]
    return tuple(
        replace(p, peak_tokens_per_minute=p.peak_tokens_per_minute * p.tokens / total) if shared else p
        for p, shared in zip(parts, inherited, strict=True)
    )
