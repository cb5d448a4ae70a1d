"""What the money does not show: control criteria, hard requirements, and the Cost-Control-Carbon score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.case import Mix, Rules, Traits
from c3calc.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from c3calc.bills import Bill

HIGHEST = 5.0


def control_scores(bill: Bill) -> dict[str, float]:
    """Return every criterion's score, 0-5; of a mix the lowest of its members, since the weakest link decides."""
    traits = [m.plan.traits for m in bill.members]
    names = dict.fromkeys(c for t in traits for c in t.control)
    return {c: min(t.control[c].value if c in t.control else math.nan for t in traits) for c in names}


def weighted_mean(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted mean of the criteria that have a weight."""
    pairs = [(scores[c], w) for c, w in weights.items() if c in scores and w]
    whole = sum(w for _, w in pairs)
    return sum(s * w for s, w in pairs) / whole if whole else math.nan


def quality(bill: Bill) -> float:
    """Return the quality score, 0-100; of a mix the mean by tokens served."""
    tokens = bill.members[0].traffic.tokens if len(bill.members) == 1 else sum(m.traffic.tokens for m in bill.members)
    return sum(m.plan.traits.quality * m.traffic.tokens for m in bill.members) / tokens


def misses(bill: Bill, rules: Rules, fte: float) -> tuple[list[str], list[str]]:
    """Return why an option breaks the rules, and which rules cannot be judged because something is not known."""
    broken: list[str] = []
    open_: list[str] = []
    for traits in dict.fromkeys(id(m.plan.traits) for m in bill.members):
        found = next(m.plan.traits for m in bill.members if id(m.plan.traits) == traits)
        for judged, why in _judge(found, rules, several=isinstance(bill.plan, Mix)):
            (open_ if judged is None else broken).append(why)
    if rules.max_fte is not None and fte > rules.max_fte:
        broken.append(f"max_fte {plain(rules.max_fte)}: it needs {plain(fte)} FTE")
    return broken, open_


def _judge(traits: Traits, rules: Rules, *, several: bool) -> Iterable[tuple[bool | None, str]]:
    """Yield (False where broken, None where not known, why) for every rule an option does not keep."""
    whose = f" ({traits.name})" if several else ""
    if rules.data_region and traits.region not in rules.regions:
        where = f"its data is processed in {traits.region}" if traits.region else "where it processes data is not known"
        yield (False if traits.region else None), f"data_region {rules.data_region}: {where}{whose}"
    for rule, needed, found in (
        ("min_quality", rules.min_quality, traits.quality),
        ("min_context_tokens", rules.min_context_tokens, traits.context_tokens),
    ):
        if needed is not None and not found >= needed:
            unknown = math.isnan(found)
            text = "its value is not known" if unknown else f"it has {plain(found)}"
            yield (None if unknown else False), f"{rule} {plain(needed)}: {text}{whose}"


def score(cost_ratio: float, control: float, carbon_ratio: float, weights: Mapping[str, float]) -> float:
    """Return the Cost-Control-Carbon score, 0-100: weighted mean of cheapest/this, control/5 and cleanest/this.

    A term whose weight is zero does not count, known or not.
    """
    terms = {"cost": cost_ratio, "control": control / HIGHEST, "carbon": carbon_ratio}
    return 100.0 * sum(weights[k] * terms[k] for k in terms if weights[k])
