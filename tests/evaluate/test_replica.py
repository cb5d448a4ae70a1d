"""One replica: what is chosen and predicted where a scenario gives no rates or watts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.case.hardware import Setup
from c3calc.evaluate.prediction import largest_concurrency, predict
from c3calc.evaluate.replica import make_fleet, mean_request
from frozen import API, RENTED, VOLUMES, answer, hosted, notes_of, option_of, scenario, workload_of

if TYPE_CHECKING:
    from c3calc.case.hardware import Prediction
    from c3calc.evaluate.fleet import Fleet

# 500M in and 150M out a month in 600k requests: 833.3 + 250 tokens each.
ASKED = {**VOLUMES, "requests_per_month": 600_000}
PREDICTED = {"throughput": "predicted", "power": "predicted", "gpus_per_replica": None}


def sized(workload: dict[str, Any] = ASKED, **fields: Any) -> Fleet:
    """Return the fleet of the rented option, predicted, for a workload."""
    traffic = workload_of(workload)
    return make_fleet(hosted(**{**PREDICTED, **fields}), traffic, traffic.tokens)


def again(made: Fleet) -> Prediction:
    """Return the prediction for the replica that was chosen, asked for anew."""
    machine = made.plan.machine
    assert machine is not None
    request = mean_request(made.plan, machine, made.traffic)
    bits = (machine.weight_bits, machine.kv_bits)
    setup = Setup(made.gpus_per_replica, *bits, made.plan.rates.slots, request.input_tokens, request.output_tokens)
    return predict(machine.architecture, machine.accelerator, machine.constants, setup)


def test_a_mean_request_is_the_traffic_over_its_calls() -> None:
    """500M / 600k and 150M / 600k."""
    plan = hosted(**PREDICTED)
    assert plan.machine is not None
    request = mean_request(plan, plan.machine, workload_of(ASKED))
    assert (request.input_tokens, request.output_tokens) == pytest.approx((500e6 / 6e5, 250.0))


def test_where_nobody_counts_requests_their_output_is_assumed() -> None:
    """The default of 200 output tokens, and input in the proportion of the volumes: 500 / 150 x 200."""
    plan = hosted(**PREDICTED)
    assert plan.machine is not None
    request = mean_request(plan, plan.machine, workload_of(VOLUMES))
    assert (request.input_tokens, request.output_tokens) == pytest.approx((666.667, 200.0), abs=1e-3)


def test_a_request_without_output_has_the_token_of_its_prefill() -> None:
    """Classification and embedding: 0 tokens asked for, 1 made."""
    plan = hosted(**PREDICTED)
    assert plan.machine is not None
    request = mean_request(plan, plan.machine, workload_of({**ASKED, "output_tokens_per_month": 0}))
    assert request.output_tokens == 1.0


def test_a_request_of_no_traffic_has_only_the_output_that_is_assumed() -> None:
    """No calls: no input, and the default of 200 output tokens."""
    plan = hosted(**PREDICTED)
    assert plan.machine is not None
    request = mean_request(plan, plan.machine, workload_of(ASKED).scaled(0.0))
    assert (request.input_tokens, request.output_tokens) == (0.0, 200.0)


def test_rates_and_power_are_those_of_the_prediction() -> None:
    """What the fleet calculates with is what `predict` says of the replica that was chosen."""
    made = sized(gpu="h100")
    found = again(made)
    rates, power = made.plan.rates, made.plan.power
    assert (rates.prefill_tok_s.value, rates.decode_tok_s.value) == (found.prefill_tok_s, found.decode_tok_s)
    assert (power.idle_w.value, power.busy_w.value) == (70.0, found.busy_w)
    assert {g.evidence for g in (rates.prefill_tok_s, rates.decode_tok_s, power.busy_w)} == {"estimated"}


def test_given_rates_are_kept_and_only_power_is_predicted() -> None:
    """A measured value always beats a predicted one."""
    given = {"prefill_tok_s": 1000, "decode_tok_s": 250, "at_concurrency": 16}
    made = sized(throughput=given)
    assert (made.plan.rates.prefill_tok_s.value, made.plan.rates.decode_tok_s.value) == (1000.0, 250.0)
    assert made.plan.rates.prefill_tok_s.evidence == "quoted"
    assert made.plan.power.busy_w.value == again(made).busy_w


def test_given_power_is_kept_and_only_rates_are_predicted() -> None:
    """The watts of the scenario stand."""
    made = sized(power={"idle_w": 20, "busy_w": 200})
    assert (made.plan.power.idle_w.value, made.plan.power.busy_w.value) == (20.0, 200.0)
    assert made.plan.rates.decode_tok_s.value == again(made).decode_tok_s


def test_cards_and_places_that_are_given_are_kept() -> None:
    """Four cards and eight places, as the scenario says."""
    made = sized(gpus_per_replica=4, concurrency=8)
    assert (made.gpus_per_replica, made.plan.rates.slots, made.plan.memory.sequences) == (4, 8.0, 8.0)


def test_the_fewest_gpus_paid_are_chosen() -> None:
    """No other number of cards of a replica would carry the peak on fewer."""
    chosen = sized(gpu="h100", weight_bits=16)
    others = [sized(gpu="h100", weight_bits=16, gpus_per_replica=n) for n in (1, 2, 4, 8)]
    fits = [float(o.gpus(o.axis_tokens)) for o in others]
    assert float(chosen.gpus(chosen.axis_tokens)) == min(fits)


def test_of_replicas_that_are_paid_alike_the_one_whose_gpus_carry_most_is_chosen() -> None:
    """An SKU of eight is paid whole by 1, 2, 4 or 8 cards a replica: what one card carries decides, not one replica."""
    sku = {"gpu": "h100", "rent": {"amount": 8000, "per": "month", "gpus": 8}}
    ways = {n: sized(**sku, gpus_per_replica=n) for n in (1, 2, 4, 8)}
    assert {float(way.gpus(way.axis_tokens)) for way in ways.values()} == {8.0}
    carried = {n: way.tokens_per_replica / n for n, way in ways.items()}
    assert sized(**sku).gpus_per_replica == max(carried, key=carried.__getitem__) < 8


def test_memory_bounds_the_places() -> None:
    """Of two 24 GB cards an engine fills 92 %; less 2 GB each and 18.6 GB of weights at 4.8 bits, it is KV cache."""
    made = sized(gpus_per_replica=2)
    memory = made.plan.memory
    room = 2 * (24 * 0.92 - 2) - 31 * 4.8 / 8
    assert made.plan.rates.slots == math.floor(room / memory.kv_gb_per_sequence)


def test_the_engine_bounds_the_places() -> None:
    """Eight H100 would hold the cache of many thousands of short requests; the engine admits 2,048."""
    short = {**VOLUMES, "requests_per_month": 60e6}
    assert sized(short, gpu="h100", gpus_per_replica=8).plan.rates.slots == 2048.0


def test_the_places_are_those_of_c3_predict() -> None:
    """Both fill 92 % of the cards: as many requests as `c3 predict` has in flight where nobody says how many.

    At their full length in a plan, which must hold them all at their end, at their mean length there.
    """
    made = sized(gpu="h100", gpus_per_replica=2)
    machine, memory = made.plan.machine, made.plan.memory
    assert machine is not None
    full = Setup(2, 4.8, 16, 1.0, 500e6 / 6e5 + 250, 0.0)
    assert made.plan.rates.slots == largest_concurrency(
        machine.architecture, machine.accelerator, machine.constants, full
    )
    assert memory.overhead_gb_per_gpu == full.overhead_gb_per_gpu


def test_a_time_per_token_bounds_the_places() -> None:
    """Fewer requests in flight make each of them faster, until the time that is asked for is held."""
    free, held = sized(gpu="h100"), sized({**ASKED, "tpot_ms": 15}, gpu="h100")
    assert free.latency.tpot_s > 0.015 >= held.latency.tpot_s
    assert held.plan.rates.slots < free.plan.rates.slots


def test_a_time_that_no_replica_holds_is_over_capacity() -> None:
    """A microsecond per token."""
    found = answer(scenario({**RENTED, **PREDICTED}, workload={**ASKED, "tpot_ms": 0.001}))
    option = option_of(found, "Rented")
    assert option.status == "over_capacity"
    assert "tpot_ms asks for 0.001" in option.reasons[0]


def test_a_model_that_no_card_holds_says_what_is_missing() -> None:
    """70B at 16 bits needs 140 GB; one 24 GB card is what the user insists on."""
    found = answer(scenario({**RENTED, **PREDICTED, "model": "llama-70b", "weight_bits": 16, "gpus_per_replica": 1}))
    option = option_of(found, "Rented")
    assert option.status == "over_capacity"
    assert "GB of GPU memory and an engine fills 22.1 of its 24 GB" in option.reasons[0]


def test_a_prediction_is_a_note_that_invites_to_measure() -> None:
    """Nothing silent."""
    first, _ = notes_of(answer(scenario({**RENTED, **PREDICTED})), "C3-N29")
    assert "throughput and power predicted" in first
    assert "c3 bench" in first


def test_the_requests_in_flight_and_their_time_are_noted_unless_a_time_limits_them() -> None:
    """The replica's places and its time per token when all are taken, as the fleet has them."""
    made = sized()
    _, note = notes_of(answer(scenario({**RENTED, **PREDICTED}, workload=ASKED)), "C3-N29")
    how = f"{made.plan.rates.slots:g} requests in flight at {made.latency.tpot_s * 1000:.3g} ms per output token"
    assert note == f"Rented: a full replica has {how}; tpot_ms would limit that"
    asked = {**ASKED, "tpot_ms": 60}
    assert len(notes_of(answer(scenario({**RENTED, **PREDICTED}, workload=asked)), "C3-N29")) == 1


def test_the_choice_is_explained() -> None:
    """What was tried, and what each way would have paid for."""
    found = option_of(answer(scenario({**RENTED, **PREDICTED, "gpu": "h100"}, workload=ASKED)), "Rented")
    assert found.capacity is not None
    label, text = found.capacity.steps[0].label, found.capacity.steps[0].arithmetic
    assert label == "Rented: GPUs of a replica"
    tried = "1 x 57 (2 paid), 2 x 134 (2 paid), 4 x 288 (4 paid), 8 x 597 (8 paid)"  # SKUs of two; KV 0.928 GB each
    assert text == f"GPUs x slots: {tried}; the fewest GPUs that hold the times asked for"


def test_fixed_replicas_are_of_the_size_that_would_be_chosen_without_them() -> None:
    """Two replicas are twice one, whatever they carry."""
    free, fixed = sized(gpu="h100"), sized(gpu="h100", replicas=2)
    assert (fixed.gpus_per_replica, fixed.plan.rates.slots) == (free.gpus_per_replica, free.plan.rates.slots)
    assert fixed.working(fixed.axis_tokens) == 2


def test_the_answer_says_how_many_replicas_there_would_be_if_the_prediction_is_off() -> None:
    """Load x 1.3 and / 1.3: the interval of the frozen constants."""
    workload = {**ASKED, "shape": {"peak_to_mean": 20}}
    found = option_of(answer(scenario({**RENTED, **PREDICTED}, workload=workload)), "Rented")
    assert found.capacity is not None
    (step,) = (s for s in found.capacity.steps if s.label == "Rented: if the prediction is off")
    made = sized(workload)
    few, many = (math.ceil(made.peak_load * by / 0.7 - 1e-9) for by in (1 / 1.3, 1.3))
    assert step.arithmetic.startswith(f"{few} to {many} working replicas")
    assert step.value == many > few


@pytest.mark.parametrize(("gpu", "engine"), [("rtx-3090", "serving"), ("h100", "local")])
def test_an_engine_can_be_named(gpu: str, engine: str) -> None:
    """Serving unless the card runs none, or the scenario says local."""
    made = sized(gpu=gpu, **({} if engine == "serving" else {"engine": engine}))
    machine = made.plan.machine
    assert machine is not None
    assert machine.constants.sequence_s == {"serving": 1e-5, "local": 1e-4}[engine]


@pytest.mark.parametrize(("longest", "told"), [(649, True), (650, False)])
def test_a_longest_request_shorter_than_the_mean_one_is_noted(longest: int, told: bool) -> None:
    """500M + 150M tokens in 1M requests are 650 tokens a request."""
    workload = {**VOLUMES, "requests_per_month": "1M", "max_context_tokens": longest}
    notes = notes_of(answer(scenario(API, workload=workload)), "C3-N34")
    assert notes == (["the longest request has 649 tokens, the mean one 650"] if told else [])


def test_requests_beyond_the_models_context_are_noted() -> None:
    """9,000 tokens on a model of 8,192."""
    workload = {**VOLUMES, "max_context_tokens": 9000}
    (note,) = notes_of(answer(scenario({**RENTED, "model": "headed"}, workload=workload)), "C3-N32")
    assert note == "Rented: requests of 9k tokens are beyond the context of headed (8.192k)"
