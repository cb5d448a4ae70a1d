"""An hourly profile: a CSV file with one load a line, for the hours of a day, a week or a year.

The load stands in the last column; columns before it (hour, timestamp) and a header are allowed and not read, lines
that begin with `#` are skipped. Values are relative or absolute: only their ratios count. Between semicolons a comma is
a decimal one. A report quotes the load at fault, and of the columns before it no words: a scenario may name any file.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from c3calc.base.errors import InputError, Problem, Where
from c3calc.base.numbers import parse_number
from c3calc.base.text import shown
from c3calc.files.text.document import by_place
from c3calc.files.text.source import Source, decode, read_bytes
from c3calc.files.text.syntax import EMPTY

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

LENGTHS = (24, 168, 8760)
LEAP_YEAR = 8784
_TIMES = re.compile(r'[\d\s:;,.+/TZ"-]*', re.ASCII)  # what may be quoted of the columns before: hours and days
_EXPECTED = "24 hours (a day), 168 (a week) or 8,760 (a year)"
_COUNT_HELP = {
    LEAP_YEAR: "a leap year: leave out 29 February",
    **dict.fromkeys((length - 1 for length in LENGTHS), "one hour is missing: a change of the clock? Use UTC"),
    **dict.fromkeys((length + 1 for length in LENGTHS), "one hour too many: a change of the clock? Use UTC"),
}


class ProfileCell(NamedTuple):
    """The last cell of a row, which holds the load, the number of cells, and the first one.

    number: the load, NaN where the text is none. where: its place, of which no more is quoted than itself.
    """

    text: str
    number: float
    where: Where
    cells: int
    first: str


def read_profile(path: pathlib.Path) -> tuple[float, ...]:
    """Return the hourly loads in a CSV file: 24, 168 or 8,760 finite numbers of 0 or more, not all zero.

    Raises InputError: C3-S20 number of hours, C3-S21 a value, C3-S22 nothing but zeros, C3-S23 columns, C3-S66 another
    kind of file; C3-Y.. file.
    """
    source = decode(str(path), read_bytes(path))
    lines = _without_header(source, _lines(source))
    if not lines:
        raise InputError([EMPTY.at(source.mark((0, 0), (0, 1)))])
    rows = [_cell(source, number, line) for number, line in lines[: LEAP_YEAR - 1] + lines[LEAP_YEAR - 1 :][-1:]]
    problems = _another_kind(source, rows) or _count_problems(len(lines), rows[-1]) + (
        _row_problems(rows) if len(lines) <= LEAP_YEAR else []
    )
    if not problems and not any(row.number for row in rows):
        problems = [_all_zero(rows)]
    if problems:
        raise InputError(sorted(problems, key=by_place))
    return tuple(row.number for row in rows)


def _lines(source: Source) -> list[tuple[int, str]]:
    lines = list(enumerate(source.lines))
    while lines and not lines[-1][1].strip():
        lines.pop()
    return [(number, line) for number, line in lines if not line.startswith("#")]


def _cell(source: Source, number: int, line: str) -> ProfileCell:
    separator = next((s for s in ";\t," if s in line), ",")
    cells = line.split(separator)
    start = len(line) - len(cells[-1])
    before = line[:start] if _TIMES.fullmatch(line, 0, start) else " " * start
    where = Where(source.name, number + 1, start + 1, max(1, len(cells[-1])), before + cells[-1])
    text = cells[-1].strip(' "')
    load = parse_number(text.replace(",", ".") if separator == ";" else text)
    return ProfileCell(text, math.nan if load is None else load, where, len(cells), cells[0])


def _without_header(source: Source, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    first = _cell(source, *lines[0]) if lines else None
    return lines[1:] if first and math.isnan(first.number) and first.text[:1].isalpha() else lines


def _another_kind(source: Source, rows: Sequence[ProfileCell]) -> list[Problem]:
    """Refuse a file of which most rows end in no number, without a word of it: nobody wrote it as a profile."""
    numbers = sum(not math.isnan(row.number) for row in rows)
    if 2 * numbers >= len(rows):
        return []
    message = f"{shown(source.name, 200)} is no hourly profile: {numbers:,} of {len(rows):,} rows end in a number"
    expected = "a CSV file with a load in the last column"
    return [Problem("C3-S66", message, expected=expected, help="check the name", where=Where(source.name))]


def _count_problems(count: int, last: ProfileCell) -> list[Problem]:
    if count in LENGTHS:
        return []
    fix = _COUNT_HELP.get(count, "give one value for each hour, without totals or empty lines")
    return [Problem("C3-S20", f"the profile has {count:,} hours", expected=_EXPECTED, help=fix, where=last.where)]


def _row_problems(rows: Sequence[ProfileCell]) -> list[Problem]:
    found = [_columns_problem(row, rows[0]) or _value_problem(row) for row in rows]
    return [problem for problem in found if problem] or _decimal_comma(rows)


def _columns_problem(row: ProfileCell, first: ProfileCell) -> Problem | None:
    if row.cells == first.cells:
        return None
    message = f"this row has {row.cells} columns, the first one has {first.cells}"
    fix = "write a decimal point, and no thousands separators"
    return Problem("C3-S23", message, expected=f"{first.cells} columns in every row", help=fix, where=row.where)


def _value_problem(row: ProfileCell) -> Problem | None:
    if row.number >= 0:
        return None
    message = f"{shown(row.text)} is not a load" if row.text else "an hour without a load"
    fix = "write 0 for an hour without traffic, and a decimal point in fractions"
    return Problem("C3-S21", message, expected="a number of 0 or more", help=fix, where=row.where)


def _decimal_comma(rows: Sequence[ProfileCell]) -> list[Problem]:
    """Refuse `1,5` on every line: it reads as two columns, but the first column of a table names hours, each once."""
    if rows[0].cells == 1 or len({row.first for row in rows}) == len(rows):
        return []
    fix = "write a decimal point, or semicolons between columns"
    expected = "hours or timestamps in the first column, each once"
    return [Problem("C3-S23", "the first column repeats itself", expected=expected, help=fix, where=rows[0].where)]


def _all_zero(rows: Sequence[ProfileCell]) -> Problem:
    return Problem(
        "C3-S22",
        "every hour of the profile is 0",
        expected="some hour with traffic",
        help="for traffic without a shape write `shape: flat`",
        where=rows[0].where,
    )
