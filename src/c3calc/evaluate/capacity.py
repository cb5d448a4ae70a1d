"""How much hardware the traffic needs: load in replicas, replicas at the peak, GPUs, memory.

Load of a replica is its busy share: rho = input rate / prefill rate + output rate / decode rate (decode excludes
prefill). Replicas = the fewest whose share of the peak load is at most their highest utilisation, and at which requests
do not queue for too long; and spares.

What fixed replicas cannot hold, hour by hour, and an API therefore takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import count, takewhile
from typing import TYPE_CHECKING

from c3calc.base.figures import NOISE
from c3calc.base.units import MINUTES_PER_HOUR, SECONDS_PER_HOUR
from c3calc.evaluate.curve import Curve, Kink, Stair, ceil_of
from c3calc.evaluate.load import hours_with_load, joint_levels, load_levels, peak_factor
from c3calc.evaluate.queueing import MOST_SERVERS, Queue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case.options import Api, Hosted, Memory
    from c3calc.case.traffic import Part, ResolvedWorkload


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
    return 1 if math.isnan(cards) else 2 ** max(0, math.ceil(math.log2(cards) - NOISE))


def missing_gb(memory: Memory, gpus: float) -> float:
    """Return by how much a replica outgrows its cards, as far as is known; 0 where it fits or its size is not known."""
    outgrown = _at_least_gb(memory) + (memory.overhead_gb_per_gpu - memory.vram_gb_per_gpu) * gpus
    return outgrown if outgrown > 0 else 0.0


@dataclass(frozen=True)
class Fleet:
    """The hardware an option provisions for its traffic; volumes are on the axis of the whole workload.

    why: how the size of a replica came about.
    """

    plan: Hosted
    traffic: ResolvedWorkload
    gpus_per_replica: int
    axis_tokens: float
    mean_load: float
    peak_load: float
    why: str = ""

    @cached_property
    def latency(self) -> Latency:
        """What the requests of this traffic wait for."""
        return Latency(self.plan, self.traffic, self.peak_load)

    @cached_property
    def highest_utilisation(self) -> float:
        """How busy each of many replicas may be at the peak; queues shrink as replicas are added."""
        return self.utilisation_of(MOST_SERVERS)

    def utilisation_of(self, replicas: int) -> float:
        """Return how busy each of so many replicas may be at the peak."""
        most, queue = self.plan.rates.max_utilisation.value, self.latency.queue
        return float(queue.highest_utilisation(replicas, float(most))) if queue else most

    @cached_property
    def tokens_per_replica(self) -> float:
        """Tokens a month on the axis that each of many working replicas carries; inf without load."""
        return self._tokens(1, self.highest_utilisation)

    def _tokens(self, replicas: int, utilisation: float) -> float:
        return self.axis_tokens * replicas * utilisation / self.peak_load if self.peak_load else math.inf

    def carried_tokens(self, replicas: int) -> float:
        """Tokens a month on the axis that so many working replicas carry; inf without load."""
        return self._tokens(replicas, self.utilisation_of(replicas))

    def held_load(self, replicas: int) -> float:
        """Return the peak load in replicas that so many may carry."""
        return replicas * self.utilisation_of(replicas)

    @cached_property
    def _early_steps(self) -> tuple[float, ...]:
        """Volumes that 1, 2, ... replicas carry, as long as they carry less each than many do."""
        few = ((n, self.utilisation_of(n)) for n in count(1))
        queued = takewhile(lambda step: step[1] < self.highest_utilisation, few)
        return tuple(self._tokens(*step) for step in queued)

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
            terms = (self.plan.spares, self.gpus_per_replica, gpus, self._early_steps)
            return Curve(stairs=(Stair(self.tokens_per_replica, 1.0, *terms),))
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
        return self.carried_tokens(self.plan.replicas)


@dataclass(frozen=True)
class Latency:
    """What requests wait for: their prefill, a free place in a queue, and each other's tokens.

    peak_load: of the whole fleet, in replicas.
    """

    plan: Hosted
    traffic: ResolvedWorkload
    peak_load: float

    @property
    def tpot_s(self) -> float:
        """Time per output token of a replica whose places are all taken, in seconds; NaN where it is not known.

        Each place decodes at 1 / places of the rate, and waits while the requests of the others are prefilled.
        """
        rates = self.plan.rates
        per_output = sum(prefilled(self.plan, p) for p in self.traffic.parts) / self._decoded
        prefill_s: float = (rates.slots - 1) * per_output / rates.prefill_tok_s.value
        decode_s: float = rates.slots / rates.decode_tok_s.value
        return decode_s + prefill_s

    @property
    def asked_tpot_s(self) -> float:
        """The shortest time per output token that a part asks for; inf where none does."""
        return min((p.tpot_s for p in self.traffic.parts if p.tokens), default=math.inf)

    @property
    def _decoded(self) -> float:
        return sum(decoded(self.plan, p) for p in self.traffic.parts) or math.nan

    def prefill_s(self, part: Part) -> float:
        """Return the time to prefill a mean request of a part; NaN where its size is not known."""
        return prefilled(self.plan, part) / part.calls / self.plan.rates.prefill_tok_s.value if part.calls else math.nan

    @property
    def patience_s(self) -> float:
        """How long the least patient requests may wait for a free place; inf where no time is to be held."""
        waiting = (p for p in self.traffic.parts if p.tokens and p.ttft_s < math.inf)
        return min((p.ttft_s - self.prefill_s(p) for p in waiting), default=math.inf)

    @cached_property
    def queue(self) -> Queue | None:
        """The queue at the peak; None where no time is to be held, or too little is known, or no wait would do."""
        patience_s, slots = self.patience_s, self.plan.rates.slots
        if not (0 < patience_s < math.inf and self.peak_load > 0) or math.isnan(slots):
            return None
        hours = self.traffic.hours_per_month
        calls_per_s = sum(p.calls * peak_factor(p, hours) for p in self.traffic.parts) / hours / SECONDS_PER_HOUR
        burstiness = max(p.burstiness for p in self.traffic.parts if p.tokens)
        return Queue(int(slots), float(self.peak_load / calls_per_s), float(patience_s), burstiness)


def rate_limit_tokens(plan: Api, traffic: ResolvedWorkload, axis_tokens: float) -> float:
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


def overflow(fleet: Fleet) -> Curve:
    """Return the volume that fixed replicas cannot hold over the volume of the workload.

    In an hour with `load` replicas of work at the volume A, what exceeds the `held` ones at the volume V goes over:
    sum over hours of share x load / mean load x max(0, V - A x held / load).
    """
    return Curve(kinks=tuple(_kinks(fleet)))


def _kinks(fleet: Fleet) -> Iterator[Kink]:
    hours = fleet.traffic.hours_per_month
    held = fleet.axis_tokens * fleet.held_load(fleet.plan.replicas or 0)
    loads = [(part_load(fleet.plan, p, hours), load_levels(p, hours)) for p in fleet.traffic.parts]
    for share, load in joint_levels(loads):
        if load > 0:
            yield Kink(held / load, share * load / fleet.mean_load)
