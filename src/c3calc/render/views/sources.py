"""The view of assumptions: every number that went into a bill, once, with who said so and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.render.columns import Column, View, of_part, tabulate

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer
    from c3calc.base.provenance import Input
    from c3calc.render.columns import Field

_Use = tuple["Input", list[str]]


def input_fields(header: str) -> list[Field[Input]]:
    """Return the columns of a number that went into a line: what it is, who said so, where."""
    return [
        (Column("input", header), lambda i: i.name),
        (Column("value", "Value", "quantity"), lambda i: i.value),
        (Column("unit", "Unit"), lambda i: i.unit),
        (Column("evidence", "Evidence"), lambda i: i.evidence),
        (Column("source", "Source"), lambda i: i.source),
        (Column("where", "Where", trivial_cells=("",)), lambda i: i.where),
    ]


def sources(answer: Answer) -> View:
    """Return the numbers behind all lines, least sure first, with the options that rest on each."""
    uses: dict[Input, list[str]] = {}
    for option in answer.options:
        for one in dict.fromkeys(i for line in option.lines for i in line.inputs):
            uses.setdefault(one, []).append(option.name)
    grades = ("assumed", "estimated", "published", "quoted", "measured")
    ordered: list[_Use] = sorted(uses.items(), key=lambda use: grades.index(use[0].evidence))
    behind: Field[_Use] = (Column("options", "Behind"), lambda u: ", ".join(u[1]))
    fields = [*of_part(0, input_fields("Number")), behind]
    checked = [(o.name, o.oldest_price_days) for o in answer.options if o.oldest_price_days is not None]
    ages = tuple(
        f"{name}: its oldest price was checked {days:,.0f} days before {answer.today}." for name, days in checked
    )
    return tabulate("sources", "Assumptions and their sources", fields, ordered, captions=ages)
