"""Load in replicas, and how it spreads over the hours: its peak, its levels.

Load of a replica is its busy share: rho = input rate / prefill rate + output rate / decode rate (decode excludes
prefill).

Batch work runs evenly: a share b of it turns the peak r into (1 - b) r + b, and every level likewise. Or it fills the
quiet hours up to a level w: max((1 - b) r, w), where w makes the mean 1.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from c3calc.base.figures import maximum
from c3calc.base.units import MINUTES_PER_HOUR, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case.options import Hosted
    from c3calc.case.traffic import LoadLevel, Part, ResolvedWorkload

PEAK_LEVELS = 200


def peak_factor(part: Part, hours: float) -> float:
    """Return the load of a part's busiest hour over its mean; what batch work fills up is never above 1."""
    interactive = (1 - part.batch_share) * _interactive_peak(part, hours)
    return maximum(interactive, 1.0) if part.batch_off_peak else interactive + part.batch_share


def _interactive_peak(part: Part, hours: float) -> float:
    if not math.isnan(part.peak_tokens_per_minute):
        mean = part.tokens / (hours * MINUTES_PER_HOUR)
        return max(1.0, part.peak_tokens_per_minute / mean) if mean else 1.0
    if part.levels is None:
        return part.peak_to_mean
    return max(factor for _, factor in part.levels)


def load_levels(part: Part, hours: float) -> tuple[LoadLevel, ...]:
    """Return (share of hours, load over the mean) of a part.

    Where only the peak is known, the load-duration curve r (1 - x)^(r - 1), x in [0, 1], stands in: its mean is 1
    and its highest value the peak r. An assumption of c3's own, said in a note wherever it is used.
    """
    levels = part.levels if part.levels is not None else _from_peak(_interactive_peak(part, hours))
    interactive = tuple((share, (1 - part.batch_share) * factor) for share, factor in levels)
    if part.batch_off_peak:
        floor = _filled_to(interactive, part.batch_share)
        return tuple((share, maximum(factor, floor)) for share, factor in interactive)
    return tuple((share, factor + part.batch_share) for share, factor in interactive)


def _filled_to(levels: tuple[LoadLevel, ...], batch: float) -> float:
    """Return the level up to which batch work fills the quietest hours: as water would."""
    hours, held = 0.0, 0.0
    quiet_first = sorted(levels, key=lambda level: level[1])
    for i, (share, factor) in enumerate(quiet_first):
        hours, held = hours + share, held + share * factor
        following = quiet_first[i + 1][1] if i + 1 < len(quiet_first) else math.inf
        if (batch + held) / hours <= following:
            break
    return (batch + held) / hours


def _from_peak(peak: float) -> tuple[LoadLevel, ...]:
    """Return the mean of the curve over each of many equal steps."""
    edges = [(1 - i / PEAK_LEVELS) ** peak for i in range(PEAK_LEVELS + 1)]
    return tuple((1 / PEAK_LEVELS, (a - b) * PEAK_LEVELS) for a, b in itertools.pairwise(edges))


def hours_with_load(traffic: ResolvedWorkload) -> float:
    """Return the share of the month's hours in which any traffic runs, the parts' busy hours falling together."""
    hours = traffic.hours_per_month
    busy = (sum(share for share, load in load_levels(p, hours) if load > 0) for p in traffic.parts if p.tokens > 0)
    return max(busy, default=0.0)


def joint_levels(loads: list[tuple[float, tuple[LoadLevel, ...]]]) -> Iterator[LoadLevel]:
    """Yield (share of hours, load) of several parts, whose levels are taken to rise and fall together.

    loads: each part's mean load and its levels, highest first.
    """
    parts = [(load, _ends(levels), levels) for load, levels in loads]
    edges = sorted({0.0, 1.0, *(round(end, 12) for _, ends, _ in parts for end in ends[:-1])})
    for start, end in itertools.pairwise(edges):
        middle = (start + end) / 2
        yield end - start, sum(load * levels[bisect_left(ends, middle)][1] for load, ends, levels in parts)


def _ends(levels: tuple[LoadLevel, ...]) -> list[float]:
    """Return at which share of the hours, counted from the busiest, each level ends; the last one at all of them."""
    ends = list(itertools.accumulate(share for share, _ in levels))
    return [*ends[:-1], 1.0]


def part_load(plan: Hosted, part: Part, hours: float) -> float:
    """Return the mean load of one part in replicas; cached input skips prefill where the option has a prefix cache."""
    seconds = hours * SECONDS_PER_HOUR
    prefill_s: float = prefilled(plan, part) / plan.rates.prefill_tok_s.value
    decode_s: float = decoded(plan, part) / plan.rates.decode_tok_s.value
    return prefill_s / seconds + decode_s / seconds


def prefilled(plan: Hosted, part: Part) -> float:
    """Return the tokens a month of this model that a part has prefilled."""
    return sum(c.tokens * plan.factor[c.kind] for c in part.classes if _is_prefilled(plan, c.kind))


def decoded(plan: Hosted, part: Part) -> float:
    """Return the tokens a month of this model that a part has decoded."""
    return sum(c.tokens * plan.factor[c.kind] for c in part.classes if c.kind == "output")


def _is_prefilled(plan: Hosted, kind: str) -> bool:
    return kind in ("input", "cache_write") or (kind == "cached_read" and not plan.prefix_cache)


def mean_load(plan: Hosted, traffic: ResolvedWorkload) -> float:
    """Return the mean load in replicas over all hours of the month."""
    return sum(part_load(plan, p, traffic.hours_per_month) for p in traffic.parts)


def peak_load(plan: Hosted, traffic: ResolvedWorkload) -> float:
    """Return the load in replicas at the peak: the sum of the parts' peaks, as if they fell together."""
    hours = traffic.hours_per_month
    return sum(part_load(plan, p, hours) * peak_factor(p, hours) for p in traffic.parts)
