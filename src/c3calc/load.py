"""How load spreads over the hours: its peak, its levels, and what fixed replicas cannot hold of it.

Batch work runs evenly: a share b of it turns the peak r into (1 - b) r + b, and every level likewise.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from c3calc.units import MINUTES_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case import Level, Part, Workload

PEAK_LEVELS = 200


def peak_factor(part: Part, hours: float) -> float:
    """Return the load of a part's busiest hour over its mean; batch work runs evenly: (1 - b) r + b."""
    return (1 - part.batch_share) * _interactive_peak(part, hours) + part.batch_share


def _interactive_peak(part: Part, hours: float) -> float:
    if not math.isnan(part.peak_tokens_per_minute):
        mean = part.tokens / (hours * MINUTES_PER_HOUR)
        return max(1.0, part.peak_tokens_per_minute / mean) if mean else 1.0
    if part.levels is None:
        return part.peak_to_mean
    return max(factor for _, factor in part.levels)


def load_levels(part: Part, hours: float) -> tuple[Level, ...]:
    """Return (share of hours, load over the mean) of a part.

    Where only the peak is known, the load-duration curve r (1 - x)^(r - 1), x in [0, 1], stands in: its mean is 1
    and its highest value the peak r. An assumption of c3's own, said in a note wherever it is used.
    """
    batch = part.batch_share
    levels = part.levels if part.levels is not None else _from_peak(_interactive_peak(part, hours))
    return tuple((share, (1 - batch) * factor + batch) for share, factor in levels)


def _from_peak(peak: float) -> tuple[Level, ...]:
    """Return the mean of the curve over each of many equal steps."""
    edges = [(1 - i / PEAK_LEVELS) ** peak for i in range(PEAK_LEVELS + 1)]
    return tuple((1 / PEAK_LEVELS, (a - b) * PEAK_LEVELS) for a, b in itertools.pairwise(edges))


def hours_with_load(traffic: Workload) -> float:
    """Return the share of the month's hours in which any traffic runs, the parts' busy hours falling together."""
    hours = traffic.hours_per_month
    busy = (sum(share for share, load in load_levels(p, hours) if load > 0) for p in traffic.parts if p.tokens > 0)
    return max(busy, default=0.0)


def joint_levels(loads: list[tuple[float, tuple[Level, ...]]]) -> Iterator[Level]:
    """Yield (share of hours, load) of several parts, whose levels are taken to rise and fall together.

    loads: each part's mean load and its levels, highest first.
    """
    parts = [(load, _ends(levels), levels) for load, levels in loads]
    edges = sorted({0.0, 1.0, *(round(end, 12) for _, ends, _ in parts for end in ends[:-1])})
    for start, end in itertools.pairwise(edges):
        middle = (start + end) / 2
        yield end - start, sum(load * levels[bisect_left(ends, middle)][1] for load, ends, levels in parts)


def _ends(levels: tuple[Level, ...]) -> list[float]:
    """Return at which share of the hours, counted from the busiest, each level ends; the last one at all of them."""
    ends = list(itertools.accumulate(share for share, _ in levels))
    return [*ends[:-1], 1.0]
