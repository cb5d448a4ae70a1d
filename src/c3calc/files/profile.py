"""An hourly profile: a CSV file with one load a line, for the hours of a day, a week or a year.

The load stands in the last column; columns before it (hour, timestamp) and a header are allowed and not read, lines
that begin with `#` are skipped. Values are relative or absolute: only their ratios count.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from c3calc.base.errors import InputError, Problem
from c3calc.base.numbers import parse_number
from c3calc.base.text import shown
from c3calc.files.text.document import by_place
from c3calc.files.text.source import Mark, Source, decode, read_bytes
from c3calc.files.text.syntax import EMPTY

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

LENGTHS = (24, 168, 8760)
LEAP_YEAR = 8784
_EXPECTED = "24 hours (a day), 168 (a week) or 8,760 (a year)"
_COUNT_HELP = {
    LEAP_YEAR: "a leap year: leave out 29 February",
    **dict.fromkeys((length - 1 for length in LENGTHS), "one hour is missing: a change of the clock? Use UTC"),
    **dict.fromkeys((length + 1 for length in LENGTHS), "one hour too many: a change of the clock? Use UTC"),
}


class ProfileCell(NamedTuple):
    """The last cell of a row, which holds the load, the number of cells, and the first one."""

    text: str
    mark: Mark
    cells: int
    first: str


def read_profile(path: pathlib.Path) -> tuple[float, ...]:
    """Return the hourly loads in a CSV file: 24, 168 or 8,760 finite numbers of 0 or more, not all zero.

    Raises InputError: C3-S20 number of hours, C3-S21 a value, C3-S22 nothing but zeros, C3-S23 columns; C3-Y.. file.
    """
    source = decode(str(path), read_bytes(path))
    rows = _without_header(_rows(source))
    if not rows:
        raise InputError([EMPTY.at(source.mark((0, 0), (0, 1)))])
    problems = _count_problems(rows) + (_row_problems(rows) if len(rows) <= LEAP_YEAR else [])
    loads = [_load(row) for row in rows]
    if not problems and not any(loads):
        problems = [_all_zero(rows)]
    if problems:
        raise InputError(sorted(problems, key=by_place))
    return tuple(loads)


def _rows(source: Source) -> list[ProfileCell]:
    lines = list(enumerate(source.lines))
    while lines and not lines[-1][1].strip():
        lines.pop()
    return [_cell(source, number, line) for number, line in lines if not line.startswith("#")]


def _cell(source: Source, number: int, line: str) -> ProfileCell:
    separator = next((s for s in ";\t," if s in line), ",")
    cells = line.split(separator)
    start = len(line) - len(cells[-1])
    return ProfileCell(cells[-1].strip(' "'), source.mark((number, start), (number, len(line))), len(cells), cells[0])


def _load(row: ProfileCell) -> float:
    """Return a row's load, NaN where it is not a number."""
    number = parse_number(row.text)
    return math.nan if number is None else number


def _without_header(rows: list[ProfileCell]) -> list[ProfileCell]:
    has_header = bool(rows) and bool(rows[0].text) and math.isnan(_load(rows[0])) and rows[0].text[0].isalpha()
    return rows[1:] if has_header else rows


def _count_problems(rows: Sequence[ProfileCell]) -> list[Problem]:
    if len(rows) in LENGTHS:
        return []
    fix = _COUNT_HELP.get(len(rows), "give one value for each hour, without totals or empty lines")
    message = f"the profile has {len(rows):,} hours"
    return [Problem("C3-S20", message, expected=_EXPECTED, help=fix, where=rows[-1].mark.where)]


def _row_problems(rows: Sequence[ProfileCell]) -> list[Problem]:
    found = [_columns_problem(row, rows[0]) or _value_problem(row) for row in rows]
    return [problem for problem in found if problem] or _decimal_comma(rows)


def _columns_problem(row: ProfileCell, first: ProfileCell) -> Problem | None:
    if row.cells == first.cells:
        return None
    message = f"this row has {row.cells} columns, the first one has {first.cells}"
    fix = "write a decimal point, and no thousands separators"
    return Problem("C3-S23", message, expected=f"{first.cells} columns in every row", help=fix, where=row.mark.where)


def _value_problem(row: ProfileCell) -> Problem | None:
    if _load(row) >= 0:
        return None
    message = f"{shown(row.text)} is not a load" if row.text else "an hour without a load"
    fix = "write 0 for an hour without traffic, and a decimal point in fractions"
    return Problem("C3-S21", message, expected="a number of 0 or more", help=fix, where=row.mark.where)


def _decimal_comma(rows: Sequence[ProfileCell]) -> list[Problem]:
    """Refuse `1,5` on every line: it reads as two columns, but the first column of a table names hours, each once."""
    if rows[0].cells == 1 or len({row.first for row in rows}) == len(rows):
        return []
    fix = "write a decimal point; or one column only"
    expected = "hours or timestamps in the first column, each once"
    return [Problem("C3-S23", "the first column repeats itself", expected=expected, help=fix, where=rows[0].mark.where)]


def _all_zero(rows: Sequence[ProfileCell]) -> Problem:
    return Problem(
        "C3-S22",
        "every hour of the profile is 0",
        expected="some hour with traffic",
        help="for traffic without a shape write `shape: flat`",
        where=rows[0].mark.where,
    )
