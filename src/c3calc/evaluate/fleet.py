"""All replicas of an option: how many the peak needs, the GPUs they stand on, and what fixed ones cannot hold.

Replicas = the fewest whose share of the peak load is at most their highest utilisation, and at which requests do not
queue for too long; and spares.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import count, takewhile
from typing import TYPE_CHECKING

from c3calc.evaluate.curve import Curve, Kink, Stair, ceil_of
from c3calc.evaluate.latency import Latency
from c3calc.evaluate.load import hours_with_load, joint_levels, load_levels, part_load
from c3calc.evaluate.queueing import BURSTY, MOST_SERVERS, OFF_BY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case.options import Hosted
    from c3calc.case.traffic import ResolvedWorkload


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

    def burst_span(self, tokens: float) -> tuple[int, int] | None:
        """Return the fewest and the most working replicas that bursts of this variance may ask for, where it is large.

        The fewest where they are long and mild, the most where they are sharp, both as far as the formula may be off.
        """
        queue = self.latency.queue
        if not queue or queue.burstiness <= BURSTY or self.plan.replicas is not None:
            return None
        load = self.peak_load * tokens / self.axis_tokens
        fewest = queue.mild.fewest(load, float(self.plan.rates.max_utilisation.value))
        return int(ceil_of(fewest / OFF_BY)), int(ceil_of(self.working(tokens) * OFF_BY))

    @property
    def limit_tokens(self) -> float:
        """The largest volume that given replicas carry; inf where they follow the peak, or where load is not known."""
        if self.plan.replicas is None or math.isnan(self.peak_load):
            return math.inf
        return self.carried_tokens(self.plan.replicas)


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
