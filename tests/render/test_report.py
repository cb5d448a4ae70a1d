"""Promises about reports and about the one table of formats that print them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from answers import answer, bare_answer
from c3calc.questions.diff import diff
from c3calc.render.columns import Column, View
from c3calc.render.formats import FORMATS, formats_of, suffixes_of
from c3calc.render.report import PLAIN, Report, made, of_tables
from c3calc.render.views.answer import ANSWER_VIEWS, answer_report
from c3calc.render.views.check import check_report
from c3calc.render.views.diff import diff_report
from c3calc.render.views.sweep import sweep_report
from checks import everything
from sweeps import over_both

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = View("t", "T", (Column("a", "A"), Column("n", "N", "count")), (("x", 1), ("y", 2)))
REPORTS: dict[str, Callable[[], Report]] = {
    "answer": lambda: answer_report(answer()),
    "check": lambda: check_report(everything(), {"a.yaml": answer()}),
    "diff": lambda: diff_report(diff(bare_answer(), answer())),
    "sweep": lambda: sweep_report(over_both()),
    "tables": lambda: of_tables(TABLE),
}
KINDS = pytest.mark.parametrize("kind", REPORTS)


def watched(report: Report) -> tuple[Report, list[str]]:
    """Return a report that keeps the names of the tables that are made of it."""
    asked: list[str] = []

    def maker(name: str) -> Callable[[], View]:
        return lambda: (asked.append(name), report.views[name]())[1]

    return replace(report, views={name: maker(name) for name in report.views}), asked


def test_json_makes_no_table_where_there_is_a_record() -> None:
    """It holds the record, and a table takes time."""
    report, asked = watched(answer_report(answer()))
    assert json.loads(FORMATS["json"].render(report, PLAIN))["options"]
    assert asked == []


@pytest.mark.parametrize(
    ("name", "wanted"), [("csv", ["bill"]), ("markdown", [k for k in ANSWER_VIEWS if k != "cashflow"])]
)
def test_only_tables_that_are_shown_are_made(name: str, wanted: list[str]) -> None:
    """CSV holds one; people see every one but that which must be named."""
    report, asked = watched(answer_report(answer()))
    FORMATS[name].render(report, PLAIN)
    assert asked == wanted


def test_a_table_that_is_named_is_made_alone() -> None:
    """Also one that people see only where they name it."""
    report, asked = watched(answer_report(answer(), ("cashflow",)))
    assert "Cash flow" in str(FORMATS["table"].render(report, PLAIN))
    assert asked == ["cashflow"]


@KINDS
def test_every_format_of_a_kind_prints_its_report(kind: str) -> None:
    """Each names what makes it, and the same report gives the same text."""
    report = REPORTS[kind]()
    assert report.kind == kind
    for form in formats_of(kind):
        text = form.render(report, PLAIN)
        assert text
        assert text == form.render(REPORTS[kind](), PLAIN)


@KINDS
def test_a_suffix_names_one_format(kind: str) -> None:
    """No two formats of a report share a suffix, so that the name of a file says what is in it."""
    named = [form.suffix for form in formats_of(kind) if form.suffix]
    assert len(named) == len(set(named)) == len(suffixes_of(kind))


def test_a_report_of_tables_alone_is_json_of_its_rows() -> None:
    """By the keys of tables and columns; a count is a number."""
    data: Any = json.loads(FORMATS["json"].render(of_tables(TABLE), PLAIN))
    assert data == {"t": [{"a": "x", "n": 1}, {"a": "y", "n": 2}]}


def test_marks_stand_for_long_cells_where_people_read_and_not_in_data() -> None:
    """The legend below says what each means."""
    marked = replace(TABLE, marks=(("x", "A", "the longest name"),))
    (view,) = Report(kind="tables", views=made([marked])).for_people()
    assert (view.rows, view.captions) == ((("A", 1), ("y", 2)), ("A the longest name",))
    assert FORMATS["csv"].render(of_tables(marked), PLAIN) == "a,n\nx,1\ny,2\n"
