"""Many predictions as one table: the rows as they were given, with what was computed of them behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.render.predict import delimited, records

if TYPE_CHECKING:
    from c3calc.asked import Cases
    from c3calc.predict_cases import CaseAnswers

_DECIMALS = {"_j": 6, "_gb": 3}
_OF_RATES = 3


def render_cases(cases: Cases, answers: CaseAnswers, format_: str) -> str:
    """Return the table as csv, tsv or json; what is not known is an empty cell, or null."""
    computed = [_row_cells(name, values) for name, values in answers.computed.items()]
    header = [*cases.header, *answers.computed, "fits", "error"]
    if format_ == "json":
        texts = [[str(cell) for cell in column] for column in computed]
        fits = ["" if fit is None else fit for fit in answers.fits]
        return records(header, _rows(cases, [*texts, fits, answers.errors]))
    fits = [_FLAGS[fit] for fit in answers.fits]
    return delimited(header, _rows(cases, [*computed, fits, answers.errors]), "\t" if format_ == "tsv" else ",")


_FLAGS = {True: "true", False: "false", None: ""}


def _row_cells(name: str, values: Any) -> list[float | str]:
    """Return a column rounded to what says something, empty where a row has no answer."""
    decimals = next((d for ending, d in _DECIMALS.items() if name.endswith(ending)), _OF_RATES)
    cells: list[float | str] = np.round(values, decimals).tolist()
    return ["" if cell != cell else cell for cell in cells] if np.isnan(values).any() else cells  # noqa: PLR0124


def _rows(cases: Cases, columns: list[list[Any]]) -> Any:
    return ([*given, *computed] for given, computed in zip(cases.rows, zip(*columns, strict=True), strict=True))
