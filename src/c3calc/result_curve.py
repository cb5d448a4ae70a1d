"""A curve of the answer over the monthly volume, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VolumeCurve:
    """Monthly cost and carbon of an option over the volume, for pictures: straight lines between the points.

    Two points at one volume are the two sides of a step. cost or carbon_kg is None where it is not known. The curve
    ends where the option can serve no more. cost_low, cost_high: P5 and P95 of the cost, None without draws.
    """

    option: str
    tokens_per_month: tuple[float, ...]
    cost: tuple[float, ...] | None
    carbon_kg: tuple[float, ...] | None
    cost_low: tuple[float, ...] | None = None
    cost_high: tuple[float, ...] | None = None
