"""Tokens per second, joules per token and memory of one replica, from published specifications.

A decode step of b sequences reads the weights it needs and the KV cache of all sequences, or computes, whichever takes
longer; on top come launches per layer, all-reduces between cards and host work per sequence. docs/method.md has the
formulas, their sources, and how far they are off. Everything works on floats and NumPy arrays alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case import Prediction
from c3calc.curve import Numeric, maximum

if TYPE_CHECKING:
    from c3calc.case import Accelerator, Architecture, Constants, Setup

_GIGA, _TERA = 1e9, 1e12
_BITS_PER_BYTE = 8
VRAM_SHARE = 0.9  # of a card's memory that a serving engine takes
MOST_SEQUENCES = 2048  # an engine admits no more, however much memory is left


def _minimum(a: Numeric, b: Numeric) -> Numeric:
    return -maximum(-a, -b)


def kv_gb_per_sequence(shape: Architecture, kv_bits: Numeric, context: Numeric) -> Numeric:
    """Return GB that one sequence caches at a length in tokens; sliding layers keep no more than their window."""
    elements = shape.kv_elements_full * context + shape.kv_elements_sliding * _minimum(context, shape.window_tokens)
    return (elements * kv_bits / _BITS_PER_BYTE + shape.state_bytes) / _GIGA


def weights_gb(shape: Architecture, weight_bits: Numeric) -> Numeric:
    """Return GB of all weights."""
    return shape.total_params_b * weight_bits / _BITS_PER_BYTE


def weights_read_gb(shape: Architecture, weight_bits: Numeric, sequences: Numeric) -> Numeric:
    """Return GB of weights that a step of so many sequences reads: of E experts, those that any token is sent to.

    E x (1 - (1 - k/E)^b) experts of k a token, as if tokens chose evenly and on their own.
    """
    untouched = (1.0 - shape.experts_per_token / shape.experts) ** sequences
    return (shape.total_params_b - shape.expert_params_b * untouched) * weight_bits / _BITS_PER_BYTE


def memory_needed_gb(shape: Architecture, setup: Setup) -> Numeric:
    """Return GB of one replica: weights, KV cache of every sequence at its full length, overhead of each card."""
    kv = kv_gb_per_sequence(shape, setup.kv_bits, setup.input_tokens + setup.output_tokens)
    return weights_gb(shape, setup.weight_bits) + kv * setup.concurrency + setup.overhead_gb_per_gpu * setup.gpus


def largest_concurrency(shape: Architecture, card: Accelerator, setup: Setup) -> Numeric:
    """Return how many sequences the memory of one replica holds, between 0 and 2,048."""
    room = (card.vram_gb * VRAM_SHARE - setup.overhead_gb_per_gpu) * setup.gpus - weights_gb(shape, setup.weight_bits)
    kv = kv_gb_per_sequence(shape, setup.kv_bits, setup.input_tokens + setup.output_tokens)
    return _minimum(maximum(room, 0.0) / kv // 1.0, MOST_SEQUENCES + 0.0 * room)


def predict(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> Prediction:
    """Return what one replica does; rates in tokens/s, times in s, power in W of one GPU, energy in J of all GPUs."""
    b, cards = setup.concurrency, setup.gpus
    context = setup.input_tokens + setup.output_tokens / 2.0
    weights = weights_read_gb(shape, setup.weight_bits, b)
    kv = kv_gb_per_sequence(shape, setup.kv_bits, context) * b
    bandwidth = cards * fit.memory_share * card.bandwidth_gb_s
    read_s = (weights + kv) / bandwidth
    compute_s = 2.0 * shape.active_params_b * _GIGA * b / (cards * fit.compute_share * card.compute_tflops * _TERA)
    roof_s = maximum(read_s, compute_s)
    launch_s = fit.layer_s * shape.layers
    sent_gb = 2.0 * shape.layers * b * shape.hidden * 2.0 / _GIGA
    link_s = (cards > 1) * (2.0 * fit.all_reduce_s * shape.layers + sent_gb / maximum(card.link_gb_s, 1.0))
    sequence_s = fit.sequence_s * b
    step_s = launch_s + link_s + sequence_s + roof_s
    prompt_s = _prompt_s(shape, card, fit, setup)
    decode, prefill = b / step_s, setup.input_tokens / prompt_s
    return _prediction(
        shape,
        card,
        fit,
        setup,
        (decode, prefill, step_s, prompt_s),
        (read_s, compute_s, roof_s),
        (weights, kv, launch_s, link_s, sequence_s),
    )


def _prompt_s(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> Numeric:
    """Return seconds of the prefill of one prompt: compute of its tokens and of their attention, launches per layer."""
    flops = 2.0 * shape.active_params_b * _GIGA * setup.input_tokens
    attention = 2.0 * shape.attention_width * setup.input_tokens**2
    rate = setup.gpus * fit.prefill_share * card.compute_tflops * _TERA
    return (flops + attention) / rate + 0.25 * fit.layer_s * shape.layers


def _prediction(shape, card, fit, setup, rates, roof, terms):
    decode, prefill, step_s, prompt_s = rates
    read_s, compute_s, roof_s = roof
    weights, kv, launch_s, link_s, sequence_s = terms
    cards = setup.gpus
    per_token_s = 1.0 / decode + setup.input_tokens / setup.output_tokens / prefill
    output = 1.0 / per_token_s
    span = card.tdp_w - card.idle_w
    memory_use = read_s / step_s
    compute_use = compute_s / step_s
    decode_w = card.idle_w + span * _minimum(
        fit.decode_power_share + fit.memory_power_share * memory_use + fit.compute_power_share * compute_use,
        1.0 + 0.0 * step_s,
    )
    prefill_w = card.idle_w + span * _minimum(fit.decode_power_share + fit.compute_power_share, 1.0)
    decode_part = output / decode
    busy_w = decode_w * decode_part + prefill_w * (1.0 - decode_part)
    memory_bound = read_s >= compute_s
    return Prediction(
        output_tok_s=output,
        decode_tok_s=decode,
        prefill_tok_s=prefill,
        time_per_output_token_s=setup.concurrency * per_token_s,
        first_token_s=prompt_s + step_s,
        busy_w=busy_w,
        decode_w=decode_w,
        prefill_w=prefill_w,
        idle_w=card.idle_w,
        energy_per_output_token_j=busy_w * cards / output,
        decode_energy_per_token_j=decode_w * cards / decode,
        prefill_energy_per_token_j=prefill_w * cards / prefill,
        memory_needed_gb=memory_needed_gb(shape, setup),
        memory_gb=card.vram_gb * cards,
        largest_concurrency=largest_concurrency(shape, card, setup),
        weights_share=memory_bound * roof_s / step_s * weights / (weights + kv),
        kv_share=memory_bound * roof_s / step_s * kv / (weights + kv),
        compute_share=(1.0 - memory_bound) * roof_s / step_s,
        launch_share=launch_s / step_s,
        link_share=link_s / step_s,
        sequence_share=sequence_s / step_s,
        throughput_factor=fit.throughput_factor,
        energy_factor=fit.energy_factor,
    )
