"""How many tokens and requests users cause a month, for the workload or its features, however that is stated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c3calc.base.figures import exceeds
from c3calc.base.numbers import count_text, plain
from c3calc.base.units import HOURS_PER_DAY
from c3calc.case.traffic import ALL_TRAFFIC, UNKNOWN
from c3calc.scenario.workload import FeatureSpec, Traffic, Workload

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.resolve.context import Context

AGREEMENT = 0.005
WHOLE: Path = ("workload",)
_TOKENS_EACH = {
    "input_tokens": ("input_tokens_per_request", "input_parts"),
    "output_tokens": ("output_tokens_per_request",),
}
_MEASURES = (*_TOKENS_EACH, "requests")
_VOLUME_FIELDS = frozenset(f"{m}_per_{period}" for m in _MEASURES for period in ("month", "day"))


@dataclass(frozen=True)
class Volumes:
    """Traffic of a month; requests are NaN where nobody says how many there are."""

    input_tokens: float
    output_tokens: float
    requests: float


@dataclass(frozen=True)
class Stated:
    """One part of the workload: its fields with what it inherits filled in, and the traffic of its users."""

    name: str
    spec: Traffic
    volumes: Volumes
    path: Path
    shape_path: Path


def stated_parts(ctx: Context) -> list[Stated]:
    """Return the features of the workload, or the workload as its only part."""
    whole = _at_one_token(ctx, ctx.scenario.workload)
    if not whole.features:
        return [Stated(ALL_TRAFFIC, whole, _volumes(ctx, whole, WHOLE, WHOLE), WHOLE, WHOLE)]
    _check_shares(ctx, whole)
    parts = [_feature(ctx, whole, f, (*WHOLE, "features", i)) for i, f in enumerate(whole.features)]
    if whole.invoice is None and all(f.share is None for f in whole.features):
        _check_sum(ctx, whole, parts)
    return parts


def _at_one_token(ctx: Context, whole: Workload) -> Workload:
    """Return a workload whose volume an invoice sets at one input token a month; the bill scales it later.

    Draws and flips know the mix as `workload.output_tokens_per_month`, which `--set` refuses beside an invoice.
    """
    if whole.invoice is None:
        return whole
    stated = sorted(f for f in _VOLUME_FIELDS if getattr(whole, f) is not None)
    for field in stated:
        ctx.problem("C3-R04", f"an invoice sets the volume, and so does {field}", (*WHOLE, field), "one of the two")
    mix = {"input_tokens_per_month": 1.0, "output_tokens_per_month": whole.invoice.output_per_input}
    return whole.model_copy(update=dict.fromkeys(stated) | mix)


def _feature(ctx: Context, whole: Workload, feature: FeatureSpec, path: Path) -> Stated:
    own = {f: getattr(feature, f) for f in feature.model_fields_set & Traffic.model_fields.keys()}
    volumes_known = _check_feature(ctx, whole, feature, own, path)
    spec = whole.model_copy(update=_inherited(ctx, whole, feature, own, path) | own)
    blame = path if feature.share is None else WHOLE
    shape_path = path if "shape" in own else WHOLE
    volumes = _volumes(ctx, spec, path, blame) if volumes_known else Volumes(UNKNOWN, UNKNOWN, UNKNOWN)
    return Stated(feature.name, spec, volumes, path, shape_path)


def _check_feature(ctx: Context, whole: Workload, feature: FeatureSpec, own: dict[str, Any], path: Path) -> bool:
    """Whether a feature says where its volume comes from; if not, or from two sides, that is a problem."""
    stated = own.keys() & _VOLUME_FIELDS
    if "invoice" in own or (whole.invoice and (stated or feature.share is None)):
        text = f"an invoice sets the volume of the whole workload, so feature `{feature.name}` takes a share of it"
        ctx.problem("C3-R12", text, path, "share: 40%, no volumes and no invoice of its own")
        return False
    if feature.share is None and not stated:
        text = f"feature `{feature.name}` has neither a share nor volumes"
        ctx.problem("C3-R12", text, path, "share: 40%, or its own volumes")
        return False
    return True


def _inherited(
    ctx: Context, whole: Workload, feature: FeatureSpec, own: dict[str, Any], path: Path
) -> dict[str, float | None]:
    """Return the volumes a feature takes over: its share of the workload's, unless it states them in another way."""
    taken: dict[str, float | None] = dict.fromkeys(_VOLUME_FIELDS)
    if feature.share is not None:
        share = ctx.number(feature.share, (*path, "share"))
        stated = {f: getattr(whole, f) for f in sorted(_VOLUME_FIELDS)}
        taken |= {f: ctx.number(v, (*WHOLE, f)) * share for f, v in stated.items() if v is not None}
    for measure, each in _TOKENS_EACH.items():
        inherits_each = any(getattr(whole, f) for f in each)
        if own.keys() & {*_of(measure), *each}:
            taken |= dict.fromkeys((*_of(measure), *each))
        elif own.keys() & _of("requests") and inherits_each:
            taken |= dict.fromkeys(_of(measure))
    return taken


def _of(measure: str) -> set[str]:
    return {f"{measure}_per_month", f"{measure}_per_day"}


def _check_shares(ctx: Context, whole: Workload) -> None:
    path = (*WHOLE, "features")
    shares = [ctx.number(f.share, (*path, i, "share")) for i, f in enumerate(whole.features) if f.share is not None]
    total, complete = sum(shares), len(shares) == len(whole.features)
    if exceeds(total, 1) or (complete and exceeds(1, total)):
        ctx.problem("C3-R12", f"the shares of the features sum to {plain(total * 100)} %", path, "100 %")


def _check_sum(ctx: Context, whole: Workload, parts: list[Stated]) -> None:
    """Hold the features' own volumes against the workload's, where it states them too."""
    for measure in _MEASURES:
        stated = _per_month(ctx, whole, measure, WHOLE)
        summed = sum(getattr(p.volumes, measure) for p in parts)
        if abs(stated - summed) > AGREEMENT * stated:
            text = f"the features have {count_text(summed)} {measure} together, the workload {count_text(stated)}"
            ctx.problem("C3-R04", text, (*WHOLE, "features"), "volumes that agree within 0.5 %", "leave one out")


def _volumes(ctx: Context, spec: Traffic, path: Path, blame: Path) -> Volumes:
    """Return the month's volumes; `blame` is the block that is told what is missing."""
    monthly = {m: _per_month(ctx, spec, m, path) for m in _MEASURES}
    each = {m: _per_request(ctx, spec, m, path) for m in _TOKENS_EACH}
    requests = monthly["requests"]
    for measure in _TOKENS_EACH:
        if math.isnan(requests):
            requests = ratio(monthly[measure], each[measure])
    into, out = (_agreed(ctx, m, monthly[m], requests * each[m], path, blame) for m in each)
    return Volumes(into, out, requests)


def ratio(tokens: float, per_request: float) -> float:
    """Return tokens over tokens per request, or the like; unknown where nothing is divided by."""
    return tokens / per_request if per_request else UNKNOWN


def _per_month(ctx: Context, spec: Traffic, measure: str, path: Path) -> float:
    month, day = (getattr(spec, f"{measure}_per_{period}") for period in ("month", "day"))
    if month is not None and day is not None:
        here = (*path, f"{measure}_per_day")
        ctx.problem("C3-R04", f"{measure} are given per month and per day", here, "one of the two")
    if month is not None:
        return ctx.number(month, (*path, f"{measure}_per_month"))
    days = ctx.scenario.hours_per_month / HOURS_PER_DAY
    return UNKNOWN if day is None else ctx.number(day, (*path, f"{measure}_per_day")) * days


def _per_request(ctx: Context, spec: Traffic, measure: str, path: Path) -> float:
    value = getattr(spec, f"{measure}_per_request")
    if measure == "input_tokens" and spec.input_parts:
        if value is not None:
            here = (*path, "input_tokens_per_request")
            ctx.problem("C3-R04", "input_tokens_per_request and input_parts say the same thing", here, "one of the two")
        return sum(ctx.number(p.tokens, (*path, "input_parts", i, "tokens")) for i, p in enumerate(spec.input_parts))
    return UNKNOWN if value is None else ctx.number(value, (*path, f"{measure}_per_request"))


def _agreed(ctx: Context, measure: str, monthly: float, from_requests: float, path: Path, blame: Path) -> float:
    """Return the monthly tokens; volumes, requests and tokens per request must tell the same story."""
    if math.isnan(monthly) and math.isnan(from_requests):
        who = "the workload" if blame == WHOLE else "this feature"
        expected = f"{measure}_per_month, or requests_per_month and {measure}_per_request, or an invoice"
        ctx.problem("C3-R05", f"{who} does not say how many {measure} a month has", blame, expected)
    if abs(monthly - from_requests) > AGREEMENT * monthly:
        text = (
            f"{measure} contradict each other: {count_text(monthly)} a month, "
            f"but requests x tokens per request give {count_text(from_requests)}"
        )
        here = (*path, f"{measure}_per_month")
        ctx.problem("C3-R04", text, here, "volumes that agree within 0.5 %", "leave one out")
    return from_requests if math.isnan(monthly) else monthly
