"""The promise that an imported price makes the bill that genai-prices makes, asked request by request.

The 1,000 cases of bills.json were drawn and asked by scripts/make/freeze_bills.py: half of them from all models, half
from those with context tiers, service tiers, batch prices or prices by the hour. Zhipu is left out: billed in CNY.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from c3calc.evaluate.bill import usage_cost
from c3calc.files.catalogue.load import load_catalogue
from frozen import resolved, scenario
from paths import TESTS

CASES = json.loads((TESTS / "bills.json").read_text(encoding="utf-8"))
SHIPS = load_catalogue()
GROUPS = 20
WEEKDAYS = {"weekdays.csv": (1.0,) * 120 + (0.0,) * 48}  # the package knows no weekends: where they differ we do


def our_bill(case: dict[str, Any]) -> float:
    """Return what c3 says that a month of the case's requests costs."""
    provider, model = case["key"].split("/", 1)
    sent = case["sent"]
    tier = "standard" if sent == "batch" else sent
    option = {"name": "API", "kind": "api", "provider": provider, "model": model, "service_tier": tier,
              "cache_lifetime": case["lifetime"]}  # fmt: skip
    workload = {
        "requests_per_month": case["requests"], "input_tokens_per_request": case["input"],
        "output_tokens_per_request": case["output"], "cached_input_share": case["cached"] / case["input"],
        "cache_write_share": case["written"] / case["input"], "batch_share": 1.0 if sent == "batch" else 0.0,
        "shape": {"hourly": "weekdays.csv"},
    }  # fmt: skip
    case_ = resolved(scenario(option, workload=workload), SHIPS, as_of=case["day"], profiles=WEEKDAYS).case
    return float(usage_cost(case_.plans[0], case_.workload)(case_.workload.tokens))


@pytest.mark.parametrize("start", range(GROUPS))
def test_bills_are_those_of_the_package(start: int) -> None:
    """For each case the bill is the package's to nine digits."""
    cases = CASES[start::GROUPS]
    assert [
        (case, ours) for case in cases if (ours := our_bill(case)) != pytest.approx(float(case["expected"]), rel=1e-9)
    ] == []


def test_the_cases_are_of_every_sort() -> None:
    """The sample has 1,000 cases, of batch, of every service tier, of long requests and of prices by the hour."""
    assert len(CASES) == 1000
    assert {case["sent"] for case in CASES} == {"standard", "batch", "flex", "priority", "fast"}
    assert sum(case["input"] > 200_000 for case in CASES) > 100
    rows = [SHIPS.price_on(SHIPS.get("apis", case["key"])["prices"], case["day"]) or {} for case in CASES]
    assert any("time_of_day" in row for row in rows)
    assert sum("long_context" in row for row in rows) > 100
