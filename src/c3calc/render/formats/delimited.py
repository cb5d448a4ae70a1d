"""An answer as CSV or TSV, one view a file: plain decimals, unit in the key, currency in a column of its own.

CSV quotes as RFC 4180 says, but lines end in a newline alone, which every reader takes and `cut` and `git` prefer.
What is not known is an empty field. TSV has no quotes: tabs and newlines in a value become spaces, as a paste needs.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from c3calc.base.errors import InputError, Problem
from c3calc.render.columns import pick, pick_columns, refuse_columns_of_others
from c3calc.render.numbers import machine
from c3calc.render.text import printable
from c3calc.render.views import all_views

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.answer.answer import Answer
    from c3calc.render.columns import Cell, View

DEFAULT_VIEW = "bill"
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_BREAKS = re.compile(r"[\t\r\n]+")


def render_delimited(answer: Answer, delimiter: str, columns: Sequence[str] = (), views: Sequence[str] = ()) -> str:
    r"""Return one view of `answer` (the bill by default) as CSV, or as TSV where `delimiter` is a tab.

    Raises InputError: C3-U10 and C3-U11 for a view or a column that there is not, C3-U12 for several views.
    """
    view = _only_view(answer, views)
    if columns:
        refuse_columns_of_others(all_views(answer), [view], columns)
        (view,) = pick_columns([view], columns)
    return delimited_view(view, delimiter)


def delimited_view(view: View, delimiter: str) -> str:
    """Return a view as CSV, or as TSV where `delimiter` is a tab."""
    records = _records(view)
    return _tsv(records) if delimiter == "\t" else _csv(records, delimiter)


def _only_view(answer: Answer, names: Sequence[str]) -> View:
    return single(pick(all_views(answer), names or (DEFAULT_VIEW,)))


def single(views: Sequence[View]) -> View:
    """Return the only view. Raises InputError C3-U12 where there are several."""
    if len(views) > 1:
        raise InputError([_several([view.key for view in views])])
    return views[0]


def _several(keys: Sequence[str]) -> Problem:
    asked = ", ".join(keys)
    return Problem(
        "C3-U12",
        f"a delimited file holds one view, {len(keys)} were asked for: {asked}",
        expected="one view",
        help=f"run once a view, such as `{keys[0]}`; table and markdown print several",
    )


def _records(view: View) -> Iterator[list[str]]:
    yield [_text(column.key) for column in view.columns]
    for row in view.rows:
        yield [_field(cell) for cell in row]


def _field(cell: Cell) -> str:
    return _text(cell) if isinstance(cell, str) else machine(cell)


def _text(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula; numbers never pass here."""
    safe = printable(text)
    return f"'{safe}" if safe.startswith(_FORMULA_STARTS) else safe


def _csv(records: Iterator[list[str]], delimiter: str) -> str:
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(records)
    return out.getvalue()


def _tsv(records: Iterator[list[str]]) -> str:
    return "".join("\t".join(_BREAKS.sub(" ", field) for field in record) + "\n" for record in records)
