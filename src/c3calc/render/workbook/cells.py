"""What a sheet of a workbook is made of: cells of text, numbers, and formulas with the answer's own figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003  (a field of a noun)
from typing import TypeAlias

NOT_KNOWN = "n/a"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell: its value (None is n/a), how it looks, and where it is live its formula, without the equals sign.

    `name` makes it a named cell. What is named and no formula, or `is_input`, may be changed; a total closes a block.
    """

    value: str | float | Decimal | None
    style: str = "text"
    formula: str = ""
    name: str = ""
    is_input: bool = False
    is_total: bool = False


Row: TypeAlias = tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows of cells from A1 on, the widths of its columns in characters, where scrolling begins."""

    name: str
    rows: list[Row]
    widths: tuple[int, ...]
    frozen: tuple[int, int] | None = None


def texts(*values: str, is_total: bool = False) -> Row:
    """Return cells of words."""
    return tuple(SheetCell(value, is_total=is_total) for value in values)


def headers(*values: str) -> Row:
    """Return a row of column heads."""
    return tuple(SheetCell(value, "header") for value in values)


def if_known(formula: str, value: object, *cells: str) -> str:
    """Return a formula that is n/a until all cells hold numbers; where `value` is known they do, and it stays plain."""
    return formula if value is not None else f'IF(COUNT({",".join(cells)})={len(cells)},{formula},"{NOT_KNOWN}")'
