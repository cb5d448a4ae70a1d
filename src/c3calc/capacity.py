"""How much hardware the traffic needs: load in replicas, replicas at the peak, GPUs, memory.

Load of a replica is its busy share: rho = input rate / prefill rate + output rate / decode rate (decode excludes
prefill). Replicas = ceil(peak load / max utilisation) + spares (DESIGN.md, "What it must get right", 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.curve import Curve, Stair, ceil_of
from c3calc.load import hours_with_load, peak_factor
from c3calc.units import MINUTES_PER_HOUR, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from c3calc.case import Api, Hosted, Memory, Part, Workload


def part_load(plan: Hosted, part: Part, hours: float) -> float:
    """Return the mean load of one part in replicas; cached input skips prefill where the option has a prefix cache."""
    prefilled = sum(c.tokens * plan.factor[c.kind] for c in part.classes if _is_prefilled(plan, c.kind))
    decoded = sum(c.tokens * plan.factor[c.kind] for c in part.classes if c.kind == "output")
    seconds = hours * SECONDS_PER_HOUR
    return prefilled / plan.rates.prefill_tok_s.value / seconds + decoded / plan.rates.decode_tok_s.value / seconds


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
    """Return the GPU memory of one replica: weights + KV cache of all sequences + overhead per card; NaN if unknown."""
    return _kept_gb(memory) + memory.overhead_gb_per_gpu * gpus


def _kept_gb(memory: Memory) -> float:
    return memory.weights_gb + memory.kv_gb_per_sequence * memory.sequences


def _at_least_gb(memory: Memory) -> float:
    """Return what a replica certainly keeps: the weights alone where the KV cache is not known."""
    return memory.weights_gb if math.isnan(memory.kv_gb_per_sequence) else _kept_gb(memory)


def fewest_gpus(memory: Memory) -> int:
    """Return the smallest power of two of cards that holds a replica; 1 where its size is not known, or no card fits.

    Engines split a model over 2, 4 or 8 cards, because that divides its heads.
    """
    room = memory.vram_gb_per_gpu - memory.overhead_gb_per_gpu
    cards = _at_least_gb(memory) / room if room > 0 else math.nan
    return 1 if math.isnan(cards) else 2 ** max(0, math.ceil(math.log2(cards) - 1e-9))


def missing_gb(memory: Memory, gpus: float) -> float:
    """Return by how much a replica outgrows its cards, as far as is known; 0 where it fits or its size is not known."""
    outgrown = _at_least_gb(memory) + (memory.overhead_gb_per_gpu - memory.vram_gb_per_gpu) * gpus
    return outgrown if outgrown > 0 else 0.0


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
        return self.axis_tokens * self.plan.rates.max_utilisation.value / self.peak_load

    @property
    def paid_hours(self) -> float:
        """Hours a month that are paid and powered: all of them, or those with load where idle ones are released."""
        if not self.plan.release_when_idle:
            return self.traffic.hours_per_month
        return self.traffic.hours_per_month * hours_with_load(self.traffic)

    def packs(self, gpus: float) -> Curve:
        """Return how many things of `gpus` GPUs each (a SKU, a server, one GPU) are provisioned, over the volume."""
        working = self.plan.replicas
        if working is None and math.isfinite(self.tokens_per_replica):
            return Curve(stairs=(Stair(self.tokens_per_replica, 1.0, self.plan.spares, self.gpus_per_replica, gpus),))
        replicas = (working or 1) + self.plan.spares
        return Curve.constant(ceil_of(replicas * self.gpus_per_replica / gpus))

    @property
    def gpus(self) -> Curve:
        """GPUs provisioned over the volume: all of every rented SKU, whether a replica uses them or not."""
        unit = self.plan.gpus_per_unit
        return self.packs(unit) * float(unit)

    def working(self, tokens: float) -> int:
        """Return the replicas that carry load at a volume, spares not counted."""
        return int(self.packs(self.gpus_per_replica)(tokens)) - self.plan.spares

    @property
    def limit_tokens(self) -> float:
        """The largest volume that given replicas carry; inf where they follow the peak, or where load is not known."""
        if self.plan.replicas is None or math.isnan(self.peak_load):
            return math.inf
        return self.plan.replicas * self.tokens_per_replica


def fleet(plan: Hosted, traffic: Workload, axis_tokens: float) -> Fleet:
    """Return the hardware for some traffic; `axis_tokens` is the whole workload's volume."""
    gpus = plan.gpus_per_replica or fewest_gpus(plan.memory)
    return Fleet(plan, traffic, gpus, axis_tokens, mean_load(plan, traffic), peak_load(plan, traffic))


def rate_limit_tokens(plan: Api, traffic: Workload, axis_tokens: float) -> float:
    """Return the volume on the axis at which the busiest minute meets the provider's rate limit."""
    hours = traffic.hours_per_month
    minutes, factors = hours * MINUTES_PER_HOUR, [peak_factor(p, hours) for p in traffic.parts]
    sent = [sum(c.tokens * plan.factor[c.kind] for c in p.classes) for p in traffic.parts]
    tokens = sum(s * f for s, f in zip(sent, factors, strict=True)) / minutes
    calls = sum(p.calls * f for p, f in zip(traffic.parts, factors, strict=True)) / minutes
    return axis_tokens * min(_headroom(plan.tokens_per_minute, tokens), _headroom(plan.requests_per_minute, calls))


def _headroom(limit: float, peak: float) -> float:
    """Return by what factor a peak may grow; without limit where there is none, or no traffic."""
    return limit / peak if peak and limit < math.inf else math.inf
