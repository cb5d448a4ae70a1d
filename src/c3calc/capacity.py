"""How much hardware the traffic needs: load in replicas, replicas at the peak, GPUs, memory.

Load of a replica is its busy share: rho = input rate / prefill rate + output rate / decode rate (decode excludes
prefill). Replicas = ceil(peak load / max utilisation) + spares (DESIGN.md, "What it must get right", 2).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.curve import Curve, Kink, Stair, ceil_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case import Api, Hosted, Level, Memory, Part, Workload

SECONDS_PER_HOUR = 3600.0
MINUTES_PER_HOUR = 60.0
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
    edges = [(1 - i / PEAK_LEVELS) ** peak for i in range(PEAK_LEVELS + 1)]
    return tuple((1 / PEAK_LEVELS, (a - b) * PEAK_LEVELS) for a, b in itertools.pairwise(edges))


def part_load(plan: Hosted, part: Part, hours: float) -> float:
    """Return the mean load of one part in replicas; cached input skips prefill where the option has a prefix cache."""
    prefilled = sum(c.tokens * plan.factor[c.kind] for c in part.classes if _is_prefilled(plan, c.kind))
    decoded = sum(c.tokens * plan.factor[c.kind] for c in part.classes if c.kind == "output")
    seconds = hours * SECONDS_PER_HOUR
    return prefilled / plan.prefill_tok_s.value / seconds + decoded / plan.decode_tok_s.value / seconds


def _is_prefilled(plan: Hosted, kind: str) -> bool:
    return kind in ("input", "cache_write") or (kind == "cached_read" and not plan.prefix_cache)


def mean_load(plan: Hosted, traffic: Workload) -> float:
    """Return the mean load in replicas over all hours of the month."""
    return sum(part_load(plan, p, traffic.hours_per_month) for p in traffic.parts)


def peak_load(plan: Hosted, traffic: Workload) -> float:
    """Return the load in replicas at the peak: the sum of the parts' peaks, as if they fell together."""
    hours = traffic.hours_per_month
    return sum(part_load(plan, p, hours) * peak_factor(p, hours) for p in traffic.parts)


def needed_gb(memory: Memory, gpus: float) -> float:
    """Return the GPU memory of one replica: weights + KV cache of all sequences + overhead per card."""
    kv = 0.0 if math.isnan(memory.kv_gb_per_sequence) else memory.kv_gb_per_sequence * memory.sequences
    return memory.weights_gb + kv + memory.overhead_gb_per_gpu * gpus


def fewest_gpus(memory: Memory) -> int:
    """Return the smallest power of two of cards that holds a replica; 1 where its size is not known."""
    room = memory.vram_gb_per_gpu - memory.overhead_gb_per_gpu
    kv = 0.0 if math.isnan(memory.kv_gb_per_sequence) else memory.kv_gb_per_sequence * memory.sequences
    cards = (memory.weights_gb + kv) / room if room > 0 else math.nan
    return 1 if math.isnan(cards) else 2 ** max(0, math.ceil(math.log2(cards) - 1e-9))


@dataclass(frozen=True)
class Fleet:
    """The hardware an option provisions for its traffic; volumes are on the axis of the whole workload."""

    plan: Hosted
    traffic: Workload
    gpus_per_replica: int
    axis_tokens: float
    mean_load: float
    peak_load: float

    @property
    def tokens_per_replica(self) -> float:
        """Tokens a month on the axis that one working replica carries at its highest utilisation; inf without load."""
        if self.peak_load == 0:
            return math.inf
        return self.axis_tokens * self.plan.max_utilisation.value / self.peak_load

    def packs(self, gpus: float) -> Curve:
        """Return how many things of `gpus` GPUs each (a SKU, a server, one GPU) are provisioned, over the volume."""
        working = self.plan.replicas
        if working is None and math.isfinite(self.tokens_per_replica):
            return Curve(stairs=(Stair(self.tokens_per_replica, 1.0, self.plan.spares, self.gpus_per_replica, gpus),))
        replicas = (working or 1) + self.plan.spares
        return Curve.constant(ceil_of(replicas * self.gpus_per_replica / gpus))

    def working(self, tokens: float) -> int:
        """Return the replicas that carry load at a volume, spares not counted."""
        return int(self.packs(self.gpus_per_replica)(tokens)) - self.plan.spares

    @property
    def limit_tokens(self) -> float:
        """The largest volume the fleet may carry: none where replicas follow the peak, nothing known where load is not."""
        if self.plan.replicas is None or math.isnan(self.peak_load):
            return math.inf
        return self.plan.replicas * self.tokens_per_replica


def fleet(plan: Hosted, traffic: Workload, axis_tokens: float) -> Fleet:
    """Return the hardware for some traffic; `axis_tokens` is the whole workload's volume."""
    gpus = plan.gpus_per_replica or fewest_gpus(plan.memory)
    return Fleet(plan, traffic, gpus, axis_tokens, mean_load(plan, traffic), peak_load(plan, traffic))


def fits(made: Fleet) -> bool:
    """Tell whether a replica's weights, KV cache and overhead fit its cards; True where the model's size is not known."""
    memory, gpus = made.plan.memory, made.gpus_per_replica
    need = needed_gb(memory, gpus)
    return math.isnan(need) or need <= memory.vram_gb_per_gpu * gpus


def overflow(made: Fleet) -> Curve:
    """Return the volume that fixed replicas cannot hold, hour by hour, over the volume of the workload.

    In an hour at `factor` times the mean, what exceeds the fleet's limit at that factor goes over:
    sum over hours of share x factor x max(0, V - limit x peak / factor).
    """
    hours = made.traffic.hours_per_month
    kinks = tuple(_kinks(made, hours))
    return Curve(kinks=kinks)


def _kinks(made: Fleet, hours: float) -> Iterator[Kink]:
    held = made.axis_tokens * made.plan.max_utilisation.value * (made.plan.replicas or 0)
    for share, load in _fleet_levels(made, hours):
        if load > 0:
            yield Kink(held / load, share * load / made.mean_load)


def _fleet_levels(made: Fleet, hours: float) -> list[Level]:
    """Return the load in replicas by share of hours, the parts' levels taken to rise and fall together."""
    loads = [(part_load(made.plan, p, hours), load_levels(p, hours)) for p in made.traffic.parts]
    edges = sorted({round(e, 12) for _, levels in loads for e in _edges(levels)})
    return [
        (b - a, sum(load * _at((a + b) / 2, levels) for load, levels in loads)) for a, b in itertools.pairwise(edges)
    ]


def _edges(levels: tuple[Level, ...]) -> list[float]:
    edges = [0.0]
    for share, _ in levels:
        edges.append(edges[-1] + share)
    return [*edges[:-1], 1.0]


def _at(x: float, levels: tuple[Level, ...]) -> float:
    edge = 0.0
    for share, factor in levels:
        edge += share
        if x < edge:
            return factor
    return levels[-1][1]


def rate_limit_tokens(plan: Api, traffic: Workload, axis_tokens: float) -> float:
    """Return the volume on the axis at which the busiest minute meets the provider's rate limit."""
    hours = traffic.hours_per_month
    minutes = hours * MINUTES_PER_HOUR
    tokens = (
        sum(sum(c.tokens * plan.factor[c.kind] for c in p.classes) * peak_factor(p, hours) for p in traffic.parts)
        / minutes
    )
    calls = sum(p.calls * peak_factor(p, hours) for p in traffic.parts) / minutes
    by_tokens = plan.tokens_per_minute / tokens if tokens else math.inf
    by_calls = plan.requests_per_minute / calls if calls and not math.isnan(calls) else math.inf
    return axis_tokens * min(by_tokens, by_calls)
