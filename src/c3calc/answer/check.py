"""What `c3 check` says, as plain data: every budget with its verdict, every waiver, every file, and the exit code.

Figures are in the unit beside them, unrounded; a share is of one. `None` is "not known", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from c3calc.answer.answer import ScenarioRef
from c3calc.base.errors import Mistake, Place

LimitOf = Literal["max", "min", "max_increase", "max_increase_percent", "expect"]
VerdictStatus = Literal["within", "warning", "waived", "over", "straddling", "missing", "stale"]
WaiverStatus = Literal["used", "exceeded", "expired", "unused"]
Severity = Literal["error", "warning"]
CHECK_VERSION = 1
INCONCLUSIVE, FAILED = 4, 3  # exit codes of a run that leaves a question open, and of one that fails


@dataclass(frozen=True, slots=True)
class BudgetVerdict:
    """One limit held against the answer. `value` is what is judged: found, or what it grew by since the baseline.

    margin is what is left to the limit, negative beyond it. low and high are the interval of `value`. code is the exit
    code that this verdict asks for: 0, 3 where it fails, 4 where it leaves the question open.
    """

    budget: str
    metric: str
    option: str | None
    meant: str
    feature: str | None
    kind: LimitOf
    limit: float
    unit: str
    found: float | None
    baseline: float | None
    value: float | None
    low: float | None
    high: float | None
    margin: float | None
    status: VerdictStatus
    level: Severity
    code: int
    why: str
    where: Place


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver, and whether it was needed. `until` is its last day."""

    budget: str
    until: str
    ceiling: float
    unit: str
    reason: str
    approved_by: str
    status: WaiverStatus
    why: str
    where: Place


@dataclass(frozen=True, slots=True)
class Doubt:
    """A note of the answer on figures that can hardly be true. `code` is the note's; `fails`: it fails the run."""

    code: str
    message: str
    fails: bool
    where: Place


@dataclass(frozen=True, slots=True)
class Fault(Mistake):
    """Something in a file that must be corrected before it can be checked."""

    where: Place = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One scenario file: its verdicts and doubts, or what is wrong with it. `crash` is a bug of c3, not a verdict."""

    file: str
    scenario: ScenarioRef | None
    currency: str | None
    as_of: str | None
    code: int
    verdicts: tuple[BudgetVerdict, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    crash: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A whole run: the exit code, how often each verdict and each state of a waiver occurs, and every file.

    In `verdicts` a doubt counts as a warning.
    """

    schema_version: int
    c3_version: str
    code: int
    summary: str
    today: str
    strict: bool
    fail_on: Severity
    verdicts: dict[str, int]
    waivers: dict[str, int]
    files: tuple[FileCheck, ...]
