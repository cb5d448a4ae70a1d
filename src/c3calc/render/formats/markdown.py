"""An answer as Markdown tables, as GitHub and GitLab read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from c3calc.render.numbers import shown
from c3calc.render.text import facts, title, verdict, visible
from c3calc.render.views import views_for_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from c3calc.answer.answer import Answer
    from c3calc.render.columns import View

# An underscore inside a word is no emphasis, and escaping it would break a link.
_SPECIAL = re.compile(r"([\\`*\[\]|~$]|(?<!\w)_|_(?!\w))")
_LINE_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))")


def render_markdown(answer: Answer, columns: Sequence[str] = (), views: Sequence[str] = ()) -> str:
    """Return `answer` as Markdown: verdict, facts, then a table a view; figures are aligned right.

    Raises InputError (C3-U10, C3-U11) for a view or a column that there is not.
    """
    blocks = [] if views or columns else list(headed(answer))
    blocks += [section(view) for view in views_for_people(answer, views, columns)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return `text` so that Markdown and HTML show it as it is, on one line."""
    html = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", html)


def _paragraph(text: str) -> str:
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}", escaped(text))


def headed(answer: Answer) -> Iterator[str]:
    """Yield title, verdict and facts as Markdown, a block each."""
    yield f"## {escaped(title(answer))}"
    yield from (f"**{escaped(sentence)}**" for sentence in verdict(answer)[:1])
    yield from (_paragraph(sentence) for sentence in verdict(answer)[1:])
    yield "\n".join(f"- {escaped(fact)}" for fact in facts(answer))


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
