"""Replicas under bursts: the formula against the simulation of every iteration, and Azure's traffic of 2023."""

from __future__ import annotations

import csv
import importlib.util
import random
from pathlib import Path
from typing import Any

import pytest

from c3calc.evaluate.batching import EngineRates, gamma_requests, wait_s
from c3calc.evaluate.queueing import BURSTY, OFF_BY
from frozen import RENTED, answer, notes_of, option_of, scenario

ROOT = Path(__file__).resolve().parents[2]
AZURE = {  # one hour of November 2023: requests a second, mean tokens, squared coefficient of variation
    "code": {"input_tokens_per_request": 2048, "output_tokens_per_request": 28, "requests_per_month": "6.75M"},
    "chat": {"input_tokens_per_request": 1155, "output_tokens_per_request": 211, "requests_per_month": "14.53M"},
}
EIGHT_H100 = {
    **RENTED,
    "gpus_per_replica": 8,
    "throughput": {"prefill_tok_s": 9700, "decode_tok_s": 1280, "at_concurrency": 64},
}


def benchmark() -> Any:
    """Return the benchmark that made the table."""
    spec = importlib.util.spec_from_file_location("bursts", ROOT / "benchmarks" / "bursts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BURSTS = benchmark()
ROWS = [
    {key: float(value) for key, value in row.items()}
    for row in csv.DictReader(BURSTS.TABLE.read_text(encoding="utf-8").splitlines())
]


def is_near(row: dict[str, float]) -> bool:
    """Whether the formula asks for as many replicas as the simulation, within one or 15 %."""
    return bool(abs(BURSTS.by_formula(row, BURSTS.queue_of(row)) - row["replicas"]) <= max(1, 0.15 * row["replicas"]))


def test_the_table_has_a_hundred_mild_and_a_hundred_strong_bursts() -> None:
    """Up to a squared coefficient of variation of 4, and up to 200; prompts of 200 to 60,000 tokens."""
    assert (len(ROWS), sum(row["burstiness"] <= BURSTY for row in ROWS)) == (200, 100)
    prompts = [row["input_tokens"] for row in ROWS]
    assert min(prompts) < 300
    assert max(prompts) > 50_000


def test_under_mild_bursts_the_formula_is_within_a_replica_or_15_percent() -> None:
    """In 96 of a hundred workloads, and never further off than a quarter."""
    mild = [row for row in ROWS if row["burstiness"] <= BURSTY]
    far = [row for row in mild if not is_near(row)]
    assert len(far) <= 4, far
    assert all(0.75 < BURSTS.by_formula(row, BURSTS.queue_of(row)) / row["replicas"] < 1.25 for row in far)


def test_under_strong_bursts_the_range_holds_the_simulation() -> None:
    """The formula times what it may be off is enough, and long mild bursts never ask for more."""
    for row in (row for row in ROWS if row["burstiness"] > BURSTY):
        queue = BURSTS.queue_of(row)
        sized = BURSTS.by_formula(row, queue)
        fewest = queue.mild.fewest(row["requests_per_s"] * BURSTS.work_s(row), BURSTS.MOST_BUSY)
        assert fewest / OFF_BY <= row["replicas"] <= sized * OFF_BY + 1, row


@pytest.mark.parametrize("row", ROWS[5:100:19] + ROWS[105::29], ids=lambda row: f"cv2 of {row['burstiness']:g}")
def test_the_simulation_says_what_the_table_says(row: dict[str, float]) -> None:
    """A few rows, simulated again."""
    assert BURSTS.simulated(row) == row["replicas"]


def sized(which: str, burstiness: float) -> Any:
    """Return the option for an hour of Azure's traffic, 2 s to the first token."""
    workload = {**AZURE[which], "shape": "flat", "ttft_s": 2, "burstiness": burstiness}
    return answer(scenario(EIGHT_H100, workload=workload))


def test_azures_chat_hour_needs_three_replicas() -> None:
    """cv2 = 1.20; the trace itself, simulated, needs 3."""
    assert option_of(sized("chat", 1.2), "Rented").capacity.replicas == 3


def test_azures_code_hour_needs_many_though_one_could_do_the_work() -> None:
    """cv2 = 173 at 60 % of one replica: one if even, fifteen billed; the trace itself is within the range."""
    assert option_of(sized("code", 1), "Rented").capacity.replicas == 1
    found = sized("code", 173)
    option = option_of(found, "Rented")
    assert option.capacity.replicas == 15
    requests = gamma_requests(6.75e6 / 730 / 3600, 173, (2048, 28), 20_000, random.Random(1))  # noqa: S311
    assert 2048 / 9700 + wait_s(requests, EngineRates(9700, 0.05, 64), 15, 0.95) == pytest.approx(1.82, abs=0.05)
    (note,) = notes_of(found, "C3-N90")
    expected = "15 working replicas, 2 to 23 as bursts of this burstiness fall; only request times can tell"
    assert note == f"Rented: {expected}"


def test_the_burstier_the_more_replicas() -> None:
    """Of the code hour at the same volume."""
    counts = [option_of(sized("code", cv2), "Rented").capacity.replicas for cv2 in (1, 4, 10, 40, 173)]
    assert counts == sorted(counts)
    assert len(set(counts)) >= 4


def test_bursts_that_no_replicas_hold_are_over_capacity() -> None:
    """A hundred at once on one place each, a wait of 0.09 s: each is told so, in words."""
    one = {**EIGHT_H100, "throughput": {"prefill_tok_s": 9700, "decode_tok_s": 20, "at_concurrency": 1}}
    workload = {**AZURE["code"], "shape": "flat", "ttft_s": 0.3, "burstiness": 5000}
    found = option_of(answer(scenario(one, workload=workload)), "Rented")
    assert found.status == "over_capacity"
    assert "1 request in 20 waiting for longer than its ttft_s" in found.reasons[0]
