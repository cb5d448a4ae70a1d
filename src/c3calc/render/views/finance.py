"""The months ahead: what each option is worth against the baseline, and its cash flow month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.numbers import percent, signed_percent
from c3calc.render.columns import Cell, Column, Field, View, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer
    from c3calc.answer.finance import CashMonth, FinanceTerms, OptionFinance, Returns

_NO_BLOCK = "None: the scenario does not look ahead: add `finance: {horizon_months: 36}`."
_BLANK = ("", None)  # does not apply, or is not known
_WORDS = (
    "Net: residual less capex and opex. Annuity: the equal amount a month that costs as much. Paybacks leave the "
    "residual out; n/a is never within the horizon."
)
_MONTHS = (
    "Month 0 is the start, when the hardware of month 1 is bought. Everything else is paid at the end of its month; "
    "hardware that a later month needs is bought in that month."
)
_Invested = tuple[str, "OptionFinance", str]
_Entry = tuple[str, "OptionFinance", "CashMonth | None"]


def finance(answer: Answer) -> View:
    """Return what the horizon costs with each option, and what that is worth against the baseline."""
    money = answer.currency
    invested = [(o.name, o.finance, o.status) for o in answer.options if o.finance is not None]
    fields: list[Field[_Invested]] = [
        (Column("option", "Option"), lambda f: f[0]),
        (Column("status", "Status", shown="full", trivial_cells=("ok",)), lambda f: f[2]),
        (Column("capex", f"Capex {money}", "money", trivial_cells=(0,)), lambda f: f[1].capex),
        (Column("opex", f"Opex {money}", "money", "full"), lambda f: f[1].opex),
        (Column("residual", f"Residual {money}", "money", "full", (0, None)), lambda f: f[1].residual),
        (Column("net", f"Net {money}", "money", "full"), lambda f: f[1].net),
        (Column("saving", f"Saving {money}", "money", "full"), lambda f: f[1].saving),
        (Column("annuity_per_month", f"Annuity {money}/month", "money"), lambda f: f[1].annuity_per_month),
        (Column("npv", f"NPV {money}", "money"), lambda f: f[1].npv),
        (Column("npv_low", f"NPV P5 {money}", "money", trivial_cells=_BLANK), _against(answer, lambda f: f.npv_low)),
        (Column("npv_high", f"NPV P95 {money}", "money", trivial_cells=_BLANK), _against(answer, lambda f: f.npv_high)),
        (Column("irr", "IRR a year", "percent", trivial_cells=_BLANK), _against(answer, lambda f: f.irr)),
        (Column("payback_months", "Payback months", "number"), _against(answer, lambda f: f.payback_months)),
        (
            Column("discounted_payback_months", "Discounted payback months", "number"),
            _against(answer, lambda f: f.discounted_payback_months),
        ),
        *_without_people(money),
    ]
    title = f"Investment against {answer.baseline}{_horizon(answer.finance)}"
    captions = (_terms(answer.finance), _WORDS) if answer.finance else ()
    return tabulate("finance", title, fields, invested, money, captions=captions, by_option=True, missing=_NO_BLOCK)


def _against(answer: Answer, read: Callable[[OptionFinance], Cell]) -> Callable[[_Invested], Cell]:
    """Return a figure of an option against the baseline, which has none against itself."""
    return lambda f: "" if f[0] == answer.baseline else read(f[1])


def _without_people(money: str) -> list[Field[_Invested]]:
    """Return the columns of the figures without people, which are of no use where nobody is paid."""

    def of(read: Callable[[Returns], Cell]) -> Callable[[_Invested], Cell]:
        return lambda f: "" if f[1].without_people is None else read(f[1].without_people)

    return [
        (
            Column("annuity_without_people_per_month", f"Annuity without people {money}/month", "money", "full", ("",)),
            of(lambda r: r.annuity_per_month),
        ),
        (Column("npv_without_people", f"NPV without people {money}", "money", "brief", ("",)), of(lambda r: r.npv)),
        (Column("irr_without_people", "IRR without people", "percent", "full", _BLANK), of(lambda r: r.irr)),
        (
            Column("payback_without_people_months", "Payback months without people", "number", trivial_cells=("",)),
            of(lambda r: r.payback_months),
        ),
    ]


def _horizon(terms: FinanceTerms | None) -> str:
    return f" over {terms.horizon_months} months" if terms else ""


def _terms(terms: FinanceTerms) -> str:
    """Return what the figures rest on."""
    rate = "n/a" if terms.discount_rate_per_year is None else percent(terms.discount_rate_per_year)
    moves = {
        "API tokens": terms.api_price_change_per_year,
        "rent": terms.rent_change_per_year,
        "electricity": terms.electricity_change_per_year,
    }
    paths = ", ".join(f"{what} {_change(change)}" for what, change in moves.items())
    return f"Discounted at {rate} a year. Prices a year: {paths}."


def _change(change: float | None) -> str:
    if change is None:
        return "n/a"
    return signed_percent(change) if change else "unchanged"


def cashflow(answer: Answer) -> View:
    """Return each option's months, closed by their sums."""
    entries = [(o.name, o.finance, m) for o in answer.options if o.finance for m in (*o.finance.cash_flow, None)]
    fields: list[Field[_Entry]] = [
        (Column("option", "Option"), lambda e: e[0]),
        (Column("row", "Row", shown="data"), lambda e: "month" if e[2] else "total"),
        (Column("month", "Month"), lambda e: str(e[2].month) if e[2] else "Total"),
        (Column("tokens", "Tokens", "tokens", missing_text="", spare=1), lambda e: e[2].tokens if e[2] else None),
        *_money_columns(answer.currency),
    ]
    totals = frozenset(i for i, entry in enumerate(entries) if entry[2] is None)
    captions = (_terms(answer.finance), f"{_MONTHS} Savings are against {answer.baseline}.") if answer.finance else ()
    return tabulate(
        "cashflow", f"Cash flow{_horizon(answer.finance)}", fields, entries, answer.currency,
        captions=captions, group="option", totals=totals, missing=_NO_BLOCK,
    )  # fmt: skip


def _money_columns(money: str) -> list[Field[_Entry]]:
    def column(key: str, header: str, *trivial_cells: Cell, total: str = "", spare: int = 0) -> Field[_Entry]:
        def read(entry: _Entry) -> Cell:
            cell: Cell = getattr(entry[2], key) if entry[2] else getattr(entry[1], total or key)
            return cell

        return Column(key, f"{header} {money}", "money", trivial_cells=trivial_cells, spare=spare), read

    return [
        column("capex", "Capex", 0, spare=4),
        column("opex", "Opex", spare=5),
        column("people", "of it people", 0, spare=2),
        column("residual", "Residual", 0, spare=4),
        column("net", "Net"),
        column("cumulative", "Net so far", total="net", spare=6),
        column("saving", "Saving", spare=3),
        column("cumulative_saving", "Saving so far", total="saving"),
    ]
