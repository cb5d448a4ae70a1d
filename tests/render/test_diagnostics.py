"""Problems on the screen: code, place, quoted line, caret, what to do; and the same as data."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.errors import Problem, Where
from c3calc.base.text import Suggestion
from c3calc.render.formats.diagnostics import as_json, columns, diagnostics


def at(column: int, length: int, text: str, line: int = 1) -> Where:
    """Return a place in a.yaml."""
    return Where("a.yaml", line, column, length, text)


def quoted(where: Where, width: int | None = None) -> tuple[str, str]:
    """Return the quoted line and the carets below it."""
    lines = diagnostics([Problem("C3-X", "m", where=where)], width=width).splitlines()
    return lines[3].partition(" | ")[2], lines[4].partition(" | ")[2]


def test_a_typo_looks_like_this() -> None:
    """The whole block, as it is printed."""
    where = Where("typo.yaml", 4, 15, 10, "  - {name: a, montly_usd: 1.25, kg: 2}")
    problem = Problem(
        "C3-S01", "unknown key `montly_usd`", expected="`monthly_usd`", help=Suggestion("monthly_usd"), where=where
    )
    assert (
        diagnostics([problem])
        == """\
error[C3-S01]: unknown key `montly_usd`
 --> typo.yaml:4:15
  |
4 |   - {name: a, montly_usd: 1.25, kg: 2}
  |               ^^^^^^^^^^ did you mean `monthly_usd`?
  = expected: `monthly_usd`
"""
    )


def test_two_problems_stand_apart_and_line_numbers_line_up() -> None:
    """The margin is as wide as the line number; a problem of a file has no line."""
    first = Problem(
        "C3-S10", "`x` is not a number here", expected="a number", help="write 1500", where=at(4, 1, "a: x", line=120)
    )
    second = Problem(
        "C3-Y01", "there is no file `b.yaml`", expected="a file", help=Suggestion("a.yaml"), where=Where("b.yaml")
    )
    assert (
        diagnostics([first, second])
        == """\
error[C3-S10]: `x` is not a number here
   --> a.yaml:120:4
    |
120 | a: x
    |    ^
    = expected: a number
    = help: write 1500

error[C3-Y01]: there is no file `b.yaml`
 --> b.yaml
  = expected: a file
  = help: did you mean `a.yaml`?
"""
    )


def test_a_problem_without_a_place_has_only_words() -> None:
    """A suggestion that no caret can carry is the help."""
    assert diagnostics([Problem("C3-U02", "no such option", help=Suggestion("B"))]) == (
        "error[C3-U02]: no such option\n  = help: did you mean `B`?\n"
    )


def test_only_a_suggestion_goes_beside_the_carets() -> None:
    """Advice that happens to begin with the words of a suggestion stays on a line of its own."""
    problem = Problem("C3-U02", "no", help="did you mean it?", where=Where("a.yaml", 1, 1, 1, "x"))
    assert diagnostics([problem]).endswith(" | ^\n  = help: did you mean it?\n")
    assert (Suggestion("a", "b"), Suggestion("a", "b").names) == ("did you mean `a` or `b`?", ("a", "b"))


def test_no_problems_are_no_text() -> None:
    """Not even an empty line."""
    assert diagnostics([]) == ""


def test_twenty_problems_are_shown_and_the_rest_counted() -> None:
    """A screen is finite."""
    problems = [Problem("C3-X", f"m{i}") for i in range(1_021)]
    blocks = diagnostics(problems).split("\n\n")
    assert (len(blocks), blocks[19], blocks[20]) == (21, "error[C3-X]: m19", "... and 1,001 more\n")
    assert len(diagnostics(problems[:20]).split("\n\n")) == 20


@pytest.mark.parametrize(
    ("where", "text", "carets"),
    [
        (at(4, 2, "a: 日本 b"), "a: 日本 b", "   ^^^^"),  # wide characters take two columns
        (at(7, 1, "日本: é b"), "日本: é b", "        ^"),
        (at(4, 1, "e\u0301: x"), "e\u0301: x", "  ^"),  # a combining accent takes none
        (at(4, 1, "a:\tx"), r"a:\tx", "    ^"),  # a tab is shown, not jumped
        (at(1, 2, "\t\tb"), r"\t\tb", "^^^^"),
        (at(1, 1, "\x1b[31mred"), r"\x1b[31mred", "^^^^"),
        (at(3, 9, "ab"), "ab", "  ^"),  # beyond the end
        (at(2, 99, "abc"), "abc", " ^^"),  # as far as the line goes
    ],
)
def test_the_carets_stand_below_what_they_mean(where: Where, text: str, carets: str) -> None:
    """In columns of a terminal, not in characters."""
    assert quoted(where) == (text, carets)


def test_a_long_line_is_cut_around_the_caret() -> None:
    """40 columns less the margin of 4: 36, carets included."""
    text, carets = quoted(at(501, 5, "x" * 500 + "WRONG" + "y" * 500), width=40)
    assert text == "..." + "x" * 18 + "WRONG" + "y" * 7 + "..."
    assert carets == " " * 21 + "^^^^^"


def test_a_long_line_is_cut_on_one_side_only_where_that_will_do() -> None:
    """What is left out is marked."""
    assert quoted(at(1, 5, "WRONG" + "y" * 500), width=40)[0].startswith("WRONGyyy")
    assert quoted(at(501, 5, "x" * 500 + "WRONG"), width=40)[0].endswith("xxxWRONG")


def test_a_hostile_message_stays_on_its_line_and_ends() -> None:
    """File names and values come from anywhere."""
    text = diagnostics([Problem("C3-X", "\x1b[2J\r\n" + "x" * 5_000, where=Where("a\nb.yaml", 2, 3))])
    assert text.startswith(r"error[C3-X]: \x1b[2J\r\nxxx")
    assert len(text) < 1_100
    assert r" --> a\nb.yaml:2:3" in text


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=300)


@given(LINES, st.integers(1, 320), st.integers(1, 320), st.integers(1, 200))
def test_any_line_fits_the_width_with_its_carets_inside(text: str, column: int, length: int, width: int) -> None:
    """Whatever the line holds and wherever the caret is."""
    shown, carets = quoted(at(column, length, text + "."), width)
    assert columns(shown) <= max(width, 40) - 4
    assert re.fullmatch(r" *\^+", carets)
    assert len(carets) <= columns(shown) + 1


@given(LINES)
def test_nothing_in_a_quoted_line_steers_the_terminal(text: str) -> None:
    """No escape, no bell, no reversed text."""
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", diagnostics([Problem("C3-X", text, where=at(1, 1, text))])
    )


def test_as_data_every_problem_has_the_same_keys() -> None:
    """What is not known is null."""
    placed = Problem("C3-X", "m", expected="e", help="h", where=at(2, 3, "abcd", line=4))
    assert as_json([placed, Problem("C3-Y", "n")]) == [
        {
            "code": "C3-X",
            "message": "m",
            "file": "a.yaml",
            "line": 4,
            "column": 2,
            "length": 3,
            "expected": "e",
            "help": "h",
        },
        {
            "code": "C3-Y",
            "message": "n",
            "file": None,
            "line": None,
            "column": None,
            "length": None,
            "expected": "",
            "help": "",
        },
    ]
