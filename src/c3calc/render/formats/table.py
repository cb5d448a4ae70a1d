"""A report as tables for a terminal or a plain text file, at any width, nothing cropped."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from rich.box import Box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from c3calc.render.grid import GAP, INDENT, TextColumn, TextGrid, grid, split, turned, widths
from c3calc.render.report import PLAIN
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from c3calc.render.columns import View
    from c3calc.render.report import Closing, Report, Screen

_UNLIMITED = 1_000_000
_MOST_PAGES = 3
_NARROWEST = 32
_TRAILING = re.compile(r"(?: |\x1b\[[\d;]*m)+$", re.MULTILINE)
_BLANK = "    \n"


def _box(rule: str) -> Box:
    """Return a box with nothing but a rule below the header and one above a total."""
    line = f" {rule}{rule} \n"
    return Box(_BLANK + _BLANK + line + _BLANK + line + _BLANK * 3, ascii=rule == "-")


def render_table(report: Report, screen: Screen = PLAIN) -> str:
    """Return `report` as tables for a screen; where nothing limits its width, as wide as figures need and prose reads.

    Words wrap and figures never do: a table that is too wide is turned on its side, else split in up
    to three, else goes without columns it names, else is printed as records.
    Raises InputError (C3-U10, C3-U11) for a view or a column that there is not.
    """
    width = usable(screen.width)
    if report.closing:
        blocks = _closed(report, report.closing, screen)
    else:
        blocks = iter((*(head(report) if report.is_whole else ()), *_tables(report, screen)))
    return to_text(blocks, width=width, color=screen.color)


def _tables(report: Report, screen: Screen) -> Iterator[RenderableType]:
    width = usable(screen.width)
    return (block(view, width, ascii_only=screen.ascii_only) for view in report.for_people())


def _closed(report: Report, closing: Closing, screen: Screen) -> Iterator[RenderableType]:
    """Yield a report whose title stands at its end: its parts, its tables or its log, its facts, its title."""
    for part in closing.parts:
        yield from (*head(part), *_tables(part, screen))
    if closing.log is None:
        yield from _tables(report, screen)
    lines = (*(closing.log or ()), *report.facts)
    if lines:
        yield Text("\n".join(map(visible, lines)))
    yield Text(visible(report.title), style="bold")


def usable(width: int | None) -> int | None:
    """Return the width to lay out for: on less than 32 characters figures would be lost, so lines run over instead."""
    return None if width is None else max(width, _NARROWEST)


def head(report: Report) -> Iterator[RenderableType]:
    """Yield title, sentences and facts, a paragraph each."""
    if report.title:
        yield Text(visible(report.title), style="bold")
    if report.sentences:
        yield Group(*(Text(visible(sentence)) for sentence in report.sentences))
    if report.facts:
        yield Group(*(Text(visible(fact), style="dim") for fact in report.facts))


def to_text(blocks: Iterable[RenderableType], *, width: int | None, color: bool) -> str:
    """Return `blocks` as text, an empty line between them and no spaces at the ends of lines."""
    out = StringIO()
    console = Console(
        file=out,
        width=width or _UNLIMITED,
        height=25,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        emoji=False,
        highlight=False,
        markup=False,
        _environ={},  # TERM=dumb and NO_COLOR are the caller's to judge
    )
    for i, item in enumerate(blocks):
        console.print(Padding(item, (int(i > 0), 0, 0, 0), expand=False))
    return _TRAILING.sub(lambda match: match[0].replace(" ", ""), out.getvalue())


def block(view: View, width: int | None, *, ascii_only: bool) -> RenderableType:
    """Return a view's title, its table in the form that fits, and its caption."""
    body, left_out = _body(view, width, ascii_only=ascii_only) if view.rows else (Text(view.nothing), "")
    captions = [Text(visible(caption), style="dim") for caption in (*view.captions, left_out) if caption]
    heading = [Text(visible(view.title), style="bold")] if view.title else []
    return Group(*heading, body, *captions)


def _body(view: View, width: int | None, *, ascii_only: bool) -> tuple[RenderableType, str]:
    upright = grid(view)
    box = _box("-" if ascii_only else "─")
    for candidates, left_out in _candidates(view, upright, width or _UNLIMITED):
        tables = [_table(candidate, fitting, box) for candidate in candidates if (fitting := widths(candidate, width))]
        if len(tables) == len(candidates):
            return _spaced(tables), left_out
    return _records(upright, named=view.by_option or bool(upright.heads)), ""


def _spaced(tables: Sequence[Table]) -> RenderableType:
    return Group(*(Padding(table, (1, 0, 0, 0), expand=False) if i else table for i, table in enumerate(tables)))


def _candidates(view: View, upright: TextGrid, width: int) -> Iterator[tuple[tuple[TextGrid, ...], str]]:
    """Yield the forms of a view from the widest to the narrowest, each with what it leaves out."""
    yield (upright,), ""
    if view.by_option:
        yield (turned(view),), ""
        pages = split(upright, width)
        if len(pages) <= _MOST_PAGES:
            yield pages, ""
    for number in sorted({strip.spare for strip in upright.text_columns} - {0}):
        dropped = [strip.header for strip in upright.text_columns if 0 < strip.spare <= number]
        if len(dropped) < len(upright.text_columns):
            yield (upright.without_spare(number),), f"Left out at this width: {', '.join(dropped)}."


def _table(columns: TextGrid, fitting: Sequence[int], box: Box) -> Table:
    table = Table(box=box, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="")
    for strip, width in zip(columns.text_columns, fitting, strict=True):
        header = Text(strip.header, style="bold")
        table.add_column(header, width=width, justify="left" if strip.is_text else "right", vertical="top")
    last = len(columns.rows) - 1
    for i, row in enumerate(columns.rows):
        if i in columns.heads and i:
            table.add_row()
        cells = (_cell(strip, text, _style(columns, i)) for strip, text in zip(columns.text_columns, row, strict=True))
        table.add_row(*cells, end_section=i + 1 in columns.totals and i < last)
    return table


def _style(columns: TextGrid, i: int) -> str:
    return "bold" if i in columns.heads or i in columns.totals else ""


def _cell(strip: TextColumn, text: str, style: str) -> RenderableType:
    plain = text.removeprefix(INDENT)
    cell = Text(plain, style=style, no_wrap=not strip.is_text, overflow="fold")
    return cell if plain == text else Padding(cell, (0, 0, 0, len(INDENT)))


def _records(columns: TextGrid, *, named: bool) -> Group:
    """Return a block a row, a line a figure, for terminals narrower than any table."""
    lines: list[RenderableType] = []
    for i, (name, *cells) in enumerate(columns.rows):
        if i and i - 1 not in columns.heads:
            lines.append(Text(""))
        lines.append(Text(name if named else f"{columns.text_columns[0].header}: {name}", style=_style(columns, i)))
        pairs = [(strip.header, cell) for strip, cell in zip(columns.text_columns[1:], cells, strict=True) if cell]
        texts = [Text(f"{header}: {cell}", overflow="fold") for header, cell in pairs]
        lines += [Padding(text, (0, 0, 0, 4), expand=False) for text in texts]
    return Group(*lines)
