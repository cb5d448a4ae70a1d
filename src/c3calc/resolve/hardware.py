"""Open weights, a card and an engine of the catalogue as plain numbers to predict with."""

from __future__ import annotations

from dataclasses import fields
from math import inf
from typing import TYPE_CHECKING, Any

from c3calc.base.units import BITS_PER_BYTE, GB_PER_MIB, GIGA
from c3calc.case.hardware import Accelerator, Architecture, Constants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.catalogue.catalogue import Catalogue

_MATRICES = 3  # of a gated expert: up, gate, down
_EIGHT_BITS = (6.5, 8.5)  # weights within are computed in FP8 where the card has it
_FOUR_BITS = (4.2, 6.5)  # and these in FP4: NVFP4 has 4.5 bits, MXFP4 4.25, scales included
_LATENT_ELEMENTS = 512  # a head that caches more is a latent one (MLA): prefill computes it at the size below
_LATENT_HEAD = 160  # (192 to compare + 128 to mix) / 2, as DeepSeek-V3 has it
_MOSTLY_DENSE = 0.95
_FILLED = {
    "serving": 0.92,  # vLLM's default gpu_memory_utilization (vllm/entrypoints/llm.py, 2026)
    "local": 1 - 1024 / 24576,  # llama.cpp leaves 1 GiB a card free (its default --fit-target), of 24 GiB
}
_LINK_OF_ONE_GB_S = 1e9  # a card that has no link is never asked for one


def architecture(shape: Mapping[str, Any]) -> Architecture:
    """Return what a step needs of an entry of `models`, or of an inline shape.

    An inline shape names neither its hidden size nor its experts. The first is then that of a dense transformer, whose
    parameters are 12 x layers x hidden^2; of the second all but the active parameters are taken for experts, 8 of 128.
    """
    total, layers = float(shape["total_params_b"]), float(shape["layers"])
    active = float(shape.get("active_params_b") or total)
    hidden = float(shape.get("hidden") or (active * GIGA / 12 / layers) ** 0.5)
    sliding = shape.get("swa_layers") or 0
    full = shape.get("full_attn_layers", layers - sliding)
    per_full = shape.get("kv_elems_full_layer") or 2 * shape["kv_heads"] * shape["head_dim"]
    per_sliding = shape.get("kv_elems_swa_layer") or per_full
    experts, per_token = _experts(shape, total, active)
    width = _attention_width(shape, hidden)
    return Architecture(
        total_params_b=total,
        active_params_b=active,
        expert_params_b=_expert_params_b(shape, total, active, experts, per_token),
        experts=experts,
        experts_per_token=per_token,
        expert_layers=float(shape.get("moe_layers") or (layers if experts > 1 else 0)),
        layers=layers,
        hidden=hidden,
        kv_elements_full=float(full * per_full),
        kv_elements_sliding=float(sliding * per_sliding),
        window_tokens=float(shape.get("swa_window") or inf),
        state_bytes=float(shape.get("state_bytes_per_seq") or 0.0),
        attention_full=full * width,
        attention_sliding=sliding * width,
    )


def _experts(shape: Mapping[str, Any], total: float, active: float) -> tuple[float, float]:
    if shape.get("n_experts"):
        return float(shape["n_experts"]), float(shape["experts_per_tok"])
    return (1.0, 1.0) if active >= _MOSTLY_DENSE * total else (128.0, 8.0)


def _expert_params_b(shape: Mapping[str, Any], total: float, active: float, experts: float, per_token: float) -> float:
    """Return billions of parameters in routed experts: gated ones have three matrices of hidden x their width."""
    if experts == 1.0:
        return 0.0
    if shape.get("moe_intermediate"):
        each = _MATRICES * shape["hidden"] * shape["moe_intermediate"] * shape["moe_layers"]
        return float(each * experts / GIGA)
    return min(total, (total - active) / (1.0 - per_token / experts))


def _attention_width(shape: Mapping[str, Any], hidden: float) -> float:
    if not shape.get("heads"):
        return hidden
    head = shape["head_dim"]
    return float(shape["heads"] * (_LATENT_HEAD if head > _LATENT_ELEMENTS else head))


def accelerator(gpu: Mapping[str, Any], weight_bits: float, engine: str = "serving") -> Accelerator:
    """Return a card of the catalogue for weights of so many bits; local engines unpack all of them to 16 bits."""
    peak, is_fp4 = compute_tflops(gpu, weight_bits) if engine == "serving" else (gpu["fp16_dense_tflops"], False)
    return Accelerator(
        vram_gb=memory_gb(gpu),
        bandwidth_gb_s=float(gpu["mem_bandwidth_gb_s"]),
        compute_tflops=float(peak),
        fp16_tflops=float(gpu["fp16_dense_tflops"]),
        link_gb_s=float(gpu.get("link_gb_s") or _LINK_OF_ONE_GB_S),
        tdp_w=float(gpu["tdp_w"]),
        idle_w=float(gpu["idle"]["w"]),
        is_fp4=float(is_fp4),
        is_stacked=float(gpu.get("memory_type") == "hbm"),
        is_metal=float(gpu["vendor"] == "apple"),
        usable_share=usable_share(engine),
    )


def memory_gb(gpu: Mapping[str, Any]) -> float:
    """Return GB of a card: what its driver reports, or the number on the box where that is not known."""
    known = gpu.get("memory")
    return float(known["mib"]) * GB_PER_MIB if known else float(gpu["vram_gb"])


def usable_share(engine: str) -> float:
    """Return the share of a card's memory that an engine fills unless it is told otherwise."""
    return _FILLED[engine]


def released_bits(shape: Mapping[str, Any]) -> float:
    """Return bits of a weight as the model was released: 13.76 GB of 20.91 B parameters are 5.264; else 16."""
    gigabytes = shape.get("released_gb")
    return float(gigabytes * BITS_PER_BYTE / shape["total_params_b"]) if gigabytes else 16.0


def compute_tflops(gpu: Mapping[str, Any], weight_bits: float) -> tuple[float, bool]:
    """Return the dense peak that weights of so many bits are computed at, and whether it is that of FP4.

    8 bits in FP8 and 4 bits in FP4 where the card has them; everything else is unpacked to 16 bits.
    """
    for bits, rate in ((_EIGHT_BITS, "fp8_dense_tflops"), (_FOUR_BITS, "fp4_dense_tflops")):
        if bits[0] <= weight_bits < bits[1] and gpu.get(rate):
            return float(gpu[rate]), rate.startswith("fp4")
    return float(gpu["fp16_dense_tflops"]), False


def constants(catalogue: Catalogue, engine: str) -> Constants:
    """Return the constants of a class of engines: `serving` or `local`."""
    entry = catalogue.get("engines", engine)
    return Constants(**{field.name: entry[field.name] for field in fields(Constants)})
