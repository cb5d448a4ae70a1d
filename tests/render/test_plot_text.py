"""Pictures in characters: a known point in a known cell, no line too wide, nothing on top of data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from answers import answer as hard_answer
from c3calc.base.errors import InputError
from c3calc.cli.publish import PLOT_KINDS
from c3calc.files.answer import read_answer
from c3calc.render.charts.characters import KINDS, letter, render_plot_text, render_sweep_plot_text
from c3calc.render.report import Screen
from command import c3
from frozen import API, FIXED, RENTED, answer, scenario
from paths import ROOT
from sweeps import over_amount, over_both, over_volume
from terminal import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from c3calc.answer.answer import Answer

SCENARIO = str(ROOT / "scenarios" / "language.yaml")
SMALL = str(ROOT / "scenarios" / "quickstart.yaml")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Return an answer that has everything there is to draw."""
    folder = tmp_path_factory.mktemp("text")
    assert c3(folder, "compare", SCENARIO, "--draws", "50", "-o", "answer.json").code == 0
    return read_answer(folder / "answer.json")


def drawn(kind: str, given: Answer, width: int | None = 60, *, ascii_only: bool = False) -> str:
    """Return a picture in so many columns."""
    return render_plot_text(given, kind, Screen(width, ascii_only=ascii_only))


def rows(picture: str) -> list[str]:
    """Return the rows of lines or dots from the lowest up, as they are right of the axis."""
    lines = [line.lstrip(" -.0123456789kMBT") for line in picture.splitlines()]
    return [line[1:] for line in reversed(lines) if line[:1] in ("│", "┤")]


def key(picture: str) -> list[str]:
    """Return what is said below a picture, a line for each mark."""
    return picture.rpartition("\n\n")[2].splitlines()


def test_the_command_knows_every_kind() -> None:
    """Its list is that of the drawings."""
    assert tuple(KINDS) == PLOT_KINDS


def test_costs_lie_over_the_volume_and_cross() -> None:
    """An API of 4.23 USD/Mtok and an offer of 6,000, from 100M to 10B tokens over 55 columns, 423 to 42,308 USD.

    Rows span 325 to 55,000: of 11 steps 6,000 is at 6.2. 650M lies at 22.0 of 54, the crossing, 1.418B, at 31.1.
    """
    picture = drawn("crossover", answer(scenario(API, FIXED)))
    found = rows(picture)
    assert len(found) == 12
    assert found[6][31] == "*"
    assert set(found[6]) == {"A", "B", "*"}
    assert [row[22] for row in found if row[22:23] not in ("A", "B")] == [":"] * 10
    assert (found[1][0], found[10][54]) == ("A", "A")
    assert key(picture) == ["A  API", "B  Offer", "*  crossing at 1.418B tokens", ":  here, 650M tokens"]
    assert ("USD a month" in picture, "tokens a month" in picture) == (True, True)


def test_steps_are_upright() -> None:
    """Above 1.087B tokens a second machine doubles 200 USD: at column 13.7 of 53 from row 0.4 of 11 to row 1.4."""
    found = rows(drawn("crossover", answer(scenario(RENTED, FIXED))))
    assert found[0].rstrip() == "A" * 15
    assert found[1][11:15] == ":  A"


def test_a_bill_is_as_long_as_its_parts() -> None:
    """50 cells are 6,000.00: of 2,750.00 the output is 1,500.00 (12.5 cells) and the whole is 22.9."""
    picture = drawn("bill", answer(scenario(API, FIXED)))
    assert "│" + "B" * 12 + "C" * 11 + " 2,750.00\n" in picture
    assert "│" + "A" * 50 + " 6,000.00\n" in picture
    assert key(picture) == ["A  Offer", "B  Output tokens", "C  Input tokens"]


def test_a_bill_names_those_it_leaves_out() -> None:
    """The third option's cost is not known."""
    assert key(drawn("bill", hard_answer()))[-1].startswith("   not drawn, cost not known: Owned")


def test_a_tornado_goes_both_ways() -> None:
    """49 cells from -150 to 150, the middle one is zero: 24 on either side, each with its figure."""
    picture = drawn("tornado", hard_answer())
    assert " -150 " + "░" * 24 + "│" + "█" * 24 + " +150\n" in picture
    assert " -39 " + "░" * 6 + "│" + "█" * 7 + " +41\n" in picture
    assert key(picture) == ["░  at its P5", "█  at its P95"]


def test_of_two_bars_to_one_side_both_are_seen() -> None:
    """At P5 cost rises by 150, at P95 by 75: the shorter is in front. 50 cells, zero first: 75 is at 24.5 of 49."""
    given = hard_answer()
    (swing, *_) = given.swings or ()
    cost = given.options[0].monthly.cost
    assert cost is not None
    one_sided = replace(given, swings=(replace(swing, cost_at_low=cost + 150, cost_at_high=cost + 75),))
    assert "+75 │" + "█" * 24 + "░" * 25 + " +150\n" in drawn("tornado", one_sided)


def test_an_option_lies_where_its_cost_and_its_carbon_are() -> None:
    """Alone, at 1 of -0.04 to 1.12: 0.8966 of the way, column 48 of 54 and row 10 of 11. Small: not eligible."""
    picture = drawn("plane", hard_answer())
    found = rows(picture)
    assert [row.rstrip() for row in found] == [""] * 10 + [" " * 48 + "b", ""]
    assert key(picture)[0] == "b  =2x RTX 3090 | gemma_4 (not eligible): USD 1,819.24,"


def test_a_front_is_drawn_between_what_nothing_beats(everything: Answer) -> None:
    """GPT-5 costs less and Mistral is cleaner; where it is eligible too both are on the front, and others are not."""
    free = tuple(replace(option, status="ok") for option in everything.options)
    picture = drawn("plane", replace(everything, options=free), 160)
    named = [line.split("  ")[1].partition(":")[0] for line in key(picture) if "on the Pareto front" in line]
    assert named == ["GPT-5 API", "Mistral in the EU"]
    assert any("." in row for row in rows(picture))
    assert ".  Pareto front" in key(picture)


def test_savings_lie_over_the_months() -> None:
    """-60,000, -56,400 and -40,400 of -63,000 to 3,000: rows 0, 1.1 and 3.8 of 11; zero, the baseline, is row 10."""
    found = rows(drawn("cashflow", hard_answer()))
    assert [i for i, row in enumerate(found) if "c" in row] == [0, 1, 2, 3, 4]
    assert (found[0][0], found[1][26], found[4][53]) == ("c", "c", "c")
    assert found[10] == "─" * 54


def test_paybacks_are_marked_on_the_line_of_the_baseline() -> None:
    """At month 1 of 2: column 26 or 27 of 0 to 53."""
    given = hard_answer()
    options = [
        replace(option, finance=replace(option.finance, payback_months=1.5)) if option.finance else option
        for option in given.options
    ]
    picture = drawn("cashflow", replace(given, options=tuple(options)))
    assert rows(picture)[10][40] == "*"
    assert key(picture)[-1] == "*  paid back in month 1.5"


@pytest.mark.parametrize("width", [48, 60, 80, 100, 160])
@pytest.mark.parametrize("kind", KINDS)
def test_no_line_is_wider_than_it_may_be(kind: str, width: int, everything: Answer) -> None:
    """And no figure is broken: every number of the widest picture's bars is in each."""
    picture = drawn(kind, everything, width)
    assert max(map(len, picture.splitlines())) <= width
    assert "\x1b" not in picture
    assert picture == drawn(kind, everything, width)
    if kind == "bill":
        assert all(f" {o.monthly.cost:,}\n" in picture for o in everything.options)


@pytest.mark.parametrize(("width", "wanted"), [(None, 100), (20, 48), (400, 160)])
def test_a_picture_is_as_wide_as_the_terminal_within_reason(width: int | None, wanted: int) -> None:
    """100 columns where there is no terminal; a narrower one than 48 lets lines run over."""
    picture = drawn("crossover", answer(scenario(API, FIXED)), width)
    assert max(map(len, picture.splitlines())) == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_where_characters_lack_others_stand_for_them(kind: str, everything: Answer) -> None:
    """The drawing is ASCII where the encoding is."""
    assert drawn(kind, everything, ascii_only=True).isascii()


def test_letters_name_options() -> None:
    """The 27th and later ones share a sign, which their names below have too."""
    assert [letter(1), letter(26), letter(27), letter(2, is_eligible=False)] == ["A", "Z", "#", "b"]


@pytest.mark.parametrize(("kind", "why"), [("tornado", "draws"), ("cashflow", "finance"), ("carbon", "carbon")])
def test_where_there_is_nothing_to_draw_it_is_said(kind: str, why: str) -> None:
    """No empty picture."""
    with pytest.raises(InputError) as caught:
        drawn(kind, answer(scenario(API, FIXED)))
    (problem,) = caught.value.problems
    assert (problem.code, why in problem.message) == ("C3-U93", True)


# --- sweeps


SCREEN = Screen(60)


def test_a_sweep_has_its_lines_and_its_crossing() -> None:
    """2,000 to 4,000 over 54 columns, 1,900 to 4,100 over 12 rows: 2,750 is column 19.9 of 53 and row 4.25 of 11."""
    picture = render_sweep_plot_text(over_amount(), SCREEN)
    found = rows(picture)
    assert found[4][20] == "*"
    assert (found[4][0], found[4][53], found[0][0], found[10][53]) == ("A", "A", "B", "B")
    assert key(picture) == ["A  API", "B  Offer", "*  crossing at 2,750"]


def test_where_an_option_may_not_serve_its_letter_is_small() -> None:
    """One replica carries 1,087M tokens a month: of 1B, 2B and 3B it serves the first; it is crossed in column 2."""
    picture = render_sweep_plot_text(over_volume("volume=1B..3B:3", API, {**RENTED, "replicas": 1}), SCREEN)
    (row,) = [row for row in rows(picture) if "b" in row]
    assert row == "Bb*" + "b" * 52
    assert "B  Rented (small letter: not eligible)" in key(picture)


def test_a_map_has_a_stretch_of_letters_for_every_pair() -> None:
    """Three values go up and two across, 28 letters each: the API is cheapest at 2 and 1, and at 3."""
    picture = render_sweep_plot_text(over_both(), SCREEN)
    lines = picture.splitlines()
    start = lines.index("a")
    assert lines[start + 1 : start + 4] == [" 3┤" + "A" * 56, " 2┤" + "B" * 28 + "A" * 28, " 1┤" + "B" * 56]
    assert lines[start + 4].index("┬") == 3 + 14
    assert key(picture) == ["A  API", "B  Offer"]


def test_a_map_marks_the_scenario_and_thins_what_does_not_fit() -> None:
    """The scenario, a = 2.5 and b = 0.5 are halfway up to the top row and halfway across; nobody is a dash."""
    found = over_both()
    up, across = found.axes
    points = (replace(found.points[0], cheapest=None), *found.points[1:])
    picture = render_sweep_plot_text(
        replace(found, axes=(replace(up, now=2.5), replace(across, now=0.5)), points=points), SCREEN
    )
    lines = picture.splitlines()
    start = lines.index("a")
    assert lines[start + 1] == " 3┤" + "A" * 28 + "*" + "A" * 27
    assert lines[start + 3] == " 1┤" + "-" * 28 + "B" * 28
    assert key(picture) == ["A  API", "B  Offer", "-  no option is eligible", "*  the scenario as it is"]


def test_a_map_that_is_too_large_says_that_it_leaves_out() -> None:
    """Of 200 values across every fourth has a letter in 57 columns."""
    found = over_both()
    up, across = found.axes
    wide = replace(across, values=tuple(float(i) for i in range(200)))
    points = tuple(found.points[0] for _ in range(600))
    picture = render_sweep_plot_text(replace(found, axes=(up, wide), points=points), SCREEN)
    assert " 3┤" + "A" * 50 + "\n" in picture
    assert "Not every value is drawn" in picture


@pytest.mark.parametrize("given", [over_amount(), over_both()], ids=["line", "map"])
def test_where_no_cost_is_known_it_is_said_of_a_sweep(given: object) -> None:
    """No empty picture."""
    bare = tuple(
        replace(p, options=tuple(replace(o, cost=None) for o in p.options))
        for p in given.points  # type: ignore[attr-defined]
    )
    with pytest.raises(InputError) as caught:
        render_sweep_plot_text(replace(given, points=bare), SCREEN)  # type: ignore[type-var]
    assert [problem.code for problem in caught.value.problems] == ["C3-U93"]


# --- the command


def test_pictures_follow_the_tables(tmp_path: Path) -> None:
    """In the order in which they were asked for; a text file holds the same; Matplotlib is not needed."""
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError(name='matplotlib')\n", encoding="utf-8")
    asked = ("--plot", "bill=-", "--plot", "-", "--plot", "bill=b.txt", "--plot", "crossover=c.txt")
    plain = c3(tmp_path, "compare", SMALL, "--draws", "0")
    run = c3(tmp_path, "compare", SMALL, "--draws", "0", *asked, PYTHONPATH=str(tmp_path))
    bill, crossover = ((tmp_path / name).read_text(encoding="utf-8") for name in ("b.txt", "c.txt"))
    assert (run.code, run.err) == (0, "")
    assert run.out == f"{plain.out}\n{bill}\n{crossover}"
    assert "A  GPT-5 API" in crossover


@pytest.mark.parametrize("format_", ["markdown", "csv", "tsv", "json", "html", "xlsx"])
def test_no_picture_is_printed_below_data(format_: str, tmp_path: Path) -> None:
    """It would be no part of it: nothing is printed and the file is named instead."""
    run = c3(tmp_path, "compare", SMALL, "--format", format_, "--plot", "-")
    assert (run.code, run.out, "C3-U94" in run.err, "--plot FILE.txt" in run.err) == (2, "", True, True)


def test_data_may_have_a_picture_beside_it(tmp_path: Path) -> None:
    """In a file of its own."""
    assert c3(tmp_path, "compare", SMALL, "--format", "csv", "--plot", "a.txt", "--draws", "0").code == 0
    assert (tmp_path / "a.txt").exists()


def test_a_sweep_prints_its_picture_below_its_table(tmp_path: Path) -> None:
    """As a text file holds it; not below data."""
    asked = ("sweep", SMALL, "--over", "volume=10M..20B:5log")
    plain, run = c3(tmp_path, *asked), c3(tmp_path, *asked, "--plot", "-", "--plot", "a.txt")
    assert run.out == f"{plain.out}\n{(tmp_path / 'a.txt').read_text(encoding='utf-8')}"
    refused = c3(tmp_path, *asked, "--plot", "-", "--format", "csv")
    assert (refused.code, refused.out, "C3-U94" in refused.err) == (2, "", True)


@pytest.mark.parametrize(
    "flags", [("--plot", "a.txt", "--plot", "bill=./a.txt"), ("-o", "a.txt", "--plot", "a.txt")], ids=["two", "beside"]
)
def test_two_things_are_not_written_to_one_file(flags: tuple[str, ...], tmp_path: Path) -> None:
    """Neither two pictures nor a picture and a table."""
    run = c3(tmp_path, "compare", SMALL, *flags)
    assert (run.code, run.out, "C3-U23" in run.err, list(tmp_path.iterdir())) == (2, "", True, [])


@pytest.mark.parametrize("columns", [60, 130])
def test_a_terminal_has_its_width(columns: int, tmp_path: Path) -> None:
    """The picture fills it, and where it can do no colour there are no control sequences."""
    text = on_terminal(tmp_path, "compare", SMALL, "--draws", "0", "--plot", "-", columns=columns, TERM="dumb")
    picture = text[text.index("\nUSD a month") :]
    assert max(map(len, picture.splitlines())) == columns
    assert "\x1b" not in text
