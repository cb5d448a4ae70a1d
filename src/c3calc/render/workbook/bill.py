"""The bill in a workbook: quantities and prices as named inputs, and beside them what they come to, line by line.

Quantities are those of the scenario's volume: stairs, overflow and commitments are no formula, so another volume is
another run of c3. Everything else may be tried out: a price, a wage, fewer cards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from c3calc.base.money import in_minor_units, months_in_year
from c3calc.render.workbook.cells import NOT_KNOWN, SheetCell, headers, if_known, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.answer.answer import Answer, Line, Option
    from c3calc.render.workbook.cells import Row

INPUT_HEAD_ROWS = 7  # of Inputs, above its first line
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class BillBlock:
    """An option's rows, counted from 1: its first line and its totals on Calculation, its first line on Inputs.

    slugs: what each line's named cells are called, after `quantity_` and `price_`.
    """

    option: Option
    first: int
    total: int
    input_first: int
    slugs: tuple[str, ...]


def blocks(answer: Answer) -> tuple[BillBlock, ...]:
    """Lay out the options below each other."""
    made, row, input_row, taken = [], 2, INPUT_HEAD_ROWS + 1, set[str]()
    for option in answer.options:
        slugs = tuple(_slug(f"{option.name}_{line.label}", taken) for line in option.lines)
        total = row + len(slugs) + bool(_later(option))
        made.append(BillBlock(option, row, total, input_row, slugs))
        row, input_row = total + 1, input_row + len(slugs)
    return tuple(made)


def _slug(text: str, taken: set[str]) -> str:
    """Return a name for a cell: letters, digits and underscores, like no other whatever the case."""
    base = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")[:_LONGEST_NAME] or "line"
    name, count = base, 2
    while name.lower() in taken:
        name, count = f"{base}_{count}", count + 1
    taken.add(name.lower())
    return name


def inputs(answer: Answer, laid_out: Sequence[BillBlock]) -> list[Row]:
    """Return the rows of Inputs: the volume, and every line's quantity and price."""
    unit = answer.unit
    units = f"Business units ({unit.name})" if unit else "Business units"
    lines = [(b.option, line, slug) for b in laid_out for line, slug in zip(b.option.lines, b.slugs, strict=True)]
    same = _known_before(lines)
    heads = headers(
        "Option", "Line", "Quantity", "Unit", f"{answer.currency} per unit", "kWh per unit", "kg CO2e per unit",
        "Months paid in year 1", "Evidence",
    )  # fmt: skip
    return [
        (SheetCell("What may be changed: the coloured cells", "title"),),
        texts("Quantities are those of the scenario's volume. For another volume, shape or growth run c3 again."),
        _volume("Tokens", "tokens_per_month", answer.volume_tokens_per_month),
        _volume("Requests", "requests_per_month", answer.requests_per_month),
        _volume(units, "units_per_month", unit.per_month if unit else None),
        (),
        heads,
        *(_input(option, line, slug, same) for option, line, slug in lines),
    ]


def _known_before(lines: Sequence[tuple[Option, Line, str]]) -> dict[str, str]:
    """Return the named cells that say what one above them says, with its name: a number stands in one place to change.

    A price is the same where it comes from the same place, so that a mix pays what its parts pay; a quantity where all
    that went into the line is the same, as the people of several options.
    """
    first: dict[object, str] = {}
    same = {}
    for _, line, slug in lines:
        for name, key in _origins(line, slug):
            if (origin := first.setdefault(key, name)) != name:
                same[name] = origin
    return same


def _origins(line: Line, slug: str) -> Iterator[tuple[str, object]]:
    """Yield the names of a line's cells, each with what it comes from; nothing of what comes from nowhere."""
    said = tuple((one.name, one.where) for one in line.inputs)
    label = line.label.rpartition(": ")[2]  # without the part of a mix
    if said and said[0][1]:
        yield f"price_{slug}", ("price", label, line.unit, line.unit_price, said[0])
        yield f"quantity_{slug}", ("quantity", label, line.unit, line.quantity, said)


def _volume(what: str, name: str, value: float | None) -> Row:
    return *texts(f"{what} a month", name), SheetCell(value, "quantity", name=name)


def _input(option: Option, line: Line, slug: str, same: dict[str, str]) -> Row:
    quantity, price = f"quantity_{slug}", f"price_{slug}"
    return (
        *texts(option.name, line.label),
        SheetCell(line.quantity, "quantity", same.get(quantity, ""), quantity),
        SheetCell(line.unit),
        SheetCell(line.unit_price, "quantity", same.get(price, ""), price),
        SheetCell(_each(line.energy_kwh, line.quantity), "quantity", is_input=True),
        SheetCell(_each(line.carbon_kg, line.quantity), "quantity", is_input=True),
        SheetCell(months_in_year(line.months), "count", is_input=True),
        SheetCell(line.evidence),
    )


def _each(total: float | None, quantity: float | None) -> float | None:
    """Return the energy or carbon of one unit; of no units, or of an unknown number, that of the line."""
    return total / quantity if total is not None and quantity else total


def calculation(answer: Answer, laid_out: Sequence[BillBlock]) -> list[Row]:
    """Return the rows of Calculation: every line as quantity x price, every option closed by its totals."""
    name = answer.currency
    heads = headers(
        "Option", "Line", "Quantity", "Unit", f"{name} per unit", f"{name}/month, unrounded", f"Cost {name}/month",
        "Months paid in year 1", f"Cost {name}/year", "Energy kWh/month", "Carbon kg CO2e/month",
    )  # fmt: skip
    return [heads, *(row for block in laid_out for row in _rows(block))]


def _rows(block: BillBlock) -> Iterator[Row]:
    """Yield an option's lines, what is paid later in the year, and the totals."""
    option = block.option
    for i, line in enumerate(option.lines):
        figures = _line(line, block.slugs[i], block.first + i, block.input_first + i)
        yield (*texts(option.name, line.label), *figures)
    if later := _later(option):
        words = texts(option.name, "Lines that begin after month 1", *[""] * 6)
        yield (*words, SheetCell(later, "money", is_input=True))
    yield _totals(block)


def _line(line: Line, slug: str, row: int, source: int) -> Row:
    return (
        SheetCell(line.quantity, "quantity", f"quantity_{slug}"),
        SheetCell(line.unit),
        SheetCell(line.unit_price, "quantity", f"price_{slug}"),
        _product(_unrounded(line), line, f"C{row}", f"E{row}", "quantity"),
        _rounded(line, f"F{row}"),
        SheetCell(months_in_year(line.months), "count", f"Inputs!H{source}"),
        SheetCell(_yearly(line), "money", if_known(f"G{row}*H{row}", line.cost, f"G{row}")),
        _product(line.energy_kwh, line, f"C{row}", f"Inputs!F{source}", "physical"),
        _product(line.carbon_kg, line, f"C{row}", f"Inputs!G{source}", "physical"),
    )


def _unrounded(line: Line) -> float | None:
    """Return quantity x price; a line that costs nothing whatever its quantity costs nothing."""
    if line.cost is None or line.unit_price is None:
        return None
    return 0.0 if line.quantity is None else line.quantity * line.unit_price


def _product(value: float | None, line: Line, quantity: str, each: str, style: str) -> SheetCell:
    """Return quantity x each, live; where the quantity is not known and the product is, the product as it is."""
    if value is not None and line.quantity is None:
        return SheetCell(value, style)
    return SheetCell(value, style, if_known(f"{quantity}*{each}", value, quantity, each))


def _rounded(line: Line, raw: str) -> SheetCell:
    """Return the cost in minor units: live, unless the 12 digits of the answer round to another cent than all did."""
    places = -int((line.cost or Decimal("0.00")).as_tuple().exponent)
    exact = _unrounded(line)
    agrees = exact is None or in_minor_units(exact, places) == line.cost
    return SheetCell(line.cost, "money", if_known(f"ROUND({raw},{places})", line.cost, raw) if agrees else "")


def _yearly(line: Line) -> Decimal | None:
    return None if line.cost is None else line.cost * months_in_year(line.months)


def _later(option: Option) -> Decimal | None:
    """Return what the first year costs beyond its lines of month 1, None where that is nothing or not known."""
    costs = [cost for line in option.lines if (cost := _yearly(line)) is not None]
    if option.cost_per_year is None or len(costs) < len(option.lines):
        return None
    return option.cost_per_year - sum(costs, Decimal(0)) or None


def _totals(block: BillBlock) -> Row:
    option, first, last = block.option, block.first, block.total - 1

    def total(column: str, value: float | Decimal | None, style: str) -> SheetCell:
        cells = f"{column}{first}:{column}{last}"
        if_all_known = f'IF(COUNTIF({cells},"{NOT_KNOWN}")=0,SUM({cells}),"{NOT_KNOWN}")'
        return SheetCell(value, style, f"SUM({cells})" if value is not None else if_all_known, is_total=True)

    raw = [_unrounded(line) for line in option.lines]
    known = [amount for amount in raw if amount is not None]
    return (
        *texts(option.name, "Total", "", "", "", is_total=True),
        total("F", sum(known) if len(known) == len(raw) else None, "quantity"),
        total("G", option.monthly.cost, "money"),
        SheetCell("", is_total=True),
        total("I", option.cost_per_year, "money"),
        total("J", option.monthly.energy_kwh, "physical"),
        total("K", option.monthly.carbon_kg, "physical"),
    )
