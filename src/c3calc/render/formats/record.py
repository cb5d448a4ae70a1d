"""A report as JSON: the record that it is made from, or else its tables, a list of rows each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.answer.codec import json_text, render_json
from c3calc.base.numbers import plain_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.render.columns import Cell, Column
    from c3calc.render.report import Report


def render_record(report: Report) -> str:
    """Return `report` as JSON; no table is made where there is a record."""
    if isinstance(report.record, dict):
        return json_text(report.record)
    if report.record is not None:
        return render_json(report.record)
    views = [report.view(name) for name in report.views]
    return json_text({view.key: [_row(view.columns, row) for row in view.rows] for view in views})


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> dict[str, Any]:
    """Return a row as data: numbers are plain decimal strings, counts integers, what is not known is null."""
    return {c.key: cell if isinstance(cell, (str, bool, int)) or cell is None else plain_decimal(cell)
            for c, cell in zip(columns, row, strict=True)}  # fmt: skip
