"""What a field of the scenario takes, and how it refuses the rest."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from c3calc.base.ranges import FORMS, Range, central
from c3calc.scenario import fields


def read(kind: str, value: object, **context: Any) -> Any:
    """Return what a field of a kind makes of a value."""
    return TypeAdapter(getattr(fields, kind)).validate_python(value, context=context)


def refusal(kind: str, value: object, **context: Any) -> tuple[str, str]:
    """Return code and help of the error a value meets with."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value, **context)
    (error,) = caught.value.errors()
    return error["type"], error["ctx"]["help"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("Amount", "500M", 500e6), ("Amount", 0, 0.0), ("Share", "30%", 0.3), ("Share", 0.3, 0.3), ("Share", 1, 1.0),
        ("Change", "-30%", -0.3), ("Change", "500%", 5.0), ("Positive", "1k", 1000.0), ("Pue", 1.2, 1.2),
        ("Intensity", 206, 206.0), ("Count", "3", 3), ("Counting", 1, 1), ("Score", 5, 5.0), ("Quality", "82", 82.0),
        ("LimitValue", "-15%", -0.15), ("Claim", "5M", 5e6), ("Day", "2026-10-10", date(2026, 10, 10)),
    ],
)  # fmt: skip
def test_a_field_takes_numbers_as_people_write_them(kind: str, value: object, expected: object) -> None:
    """Suffixes and percent signs count where they belong."""
    assert read(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("Amount", -1, "C3-S12"), ("Amount", "abc", "C3-S10"), ("Amount", True, "C3-S10"), ("Amount", "30%", "C3-S10"),
        ("Amount", [1], "C3-S10"), ("Amount", "unknown", "C3-S10"), ("Positive", 0, "C3-S12"), ("Share", 30, "C3-S11"),
        ("Share", "130%", "C3-S12"), ("Share", "-5%", "C3-S12"), ("Change", -30, "C3-S11"), ("Pue", 0.9, "C3-S12"),
        ("Change", "-100%", "C3-S12"), ("Intensity", 1501, "C3-S12"), ("Count", 1.5, "C3-S12"),
        ("Count", -1, "C3-S12"), ("Counting", 0, "C3-S12"), ("Score", 6, "C3-S12"), ("Quality", 101, "C3-S12"),
        ("Day", "10.10.2026", "C3-S15"), ("Day", "2026-02-30", "C3-S15"), ("Day", 20261010, "C3-S15"),
        ("LimitValue", "much", "C3-S10"), ("Claim", {"low": 1}, "C3-S13"), ("Score", {"low": 1, "high": 2}, "C3-S10"),
    ],
)  # fmt: skip
def test_a_field_refuses_what_it_cannot_mean(kind: str, value: object, code: str) -> None:
    """Each refusal has its stable code."""
    assert refusal(kind, value)[0] == code


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("12:30", "time of day"), ("$5", "without currency sign"), ("1,000", "thousands commas"),
        ("yes", "truth value"),
        ("NO", "Norway"), ("30%", "not a share"), ("five", "such as 1500"), ("nan", "not a number"),
    ],
)  # fmt: skip
def test_what_people_mistype_is_explained(value: str, hint: str) -> None:
    """The help names the trap."""
    assert hint in refusal("Amount", value)[1]


def test_a_bare_share_above_one_names_both_readings() -> None:
    """30 could be 0.3 or a slip of 3000 %."""
    assert refusal("Share", 30)[1] == "write 0.3 or 30% if you mean 30 %; a share of 30 would be 3000 %"


@pytest.mark.parametrize(
    ("value", "middle"),
    [
        ({"low": 1, "mode": 2, "high": 6}, 2.0),  # triangular: the mode
        ({"low": 1, "high": 6}, 3.5),  # uniform: the midpoint
        ({"p10": 2, "p90": 8}, 4.0),  # lognormal: the median, sqrt(2 x 8)
        ({"mean": 5, "sd": 1}, 5.0),  # normal: the mean
        (3, 3.0),
    ],
)
def test_a_range_answers_with_its_middle(value: object, middle: float) -> None:
    """Mode, midpoint, median or mean, by the form of the range."""
    assert central(read("Amount", value)) == middle


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"low": 2, "high": 1}, "C3-S14"), ({"low": 1, "mode": 3, "high": 2}, "C3-S14"),
        ({"p10": 0, "p90": 1}, "C3-S14"), ({"low": 1}, "C3-S13"), ({"low": 1, "high": 2, "sd": 1}, "C3-S13"),
        ({}, "C3-S13"),
        ({"low": -1, "high": 2}, "C3-S12"), ({"mean": 1, "sd": "x"}, "C3-S10"), ({"mean": 1, "sd": -1}, "C3-S12"),
    ],
)  # fmt: skip
def test_a_range_must_be_whole_and_upright(value: object, code: str) -> None:
    """All keys of one form, ends in order, every end within the bounds of the field."""
    assert refusal("Amount", value)[0] == code


def test_the_end_of_a_range_that_is_wrong_is_named() -> None:
    """The message says which key it is."""
    with pytest.raises(ValidationError, match="low: `30` as a share is ambiguous"):
        read("Share", {"low": 30, "high": "40%"})


def test_a_spread_of_a_share_may_be_written_in_percent() -> None:
    """{mean: 30%, sd: 5%} is 0.3 and 0.05."""
    assert read("Share", {"mean": "30%", "sd": "5%"}) == Range(("mean", "sd"), (0.3, 0.05), bounds=(0, 1))


def test_unknown_is_not_a_number_where_a_field_allows_it() -> None:
    """`unknown` spreads as NaN, and is not a number elsewhere."""
    assert math.isnan(read("AmountOrUnknown", "unknown"))


@pytest.mark.parametrize(
    ("kind", "ids", "value", "hint"),
    [
        ("GpuId", {"gpus": {"h100": "NVIDIA H100", "l40s": "NVIDIA L40S"}}, "h10", "did you mean `h100`?"),
        ("CurrencyId", {"currencies": {"EUR": "Euro", "USD": "US dollar"}}, "eur", "did you mean `EUR`?"),
        ("ZoneId", {"grids": {"DE": "Germany"}}, "Mars", "`c3 prices --kind grid` lists the 1 that are known"),
        ("ZoneId", {"grids": {"FI": "Finland"}}, "finland", "did you mean `FI`?"),
        (
            "CountryId",
            {"countries": {"DE": "Germany", "FR": "France"}},
            "XX",
            "--kind electricity` lists the 2 that are known",
        ),
    ],
)
def test_an_id_is_exact_and_a_near_one_is_only_suggested(
    kind: str, ids: dict[str, dict[str, str]], value: str, hint: str
) -> None:
    """Unknown ids are refused with what the catalogue has."""
    code, text = refusal(kind, value, ids=ids)
    assert (code, hint in text) == ("C3-R01", True)


def test_ids_are_free_where_no_catalogue_is_at_hand() -> None:
    """Without a context every id passes; resolving checks again."""
    assert read("GpuId", "anything") == "anything"


@given(st.floats(min_value=0, max_value=1e30, allow_nan=False, allow_subnormal=False))
def test_every_amount_within_the_bounds_passes_unchanged(value: float) -> None:
    """A field adds nothing and takes nothing away."""
    assert read("Amount", value) == value


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_range_has_a_middle_between_its_ends(form: tuple[str, ...]) -> None:
    """Whatever the form, the middle of 2 to 8 lies between them (a mean of 2 stands for itself)."""
    numbers = {2: (2.0, 8.0), 3: (2.0, 5.0, 8.0)}[len(form)]
    assert 2 <= Range(form, numbers).central <= 8
