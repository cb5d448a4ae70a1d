"""How old the catalogue's figures behind an option are, on the day of the run."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from c3calc.case.options import SinglePlan
from c3calc.catalogue.catalogue import age_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.catalogue.provenance import Provenance
    from c3calc.resolve.context import Context

Option = TypeVar("Option", bound=SinglePlan)


def with_age(ctx: Context, make: Callable[[], Option]) -> Option:
    """Return the option that `make` resolves, with the age of the oldest figure it took, and those that are too old."""
    before = len(ctx.checked)
    plan = make()
    facts = ctx.checked[before:]
    oldest = max((float(age_days(fact.checked, ctx.today)) for _, fact in facts), default=math.nan)
    stale = tuple(dict.fromkeys(text for kind, fact in facts if (text := _too_old(ctx, kind, fact))))
    return replace(plan, traits=replace(plan.traits, oldest_price_days=oldest, stale=stale))


def note_ages(ctx: Context) -> None:
    """Note every price and figure that was last checked longer ago than its kind allows, and a day to come."""
    _note_day_to_come(ctx)
    for kind, fact in ctx.checked:
        text = _too_old(ctx, kind, fact)
        if text:
            ctx.note("C3-N05", text, (), "warning")


def _note_day_to_come(ctx: Context) -> None:
    """Note that nobody knows the prices of a later day than today; only what is announced for it is there."""
    if ctx.as_of > ctx.today:
        text = f"prices are as of {ctx.as_of}, after {ctx.today}: changes announced until then count, others may come"
        own = ctx.scenario.as_of and ctx.scenario.as_of.isoformat() == ctx.as_of
        ctx.note("C3-N33", text, ("as_of",) if own else (), "warning")


def _too_old(ctx: Context, kind: str, fact: Provenance) -> str:
    days, limit = age_days(fact.checked, ctx.today), ctx.catalogue.longest_age_days(kind)
    if limit is None or days <= limit:
        return ""
    what = "exchange rate" if kind == "currency" else f"{kind} price or figure"
    text = f"the {what} at {fact.where} was last checked {days} days before {ctx.today}"
    return f"{text}; {limit:g} is the most for its kind"
