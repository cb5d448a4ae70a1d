"""How traffic spreads over the month: the load's levels over the hours, and its peak over its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case import UNKNOWN, Level
from c3calc.model import Shape, Traffic
from c3calc.units import HOURS_PER_WEEK

if TYPE_CHECKING:
    from c3calc.errors import Path
    from c3calc.resolve.context import Context

BUSINESS_HOURS_PER_WEEK = 50
FLAT: tuple[Level, ...] = ((1.0, 1.0),)
BUSINESS: tuple[Level, ...] = (
    (BUSINESS_HOURS_PER_WEEK / HOURS_PER_WEEK, HOURS_PER_WEEK / BUSINESS_HOURS_PER_WEEK),
    (1 - BUSINESS_HOURS_PER_WEEK / HOURS_PER_WEEK, 0.0),
)


def shape_levels(ctx: Context, spec: Traffic, path: Path) -> tuple[Level, ...] | None:
    """Return (share of hours, load over the mean) for known hours, or None where only a peak is given."""
    if not isinstance(spec.shape, Shape):
        return FLAT if spec.shape == "flat" else BUSINESS
    stated = [n for n in ("peak_to_mean", "peak_tokens_per_minute", "hourly") if getattr(spec.shape, n) is not None]
    if len(stated) != 1:
        ctx.problem(
            "C3-R18", "a shape says one thing", (*path, "shape"), "peak_to_mean, peak_tokens_per_minute or hourly"
        )
    if spec.shape.peak_to_mean is not None and spec.shape.peak_to_mean < 1:
        ctx.problem("C3-R18", "the peak is below the mean", (*path, "shape", "peak_to_mean"), "1 or more")
    profile = ctx.profiles.get(spec.shape.hourly or "", ())
    if profile and not any(profile):
        ctx.problem("C3-R18", "every hour of the profile is 0", (*path, "shape", "hourly"), "some hour with traffic")
    return profile_levels(profile) if any(profile) else None


def shape_peak(ctx: Context, spec: Traffic, path: Path) -> float:
    """Return the peak over the mean where the shape states it; NaN where it follows from levels or from the volume."""
    if not isinstance(spec.shape, Shape) or spec.shape.peak_to_mean is None:
        return UNKNOWN
    return ctx.number(spec.shape.peak_to_mean, (*path, "shape", "peak_to_mean"))


def profile_levels(hours: tuple[float, ...]) -> tuple[Level, ...]:
    """Return the levels of an hourly profile, equal hours together, highest first."""
    mean = sum(hours) / len(hours)
    counts: dict[float, int] = {}
    for value in hours:
        counts[value] = counts.get(value, 0) + 1
    return tuple((n / len(hours), value / mean) for value, n in sorted(counts.items(), reverse=True))
