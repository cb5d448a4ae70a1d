"""What `c3 diff` says, as plain data: what changed between two answers, per option and line, and what it came from.

Money is rounded as printed, so that the changes of an option's lines add up to its own. `None` is "not known".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from c3calc.answer.answer import ScenarioRef, Status

Changed = Literal["added", "removed", "changed", "same"]
DIFF_VERSION = 1


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that the whole answer rests on, or its verdict, in words; None on the side that lacks it."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Cause:
    """An input of a line, or its quantity, that is not what it was; source and where say who gave it."""

    name: str
    change: Changed
    unit: str
    before: float | None
    after: float | None
    source_before: str | None
    source_after: str | None
    where_before: str | None
    where_after: str | None


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of the bill that changed in cost, energy, carbon, or in what it rests on."""

    label: str
    change: Changed
    before_cost: Decimal | None
    after_cost: Decimal | None
    added_cost: Decimal | None
    before_carbon_kg: float | None
    after_carbon_kg: float | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class OptionChange:
    """An option of either answer. change_share is of the cost before."""

    name: str
    change: Changed
    status_before: Status | None
    status_after: Status | None
    before_cost: Decimal | None
    after_cost: Decimal | None
    added_cost: Decimal | None
    change_share: float | None
    before_carbon_kg: float | None
    after_carbon_kg: float | None
    lines: tuple[LineChange, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Two answers held against each other."""

    schema_version: int
    c3_version: str
    currency: str
    base: ScenarioRef
    head: ScenarioRef
    sentence: str
    settings: tuple[Setting, ...]
    options: tuple[OptionChange, ...]
