"""The workbook: live formulas that a spreadsheet program evaluates to what c3 says, and no text that becomes one."""

from __future__ import annotations

import math
import tempfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from answers import MISSPELT_MARKUP, answer, bare_answer
from c3calc.files.answer import read_answer
from c3calc.render.views.answer import answer_report
from c3calc.render.workbook.workbook import render_workbook
from command import c3
from frozen import API, FIXED, RENTED, scenario
from frozen import answer as frozen_answer
from paths import ROOT
from spreadsheet import cached, formulas, program, recalculated

if TYPE_CHECKING:
    from decimal import Decimal

    from c3calc.answer.answer import Answer, Option
    from spreadsheet import Cells

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "{=A1}", "http://a.b", "00012", "\ufeff=1", "=HYPERLINK(A1)"]


@cache
def books() -> dict[str, tuple[Cells, Cells, Cells]]:
    """Return the cached values, the formulas and the recalculated values of every workbook, by name."""
    program()
    folder = Path(tempfile.mkdtemp())
    for path in SCENARIOS:
        run = c3(folder, "compare", str(path), "-o", f"{path.stem}.xlsx", "-o", f"{path.stem}.json")
        assert run.code == 0
    (folder / "hard.xlsx").write_bytes(render_workbook(answer_report(answer())))
    (folder / "bare.xlsx").write_bytes(render_workbook(answer_report(bare_answer())))
    made = sorted(folder.glob("*.xlsx"))
    again = recalculated(made, folder)
    return {path.stem: (cached(path), formulas(path), again[path.stem]) for path in made} | {
        "": ({"folder": folder}, {}, {})
    }


def saved(name: str) -> Answer:
    """Return the answer that was written beside a workbook."""
    return read_answer(Path(str(books()[""][0]["folder"])) / f"{name}.json")


def agree(a: object, b: object) -> bool:
    """Whether two cells hold the same text, or the same number to 1e-9."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return a == b


@pytest.mark.parametrize("name", [path.stem for path in SCENARIOS])
def test_a_spreadsheet_program_reckons_what_is_cached(name: str) -> None:
    """Every formula, evaluated anew by LibreOffice, is our own figure to 1e-9."""
    ours, live, theirs = books()[name]
    assert len(live) >= 20
    assert {
        place: (ours.get(place), theirs.get(place)) for place in live if not agree(ours.get(place), theirs.get(place))
    } == {}


def table(cells: Cells, sheet: str, first_head: str) -> list[dict[str, object]]:
    """Return the rows below a row of heads, by head."""
    rows: dict[int, dict[str, object]] = {}
    for (name, place), value in cells.items():
        if name == sheet:
            rows.setdefault(int("".join(filter(str.isdigit, place))), {})["".join(filter(str.isalpha, place))] = value
    start = next(number for number, row in rows.items() if row.get("A") == first_head)
    heads, found = rows[start], []
    while (start := start + 1) in rows and "B" in rows[start]:
        found.append({str(heads[column]): value for column, value in rows[start].items()})
    return found


def shown(value: Decimal | float | None) -> object:
    """Return a figure of the answer as a cell shows it."""
    return "n/a" if value is None else float(value)


def figures(option: Option, money: str) -> dict[str, object]:
    """Return what Outputs should say of an option."""
    month, mtok = option.monthly, option.per_mtok
    return {
        f"Cost {money}/month": shown(month.cost), f"Cost {money}/year": shown(option.cost_per_year),
        f"{money} per Mtok": shown(mtok.cost), "Energy kWh/month": shown(month.energy_kwh),
        "Carbon kg CO2e/month": shown(month.carbon_kg), "Control 0-5": option.control.score,
        "Wh per 1k tokens": shown(mtok.energy_kwh),
    }  # fmt: skip


@pytest.mark.parametrize("name", [path.stem for path in SCENARIOS])
def test_outputs_say_what_the_json_says(name: str) -> None:
    """Every figure of every option, in the workbook and in the answer beside it."""
    found, said = table(books()[name][0], "Outputs", "Option"), saved(name)
    assert [row["Option"] for row in found] == [option.name for option in said.options]
    for row, option in zip(found, said.options, strict=True):
        wanted = {head: value for head, value in figures(option, said.currency).items() if head in row}
        assert len(wanted) >= 4
        assert {head: (row[head], value) for head, value in wanted.items() if not agree(row[head], value)} == {}


@pytest.mark.parametrize("name", [path.stem for path in SCENARIOS])
def test_the_calculation_has_every_line_of_the_bill(name: str) -> None:
    """Quantity, price and cost of every line, in order, and the total that they foot to."""
    rows, said = table(books()[name][0], "Calculation", "Option"), saved(name)
    costs = [
        (row["Line"], row[f"Cost {said.currency}/month"])
        for row in rows
        if row["Line"] != "Lines that begin after month 1"
    ]
    wanted = [
        (line, cost)
        for o in said.options
        for line, cost in (*((i.label, i.cost) for i in o.lines), ("Total", o.monthly.cost))
    ]
    assert [label for label, _ in costs] == [label for label, _ in wanted]
    assert [(a, b) for (_, a), (_, b) in zip(costs, wanted, strict=True) if not agree(a, shown(b))] == []


def test_every_line_is_a_formula_of_quantity_and_price() -> None:
    """Nothing that can be evaluated stands there as a number."""
    live = formulas_of("quickstart", "Calculation")
    assert live["C2"] == "=quantity_GPT_5_API_Input_tokens"
    assert live["E2"] == "=price_GPT_5_API_Input_tokens"
    assert (live["F2"], live["G2"]) == ("=C2*E2", "=ROUND(F2,2)")
    assert live["G5"] == "=SUM(G2:G4)"


@pytest.mark.parametrize("name", ["finance-buy-or-rent", "finance-published-tco"])
def test_the_months_ahead_are_those_of_the_answer(name: str) -> None:
    """Every month of every option; the live net present value is c3's, but for the cents of rounded payments."""
    rows, said = table(books()[name][0], "Cashflow", "Option"), saved(name)
    money = said.currency
    for option in said.options:
        own = [row for row in rows if row["Option"] == option.name]
        assert option.finance is not None
        months = option.finance.cash_flow
        assert [row[f"Net {money}"] for row in own] == [shown(m.net) for m in months] + [shown(option.finance.net)]
        assert own[-1][f"Saving against {said.baseline} {money}"] == shown(option.finance.saving)
        worth = own[-1][f"Present value of the saving {money}"]
        assert worth == pytest.approx(float(option.finance.npv or 0), abs=0.01 * len(months))


def formulas_of(name: str, sheet: str) -> dict[str, object]:
    """Return the formulas of one sheet by their place."""
    return {place: text for (home, place), text in books()[name][1].items() if home == sheet}


@pytest.mark.parametrize(
    ("price", "cost", "cheapest"), [(1.25, 625.0, "Rented"), (2.25, 1125.0, "Rented"), (-2.99, -1495.0, "API")]
)
def test_a_price_that_is_tried_out_moves_everything_behind_it(
    price: float, cost: float, cheapest: str, tmp_path: Path
) -> None:
    """500 Mtok at 2.25 is 1,125.00, and with 150 Mtok at 10.00 it is 2,625.00; below 10.00 the API is the cheapest."""
    server = RENTED | {"rent": {"amount": 10.0, "per": "month", "gpus": 2}, "replicas": 1, "throughput": "unknown"}
    book = load_workbook(BytesIO(render_workbook(answer_report(frozen_answer(scenario(API, server))))))
    place = book.defined_names["price_API_Input_tokens"].attr_text.split("!")[1].replace("$", "")
    book["Inputs"][place] = price
    book.save(tmp_path / "tried.xlsx")
    found = recalculated([tmp_path / "tried.xlsx"], tmp_path)["tried"]
    total = next(row for row in table(found, "Calculation", "Option") if row["Line"] == "Total")
    assert found["Calculation", "G2"] == cost
    assert total["Cost USD/month"] == cost + 1500.0
    assert found["Outputs", "C4"] == cheapest


def test_a_price_and_a_wage_stand_in_one_place(tmp_path: Path) -> None:
    """An API at 2 instead of 2.50 a Mtok is cheaper in a mix too; half the people is half of them everywhere."""
    half = {
        "name": "Half",
        "kind": "mix",
        "parts": [{"option": "API", "share": 0.5}, {"option": "Offer", "share": 0.5}],
    }
    people = [{"name": "People", "fte": 0.5, "cost_per_fte_year": 120_000}]
    made = frozen_answer(scenario(API, FIXED, half, costs=people))
    book = load_workbook(BytesIO(render_workbook(answer_report(made))))
    for name, value in (("price_API_Input_tokens", 2.0), ("quantity_API_People", 0.25)):
        book["Inputs"][book.defined_names[name].attr_text.split("!")[1].replace("$", "")] = value
    book.save(tmp_path / "tried.xlsx")
    found = recalculated([tmp_path / "tried.xlsx"], tmp_path)["tried"]
    totals = [row["Cost USD/month"] for row in table(found, "Calculation", "Option") if row["Line"] == "Total"]
    assert [o.monthly.cost for o in made.options] == [7_750, 11_000, 12_375]
    assert totals == [5_000, 8_500, 9_750]


def test_the_same_answer_is_the_same_bytes() -> None:
    """No clock, no chance."""
    assert render_workbook(answer_report(answer())) == render_workbook(answer_report(answer()))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_a_formula_a_link_or_a_number(name: str) -> None:
    """Text is written as text, whatever it begins with."""
    full = answer()
    first = full.options[0]
    line = replace(first.lines[0], label=name, source=name)
    renamed = replace(full, options=(replace(first, name=name, lines=(line, *first.lines[1:])), *full.options[1:]))
    renamed = replace(renamed, baseline=name, scenario=replace(full.scenario, name=name))
    book = load_workbook(BytesIO(render_workbook(answer_report(renamed))))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert len(texts) >= 5
    assert {(cell.data_type, cell.hyperlink) for cell in texts} == {("s", None)}


def test_markup_and_control_characters_stay_what_they_are() -> None:
    """A name with markup in it is a name."""
    assert any(MISSPELT_MARKUP in str(value) for value in books()["hard"][0].values())
    full = answer()
    strange = replace(full, scenario=replace(full.scenario, name="a\x00b\x1b[31m" + "x" * 40_000))
    assert load_workbook(BytesIO(render_workbook(answer_report(strange))))["Outputs"]["A1"].value.startswith(
        "a\\x00b\\x1b[31m"
    )


def test_what_is_not_known_is_not_zero() -> None:
    """A missing price makes its total n/a; once it is filled in, the total is there."""
    cells, live, _ = books()["hard"]
    place = next(
        place
        for (sheet, place), value in cells.items()
        if sheet == "Calculation" and str(value).startswith("Colocation")
    )
    row = place[1:]
    assert (cells["Calculation", f"E{row}"], cells["Calculation", f"G{row}"]) == ("n/a", "n/a")
    assert cells["Calculation", f"G{int(row) + 1}"] == "n/a"
    assert str(live["Calculation", f"G{row}"]).startswith("=IF(COUNT(")


def test_without_xlsxwriter_the_extra_is_named(tmp_path: Path) -> None:
    """A missing package is an error with the command that mends it, and no file is left behind."""
    (tmp_path / "xlsxwriter.py").write_text("raise ModuleNotFoundError(name='xlsxwriter')\n", encoding="utf-8")
    run = c3(tmp_path, "compare", str(SCENARIOS[0]), "-o", "a.xlsx", PYTHONPATH=str(tmp_path))
    assert (run.code, run.out, "C3-U90" in run.err) == (2, "", True)
    assert "  = help: pip install 'c3calc[xlsx]' (in a clone of c3: -e '.[xlsx]')\n" in run.err
    assert not (tmp_path / "a.xlsx").exists()


def test_a_workbook_may_go_through_a_pipe(tmp_path: Path) -> None:
    """Standard output takes the bytes as they are, and they are those of the file."""
    c3(tmp_path, "compare", str(SCENARIOS[0]), "-o", "a.xlsx", "-o", "a.json")
    arguments = ("-m", "c3calc", "render", "a.json", "--format", "xlsx")
    assert raw(tmp_path, *arguments) == (tmp_path / "a.xlsx").read_bytes()


def raw(folder: Path, *arguments: str) -> bytes:
    """Return the bytes on standard output."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from command import ENVIRONMENT  # noqa: PLC0415

    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, check=True, env=ENVIRONMENT
    ).stdout
