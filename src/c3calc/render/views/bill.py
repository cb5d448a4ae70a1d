"""The bill: every line of every option, the total that it foots to, and the numbers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.render.columns import Cell, Column, Field, View, of_part, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer, Feature, Line, Option
    from c3calc.base.provenance import Input

_Entry = tuple["Option", "Line | None"]
_Use = tuple["Input", list[str]]


def bill(answer: Answer) -> View:
    """Return the lines of every option, each option closed by its total, the sum of the printed lines."""
    entries = [(option, line) for option in answer.options if option.lines for line in (*option.lines, None)]
    totals = frozenset(i for i, (_, line) in enumerate(entries) if line is None)
    informative_rows = tuple(i for i, (_, line) in enumerate(entries) if line is None or _has_money(line))
    return tabulate(
        "bill", "Bill, month 1", _fields(answer), entries, answer.currency, group="option", totals=totals,
        informative_rows=informative_rows, rest=" that carry only energy or carbon",
    )  # fmt: skip


def _has_money(line: Line) -> bool:
    """Whether a line costs something, or would if it were known."""
    return bool(line.unit_price != 0 or line.cost)


def _fields(answer: Answer) -> list[Field[_Entry]]:
    money = answer.currency
    return [
        (Column("option", "Option"), lambda e: e[0].name),
        (Column("row", "Row", shown="data"), lambda e: "line" if e[1] else "total"),
        (Column("line", "Line"), lambda e: e[1].label if e[1] else _total_label(e[0])),
        (Column("quantity", "Quantity", "quantity", spare=3), _of_line(lambda line: line.quantity)),
        (Column("unit", "Unit", spare=3), _of_line(lambda line: line.unit)),
        (Column("unit_price", f"{money} per unit", "unit_price", spare=3), _of_line(lambda line: line.unit_price)),
        (Column("cost", f"Cost {money}", "money"), lambda e: e[1].cost if e[1] else e[0].monthly.cost),
        (Column("energy_kwh", "Energy kWh", "number", "full"), lambda e: (e[1] or e[0].monthly).energy_kwh),
        (Column("carbon_kg", "Carbon kg CO2e", "number", "full"), lambda e: (e[1] or e[0].monthly).carbon_kg),
        (Column("fixed", "Fixed", "flag", "full", spare=1), _of_line(lambda line: line.fixed)),
        (
            Column("months", "Months", trivial_cells=("",), spare=2),
            _of_line(lambda line: " to ".join(map(str, line.months or ()))),
        ),
        (Column("evidence", "Evidence", spare=1), _of_line(lambda line: line.evidence)),
        (Column("source", "Source", is_cited=True), _of_line(lambda line: line.source)),
    ]


def _of_line(read: Callable[[Line], Cell]) -> Callable[[_Entry], Cell]:
    """Return a reader that leaves the cell of a total empty."""
    return lambda entry: read(entry[1]) if entry[1] else ""


def _total_label(option: Option) -> str:
    known = sum(line.cost is not None for line in option.lines)
    return "Total" if known == len(option.lines) else f"Total ({known} of {len(option.lines)} lines known)"


def features(answer: Answer) -> View:
    """Return each feature's part of each option's bill, options side by side under the feature."""
    money = answer.currency
    names = dict.fromkeys(feature.name for feature in answer.features)
    ordered = [feature for name in names for feature in answer.features if feature.name == name]
    fields: list[Field[Feature]] = [
        (Column("feature", "Feature"), lambda f: f.name),
        (Column("option", "Option"), lambda f: f.option),
        (Column("cost_per_month", f"Cost {money}/month", "money"), lambda f: f.cost),
        (Column("energy_kwh_per_month", "Energy kWh/month", "number"), lambda f: f.energy_kwh),
        (Column("carbon_kg_per_month", "Carbon kg CO2e/month", "number"), lambda f: f.carbon_kg),
        (Column("cheapest_option", "Cheapest for this feature", shown="full"), lambda f: f.cheapest_option),
        (Column("cheapest", "Cheapest here", "flag"), lambda f: f.option == f.cheapest_option),
    ]
    missing = "None: the scenario has no features."
    return tabulate("features", "Features", fields, ordered, money, group="feature", missing=missing)


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
