"""A report as CSV or TSV, one view a file: plain decimals, unit in the key, currency in a column of its own.

CSV quotes as RFC 4180 says, but lines end in a newline alone, which every reader takes and `cut` and `git` prefer.
What is not known is an empty field. TSV has no quotes: tabs and newlines in a value become spaces, as a paste needs.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

from c3calc.base.errors import InputError, Problem
from c3calc.base.numbers import parse_number
from c3calc.render.columns import narrowed
from c3calc.render.numbers import machine
from c3calc.render.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from c3calc.render.columns import View
    from c3calc.render.report import Report

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_BREAKS = re.compile(r"[\t\r\n]+")


def render_csv(report: Report) -> str:
    """Return one table of `report` as CSV: the one that is named, or else the one that stands for it.

    Raises InputError: C3-U10 and C3-U11 for a table or a column that there is not, C3-U12 for several tables.
    """
    return delimited(_records(_only_view(report)), "csv")


def render_tsv(report: Report) -> str:
    """Return one table of `report` as TSV; see `render_csv`."""
    return delimited(_records(_only_view(report)), "tsv")


def _only_view(report: Report) -> View:
    names = report.names or ((report.data_view,) if report.data_view else tuple(report.views))
    (view, *others) = replace(report, names=names).picked()
    if others:
        raise InputError([_several([view.key, *(other.key for other in others)], is_asked=bool(report.names))])
    if report.columns:
        report.refuse_columns([view])
        return narrowed(view, report.columns)
    return view


def _several(keys: Sequence[str], *, is_asked: bool) -> Problem:
    """Return what to say of tables that would not fit into one file: those that were asked for, or all there are."""
    listed = ", ".join(keys)
    if not is_asked:
        fix = f"ask for one, such as --kind {keys[0]}; table, markdown and json hold several"
        return Problem("C3-U12", f"a delimited file holds one table, these are {listed}", help=fix)
    return Problem(
        "C3-U12",
        f"a delimited file holds one view, {len(keys)} were asked for: {listed}",
        expected="one view",
        help=f"run once a view, such as `{keys[0]}`; table and markdown print several",
    )


def _records(view: View) -> Iterator[list[str]]:
    yield [column.key for column in view.columns]
    for row in view.rows:
        yield [machine(cell) for cell in row]


def delimited(records: Iterable[Iterable[str]], format_: str) -> str:
    """Return records as csv or tsv. Every cell of every such file passes here: nothing hidden, nothing a formula.

    The csv module quotes what its own line end holds, so it writes CRLF, which a lone CR needs to be quoted.
    """
    lines: list[str] = []
    safe = ([_no_formula(cell) for cell in record] for record in records)
    if format_ == "csv":
        csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n").writerows(safe)
        return printable("".join(f"{line[:-2]}\n" for line in lines))
    return printable("".join("\t".join(_BREAKS.sub(" ", cell) for cell in record) + "\n" for record in safe))


def _no_formula(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a number may begin with its sign."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and parse_number(cell) is None else cell
