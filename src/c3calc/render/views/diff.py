"""A diff as a report: the change in a sentence, settings, options, and lines with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.render.columns import Column, View, tabulate
from c3calc.render.report import Comment, Report, lazily

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.diff import Cause, Diff, LineChange, OptionChange, Setting
    from c3calc.render.columns import Field

MARKER = "<!-- c3: diff -->"
MOST_BYTES = 65_000  # a comment has at most 65,536 characters
_SAME = ("changed",)


def diff_report(diff: Diff, names: tuple[str, ...] = ()) -> Report:
    """Return the report of `c3 diff`; `names` are the tables that somebody asks to see of it."""
    base, head = diff.base, diff.head
    return Report(
        kind="diff",
        record=diff,
        title=f"{base.file} ({base.sha256[:12]}) to {head.file} ({head.sha256[:12]})",
        sentences=(diff.sentence,),
        views=lazily(DIFF_VIEWS, diff),
        hidden=("causes",),
        data_view="lines",
        names=names,
        comment=Comment(MARKER, MOST_BYTES),
    )


def _options(diff: Diff) -> View:
    money = diff.currency
    fields: list[Field[OptionChange]] = [
        (Column("option", "Option"), lambda o: o.name),
        (Column("change", "Change"), lambda o: o.change),
        (Column("status_before", "Status before", shown="full", missing_text=""), lambda o: o.status_before),
        (Column("status_after", "Status", trivial_cells=("ok",), missing_text=""), lambda o: o.status_after),
        (Column("before_cost", f"Before {money}/month", "money"), lambda o: o.before_cost),
        (Column("after_cost", f"After {money}/month", "money"), lambda o: o.after_cost),
        (Column("added_cost", f"Change {money}/month", "money"), lambda o: o.added_cost),
        (Column("change_share", "Change %", "percent"), lambda o: o.change_share),
        (Column("before_carbon_kg", "Before kg CO2e/month", "number", spare=1), lambda o: o.before_carbon_kg),
        (Column("after_carbon_kg", "After kg CO2e/month", "number", spare=1), lambda o: o.after_carbon_kg),
    ]
    return tabulate("options", "Options", fields, diff.options, money, by_option=True)


def _lines(diff: Diff) -> View:
    money = diff.currency
    fields: list[Field[tuple[OptionChange, LineChange]]] = [
        (Column("option", "Option"), lambda x: x[0].name),
        (Column("line", "Line"), lambda x: x[1].label),
        (Column("change", "Change", trivial_cells=_SAME), lambda x: x[1].change),
        (Column("before_cost", f"Before {money}", "money", missing_text=""), lambda x: x[1].before_cost),
        (Column("after_cost", f"After {money}", "money", missing_text=""), lambda x: x[1].after_cost),
        (Column("added_cost", f"Change {money}", "money"), lambda x: x[1].added_cost),
        (Column("before_carbon_kg", "Before kg CO2e", "number", "full"), lambda x: x[1].before_carbon_kg),
        (Column("after_carbon_kg", "After kg CO2e", "number", "full"), lambda x: x[1].after_carbon_kg),
        (Column("why", "Why", spare=1), lambda x: _why(diff, x[1])),
    ]
    changed = [(option, line) for option in diff.options for line in option.lines]
    informative_rows = tuple(i for i, (_, line) in enumerate(changed) if line.added_cost is None or line.added_cost)
    return tabulate(
        "lines", "Lines that changed", fields, changed, money, group="option", informative_rows=informative_rows,
        rest=" in which only energy, carbon or a source changed", empty="No cost changed.",
    )  # fmt: skip


def _why(diff: Diff, line: LineChange) -> str:
    """Return the reason in words: which input went from what to what; the settings where no input did."""
    if line.change != "changed":
        return f"the line was {line.change}"
    if line.causes:
        return "; ".join(_cause_text(cause) for cause in line.causes)
    moved = ", ".join(setting.name for setting in diff.settings)
    return f"no input changed; {moved} did" if moved else "no input changed"


def _cause_text(cause: Cause) -> str:
    if cause.change in ("added", "removed"):
        value = cause.after if cause.change == "added" else cause.before
        return f"{cause.name} {cause.change} ({_number(value)} {cause.unit})"
    text = cause.name
    if cause.before != cause.after:
        text += f" {_number(cause.before)} to {_number(cause.after)} {cause.unit}"
    if cause.source_before != cause.source_after:
        text += f", now from {cause.source_after}"
    return text + (f" at {cause.where_after}" if cause.where_after else "")


def _number(value: float | None) -> str:
    return "n/a" if value is None else plain(value)


def _settings(diff: Diff) -> View:
    fields: list[Field[Setting]] = [
        (Column("what", "What"), lambda s: s.name),
        (Column("before", "Before", missing_text="none"), lambda s: s.before),
        (Column("after", "After", missing_text="none"), lambda s: s.after),
    ]
    return tabulate("settings", "For all options", fields, diff.settings)


def _causes(diff: Diff) -> View:
    """Return every input that changed, a row each; people read them in the lines already."""
    fields: list[Field[tuple[OptionChange, LineChange, Cause]]] = [
        (Column("option", "Option"), lambda x: x[0].name),
        (Column("line", "Line"), lambda x: x[1].label),
        (Column("input", "Input"), lambda x: x[2].name),
        (Column("change", "Change"), lambda x: x[2].change),
        (Column("before", "Before", "quantity"), lambda x: x[2].before),
        (Column("after", "After", "quantity"), lambda x: x[2].after),
        (Column("unit", "Unit"), lambda x: x[2].unit),
        (Column("source_before", "Source before", missing_text=""), lambda x: x[2].source_before),
        (Column("source_after", "Source after", missing_text=""), lambda x: x[2].source_after),
        (Column("where_before", "Where before", missing_text=""), lambda x: x[2].where_before),
        (Column("where_after", "Where after", missing_text=""), lambda x: x[2].where_after),
    ]
    found = [(option, line, cause) for option in diff.options for line in option.lines for cause in line.causes]
    return tabulate("causes", "Inputs that changed", fields, found)


DIFF_VIEWS: dict[str, Callable[[Diff], View]] = {
    "options": _options, "lines": _lines, "settings": _settings, "causes": _causes,
}  # fmt: skip
