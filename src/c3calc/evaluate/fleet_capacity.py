"""What an option's fleets provision at a volume, how much of it is used, and what the idle rest costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.evaluate.bill import Bill, Member, share_served
from c3calc.evaluate.memory import needed_gb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.evaluate.fleet import Fleet


@dataclass(frozen=True)
class FleetCapacity:
    """All fleets of an option together; NaN where not known.

    replicas: spares included. peak_utilisation: peak load over the replicas that carry load. mean_utilisation: mean
    load over the paid hours of all GPUs. idle_cost: the unused share of rent, capital and colocation a month.
    vram_needed_gb, vram_gb: of a replica of the fleet with the least room. max_tokens: a month, at this shape.
    """

    replicas: int
    spares: int
    gpus: int
    peak_utilisation: float
    mean_utilisation: float
    idle_cost: float
    vram_needed_gb: float
    vram_gb: float
    max_tokens: float


def capacity_of(bill: Bill, tokens: float) -> FleetCapacity | None:
    """Return what an option provisions at a volume; None where it has no hardware."""
    members = [m for m in bill.members if m.fleet]
    fleets = bill.fleets
    if not fleets:
        return None
    working = sum(f.working(tokens) for f in fleets)
    spares = sum(f.plan.spares for f in fleets)
    needed, there = min((_vram_gb(f) for f in fleets), key=_room)
    return FleetCapacity(
        replicas=working + spares,
        spares=spares,
        gpus=sum(int(f.gpus(tokens)) for f in fleets),
        peak_utilisation=sum(map(_peak, members)) / working,
        mean_utilisation=_mean(members, tokens),
        idle_cost=sum(_idle_cost(m, tokens) for m in members),
        vram_needed_gb=needed,
        vram_gb=there,
        max_tokens=_max_tokens(bill, fleets, tokens),
    )


def _vram_gb(fleet: Fleet) -> tuple[float, float]:
    memory, gpus = fleet.plan.memory, fleet.gpus_per_replica
    return needed_gb(memory, gpus), memory.vram_gb_per_gpu * gpus


def _room(needed_and_there: tuple[float, float]) -> float:
    needed, there = needed_and_there
    return -math.inf if math.isnan(needed) else there - needed


def _peak(member: Member) -> float:
    """Return the peak load in replicas; where an API takes the overflow, at most what the fleet may hold."""
    fleet = member.fleet
    assert fleet is not None
    overflows = member.served.kinks and fleet.plan.replicas
    return min(fleet.peak_load, fleet.held_load(fleet.plan.replicas or 0)) if overflows else fleet.peak_load


def _mean(members: Sequence[Member], tokens: float) -> float:
    """Return the load over what is provisioned, both in GPU-hours."""
    used, paid = (sum(each) for each in zip(*(_gpu_hours(m, tokens) for m in members), strict=True))
    return used / paid if paid else math.nan


def _gpu_hours(member: Member, tokens: float) -> tuple[float, float]:
    """Return the GPU-hours of a month that carry load, and those that are paid."""
    fleet = member.fleet
    assert fleet is not None
    replica_hours = fleet.mean_load * share_served(member, tokens) * fleet.traffic.hours_per_month
    return replica_hours * fleet.gpus_per_replica, float(fleet.gpus(tokens)) * fleet.paid_hours


def _idle_cost(member: Member, tokens: float) -> float:
    """Return what the unused hours of one fleet cost: rent, or capital and colocation, not electricity."""
    lines = (line for line in member.lines if line.capacity)
    idle = 1 - _mean([member], tokens)
    return sum(float(line.cost(tokens)) for line in lines) * (idle if not idle < 0 else 0.0)


def _max_tokens(bill: Bill, fleets: Sequence[Fleet], tokens: float) -> float:
    """Return the volume that what is provisioned now may carry at this shape; an overflow goes beyond the fleet."""
    if any(m.served.kinks for m in bill.members):
        return bill.limit_tokens
    return min(bill.limit_tokens, *(f.carried_tokens(f.working(tokens)) for f in fleets))
