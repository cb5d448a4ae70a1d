"""The sheets of a workbook: Outputs read Calculation, Calculation reads Inputs, and nothing is typed twice.

The pages that are no arithmetic (Volumes, Sources, Notes) show the views of the answer as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.units import TOKENS_PER_MTOK
from c3calc.render.text import facts, title, verdict
from c3calc.render.views.crossings import crossovers, notes, reasons, volumes
from c3calc.render.views.finance import finance
from c3calc.render.views.options import cost_of, g_per_ktok
from c3calc.render.workbook.bill import INPUT_HEAD_ROWS, BillBlock, blocks, calculation, inputs
from c3calc.render.workbook.cash import CASH_HEAD_ROWS, cash
from c3calc.render.workbook.cells import NOT_KNOWN, Sheet, SheetCell, headers, if_known, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.answer.answer import Answer, Option, Saving
    from c3calc.render.columns import Cell as Value
    from c3calc.render.columns import Column, View
    from c3calc.render.workbook.cells import Row

_STYLE_BY_KIND = {
    "money": "money", "rate": "quantity", "unit_price": "quantity", "number": "physical", "quantity": "quantity",
    "percent": "percent", "tokens": "count", "count": "count",
}  # fmt: skip
_READ = 8  # columns of Outputs that its formulas read


def sheets(answer: Answer) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, the first one to look at first."""
    laid_out = blocks(answer)
    outputs = _outputs(answer, laid_out)
    bill = calculation(answer, laid_out)
    months = cash(answer)
    ahead = (Sheet("Cashflow", [*months, (), *_view(finance(answer))], (30, *(16,) * 15), (CASH_HEAD_ROWS, 2)),)
    return (
        Sheet("Outputs", outputs, (36, 14, *(15,) * 18)),
        Sheet("Inputs", inputs(answer, laid_out), (30, 40, *(16,) * 5, 12, 12), (INPUT_HEAD_ROWS, 2)),
        Sheet("Calculation", bill, (30, 40, *(16,) * 9), (1, 2)),
        *(ahead if months else ()),
        Sheet("Volumes", [*_view(crossovers(answer)), (), *_view(volumes(answer))], (16, *(34,) * 4, 22, 34, 12)),
        Sheet("Sources", _sources(answer), (30, 34, 34, 16, 18, 12, 70, 44), (1, 2)),
        Sheet("Notes", [*_view(reasons(answer)), (), *_view(notes(answer))], (30, 14, 34, 120)),
    )


def _outputs(answer: Answer, laid_out: Sequence[BillBlock]) -> list[Row]:
    said = [(SheetCell(title(answer), "title"),), *((SheetCell(sentence, "heading"),) for sentence in verdict(answer))]
    first = len(said) + 3  # after the live verdict and the heads, counted from 1
    base = next(i for i, block in enumerate(laid_out) if block.option.name == answer.baseline) + first
    names, costs = (f"{column}{first}:{column}{first + len(laid_out) - 1}" for column in "AH")
    cheapest = f'IF(COUNT({costs})=0,"{NOT_KNOWN}",INDEX({names},MATCH(MIN({costs}),{costs},0)))'
    rows = [(*_live(block, answer, first + i, base), *_further(block)) for i, block in enumerate(laid_out)]
    return [
        *said,
        (*texts("Cheapest eligible option, live", ""), SheetCell(answer.verdict.cheapest, "heading", cheapest)),
        *_known_columns([_output_heads(answer), *rows]),
        (),
        *map(texts, facts(answer)),
    ]


def _known_columns(rows: list[Row]) -> list[Row]:
    """Return the rows without columns, after the eight that formulas read, in which nothing is known."""
    told = [i for i in range(len(rows[0])) if i < _READ or any(row[i].value is not None for row in rows[1:])]
    return [tuple(row[i] for i in told) for row in rows]


def _output_heads(answer: Answer) -> Row:
    money, unit = answer.currency, answer.unit.name if answer.unit else "business unit"
    return headers(
        "Option", "Status", f"Cost {money}/month", f"Cost {money}/year", f"Saving {money}/month",
        f"Saving {money}/year", f"Saving, share of {answer.baseline}", f"Eligible: {money}/month, unrounded",
        f"{money} per Mtok", f"{money} per request", f"{money} per {unit}", "Energy kWh/month", "Wh per 1k tokens",
        "Carbon kg CO2e/month", "g CO2e per 1k tokens", "Control 0-5", "Quality 0-100", "Score 0-100",
        f"P5 {money}/month, drawn by c3", f"P95 {money}/month, drawn by c3",
    )  # fmt: skip


def _live(block: BillBlock, answer: Answer, row: int, base: int) -> Row:
    """Return the columns that formulas of this sheet read: cost and saving."""
    option = block.option
    saved = next((s for s in answer.savings if s.option == option.name), None)
    return (
        *texts(option.name, option.status),
        SheetCell(option.monthly.cost, "money", f"Calculation!G{block.total}"),
        SheetCell(option.cost_per_year, "money", f"Calculation!I{block.total}"),
        *_saving(option, saved, row, base),
        _eligible(option, row, f"Calculation!F{block.total}"),
    )


def _further(block: BillBlock) -> Row:
    """Return an option's other figures: live what follows from its bill, as it is what c3 judged or drew."""
    option, at = block.option, f"Calculation!{{}}{block.total}".format
    month, per_mtok = option.monthly, option.per_mtok
    return (
        _per(per_mtok.cost, at("F"), "tokens_per_month", TOKENS_PER_MTOK),
        _per(cost_of(option.per_request), at("F"), "requests_per_month"),
        _per(cost_of(option.per_unit), at("F"), "units_per_month"),
        SheetCell(month.energy_kwh, "physical", at("J")),
        _per(per_mtok.energy_kwh, at("J"), "tokens_per_month", TOKENS_PER_MTOK),  # kWh per Mtok is Wh per 1k
        SheetCell(month.carbon_kg, "physical", at("K")),
        _per(g_per_ktok(option), at("K"), "tokens_per_month", TOKENS_PER_MTOK),  # kg per Mtok is g per 1k
        SheetCell(option.control.score, "physical"),
        SheetCell(option.quality, "physical"),
        SheetCell(option.score, "physical"),
        SheetCell(month.low, "money"),
        SheetCell(month.high, "money"),
    )


def _saving(option: Option, saved: Saving | None, row: int, base: int) -> tuple[SheetCell, SheetCell, SheetCell]:
    """Return what the option saves against the baseline, which saves nothing against itself."""
    month, year = option.monthly.cost, option.cost_per_year
    own = (month and month - month, year and year - year, 0.0 if month else None)
    share = f'IF(N(C{base})=0,"{NOT_KNOWN}",E{row}/C{base})'
    values = (saved.cost_per_month, saved.cost_per_year, saved.share) if saved else own
    return (
        SheetCell(values[0], "money", if_known(f"C{base}-C{row}", values[0], f"C{base}", f"C{row}")),
        SheetCell(values[1], "money", if_known(f"D{base}-D{row}", values[1], f"D{base}", f"D{row}")),
        SheetCell(values[2], "percent", share if values[2] is not None else ""),
    )


def _per(value: float | None, total: str, count: str, scale: float = 1.0) -> SheetCell:
    formula = f"{total}/{count}" + (f"*{scale:.0f}" if scale != 1 else "")
    return SheetCell(value, "quantity", if_known(formula, value, total, count))


def _eligible(option: Option, row: int, total: str) -> SheetCell:
    """Return the cost by which the cheapest is found: of eligible options, and empty of others."""
    cost = sum((line.quantity or 0.0) * (line.unit_price or 0.0) for line in option.lines)
    return SheetCell(cost if option.status == "ok" else "", "quantity", f'IF(B{row}="ok",{total},"")')


def _sources(answer: Answer) -> list[Row]:
    """Return every number that went into a line, with who said it and where; and the exchange rates."""
    heads = headers("Option", "Line", "Number", "Value", "Unit", "Evidence", "Source", "Where")
    found = [
        (*texts(o.name, line.label, i.name), SheetCell(i.value, "quantity"),
         *texts(i.unit, i.evidence, i.source, i.where))
        for o in answer.options for line in o.lines for i in line.inputs
    ]  # fmt: skip
    rates = [
        (*texts("", "", f"exchange rate of {r.currency}"), SheetCell(r.rate, "quantity"),
         *texts(f"{answer.currency} per {r.currency}", r.date, r.source, ""))
        for r in answer.exchange_rates
    ]  # fmt: skip
    return [heads, *found, *rates]


def _view(view: View) -> list[Row]:
    """Return a view as it is: its title, its heads, its cells."""
    body = [tuple(_plain(cell, column) for column, cell in zip(view.columns, row, strict=True)) for row in view.rows]
    return [(SheetCell(view.title, "heading"),), headers(*(column.header for column in view.columns)), *body]


def _plain(cell: Value, column: Column) -> SheetCell:
    if cell is None:
        return SheetCell(column.missing_text)
    if isinstance(cell, bool):
        return SheetCell("yes" if cell else "no")
    return SheetCell(cell, "text" if isinstance(cell, str) else _STYLE_BY_KIND.get(column.kind, "text"))
