"""Tables, Markdown, CSV and TSV: what every reader of an answer is promised, whatever the format and the width."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from answers import API, OWNED, RENTED, answer, api_line, api_option, bare_answer
from c3calc.answer.answer import Crossover, Line, Monthly, Note
from c3calc.answer.codec import render_json
from c3calc.base.errors import InputError
from c3calc.base.numbers import parse_number
from c3calc.render.formats.delimited import render_csv, render_tsv
from c3calc.render.formats.markdown import render_markdown
from c3calc.render.formats.table import render_table
from c3calc.render.numbers import machine, shown
from c3calc.render.report import Screen
from c3calc.render.text import facts
from c3calc.render.views.answer import ANSWER_VIEWS, answer_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer
    from c3calc.render.columns import View

WIDTHS = [40, 60, 80, 100, 200, None]
AMOUNT = re.compile(r"-?\d[\d,]*\.\d\d")


def table(
    given_answer: Answer, width: int | None = 100, columns: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> str:
    """Return the answer as tables without colour."""
    return render_table(answer_report(given_answer, only, columns), Screen(width))


def markdown(given_answer: Answer, columns: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> str:
    """Return the answer as Markdown."""
    return render_markdown(answer_report(given_answer, only, columns))


def delimited(given_answer: Answer, delimiter: str, columns: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> str:
    """Return the answer as CSV, or TSV."""
    return (render_csv if delimiter == "," else render_tsv)(answer_report(given_answer, only, columns))


def all_views(given_answer: Answer) -> list[View]:
    """Return every table of the answer, those without rows too."""
    report = answer_report(given_answer)
    return [report.view(name) for name in report.views]


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the records of a delimited text by key."""
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=delimiter))


def amounts(text: str) -> list[Decimal]:
    """Return every amount with two decimals in `text`."""
    return [Decimal(found.replace(",", "")) for found in AMOUNT.findall(text)]


def with_costs(costs: list[Decimal]) -> Answer:
    """Return an answer with one option whose lines cost `costs`."""
    lines: tuple[Line, ...] = tuple(replace(api_line("Line", 1.0, 1.0, "0.00"), cost=cost) for cost in costs)
    option = replace(api_option(), lines=lines, monthly=Monthly(sum(costs, Decimal("0.00")), None, None))
    return replace(bare_answer(), options=(option,))


def bill_view(given_answer: Answer) -> View:
    """Return the bill of an answer."""
    return next(view for view in all_views(given_answer) if view.key == "bill")


costs = st.lists(st.decimals("-99999.99", "99999.99", places=2), min_size=1, max_size=8)


@given(costs)
@settings(deadline=None, max_examples=30)
def test_the_printed_bill_foots_in_every_format(given_costs: list[Decimal]) -> None:
    """Whoever adds up the printed lines with a pocket calculator gets the printed total."""
    answered = with_costs(given_costs)
    for text in (
        table(answered, 100, ("line", "cost"), ("bill",)),
        table(answered, 40, ("line", "cost"), ("bill",)),
        markdown(answered, ("line", "cost"), ("bill",)),
        delimited(answered, ",", ("row", "cost")),
        delimited(answered, "\t", ("row", "cost")),
    ):
        *lines, total = amounts(text)
        assert sum(lines) == total


def test_energy_and_carbon_of_a_bill_are_their_own_values_rounded() -> None:
    """90.228 and 90.228 make 180.456: 90.2 each, and 180.5 (worked by hand); no line is bent to make the total."""
    for text in (
        table(answer(), 200, ("line", "carbon_kg"), ("bill",)),
        markdown(answer(), ("line", "carbon_kg"), ("bill",)).replace("*", "").replace(" |", ""),
    ):
        assert re.findall(r"\d+\.\d$", text, re.MULTILINE)[:3] == ["90.2", "90.2", "180.5"]


@pytest.mark.parametrize("key", ANSWER_VIEWS)
def test_csv_holds_the_raw_cells_of_the_view_and_the_table_prints_the_same_ones(key: str) -> None:
    """A figure is derived once; a format can only write it differently."""
    view = next(view for view in all_views(answer()) if view.key == key)
    records = rows(delimited(answer(), ",", only=(key,)))
    printed = table(answer(), None, tuple(column.key for column in view.columns), (key,))
    for i, column in enumerate(view.columns):
        if not column.is_text:
            assert [machine(cell) for cell in view.cells(i)] == [record[column.key] for record in records]
        if column.kind == "money":
            assert all(text in printed for text in shown(column, view.cells(i)))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((11.0, None, 44.0), ", the oldest behind this answer checked 44 days before today, 2026-11-21"),
        ((1.0, None, 0.0), ", the oldest behind this answer checked 1 day before today, 2026-11-21"),
        ((None, None, None), "; today 2026-11-21"),  # all prices are the scenario's own
    ],
)
def test_the_head_says_how_old_the_prices_of_this_answer_are(days: tuple[float | None, ...], said: str) -> None:
    """What else is in the catalogue, older or newer, says nothing of this answer."""
    options = [replace(api_option(), oldest_price_days=age) for age in days]
    given_answer = replace(bare_answer(), options=tuple(options), as_of="2026-11-20", today="2026-11-21")
    assert f"Prices: as of 2026-11-20{said}" in facts(given_answer)


def test_summary_bill_and_json_name_one_monthly_cost() -> None:
    """The total of the bill is the cost of the summary."""
    totals = {r["option"]: r["cost"] for r in rows(delimited(answer(), ",")) if r["row"] == "total"}
    summary = {r["option"]: r["cost_per_month"] for r in rows(delimited(answer(), ",", only=("summary",)))}
    assert {API: "2750.01", "'" + RENTED: "1819.24", OWNED.replace("\x1b", r"\x1b"): ""} == totals == summary
    costs_in_json = [option["monthly"]["cost"] for option in json.loads(render_json(answer()))["options"]]
    assert [cost or None for cost in totals.values()] == costs_in_json


@pytest.mark.parametrize("width", WIDTHS)
def test_no_figure_is_cropped_at_any_width(width: int | None) -> None:
    """Each figure of each view is whole in the output, unless the view says which columns it left out."""
    for view in answer_report(answer()).for_people():
        text = table(answer(), width, tuple(column.key for column in view.columns), (view.key,))
        left_out = " ".join(text.split()).partition("Left out at this width: ")[2].rstrip(".").split(", ")
        for i, column in enumerate(view.columns):
            if not column.is_text and column.header not in left_out:
                assert [cell for cell in shown(column, view.cells(i)) if cell not in text] == [], column.key
        assert "…" not in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_longer_than_the_terminal_is_wide(width: int) -> None:
    """Wide letters count for two."""
    assert [line for line in table(answer(), width).splitlines() if cell_len(line) > width] == []


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_ends_in_a_space(width: int | None, color: bool) -> None:
    """Tables go into mails and repositories, where trailing spaces are noise."""
    text = re.sub(r"\x1b\[[\d;]*m", "", render_table(answer_report(answer()), Screen(width, color=color)))
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_colour_changes_no_character() -> None:
    """Without its escape codes the coloured answer is the plain one."""
    colored = render_table(answer_report(answer()), Screen(100, color=True))
    assert table(answer(), 100) == re.sub(r"\x1b\[[\d;]*m", "", colored)
    assert "\x1b[1m" in colored


@pytest.mark.parametrize("width", WIDTHS)
def test_names_are_printed_as_they_are(width: int | None) -> None:
    """Markup is not eaten, and control characters are seen instead of obeyed."""
    text = table(answer(), width)
    assert "[/b]" in text
    assert "[red]" in text
    assert r"Owned\n4x" in text
    assert r"\x1b[31m" in text
    assert {"\n"} == {char for char in text if unicodedata.category(char) in ("Cc", "Zl", "Zp")}


def test_a_name_cannot_turn_the_line_around() -> None:
    """Bidirectional overrides are escaped; right-to-left letters themselves stay."""
    word = "\u05e9\u05dc\u05d5\u05dd"
    option = replace(api_option(), name=f"\u202e{word}\u2028")
    text = table(replace(bare_answer(), options=(option,)))
    assert rf"\u202e{word}\u2028" in text


def test_same_answer_same_bytes_whatever_the_environment() -> None:
    """TERM, NO_COLOR, COLUMNS, the locale and the hash seed do not reach the text."""
    program = "import sys; from answers import answer; from c3calc.render.formats.table import render_table as r;"
    program += (
        "from c3calc.render.report import Screen; from c3calc.render.views.answer import answer_report as report;"
    )
    program += "sys.stdout.buffer.write(r(report(answer()), Screen(90, color=True)).encode())"
    path = os.pathsep.join(str(Path(folder).resolve()) for folder in ("src", "tests/support"))
    odd = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "33", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": path}
    ran = subprocess.run([sys.executable, "-c", program], env=odd, capture_output=True, check=True)
    assert render_table(answer_report(answer()), Screen(90, color=True)).encode() == ran.stdout


def test_data_formats_start_fast() -> None:
    """Markdown, CSV and JSON load neither Rich nor Pydantic nor NumPy."""
    program = "import sys; import c3calc.render.formats.markdown, c3calc.render.formats.delimited, c3calc.answer.codec;"
    program += "print({'rich', 'pydantic', 'numpy', 'yaml', 'typer'} & set(sys.modules))"
    here = {"PYTHONPATH": str(Path("src").resolve())}
    ran = subprocess.run([sys.executable, "-c", program], env=here, capture_output=True, check=True)
    assert ran.stdout.decode() == "set()\n"


def test_a_terminal_narrower_than_any_table_still_gets_an_answer() -> None:
    """Lines run over rather than lose a figure, however narrow it is."""
    for width in (1, 7, 20):
        assert "1,250.00" in table(answer(), width)
    assert "published" in table(answer(), 12, ("evidence",), ("bill",))


def test_the_verdict_comes_first_and_notes_last() -> None:
    """A reader who stops after three lines knows the answer."""
    text = table(answer(), 200)
    order = ["Mid-market feature", "is the cheapest option", "We choose", "Volume a month", "Summary", "Bill", "Notes"]
    places = [text.index(words) for words in order]
    assert sorted(places) == places


def test_the_head_says_what_the_figures_rest_on() -> None:
    """Volume, currency, hours, days, exchange rate, catalogue and file are in the first lines."""
    head = table(answer(), None).partition("Summary")[0]
    for fact in ("650M", "USD", "730 hours", "2026-10-10", "2026-11-21", "1 EUR = 1.16 USD", "mid-market.c3.yaml"):
        assert fact in head


def test_that_two_lines_never_cross_is_said() -> None:
    """No crossover is an answer, spoken as a word and not as n/a."""
    line = next(line for line in table(answer(), None).splitlines() if line.startswith("carbon"))
    assert re.search(r"\bnever\b", line)


def test_in_brief_only_crossovers_with_the_baseline_are_shown_and_the_rest_counted() -> None:
    """Pairs of other options, and the middle of stairs that cross again and again, wait for --view crossovers."""
    base = answer().baseline
    many = tuple(Crossover("cost", (base, "x"), "step", float(n), base, "x") for n in range(1, 10))
    other = Crossover("cost", ("x", "y"), "equal", 99e9, "x", "y")
    brief = table(replace(answer(), crossovers=(*many, other)), None)
    assert "6 more (other pairs, stairs in between): --view crossovers" in brief
    assert "99B" not in brief
    full = table(replace(answer(), crossovers=(*many, other)), None, only=("crossovers",))
    assert "99B" in full
    assert "more:" not in full


def test_prose_is_readable_where_no_terminal_says_how_wide() -> None:
    """In a file or a log prose wraps at 100 characters; figures and addresses stay whole, and so does the CSV."""
    words, address = "word " * 40 + "end", f"https://vendor.example/{'x' * 120}"
    notes = tuple(Note("C3-N24", "info", text, "") for text in (words, f"see {address} for it"))
    told = replace(answer(), notes=notes)
    short = table(replace(told, notes=notes[:1]), None, only=("notes",)).rstrip("\n").split("\n")
    assert [cell_len(line) - len("C3-N24  info   ") for line in short[3:]] == [99, 99, 3]
    assert address in table(told, None, only=("notes",))
    assert [row["message"] for row in rows(delimited(told, ",", only=("notes",)))] == [n.message for n in notes]


def test_a_missing_part_makes_the_total_unknown_and_says_of_how_many() -> None:
    """A bill with an unpriced line has no total, least of all one without that line."""
    text = table(answer(), 200, ("line", "cost"), ("bill",))
    assert re.search(r"Total \(1 of 2 lines known\) +n/a$", text, re.MULTILINE)


def test_views_without_rows_are_left_out_unless_asked_for() -> None:
    """The shortest answer has no crossovers, expectations or features to print."""
    assert [view.key for view in all_views(bare_answer()) if view.tells] == [
        "summary",
        "bill",
        "unit_costs",
        "energy",
        "control",
    ]
    assert table(bare_answer(), 80, only=("notes",)) == "Notes\nNone.\n"
    assert delimited(bare_answer(), ",", only=("flips",)) == "input,from,to,verdict\n"


@pytest.mark.parametrize(
    ("width", "total", "left_out"),
    [
        (
            100,
            "60,000.00 5,800.00 12,000.00 -53,800.00 -53,800.00 -40,400.00 -40,400.00",
            "Tokens, of it people USD",
        ),
        (
            60,
            "5,800.00 -53,800.00 -53,800.00 -40,400.00",
            "Tokens, Capex USD, of it people USD, Residual USD, Saving USD",
        ),
        (
            44,
            "-53,800.00 -40,400.00",
            "Tokens, Capex USD, Opex USD, of it people USD, Residual USD, Net so far USD, Saving USD",
        ),
    ],
)
def test_a_cash_flow_keeps_its_sums_where_there_is_no_room_for_their_parts(
    width: int, total: str, left_out: str
) -> None:
    """It stays a table down to 44 columns, says what it leaves out, and cuts no figure."""
    lines = table(answer(), width, only=("cashflow",)).rstrip("\n").split("\n")
    assert max(map(cell_len, lines)) <= width
    assert [line.split() for line in lines if line.startswith("  Total")] == [["Total", *total.split()]]
    assert " ".join(lines).endswith(f"Left out at this width: {left_out}.")


def test_what_is_not_in_the_running_says_so_beside_its_worth() -> None:
    """A net present value of an option that may not be taken is worth nothing."""
    (row,) = rows(delimited(answer(), ",", only=("finance",)))
    assert (row["status"], row["npv"]) == ("excluded", "-15722.21")
    assert "Status" in table(answer(), 100, only=("finance",))
    eligible = replace(answer(), options=tuple(replace(o, status="ok", reasons=()) for o in answer().options))
    assert "Status" not in table(eligible, 100, only=("finance",))


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("tornado", "nothing was drawn. `c3 compare` with --draws N draws what is uncertain."),
        ("flips", "nothing was drawn. `c3 compare` with --draws N draws what is uncertain."),
        ("chances", "nothing was drawn. `c3 compare` with --draws N draws what is uncertain."),
        ("finance", "the scenario does not look ahead: add `finance: {horizon_months: 36}`."),
        ("cashflow", "the scenario does not look ahead: add `finance: {horizon_months: 36}`."),
        ("expect", "the scenario has no `expect` block."),
        ("features", "the scenario has no features."),
    ],
)
def test_a_view_that_has_nothing_to_show_says_why(key: str, why: str) -> None:
    """And how to get it, in every form for people."""
    (view,) = answer_report(bare_answer(), (key,)).for_people()
    assert view.nothing == f"None: {why}"
    title, *said = " ".join(table(bare_answer(), 60, only=(key,)).split("\n")).partition(f" None: {why} ")
    assert (title, *said) == (view.title, f" None: {why} ", "")
    assert why.replace("`", "\\`") in markdown(bare_answer(), only=(key,))


def test_what_was_looked_into_and_found_to_be_nothing_is_no_lack() -> None:
    """Nothing is uncertain, and nothing would flip the verdict: no draws would change that."""
    found = replace(bare_answer(), swings=(), flips=())
    said = [view.nothing for view in answer_report(found, ("tornado", "flips")).for_people()]
    assert said == ["None: nothing in the scenario is uncertain.", "None: no input alone would change it."]


def test_every_view_is_found_by_its_key() -> None:
    """The names a user may give are the keys of the views."""
    assert [view.key for view in all_views(answer())] == list(ANSWER_VIEWS)


def test_months_are_printed_where_they_are_asked_for() -> None:
    """A cash flow is long: the default output has its sums, and the months stand in their own view."""
    default, asked = (
        table(answer(), None),
        table(answer(), None, only=("cashflow",)),
    )
    assert "Investment against" in default
    assert "Cash flow" not in default
    assert asked.startswith("Cash flow over 2 months")
    assert [row["row"] for row in rows(delimited(answer(), ",", only=("cashflow",)))] == ["month"] * 3 + ["total"]


@pytest.mark.parametrize("view", ["finance", "cashflow"])
def test_a_scenario_that_does_not_look_ahead_says_how(view: str) -> None:
    """Asked for months that are not there, the view names the block that is missing."""
    assert "add `finance: {horizon_months: 36}`" in table(bare_answer(), None, only=(view,))


def test_the_default_output_says_no_figure_twice() -> None:
    """Apart from totals, which foot the bill, no column stands in two of the default views."""
    keys = [c.key for view in answer_report(answer()).for_people() if view.by_option for c in view.columns[1:]]
    assert len(set(keys)) == len(keys)


def test_ascii_only_draws_with_ascii() -> None:
    """Where the names are ASCII, the whole table is."""
    text = render_table(answer_report(bare_answer()), Screen(100, ascii_only=True))
    assert text.isascii()
    assert "-----" in text


def test_many_options_stay_tables() -> None:
    """Nine options are set in up to three tables before they become records."""
    nine = tuple(replace(o, name=f"{o.kind} {i}") for i in range(3) for o in answer().options)
    text = table(replace(answer(), options=nine), 100, only=("summary",))
    assert "    Status:" not in text
    assert [line for line in text.splitlines() if len(line) > 100] == []


@pytest.mark.parametrize(
    ("code", "fix", "columns", "only"),
    [
        ("C3-U10", "did you mean `summary`?", (), ("sumary",)),
        ("C3-U11", "did you mean `quantity`?", ("qantity",), ("bill",)),
        ("C3-U11", "`npv` is in view finance: add --view finance", ("npv",), ("bill",)),
    ],
)
def test_a_view_or_column_that_is_not_there_is_an_error_with_a_suggestion(
    code: str, fix: str, columns: tuple[str, ...], only: tuple[str, ...]
) -> None:
    """A wrong name never silently yields less, in any format."""
    renders: tuple[Callable[[], str], ...] = (
        lambda: table(answer(), 80, columns, only),
        lambda: markdown(answer(), columns, only),
        lambda: delimited(answer(), ",", columns, only),
    )
    for render in renders:
        with pytest.raises(InputError) as caught:
            render()
        assert [(code, fix)] == [(problem.code, problem.help) for problem in caught.value.problems]


def test_chosen_columns_come_in_the_order_asked() -> None:
    """Columns of a view can be picked by key; a bill still says whose lines they are."""
    assert "cost,line" == delimited(answer(), ",", ("cost", "line")).splitlines()[0]  # noqa: SIM300
    assert "| Option | Cost USD | Line |" in markdown(answer(), ("cost", "line"), ("bill",))


def test_names_over_figures_have_a_column_of_their_own() -> None:
    """Without the labels of the lines the options stand at the left, under their own header."""
    header, rule, name, *figures = table(answer(), 100, ("option", "cost"), ("bill",)).splitlines()[1:]
    assert (header.split(), set(rule)) == (["Option", "Cost", "USD"], {"─"})
    assert name == answer().options[0].name
    assert figures[0].strip() == shown(bill_view(answer()).columns[6], bill_view(answer()).cells(6))[0]
    assert len(figures[0]) == len(header) == len(rule)


def test_csv_holds_one_view() -> None:
    """Two tables in one file are no table; the message says what to do instead."""
    with pytest.raises(InputError) as caught:
        delimited(answer(), ",", only=("summary", "bill"))
    assert [problem.code for problem in caught.value.problems] == ["C3-U12"]


def test_text_cannot_become_a_formula_and_numbers_stay_numbers() -> None:
    """A leading = + - @ in a name is quoted; a negative amount is not."""
    bill = rows(delimited(answer(), ","))
    assert [row["line"] for row in bill if "cache" in row["line"]] == ["'@cache writes"]
    assert {"'" + RENTED} == {row["option"] for row in bill if "3090" in row["option"]}
    assert rows(delimited(answer(), ",", only=("finance",)))[0]["npv"] == "-15722.21"


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text(max_size=8))
def test_no_name_starts_a_formula(start: str, rest: str) -> None:
    """Whatever follows the character that starts a formula, unless both are a number, an apostrophe comes first."""
    assume(parse_number(start + rest) is None)
    answered = replace(bare_answer(), options=(replace(api_option(), name=start + rest),))
    for delimiter in ",\t":
        text = delimited(answered, delimiter, ("option",), ("summary",))
        assert text.partition("\n")[2].lstrip('"').startswith("'")


@given(st.text())
def test_tsv_has_a_line_a_row_and_a_tab_a_column(name: str) -> None:
    """A paste into a spreadsheet lands in the right cells whatever the names hold."""
    answered = replace(bare_answer(), options=(replace(api_option(), name=name),))
    lines = delimited(answered, "\t").removesuffix("\n").split("\n")
    assert len(lines) == 5
    assert {line.count("\t") for line in lines} == {len(bill_view(answered).columns) - 1}


@pytest.mark.parametrize("name", ['a "b", c\nd', "a\rb", "a\r\nb"])
def test_csv_survives_a_reader(name: str) -> None:
    """Line ends of every kind, quotes and commas in a name come back as they were."""
    answered = replace(bare_answer(), options=(replace(api_option(), name=name),))
    assert {name} == {row["option"] for row in rows(delimited(answered, ","))}


def test_amounts_in_data_have_their_currency_beside_them() -> None:
    """A pasted bill still says what its amounts are in."""
    assert {"USD"} == {row["currency"] for row in rows(delimited(answer(), ","))}


def test_markdown_shows_names_as_they_are() -> None:
    """Pipes do not split a cell; backticks, brackets, dollars and HTML are text."""
    option = replace(api_option(), name="a|b `c` <i>d</i> [e](f) $g$ h_i _j_")
    text = markdown(replace(bare_answer(), options=(option,)), ("option",), ("summary",))
    assert r"| a\|b \`c\` &lt;i&gt;d&lt;/i&gt; \[e\](f) \$g\$ h_i \_j\_ |" in text


def test_markdown_rows_have_as_many_cells_as_the_header() -> None:
    """Every table is one that GitHub reads, figures aligned right."""
    blocks = [block.splitlines() for block in markdown(answer()).split("\n\n") if block.startswith("|")]
    assert len(blocks) > 10
    for block in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block}) == 1
        assert set(re.findall(r"-+:?", block[1])) <= {"---", "---:"}
