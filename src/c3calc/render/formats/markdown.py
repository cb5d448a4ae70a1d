"""A report as Markdown tables, as GitHub and GitLab read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from c3calc.render.numbers import shown
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from c3calc.render.columns import View
    from c3calc.render.report import Report

# An underscore inside a word is no emphasis, and escaping it would break a link.
_SPECIAL = re.compile(r"([\\`*\[\]|~$]|(?<!\w)_|_(?!\w))")
_LINE_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))")


COMMENT_BYTES = 65_000  # a comment has at most 65,536 characters


def render_markdown(report: Report) -> str:
    """Return `report` as Markdown: what was found, what that rests on, then a table a view; figures are aligned right.

    Raises InputError (C3-U10, C3-U11) for a view or a column that there is not.
    """
    text = "\n\n".join(_blocks(report)) + "\n"
    return cut(text, report.comment.most_bytes) if report.comment else text


def render_comment(report: Report) -> str:
    """Return `report` as Markdown that is no longer than a comment on a pull request may be."""
    return cut(render_markdown(report), COMMENT_BYTES)


def _blocks(report: Report) -> Iterator[str]:
    if report.comment:
        yield report.comment.marker
    if report.comment or report.is_whole:
        yield from headed(report)
    yield from map(section, report.for_people())
    for part in report.closing.parts if report.closing else ():
        yield from headed(part)
        yield from map(section, part.for_people())


def escaped(text: str) -> str:
    """Return `text` so that Markdown and HTML show it as it is, on one line."""
    html = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", html)


def _paragraph(text: str) -> str:
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}", escaped(text))


def headed(report: Report) -> Iterator[str]:
    """Yield title, sentences and facts as Markdown, a block each; a comment says first what was found."""
    title = escaped(report.title)
    found = [f"**{escaped(sentence)}**" for sentence in report.sentences[:1]]
    if report.comment and found:
        yield from (*found, title)
    else:
        yield from (*([f"## {title}"] if title else []), *found)
    yield from map(_paragraph, report.sentences[1:])
    if report.facts:
        yield "\n".join(f"- {escaped(fact)}" for fact in report.facts)


def section(view: View) -> str:
    """Return a view as Markdown: its title, its table, its captions."""
    body = "\n".join(_table(view)) if view.rows else _paragraph(view.nothing)
    return "\n\n".join([f"### {escaped(view.title)}", body, *(_paragraph(caption) for caption in view.captions)])


def _table(view: View) -> Iterator[str]:
    yield _row(escaped(column.header) for column in view.columns)
    yield _row("---" if column.is_text else "---:" for column in view.columns)
    columns = [[escaped(cell) for cell in shown(column, view.cells(i))] for i, column in enumerate(view.columns)]
    for place, row in enumerate(zip(*columns, strict=True)):
        yield _row(f"**{cell}**" if cell and place in view.totals else cell for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


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
