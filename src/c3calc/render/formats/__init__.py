"""The one table of formats: how each is called, which files and reports have it, and what makes it.

Every command prints through it, and flags, suffixes, completions and documents are made from it. A format is a module
with a function from a report to a text, loaded when somebody asks for it, and a row here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import pip_install

if TYPE_CHECKING:
    from c3calc.render.report import Report, Screen


class Format(NamedTuple):
    """A form that a report can be printed in.

    maker: the module and the function that turns a report into text or bytes. suffix: of files that have it. kinds: the
    reports that have it, every one where none is named. whole: what it is called where it leaves nothing out, and so
    takes no --view and no --columns. extra: the package that it needs, and the extra that brings it.
    """

    name: str
    maker: str
    suffix: str = ""
    kinds: tuple[str, ...] = ()
    whole: str = ""
    is_drawn: bool = False  # for a screen: of its width, in its colours and characters
    is_binary: bool = False  # not to be printed on a terminal
    is_awaited: bool = False  # by a program, which is to have it even where there is nothing to say
    extra: tuple[str, str] = ("", "")

    def render(self, report: Report, screen: Screen) -> str | bytes:
        """Return the report in this format. Raises InputError for what it cannot hold, or needs and is not there."""
        name, _, function = self.maker.partition(":")
        make = getattr(with_extra(f"c3calc.render.{name}", *self.extra), function)
        text: str | bytes = make(report, screen) if self.is_drawn else make(report)
        return text


def with_extra(module: str, package: str, extra: str) -> Any:
    """Return a module of ours that needs an extra's package. Raises InputError C3-U90 where that is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as exc:
        if exc.name != package:
            raise
    expected = f"the extra `{extra}`"
    raise InputError([Problem("C3-U90", f"{package} is not installed", expected=expected, help=pip_install(extra))])


_ANSWER, _CHECK = ("answer",), ("check",)
FORMATS = {
    format_.name: format_
    for format_ in (
        Format("table", "formats.table:render_table", ".txt", is_drawn=True),
        Format("markdown", "formats.markdown:render_markdown", ".md"),
        Format("comment", "formats.markdown:render_comment", kinds=_CHECK, is_awaited=True),
        Format("csv", "formats.delimited:render_csv", ".csv"),
        Format("tsv", "formats.delimited:render_tsv", ".tsv"),
        Format("json", "formats.record:render_record", ".json", whole="JSON", is_awaited=True),
        Format("html", "page.html:render_html", ".html", _ANSWER, "a page"),
        Format("xlsx", "workbook.workbook:render_workbook", ".xlsx", _ANSWER, "a workbook", is_binary=True,
               extra=("xlsxwriter", "xlsx")),
        Format("github", "ci.github:render_github", kinds=_CHECK, is_awaited=True),
        Format("junit", "ci.junit:render_junit", ".xml", _CHECK, is_awaited=True),
        Format("sarif", "ci.sarif:render_sarif", ".sarif", _CHECK, is_awaited=True),
    )
}  # fmt: skip


def formats_of(kind: str) -> tuple[Format, ...]:
    """Return the formats that reports of a kind have."""
    return tuple(format_ for format_ in FORMATS.values() if not format_.kinds or kind in format_.kinds)


def suffixes_of(kind: str) -> dict[str, str]:
    """Return the format that each suffix of a file names, for reports of a kind."""
    return {format_.suffix: format_.name for format_ in formats_of(kind) if format_.suffix}
