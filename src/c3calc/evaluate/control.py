"""What the money does not show: control criteria, hard requirements, and the Cost-Control-Carbon score."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.case.options import Mix, OptionFacts
from c3calc.evaluate.bill import Bill, Member, share_served

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from c3calc.case.case import Rules

HIGHEST = 5.0


def control_scores(bill: Bill) -> dict[str, float]:
    """Return every criterion's score, 0-5; of a mix the lowest of its members, since the weakest link decides."""
    traits = [m.plan.traits for m in bill.members]
    names = dict.fromkeys(c for t in traits for c in t.control)
    return {c: _lowest(t.control[c].value if c in t.control else math.nan for t in traits) for c in names}


def _lowest(scores: Iterable[float]) -> float:
    known = tuple(scores)
    return math.nan if any(map(math.isnan, known)) else min(known)


def weighted_mean(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted mean of the criteria that have a weight; NaN where one of them has no score."""
    pairs = [(scores.get(c, math.nan), w) for c, w in weights.items() if w]
    whole = sum(w for _, w in pairs)
    return sum(s * w for s, w in pairs) / whole if whole else math.nan


def quality(bill: Bill, tokens: float) -> float:
    """Return the quality score, 0-100; of a mix the mean by tokens served at a volume."""
    served = [m.traffic.tokens * share_served(m, tokens) for m in bill.members]
    return sum(m.plan.traits.quality * s for m, s in zip(bill.members, served, strict=True)) / sum(served)


def lowest_quality(bill: Bill) -> float:
    """Return the quality of a mix's worst member; NaN where one is not known, and where there is only one."""
    scores = [m.plan.traits.quality for m in bill.members]
    return math.nan if len(scores) == 1 or any(map(math.isnan, scores)) else min(scores)


@dataclass(frozen=True)
class MissedTargets:
    """Which rules an option breaks, and which cannot be judged because something is not known; each says why."""

    broken: tuple[str, ...]
    open: tuple[str, ...]

    def __add__(self, other: MissedTargets) -> MissedTargets:
        return MissedTargets(self.broken + other.broken, self.open + other.open)


NONE_MISSED = MissedTargets((), ())


def missed_targets(bill: Bill, rules: Rules, fte: float, feature: str = "") -> MissedTargets:
    """Return how an option misses the rules for all its traffic, or for one feature."""
    serving = [m.plan.traits for m in bill.members if not feature or serves(m, feature)]
    several = isinstance(bill.plan, Mix)
    judged = [each for traits in serving for each in _judge(traits, rules, several=several)]
    if serving and rules.max_fte is not None and fte > rules.max_fte:
        judged.append((True, f"max_fte {plain(rules.max_fte)}: it needs {plain(fte)} FTE"))
    whose = f"{feature}: " if feature else ""
    broken, open_ = (tuple(whose + why for is_known, why in judged if is_known == wanted) for wanted in (True, False))
    return MissedTargets(broken, open_)


def serves(member: Member, feature: str) -> bool:
    """Whether a member takes traffic of a feature."""
    return any(p.name == feature and p.tokens > 0 for p in member.traffic.parts)


def _judge(traits: OptionFacts, rules: Rules, *, several: bool) -> Iterator[tuple[bool, str]]:
    """Yield, for every rule an option is not known to keep, whether that is known and why."""
    whose = f" ({traits.name})" if several else ""
    if rules.data_region and not _is_in(traits.region, rules.regions):
        where = f"its data is processed in {traits.region}" if traits.region else "where it processes data is not known"
        yield traits.region is not None, f"data_region {rules.data_region}: {where}{whose}"
    for rule, needed, found in (
        ("min_quality", rules.min_quality, traits.quality),
        ("min_context_tokens", rules.min_context_tokens, traits.context_tokens),
    ):
        if needed is not None and not found >= needed:
            text = "its value is not known" if math.isnan(found) else f"it has {plain(found)}"
            yield not math.isnan(found), f"{rule} {plain(needed)}: {text}{whose}"


def _is_in(region: str | None, regions: tuple[str, ...]) -> bool:
    """Whether a place, or the country it is in, is one of those allowed."""
    return region is not None and not {region, region.split("-")[0]}.isdisjoint(regions)


def score(cost_ratio: float, control: float, carbon_ratio: float, weights: Mapping[str, float]) -> float:
    """Return the Cost-Control-Carbon score, 0-100: weighted mean of cheapest/this, control/5 and cleanest/this.

    A term whose weight is zero does not count, known or not.
    """
    terms = {"cost": cost_ratio, "control": control / HIGHEST, "carbon": carbon_ratio}
    return 100.0 * sum(weights[k] * terms[k] for k in terms if weights[k])
