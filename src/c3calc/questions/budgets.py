"""A budget held against figures: within, over, straddling, missing, stale or waived. Pure comparison, no formulas.

The table of statuses, and what decides between them, in this order:

    missing      the figure, the baseline or the interval that the budget asks for is not known
    over         the judged figure is beyond the limit, and beyond the ceiling of a waiver in force
    straddling   under `strict`, the interval of the figure holds the limit (or the waiver's ceiling)
    stale        under `max_age`, it would pass, but rests on a price that is older than its kind allows
    waived       it is beyond the limit and within the ceiling of a waiver in force
    warning      it is within the limit, and beyond `warn_at` of it
    within       none of these

Verdicts in words: what is, what was allowed, by how much it misses, and what a waiver has to do with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from c3calc.answer.check import FAILED, INCONCLUSIVE
from c3calc.base.figures import exceeds
from c3calc.base.numbers import plain
from c3calc.scenario.metrics import METRICS, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.answer.check import VerdictStatus, WaiverStatus
    from c3calc.case.case import BudgetLimit, LimitWaiver, Severity

Side = Literal["within", "straddling", "over"]
CODES: dict[str, int] = {
    "over": FAILED, "straddling": INCONCLUSIVE, "missing": INCONCLUSIVE, "stale": INCONCLUSIVE,
    "warning": FAILED, "waived": 0, "within": 0,
}  # fmt: skip
PASSING = ("within", "warning", "waived")
WORST_FIRST = (70, 2, FAILED, INCONCLUSIVE, 0)


@dataclass(frozen=True, slots=True)
class JudgingPolicy:
    """How a run judges: the day (ISO date) that decides on waivers, and how strict it is."""

    today: str
    strict: bool = False
    max_age: bool = False
    fail_on: Severity = "error"


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a budget's metric: its value and interval, NaN where not known.

    baseline: the value the increase counts from. is_uncertain: an interval is due, whether or not it is known.
    stale: what it rests on that is too old. lacking: why there is no value or baseline.
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    baseline: float = math.nan
    is_uncertain: bool = False
    stale: tuple[str, ...] = ()
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict: the figure that was judged with its interval, the margin to the limit, and the waiver applied."""

    status: VerdictStatus
    value: float
    low: float
    high: float
    margin: float
    waiver: LimitWaiver | None = None

    @property
    def has_interval(self) -> bool:
        """Whether draws move the figure at all."""
        return self.low < self.high

    def code(self, level: Severity, fail_on: Severity) -> int:
        """Return the exit code this verdict asks for: warnings ask for one only where warnings fail the run."""
        counts = fail_on == "warning" or (level == "error" and self.status != "warning")
        return CODES[self.status] if counts else 0


def worst(codes: Sequence[int]) -> int:
    """Return the exit code of several: a bug before bad input before a failure before an open question."""
    return min(codes, key=WORST_FIRST.index, default=0)


def judge(budget: BudgetLimit, found: Measured, waivers: Sequence[LimitWaiver], terms: JudgingPolicy) -> Judgement:
    """Return the verdict on a budget; `waivers` are the budget's own, in force or not."""
    value, low, high = (_since(budget, v, found.baseline) for v in (found.value, found.low, found.high))
    ends = _ends(budget, (value, low, high), found, terms)
    waiver = in_force(waivers, terms.today, budget)
    status, applied = _status(budget, ends, waiver)
    if status in PASSING and terms.max_age and found.stale:
        status = "stale"
    return Judgement(status, value, low, high, _margin(budget, ends), waiver if applied else None)


def in_force(waivers: Sequence[LimitWaiver], today: str, budget: BudgetLimit) -> LimitWaiver | None:
    """Return the waiver that goes furthest of those whose last day has not passed."""
    sign = _sign(budget)
    return max((w for w in waivers if w.until >= today), key=lambda w: sign * w.ceiling, default=None)


def waiver_status(waiver: LimitWaiver, judgement: Judgement, today: str) -> WaiverStatus:
    """Return whether a waiver was needed: used, exceeded (needed, and not enough), expired or unused."""
    if waiver.until < today:
        return "expired"
    if waiver is not judgement.waiver:
        return "unused"
    return "exceeded" if judgement.status in ("over", "straddling") else "used"


def _sign(budget: BudgetLimit) -> float:
    """Return -1 for a limit from below, so that more is always worse."""
    return -1.0 if budget.kind == "min" else 1.0


def _since(budget: BudgetLimit, value: float, baseline: float) -> float:
    """Return what a limit is on: the value, what it grew by, or by how many percent; from 0 beyond any percentage."""
    if not budget.kind.startswith("max_increase"):
        return value
    more = value - baseline
    if budget.kind == "max_increase":
        return more
    return more / abs(baseline) * 100 if baseline else more and more * math.inf


def _ends(
    budget: BudgetLimit, figures: tuple[float, float, float], found: Measured, terms: JudgingPolicy
) -> tuple[float, ...]:
    """Return what is judged: the value, one end of its interval, or under `strict` both. NaN where not known."""
    value, low, high = figures
    wanted = {"upper": (high,), "lower": (low,), "central": (low, high) if terms.strict else (value,)}[budget.basis]
    certain = (value,) if not found.is_uncertain and any(map(math.isnan, wanted)) else wanted
    return (math.nan,) if math.isnan(value) else certain


def _status(budget: BudgetLimit, ends: tuple[float, ...], waiver: LimitWaiver | None) -> tuple[VerdictStatus, bool]:
    """Return the status apart from the age of prices, and whether the waiver was applied."""
    if any(map(math.isnan, ends)):
        return "missing", False
    side = _side(budget, ends, budget.limit)
    if side != "within" and waiver:
        waived = _side(budget, ends, waiver.ceiling)
        return ("waived" if waived == "within" else waived), True
    return ("warning" if side == "within" and _is_near(budget, ends) else side), False


def _side(budget: BudgetLimit, ends: tuple[float, ...], limit: float) -> Side:
    beyond = {exceeds(_sign(budget) * end, _sign(budget) * limit) for end in ends}
    if len(beyond) > 1:
        return "straddling"
    return "over" if beyond == {True} else "within"


def _is_near(budget: BudgetLimit, ends: tuple[float, ...]) -> bool:
    """Whether a figure within its limit takes up more than `warn_at` of it; from below the limit is the share."""
    if budget.warn_at is None:
        return False
    if budget.kind == "min":
        return bool(exceeds(budget.limit, min(ends) * budget.warn_at))
    return bool(exceeds(max(ends), budget.limit * budget.warn_at))


def _margin(budget: BudgetLimit, ends: tuple[float, ...]) -> float:
    """Return what is left to the limit from the worst end, negative beyond it."""
    return min(_sign(budget) * (budget.limit - end) for end in ends)


def verdict_text(
    budget: BudgetLimit, found: Measured, judged: Judgement, currency: str, expired: Sequence[LimitWaiver] = ()
) -> str:
    """Return why a budget has its verdict, a sentence without its subject."""
    if judged.status == "missing":
        return _missing(budget, found)
    text = f"{_value(budget, found, judged, currency)}, {_against(budget, judged, currency)}"
    if judged.status == "stale":
        return f"{text}; but {found.stale[0]}"
    return text + _waived(judged.waiver, judged, budget, currency) + _expired(judged, expired)


def waiver_text(
    waiver: LimitWaiver, budget: BudgetLimit, status: WaiverStatus, judged: Judgement, currency: str
) -> str:
    """Return what became of a waiver."""
    ceiling = _amount(budget, waiver.ceiling, currency)
    return {
        "used": f"the figure is beyond its limit and within the ceiling of {ceiling}",
        "exceeded": f"the figure is beyond the ceiling of {ceiling} too",
        "expired": f"ended on {waiver.until}: the limit itself applies again",
        "unused": "the figure is not known" if math.isnan(judged.value) else "nothing needed it: it may go",
    }[status]


def _missing(budget: BudgetLimit, found: Measured) -> str:
    if found.lacking or math.isnan(found.value):
        return f"not known: {found.lacking or 'a figure it rests on is not known'}"
    wanted = "the interval" if budget.basis == "central" else f"the {budget.basis} end of the interval"
    return f"{wanted} is not known, and the scenario has ranges"


def _amount(budget: BudgetLimit, value: float, currency: str) -> str:
    """Return a limit or what is held against it; of an increase in percent that is a percentage."""
    return f"{plain(value, 4)} %" if budget.kind == "max_increase_percent" else figure(budget.metric, value, currency)


def _distance(budget: BudgetLimit, value: float, currency: str) -> str:
    """Return how far two figures are apart; two percentages are points apart, not percent."""
    if budget.kind == "max_increase_percent" or METRICS[budget.metric].is_share:
        points = value if budget.kind == "max_increase_percent" else value * 100
        return f"{plain(points, 4)} percentage points"
    return figure(budget.metric, value, currency)


def _value(budget: BudgetLimit, found: Measured, judged: Judgement, currency: str) -> str:
    text = figure(budget.metric, found.value, currency)
    if not math.isnan(found.baseline):
        before = f"the baseline's {figure(budget.metric, found.baseline, currency)}"
        text = f"{text}, {_grown(budget, judged.value, before, currency)}"
    if not judged.has_interval:
        return text
    return f"{text} ({_amount(budget, judged.low, currency)} to {_amount(budget, judged.high, currency)})"


def _grown(budget: BudgetLimit, more: float, before: str, currency: str) -> str:
    if math.isinf(more):
        return f"{'up' if more > 0 else 'down'} from {before}, of which there is no percentage"
    return f"{_amount(budget, abs(more), currency)} {'more' if more >= 0 else 'less'} than {before}"


def _against(budget: BudgetLimit, judged: Judgement, currency: str) -> str:
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


def _waived(waiver: LimitWaiver | None, judged: Judgement, budget: BudgetLimit, currency: str) -> str:
    if waiver is None:
        return ""
    ceiling = _amount(budget, waiver.ceiling, currency)
    side = "within" if judged.status == "waived" else "and not within"
    terms = f"that {waiver.approved_by} approved until {waiver.until}: {waiver.reason}"
    return f", {side} the ceiling of {ceiling} {terms}"


def _expired(judged: Judgement, expired: Sequence[LimitWaiver]) -> str:
    if judged.status != "over" or judged.waiver or not expired:
        return ""
    last = max(expired, key=lambda w: w.until)
    return f"; the waiver that {last.approved_by} approved ended on {last.until}"
