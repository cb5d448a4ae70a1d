"""Promises about work: what several parts of an answer need of an option is computed once, and read by all of them."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.evaluate.bill import make_bill
from c3calc.evaluate.cashflow import cash_flow, months_ahead
from c3calc.evaluate.discounting import net_present_value, rates_of_return
from c3calc.evaluate.fleet_capacity import capacity_of
from c3calc.evaluate.hardware_lines import hardware_lines
from c3calc.evaluate.replica import make_fleet
from frozen import API, FIXED, OWNED, RENTED, comparison, scenario

if TYPE_CHECKING:
    from types import FrameType

COUNTED = (
    make_bill, make_fleet, hardware_lines, capacity_of, months_ahead, cash_flow, net_present_value, rates_of_return,
)  # fmt: skip
METRICS = (
    "gpus", "mean_utilisation", "idle_cost_per_month", "npv", "irr", "payback_months", "annuity_per_month", "capex",
)  # fmt: skip


def calls_of_an_answer(**blocks: Any) -> dict[str, int]:
    """Return how often each function runs for one answer about four options, two of them with hardware."""
    names = {function.__code__: function.__name__ for function in COUNTED}
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in names:
            found[names[frame.f_code]] += 1

    claims = [{"metric": m, "option": o, "value": 1} for m in METRICS for o in ("Rented", "Owned")]
    asked = comparison(scenario(API, FIXED, RENTED, OWNED, expect=claims, **blocks))
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        assert len(asked.answer.options) == 4
    finally:
        sys.setprofile(before)
    return dict(found)


def test_an_option_is_evaluated_once() -> None:
    """A bill and a capacity an option, a fleet and its lines where there is hardware; notes and claims read them."""
    assert calls_of_an_answer() == {"make_bill": 4, "make_fleet": 2, "hardware_lines": 2, "capacity_of": 4}


@pytest.mark.parametrize("growth", ["0%", "2%"])
def test_the_months_ahead_are_walked_once(growth: str) -> None:
    """An option's months are made once and summed twice: exactly, and in minor units as printed.

    Rates of return and both present values (against the baseline, and its own for the annuity) are found once each.
    """
    workload = {"input_tokens_per_month": 500e6, "output_tokens_per_month": 150e6, "growth_per_month": growth}
    people = [{"name": "Engineering", "fte": 0.1, "cost_per_fte_year": 180_000.0, "applies_to": ["owned"]}]
    found = calls_of_an_answer(workload=workload, costs=people, finance={"discount_rate_per_year": "10%"})
    assert (found["make_bill"], found["capacity_of"], found["months_ahead"], found["cash_flow"]) == (4, 4, 4, 8)
    assert found["rates_of_return"] == 5  # four options, and Owned without its people
    assert found["net_present_value"] == 2 * 5
