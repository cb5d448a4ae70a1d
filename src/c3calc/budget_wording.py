"""Verdicts in words: what is, what was allowed, by how much it misses, and what a waiver has to do with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.metric_units import figure, is_share
from c3calc.units import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.budgets import Judgement, Measured
    from c3calc.case import Budget, Waiver
    from c3calc.result_check import WaiverStatus


def verdict_text(
    budget: Budget, found: Measured, judged: Judgement, currency: str, expired: Sequence[Waiver] = ()
) -> str:
    """Return why a budget has its verdict, a sentence without its subject."""
    if judged.status == "missing":
        return _missing(budget, found)
    text = f"{_value(budget, found, judged, currency)}, {_against(budget, judged, currency)}"
    if judged.status == "stale":
        return f"{text}; but {found.stale[0]}"
    return text + _waived(judged.waiver, judged, budget, currency) + _expired(judged, expired)


def waiver_text(waiver: Waiver, budget: Budget, status: WaiverStatus, judged: Judgement, currency: str) -> str:
    """Return what became of a waiver."""
    ceiling = _amount(budget, waiver.ceiling, currency)
    return {
        "used": f"the figure is beyond its limit and within the ceiling of {ceiling}",
        "exceeded": f"the figure is beyond the ceiling of {ceiling} too",
        "expired": f"ended on {waiver.until}: the limit itself applies again",
        "unused": "the figure is not known" if math.isnan(judged.value) else "nothing needed it: it may go",
    }[status]


def _missing(budget: Budget, found: Measured) -> str:
    if found.lacking or math.isnan(found.value):
        return f"not known: {found.lacking or 'a figure it rests on is not known'}"
    wanted = "the interval" if budget.basis == "central" else f"the {budget.basis} end of the interval"
    return f"{wanted} is not known, and the scenario has ranges"


def _amount(budget: Budget, value: float, currency: str) -> str:
    """Return a limit or what is held against it; of an increase in percent that is a percentage."""
    return f"{plain(value, 4)} %" if budget.kind == "max_increase_percent" else figure(budget.metric, value, currency)


def _distance(budget: Budget, value: float, currency: str) -> str:
    """Return how far two figures are apart; two percentages are points apart, not percent."""
    if budget.kind == "max_increase_percent" or is_share(budget.metric):
        points = value if budget.kind == "max_increase_percent" else value * 100
        return f"{plain(points, 4)} percentage points"
    return figure(budget.metric, value, currency)


def _value(budget: Budget, found: Measured, judged: Judgement, currency: str) -> str:
    text = figure(budget.metric, found.value, currency)
    if not math.isnan(found.baseline):
        before = figure(budget.metric, found.baseline, currency)
        text = f"{text}, {_amount(budget, judged.value, currency)} more than the baseline's {before}"
    if not judged.has_interval:
        return text
    return f"{text} ({_amount(budget, judged.low, currency)} to {_amount(budget, judged.high, currency)})"


def _against(budget: Budget, judged: Judgement, currency: str) -> str:
    limit = f"the {budget.kind} of {_amount(budget, budget.limit, currency)}"
    if judged.status == "straddling":
        return f"whose interval holds {limit}"
    if math.isinf(judged.margin):
        return f"beyond {limit}"
    if judged.margin < 0:
        side = "below" if budget.kind == "min" else "over"
        return f"{_distance(budget, -judged.margin, currency)} {side} {limit}"
    near = f", beyond {plain((budget.warn_at or 0) * 100)} % of it" if judged.status == "warning" else ""
    return f"within {limit}{near}"


def _waived(waiver: Waiver | None, judged: Judgement, budget: Budget, currency: str) -> str:
    if waiver is None:
        return ""
    ceiling = _amount(budget, waiver.ceiling, currency)
    side = "within" if judged.status == "waived" else "and not within"
    terms = f"that {waiver.approved_by} approved until {waiver.until}: {waiver.reason}"
    return f", {side} the ceiling of {ceiling} {terms}"


def _expired(judged: Judgement, expired: Sequence[Waiver]) -> str:
    if judged.status != "over" or judged.waiver or not expired:
        return ""
    last = max(expired, key=lambda w: w.until)
    return f"; the waiver that {last.approved_by} approved ended on {last.until}"
