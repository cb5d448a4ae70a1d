"""What a prediction is made of: the shape of a model, an accelerator, an engine's constants, how they are set up.

Every number may be a float or a NumPy array of the same length as the others: one case, or ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

from c3calc.base.figures import minimum
from c3calc.base.numbers import Numeric
from c3calc.base.units import BITS_PER_BYTE, GIGA


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a step needs of open weights.

    total_params_b, active_params_b: billions. expert_params_b: those of all routed experts, 0 for a dense model.
    experts, experts_per_token: routed; 1 and 1 for a dense model. expert_layers: layers that have them.
    kv_elements_full, kv_elements_sliding: numbers that all layers of the kind cache for one token; window_tokens: what
    a sliding layer keeps. state_bytes: of one sequence, whatever its length. attention_full, attention_sliding: heads
    x head size, summed over the layers of the kind.
    """

    total_params_b: Numeric
    active_params_b: Numeric
    expert_params_b: Numeric
    experts: Numeric
    experts_per_token: Numeric
    expert_layers: Numeric
    layers: Numeric
    hidden: Numeric
    kv_elements_full: Numeric
    kv_elements_sliding: Numeric
    window_tokens: Numeric
    state_bytes: Numeric
    attention_full: Numeric
    attention_sliding: Numeric


def weights_gb(shape: Architecture, weight_bits: Numeric) -> Numeric:
    """Return GB of all weights."""
    return shape.total_params_b * weight_bits / BITS_PER_BYTE


def kv_gb_per_sequence(shape: Architecture, kv_bits: Numeric, tokens: Numeric) -> Numeric:
    """Return GB that a sequence of so many tokens caches; sliding layers keep no more than their window.

    2 x kv_heads x head_dim elements a token and layer; Gemma 4 31B at 16 bits and 4,096 tokens: 0.336 + 0.839 GB.
    """
    elements = shape.kv_elements_full * tokens + shape.kv_elements_sliding * minimum(tokens, shape.window_tokens)
    return (elements * kv_bits / BITS_PER_BYTE + shape.state_bytes) / GIGA


@dataclass(frozen=True, slots=True)
class Accelerator:
    """One card, for weights of given bits.

    compute_tflops: the dense peak of the arithmetic that the weights are computed in; fp16_tflops: that of attention.
    usable_share: what the engine fills of the memory. is_fp4, is_stacked, is_metal: 1 where the arithmetic is FP4, the
    memory HBM, the vendor Apple; else 0.
    """

    vram_gb: Numeric
    bandwidth_gb_s: Numeric
    compute_tflops: Numeric
    fp16_tflops: Numeric
    link_gb_s: Numeric
    tdp_w: Numeric
    idle_w: Numeric
    is_fp4: Numeric
    is_stacked: Numeric
    is_metal: Numeric
    usable_share: Numeric = 1.0


@dataclass(frozen=True, slots=True)
class Constants:
    """What was fitted for a class of engines: `pricing/prediction.yaml`; docs/method.md says what each number means."""

    split: str
    most_sequences: int
    weight_read_share: float
    quantised_read_share: float
    stacked_read_share: float
    kv_read_share: float
    compute_share: float
    prefill_share: float
    expert_compute_share: float
    fp4_share: float
    link_share: float
    expert_imbalance_share: float
    layer_s: float
    metal_layer_s: float
    expert_layer_s: float
    sequence_s: float
    stage_s: float
    wait_power_share: float
    busy_power_share: float
    memory_power_share: float
    compute_power_share: float
    throughput_factor: float
    expert_throughput_factor: float
    energy_factor: float
    expert_energy_factor: float

    def factor(self, shape: Architecture) -> float:
        """Return what to divide and multiply a predicted rate by for the 80 % interval."""
        return self.throughput_factor if shape.experts == 1 else self.expert_throughput_factor


@dataclass(frozen=True, slots=True)
class Trial:
    """A replica that was measured, to hold predictions against; what was not measured is NaN."""

    architecture: Architecture
    accelerator: Accelerator
    setup: Setup
    prefill_tok_s: Numeric
    decode_tok_s: Numeric
    busy_w: Numeric


@dataclass(frozen=True, slots=True)
class PredictedHardware:
    """A model on cards under an engine, whose rates or power are to be predicted.

    cards: in words. output_tokens: of a request, where the traffic does not tell. rates, power: whether each is wanted.
    source, where: of the engine's constants.
    rate_trials, power_trials: the user's own measurements that the prediction is scaled by, if any. rate_noise,
    power_noise: what a prediction may be off by: one, or draws about it.
    """

    architecture: Architecture
    accelerator: Accelerator
    constants: Constants
    cards: str
    weight_bits: float
    kv_bits: float
    output_tokens: float
    rates: bool
    power: bool
    source: str
    where: str
    rate_trials: tuple[Trial, ...] = ()
    power_trials: tuple[Trial, ...] = ()
    rate_noise: Numeric = 1.0
    power_noise: Numeric = 1.0


@dataclass(frozen=True, slots=True)
class Setup:
    """One replica and what it is asked: its cards, bits, sequences in flight, mean tokens of a request."""

    gpus: Numeric
    weight_bits: Numeric
    kv_bits: Numeric
    concurrency: Numeric
    input_tokens: Numeric
    output_tokens: Numeric
    overhead_gb_per_gpu: Numeric = 2.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one replica does at its concurrency, with no queue before it; rates are of the replica, power of one card.

    output_tok_s: with the prefill of its own requests among the work; decode_tok_s: generation alone; prefill_tok_s:
    prompts alone, so that load = input rate / prefill_tok_s + output rate / decode_tok_s. time_per_output_token_s: of
    one sequence, prefill of others included; decode_time_per_token_s: without. first_token_s: of a prompt that waits
    for nobody. busy_w: at full load; idle + (busy - idle) x load is the power at any load. *_share: what a decode
    step's time goes to, together 1. *_factor: divide and multiply by it for the 80 % interval.
    """

    output_tok_s: Numeric
    decode_tok_s: Numeric
    prefill_tok_s: Numeric
    time_per_output_token_s: Numeric
    decode_time_per_token_s: Numeric
    first_token_s: Numeric
    busy_w: Numeric
    decode_w: Numeric
    prefill_w: Numeric
    idle_w: Numeric
    energy_per_output_token_j: Numeric
    decode_energy_per_token_j: Numeric
    prefill_energy_per_token_j: Numeric
    memory_needed_gb: Numeric
    memory_gb: Numeric
    missing_gb: Numeric
    weights_share: Numeric
    kv_share: Numeric
    compute_share: Numeric
    launch_share: Numeric
    link_share: Numeric
    sequence_share: Numeric
    throughput_factor: Numeric
    energy_factor: Numeric
