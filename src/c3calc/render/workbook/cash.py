"""The months ahead in a workbook: payments as inputs, and live what follows from them: net, saving, present value.

Payments are in whole minor units, so that the columns foot. What c3 says of the investment rests on unrounded payments;
the net present value of the printed ones, live here, is the same but for cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.base.units import MONTHS_PER_YEAR
from c3calc.render.workbook.cells import SheetCell, headers, if_known, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from c3calc.answer.answer import Answer
    from c3calc.answer.finance import CashMonth, OptionFinance
    from c3calc.render.workbook.cells import Row

CASH_HEAD_ROWS = 4
RATE = "discount_rate_per_year"


@dataclass(frozen=True, slots=True)
class _Flow:
    """An option's months, the row of its first one and that of the baseline's, counted from 1."""

    name: str
    found: OptionFinance
    first: int
    base: int


def cash(answer: Answer) -> list[Row]:
    """Return the rows of Cashflow; none where the scenario does not look ahead, or the baseline has no cash flow."""
    terms, flows = answer.finance, _flows(answer)
    if terms is None or not flows:
        return []
    rate, name = terms.discount_rate_per_year, answer.currency
    heads = headers(
        "Option", "Month", "Tokens", f"Capex {name}", f"Opex {name}", f"of it people {name}", f"Residual {name}",
        f"Net {name}", f"Net so far {name}", f"Saving against {answer.baseline} {name}", f"Saving so far {name}",
        f"Present value of the saving {name}",
    )  # fmt: skip
    return [
        (SheetCell("Cash flow: payments as c3 evaluates them for the scenario's growth and prices", "title"),),
        (*texts("Discount rate a year", RATE), SheetCell(rate, "percent", name=RATE)),
        texts("Month 0 is the start; everything else is at the end of its month."),
        heads,
        *(row for flow in flows for row in _rows(flow, rate)),
    ]


def _flows(answer: Answer) -> list[_Flow]:
    found = [(option.name, option.finance) for option in answer.options if option.finance]
    starts, row = {}, CASH_HEAD_ROWS + 1
    for name, finance in found:
        starts[name], row = row, row + len(finance.cash_flow) + 1
    base = starts.get(answer.baseline)
    return [] if base is None else [_Flow(name, finance, starts[name], base) for name, finance in found]


def _rows(flow: _Flow, rate: float | None) -> Iterator[Row]:
    """Yield an option's months and its sums, among which the last column's is the net present value."""
    for i, month in enumerate(flow.found.cash_flow):
        yield _month(flow, month, i, rate)
    found, last = flow.found, flow.first + len(flow.found.cash_flow) - 1
    values = [_present(month, rate) for month in found.cash_flow]
    known = [value for value in values if value is not None]
    worth = sum(known) if len(known) == len(values) else None
    sums = {
        "D": found.capex, "E": found.opex, "F": found.people, "G": found.residual, "H": found.net,
        "I": None, "J": found.saving, "K": None, "L": worth,
    }  # fmt: skip
    yield (
        *texts(flow.name, "Sum", "", is_total=True),
        *(_sum(column, flow.first, last, value) for column, value in sums.items()),
    )


def _sum(column: str, first: int, last: int, value: Decimal | float | None) -> SheetCell:
    if column in "IK":
        return SheetCell("", is_total=True)
    cells = f"{column}{first}:{column}{last}"
    count = last - first + 1
    formula = f"SUM({cells})" if value is not None else f'IF(COUNT({cells})={count},SUM({cells}),"n/a")'
    return SheetCell(value, "money", formula, is_total=True)


def _month(flow: _Flow, month: CashMonth, i: int, rate: float | None) -> Row:
    row, base = flow.first + i, flow.base + i

    def live(value: Decimal | float | None, formula: str, *cells: str) -> SheetCell:
        return SheetCell(value, "money", if_known(formula, value, *cells))

    before = {column: f"{column}{row - 1}+" if i else "" for column in "IK"}
    return (
        SheetCell(flow.name),
        SheetCell(float(month.month), "count"),
        SheetCell(month.tokens if month.tokens is not None else "", "count"),
        *(SheetCell(paid, "money", is_input=True) for paid in (month.capex, month.opex, month.people, month.residual)),
        live(month.net, f"G{row}-D{row}-E{row}", f"D{row}", f"E{row}", f"G{row}"),
        live(month.cumulative, f"{before['I']}H{row}", *([f"I{row - 1}"] if i else []), f"H{row}"),
        live(month.saving, f"H{row}-H{base}", f"H{row}", f"H{base}"),
        live(month.cumulative_saving, f"{before['K']}J{row}", *([f"K{row - 1}"] if i else []), f"J{row}"),
        live(_present(month, rate), f"J{row}/(1+{RATE})^(B{row}/{MONTHS_PER_YEAR})", f"J{row}", RATE),
    )


def _present(month: CashMonth, rate: float | None) -> float | None:
    """Return what a month's saving is worth at the start."""
    if month.saving is None or rate is None:
        return None
    factor: float = (1.0 + rate) ** (month.month / MONTHS_PER_YEAR)
    return float(month.saving) / factor
