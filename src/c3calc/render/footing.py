"""Rounded lines that add up to the rounded total: the largest remainders are rounded up until they do."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.render.numbers import column_decimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.render.columns import Cell, View


def footed(view: View) -> View:
    """Return `view` with the physical figures of each block rounded so that they print to their total.

    Money is left alone: it is rounded before it gets here. A block with an unknown figure is left alone too.
    """
    columns = [
        _footed_column(view, i) if column.kind == "number" and view.totals else view.cells(i)
        for i, column in enumerate(view.columns)
    ]
    return replace(view, rows=tuple(zip(*columns, strict=True)))


def _footed_column(view: View, index: int) -> list[Cell]:
    cells = list(view.cells(index))
    decimals = column_decimals("number", cells)
    start = 0
    for total in sorted(view.totals):
        cells[start : total + 1] = _footed_block(cells[start:total], cells[total], decimals)
        start = total + 1
    return cells


def _footed_block(parts: Sequence[Cell], total: Cell, decimals: int) -> list[Cell]:
    lines = [part for part in parts if isinstance(part, (int, float))]
    if not isinstance(total, (int, float)) or len(lines) != len(parts):
        return [*parts, total]
    whole = round(total, decimals)
    return [*largest_remainder(lines, whole, decimals), whole]


def largest_remainder(values: Sequence[float], total: float, decimals: int) -> list[float]:
    """Return `values` cut to `decimals` so that they add up to `total`; who was cut most is raised first.

    Values that are not the parts of `total` (more than a unit of the last place a value away) are only rounded.
    """
    scale = 10.0**decimals
    units = [math.floor(value * scale) for value in values]
    missing = round(total * scale) - sum(units)
    if not 0 <= missing <= len(values):
        return [round(value, decimals) for value in values]
    raised = sorted(range(len(values)), key=lambda i: (units[i] - values[i] * scale, i))[:missing]
    return [(unit + (i in raised)) / scale for i, unit in enumerate(units)]
