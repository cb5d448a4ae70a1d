"""The like-for-like column: the same open weights behind somebody's API, added when the scenario leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case import Api, Hosted, Plan, TokenKind, Workload
from c3calc.model import ApiOption
from c3calc.resolve.apis import resolve_api

if TYPE_CHECKING:
    from c3calc.resolve.context import Context


def like_for_like(ctx: Context, workload: Workload, plans: list[Plan]) -> list[Api]:
    """Return one API option per hosted model that no option of the scenario sells: the cheapest seller at this mix."""
    if not ctx.scenario.like_for_like:
        return []
    sold = {p.traits.open_weights for p in plans if isinstance(p, Api)}
    wanted = dict.fromkeys(p.traits.open_weights for p in plans if isinstance(p, Hosted))
    added = [_cheapest(ctx, workload, model, plans) for model in wanted if model and model not in sold]
    return [a for a in added if a is not None]


def _cheapest(ctx: Context, workload: Workload, model: str, plans: list[Plan]) -> Api | None:
    sellers = [
        e for e in (ctx.catalogue.get("apis", k) for k in ctx.catalogue.ids("apis")) if e.get("open_weights") == model
    ]
    priced = [(row, e) for e in sellers if (row := ctx.catalogue.price_on(e["prices"], ctx.as_of))]
    if not priced:
        return None
    tokens = {k: _tokens(workload, k) for k in ("input", "output")}
    offers = [
        (
            ctx.rate(r["currency"], ())
            * (tokens["input"] * r["input_per_mtok"] + tokens["output"] * r["output_per_mtok"]),
            e,
        )
        for r, e in priced
    ]
    entry = min(offers, key=lambda offer: (offer[0], offer[1]["provider"]))[1]
    spec = ApiOption(name=f"{model} at {entry['provider']}", kind="api", provider=entry["provider"], model=entry["id"])
    path = next(p.traits.path for p in plans if isinstance(p, Hosted) and p.traits.open_weights == model)
    ctx.note(
        "C3-N11",
        f"`{spec.name}` was added: the same open weights behind an API, cheapest of {len(priced)} sellers in the "
        "catalogue; `like_for_like: false` leaves it out",
        path,
    )
    return resolve_api(ctx, spec, path)


def _tokens(workload: Workload, kind: TokenKind) -> float:
    output = kind == "output"
    return sum(c.tokens for p in workload.parts for c in p.classes if (c.kind == "output") == output)
