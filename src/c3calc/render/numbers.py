"""Numbers as text: for people with one precision a column, for machines as plain decimals. Never an exponent."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from c3calc.base.figures import same
from c3calc.base.numbers import count_text, plain_decimal
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.render.columns import Cell, Column, ColumnKind

_LEAST_DIGITS = 3
_MOST_DIGITS = 6
_RATE_DECIMALS = 2


def decimals_needed(value: float, digits: int = _LEAST_DIGITS) -> int:
    """Return how many decimals show `value` with `digits` significant digits, or fewer where that is already exact."""
    if value == 0 or not math.isfinite(value):
        return 0
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return next((d for d in range(decimals) if same(round(value, d), value)), decimals)


def shown(column: Column, cells: Sequence[Cell]) -> list[str]:
    """Return a column's cells for people: one precision, thousands separated, `absent` for what is not known."""
    decimals = column_decimals(column.kind, cells)
    return [_shown_cell(cell, column, decimals) for cell in cells]


def column_decimals(kind: ColumnKind, cells: Sequence[Cell]) -> int:
    """Return the decimals of a column: of money its own, else what its smallest figure needs."""
    if kind == "money":
        return max((places(c) for c in cells if isinstance(c, Decimal)), default=0)
    scale = 100 if kind == "percent" else 1
    least = _RATE_DECIMALS if kind == "rate" else 0
    figures = [float(c) for c in cells if isinstance(c, (int, float, Decimal)) and not isinstance(c, bool)]
    return max([least, *(decimals_needed(figure * scale) for figure in figures)])


def places(amount: Decimal) -> int:
    """Return the decimals that an amount is written with."""
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _shown_cell(cell: Cell, column: Column, decimals: int) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return column.missing_text
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return visible(cell)
    return "unlimited" if math.isinf(cell) else _figure(cell, column.kind, decimals)


def _figure(value: Decimal | float, kind: ColumnKind, decimals: int) -> str:
    if kind == "tokens":
        return count_text(float(value))
    if kind == "percent":
        return f"{_fixed(value * 100, decimals)} %"
    if kind in ("quantity", "unit_price"):
        least = _RATE_DECIMALS if kind == "unit_price" else 0
        return _fixed(value, max(least, decimals_needed(float(value), _MOST_DIGITS)))
    return _fixed(value, decimals)


def _fixed(value: Decimal | float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def machine(cell: Cell) -> str:
    """Return a cell for a data file: plain decimals, true and false, and nothing at all for what is not known."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return (str(cell) if isinstance(cell, int) else plain_decimal(cell)) or ""
