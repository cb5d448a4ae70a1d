"""What CI forms show of a check: each verdict, waiver and fault that is worth a line, with rule, level and place.

Rule ids are stable, as error codes are; docs/check.md lists them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from c3calc.render.views.check import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.answer.check import BudgetVerdict, Check, Doubt, FileCheck, WaiverUse
    from c3calc.base.errors import Place

AnnotationLevel = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding: its id, and what it means."""

    id: str
    name: str
    text: str


OVER = Rule("C3-B001", "BudgetOver", "A figure is beyond the limit of its budget, and of any waiver in force.")
MISSING = Rule("C3-B002", "FigureMissing", "A figure that a budget needs is not known; no data is never a pass.")
STRADDLING = Rule("C3-B003", "LimitInInterval", "The interval of a figure holds the limit, and --strict was given.")
STALE = Rule("C3-B004", "PriceStale", "A figure rests on a price older than its kind allows, and --max-age was given.")
NEAR = Rule("C3-B005", "BudgetNearlyUsed", "A figure is within its limit, and beyond warn_at of it.")
WAIVED = Rule("C3-B006", "BudgetWaived", "A figure is beyond its limit, and within the ceiling of a waiver in force.")
CLAIM = Rule("C3-B007", "ExpectationMissed", "The answer lies outside the tolerance of what was expected.")
WAIVER = Rule("C3-B008", "WaiverNotNeeded", "A waiver has expired, or nothing needs it.")
DOUBT = Rule("C3-B009", "AnswerInDoubt", "A figure can hardly be true; `docs/notes.md` explains the note's code.")
RULES = (OVER, MISSING, STRADDLING, STALE, NEAR, WAIVED, CLAIM, WAIVER, DOUBT)
_BY_STATUS = {
    "over": OVER, "missing": MISSING, "straddling": STRADDLING, "stale": STALE, "warning": NEAR, "waived": WAIVED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line of a CI form. `about` names it stably, whatever its figures; `excuse` is why it is let pass."""

    rule: Rule
    level: AnnotationLevel
    title: str
    message: str
    where: Place
    about: str
    excuse: str = ""


def findings(check: Check) -> Iterator[Annotation]:
    """Yield what is worth a line, in the order of the files."""
    for file in check.files:
        yield from (_of_verdict(v, file) for v in file.verdicts if v.status != "within")
        yield from (_of_waiver(w) for w in file.waivers if w.status in ("expired", "unused"))
        yield from map(_of_doubt, file.doubts)
        for fault in file.faults:
            rule = Rule(fault.code, "BadInput", "A file has a mistake; `docs/errors.md` explains its code.")
            hints = {"expected": fault.expected, "help": fault.help}
            advice = "".join(f"; {label}: {text}" for label, text in hints.items() if text)
            yield Annotation(rule, "error", fault.code, fault.message + advice, fault.where, fault.message)


def level_of(verdict: BudgetVerdict) -> AnnotationLevel:
    """Return how loud a verdict is: what asks for an exit code is an error."""
    if verdict.code:
        return "error"
    return "notice" if verdict.status == "waived" else "warning"


def _of_verdict(verdict: BudgetVerdict, file: FileCheck) -> Annotation:
    rule = CLAIM if verdict.kind == "expect" and verdict.status == "over" else _BY_STATUS[verdict.status]
    waived = [w for w in file.waivers if w.budget == verdict.budget and w.status == "used"]
    return Annotation(
        rule=rule,
        level=level_of(verdict),
        title=f"{verdict.status}: {verdict.budget}",
        message=said(verdict),
        where=verdict.where,
        about=f"{verdict.budget}|{verdict.kind}|{verdict.metric}|{verdict.meant}|{verdict.feature or ''}",
        excuse="; ".join(f"{w.reason} (approved by {w.approved_by} until {w.until})" for w in waived),
    )


def _of_waiver(waiver: WaiverUse) -> Annotation:
    level: AnnotationLevel = "warning" if waiver.status == "expired" else "notice"
    title = f"waiver {waiver.status}: {waiver.budget}"
    return Annotation(WAIVER, level, title, waiver.why, waiver.where, f"waiver|{waiver.budget}|{waiver.until}")


def _of_doubt(doubt: Doubt) -> Annotation:
    about, _, figures = doubt.message.partition(": ")
    stable = re.sub(r"[\d.,]+", "#", figures)
    level: AnnotationLevel = "error" if doubt.fails else "warning"
    return Annotation(DOUBT, level, doubt.code, doubt.message, doubt.where, f"{doubt.code}|{about}|{stable}")
