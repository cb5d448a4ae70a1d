"""A table of questions for `c3 predict --cases`: a CSV file with a header, or what standard input holds.

Columns stand between commas, semicolons or tabs, as the header shows; between semicolons a comma is a decimal one.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from c3calc.base.errors import InputError, Problem, Where
from c3calc.base.text import near, shown
from c3calc.files.text.source import unopened
from c3calc.resolve.replica_spec import Cases

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = ("model", "gpu")
KNOWN = (
    *NEEDED, "num_gpus", "weight_bits", "kv_bits", "concurrency", "input_tokens", "output_tokens", "engine", "phase",
)  # fmt: skip
MAX_BYTES = 200_000_000


def read_cases(path: Path) -> Cases:
    """Return the table in a file. Raises InputError: C3-Y01 to C3-Y06 the file, C3-U64 its header or its rows."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        raise InputError([unopened(path, exc)]) from exc
    return parse_cases(data, str(path))


def parse_cases(data: bytes, name: str) -> Cases:
    """Return the table in the bytes of a CSV file called `name`. Raises InputError as `read_cases` does."""
    if len(data) > MAX_BYTES:
        raise InputError([_problem(name, 1, "the table is too large", "at most 200 MB")])
    try:
        text = data.decode("utf-8-sig")
        separator = _separator(text)
        table = [row for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True) if row]
    except (UnicodeDecodeError, csv.Error) as exc:
        raise InputError([_problem(name, 1, f"the table cannot be read: {exc}", "CSV in UTF-8")]) from exc
    problems = _problems(table, name)
    if problems:
        raise InputError(problems)
    rows = [row + [""] * (len(table[0]) - len(row)) for row in table[1:]]
    return Cases(table[0], rows, has_decimal_commas=separator == ";")


def _separator(text: str) -> str:
    """Return what stands between columns: whatever splits the header into most of ours, a comma where nothing does."""
    header = text.lstrip("\r\n").partition("\n")[0].strip().lower()
    return max(",;\t", key=lambda mark: len({name.strip(' "') for name in header.split(mark)}.intersection(KNOWN)))


def _problems(table: list[list[str]], name: str) -> list[Problem]:
    if not table:
        return [_problem(name, 1, "the table is empty", f"a header: {','.join(KNOWN)}")]
    header = [cell.strip().lower() for cell in table[0]]
    missing = [needed for needed in NEEDED if needed not in header]
    if missing or len(set(header)) < len(header):
        what = f"the table has no column `{missing[0]}`" if missing else "two columns have the same name"
        return [_problem(name, 1, what, f"a header: {','.join(KNOWN)}", near(missing[0], header) if missing else "")]
    misspelt = [(cell, near(cell, set(KNOWN) - set(header))) for cell in header if cell not in KNOWN]
    ragged = ((n, row) for n, row in enumerate(table[1:], start=2) if len(row) > len(header))
    return [
        *(_problem(name, 1, f"there is no column {shown(c)}", ", ".join(KNOWN), hint) for c, hint in misspelt if hint),
        *(
            _problem(
                name, n, f"row {n} has {len(row)} cells, the header {len(header)}", "no more cells than the header"
            )
            for n, row in list(ragged)[:10]
        ),
    ]


def _problem(name: str, line: int, message: str, expected: str, help_: str = "") -> Problem:
    return Problem("C3-U64", f"{shown(name, 200)}: {message}", expected=expected, help=help_, where=Where(name, line))
