"""An answer as an Excel workbook: live formulas with our own figures cached in them, so that all readers see the same.

What a sheet holds is plain cells (`workbook_sheets`); this module puts them into a file. Text is written as text, so
that no name becomes a formula; the file's dates are those of the answer, so that the same answer is the same bytes.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from c3calc.render.numbers import places
from c3calc.render.text import printable
from c3calc.render.workbook.cells import NOT_KNOWN
from c3calc.render.workbook.sheets import sheets

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer
    from c3calc.render.report import Report
    from c3calc.render.workbook.cells import Sheet, SheetCell

_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_LONGEST_TEXT = 32_767  # characters that a cell of Excel holds
_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True},
    "header": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF2"},
    "quantity": {"num_format": "#,##0.00####"},
    "physical": {"num_format": "#,##0.000"},
    "percent": {"num_format": "0.0%"},
    "count": {"num_format": "#,##0"},
}
_INPUT = {"font_color": "#0000C0", "bg_color": "#FFFBE6"}  # what may be changed, as is the custom in finance
_HEADER_HEIGHT = 45  # points: three lines
_TOTAL = {"bold": True, "top": 1}


def render_workbook(report: Report) -> bytes:
    """Return an answer as .xlsx: outputs, inputs, calculation, cash flow, volumes, sources, notes, a sheet each.

    The same answer gives the same bytes.
    """
    answer: Answer = report.record
    out = BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    day = datetime.fromisoformat(answer.today)
    book.set_properties({"title": printable(report.title), "author": f"c3 {answer.c3_version}", "created": day})
    formats = _Formats(book, answer)
    for sheet in sheets(answer):
        _put_sheet(book, sheet, formats)
    book.close()
    return out.getvalue()


class _Formats:
    """The cell formats of a workbook, each made once, when it is first needed."""

    def __init__(self, book: Any, answer: Answer) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Any] = {}
        decimals = money_places(answer)
        money = "#,##0" + ("." + "0" * decimals if decimals else "")
        self._styles = {**_STYLES, "money": {"num_format": money}}

    def __call__(self, cell: SheetCell) -> Any:
        """Return the format of a cell."""
        key = (cell.style, (bool(cell.name) and not cell.formula) or cell.is_input, cell.is_total)
        if key not in self._made:
            look = self._styles[cell.style] | (_INPUT if key[1] else {}) | (_TOTAL if key[2] else {})
            if cell.style in ("money", "quantity", "physical", "percent", "count"):
                look = look | {"align": "right"}  # "n/a" stands where the figure would
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def money_places(answer: Answer) -> int:
    """Return the decimals of the answer's currency, as its amounts have them."""
    amounts = (line.cost for option in answer.options for line in option.lines if line.cost is not None)
    return places(next(amounts, Decimal("0.00")))


def _put_sheet(book: Any, sheet: Sheet, formats: _Formats) -> None:
    page = book.add_worksheet(sheet.name)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    if sheet.frozen:
        page.freeze_panes(*sheet.frozen)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for r, row in enumerate(sheet.rows):
        if row and row[0].style == "header":
            page.set_row(r, _HEADER_HEIGHT)
        for c, cell in enumerate(row):
            _put(page, r, c, cell, formats(cell))
            if cell.name:
                book.define_name(cell.name, f"={sheet.name}!${chr(ord('A') + c)}${r + 1}")


def _put(page: Any, row: int, column: int, cell: SheetCell, look: Any) -> None:
    known = NOT_KNOWN if cell.value is None else cell.value
    value = _text(known) if isinstance(known, str) else float(known)
    if cell.formula:
        page.write_formula(row, column, f"={cell.formula}", look, value)
    else:
        (page.write_string if isinstance(value, str) else page.write_number)(row, column, value, look)


def _text(text: str) -> str:
    safe = printable(text)
    return safe if len(safe) <= _LONGEST_TEXT else f"{safe[: _LONGEST_TEXT - 1]}…"
