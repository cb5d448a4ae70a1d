"""Numbers as text: what people and machines are promised about every figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.numbers import plain_decimal
from c3calc.render.columns import Cell, Column, ColumnKind
from c3calc.render.numbers import machine, shown

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)


def people(kind: ColumnKind, *cells: Cell) -> list[str]:
    """Return `cells` as a column of that kind prints them."""
    return shown(Column("key", "Header", kind), cells)


@pytest.mark.parametrize(
    ("expected", "kind", "cells"),
    [
        (["1,234,567.89", "-0.50", "n/a"], "money", (Decimal("1234567.89"), Decimal("-0.50"), None)),
        (["1,235", "7"], "money", (Decimal(1235), Decimal(7))),
        (["0.0000125", "2.50", "1,600.00"], "unit_price", (0.0000125, 2.5, 1600.0)),
        (["4.23", "10.00"], "rate", (4.230769, 10.0)),
        (["0.000728", "0.001100"], "rate", (0.000727696, 0.001100004)),
        (["438", "90"], "number", (438.0, 90.0)),
        (["438.0", "90.2"], "number", (438.0, 90.228)),
        (["33.8 %", "131.0 %"], "percent", (0.33846, 1.31)),
        (["497.5M", "1.52B", "800"], "tokens", (497.5e6, 1.52e9, 800.0)),
        (["2", "1,024"], "count", (2, 1024)),
        (["yes", "no", ""], "flag", (True, False, "")),
        (["n/a", "unlimited"], "number", (float("nan"), float("inf"))),
        (["0"], "number", (-0.0,)),
    ],
)
def test_people_read_every_kind_of_figure_in_its_own_form(
    expected: list[str], kind: ColumnKind, cells: tuple[Cell, ...]
) -> None:
    """Thousands are separated, minor units kept, unknown is n/a and a small price keeps its digits."""
    assert expected == people(kind, *cells)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("0.0000125", 0.0000125),
        ("497500000", 497.5e6),
        ("10000000", Decimal("1E+7")),
        ("2731.40", Decimal("2731.40")),
        ("0.333333333333", 1 / 3),
        ("0", -0.0),
        ("0.00", Decimal("-0.00")),
        (None, float("nan")),
        (None, float("inf")),
    ],
)
def test_data_holds_plain_decimals(expected: str | None, value: float | Decimal) -> None:
    """No exponent, no thousands separators, twelve significant digits of a float, all digits of money."""
    assert expected == plain_decimal(value)


def test_unknown_is_an_empty_field_and_never_zero() -> None:
    """A spreadsheet that sums a column must not count what nobody knows."""
    assert [machine(cell) for cell in (None, float("nan"), 0, False)] == ["", "", "0", "false"]


@given(st.lists(finite, min_size=1, max_size=6))
def test_a_column_has_one_precision_and_no_exponent(values: list[float]) -> None:
    """However far apart the figures of a column are, they have the same number of decimals."""
    texts = people("number", *values)
    assert len({len(text.partition(".")[2]) for text in texts}) == 1
    assert not any("e" in text.lower() for text in texts)


@given(finite.filter(lambda value: abs(value) > 1e-9))
def test_every_figure_shows_three_significant_digits(value: float) -> None:
    """What is printed is within half a percent of what is meant."""
    (text,) = people("number", value)
    assert float(text.replace(",", "")) == pytest.approx(value, rel=5.01e-3)


@given(finite)
def test_data_reads_back_to_the_same_number(value: float) -> None:
    """Twelve significant digits survive the way through a file."""
    assert float(plain_decimal(value) or "nan") == pytest.approx(value, rel=1e-11)
