"""How much the house costs over bare NumPy: `python benchmarks/draws.py [--rounds 5]`.

The same bill of three options (an API, rented and owned hardware; cost, energy and carbon) for 100,000 draws, once
through c3 and once drawn and written out by hand, interleaved in one run; the median of the ratios is printed. The
aim is less than 3. Then a million draws in a process of their own, whose peak memory is read: less than 1 GB.
"""

from __future__ import annotations

import argparse
import math
import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.base.ranges import middle_of
from c3calc.cli.request import catalogue
from c3calc.files.request import Request
from c3calc.files.text.document import read_document
from c3calc.questions.draws import quietly, samplers

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.questions.comparison import Comparison

DRAWS, MILLION = 100_000, 1_000_000
AIM, MEMORY_GB = 3.0, 1.0
TODAY = "2026-11-21"
SECONDS, HOURS = 730 * 3600, 730
SCENARIO = b"""\
c3: 1
name: draws
currency: USD
like_for_like: false
workload: {input_tokens_per_month: {low: 4e9, high: 6e9}, output_tokens_per_month: {low: 1e9, high: 2e9}}
options:
  - name: API
    kind: api
    model: m
    price: {input_per_mtok: {mean: 2.5, sd: 0.25}, output_per_mtok: {low: 8, high: 12}}
    energy: {input_j_per_token: {low: 0.1, high: 0.3}, output_j_per_token: {low: 1, high: 3}}
    grid: DE
  - name: Rented
    kind: rented
    model: llama-3.1-8b
    gpu: l40s
    gpus_per_replica: 1
    rent: {amount: {low: 0.9, mode: 1.1, high: 1.6}, per: hour, gpus: 1}
    throughput: {prefill_tok_s: {low: 8000, high: 12000}, decode_tok_s: {p10: 1200, p90: 2000}}
    power: {idle_w: 60, busy_w: {low: 250, high: 330}}
    host_w_per_gpu: 100
    max_utilisation: 0.7
    pue: 1.2
    grid: DE
  - name: Owned
    kind: owned
    model: llama-3.1-8b
    gpu: l40s
    gpus_per_replica: 1
    purchase: {gpu_price: {low: 7000, high: 9000}, life_months: 48}
    electricity: {price_per_kwh: {low: 0.15, high: 0.3}}
    throughput: {prefill_tok_s: 10000, decode_tok_s: 1600}
    power: {idle_w: 60, busy_w: 300}
    host_w_per_gpu: 100
    max_utilisation: 0.7
    pue: 1.2
    grid: FR
finance: {discount_rate_per_year: 8%}
carbon: {embodied: false}
"""


def asked() -> Comparison:
    """Return the comparison that is drawn."""
    return Request(read_document(None, text=SCENARIO), catalogue(()), TODAY).comparison


def uncertain(found: Comparison) -> dict[str, Any]:
    """Return every number that goes in, by a short key."""
    given: dict[str, Any] = {}

    def note(key: str, value: Any) -> Any:
        given[key] = value
        return middle_of(key, value)

    found.drawn(note)
    return given


def by_house(found: Comparison) -> list[Any]:
    """Return cost, energy and carbon of every option for all draws, through c3."""
    figures = []
    for sampler in samplers(DRAWS, 0):
        with quietly():
            figures += [(o.cost, o.energy_kwh, o.carbon_kg) for o in found.drawn(sampler)]
    return figures


GIVEN = uncertain(asked())


def drawn_alone() -> list[dict[str, Any]]:
    """Return the arrays of all draws, in the pieces in which c3 takes them: whoever writes it by hand draws too."""
    return [{_short(key): np.asarray(sampler(key, v)) for key, v in GIVEN.items()} for sampler in samplers(DRAWS, 0)]


def _short(key: str) -> str:
    return key.replace('options["', "").replace('"]', "")


def by_hand(pieces: list[dict[str, Any]]) -> list[Any]:
    """Return the same figures, written out."""
    return [figure for x in pieces for figure in (_api(x), _rented(x), _owned(x))]


def _api(x: dict[str, Any]) -> Any:
    into, out = x["workload.input_tokens_per_month"], x["workload.output_tokens_per_month"]
    cost = (into * x["API.price.input_per_mtok"] + out * x["API.price.output_per_mtok"]) / 1e6
    energy = (into * x["API.energy.input_j_per_token"] + out * x["API.energy.output_j_per_token"]) / 3.6e6
    return cost, energy, energy * _grid(x, "DE") / 1000


def _rented(x: dict[str, Any]) -> Any:
    load, gpus = _hosted(x, "Rented")
    busy = x["Rented.power.busy_w"]
    energy = (gpus * (60 + 100) + load * (busy - 60)) * HOURS * 1.2 / 1000
    return gpus * HOURS * x["Rented.rent.amount"], energy, energy * _grid(x, "DE") / 1000


def _owned(x: dict[str, Any]) -> Any:
    load, gpus = _hosted(x, "Owned")
    energy = (gpus * (60 + 100) + load * (300 - 60)) * HOURS * 1.2 / 1000
    month = 1.08 ** (1 / 12) - 1
    capital = gpus * x["Owned.purchase.gpu_price"] * month / (1 - (1 + month) ** -48)
    return capital + energy * x["Owned.electricity.price_per_kwh"], energy, energy * _grid(x, "FR") / 1000


def _hosted(x: dict[str, Any], name: str) -> Any:
    into = x["workload.input_tokens_per_month"] / SECONDS / x[f"{name}.throughput.prefill_tok_s"]
    load = into + x["workload.output_tokens_per_month"] / SECONDS / x[f"{name}.throughput.decode_tok_s"]
    return load, np.maximum(1, np.ceil(load / 0.7 - 1e-9))


def _grid(x: dict[str, Any], zone: str) -> Any:
    return next(value for key, value in x.items() if key.startswith(f"grid {zone} "))


def seconds(work: Callable[[], Any]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def agree(one: list[Any], other: list[Any]) -> None:
    """Raise AssertionError unless both ways come to the same figures."""
    for a, b in zip(one, other, strict=True):
        for x, y in zip(a, b, strict=True):
            assert np.allclose(np.asarray(x), y, rtol=1e-9), (x, y)


def memory() -> None:
    """Print the peak memory of this process after a million draws."""
    from c3calc.questions.intervals import draw  # noqa: PLC0415  (in the process that is measured)

    _ = draw(asked(), MILLION, 0).intervals
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def main() -> None:
    """Print the ratio and the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    flags = parser.parse_args()
    if flags.memory:
        memory()
        return
    found = asked()
    agree(by_house(found), by_hand(drawn_alone()))
    ratios = [seconds(lambda: by_house(found)) / seconds(lambda: by_hand(drawn_alone())) for _ in range(flags.rounds)]
    span = f"{min(ratios):.2f}-{max(ratios):.2f}"
    print(f"{DRAWS:,} draws: {statistics.median(ratios):.2f} x drawing and NumPy by hand ({span}), aim {AIM}")
    run = subprocess.run([sys.executable, __file__, "--memory"], capture_output=True, text=True, check=True)
    print(f"{MILLION:,} draws: {math.ceil(float(run.stdout) * 100) / 100:.2f} GB at the most, aim {MEMORY_GB}")


if __name__ == "__main__":
    main()
