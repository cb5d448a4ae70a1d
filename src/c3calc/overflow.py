"""What fixed replicas cannot hold, hour by hour, and an API therefore takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.capacity import Fleet, part_load
from c3calc.curve import Curve, Kink
from c3calc.load import joint_levels, load_levels

if TYPE_CHECKING:
    from collections.abc import Iterator


def overflow(made: Fleet) -> Curve:
    """Return the volume that fixed replicas cannot hold over the volume of the workload.

    In an hour with `load` replicas of work at the volume A, what exceeds the `held` ones at the volume V goes over:
    sum over hours of share x load / mean load x max(0, V - A x held / load).
    """
    return Curve(kinks=tuple(_kinks(made)))


def _kinks(made: Fleet) -> Iterator[Kink]:
    hours = made.traffic.hours_per_month
    held = made.axis_tokens * made.held_load(made.plan.replicas or 0)
    loads = [(part_load(made.plan, p, hours), load_levels(p, hours)) for p in made.traffic.parts]
    for share, load in joint_levels(loads):
        if load > 0:
            yield Kink(held / load, share * load / made.mean_load)
