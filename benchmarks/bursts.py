"""Hold the formula for replicas under bursts against the simulation of every iteration, over 200 made-up workloads.

    python benchmarks/bursts.py          how far the two are apart (the simulated replicas are those of the table)
    python benchmarks/bursts.py --write  simulate them again (about ten minutes) and write the table

The table is tests/evaluate/bursts.csv; docs/method.md quotes what is printed.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from pathlib import Path

from c3calc.evaluate.batching import EngineRates, gamma_requests, wait_s
from c3calc.evaluate.queueing import PERCENTILE, Queue

TABLE = Path(__file__).resolve().parents[1] / "tests" / "evaluate" / "bursts.csv"
MOST_BUSY = 0.7
WORKLOADS = 100  # of mild bursts (1 to 4), and as many of strong ones (4 to 200)
MOST_REPLICAS = 400  # of a simulation

Row = dict[str, float]


def made_up(draws: random.Random, burstiness: tuple[float, float]) -> Row:
    """Return a workload: log-uniform in everything, four sizes of an engine, from 0.1 to 12 busy replicas."""

    def between(low: float, high: float) -> float:
        return float(f"{math.exp(draws.uniform(math.log(low), math.log(high))):.4g}")

    row: Row = {"burstiness": between(*burstiness), "input_tokens": between(200, 60_000)}
    row |= {"output_tokens": between(10, 1500), "prefill_tok_s": between(2_000, 40_000)}
    row |= {"slots": draws.choice([4, 16, 64, 256]), "step_s": between(0.015, 0.06)}
    prefill_s = row["input_tokens"] / row["prefill_tok_s"]
    row["requests_per_s"] = float(f"{between(0.1, 12) / work_s(row):.4g}")
    row["patience_s"] = float(f"{between(0.2, 5) * draws.choice([1.0, max(1.0, prefill_s)]):.4g}")
    return row


def work_s(row: Row) -> float:
    """Return the replica-seconds of a mean request."""
    return row["input_tokens"] / row["prefill_tok_s"] + row["output_tokens"] * row["step_s"] / row["slots"]


def queue_of(row: Row) -> Queue:
    """Return the queue of a workload, as a comparison would make it."""
    prefill_s = row["input_tokens"] / row["prefill_tok_s"]
    return Queue(int(row["slots"]), work_s(row), prefill_s, row["step_s"], row["patience_s"], row["burstiness"])


def by_formula(row: Row, queue: Queue) -> int:
    """Return the fewest replicas whose highest utilisation carries the load."""
    return queue.fewest(row["requests_per_s"] * work_s(row), MOST_BUSY)


def simulated(row: Row) -> int:
    """Return the fewest replicas at which 95 % of made-up requests wait no longer than they may, by halving."""
    count = int(20_000 + 200 * row["burstiness"])
    means = row["input_tokens"], row["output_tokens"]
    requests = gamma_requests(row["requests_per_s"], row["burstiness"], means, count, random.Random(1))  # noqa: S311
    engine = EngineRates(row["prefill_tok_s"], row["step_s"], int(row["slots"]))
    enough = max(1, math.ceil(row["requests_per_s"] * work_s(row) / MOST_BUSY))
    few = enough - 1
    while enough < MOST_REPLICAS and wait_s(requests, engine, enough, PERCENTILE) > row["patience_s"]:
        few, enough = enough, math.ceil(enough * 1.3)
    while enough - few > 1:
        middle = (few + enough) // 2
        is_short = wait_s(requests, engine, middle, PERCENTILE) <= row["patience_s"]
        few, enough = (few, middle) if is_short else (middle, enough)
    return enough


def write() -> None:
    """Simulate every workload anew."""
    draws = random.Random(1)  # noqa: S311  (made-up workloads keep no secret)
    rows = [made_up(draws, span) for span in ((1, 4), (4, 200)) for _ in range(WORKLOADS)]
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, [*rows[0], "replicas"], lineterminator="\n")
        table.writeheader()
        for row in rows:
            table.writerow(row | {"replicas": simulated(row)})


def main() -> None:
    """Print, for mild and strong bursts, how many workloads the formula sizes within a replica or 15 %."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", action="store_true")
    if arguments.parse_args().write:
        write()
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    for name, low, high in (("cv2 of 1 to 4", 0, 4), ("cv2 of 4 to 200", 4, 200)):
        chosen = [row for row in rows if low < row["burstiness"] <= high]
        ratios = sorted(by_formula(row, queue_of(row)) / row["replicas"] for row in chosen)
        near = sum(abs(by_formula(r, queue_of(r)) - r["replicas"]) <= max(1, 0.15 * r["replicas"]) for r in chosen)
        span = f"{ratios[0]:.2f} to {ratios[-1]:.2f}, median {ratios[len(ratios) // 2]:.2f}"
        print(f"{name}: {near} of {len(chosen)} within one replica or 15 %; formula / simulation {span}")


if __name__ == "__main__":
    main()
