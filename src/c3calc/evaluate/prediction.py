"""Tokens per second, joules per token and memory of one replica, from published specifications.

A decode step of b sequences launches its layers, exchanges activations between cards, reads and multiplies the weights
it needs, and reads the KV cache of every sequence; prefill computes. docs/method.md has the formulas, their sources and
how far they are off. Everything works on floats and NumPy arrays alike, with no test of a value that an array has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.base.figures import maximum, minimum
from c3calc.base.units import BITS_PER_BYTE, GIGA, TERA
from c3calc.case.hardware import Prediction, kv_gb_per_sequence, weights_gb

if TYPE_CHECKING:
    from c3calc.base.numbers import Numeric
    from c3calc.case.hardware import Accelerator, Architecture, Constants, Setup

_ACTIVATION_BYTES = 2  # activations travel and accumulate in 16 bits
_FLOPS_PER_PARAM = 2  # a multiplication and an addition
_ALL_REDUCES = 2  # a layer: after attention and after its feed-forward part
_CHUNK_TOKENS = 512  # of a prompt that an engine which splits layers sends through its cards one after another
_UNQUANTISED_BITS = 12  # weights of fewer bits are unpacked, or their activations quantised, on the way


def mean_context_tokens(setup: Setup) -> Numeric:
    """Return the mean length of the sequences in flight: all of their input, half of their output."""
    return setup.input_tokens + setup.output_tokens / 2.0


def touched_share(shape: Architecture, sequences: Numeric) -> Numeric:
    """Return the share of the experts that a step of b sequences reads: 1 - (1 - k/E)^b.

    k of E experts a token, as if tokens chose evenly and on their own. 8 of 128 and 16 sequences: 0.644.
    """
    return 1.0 - (1.0 - shape.experts_per_token / shape.experts) ** sequences


def memory_needed_gb(shape: Architecture, setup: Setup) -> Numeric:
    """Return GB of a replica: weights, what its sequences cache at their full length, overhead of every card.

    Engines reserve a prompt and its whole output before they take a request in; llama.cpp the context, at its start.
    """
    kv = _full_cache_gb(shape, setup) * setup.concurrency
    return weights_gb(shape, setup.weight_bits) + kv + setup.overhead_gb_per_gpu * setup.gpus


def largest_concurrency(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> Numeric:
    """Return how many sequences a replica's memory holds, a whole number from 1 to the most that an engine admits."""
    usable = card.vram_gb * card.usable_share - setup.overhead_gb_per_gpu
    room = usable * setup.gpus - weights_gb(shape, setup.weight_bits)
    return sequences_held(room, _full_cache_gb(shape, setup), fit)


def _full_cache_gb(shape: Architecture, setup: Setup) -> Numeric:
    return kv_gb_per_sequence(shape, setup.kv_bits, setup.input_tokens + setup.output_tokens)


def sequences_held(room_gb: Numeric, kv_gb_per_sequence: Numeric, fit: Constants) -> Numeric:
    """Return how many sequences so much room holds, a whole number from 1 to the most that an engine admits."""
    return minimum(maximum(room_gb / kv_gb_per_sequence // 1.0, 1.0), float(fit.most_sequences))


@dataclass(frozen=True, slots=True)
class _Throughput:
    """A replica as an engine sees it: rates in bytes and FLOP a second, of all cards that work at the same time."""

    tensor_parallel: Numeric  # cards that share one layer
    bandwidth: Numeric
    peak: Numeric
    fp16_peak: Numeric
    expert_share: Numeric  # of the peak that experts leave
    has_experts: Numeric


def _machine(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> _Throughput:
    tensor_parallel = setup.gpus if fit.split == "tensor" else setup.gpus * 0.0 + 1.0
    experts = (shape.experts > 1.0) * 1.0
    return _Throughput(
        tensor_parallel=tensor_parallel,
        bandwidth=tensor_parallel * card.bandwidth_gb_s * GIGA * _kept(card.is_stacked, fit.stacked_read_share),
        peak=tensor_parallel * card.compute_tflops * TERA * _kept(card.is_fp4, fit.fp4_share),
        fp16_peak=tensor_parallel * card.fp16_tflops * TERA,
        expert_share=_kept(experts, fit.expert_compute_share),
        has_experts=experts,
    )


def _kept(applies: Numeric, share: float) -> Numeric:
    """Return the share where `applies` is 1, and 1 where it is 0."""
    return 1.0 - applies * (1.0 - share)


@dataclass(frozen=True, slots=True)
class DecodeStep:
    """One decode step of all sequences, in seconds by what takes them, and the bytes and FLOP it moves and computes."""

    weights_s: Numeric
    kv_s: Numeric
    compute_s: Numeric
    launch_s: Numeric
    link_s: Numeric
    sequence_s: Numeric
    read_bytes: Numeric
    flops: Numeric

    @property
    def total_s(self) -> Numeric:
        """Seconds of the whole step."""
        return self.waiting_s + self.weights_s + self.kv_s + self.compute_s + self.sequence_s

    @property
    def waiting_s(self) -> Numeric:
        """Seconds in which the card waits: for launches, or for other cards."""
        return self.launch_s + self.link_s


def decode_step(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> DecodeStep:
    """Return the time of one decode step; every sequence is at the mean context."""
    machine, b = _machine(shape, card, fit, setup), setup.concurrency
    weights, experts = _weight_bytes(shape, setup)
    spread = 1.0 + fit.expert_imbalance_share * (
        machine.tensor_parallel > 1.0
    )  # experts are never evenly busy on several cards
    unpack = _kept((setup.weight_bits < _UNQUANTISED_BITS) * 1.0, fit.quantised_read_share)
    kv = _kv_bytes(shape, setup)
    flops = _FLOPS_PER_PARAM * shape.active_params_b * GIGA * b
    return DecodeStep(
        weights_s=(weights + experts * spread) / (machine.bandwidth * fit.weight_read_share * unpack),
        kv_s=kv / (machine.bandwidth * fit.kv_read_share),
        compute_s=flops / (machine.peak * fit.compute_share * machine.expert_share),
        launch_s=_launch_s(shape, card, fit, setup),
        link_s=_link_token_s(shape, card, fit, machine.tensor_parallel) * b,
        sequence_s=fit.sequence_s * b,
        read_bytes=(weights + experts + kv) / machine.tensor_parallel,
        flops=flops / machine.tensor_parallel,
    )


def _weight_bytes(shape: Architecture, setup: Setup) -> tuple[Numeric, Numeric]:
    """Return the bytes that a step reads of the weights all tokens use, and of the experts."""
    scale = setup.weight_bits / BITS_PER_BYTE * GIGA
    experts = shape.expert_params_b * touched_share(shape, setup.concurrency)
    return (shape.total_params_b - shape.expert_params_b) * scale, experts * scale


def _kv_bytes(shape: Architecture, setup: Setup) -> Numeric:
    """Return the bytes of all sequences' caches; a state is read and written, the rest is read."""
    each = kv_gb_per_sequence(shape, setup.kv_bits, mean_context_tokens(setup)) * GIGA + shape.state_bytes
    return each * setup.concurrency


def _launch_s(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> Numeric:
    """Return seconds a step takes however little it computes: launches per layer, hand-over between cards."""
    layer_s = fit.layer_s + card.is_metal * (fit.metal_layer_s - fit.layer_s)
    handed_on = fit.stage_s * (setup.gpus - 1.0) if fit.split == "layers" else 0.0
    return layer_s * shape.layers + fit.expert_layer_s * shape.expert_layers + handed_on


def _link_token_s(shape: Architecture, card: Accelerator, fit: Constants, tensor_parallel: Numeric) -> Numeric:
    """Return seconds that one token's activations are on the links: ring all-reduce, 2 (n-1)/n of the data a card."""
    sent = (
        _ALL_REDUCES * shape.layers * shape.hidden * _ACTIVATION_BYTES * 2.0 * (tensor_parallel - 1.0) / tensor_parallel
    )
    return sent / (card.link_gb_s * GIGA * fit.link_share)


def prompt_token_s(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> Numeric:
    """Return seconds of prefill per token of a prompt: its share of weights, of attention, of the links.

    Attention computes 4 FLOP x width x tokens seen, on average half of those before it.
    """
    machine = _machine(shape, card, fit, setup)
    seen, near = setup.input_tokens / 2.0, minimum(setup.input_tokens / 2.0, shape.window_tokens)
    attention = 2.0 * _FLOPS_PER_PARAM * (shape.attention_full * seen + shape.attention_sliding * near)
    weights = _FLOPS_PER_PARAM * shape.active_params_b * GIGA / (machine.peak * machine.expert_share)
    computed = (weights + attention / machine.fp16_peak) / fit.prefill_share
    return computed * _pipeline(fit, setup) + _link_token_s(shape, card, fit, machine.tensor_parallel)


def _pipeline(fit: Constants, setup: Setup) -> Numeric:
    """Return the share of one card's time that a prompt takes where its chunks pass through several cards in turn."""
    if fit.split == "tensor":
        return 1.0
    chunks = maximum(setup.input_tokens / _CHUNK_TOKENS, 1.0)
    return (setup.gpus + chunks - 1.0) / (setup.gpus * chunks)


@dataclass(frozen=True, slots=True)
class _Watts:
    decode: Numeric
    prefill: Numeric


def _watts(card: Accelerator, fit: Constants, setup: Setup, machine: _Throughput, step: DecodeStep) -> _Watts:
    """Return the power of one card while it decodes and while it prefills, never above its TDP.

    Share of TDP: a base while waiting, another while working, more for bytes and FLOP a second near their peaks.
    """
    waiting = step.waiting_s / step.total_s
    moved = step.read_bytes / (step.total_s * card.bandwidth_gb_s * GIGA)
    computed = step.flops * machine.tensor_parallel / (step.total_s * machine.peak)
    base = fit.wait_power_share * waiting + fit.busy_power_share * (1.0 - waiting)
    decode = base + fit.memory_power_share * moved + fit.compute_power_share * computed
    prefill = fit.busy_power_share + fit.compute_power_share * fit.prefill_share * machine.expert_share
    at_work = machine.tensor_parallel / setup.gpus  # where cards take turns, the others are idle
    return _Watts(*(card.idle_w + (_drawn(card, share) - card.idle_w) * at_work for share in (decode, prefill)))


def _drawn(card: Accelerator, share: Numeric) -> Numeric:
    return maximum(card.tdp_w * minimum(share, 1.0), card.idle_w)


def predict(shape: Architecture, card: Accelerator, fit: Constants, setup: Setup) -> Prediction:
    """Return what one replica does; rates in tokens/s, times in s, power in W of one card, energy in J of all cards."""
    machine, step = _machine(shape, card, fit, setup), decode_step(shape, card, fit, setup)
    token_s, total_s, b = prompt_token_s(shape, card, fit, setup), step.total_s, setup.concurrency
    prompt_s = token_s * setup.input_tokens
    served_s = total_s / b + prompt_s / setup.output_tokens  # of the replica, for one output token
    watts = _watts(card, fit, setup, machine, step)
    decoding = total_s / b / served_s
    busy_w = watts.decode * decoding + watts.prefill * (1.0 - decoding)
    memory_gb, needed_gb = card.vram_gb * setup.gpus, memory_needed_gb(shape, setup)
    return Prediction(
        output_tok_s=1.0 / served_s,
        decode_tok_s=b / total_s,
        prefill_tok_s=1.0 / token_s,
        time_per_output_token_s=served_s * b,
        decode_time_per_token_s=total_s,
        first_token_s=prompt_s + total_s,
        busy_w=busy_w,
        decode_w=watts.decode,
        prefill_w=watts.prefill,
        idle_w=card.idle_w,
        energy_per_output_token_j=busy_w * setup.gpus * served_s,
        decode_energy_per_token_j=watts.decode * setup.gpus * total_s / b,
        prefill_energy_per_token_j=watts.prefill * setup.gpus * token_s,
        memory_needed_gb=needed_gb,
        memory_gb=memory_gb,
        missing_gb=maximum(needed_gb - memory_gb * card.usable_share, 0.0),
        weights_share=step.weights_s / total_s,
        kv_share=step.kv_s / total_s,
        compute_share=step.compute_s / total_s,
        launch_share=step.launch_s / total_s,
        link_share=step.link_s / total_s,
        sequence_share=step.sequence_s / total_s,
        throughput_factor=_factor(fit.throughput_factor, fit.expert_throughput_factor, machine.has_experts),
        energy_factor=_factor(fit.energy_factor, fit.expert_energy_factor, machine.has_experts),
    )


def _factor(dense: float, experts: float, has_experts: Numeric) -> Numeric:
    return dense + (experts - dense) * has_experts
