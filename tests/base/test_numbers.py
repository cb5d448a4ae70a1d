"""Numbers as people write them and as c3 says them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.numbers import count_text, money_text, parse_number, percent, plain, signed_percent


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("500M", 500e6), ("1.5B", 1.5e9), ("180k", 180e3), ("30%", 0.3), ("30 %", 0.3), ("1_000", 1000.0),
        ("1e9", 1e9), ("-30%", -0.3), (".5", 0.5), ("5.", 5.0), (7, 7.0), (2.5, 2.5), (" 12 ", 12.0), ("+3", 3.0),
        (1e-320, 0.0), ("-1e-310", 0.0), (1e-300, 1e-300),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(written: object, number: float) -> None:
    """Suffixes, percent signs and underscores between digits are understood."""
    assert parse_number(written) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    "written",
    [
        "", "abc", "1__000", "1_", "_1", "1_.5", "12:30", "1,000", "$5", "5 EUR", "5m", "5 kk", "1e400", "nan", "inf",
        "٣", True, None, [1], math.nan, 1e308, 10**400, "--1", "1.5.2",
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(written: object) -> None:
    """Nothing is guessed: text with units, other digits, truth values and what is not finite are no numbers."""
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (497.5e6, "497.5M"), (6.5e9, "6.5B"), (800.0, "800"), (12_345.0, "12.35k"), (2e12, "2T"), (0.0, "0"),
        (math.nan, "n/a"), (math.inf, "unlimited"), (-5e6, "-5M"), (999_999.9, "1M"), (0.5, "0.5"),
    ],
)  # fmt: skip
def test_counts_are_said_short(count: float, text: str) -> None:
    """Four significant digits and a k, M, B or T."""
    assert count_text(count) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.5, 6, "1,234.5"), (0.000012345678, 3, "0.0000123"), (math.nan, 6, "n/a"), (math.inf, 6, "unlimited"),
        (0.0, 6, "0"), (-0.0, 6, "0"), (1e6, 3, "1,000,000"), (2.0, 6, "2"), (-1.25, 2, "-1.2"), (99.96, 3, "100"),
    ],
)  # fmt: skip
def test_plain_numbers_have_no_exponent_and_no_trailing_zeros(value: float, digits: int, text: str) -> None:
    """Significant digits, thousands with commas."""
    assert plain(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (275.0, "USD 275"), (99.5, "USD 99.50"), (0.126, "USD 0.13"), (27_500.4, "USD 27,500.40"),
        (127_500.4, "USD 127,500"),
        (math.nan, "n/a"), (-2950.0, "USD -2,950"),
    ],
)  # fmt: skip
def test_money_in_a_sentence_is_short(value: float, text: str) -> None:
    """Cents where there are any, as the table prints them; none from 100,000 on."""
    assert money_text(value, "USD") == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.1, "+10 %"), (-0.25, "-25 %"), (-0.001, "+0 %"), (7.234, "+723 %"), (12.0, "+1,200 %")]
)
def test_changes_have_a_sign(share: float, text: str) -> None:
    """Whole percent, and never minus nothing."""
    assert signed_percent(share) == text


def test_a_change_that_is_not_known_is_said_so() -> None:
    """NaN becomes n/a."""
    assert signed_percent(math.nan) == "n/a"


def test_shares_are_said_as_percentages() -> None:
    """Three significant digits unless said otherwise."""
    assert [percent(0.7), percent(0.12345), percent(0.12345, 2)] == ["70 %", "12.3 %", "12 %"]


@given(st.floats(min_value=-1e15, max_value=1e15, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-300))
def test_a_number_said_plainly_is_read_back_within_its_digits(value: float) -> None:
    """Six significant digits survive being written and read."""
    said = parse_number(plain(value).replace(",", ""))
    assert said == pytest.approx(value, rel=1e-5, abs=1e-300)


@given(st.integers(min_value=-(10**12), max_value=10**12), st.sampled_from(["", "k", "M", "B"]))
def test_a_suffix_multiplies(number: int, suffix: str) -> None:
    """500M is 500 times 1M."""
    size = {"": 1.0, "k": 1e3, "M": 1e6, "B": 1e9}[suffix]
    assert parse_number(f"{number}{suffix}") == number * size
