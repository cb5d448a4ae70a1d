"""An answer as one page for people who decide: verdict, figures, charts, bill, and who said each number.

The page is whole: it loads nothing and sends nothing, and its content policy forbids it to. Names are never markup.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from c3calc.render.columns import for_people
from c3calc.render.numbers import shown
from c3calc.render.page.chart import savings_figure, tornado_figure, volume_figure
from c3calc.render.page.look import SCRIPT, STYLE
from c3calc.render.text import visible
from c3calc.render.views.bill import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.answer.answer import Answer
    from c3calc.render.columns import Column, View
    from c3calc.render.report import Report

_FIRST = ("summary", "reasons")
_OPEN = ("bill", "flips", "chances", "expect", "notes")  # the rest of the tables is there when it is asked for
_LAST = ("expect", "notes")


def render_html(report: Report) -> str:
    """Return an answer as a page of HTML: the same answer gives the same bytes."""
    answer: Answer = report.record
    body = "\n".join(_body(report, answer))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{_policy()}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="c3 {escape(answer.c3_version)}">\n'
        f"<title>{escape(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n"
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _policy() -> str:
    """Return the policy that lets the page do nothing but style itself and run its own script."""
    digest = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    own = f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    policy = f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _body(report: Report, answer: Answer) -> Iterator[str]:
    tables = {view.key: view for view in _tables(report)}
    yield '<a class="skip" href="#figures">Skip to the figures</a>'
    yield f"<header><h1>{escape(report.title)}</h1>{_verdict(report)}</header>\n<main>"
    yield '<div id="figures">'
    yield from (_section(tables[key]) for key in _FIRST if key in tables)
    yield "</div>"
    yield from _charts(answer)
    middle = [key for key in tables if key not in (*_FIRST, *_LAST)]
    yield from (_section(tables[key], folded=key not in _OPEN) for key in middle)
    yield _section(sources(answer), folded=True)
    yield from (_section(tables[key]) for key in _LAST if key in tables)
    yield f"</main>\n<footer><ul>{''.join(f'<li>{escape(fact)}</li>' for fact in report.facts)}</ul></footer>"


def _verdict(report: Report) -> str:
    first, *rest = report.sentences
    return f'<p class="verdict">{escape(first)}</p>' + "".join(f"<p>{escape(sentence)}</p>" for sentence in rest)


def _tables(report: Report) -> Iterator[View]:
    """Yield the tables that have something to say: the summary, which is read first, in brief, the others in full."""
    for name in report.views:
        view = report.view(name)
        if view.tells:
            yield for_people(view, "brief" if name == "summary" else "full")


def _charts(answer: Answer) -> Iterator[str]:
    for heading, figure in (
        ("Cost against volume", volume_figure(answer, "cost")),
        ("Carbon against volume", volume_figure(answer, "carbon")),
        ("What each uncertain input alone does", tornado_figure(answer)),
        ("Savings month by month", savings_figure(answer)),
    ):
        if figure:
            yield f"<section><h2>{heading}</h2>{figure}</section>"


def _section(view: View, *, folded: bool = False) -> str:
    """Return a view with its heading, its table and its captions; folded, only the heading is there at first."""
    captions = "".join(f'<p class="caption">{escape(visible(text))}</p>' for text in view.captions)
    inside = (_table(view) if view.rows else f"<p>{escape(visible(view.nothing))}</p>") + captions
    name = escape(visible(view.title))
    if folded:
        return f'<section id="{view.key}"><details><summary><h2>{name}</h2></summary>{inside}</details></section>'
    return f'<section id="{view.key}"><h2>{name}</h2>{inside}</section>'


def _table(view: View) -> str:
    place = next((i for i, column in enumerate(view.columns) if column.key == view.group), None)
    kept = [i for i in range(len(view.columns)) if i != place]
    columns = [view.columns[i] for i in kept]
    heads = "".join(f'<th scope="col"{_number(c)}>{escape(visible(c.header))}</th>' for c in columns)
    cells = [shown(column, view.cells(i)) for i, column in enumerate(view.columns)]
    body = "".join(_row(view, row, kept, place, cells) for row in range(len(view.rows)))
    name = escape(visible(view.title))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table><caption>{name}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _number(column: Column) -> str:
    return "" if column.is_text else ' class="n"'


def _row(view: View, row: int, kept: list[int], place: int | None, cells: list[list[str]]) -> str:
    """Return a row, below the name of its group where that is another than above; what comes first names the row."""
    head = ""
    if place is not None and (row == 0 or cells[place][row] != cells[place][row - 1]):
        head = f'<tr class="group"><th scope="rowgroup" colspan="{len(kept)}">{escape(cells[place][row])}</th></tr>'
    total = ' class="total"' if row in view.totals else ""
    first, *others = kept
    figures = "".join(f"<td{_number(view.columns[i])}>{escape(cells[i][row])}</td>" for i in others)
    name = f'<th scope="row"{_number(view.columns[first])}>{escape(cells[first][row])}</th>'
    return f"{head}<tr{total}>{name}{figures}</tr>"
