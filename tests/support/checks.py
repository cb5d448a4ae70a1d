"""A check with every kind of verdict, made by hand, for the tests of its forms."""

from __future__ import annotations

from typing import Any

from c3calc.answer.answer import ScenarioRef
from c3calc.answer.check import BudgetVerdict, Check, Doubt, Fault, FileCheck, WaiverUse
from c3calc.base.errors import Place

NASTY = "cap: 100 %, <b>|`x`\n::error::\x1b[31m"
CODES = {"over": 3, "missing": 4, "straddling": 4, "stale": 4}


def verdict(status: Any, number: int = 1, **fields: Any) -> BudgetVerdict:
    """Return a verdict with a status, on a line of its own."""
    given: dict[str, Any] = {
        "budget": f"budget {number}", "metric": "cost_per_month", "option": "API", "meant": "cheapest", "feature": None,
        "kind": "max", "limit": 2500.0, "unit": "USD/month", "found": 2750.0, "baseline": None, "value": 2750.0,
        "low": None, "high": None, "margin": -250.0, "status": status, "level": "error", "code": CODES.get(status, 0),
        "why": "USD 2,750 a month, of which USD 2,500 are allowed", "where": Place("team/a b.yaml", number, 7),
    }  # fmt: skip
    return BudgetVerdict(**(given | fields))


def waiver(status: Any, budget: str = "budget 5") -> WaiverUse:
    """Return a waiver with a status."""
    where = Place("team/a b.yaml", 30, 5)
    return WaiverUse(budget, "2026-12-31", 2800.0, "USD/month", "migration", "finance", status, "why not", where)


def file_check(*verdicts: BudgetVerdict, name: str = "team/a b.yaml", **fields: Any) -> FileCheck:
    """Return what is said of a file."""
    return FileCheck(name, ScenarioRef("A", name, "0" * 64), "USD", "2026-11-20", 3, verdicts, **fields)


FAULT = Fault(
    "C3-S01", "unknown key `montly`", "one of monthly", "did you mean `monthly`?", where=Place("bad.yaml", 4, 3)
)


def doubt(*, fails: bool = False, message: str = "API: 0.000006 USD/Mtok is too little") -> Doubt:
    """Return a doubt about a price."""
    return Doubt("C3-N19", message, fails, Place("team/a b.yaml", 12, 1))


def check_of(*files: FileCheck) -> Check:
    """Return a run over files."""
    return Check(1, "0.1.0", 3, "FAILED", "2026-11-21", False, "error", {}, {}, files)


def everything() -> Check:
    """Return a run with every status, every state of a waiver, doubts, a bad file and a crash."""
    statuses = ("within", "warning", "over", "straddling", "waived", "missing", "stale")
    verdicts = [verdict(status, number) for number, status in enumerate(statuses, 1)]
    verdicts += [
        verdict("over", 8, kind="expect", budget="expect cost_per_month", margin=None),
        verdict("over", 9, budget=NASTY, option=NASTY, meant=NASTY, feature=NASTY, why=NASTY),
        verdict("over", 10, unit="share", limit=0.15, found=0.3, value=0.3, margin=-0.15, level="warning", code=0),
    ]
    waivers = tuple(waiver(status) for status in ("used", "exceeded", "expired", "unused"))
    doubts = (doubt(), doubt(fails=True, message=NASTY))
    bad = FileCheck("bad.yaml", None, None, None, 2, faults=(FAULT,))
    crashed = FileCheck("crash.yaml", None, None, None, 70, crash="KeyError: 'x'")
    return check_of(file_check(*verdicts, waivers=waivers, doubts=doubts), bad, crashed)
