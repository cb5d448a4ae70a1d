"""A mix: which options serve the workload together, and which traffic each takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.base.figures import same
from c3calc.base.numbers import plain
from c3calc.case.options import Api, Hosted, Mix, MixMember, OptionFacts, Plan, SinglePlan

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.resolve.context import Context
    from c3calc.scenario.options import MixOption, MixPart


def resolve_mix(ctx: Context, spec: MixOption, path: Path, plans: dict[str, Plan | None]) -> Mix | None:
    """Return a mix of options already resolved, or None where a member is missing."""
    members = [_member(ctx, spec, part, (*path, "parts", i), plans) for i, part in enumerate(spec.parts)]
    _check_form(ctx, spec, path)
    _check_own_traits(ctx, spec, path)
    found = tuple(m for m in members if m is not None)
    if len(found) < len(spec.parts) or not found:
        return None
    return Mix(OptionFacts(spec.name, "mix", path), tuple(m for m in found if m.share > 0 and m.features != ()))


def _member(
    ctx: Context, spec: MixOption, part: MixPart, path: Path, plans: dict[str, Plan | None]
) -> MixMember | None:
    here = (*path, "option")
    if part.option == spec.name:
        ctx.problem("C3-R10", f"the mix `{spec.name}` refers to itself", here, "another option")
        return None
    if not ctx.reference(part.option, [n for n in plans if n != spec.name], "option", here):
        return None
    if any(o.name == part.option and o.kind == "mix" for o in ctx.scenario.options):
        ctx.problem(
            "C3-R10", f"the mix `{spec.name}` refers to the mix `{part.option}`", here, "an option that is not a mix"
        )
        return None
    plan = plans[part.option]
    return None if plan is None or isinstance(plan, Mix) else _with_replicas(ctx, part, plan, path)


def _with_replicas(ctx: Context, part: MixPart, plan: SinglePlan, path: Path) -> MixMember:
    if part.replicas is not None and isinstance(plan, Hosted):
        plan = replace(plan, replicas=part.replicas)
    elif part.replicas is not None:
        ctx.problem(
            "C3-R11", f"`{part.option}` has no replicas to set", (*path, "replicas"), "a rented or owned option"
        )
    if part.overflow and not isinstance(plan, Api):
        ctx.problem("C3-R11", f"`{part.option}` cannot take an overflow", (*path, "overflow"), "an option of kind api")
    return MixMember(plan, part.share if part.share is not None else 1.0, part.features, part.overflow)


def _check_form(ctx: Context, spec: MixOption, path: Path) -> None:
    """Check that the parts are all by share, all by features, or a base and its overflow."""
    parts, here = spec.parts, (*path, "parts")
    names = [p.option for p in parts]
    twice = next((i for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        text = f"the mix `{spec.name}` names `{names[twice]}` twice"
        ctx.problem("C3-R11", text, (*here, twice, "option"), "every option once")
    if any(p.overflow for p in parts):
        _check_overflow(ctx, spec, here)
    elif all(p.share is not None and p.features is None for p in parts) and parts:
        _check_shares(ctx, parts, here)
    elif all(p.features is not None and p.share is None for p in parts) and parts:
        _check_features(ctx, parts, here)
    else:
        ctx.problem(
            "C3-R11",
            f"the parts of the mix `{spec.name}` are given in different forms",
            here,
            "every part with a share, every part with features, or one with replicas and one with overflow: true",
        )


def _check_own_traits(ctx: Context, spec: MixOption, path: Path) -> None:
    """Refuse traits of a mix of its own: it has the weakest control of its parts, their mean quality, their regions."""
    for field in sorted(spec.model_fields_set & {"region", "quality", "context_tokens", "control"}):
        ctx.problem(
            "C3-R11", f"a mix takes its {field} from its parts", (*path, field), f"{field} of each part's option"
        )


def _check_shares(ctx: Context, parts: tuple[MixPart, ...], path: Path) -> None:
    total = sum(p.share or 0.0 for p in parts)
    if not same(total, 1):
        ctx.problem("C3-R11", f"the shares of the mix sum to {plain(total * 100)} %", path, "100 %")


def _check_features(ctx: Context, parts: tuple[MixPart, ...], path: Path) -> None:
    names = [f.name for f in ctx.scenario.workload.features]
    used = [(f, (*path, i, "features", j)) for i, p in enumerate(parts) for j, f in enumerate(p.features or ())]
    for feature, here in used:
        ctx.reference(feature, names, "feature", here, "features")
    missing = [n for n in names if n not in [u for u, _ in used]]
    twice = sorted({u for u, _ in used if [v for v, _ in used].count(u) > 1})
    if missing or twice:
        what = f"leaves out {', '.join(missing)}" if missing else f"names {', '.join(twice)} twice"
        ctx.problem("C3-R11", f"the mix {what}", path, "every feature exactly once")


def _check_overflow(ctx: Context, spec: MixOption, path: Path) -> None:
    base = [p for p in spec.parts if not p.overflow]
    if len(spec.parts) != 2 or len(base) != 1 or any(p.share is not None or p.features for p in spec.parts):
        ctx.problem(
            "C3-R11",
            f"the mix `{spec.name}` needs one base and one overflow",
            path,
            "two parts without shares or features, one with overflow: true",
        )
        return
    options = {o.name: o for o in ctx.scenario.options}
    option = options.get(base[0].option)
    replicas: object = base[0].replicas or getattr(option, "replicas", "auto")
    if replicas == "auto" or getattr(option, "throughput", None) == "unknown":
        ctx.problem(
            "C3-R11",
            f"the base of the mix `{spec.name}` must say what it holds",
            path,
            "replicas: 2, of an option with known throughput",
        )
