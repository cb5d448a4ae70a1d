"""A check as a report: every limit with its verdict, the waivers, and the run in a sentence, which closes it.

On a pull request a marker line leads, by which a bot finds the comment it wrote before; where a step summary would be
too large it is cut.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from c3calc.render import report
from c3calc.render.columns import Column, View, of_part, tabulate
from c3calc.render.report import Closing, Comment, Report
from c3calc.render.views.answer import ANSWER_VIEWS, answer_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from c3calc.answer.answer import Answer
    from c3calc.answer.check import BudgetVerdict, Check, FileCheck, WaiverUse
    from c3calc.render.columns import Field

MARKER = "<!-- c3: check -->"
SUMMARY_BYTES = 999_000  # a step summary of 1 MiB or little less is dropped without a word
_QUIET = ("within",)


def check_report(check: Check, answers: Mapping[str, Answer] | None = None, names: Sequence[str] = ()) -> Report:
    """Return the report of a check, with the answers to show before the verdict, by file.

    `names` are tables to show in full, of the check or of its answers. Of several files a terminal has a line for
    everything that is not simply within, unless tables of the check are named.
    """
    is_short = len(check.files) == 1 or not set(CHECK_VIEWS).isdisjoint(names)
    return Report(
        kind="check",
        record=check,
        title=check.summary,
        facts=tuple(_beside_the_limits(check)),
        views={name: partial(_table, check, name, in_full=name in names) for name in CHECK_VIEWS},
        data_view="budgets",
        is_silent=not any(file.scenario for file in check.files),
        comment=Comment(MARKER, SUMMARY_BYTES),
        closing=Closing(
            tuple(_part(answer, names) for answer in (answers or {}).values()),
            None if is_short else tuple(_lines(check)),
        ),
    )


def _table(check: Check, name: str, *, in_full: bool) -> View:
    """Return a table of a check; in full, the reasons stand in a column instead of below."""
    view = CHECK_VIEWS[name](check)
    return replace(view, in_full=True, captions=()) if in_full else view


def _part(answer: Answer, names: Sequence[str]) -> Report:
    """Return an answer with those of its tables that go before the verdict: the ones named, else the summary."""
    own = tuple(name for name in names if name not in CHECK_VIEWS)
    whole = answer_report(answer, own)
    kept = own if names else ("summary",)
    return replace(whole, views={name: whole.views[name] for name in kept})


def verdict_view(check: Check) -> View:
    """Return every limit with its verdict; of several files, people see those that are not simply within."""
    rows_of = [(file, verdict) for file in check.files for verdict in file.verdicts]
    informative_rows = tuple(i for i, (_, v) in enumerate(rows_of) if len(check.files) == 1 or v.status not in _QUIET)
    captions = tuple(_caption(check, verdict) for _, verdict in rows_of if verdict.status not in _QUIET)
    empty = "No limit is broken." if rows_of else "There is nothing to check: no budget, and no expectation."
    return tabulate(
        "budgets", "Budgets", _verdict_fields(), rows_of,
        captions=captions, informative_rows=informative_rows, rest=" within", empty=empty,
    )  # fmt: skip


def _caption(check: Check, verdict: BudgetVerdict) -> str:
    where = f"{verdict.where.in_file}: " if len(check.files) > 1 else ""
    return f"{where}{verdict.status}: {verdict.budget}: {said(verdict)}"


def subject(verdict: BudgetVerdict) -> str:
    """Return what a verdict is about: the metric, the option and the feature."""
    part = f", {verdict.feature}" if verdict.feature else ""
    return f"{verdict.metric} of {verdict.option or verdict.meant}{part}"


def said(verdict: BudgetVerdict) -> str:
    """Return what a verdict is about, and why it is what it is."""
    return f"{subject(verdict)}: {verdict.why}"


def _verdict_fields() -> list[Field[tuple[FileCheck, BudgetVerdict]]]:
    fields: list[Field[BudgetVerdict]] = [
        (Column("status", "Status"), lambda v: v.status),
        (Column("budget", "Budget"), lambda v: v.budget),
        (Column("metric", "Metric", shown="full"), lambda v: v.metric),
        (Column("option", "Option", missing_text="", spare=4), lambda v: v.option),
        (Column("meant", "Means", shown="full"), lambda v: v.meant),
        (Column("feature", "Feature", trivial_cells=(None,), missing_text=""), lambda v: v.feature),
        (Column("figure", "Figure", "quantity", "full"), lambda v: _shown(v, v.found)),
        (Column("baseline", "Baseline", "quantity", "full", (None,)), lambda v: _shown(v, v.baseline)),
        (Column("found", "Found", "quantity"), lambda v: _shown(v, v.value)),
        (Column("low", "P5", "quantity", trivial_cells=(None,)), lambda v: _shown(v, v.low)),
        (Column("high", "P95", "quantity", trivial_cells=(None,)), lambda v: _shown(v, v.high)),
        (Column("kind", "Kind", spare=2), lambda v: v.kind),
        (Column("limit", "Limit", "quantity"), lambda v: _shown(v, v.limit)),
        (Column("margin", "Margin", "quantity"), lambda v: _shown(v, v.margin)),
        (Column("unit", "Unit", spare=3), lambda v: _unit(v.unit)),
        (Column("level", "Level", shown="full"), lambda v: v.level),
        (Column("where", "Where", spare=1), lambda v: v.where.in_file),
        (Column("why", "Why", shown="full", spare=1), lambda v: v.why),
    ]
    return [(Column("file", "File", shown="data"), lambda row: row[0].file), *of_part(1, fields)]


def _shown(verdict: BudgetVerdict, value: float | None) -> float | None:
    """Return a figure as tables show it: a share of one as a percentage."""
    return value * 100 if value is not None and verdict.unit == "share" else value


def _unit(unit: str) -> str:
    return "%" if unit in ("share", "percent") else unit


def waiver_view(check: Check) -> View:
    """Return every waiver and whether it was needed."""
    rows_of = [(file, waiver) for file in check.files for waiver in file.waivers]
    return tabulate("waivers", "Waivers", _waiver_fields(check), rows_of)


def _waiver_fields(check: Check) -> list[Field[tuple[FileCheck, WaiverUse]]]:
    first = check.files[0].file if check.files else ""

    fields: list[Field[WaiverUse]] = [
        (Column("status", "Status"), lambda w: w.status),
        (Column("budget", "Budget"), lambda w: w.budget),
        (Column("ceiling", "Ceiling", "quantity"), lambda w: w.ceiling * (100 if w.unit == "share" else 1)),
        (Column("unit", "Unit", spare=3), lambda w: _unit(w.unit)),
        (Column("until", "Until"), lambda w: w.until),
        (Column("approved_by", "Approved by"), lambda w: w.approved_by),
        (Column("reason", "Reason", spare=2), lambda w: w.reason),
        (Column("why", "Why", spare=1), lambda w: w.why),
        (Column("where", "Where", shown="full"), lambda w: w.where.in_file),
    ]
    return [(Column("file", "File", trivial_cells=(first,)), lambda row: row[0].file), *of_part(1, fields)]


CHECK_VIEWS: dict[str, Callable[[Check], View]] = {"budgets": verdict_view, "waivers": waiver_view}


def refuse_unknown(names: Sequence[str]) -> None:
    """Raise InputError C3-U10 for a view that neither a check nor an answer has."""
    report.refuse_unknown(names, (*CHECK_VIEWS, *ANSWER_VIEWS))


def _lines(check: Check) -> Iterator[str]:
    """Yield a line for every verdict that is not simply within, and for every waiver that nothing needs any more."""
    for file in check.files:
        yield from (_caption(check, verdict) for verdict in file.verdicts if verdict.status not in _QUIET)
        told = (w for w in file.waivers if w.status in ("expired", "unused"))
        yield from (f"{w.where.in_file}: waiver {w.status}: {w.budget}: {w.why}" for w in told)


def _beside_the_limits(check: Check) -> Iterator[str]:
    """Yield a line for every doubt, and for every file that has no verdict."""
    for file in check.files:
        yield from (f"{d.where.in_file}: warning: {d.code}: {d.message}" for d in file.doubts)
        yield from (f"{fault.where}: {fault.code}: {fault.message}" for fault in file.faults)
        if file.crash:
            yield f"{file.file}: a bug in c3, no verdict: {file.crash}"
