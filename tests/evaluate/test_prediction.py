"""What a replica does, term by term: every number is worked by hand from round figures; then laws for all hardware."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c3calc.case.hardware import Accelerator, Architecture, Constants, Prediction, Setup, kv_gb_per_sequence
from c3calc.evaluate.prediction import (
    decode_step,
    largest_concurrency,
    memory_needed_gb,
    minimum,
    predict,
    prompt_token_s,
    touched_share,
)
from c3calc.files.catalogue.load import load_catalogue
from c3calc.resolve.hardware import accelerator, architecture, constants

DENSE = Architecture(
    total_params_b=10.0, active_params_b=10.0, expert_params_b=0.0, experts=1.0, experts_per_token=1.0,
    expert_layers=0.0, layers=10.0, hidden=1000.0, kv_elements_full=1000.0, kv_elements_sliding=0.0, window_tokens=0.0,
    state_bytes=0.0, attention_full=10_000.0, attention_sliding=0.0,
)  # fmt: skip
EXPERTS = replace(
    DENSE, active_params_b=4.0, expert_params_b=8.0, experts=8.0, experts_per_token=2.0, expert_layers=10.0
)
CARD = Accelerator(
    vram_gb=80.0, bandwidth_gb_s=1000.0, compute_tflops=100.0, fp16_tflops=100.0, link_gb_s=100.0, tdp_w=500.0,
    idle_w=100.0, is_fp4=0.0, is_stacked=0.0, is_metal=0.0,
)  # fmt: skip
FIT = Constants(
    split="tensor", most_sequences=2048, weight_read_share=0.5, quantised_read_share=0.5, stacked_read_share=0.5,
    kv_read_share=0.25, compute_share=0.5, prefill_share=0.4, expert_compute_share=0.5, fp4_share=0.5, link_share=0.5,
    expert_imbalance_share=0.5, layer_s=1e-3, metal_layer_s=2e-3, expert_layer_s=3e-3, sequence_s=1e-4, stage_s=5e-3,
    wait_power_share=0.2, busy_power_share=0.5, memory_power_share=0.4, compute_power_share=0.6, throughput_factor=1.2,
    expert_throughput_factor=1.6, energy_factor=1.3, expert_energy_factor=1.7,
)  # fmt: skip
LAYERS = replace(FIT, split="layers")
SETUP = Setup(gpus=1.0, weight_bits=16.0, kv_bits=16.0, concurrency=10.0, input_tokens=100.0, output_tokens=200.0)
ONE = replace(SETUP, concurrency=1.0)
TWO = replace(SETUP, gpus=2.0)


def near(value: float) -> Any:
    """Return a number to compare with, at float precision."""
    return pytest.approx(value, rel=1e-9)


def test_weights_are_read_once_a_step_at_their_share_of_the_bandwidth() -> None:
    """10 B x 2 bytes / (1,000 GB/s x 0.5) = 40 ms, whatever the number of sequences."""
    assert decode_step(DENSE, CARD, FIT, SETUP).weights_s == near(0.04)
    assert decode_step(DENSE, CARD, FIT, ONE).weights_s == near(0.04)


def test_quantised_weights_are_fewer_bytes_read_less_well() -> None:
    """10 B x 1 byte / (1,000 GB/s x 0.5 x 0.5) = 40 ms."""
    assert decode_step(DENSE, CARD, FIT, replace(SETUP, weight_bits=8.0)).weights_s == near(0.04)


def test_two_cards_read_and_compute_half_each() -> None:
    """40 ms and 4 ms become 20 ms and 2 ms."""
    step = decode_step(DENSE, CARD, FIT, TWO)
    assert (step.weights_s, step.compute_s) == (near(0.02), near(0.002))


def test_stacked_memory_gives_an_engine_its_share_of_the_bandwidth() -> None:
    """40 ms at half of the bandwidth are 80 ms."""
    assert decode_step(DENSE, replace(CARD, is_stacked=1.0), FIT, SETUP).weights_s == near(0.08)


def test_the_cache_of_every_sequence_is_read_at_its_mean_length() -> None:
    """1,000 numbers x (100 + 200 / 2) tokens x 2 bytes x 10 sequences / (1,000 GB/s x 0.25) = 16 us."""
    assert decode_step(DENSE, CARD, FIT, SETUP).kv_s == near(16e-6)


def test_a_cache_of_8_bits_is_half_as_large() -> None:
    """8 us instead of 16."""
    assert decode_step(DENSE, CARD, FIT, replace(SETUP, kv_bits=8.0)).kv_s == near(8e-6)


def test_sliding_layers_keep_no_more_than_their_window() -> None:
    """600 numbers x 200 tokens + 400 x 50, 2 bytes each: 280 kB; within the window both grow: 600 x 40 + 400 x 40."""
    shape = replace(DENSE, kv_elements_full=600.0, kv_elements_sliding=400.0, window_tokens=50.0)
    assert kv_gb_per_sequence(shape, 16.0, 200.0) == near(280e-6)
    assert kv_gb_per_sequence(shape, 16.0, 40.0) == near(80e-6)


def test_a_state_is_held_once_and_moved_twice() -> None:
    """1 MB beside 0.4 MB of cache; a step reads the cache, reads and writes the state: 2.4 MB x 10 / 250 GB/s."""
    shape = replace(DENSE, state_bytes=1e6)
    assert kv_gb_per_sequence(shape, 16.0, 200.0) == near(1.4e-3)
    assert decode_step(shape, CARD, FIT, SETUP).kv_s == near(96e-6)


def test_a_step_computes_two_flop_a_parameter_and_sequence() -> None:
    """2 x 10e9 x 10 / (100 TFLOPS x 0.5) = 4 ms; in FP4 at half of its peak 8 ms."""
    assert decode_step(DENSE, CARD, FIT, SETUP).compute_s == near(0.004)
    assert decode_step(DENSE, replace(CARD, is_fp4=1.0), FIT, SETUP).compute_s == near(0.008)


def test_a_step_launches_its_layers_however_little_it_computes() -> None:
    """10 layers x 1 ms, on Metal 2 ms, with experts 1 + 3 ms."""
    assert decode_step(DENSE, CARD, FIT, SETUP).launch_s == near(0.01)
    assert decode_step(DENSE, replace(CARD, is_metal=1.0), FIT, SETUP).launch_s == near(0.02)
    assert decode_step(EXPERTS, CARD, FIT, SETUP).launch_s == near(0.04)


def test_work_per_sequence_is_the_hosts() -> None:
    """10 x 0.1 ms."""
    assert decode_step(DENSE, CARD, FIT, SETUP).sequence_s == near(0.001)


def test_cards_exchange_activations_twice_a_layer() -> None:
    """2 x 10 layers x 1,000 x 2 bytes x 2 x 1/2 = 40 kB a token, x 10 / (100 GB/s x 0.5) = 8 us; alone nothing."""
    assert decode_step(DENSE, CARD, FIT, TWO).link_s == near(8e-6)
    assert decode_step(DENSE, CARD, FIT, SETUP).link_s == 0


def test_a_batch_touches_more_experts_than_one_sequence() -> None:
    """2 of 8: 1 - 0.75 = 0.25 for one, 1 - 0.75^10 = 0.943686 for ten; 8 of 128 and 16 sequences 0.643926."""
    assert touched_share(EXPERTS, 1.0) == near(0.25)
    assert touched_share(EXPERTS, 10.0) == pytest.approx(0.943686, abs=1e-6)
    assert touched_share(replace(EXPERTS, experts=128.0, experts_per_token=8.0), 16.0) == pytest.approx(
        0.643926, abs=1e-6
    )


def test_a_step_reads_the_experts_it_touches_and_computes_the_active_ones() -> None:
    """(2 B + 8 B x 0.25) x 2 bytes / 500 GB/s = 16 ms; 2 x 4e9 / (100 TFLOPS x 0.5 x 0.5) = 0.32 ms."""
    step = decode_step(EXPERTS, CARD, FIT, ONE)
    assert (step.weights_s, step.compute_s) == (near(0.016), near(0.00032))


def test_the_busiest_of_several_cards_has_more_experts_than_the_mean() -> None:
    """(2 B + 2 B x 1.5) x 2 bytes / (2 x 500 GB/s) = 10 ms."""
    assert decode_step(EXPERTS, CARD, FIT, replace(ONE, gpus=2.0)).weights_s == near(0.01)


def test_an_engine_that_splits_layers_hands_on_and_is_no_faster() -> None:
    """Four cards one after another read 40 ms in all, and hand over three times 5 ms."""
    step = decode_step(DENSE, CARD, LAYERS, replace(SETUP, gpus=4.0))
    assert (step.weights_s, step.launch_s, step.link_s) == (near(0.04), near(0.025), 0)


def test_prefill_computes_the_weights_and_the_attention_of_a_token() -> None:
    """(2 x 10e9 + 4 x 10,000 x 50) FLOP / (100 TFLOPS x 0.4) = 0.50005 ms a token."""
    assert prompt_token_s(DENSE, CARD, FIT, SETUP) == near(0.00050005)


def test_prefill_of_sliding_layers_sees_no_more_than_the_window() -> None:
    """With 20 tokens of the 50 before: (2e10 + 4 x 10,000 x 20) / 4e13; a window of 80 holds all 50."""
    shape = replace(DENSE, attention_full=0.0, attention_sliding=10_000.0, window_tokens=20.0)
    assert prompt_token_s(shape, CARD, FIT, SETUP) == near(0.00050002)
    assert prompt_token_s(replace(shape, window_tokens=80.0), CARD, FIT, SETUP) == near(0.00050005)


def test_attention_is_computed_in_16_bits_whatever_the_weights_are() -> None:
    """At twice the peak for weights: 1e10 FLOP take half, the attention's 2e6 do not."""
    fast = replace(CARD, compute_tflops=200.0)
    assert prompt_token_s(DENSE, fast, FIT, SETUP) == near((1e10 + 2e6) / 4e13)


def test_chunks_of_a_prompt_fill_a_pipeline_of_cards() -> None:
    """1,024 tokens are 2 chunks: on 4 cards (4 + 2 - 1) / (4 x 2) = 0.625 of the time on one; 100 gain nothing."""
    long = replace(SETUP, input_tokens=1024.0)
    alone = prompt_token_s(DENSE, CARD, LAYERS, long)
    assert prompt_token_s(DENSE, CARD, LAYERS, replace(long, gpus=4.0)) == near(0.625 * alone)
    assert prompt_token_s(DENSE, CARD, LAYERS, replace(SETUP, gpus=4.0)) == near(
        prompt_token_s(DENSE, CARD, LAYERS, SETUP)
    )


def test_rates_are_those_of_the_steps() -> None:
    """55.016 ms a step: 10 / 0.055016; a prompt of 100 tokens 50.005 ms, a 200th of it for each output token."""
    found = predict(DENSE, CARD, FIT, SETUP)
    assert found.decode_time_per_token_s == near(0.055016)
    assert found.decode_tok_s == near(10 / 0.055016)
    assert found.prefill_tok_s == near(1 / 0.00050005)
    assert found.first_token_s == near(0.050005 + 0.055016)
    assert found.output_tok_s == near(1 / (0.0055016 + 0.000250025))
    assert found.time_per_output_token_s == near(0.05751625)


def test_power_is_a_share_of_tdp_by_what_the_card_does() -> None:
    """It waits 10 of 55.016 ms; 20.004 GB in them are 0.36360 of the bandwidth, 2e11 FLOP 0.036353 of the peak.

    500 x (0.2 x 0.181765 + 0.5 x 0.818235 + 0.4 x 0.363603 + 0.6 x 0.036353) = 306.36 W; prefill 500 x (0.5 + 0.24).
    """
    found = predict(DENSE, CARD, FIT, SETUP)
    assert found.decode_w == pytest.approx(306.362, abs=0.01)
    assert found.prefill_w == near(370.0)
    decoding = 0.0055016 / 0.005751625
    assert found.busy_w == near(found.decode_w * decoding + 370 * (1 - decoding))


def test_no_card_draws_more_than_its_tdp_or_less_than_idle() -> None:
    """A base of 1 is the TDP; one of nearly nothing is idle."""
    most, least = (replace(FIT, wait_power_share=x, busy_power_share=x) for x in (1.0, 0.0))
    quiet = replace(least, memory_power_share=0.0, compute_power_share=0.0)
    assert predict(DENSE, CARD, most, SETUP).busy_w == near(500)
    assert predict(DENSE, CARD, quiet, SETUP).busy_w == near(100)


def test_cards_that_wait_for_their_turn_are_idle() -> None:
    """One of four works: 100 W and a quarter of what it draws above them; energy counts all four."""
    alone, four = (predict(DENSE, CARD, LAYERS, replace(SETUP, gpus=n)) for n in (1.0, 4.0))
    assert four.prefill_w == near(100 + (alone.prefill_w - 100) / 4)
    assert four.decode_energy_per_token_j == near(4 * four.decode_w / four.decode_tok_s)


def test_energy_is_power_over_rate() -> None:
    """Watts of all cards over tokens a second, for output, generation and input."""
    found = predict(DENSE, CARD, FIT, TWO)
    assert found.energy_per_output_token_j == near(2 * found.busy_w / found.output_tok_s)
    assert found.decode_energy_per_token_j == near(2 * found.decode_w / found.decode_tok_s)
    assert found.prefill_energy_per_token_j == near(2 * found.prefill_w / found.prefill_tok_s)


def test_memory_holds_weights_caches_and_overhead() -> None:
    """20 GB + 10 x 0.6 MB, a prompt of 100 and the whole output of 200 tokens, + 2 GB a card."""
    assert memory_needed_gb(DENSE, SETUP) == near(22.006)
    assert memory_needed_gb(DENSE, TWO) == near(24.006)
    assert predict(DENSE, CARD, FIT, TWO).memory_gb == 160


def test_memory_holds_so_many_sequences_and_an_engine_so_many() -> None:
    """80 - 2 - 20 = 58 GB; at 0.45 GB each 128, at 0.6 MB more than the 2,048 that an engine admits."""
    large = replace(DENSE, kv_elements_full=750_000.0)
    assert largest_concurrency(large, CARD, FIT, SETUP) == 128
    assert largest_concurrency(DENSE, CARD, FIT, SETUP) == 2048
    assert largest_concurrency(replace(DENSE, total_params_b=99.0), CARD, FIT, SETUP) == 1


def test_intervals_of_models_with_experts_are_wider() -> None:
    """The second of each pair of factors is theirs."""
    dense, experts = (predict(shape, CARD, FIT, SETUP) for shape in (DENSE, EXPERTS))
    assert (dense.throughput_factor, dense.energy_factor) == (near(1.2), near(1.3))
    assert (experts.throughput_factor, experts.energy_factor) == (near(1.6), near(1.7))


CATALOGUE = load_catalogue()
MODELS, GPUS = CATALOGUE.ids("models"), CATALOGUE.ids("gpus")
LAW = settings(max_examples=60, deadline=None)
SHARES = ("weights_share", "kv_share", "compute_share", "launch_share", "link_share", "sequence_share")


@st.composite
def replicas(draw: st.DrawFn) -> tuple[Architecture, Accelerator, Constants, Setup]:
    """Return a model and a card of the catalogue, an engine's constants and a setup."""
    engine, bits = draw(st.sampled_from(["serving", "local"])), draw(st.sampled_from([4.25, 4.8, 8.0, 16.0]))
    setup = Setup(
        gpus=float(draw(st.sampled_from([1, 2, 4, 8]))),
        weight_bits=bits,
        kv_bits=draw(st.sampled_from([8.0, 16.0])),
        concurrency=float(draw(st.integers(1, 1024))),
        input_tokens=float(draw(st.integers(1, 30_000))),
        output_tokens=float(draw(st.integers(1, 5_000))),
    )
    shape = architecture(CATALOGUE.get("models", draw(st.sampled_from(MODELS))))
    card = accelerator(CATALOGUE.get("gpus", draw(st.sampled_from(GPUS))), bits, engine)
    return shape, card, constants(CATALOGUE, engine), setup


@LAW
@given(replicas())
def test_the_parts_of_a_step_are_the_step(made: tuple[Any, ...]) -> None:
    """Shares are of one, and together one."""
    found = predict(*made)
    assert sum(getattr(found, name) for name in SHARES) == pytest.approx(1)
    assert all(getattr(found, name) >= 0 for name in SHARES)


@LAW
@given(replicas())
def test_a_full_replica_has_a_load_of_one(made: tuple[Any, ...]) -> None:
    """Input over the prefill rate and output over the decode rate fill its time: the formula of capacity."""
    found, setup = predict(*made), made[3]
    inputs = found.output_tok_s * setup.input_tokens / setup.output_tokens
    assert inputs / found.prefill_tok_s + found.output_tok_s / found.decode_tok_s == pytest.approx(1)


@LAW
@given(replicas(), st.floats(1.0, 4.0))
def test_better_hardware_is_never_slower(made: tuple[Any, ...], better: float) -> None:
    """More bandwidth, more FLOP a second, faster links: never fewer tokens a second."""
    shape, card, fit, setup = made
    before = predict(*made).output_tok_s
    for name in ("bandwidth_gb_s", "compute_tflops", "fp16_tflops", "link_gb_s"):
        improved = replace(card, **{name: getattr(card, name) * better})
        assert predict(shape, improved, fit, setup).output_tok_s >= before * (1 - 1e-12)


@LAW
@given(replicas(), st.floats(0.5, 1.0))
def test_fewer_bits_on_the_same_arithmetic_are_never_slower(made: tuple[Any, ...], fewer: float) -> None:
    """Of weights and of the cache."""
    shape, card, fit, setup = made
    bits = setup.weight_bits if setup.weight_bits < 12 else 12.0
    quantised = replace(setup, weight_bits=bits * 0.99)
    for name in ("weight_bits", "kv_bits"):
        smaller = replace(quantised, **{name: getattr(quantised, name) * fewer})
        slow, fast = (predict(shape, card, fit, s).output_tok_s for s in (quantised, smaller))
        assert fast >= slow * (1 - 1e-12)


@LAW
@given(replicas(), st.integers(1, 500))
def test_memory_grows_with_concurrency_and_length(made: tuple[Any, ...], more: int) -> None:
    """Never less memory for more sequences, or for longer ones."""
    shape, _, _, setup = made
    before = memory_needed_gb(shape, setup)
    for name in ("concurrency", "input_tokens", "output_tokens"):
        assert memory_needed_gb(shape, replace(setup, **{name: getattr(setup, name) + more})) >= before


@LAW
@given(replicas(), st.integers(1, 500))
def test_joules_per_token_fall_with_concurrency(made: tuple[Any, ...], more: int) -> None:
    """What is read once a step is shared by more sequences: a token costs less, and the system makes more of them."""
    shape, card, fit, setup = made
    few, many = (predict(shape, card, fit, replace(setup, concurrency=setup.concurrency + n)) for n in (0, more))
    assert many.energy_per_output_token_j <= few.energy_per_output_token_j * (1 + 1e-9)
    assert many.output_tok_s >= few.output_tok_s * (1 - 1e-9)


@LAW
@given(st.lists(replicas(), min_size=1, max_size=6))
def test_arrays_answer_as_floats_do(many: list[tuple[Any, ...]]) -> None:
    """Element by element to the last bits, for rows of one class of engines."""
    many = [made for made in many if made[2].split == many[0][2].split]
    stacked = [
        _stacked(type(column[0]), column) for column in list(zip(*many, strict=True)) if column[0] is not many[0][2]
    ]
    shape, card, setup = stacked
    found = predict(shape, card, many[0][2], setup)
    for field in fields(Prediction):
        alone = [getattr(predict(*made), field.name) for made in many]
        np.testing.assert_allclose(getattr(found, field.name), alone, rtol=1e-13)


def _stacked(kind: Any, items: Any) -> Any:
    return kind(**{f.name: np.array([float(getattr(i, f.name)) for i in items]) for f in fields(kind)})


def test_the_smaller_of_two_arrays_is_taken_element_by_element() -> None:
    """[1, 5] and [3, 2] give [1, 2], with a number on either side too."""
    assert minimum(np.array([1.0, 5.0]), np.array([3.0, 2.0])).tolist() == [1, 2]
    assert minimum(np.array([1.0, 5.0]), 2.0).tolist() == [1, 2] == minimum(2.0, np.array([1.0, 5.0])).tolist()
