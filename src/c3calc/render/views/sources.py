"""The view of assumptions: every number that went into a bill, once, with who said so and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.render.columns import Column, View, tabulate

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer
    from c3calc.base.provenance import Input

_Use = tuple["Input", list[str]]


def sources(answer: Answer) -> View:
    """Return the numbers behind all lines, least sure first, with the options that rest on each."""
    uses: dict[Input, list[str]] = {}
    for option in answer.options:
        for one in dict.fromkeys(i for line in option.lines for i in line.inputs):
            uses.setdefault(one, []).append(option.name)
    grades = ("assumed", "estimated", "published", "quoted", "measured")
    ordered: list[_Use] = sorted(uses.items(), key=lambda use: grades.index(use[0].evidence))
    columns, rows = tabulate(
        [
            (Column("input", "Number"), lambda u: u[0].name),
            (Column("value", "Value", "quantity"), lambda u: u[0].value),
            (Column("unit", "Unit"), lambda u: u[0].unit),
            (Column("evidence", "Evidence"), lambda u: u[0].evidence),
            (Column("source", "Source"), lambda u: u[0].source),
            (Column("where", "Where", trivial_cells=("",)), lambda u: u[0].where),
            (Column("options", "Behind"), lambda u: ", ".join(u[1])),
        ],
        ordered,
    )
    checked = [(o.name, o.oldest_price_days) for o in answer.options if o.oldest_price_days is not None]
    ages = tuple(
        f"{name}: its oldest price was checked {days:,.0f} days before {answer.today}." for name, days in checked
    )
    return View("sources", "Assumptions and their sources", columns, rows, ages)
