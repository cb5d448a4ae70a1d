"""From the traffic of users to tokens a month by class, in the order of SCENARIO.md.

User requests -> response cache removes -> agent calls multiply -> trims cut -> evaluation adds; then the classes.

How traffic spreads over the month: the load's levels over the hours, and its peak over its mean.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.answer.answer import Step
from c3calc.base.figures import exceeds
from c3calc.base.numbers import count_text, plain
from c3calc.base.units import HOURS_PER_WEEK, MINUTES_PER_HOUR, MS_PER_S
from c3calc.case.traffic import UNKNOWN, LoadLevel, Part, ResolvedWorkload, TokenClass
from c3calc.resolve.volumes import WHOLE, Stated, Volumes, ratio, stated_parts
from c3calc.scenario.workload import Shape, Traffic

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.resolve.context import Context
    from c3calc.scenario.workload import InputPart

BUSINESS_HOURS_PER_WEEK = 50
FLAT: tuple[LoadLevel, ...] = ((1.0, 1.0),)
BUSINESS: tuple[LoadLevel, ...] = (
    (BUSINESS_HOURS_PER_WEEK / HOURS_PER_WEEK, HOURS_PER_WEEK / BUSINESS_HOURS_PER_WEEK),
    (1 - BUSINESS_HOURS_PER_WEEK / HOURS_PER_WEEK, 0.0),
)


def shape_levels(ctx: Context, spec: Traffic, path: Path) -> tuple[LoadLevel, ...] | None:
    """Return (share of hours, load over the mean) for known hours, or None where only a peak is given."""
    if not isinstance(spec.shape, Shape):
        return FLAT if spec.shape == "flat" else BUSINESS
    stated = [n for n in ("peak_to_mean", "peak_tokens_per_minute", "hourly") if getattr(spec.shape, n) is not None]
    if len(stated) != 1:
        ctx.problem(
            "C3-R18", "a shape takes one key", (*path, "shape"), "peak_to_mean, peak_tokens_per_minute or hourly"
        )
    if spec.shape.peak_to_mean is not None and spec.shape.peak_to_mean < 1:
        ctx.problem("C3-R18", "the peak is below the mean", (*path, "shape", "peak_to_mean"), "1 or more")
    if "time_zone" in spec.shape.model_fields_set and spec.shape.hourly is None:
        text = "a time zone changes nothing where the hours of the load are not known"
        ctx.problem("C3-R18", text, (*path, "shape", "time_zone"), "hourly: profile.csv beside it, or no time_zone")
    profile = ctx.profiles.get(spec.shape.hourly or "", ())
    if profile and not any(profile):
        ctx.problem("C3-R18", "every hour of the profile is 0", (*path, "shape", "hourly"), "some hour with traffic")
    return profile_levels(profile) if any(profile) else None


def shape_peak(ctx: Context, spec: Traffic, path: Path) -> float:
    """Return the peak over the mean where the shape states it; NaN where it follows from levels or from the volume."""
    if not isinstance(spec.shape, Shape) or spec.shape.peak_to_mean is None:
        return UNKNOWN
    return ctx.number(spec.shape.peak_to_mean, (*path, "shape", "peak_to_mean"))


def profile_levels(hours: tuple[float, ...]) -> tuple[LoadLevel, ...]:
    """Return the levels of an hourly profile, equal hours together, highest first."""
    mean = sum(hours) / len(hours)
    counts: dict[float, int] = {}
    for value in hours:
        counts[value] = counts.get(value, 0) + 1
    return tuple((n / len(hours), value / mean) for value, n in sorted(counts.items(), reverse=True))


_OF_THE_WHOLE = ("unit", "users")
_ONLY_WHOLE = "only the workload has it"
_WHY_UNUSED = {"growth_per_month": "month 1 does not use it; `finance: {horizon_months: 36}` answers the months after"}


def resolve_workload(ctx: Context) -> tuple[ResolvedWorkload, tuple[Step, ...]]:
    """Return the month's traffic by part, and the steps that led there."""
    spec = ctx.scenario.workload
    stated = stated_parts(ctx)
    parts, steps = zip(*(_part(ctx, s) for s in stated), strict=True)
    _note_unused(ctx)
    workload = ResolvedWorkload(
        _with_shared_peak(ctx, stated, parts),
        ctx.scenario.hours_per_month,
        users=UNKNOWN if spec.users is None else ctx.number(spec.users, (*WHOLE, "users")),
        unit_name=spec.unit.name if spec.unit else None,
        requests_per_unit=spec.unit.requests if spec.unit else 1.0,
    )
    return workload, tuple(step for group in steps for step in group)


def _note_unused(ctx: Context) -> None:
    """Say which fields are accepted but not used: growth without months to grow in, and those only the workload has."""
    whole = ctx.scenario.workload
    ahead = () if ctx.scenario.finance else ("growth_per_month",)
    features = [((*WHOLE, "features", i), f) for i, f in enumerate(whole.features)]
    for path, spec, fields in ((WHOLE, whole, ahead), *((p, f, (*ahead, *_OF_THE_WHOLE)) for p, f in features)):
        for field in (f for f in fields if f in spec.model_fields_set):
            ctx.note("C3-N20", f"{field}: accepted and checked; {_WHY_UNUSED.get(field, _ONLY_WHOLE)}", (*path, field))


def _part(ctx: Context, stated: Stated) -> tuple[Part, list[Step]]:
    spec, path = stated.spec, stated.path
    sent, steps = _sent(ctx, spec, stated.volumes, path)
    output = TokenClass("Output tokens", "output", sent.output_tokens)
    part = Part(
        stated.name,
        (*_input_classes(ctx, spec, sent.input_tokens, path), output),
        requests=stated.volumes.requests,
        calls=sent.requests,
        batch_share=ctx.number(spec.batch_share, (*path, "batch_share")),
        long_share=_long_share(ctx, spec, path),
        levels=shape_levels(ctx, spec, stated.shape_path),
        peak_to_mean=shape_peak(ctx, spec, stated.shape_path),
        peak_tokens_per_minute=getattr(spec.shape, "peak_tokens_per_minute", None) or UNKNOWN,
        context_tokens=_context(ctx, spec, stated.volumes, path),
        batch_off_peak=spec.batch_off_peak,
        ttft_s=spec.ttft_s or math.inf,
        tpot_s=spec.tpot_ms / MS_PER_S if spec.tpot_ms else math.inf,
        burstiness=spec.burstiness,
        growth_per_month=ctx.number(spec.growth_per_month, _stated_at(ctx, "growth_per_month", path)),
    )
    prefix = f"{stated.name}: " if ctx.scenario.workload.features else ""
    return part, [replace(step, label=prefix + step.label) for step in steps]


def _stated_at(ctx: Context, field: str, path: Path) -> Path:
    """Return where a part's field is stated: in its feature, or in the workload that the feature inherits it from."""
    own = path == WHOLE or field in ctx.scenario.workload.features[int(path[-1])].model_fields_set
    return (*(path if own else WHOLE), field)


def _long_share(ctx: Context, spec: Traffic, path: Path) -> float:
    """Return the share of long requests where it is stated; else their mean size decides, provider by provider."""
    stated = "long_context_share" in spec.model_fields_set
    return ctx.number(spec.long_context_share, (*path, "long_context_share")) if stated else UNKNOWN


def _context(ctx: Context, spec: Traffic, volumes: Volumes, path: Path) -> float:
    """Return the longest context a request has: as stated, else that of a mean request, else unknown."""
    mean, longest = ratio(volumes.input_tokens + volumes.output_tokens, volumes.requests), spec.max_context_tokens
    if longest is None:
        return mean
    if longest < mean and not math.isclose(longest, mean):
        text = f"the longest request has {count_text(longest)} tokens, the mean one {count_text(mean)}"
        ctx.note("C3-N34", text, _stated_at(ctx, "max_context_tokens", path), "warning")
    return longest


def _sent(ctx: Context, spec: Traffic, volumes: Volumes, path: Path) -> tuple[Volumes, list[Step]]:
    """Apply the steps in their order; each has a label and factors on input tokens, output tokens and calls."""
    steps = [_step("user traffic", volumes, "as given")]
    for label, factors in _factors(ctx, spec, path).items():
        if factors != (1.0, 1.0, 1.0):
            into, out, calls = factors
            volumes = Volumes(volumes.input_tokens * into, volumes.output_tokens * out, volumes.requests * calls)
            steps.append(_step(label, volumes, f"input x {plain(into)}, output x {plain(out)}"))
    return volumes, steps


def _factors(ctx: Context, spec: Traffic, path: Path) -> dict[str, tuple[float, float, float]]:
    def number(field: str) -> float:
        return ctx.number(getattr(spec, field), (*path, field))

    sent, agent, more = 1 - number("response_cache_share"), number("calls_per_request"), 1 + number("evaluation_share")
    return {
        "answered from the response cache": (sent, sent, sent),
        "calls per request": (agent, agent, agent),
        "trimmed prompts and answers": (1 - number("input_trim"), 1 - number("output_trim"), 1.0),
        "evaluation runs": (more, more, more),
    }


def _step(label: str, volumes: Volumes, how: str) -> Step:
    total = volumes.input_tokens + volumes.output_tokens
    counts = f"{count_text(volumes.input_tokens)} in + {count_text(volumes.output_tokens)} out"
    return Step(label, f"{how}: {counts}", total, "tokens/month")


def _input_classes(ctx: Context, spec: Traffic, tokens: float, path: Path) -> tuple[TokenClass, ...]:
    """Split input tokens into disjoint classes, by part of the prompt; shares are of all input tokens."""
    cached, written = (ctx.number(getattr(spec, f), (*path, f)) for f in ("cached_input_share", "cache_write_share"))
    pieces = spec.input_parts or ()
    sizes = [ctx.number(p.tokens, (*path, "input_parts", i, "tokens")) for i, p in enumerate(pieces)]
    total = sum(sizes)
    if total == 0:
        return _piece(None, tokens, _checked(ctx, path, 0.0, cached, written))
    reused = sum(size for p, size in zip(pieces, sizes, strict=True) if p.reused) / total
    split = _checked(ctx, path, reused, cached, written)
    return tuple(c for p, size in zip(pieces, sizes, strict=True) for c in _piece(p, tokens * size / total, split))


def _checked(ctx: Context, path: Path, reused: float, cached: float, written: float) -> tuple[float, float]:
    """Return the shares of cached reads and of cache writes in the input that is not reused."""
    if cached and reused:
        text = "cached_input_share contradicts the reused input_parts"
        ctx.problem("C3-R23", text, (*path, "cached_input_share"), "one of the two")
    elif exceeds(reused + cached + written, 1):
        text = "cached reads and cache writes are more than all input"
        ctx.problem("C3-R23", text, (*path, "cache_write_share"), "at most 100 % together")
    fresh = 1 - reused
    return (cached / fresh, written / fresh) if fresh else (0.0, 0.0)


def _piece(piece: InputPart | None, tokens: float, split: tuple[float, float]) -> tuple[TokenClass, ...]:
    """Return the classes of one part of the prompt; a reused part is read from the cache after its first time."""
    suffix = f": {piece.name}" if piece else ""
    cached, written = (1.0, 0.0) if piece and piece.reused else split
    classes = (
        TokenClass(f"Input tokens{suffix}", "input", tokens * (1 - cached - written)),
        TokenClass(f"Cached input{suffix}", "cached_read", tokens * cached),
        TokenClass(f"Cache writes{suffix}", "cache_write", tokens * written),
    )
    return tuple(c for c in classes if c.tokens != 0)


def _with_shared_peak(ctx: Context, stated: list[Stated], parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Give each feature its share, by tokens, of a peak in tokens a minute that is stated for the whole workload."""
    total = sum(p.tokens for p in parts)
    if total == 0:
        ctx.problem("C3-R05", "the workload has no tokens", WHOLE, "a volume above 0")
    shared = []
    for s, part in zip(stated, parts, strict=True):
        tokens = total if s.shape_path == WHOLE else part.tokens
        peak = part.peak_tokens_per_minute
        _check_peak(ctx, s, peak, tokens)
        shared.append(replace(part, peak_tokens_per_minute=peak * (part.tokens / tokens if tokens else 1.0)))
    return tuple(shared)


def _check_peak(ctx: Context, stated: Stated, peak: float, tokens: float) -> None:
    mean = tokens / (ctx.scenario.hours_per_month * MINUTES_PER_HOUR)
    if ctx.scenario.workload.invoice is None and exceeds(mean, peak):
        here = (*stated.shape_path, "shape", "peak_tokens_per_minute")
        ctx.problem("C3-R18", "the peak is below the mean", here, f"at least the mean, {count_text(mean)} a minute")
