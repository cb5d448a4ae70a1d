"""One replica: how many cards and places it has and what it does, as given, or chosen and predicted.

The number of cards and of places (requests in flight) is whatever carries the peak on the fewest GPUs, among those that
hold the model and the times that the traffic asks for.

Predictions held against the user's own measurements: one factor for each figure of an engine on a card.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.base.figures import maximum
from c3calc.base.numbers import percent, plain
from c3calc.case.hardware import Setup, kv_gb_per_sequence
from c3calc.evaluate.fleet import Fleet
from c3calc.evaluate.load import decoded, mean_load, peak_load
from c3calc.evaluate.memory import fewest_gpus
from c3calc.evaluate.prediction import predict, sequences_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.base.numbers import Numeric
    from c3calc.base.provenance import Input
    from c3calc.case.hardware import Constants, PredictedHardware, Prediction, Trial
    from c3calc.case.options import Hosted
    from c3calc.case.traffic import ResolvedWorkload


def factor(figure: str, fit: Constants, trials: tuple[Trial, ...]) -> float:
    """Return the geometric mean of measured / predicted of a figure of `Prediction`; 1 where no trial measured it.

    100 tokens/s measured where 80 are predicted, and 50 where 45 are: (1.25 x 1.1111)^(1/2) = 1.1785.
    """
    ratios = list(_ratios(figure, fit, trials))
    return math.prod(ratios) ** (1 / len(ratios)) if ratios else 1.0


def _ratios(figure: str, fit: Constants, trials: tuple[Trial, ...]) -> Iterator[float]:
    for trial in trials:
        measured = getattr(trial, figure)
        if not math.isnan(measured):
            yield measured / getattr(predict(trial.architecture, trial.accelerator, fit, trial.setup), figure)


GPUS_IN_A_NODE = 8  # beyond them cards talk over a network


@dataclass(frozen=True)
class MeanRequest:
    """A mean request of some traffic, in tokens of this model."""

    input_tokens: float
    output_tokens: float

    @property
    def context_tokens(self) -> float:
        """What it holds in the KV cache at its end."""
        return self.input_tokens + self.output_tokens


def make_fleet(plan: Hosted, traffic: ResolvedWorkload, axis_tokens: float) -> Fleet:
    """Return the hardware for some traffic; `axis_tokens` is the whole workload's volume."""
    if plan.machine is None:
        return _sized(plan, traffic, axis_tokens, "")
    ways = [_sized(way, traffic, axis_tokens, "") for way in _ways(plan, plan.machine, traffic)]
    best = min(ways, key=lambda way: _rank(way, axis_tokens))
    return replace(best, why=_why(ways, axis_tokens))


def _sized(plan: Hosted, traffic: ResolvedWorkload, axis_tokens: float, why: str) -> Fleet:
    gpus = plan.gpus_per_replica or fewest_gpus(plan.memory)
    return Fleet(plan, traffic, gpus, axis_tokens, mean_load(plan, traffic), peak_load(plan, traffic), why)


def _rank(fleet: Fleet, tokens: float) -> tuple[bool, float, float]:
    """Return what decides between replicas: the times asked for, the GPUs that are paid, what each of them carries.

    Even where their number is given: one of two cards is another replica, not half of the number.
    """
    return not _holds(fleet), _paid(fleet, tokens), -fleet.tokens_per_replica / fleet.gpus_per_replica


def _paid(fleet: Fleet, tokens: float) -> float:
    """Return the GPUs that are paid where replicas follow the load."""
    return float(replace(fleet, plan=replace(fleet.plan, replicas=None)).gpus(tokens))


def _holds(fleet: Fleet) -> bool:
    return not (fleet.latency.tpot_s > fleet.latency.asked_tpot_s or fleet.latency.patience_s <= 0)


def mean_request(plan: Hosted, machine: PredictedHardware, traffic: ResolvedWorkload) -> MeanRequest:
    """Return the mean request of some traffic; where the calls are not known, with the output that is assumed.

    Its prefill makes a token of output, even where none is asked for.
    """
    output = sum(decoded(plan, p) for p in traffic.parts)
    sent = sum(c.tokens * plan.factor[c.kind] for p in traffic.parts for c in p.classes if c.kind != "output")
    calls = output / machine.output_tokens if math.isnan(traffic.calls) else traffic.calls
    return MeanRequest(sent / calls, maximum(output / calls, 1.0)) if calls else MeanRequest(0.0, machine.output_tokens)


def _ways(plan: Hosted, machine: PredictedHardware, traffic: ResolvedWorkload) -> Iterator[Hosted]:
    """Yield the plan with each number of cards that may serve, each with the most places that hold the times asked."""
    request = mean_request(plan, machine, traffic)
    plan = _with_cache(plan, machine, request)
    factors = _factors(machine)
    for gpus in _card_counts(plan, machine):
        counts = _slot_counts(plan, machine, gpus)
        tried = [_predicted(plan, machine, factors, _setup(machine, request, gpus, slots)) for slots in counts]
        yield next((way for way in tried if _holds(_sized(way, traffic, 1.0, ""))), tried[-1])


def _factors(machine: PredictedHardware) -> dict[str, float]:
    """Return what the user's own measurements make of each predicted figure."""
    trials = {"prefill_tok_s": machine.rate_trials, "decode_tok_s": machine.rate_trials, "busy_w": machine.power_trials}
    return {figure: factor(figure, machine.constants, found) for figure, found in trials.items()}


def _noise(machine: PredictedHardware, figure: str) -> Numeric:
    return machine.power_noise if figure == "busy_w" else machine.rate_noise


def _with_cache(plan: Hosted, machine: PredictedHardware, request: MeanRequest) -> Hosted:
    """Return the plan with the KV cache of a mean request, where the longest context is not known."""
    if not math.isnan(plan.memory.kv_gb_per_sequence):
        return plan
    kv_gb = kv_gb_per_sequence(machine.architecture, machine.kv_bits, request.context_tokens)
    return replace(plan, memory=replace(plan.memory, kv_gb_per_sequence=float(kv_gb)))


def _card_counts(plan: Hosted, machine: PredictedHardware) -> list[int]:
    """Return the number of cards as given; else the fewest that hold a replica, and where it is predicted, more."""
    if plan.gpus_per_replica:
        return [plan.gpus_per_replica]
    if not machine.rates:
        return [fewest_gpus(plan.memory)]
    fewest = fewest_gpus(replace(plan.memory, sequences=1.0 if math.isnan(plan.rates.slots) else plan.rates.slots))
    return [fewest, *(n for n in (2, 4, GPUS_IN_A_NODE) if n > fewest)]


def _slot_counts(plan: Hosted, machine: PredictedHardware, gpus: int) -> list[float]:
    """Return the places as given; else as many as memory and the engine allow, and the powers of two below."""
    if not math.isnan(plan.rates.slots):
        return [plan.rates.slots]
    memory = plan.memory
    room = memory.room_gb_per_gpu * gpus - memory.weights_gb
    most = sequences_held(room, memory.kv_gb_per_sequence, machine.constants)
    return [most, *(float(2**k) for k in range(math.ceil(math.log2(most)) - 1, -1, -1))]


def _setup(machine: PredictedHardware, request: MeanRequest, gpus: int, slots: float) -> Setup:
    bits = (machine.weight_bits, machine.kv_bits)
    return Setup(gpus, *bits, slots, request.input_tokens, request.output_tokens)


def _predicted(plan: Hosted, machine: PredictedHardware, factors: dict[str, float], setup: Setup) -> Hosted:
    """Return the plan with that many cards and places, and with what is to be predicted of them."""
    found = predict(machine.architecture, machine.accelerator, machine.constants, setup)
    source = _source(machine, setup, found)

    def filled(given: Input, figure: str) -> Input:
        by = factors[figure]
        scaled = "" if by == 1 else f"; x {plain(by, 3)}, by your own measurement"
        value = float(getattr(found, figure)) * by * _noise(machine, figure)
        return replace(given, value=value, source=source + scaled)

    rates, power, memory = plan.rates, plan.power, plan.memory
    if machine.rates:
        prefill, decode = filled(rates.prefill_tok_s, "prefill_tok_s"), filled(rates.decode_tok_s, "decode_tok_s")
        rates = replace(rates, prefill_tok_s=prefill, decode_tok_s=decode, slots=setup.concurrency)
        memory = replace(memory, sequences=setup.concurrency)
    if machine.power:
        power = replace(power, busy_w=filled(power.busy_w, "busy_w"))
    return replace(plan, gpus_per_replica=setup.gpus, rates=rates, power=power, memory=memory)


def _source(machine: PredictedHardware, setup: Setup, found: Prediction) -> str:
    """Say what was predicted: the cards, the requests in flight, what a step spends its time on, how sure it is."""
    request = f"{plain(setup.input_tokens, 3)} + {plain(setup.output_tokens, 3)} tokens"
    weights, kv = (percent(float(share)) for share in (found.weights_share, found.kv_share))
    return (
        f"predicted for {setup.gpus} x {machine.cards}, {plain(setup.concurrency)} requests of {request}: "
        f"a decode step is {weights} reading weights, {kv} KV cache; "
        f"within x/÷ {plain(float(found.throughput_factor), 2)} in 4 of 5 cases; {machine.source}"
    )


def _why(ways: list[Fleet], tokens: float) -> str:
    """Say what was tried, so that the choice can be followed."""
    tried = ", ".join(f"{w.gpus_per_replica} x {plain(w.plan.rates.slots)} ({_paid(w, tokens):g} paid)" for w in ways)
    return f"GPUs x slots: {tried}" + ("; the fewest GPUs that hold the times asked for" if len(ways) > 1 else "")
