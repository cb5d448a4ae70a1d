"""How an option's replicas, their memory and their times came about, in words and numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.capacity import needed_gb
from c3calc.curve import NOISE
from c3calc.result import Step, known
from c3calc.units import MS_PER_S, count_text, percent, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.capacity import Fleet


def sizing_steps(made: Fleet, tokens: float) -> tuple[Step, ...]:
    """Return how the number of replicas and the memory of one came about."""
    plan, name = made.plan, made.plan.traits.name
    needed = needed_gb(plan.memory, made.gpus_per_replica)
    replicas = made.working(tokens) + plan.spares
    chosen = [Step(f"{name}: GPUs of a replica", made.why, made.gpus_per_replica, "GPUs")] if made.why else []
    return (
        *chosen,
        Step(f"{name}: mean load", _load_text(made), known(made.mean_load), "replicas"),
        Step(f"{name}: peak load", _peak_text(made), known(made.peak_load), "replicas"),
        Step(f"{name}: replicas", f"{_replicas_text(made, tokens)} + {plan.spares} spare", replicas, "replicas"),
        *_unsure_steps(made, tokens),
        Step(f"{name}: memory of a replica", _memory_text(made), known(needed), "GB"),
        *_latency_steps(made, tokens),
    )


def _latency_steps(made: Fleet, tokens: float) -> Iterator[Step]:
    """Yield the times that the traffic asks to hold, as far as they can be told."""
    name, latency, rates = made.plan.traits.name, made.latency, made.plan.rates
    if latency.asked_tpot_s < math.inf:
        shared = f"{plain(rates.places)} places / {plain(rates.decode_tok_s.value)} tok/s + prefill of the others"
        yield Step(f"{name}: time per output token", shared, known(latency.tpot_s * MS_PER_S), "ms")
    if latency.queue:
        working = made.working(tokens)
        busy = made.peak_load / working
        wait_s = latency.queue.wait_s(working, busy) if busy < 1 else math.nan
        prefill_s = max(latency.prefill_s(p) for p in made.traffic.parts if p.ttft_s < math.inf)
        how = f"wait in a queue of {working} x {plain(rates.places)} places, {percent(busy)} busy, + prefill"
        parts = f"{plain(wait_s, 3)} + {plain(prefill_s, 3)} s: {how}"
        yield Step(f"{name}: time to first token, p95", parts, known(wait_s + prefill_s), "s")


def _load_text(made: Fleet) -> str:
    rates, hours = made.plan.rates, made.traffic.hours_per_month
    into, out = plain(rates.prefill_tok_s.value), plain(rates.decode_tok_s.value)
    return f"input / {into} tok/s + output / {out} tok/s, over {plain(hours)} h"


def _peak_text(made: Fleet) -> str:
    factor = made.peak_load / made.mean_load if made.mean_load else 1.0
    return f"mean load x peak factor {plain(factor)}"


def _replicas_text(made: Fleet, tokens: float) -> str:
    if made.plan.replicas is not None:
        return f"{made.plan.replicas} as given"
    if made.peak_load == 0:
        return "1, without load"
    most, working = made.plan.rates.max_utilisation.value, made.working(tokens)
    at_most = f"ceil({count_text(tokens)} / {count_text(made.tokens_per_replica)} tokens at {percent(most)})"
    if working <= max(1, math.ceil(tokens / made.tokens_per_replica * (1 - NOISE))):
        return at_most
    fewer, busy = working - 1, percent(made.utilisation_of(working - 1))
    return f"{working}, one more than {at_most}: {fewer} may be {busy} busy at most, or requests queue for too long"


def _unsure_steps(made: Fleet, tokens: float) -> Iterator[Step]:
    """Yield how many replicas there would be at both ends of the interval of a predicted throughput."""
    machine = made.plan.machine
    if machine and machine.rates and made.plan.replicas is None:
        by = machine.constants.factor(machine.architecture)
        few, many = (
            replace(made, peak_load=load).working(tokens) for load in (made.peak_load / by, made.peak_load * by)
        )
        span = f"{few} to {many}" if many > few else f"still {few}"
        text = f"{span} working replicas: 4 of 5 measured rates are within x/÷ {plain(by, 3)} of a prediction"
        yield Step(f"{made.plan.traits.name}: if the prediction is off", text, many, "replicas")


def _memory_text(made: Fleet) -> str:
    m = made.plan.memory
    kv = f"{plain(m.kv_gb_per_sequence, 4)} GB KV x {plain(m.sequences)} sequences"
    cards = f"{plain(m.overhead_gb_per_gpu)} GB overhead x {made.gpus_per_replica} GPUs"
    return f"{plain(m.weights_gb, 4)} GB weights + {kv} + {cards}"
