"""What an option is, apart from its money: region, quality, context, control scores, grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.base.provenance import Input
from c3calc.base.text import near
from c3calc.case.options import GridIntensity, OptionFacts
from c3calc.case.traffic import UNKNOWN
from c3calc.catalogue.provenance import Provenance
from c3calc.resolve.context import Context, unknown
from c3calc.scenario.options import GridMix, OptionBase

if TYPE_CHECKING:
    from c3calc.base.errors import Path


def resolve_traits(
    ctx: Context,
    spec: OptionBase,
    path: Path,
    kind: str,
    *,
    region: str | None = None,
    context_tokens: float | None = None,
    open_weights: str | None = None,
) -> OptionFacts:
    """Return an option's traits; `kind` picks the control scores, the other keywords are the catalogue's answers."""
    _note_own_scores(ctx, spec, path)
    return OptionFacts(
        spec.name,
        getattr(spec, "kind", kind),
        path,
        region=spec.region or region,
        quality=spec.quality.score if spec.quality else UNKNOWN,
        context_tokens=spec.context_tokens or context_tokens or UNKNOWN,
        control=resolve_control(ctx, spec, path, kind),
        open_weights=open_weights,
    )


def _note_own_scores(ctx: Context, spec: OptionBase, path: Path) -> None:
    """Say what the scores rest on that the scenario gives a reason for."""
    words = [f"{name} {plain(score.score)}: {score.why}" for name, score in spec.control.items()]
    if spec.quality and spec.quality.benchmark:
        words.append(f"quality {plain(spec.quality.score)}: {spec.quality.benchmark}")
    if words:
        ctx.note("C3-N62", f"{spec.name}: your own scores: {'; '.join(words)}", path)


def resolve_control(ctx: Context, spec: OptionBase, path: Path, kind: str) -> dict[str, Input]:
    """Return the score of every criterion: the user's own, else the catalogue's default for this kind."""
    defaults = {c: _default_score(ctx, kind, c) for c in ctx.catalogue.ids("criteria")}
    own = {
        c: Input(c, s.score, "of 5", "quoted", s.why, ctx.where((*path, "control", c))) for c, s in spec.control.items()
    }
    weighted = {*defaults, *ctx.scenario.control.weights}
    for criterion in own.keys() - weighted:
        ctx.problem(
            "C3-R13",
            f"control criterion `{criterion}` has no weight",
            (*path, "control", criterion),
            f"one of {', '.join(sorted(weighted))}, or a weight under control.weights",
            near(criterion, weighted),
        )
    return {c: v for c, v in (defaults | own).items() if v is not None}


def _default_score(ctx: Context, kind: str, criterion: str) -> Input | None:
    key = f"{kind}/{criterion}"
    if key not in ctx.catalogue.ids("control"):
        return None
    entry = ctx.catalogue.get("control", key)
    return Input(criterion, float(entry["score"]), "of 5", entry["evidence"], entry["why"], entry["where"])


def resolve_grid(ctx: Context, spec: GridMix | str | None, path: Path) -> GridIntensity:
    """Return the grid an option runs on; another basis or accounting than the scenario's makes its carbon unknown."""
    grid = _grid(ctx, spec, path)
    wanted = ctx.scenario.carbon
    if grid.basis != wanted.basis or grid.accounting != wanted.accounting:
        ctx.note(
            "C3-N08",
            f"carbon is n/a: the grid is {grid.accounting}-based {grid.basis}, the comparison is "
            f"{wanted.accounting}-based {wanted.basis}; give a grid of the same kind or set carbon.basis",
            path,
            "warning",
        )
        return GridIntensity(
            unknown("grid", "g/kWh", "another basis than the comparison's"), wanted.basis, wanted.accounting
        )
    return grid


def _grid(ctx: Context, spec: GridMix | str | None, path: Path) -> GridIntensity:
    wanted = ctx.scenario.carbon
    if isinstance(spec, GridMix):
        given = ctx.given(spec.g_per_kwh, "grid", "g/kWh", (*path, "g_per_kwh"))
        dated = replace(given, source=f"{given.source}, {spec.period}") if spec.period else given
        return GridIntensity(dated, spec.basis, spec.accounting)
    if spec is None or spec == "unknown":
        return GridIntensity(unknown("grid", "g/kWh", "not known"), wanted.basis, wanted.accounting)
    entry = ctx.catalogue.get("grids", spec)
    provenance = Provenance.of(entry)
    ctx.checked.append(("grid", provenance))
    return GridIntensity(
        ctx.fact(provenance, entry["g_per_kwh"], f"grid {spec}", "g/kWh"), entry["basis"], entry["accounting"]
    )
