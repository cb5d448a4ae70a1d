"""What `c3 sweep` says, as plain data: every option at every point, and where the cheapest changes.

It holds all that a picture is drawn from. Money is rounded as printed; `None` is "not known", or for a cheapest option
that nobody is eligible.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from c3calc.answer.answer import ScenarioRef, Status
from c3calc.answer.change import VOLUME, Change
from c3calc.base.numbers import count_text, percent, plain

Spacing = Literal["even", "ratio"]
SWEEP_VERSION = 1
SHARE = "share"  # the unit of an axis whose values were given in percent
OVER = "--over"


@dataclass(frozen=True, slots=True)
class SweepAxis:
    """A field that is swept, as `--set` names it, or `volume`: its values in ascending order, and the scenario's own.

    unit: "tokens/month" of the volume, "share" where it was given in percent, else empty: the field's name says it.
    now: None where the scenario does not give the field as a number.
    """

    path: str
    unit: str
    spacing: Spacing
    values: tuple[float, ...]
    now: float | None

    def at(self, value: float) -> Change:
        """Return a point of the axis; a share that was asked for in percent is written so."""
        return Change(self.path, f"{value * 100:.15g}%" if self.unit == SHARE else value, source=OVER)


@dataclass(frozen=True, slots=True)
class SweepOption:
    """An option at a point, in month 1."""

    name: str
    status: Status
    cost: Decimal | None
    energy_kwh: float | None
    carbon_kg: float | None


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """A value of every axis, in the unit of the axis, and what the options are there.

    The cheapest is the one of those that are eligible.
    """

    values: tuple[float, ...]
    cheapest: str | None
    options: tuple[SweepOption, ...]


@dataclass(frozen=True, slots=True)
class SweepCrossing:
    """The value of the only axis, in the unit of the axis, at which the cheapest option changes.

    kind `equal`: the two cost the same there. `step`: they do not; the order changes just above `value`, or at it where
    the field takes whole numbers only.
    """

    value: float
    kind: Literal["equal", "step"]
    below: str | None
    above: str | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """A scenario at every point of one axis or two; the points run through the last axis first."""

    schema_version: int
    c3_version: str
    scenario: ScenarioRef
    currency: str
    as_of: str
    today: str
    sentence: str
    axes: tuple[SweepAxis, ...]
    options: tuple[str, ...]
    points: tuple[SweepPoint, ...]
    crossings: tuple[SweepCrossing, ...]


def shown_value(axis: SweepAxis, value: float) -> str:
    """Return a value of an axis as people write it."""
    if axis.path == VOLUME:
        return count_text(value)
    return percent(value, 6) if axis.unit == "share" else plain(value)
