"""A check as tables and as Markdown: the report, every limit with its verdict, the waivers, and the run in a sentence.

Markdown begins with a marker line by which a bot finds the comment it wrote before, and is cut where a step summary
would be too large.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError
from c3calc.render.columns import Column, View, tabulate, trimmed, unknown
from c3calc.render.text import visible
from c3calc.render.views import VIEW_KEYS, views_for_people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from c3calc.answer.answer import Answer
    from c3calc.answer.check import BudgetVerdict, Check, FileCheck, WaiverUse
    from c3calc.render.columns import Cell, Field

MARKER = "<!-- c3: check -->"
SUMMARY_BYTES = 999_000  # a step summary of 1 MiB or little less is dropped without a word
COMMENT_BYTES = 65_000  # a comment has at most 65,536 characters
KEYS = ("budgets", "waivers")
_QUIET = ("within",)


@dataclass(frozen=True, slots=True)
class Report:
    """A check, and the answers that are shown before the verdict, by file; `views` names their tables."""

    check: Check
    answers: dict[str, Answer]
    views: tuple[str, ...] = ()

    @property
    def is_of_one_file(self) -> bool:
        """Whether only one file was checked."""
        return len(self.check.files) == 1


def check_views(check: Check) -> tuple[View, ...]:
    """Return the tables of a check: verdicts and waivers of every file."""
    return verdict_view(check), waiver_view(check)


def verdict_view(check: Check) -> View:
    """Return every limit with its verdict; of several files, people see those that are not simply within."""
    rows_of = [(file, verdict) for file in check.files for verdict in file.verdicts]
    columns, rows = tabulate(_verdict_fields(), rows_of)
    informative_rows = tuple(i for i, (_, v) in enumerate(rows_of) if len(check.files) == 1 or v.status not in _QUIET)
    captions = tuple(_caption(check, verdict) for _, verdict in rows_of if verdict.status not in _QUIET)
    empty = "No limit is broken." if rows_of else "There is nothing to check: no budget, and no expectation."
    return View(
        "budgets", "Budgets", columns, rows, captions, informative_rows=informative_rows, rest=" within", empty=empty
    )


def _caption(check: Check, verdict: BudgetVerdict) -> str:
    where = f"{verdict.where.file}:{verdict.where.line}: " if len(check.files) > 1 else ""
    return f"{where}{verdict.status}: {verdict.budget}: {subject(verdict)}: {verdict.why}"


def subject(verdict: BudgetVerdict) -> str:
    """Return what a verdict is about: the metric, the option and the feature."""
    part = f", {verdict.feature}" if verdict.feature else ""
    return f"{verdict.metric} of {verdict.option or verdict.meant}{part}"


def _verdict_fields() -> list[Field[tuple[FileCheck, BudgetVerdict]]]:
    def of(read: Callable[[BudgetVerdict], Cell]) -> Callable[[tuple[FileCheck, BudgetVerdict]], Cell]:
        return lambda row: read(row[1])

    return [
        (Column("file", "File", shown="data"), lambda row: row[0].file),
        (Column("status", "Status"), of(lambda v: v.status)),
        (Column("budget", "Budget"), of(lambda v: v.budget)),
        (Column("metric", "Metric", shown="full"), of(lambda v: v.metric)),
        (Column("option", "Option", missing_text="", spare=4), of(lambda v: v.option)),
        (Column("meant", "Means", shown="full"), of(lambda v: v.meant)),
        (Column("feature", "Feature", trivial_cells=(None,), missing_text=""), of(lambda v: v.feature)),
        (Column("figure", "Figure", "quantity", "full"), of(lambda v: _shown(v, v.found))),
        (Column("baseline", "Baseline", "quantity", "full", (None,)), of(lambda v: _shown(v, v.baseline))),
        (Column("found", "Found", "quantity"), of(lambda v: _shown(v, v.value))),
        (Column("low", "P5", "quantity", trivial_cells=(None,)), of(lambda v: _shown(v, v.low))),
        (Column("high", "P95", "quantity", trivial_cells=(None,)), of(lambda v: _shown(v, v.high))),
        (Column("kind", "Kind", spare=2), of(lambda v: v.kind)),
        (Column("limit", "Limit", "quantity"), of(lambda v: _shown(v, v.limit))),
        (Column("margin", "Margin", "quantity"), of(lambda v: _shown(v, v.margin))),
        (Column("unit", "Unit", spare=3), of(lambda v: _unit(v.unit))),
        (Column("level", "Level", shown="full"), of(lambda v: v.level)),
        (Column("where", "Where", spare=1), of(lambda v: f"{v.where.file}:{v.where.line}")),
        (Column("why", "Why", shown="full", spare=1), of(lambda v: v.why)),
    ]


def _shown(verdict: BudgetVerdict, value: float | None) -> float | None:
    """Return a figure as tables show it: a share of one as a percentage."""
    return value * 100 if value is not None and verdict.unit == "share" else value


def _unit(unit: str) -> str:
    return "%" if unit in ("share", "percent") else unit


def waiver_view(check: Check) -> View:
    """Return every waiver and whether it was needed."""
    rows_of = [(file, waiver) for file in check.files for waiver in file.waivers]
    columns, rows = tabulate(_waiver_fields(check), rows_of)
    return View("waivers", "Waivers", columns, rows)


def _waiver_fields(check: Check) -> list[Field[tuple[FileCheck, WaiverUse]]]:
    first = check.files[0].file if check.files else ""

    def of(read: Callable[[WaiverUse], Cell]) -> Callable[[tuple[FileCheck, WaiverUse]], Cell]:
        return lambda row: read(row[1])

    return [
        (Column("file", "File", trivial_cells=(first,)), lambda row: row[0].file),
        (Column("status", "Status"), of(lambda w: w.status)),
        (Column("budget", "Budget"), of(lambda w: w.budget)),
        (Column("ceiling", "Ceiling", "quantity"), of(lambda w: w.ceiling * (100 if w.unit == "share" else 1))),
        (Column("unit", "Unit", spare=3), of(lambda w: _unit(w.unit))),
        (Column("until", "Until"), of(lambda w: w.until)),
        (Column("approved_by", "Approved by"), of(lambda w: w.approved_by)),
        (Column("reason", "Reason", spare=2), of(lambda w: w.reason)),
        (Column("why", "Why", spare=1), of(lambda w: w.why)),
        (Column("where", "Where", shown="full"), of(lambda w: f"{w.where.file}:{w.where.line}")),
    ]


def refuse_unknown(names: Sequence[str]) -> None:
    """Raise InputError C3-U10 for a view that neither a check nor an answer has."""
    known = (*KEYS, *VIEW_KEYS)
    unknown_names = [name for name in names if name not in known]
    if unknown_names:
        raise InputError(unknown("C3-U10", "view", name, known) for name in unknown_names)


def report_views(answer: Answer, names: Sequence[str]) -> tuple[View, ...]:
    """Return the tables of an answer that go before the verdict: those named, else the summary."""
    own = [name for name in names if name not in KEYS]
    if names:
        return views_for_people(answer, own, ()) if own else ()
    return tuple(view for view in views_for_people(answer, (), ()) if view.key == "summary")


def _for_people(report: Report) -> list[View]:
    """Return the tables of the check: those named in full, the others in brief."""
    shown = (view for view in check_views(report.check) if view.rows or view.empty)
    return [_full(view) if view.key in report.views else trimmed(view, "brief") for view in shown]


def _full(view: View) -> View:
    """Return a view in full, where the reasons stand in a column instead of below."""
    return replace(trimmed(view, "full"), captions=())


def _lines(check: Check) -> Iterator[str]:
    """Yield a line for every verdict that is not simply within, and for every waiver that nothing needs any more."""
    for file in check.files:
        yield from (_caption(check, verdict) for verdict in file.verdicts if verdict.status not in _QUIET)
        told = (w for w in file.waivers if w.status in ("expired", "unused"))
        yield from (f"{w.where.file}:{w.where.line}: waiver {w.status}: {w.budget}: {w.why}" for w in told)


def _beside_the_limits(check: Check) -> Iterator[str]:
    """Yield a line for every doubt, and for every file that has no verdict."""
    for file in check.files:
        yield from (f"{d.where.file}:{d.where.line}: warning: {d.code}: {d.message}" for d in file.doubts)
        yield from (f"{fault.where}: {fault.code}: {fault.message}" for fault in file.faults)
        if file.crash:
            yield f"{file.file}: a bug in c3, no verdict: {file.crash}"


def render_check_table(report: Report, screen: dict[str, Any]) -> str:
    """Return a check as tables, of several files as a line for everything that is not simply within.

    `screen` says how wide, in which colour and characters.
    """
    from rich.text import Text  # noqa: PLC0415  (each format loads its own)

    from c3calc.render.formats.table import block, head, to_text, usable  # noqa: PLC0415

    width, check = usable(screen["width"]), report.check
    plain = screen.get("ascii_only", False)
    blocks: list[Any] = []
    for answer in report.answers.values():
        blocks += [
            *head(answer),
            *(block(view, width, ascii_only=plain) for view in report_views(answer, report.views)),
        ]
    lines = list(_beside_the_limits(check))
    if report.is_of_one_file or not set(KEYS).isdisjoint(report.views):
        blocks += [block(view, width, ascii_only=plain) for view in _for_people(report)]
    else:
        lines = [*_lines(check), *lines]
    blocks += [Text("\n".join(map(visible, lines)))] if lines else []
    return to_text([*blocks, Text(visible(check.summary), style="bold")], width=width, color=screen["color"])


def render_check_markdown(report: Report, most_bytes: int = SUMMARY_BYTES) -> str:
    """Return a check as Markdown of at most `most_bytes`, with the marker line and the run in a sentence on top."""
    from c3calc.render.formats.markdown import escaped, headed, section  # noqa: PLC0415

    check = report.check
    blocks = [MARKER, f"## {escaped(check.summary)}"]
    blocks += [f"- {escaped(line)}" for line in _beside_the_limits(check)]
    blocks += [section(view) for view in _for_people(report)]
    for answer in report.answers.values():
        blocks += [*headed(answer), *(section(view) for view in report_views(answer, report.views))]
    return cut("\n\n".join(blocks) + "\n", most_bytes)


def cut(text: str, most_bytes: int) -> str:
    """Return `text` in at most `most_bytes` of UTF-8: as many whole lines as fit, and what was left out."""
    if len(text.encode("utf-8", "surrogatepass")) <= most_bytes:
        return text
    lines, room = text.split("\n")[:-1], most_bytes - len(_left_out(0)) - 12
    kept = 0
    for line in lines:
        room -= len(line.encode("utf-8", "surrogatepass")) + 1
        if room < 0:
            break
        kept += 1
    return "\n".join([*lines[:kept], _left_out(len(lines) - kept)])


def _left_out(count: int) -> str:
    return f"\n**Cut here: {count:,} more lines are in the log and in the JSON.**\n"
