"""Hourly profiles: a day, a week or a year of loads from a CSV file, or every row that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c3calc.base.errors import InputError, Problem
from c3calc.files.profile import read_profile

if TYPE_CHECKING:
    from pathlib import Path

DAY = [float(hour) for hour in range(24)]


def profile(folder: Path, text: str | bytes) -> Path:
    """Write a profile and return its path."""
    path = folder / "profile.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    """Return the problems of a profile that must not be read."""
    with pytest.raises(InputError) as caught:
        read_profile(profile(folder, text))
    return caught.value.problems


def rows(*values: object) -> str:
    """Return one line a value."""
    return "".join(f"{value}\n" for value in values)


def test_a_day_a_week_and_a_year_are_read(tmp_path: Path) -> None:
    """24, 168 and 8,760 hours."""
    for hours in (24, 168, 8760):
        assert read_profile(profile(tmp_path, rows(*[2] * hours))) == (2.0,) * hours


@pytest.mark.parametrize(
    "text",
    [
        rows(*range(24)),
        rows("load", *range(24)),
        rows("# from the gateway", '"load"', *range(24)),
        rows("hour,load", *(f"{hour:02}:00,{hour}" for hour in range(24))),
        rows("hour;load", *(f"{hour};{hour}.0" for hour in range(24))),
        rows("Stunde;Last", *(f"{hour};{hour},0" for hour in range(24))),
        rows("hour\tday\tload", *(f"{hour}\tMon\t{hour}" for hour in range(24))),
        rows(*(f'"{hour}"' for hour in range(24))),
        rows(*(f" {hour} " for hour in range(24)), "", ""),
        "\ufeff" + rows("load", *range(24)).replace("\n", "\r\n"),
        rows(*(f"{hour * 100}%" for hour in range(24))),
        rows(*(f"{hour}e0" for hour in range(24))),
    ],
)
def test_the_last_column_counts_with_or_without_a_header(text: str, tmp_path: Path) -> None:
    """As spreadsheets and gateways export it."""
    assert read_profile(profile(tmp_path, text)) == tuple(DAY)


@pytest.mark.parametrize(
    ("hours", "fix"),
    [
        (8784, "a leap year: leave out 29 February"),
        (8759, "one hour is missing: a change of the clock? Use UTC"),
        (25, "one hour too many: a change of the clock? Use UTC"),
        (12, "give one value for each hour, without totals or empty lines"),
        (9000, "give one value for each hour, without totals or empty lines"),
    ],
)
def test_another_number_of_hours_is_refused(hours: int, fix: str, tmp_path: Path) -> None:
    """The usual reasons are named: a leap year, a change of the clock."""
    (problem,) = refused(tmp_path, rows(*[1] * hours))
    assert (problem.code, problem.message, problem.help) == ("C3-S20", f"the profile has {hours:,} hours", fix)
    assert problem.where
    assert problem.where.line == hours


def test_every_bad_row_is_reported_with_its_place(tmp_path: Path) -> None:
    """An hour without a number is not an hour without traffic."""
    problems = refused(
        tmp_path, rows("hour,load", "0,1", "1,-1", "2,x", "3,", "", *(f"{h},1" for h in range(5, 24)), "24")
    )
    places = [(p.code, p.where.line, p.where.column) for p in problems if p.where]
    assert places == [
        ("C3-S21", 3, 3),
        ("C3-S21", 4, 3),
        ("C3-S21", 5, 3),
        ("C3-S23", 6, 1),
        ("C3-S20", 26, 1),
        ("C3-S23", 26, 1),
    ]
    assert [p.message for p in problems][1:3] == ["`x` is not a load", "an hour without a load"]


@pytest.mark.parametrize("value", ["nan", "inf", "-0.5", "1e999", "1 2", "n/a", "12:30"])
def test_only_finite_numbers_of_zero_or_more_are_loads(value: str, tmp_path: Path) -> None:
    """A load is an amount of traffic."""
    (problem,) = refused(tmp_path, rows(*[1] * 23, value))
    assert (problem.code, problem.message) == ("C3-S21", f"`{value}` is not a load")


def test_a_profile_of_zeros_is_refused(tmp_path: Path) -> None:
    """It has no mean to compare a peak with."""
    assert [p.code for p in refused(tmp_path, rows(*[0] * 24))] == ["C3-S22"]


def test_decimal_commas_are_noticed(tmp_path: Path) -> None:
    """Read as two columns they would give other loads, silently; between semicolons they are what they look like."""
    (problem,) = refused(tmp_path, rows(*["1,5", "2,5"] * 12))
    assert (problem.code, problem.message) == ("C3-S23", "the first column repeats itself")
    assert refused(tmp_path, rows(*[1, "2,5"] * 12))[0].message == "this row has 2 columns, the first one has 1"
    assert read_profile(profile(tmp_path, rows(*(f"{hour};2,5" for hour in range(24))))) == (2.5,) * 24


def test_an_empty_profile_and_one_without_rows_are_refused(tmp_path: Path) -> None:
    """A header is no hour."""
    assert [p.code for p in refused(tmp_path, "")] == ["C3-Y08"]
    assert [p.code for p in refused(tmp_path, "load\n# nothing\n\n")] == ["C3-Y08"]


def test_a_missing_or_binary_profile_is_refused(tmp_path: Path) -> None:
    """As for every other file."""
    with pytest.raises(InputError) as caught:
        read_profile(tmp_path / "profil.csv")
    assert caught.value.problems[0].code == "C3-Y01"
    assert [p.code for p in refused(tmp_path, b"1\n\0\n")] == ["C3-Y06"]


def outcome(path: Path) -> tuple[tuple[float, ...], tuple[Problem, ...]]:
    """Return what comes of reading a profile."""
    try:
        return read_profile(path), ()
    except InputError as exc:
        return (), exc.problems


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary() | st.lists(st.sampled_from('0123456789,;\t\n-.%e"x# '), max_size=200).map("".join).map(str.encode)
)
def test_any_file_is_read_or_refused(data: bytes, tmp_path: Path) -> None:
    """Nothing but InputError ever comes out."""
    loads, problems = outcome(profile(tmp_path, data))
    assert all(p.message and p.expected and p.where for p in problems)
    if not problems:
        assert len(loads) == 24
        assert min(loads) >= 0
