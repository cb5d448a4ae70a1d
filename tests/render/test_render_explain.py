"""`c3 explain`: every figure with its arithmetic, its inputs and who said so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from answers import API, RENTED, answer
from c3calc.base.errors import InputError
from c3calc.render.formats.explain import render_explain
from c3calc.render.report import Screen


def explain(label: str | None = None, option: str | None = None, width: int | None = 100) -> str:
    """Return the explanation without colour."""
    return render_explain(answer(), Screen(width), label=label, option=option)


def test_traffic_comes_before_capacity_and_capacity_before_the_bill() -> None:
    """The order of the text is the order of the work."""
    text = explain()
    order = ["Traffic", "User requests", f"{RENTED}: capacity", f"{RENTED}: bill", "Rent: 219.24 USD a month"]
    places = [text.index(words) for words in order]
    assert sorted(places) == places


def test_a_line_shows_its_arithmetic_and_the_source_of_each_input() -> None:
    """A reader can work the figure again and look up what went in."""
    text = explain("Input tokens", API)
    for part in (
        "Input tokens: 1,250.00 USD a month",
        "500 Mtok x 2.5 USD = 1250.00",
        "openai.com",
        "scenario.yaml:8:3",
    ):
        assert part in text


def test_a_label_is_met_in_any_case_and_in_part() -> None:
    """Exactly the one named, or else all that hold the words."""
    assert "Output tokens" not in explain("input TOKENS")
    both = explain("tokens")
    assert "Input tokens: 1,250.00" in both
    assert "Output tokens: 1,500.00" in both
    assert "@cache writes" not in both


def test_an_option_is_met_in_any_case() -> None:
    """Only that option is explained."""
    text = explain(option=API.upper())
    assert f"{API}: bill" in text
    assert f"{RENTED}: bill" not in text


@pytest.mark.parametrize(
    ("code", "fix", "label", "option"),
    [
        ("C3-U13", "did you mean `Depreciation`?", "depretiation", None),
        ("C3-U14", f"did you mean `{API}`?", None, "GPT-5 API b"),
    ],
)
def test_a_name_that_is_not_there_is_an_error_with_a_suggestion(
    code: str, fix: str, label: str | None, option: str | None
) -> None:
    """Near names are suggested, never taken."""
    with pytest.raises(InputError) as caught:
        explain(label, option)
    assert [(code, fix)] == [(problem.code, problem.help) for problem in caught.value.problems]


def test_what_is_not_known_is_said() -> None:
    """An unpriced line is n/a, not nothing a month."""
    assert "Colocation [red]: n/a (quoted" in explain("colocation")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_nothing_is_cropped_or_overflows(width: int) -> None:
    """Figures are whole and lines fit at any width."""
    text = explain(width=width)
    assert [line for line in text.splitlines() if cell_len(line) > width or line != line.rstrip()] == []
    for figure in ("1,250.00", "0.0000125", "1,333.33"):
        assert figure in text


def test_a_line_without_inputs_is_explained_all_the_same() -> None:
    """No empty table is printed."""
    option = answer().options[0]
    bare = replace(option, lines=(replace(option.lines[0], inputs=()),))
    text = render_explain(replace(answer(), options=(bare,)), Screen(80, ascii_only=True))
    assert "500 Mtok x 2.5 USD" in text
    assert "Evidence" not in text
