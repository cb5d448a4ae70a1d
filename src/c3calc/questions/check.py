"""The question of CI: whether the answer keeps to the scenario's budgets and to what its `expect` block knows.

It judges the same evaluated options that `compare` answers with, and contains no formulas: metrics, budgets, claims and
saved answers are arithmetic's.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from c3calc import __version__
from c3calc.answer.answer import known
from c3calc.answer.check import CHECK_VERSION, FAILED, BudgetVerdict, Check, Doubt, FileCheck, WaiverUse
from c3calc.base.errors import FileLine, Path, Place
from c3calc.questions.budgets import (
    CODES,
    Judgement,
    JudgingPolicy,
    Measured,
    judge,
    verdict_text,
    waiver_status,
    waiver_text,
    worst,
)
from c3calc.questions.expectations import judge_claims, meant, part_of
from c3calc.questions.metrics import OptionFigures, metric_value
from c3calc.questions.saved_metrics import saved_option, saved_value
from c3calc.scenario.metrics import METRICS, figure, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from c3calc.answer.answer import Answer, Expectation
    from c3calc.answer.check import VerdictStatus
    from c3calc.case.case import BudgetLimit, Claim
    from c3calc.evaluate.option import EvaluatedOption
    from c3calc.questions.comparison import Comparison

    Intervals = Mapping[tuple[str, str, str | None], tuple[float, float]]

# Notes by which a budget may be kept only because of a slip: of units, of scale, of a request's length, of growth.
DOUBTS = ("C3-N17", "C3-N18", "C3-N19", "C3-N32", "C3-N34", "C3-N43", "C3-N70")
_WORDS = {0: "PASSED", 2: "BAD INPUT", 3: "FAILED", 4: "INCONCLUSIVE", 70: "BUG"}


@dataclass(frozen=True)
class CheckRequest:
    """A scenario's comparison, how to judge it, where its paths stand, and what it is held against.

    intervals: low and high by metric, option and feature; of an uncertain scenario, what is not there is not known.
    """

    comparison: Comparison
    terms: JudgingPolicy
    locate: Callable[[Path], Place]
    baseline: Answer | None = None
    intervals: Intervals = field(default_factory=dict)

    def interval(self, metric: str, option: str, feature: str | None) -> tuple[float, float]:
        """Return P5 and P95 of a figure, NaN where nobody knows them."""
        return self.intervals.get((metric, option, feature), (math.nan, math.nan))


def check(asked: CheckRequest) -> FileCheck:
    """Return the verdict on every budget and every claim with a tolerance, and what became of the waivers."""
    case, about = asked.comparison.case, asked.comparison.about
    judged = [(budget, *_judged(asked, budget)) for budget in case.budgets]
    verdicts = [_verdict(asked, *each) for each in judged] + _claims(asked)
    judgements = {budget.name: judgement for budget, _, _, judgement in judged}
    doubts = tuple(_doubts(asked))
    return FileCheck(
        file=about.scenario.file,
        scenario=about.scenario,
        currency=case.currency,
        as_of=asked.comparison.resolved.as_of,
        code=worst([*(v.code for v in verdicts), *(FAILED for d in doubts if d.fails)]),
        verdicts=tuple(verdicts),
        waivers=tuple(_waivers(asked, judgements)),
        doubts=doubts,
    )


def summarise(files: Sequence[FileCheck], terms: JudgingPolicy) -> Check:
    """Return a whole run: how often each verdict occurs, the worst exit code, a sentence. Nothing to judge is open."""
    verdicts = Counter[str](v.status for f in files for v in f.verdicts)
    waivers = Counter[str](w.status for f in files for w in f.waivers)
    code = worst([f.code for f in files]) or (0 if verdicts else 4)
    verdicts["warning"] += sum(len(f.doubts) for f in files)
    return Check(
        schema_version=CHECK_VERSION,
        c3_version=__version__,
        code=code,
        summary=_sentence(files, verdicts, waivers, code),
        today=terms.today,
        strict=terms.strict,
        fail_on=terms.fail_on,
        verdicts=dict(+verdicts),
        waivers=dict(waivers),
        files=tuple(files),
    )


def _judged(asked: CheckRequest, budget: BudgetLimit) -> tuple[EvaluatedOption | None, Measured, Judgement]:
    option = meant(budget, asked.comparison.options)
    found = Measured(math.nan, lacking="no option is eligible") if option is None else _measured(asked, budget, option)
    own = [w for w in asked.comparison.case.waivers if w.budget == budget.name]
    return option, found, judge(budget, found, own, asked.terms)


def _measured(asked: CheckRequest, budget: BudgetLimit, option: EvaluatedOption) -> Measured:
    """Return what is known of a budget's metric."""
    value, baseline, lacking = _figures(asked, budget, option)
    low, high = asked.interval(budget.metric, option.name, budget.feature)
    if low == high:  # no draw moves it: its ends are the printed figure itself
        low = high = value
    stale = _stale(budget, option, asked.comparison.options)
    return Measured(value, low, high, baseline, asked.comparison.is_uncertain, stale, lacking)


def _figures(asked: CheckRequest, budget: BudgetLimit, option: EvaluatedOption) -> tuple[float, float, str]:
    """Return a metric now and in the baseline, and why one of them is not known.

    What an increase counts from is read off an answer, so both ends of it are.
    """
    is_increase = budget.kind.startswith("max_increase")
    if is_increase and asked.baseline is not None:
        return _increase(asked, asked.baseline, budget, option)
    options = asked.comparison.options
    value = metric_value(budget.metric, OptionFigures(option, options, part_of(budget, options)))
    if math.isnan(value):
        return value, math.nan, _lacking(budget, option)
    return value, math.nan, "no --baseline of this scenario was given" if is_increase else ""


def _increase(
    asked: CheckRequest, baseline: Answer, budget: BudgetLimit, option: EvaluatedOption
) -> tuple[float, float, str]:
    answer = asked.comparison.answer
    now = saved_option(answer, option.name, option.name)
    value = math.nan if now is None else saved_value(answer, budget.metric, now, budget.feature)
    role = budget.option or ("" if METRICS[budget.metric].against == "baseline" else "cheapest")
    before = saved_option(baseline, role, option.name)
    if before is None:
        return value, math.nan, f"the baseline has no {role or option.name}"
    saved = saved_value(baseline, budget.metric, before, budget.feature)
    if math.isnan(value):
        return value, saved, _lacking(budget, option)
    return value, saved, f"the baseline does not know it of {before.name}" if math.isnan(saved) else ""


def _lacking(budget: BudgetLimit, option: EvaluatedOption) -> str:
    """Return why a metric is not known."""
    if budget.feature and not METRICS[budget.metric].of_features:
        return "it is of whole options, not of a feature"
    if METRICS[budget.metric].looks_ahead and option.case.finance is None:
        return "the scenario has no `finance` block to look ahead with"
    if budget.metric == "irr" and not option.reasons:
        return "there is none, or more than one"
    if budget.metric == "oldest_price_days":
        return "no price of the catalogue is behind it"
    return "; ".join(option.reasons)


def _stale(
    budget: BudgetLimit | Claim, option: EvaluatedOption, options: tuple[EvaluatedOption, ...]
) -> tuple[str, ...]:
    """Return which figures behind a metric are too old: the option's, and those it is compared with."""
    metric = METRICS[budget.metric]
    if not metric.rests_on_prices:
        return ()
    rests_on = [option]
    if budget.option in (None, "cheapest", "best") or metric.against == "eligible":
        rests_on = list(options)
    elif metric.against == "baseline":
        rests_on += [o for o in options if o.name == option.case.baseline]
    return tuple(dict.fromkeys(text for o in rests_on for text in o.stale))


def _verdict(
    asked: CheckRequest, budget: BudgetLimit, option: EvaluatedOption | None, found: Measured, judged: Judgement
) -> BudgetVerdict:
    currency = asked.comparison.case.currency
    level = {"missing": budget.on_missing, "warning": "warning"}.get(judged.status, budget.level)
    expired = [w for w in asked.comparison.case.waivers if w.budget == budget.name and w.until < asked.terms.today]
    return BudgetVerdict(
        budget=budget.name,
        metric=budget.metric,
        option=option.name if option else None,
        meant=budget.option or "cheapest",
        feature=budget.feature,
        kind=budget.kind,
        limit=budget.limit,
        unit="percent" if budget.kind == "max_increase_percent" else unit_of(budget.metric, currency),
        found=known(found.value),
        baseline=known(found.baseline),
        value=known(judged.value),
        low=known(judged.low) if judged.has_interval else None,
        high=known(judged.high) if judged.has_interval else None,
        margin=known(judged.margin),
        status=judged.status,
        level=level,
        code=judged.code(level, asked.terms.fail_on),
        why=verdict_text(budget, found, judged, currency, expired) + _standing(option, judged),
        where=asked.locate(budget.path),
    )


def _standing(option: EvaluatedOption | None, judged: Judgement) -> str:
    """Say of an option that is not in the running that it is not, though its figures are known."""
    if option is None or option.status == "ok" or judged.status == "missing":
        return ""
    return f"; this option is {option.status}: {'; '.join(option.reasons)}"


def _claims(asked: CheckRequest) -> list[BudgetVerdict]:
    """Return a verdict for every claim with a tolerance; the others are only judged for plausibility, by `compare`."""
    claims = asked.comparison.case.claims
    expected = judge_claims(asked.comparison.options) if any(c.tolerance is not None for c in claims) else ()
    pairs = zip(claims, expected, strict=True) if expected else ()
    return [_claim(asked, claim, found) for claim, found in pairs if claim.tolerance is not None]


def _claim(asked: CheckRequest, claim: Claim, found: Expectation) -> BudgetVerdict:
    status = _claim_status(asked, claim, found)
    judged = Judgement(status, found.found or math.nan, math.nan, math.nan, math.nan)
    return BudgetVerdict(
        budget=f"expect {claim.metric}",
        metric=claim.metric,
        option=found.option,
        meant=claim.option or found.option or "cheapest",
        feature=claim.feature,
        kind="expect",
        limit=claim.value,
        unit=unit_of(claim.metric, asked.comparison.case.currency),
        found=found.found,
        baseline=None,
        value=found.found,
        low=None,
        high=None,
        margin=None,
        status=status,
        level="error",
        code=judged.code("error", asked.terms.fail_on),
        why=_claim_text(claim, found, asked.comparison.case.currency),
        where=asked.locate(claim.path),
    )


def _claim_text(claim: Claim, found: Expectation, currency: str) -> str:
    held = "not known" if found.found is None else figure(claim.metric, found.found, currency)
    return f"{held}, where {figure(claim.metric, claim.value, currency)} was expected; {found.why}"


def _claim_status(asked: CheckRequest, claim: Claim, found: Expectation) -> VerdictStatus:
    if found.within_tolerance is None:
        return "missing"
    options = asked.comparison.options
    option = meant(claim, options)
    old = asked.terms.max_age and option is not None and _stale(claim, option, options)
    return "over" if not found.within_tolerance else "stale" if old else "within"


def _waivers(asked: CheckRequest, judgements: Mapping[str, Judgement]) -> Iterator[WaiverUse]:
    case = asked.comparison.case
    budgets = {b.name: b for b in case.budgets}
    for waiver in case.waivers:
        budget = budgets[waiver.budget]
        status = waiver_status(waiver, judgements[waiver.budget], asked.terms.today)
        yield WaiverUse(
            budget=waiver.budget,
            until=waiver.until,
            ceiling=waiver.ceiling,
            unit="percent" if budget.kind == "max_increase_percent" else unit_of(budget.metric, case.currency),
            reason=waiver.reason,
            approved_by=waiver.approved_by,
            status=status,
            why=waiver_text(waiver, budget, status, judgements[waiver.budget], case.currency),
            where=asked.locate(waiver.path),
        )


def _doubts(asked: CheckRequest) -> Iterator[Doubt]:
    """Yield the notes of the answer that leave its figures in doubt, whether or not a limit rests on them."""
    comparison = asked.comparison
    notes = (*comparison.case.notes, *comparison.lints)
    for note in dict.fromkeys(n for n in notes if n.code in DOUBTS):
        where, file = note.where, comparison.about.scenario.file
        line = where.line if isinstance(where, FileLine) and where.file == file else 1
        yield Doubt(note.code, note.message, asked.terms.fail_on == "warning", Place(file, line, 1))


def _sentence(files: Sequence[FileCheck], verdicts: Counter[str], waivers: Counter[str], code: int) -> str:
    """Return the run in a sentence: FAILED: 1 over, 4 within in 1 file; waivers: 1 used."""
    parts = [f"{verdicts[s]} {s}" for s in CODES if verdicts[s]]
    misfits = sum(any(fault.code == "C3-J05" for fault in f.faults) for f in files)
    bad = {
        "that cannot be read": sum(bool(f.faults) for f in files) - misfits,
        f"baseline{'s' * (misfits != 1)} that {'do' if misfits != 1 else 'does'} not fit": misfits,
        "that meet a bug": sum(bool(f.crash) for f in files),
    }
    parts += [f"{count} {what}" for what, count in bad.items() if count]
    if not any(f.verdicts or f.faults or f.crash for f in files):
        parts.append("nothing to check: no budget, no expectation")
    waived = ", ".join(f"{waivers[s]} {s}" for s in ("used", "exceeded", "expired", "unused") if waivers[s])
    where = f"{len(files)} file{'s' * (len(files) != 1)}"
    return f"{_WORDS[code]}: {', '.join(parts)} in {where}" + (f"; waivers: {waived}" if waived else "")
