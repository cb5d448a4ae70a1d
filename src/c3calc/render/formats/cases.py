"""Many predictions as one table: the rows as they were given, with what was computed of them behind.

A table may have a million rows, so its columns stay arrays until they are written; it is no report.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from c3calc.answer.codec import json_text
from c3calc.base.numbers import plain_decimal
from c3calc.render.formats.delimited import delimited
from c3calc.render.views.prediction import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.answer.prediction import CaseAnswers
    from c3calc.resolve.replica_spec import Cases

_DECIMALS = {"_j": 6, "_gb": 3}
_OF_RATES = 3
_FLAGS = {True: "true", False: "false", None: ""}


def _records(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as JSON: a list of objects, of which cells that are empty are null."""
    cases = [dict(zip(header, (cell if cell != "" else None for cell in row), strict=True)) for row in rows]
    return json_text({"schema_version": SCHEMA_VERSION, "cases": cases})


def render_cases(cases: Cases, answers: CaseAnswers, format_: str) -> str:
    """Return the table as csv, tsv or json; what is not known is an empty cell, or null."""
    computed = [_row_cells(name, values) for name, values in answers.computed.items()]
    header = [*cases.header, *answers.computed, "fits", "error"]
    if format_ == "json":
        fits = ["" if fit is None else fit for fit in answers.fits]
        return _records(header, _rows(cases, [*computed, fits, answers.errors]))
    fits = [_FLAGS[fit] for fit in answers.fits]
    rows = _rows(cases, [*computed, fits, answers.errors])
    return delimited(chain([header], rows), format_)


def _row_cells(name: str, values: Any) -> list[str]:
    """Return an array rounded to what says something, empty where a row has no answer (NaN)."""
    decimals = next((d for ending, d in _DECIMALS.items() if name.endswith(ending)), _OF_RATES)
    texts = map(repr, values.round(decimals).tolist())
    return ["" if "n" in text else (plain_decimal(float(text)) or "") if "e" in text else text for text in texts]


def _rows(cases: Cases, columns: list[list[Any]]) -> Any:
    return ([*given, *computed] for given, computed in zip(cases.rows, zip(*columns, strict=True), strict=True))
