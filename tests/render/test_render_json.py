"""The answer as JSON: the shape, the names and the decimals that scripts rely on."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from answers import OWNED, answer, bare_answer
from c3calc.answer.answer import Answer, Monthly, Option
from c3calc.answer.codec import render_json
from c3calc.answer.schema import answer_schema


def data(given: Answer) -> Any:
    """Return the parsed JSON of an answer."""
    return json.loads(render_json(given))


@pytest.mark.parametrize("given", [answer(), bare_answer()], ids=["full", "bare"])
def test_every_answer_satisfies_the_published_schema(given: Answer) -> None:
    """The schema is itself valid, and what c3 writes keeps to it."""
    validator = jsonschema.Draft202012Validator
    validator.check_schema(answer_schema())
    assert list(validator(answer_schema()).iter_errors(data(given))) == []


def test_the_schema_refuses_a_number_where_a_decimal_string_is_promised() -> None:
    """The schema is strict enough to catch a float, a missing key and a new one."""
    validator = jsonschema.Draft202012Validator(answer_schema())
    good = data(answer())
    missing = {key: value for key, value in good.items() if key != "verdict"}
    for bad in (good | {"hours_per_month": 730.0}, missing, good | {"extra": None}):
        assert not validator.is_valid(bad)


def test_keys_are_the_fields_in_their_order() -> None:
    """A reader of a diff finds things where they were."""
    assert [field.name for field in fields(Answer)] == list(data(answer()))
    assert [field.name for field in fields(Option)] == list(data(answer())["options"][0])


def test_money_and_physical_numbers_are_decimal_strings() -> None:
    """No float is left to a parser's rounding; counts stay integers; unknown is null."""
    found = data(answer())
    assert found["hours_per_month"] == "730"
    assert found["options"][0]["monthly"] == {
        "cost": "2750.01",
        "energy_kwh": None,
        "carbon_kg": None,
        "low": "2400.00",
        "high": "3100.50",
        "energy_low_kwh": None,
        "energy_high_kwh": None,
        "carbon_low_kg": None,
        "carbon_high_kg": None,
    }
    assert found["options"][0]["lines"][2]["unit_price"] == "0.0000125"
    assert found["options"][1]["capacity"]["replicas"] == 1
    assert found["options"][1]["lines"][1]["months"] == [1, 3]
    assert found["schema_version"] == 1


def test_an_integer_in_a_field_of_floats_is_a_decimal_string_all_the_same() -> None:
    """The type of a key does not depend on who computed it."""
    assert data(replace(answer(), hours_per_month=730))["hours_per_month"] == "730"


def test_exchange_rates_are_found_by_currency() -> None:
    """One look-up, with the day and the source of the rate."""
    rates = {"EUR": {"rate": "1.16", "date": "2026-10-09", "source": "ECB reference rate"}}
    assert rates == data(answer())["exchange_rates"]


def test_flips_run_from_one_value_to_another() -> None:
    """The keys are `from` and `to`, as the format says."""
    assert list(data(answer())["flips"][0]) == ["input", "from", "to", "verdict"]


def test_nothing_that_is_not_finite_gets_out() -> None:
    """NaN is not JSON; what is not a number is null, minus zero is zero."""
    option = replace(answer().options[0], monthly=Monthly(Decimal("-0.00"), float("nan"), float("inf")), score=-0.0)
    found = data(replace(answer(), options=(option,)))["options"][0]
    assert (found["monthly"]["cost"], found["monthly"]["energy_kwh"], found["score"]) == ("0.00", None, "0")
    assert found["monthly"]["carbon_kg"] is None


def test_the_text_is_readable_stable_and_safe_to_print() -> None:
    """Two spaces, letters as they are, a newline at the end, the same bytes twice, no control characters."""
    text = render_json(answer())
    assert text == render_json(answer())
    assert text.startswith('{\n  "schema_version": 1,\n')
    assert text.endswith("}\n")
    assert "東京" in text
    assert "\x1b" not in text
    assert data(answer())["options"][2]["name"] == OWNED


def test_a_file_name_that_is_not_unicode_can_still_be_written() -> None:
    """A lone surrogate is escaped, and reads back as it was."""
    odd = replace(answer(), scenario=replace(answer().scenario, file="caf\udce9.yaml"))
    assert render_json(odd).encode().isascii() is False
    assert data(odd)["scenario"]["file"] == "caf\udce9.yaml"
