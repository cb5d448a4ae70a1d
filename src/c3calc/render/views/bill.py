"""The bill: every line of every option, and the total that it foots to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.render.columns import Cell, Column, Field, View, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer, Line, Option

_Entry = tuple["Option", "Line | None"]
_NONE = (None,)


def bill(answer: Answer) -> View:
    """Return the lines of every option, each option closed by its total, the sum of the printed lines."""
    entries = [entry for option in answer.options if option.lines for entry in _entries(option)]
    columns, rows = tabulate(_fields(answer), entries)
    totals = frozenset(i for i, (_, line) in enumerate(entries) if line is None)
    informative_rows = tuple(i for i, (_, line) in enumerate(entries) if line is None or _has_money(line))
    rest = " that carry only energy or carbon"
    return View(
        "bill",
        "Bill, month 1",
        columns,
        rows,
        group="option",
        totals=totals,
        informative_rows=informative_rows,
        rest=rest,
    )


def _has_money(line: Line) -> bool:
    """Whether a line costs something, or would if it were known."""
    return bool(line.unit_price != 0 or line.cost)


def _entries(option: Option) -> list[_Entry]:
    return [*((option, line) for line in option.lines), (option, None)]


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
        (Column("energy_kwh", "Energy kWh", "number", "full"), _energy_kwh),
        (Column("carbon_kg", "Carbon kg CO2e", "number", "full"), _carbon_kg),
        (Column("fixed", "Fixed", "flag", "full", spare=1), _of_line(lambda line: line.fixed)),
        (Column("months", "Months", trivial_cells=("",), spare=2), _of_line(_months)),
        (Column("evidence", "Evidence", spare=1), _of_line(lambda line: line.evidence)),
        (Column("source", "Source", is_cited=True), _of_line(lambda line: line.source)),
        (Column("currency", "Currency", shown="data"), lambda _: money),
    ]


def _of_line(read: Callable[[Line], Cell]) -> Callable[[_Entry], Cell]:
    """Return a reader that leaves the cell of a total empty."""
    return lambda entry: read(entry[1]) if entry[1] else ""


def _energy_kwh(entry: _Entry) -> float | None:
    option, line = entry
    return line.energy_kwh if line else option.monthly.energy_kwh


def _carbon_kg(entry: _Entry) -> float | None:
    option, line = entry
    return line.carbon_kg if line else option.monthly.carbon_kg


def _months(line: Line) -> str:
    return "" if line.months is None else f"{line.months[0]} to {line.months[1]}"


def _total_label(option: Option) -> str:
    known = sum(line.cost is not None for line in option.lines)
    return "Total" if known == len(option.lines) else f"Total ({known} of {len(option.lines)} lines known)"


def features(answer: Answer) -> View:
    """Return each feature's part of each option's bill, options side by side under the feature."""
    money = answer.currency
    names = dict.fromkeys(feature.name for feature in answer.features)
    ordered = [feature for name in names for feature in answer.features if feature.name == name]
    columns, rows = tabulate(
        [
            (Column("feature", "Feature"), lambda f: f.name),
            (Column("option", "Option"), lambda f: f.option),
            (Column("cost_per_month", f"Cost {money}/month", "money"), lambda f: f.cost),
            (Column("energy_kwh_per_month", "Energy kWh/month", "number"), lambda f: f.energy_kwh),
            (Column("carbon_kg_per_month", "Carbon kg CO2e/month", "number"), lambda f: f.carbon_kg),
            (Column("cheapest_option", "Cheapest for this feature", shown="full"), lambda f: f.cheapest_option),
            (Column("cheapest", "Cheapest here", "flag"), lambda f: f.option == f.cheapest_option),
            (Column("currency", "Currency", shown="data"), lambda _: money),
        ],
        ordered,
    )
    missing = "None: the scenario has no features."
    return View("features", "Features", columns, rows, group="feature", missing=missing)
