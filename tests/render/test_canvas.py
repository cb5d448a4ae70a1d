"""The grid of characters: a known point in a known cell, lines without gaps, ticks where they belong."""

from __future__ import annotations

import pytest

from c3calc.render.charts.canvas import Canvas, centred, plain_ascii, scale
from c3calc.render.charts.chart import Axis, even_axis, even_ticks, log_axis

ACROSS, UP = even_axis("x", (0.0, 55.0)), even_axis("y", (0.0, 11.0))


def canvas() -> Canvas:
    """Return a canvas of 60 columns: values are its cells, since "10" and a space take 3 columns, the axis 1."""
    made = Canvas(ACROSS, UP, 60)
    assert (made.margin, made.width, made.height) == (3, 56, 12)
    return made


def grid(made: Canvas) -> list[str]:
    """Return the rows from the lowest up, without the axis."""
    return [row[4:].rstrip() for row in made.text().splitlines()[12:0:-1]]


def test_a_point_is_in_its_cell() -> None:
    """The lower left, the upper right, and (20, 5): the sixth row from below, the twenty-first column."""
    made = canvas()
    for at, mark in (((0.0, 0.0), "a"), ((55.0, 11.0), "b"), ((20.0, 5.0), "c")):
        made.put(at, mark)
    rows = grid(made)
    assert rows[0] == "a"
    assert rows[11] == " " * 55 + "b"
    assert rows[5] == " " * 20 + "c"
    assert not any(rows[i] for i in (1, 2, 3, 4, 6, 7, 8, 9, 10))


def test_on_a_logarithmic_axis_a_decade_is_as_wide_as_the_next() -> None:
    """Of 100 to 10,000 over 55 columns 1,000 is in the middle: column 27 of 0 to 54."""
    made = Canvas(log_axis("x", (100.0, 10_000.0)), even_axis("y", (0.0, 100.0)), 60)
    assert (made.width, made.cell((1000.0, 0.0))) == (55, (27, 0))


def test_lines_have_no_gaps_and_steps_are_upright() -> None:
    """From (0, 0) to (2, 2), up to 5, and on to (5, 5): every column and every row of the step has a letter."""
    made = canvas()
    made.line([(0.0, 0.0), (2.0, 2.0), (2.0, 5.0), (5.0, 5.0)], "A")
    assert grid(made)[:6] == ["A", " A", "  A", "  A", "  A", "  AAAA"]


def test_lines_on_each_other_take_turns() -> None:
    """Two alternate; of three, each is there; a line that only crosses another breaks neither."""
    made = canvas()
    for letter in "AB":
        made.line([(0.0, 3.0), (9.0, 3.0)], letter)
    assert grid(made)[3] == "ABABABABAB"
    made.line([(0.0, 3.0), (9.0, 3.0)], "C")
    assert grid(made)[3] == "ABCBACABCB"
    made.line([(20.0, 0.0), (20.0, 4.0)], "D")
    made.line([(19.0, 2.0), (21.0, 2.0)], "E")
    assert grid(made)[2][19:22] == "EDE"


def test_where_an_option_is_eligible_its_capital_is_on_its_small_letter() -> None:
    """It takes no turns with itself."""
    made = canvas()
    made.line([(0.0, 3.0), (5.0, 3.0)], "a")
    made.line([(2.0, 3.0), (3.0, 3.0)], "A")
    assert grid(made)[3] == "aaAAaa"


def test_dots_on_one_point_stand_side_by_side() -> None:
    """To the right while there is room, else to the left."""
    made = canvas()
    for letter in "ABC":
        made.dot((54.0, 1.0), letter)
    assert grid(made)[1] == " " * 53 + "CAB"


def test_lines_across_and_up_lie_behind_what_is_drawn() -> None:
    """All 56 columns of a row, all 12 rows of a column."""
    made = canvas()
    made.level(0.0, "-")
    made.upright(10.0, ":")
    made.line([(9.0, 4.0), (11.0, 4.0)], "A")
    rows = grid(made)
    assert rows[0] == "-" * 10 + ":" + "-" * 45
    assert rows[4] == " " * 9 + "AAA"
    assert [row[10] for row in rows] == [":"] * 4 + ["A"] + [":"] * 7


def test_the_picture_has_its_labels_and_its_values() -> None:
    """The left label on top, values beside their rows, the lower axis with values below their ticks, its label."""
    text = canvas().text().splitlines()
    assert text[0] == "y"
    assert [row[:4] for row in text[1:13]] == [
        "   │", " 10┤", "   │", "  8┤", "   │", "  6┤", "   │", "  4┤", "   │", "  2┤", "   │", "  0┤",
    ]  # fmt: skip
    assert text[13].startswith("   └┬─────────┬─────────┬")
    assert text[14] == "    0        10        20        30        40        50"
    assert text[15] == " " * 31 + "x"
    assert max(map(len, text)) == 60


def test_values_below_an_axis_neither_touch_nor_leave_it() -> None:
    """Of three at columns 0, 2 and 9 that are four wide the second is left out, the third ends with the axis."""
    rule, texts = scale([(0, "1000"), (2, "2000"), (9, "3000")], 4, 10)
    assert (rule, texts) == ("    └┬─┬──────┬", "   1000    3000")
    assert centred("x" * 40, 4, 10) == "x" * 40


def test_an_axis_has_characters_that_every_terminal_has() -> None:
    """Where the encoding has no others."""
    assert plain_ascii(canvas().text()).isascii()
    assert plain_ascii("░█│") == ":#|"


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        ((0.0, 11.0), [0, 2, 4, 6, 8, 10]),
        ((-58_000.0, 109_000.0), [-50_000, 0, 50_000, 100_000]),
        ((2000.0, 4000.0), [2000, 2500, 3000, 3500, 4000]),
        ((-0.3, 0.45), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_ticks_of_an_even_axis_are_round_and_few(ends: tuple[float, float], wanted: list[float]) -> None:
    """1, 2 or 5 and zeros apart; eight steps at most."""
    assert even_ticks(ends) == pytest.approx(wanted)


def test_a_sentence_names_values_with_their_unit() -> None:
    """Once, behind the last of them."""
    axis = Axis("tokens a month", (1.0, 2.0), (), sentence="{} tokens")
    assert axis.said(5e8, 2e9) == "500M, 2B tokens"
