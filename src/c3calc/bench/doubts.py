"""What makes the figures of a measurement less sure: looked for in its runs, its energy and its machine.

What makes a measured figure less sure, as data: a kind, the offending number, what helps. Worded in one place.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.bench.energy import AGREE_SHARE, WindowEnergy
from c3calc.bench.statistics import half_width_share, sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from c3calc.bench.energy import Load
    from c3calc.bench.engines.engine import Run
    from c3calc.bench.meters.meter import MeterFacts
    from c3calc.bench.protocol import Observed, Stretch


class FigureDoubt(NamedTuple):
    """A kind of `REMEDIES`, and what was found, in one sentence."""

    kind: str
    message: str

    @property
    def remedy(self) -> str:
        """What helps."""
        return REMEDIES[self.kind]


REMEDIES = {
    "no_energy": "name a meter: --meter nvml, --meter rapl, or --wall IDLE,BUSY; `c3 doctor` says what there is",
    "few_seconds": "measure longer: --seconds 10 or more",
    "no_counter": "energy is the integrated power: give it --seconds 30, and compare with a meter at the wall",
    "counter_stuck": "energy is the integrated power; update the driver, or measure at the wall",
    "counter_back": "keep the driver loaded (nvidia-smi -pm 1) and measure again; energy is the integrated power",
    "meters_disagree": "measure longer, and at the wall: one of the two is wrong",
    "throttled": "cool the board, or lift the limit; the rates are those of a board held down",
    "other_processes": "stop them: their energy and their work are in these figures",
    "mig": "the energy is that of the whole board: measure with MIG off, or with the board to yourself",
    "gpu_not_in_catalogue": "--gpu-id ID says which GPU of the catalogue it is: `c3 prices --kind gpu`",
    "other_board": "--meter rapl for a processor, or llama.cpp built for the GPU: this energy is not that of the work",
    "not_narrow": "stop what else runs on the machine, or measure longer: --seconds, --most-seconds",
    "outliers": "look at the raw runs: something else ran at times",
    "swapped": "use a smaller model, or fewer sequences: the machine moved memory to disk",
    "busy_machine": "stop what else runs on the machine",
    "odd_energy": "measure longer: the two loads cannot be told apart",
    "odd_rate": "ask for longer answers: --output-tokens; these say nothing of writing",
    "requests_lost": "look at the server's log; the rates are of the tokens written, output_tokens is their mean",
    "held_back": "ask the server itself, not a gateway that buffers: times to tokens need text as it is made",
    "answers_cached": "switch the server's prompt cache off: cached input is not read",
    "no_fixed_length": "the server writes as long as it likes: compare with care, or choose one with ignore_eos",
}


_WIDE_SHARE = 0.05
_CACHED_SHARE = 0.05
_LEAST_SECONDS = 10.0
_LEAST_STEPS = 100
_SWAPPED_GB = 0.1
_BUSY_SHARE = 0.5  # of the threads, by the load average before the run
_LONGEST = 900  # characters of a message


def spread_findings(what: str, rates: Sequence[float]) -> Iterator[FigureDoubt]:
    """Find a mean that is not well known, and runs far from the others."""
    if not rates:
        return
    found = sample(rates)
    half = half_width_share(found)
    if half > _WIDE_SHARE:
        yield FigureDoubt("not_narrow", f"{what}: the mean is known to {half:.0%} only ({found.runs} runs)")
    if found.outliers:
        yield FigureDoubt("outliers", f"{what}: {found.outliers} of {found.runs} runs lie far from the others")


def request_findings(runs: Sequence[Run], at: str) -> Iterator[FigureDoubt]:
    """Find requests to a server that came to nothing, or were not answered by the model."""
    failed, short = sum(r.failed for r in runs), sum(r.truncated for r in runs)
    cached, sent = sum(r.cached_tokens for r in runs), sum(r.sent for r in runs)
    if failed or short:
        why = "; ".join(dict.fromkeys(e for r in runs for e in r.errors))
        text = f"{at}: of {sent} requests {failed} failed and {short} were cut short{': ' if why else ''}{why}"
        yield FigureDoubt("requests_lost", text[:_LONGEST])
    held = sum(r.held_back for r in runs)
    if held:
        text = f"{at}: the text of {held} of {sent} answers came all at one moment, so they have no times to tokens"
        yield FigureDoubt("held_back", text)
    if cached > _CACHED_SHARE * sum(r.input_tokens for r in runs):
        yield FigureDoubt("answers_cached", f"{at}: {cached} input tokens came from the server's prompt cache")


def energy_findings(name: str, load: Load, channels: Sequence[WindowEnergy], stretch: Stretch) -> Iterator[FigureDoubt]:
    """Find what makes the energy of a window less sure."""
    steps = min((c.steps for c in channels if not math.isnan(c.counter_j)), default=_LEAST_STEPS)
    if load.seconds_s < _LEAST_SECONDS or steps < _LEAST_STEPS:
        text = f"{name}: a window of {load.seconds_s:.1f} s and {steps} steps of the counter"
        yield FigureDoubt("few_seconds", text)
    if any(c.went_back for c in channels):
        yield FigureDoubt("counter_back", f"{name}: an energy counter went backwards")
    if any(c.stuck for c in channels):
        yield FigureDoubt("counter_stuck", f"{name}: an energy counter did not move in {load.seconds_s:.1f} s")
    if channels and all(math.isnan(c.counter_j) and not c.went_back and not c.stuck for c in channels):
        yield FigureDoubt("no_counter", f"{name}: the board has no energy counter")
    gap = max((c.gap_share for c in channels if not math.isnan(c.gap_share)), default=0.0)
    if gap > AGREE_SHARE:
        yield FigureDoubt("meters_disagree", f"{name}: counter and integrated power are {gap:.0%} apart")
    if stretch.trace.throttled:
        yield FigureDoubt("throttled", f"{name}: clocks were held down by {', '.join(stretch.trace.throttled)}")


def general_findings(
    seen: Observed, meter: MeterFacts, machine: Mapping[str, Any], gpu: str | None, known: Sequence[FigureDoubt]
) -> Iterator[FigureDoubt]:
    """Find what makes the whole measurement less sure; `known` was found before it began."""
    if meter.boundary is None and not any(f.kind == "no_energy" for f in known):
        why = "this board tells no power" if meter.boards else "there is no meter"
        yield FigureDoubt("no_energy", f"energy was not measured: {why}")
    if any(board.get("mig") for board in meter.boards):
        yield FigureDoubt("mig", "MIG is on")
    others = _others(seen, meter)
    if others:
        yield FigureDoubt("other_processes", f"{others} other processes were on the board")
    if meter.boards and gpu is None and not any(f.kind == "other_board" for f in known):
        yield FigureDoubt("gpu_not_in_catalogue", f"`{meter.boards[0]['name']}` is no one GPU of the catalogue")
    swapped = float(machine.get("swap_after_gb") or 0) - float(machine.get("swap_before_gb") or 0)
    if swapped > _SWAPPED_GB:
        yield FigureDoubt("swapped", f"{swapped:.1f} GB were moved to disk during the run")
    load, threads = float(machine.get("load") or 0), int(machine.get("threads") or 1)
    if load > _BUSY_SHARE * threads:
        yield FigureDoubt("busy_machine", f"{load:.1f} processes were at work on {threads} processors before the run")


def _others(seen: Observed, meter: MeterFacts) -> int:
    """Return processes on the boards beside the engine: those there before it, or more than one during the runs."""
    before = max((int(str(board.get("other_processes", 0))) for board in meter.boards), default=0)
    most = max((s.trace.processes for p in seen.points for s in (p.prompts, p.requests)), default=0)
    return max(before, most - 1)
