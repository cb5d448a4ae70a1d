"""What a replica must hold in GPU memory, and the rates that its cards cannot exceed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from c3calc.base.numbers import count_text
from c3calc.base.text import near
from c3calc.base.units import BITS_PER_BYTE, GIGA, TERA
from c3calc.case.hardware import kv_gb_per_sequence, weights_gb
from c3calc.case.options import Memory
from c3calc.case.traffic import UNKNOWN, ResolvedWorkload
from c3calc.resolve.hardware import architecture, memory_gb, usable_share
from c3calc.resolve.replica_spec import option_engine
from c3calc.scenario.options import HostedOption, ModelShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.base.errors import Path
    from c3calc.resolve.context import Context

_PEAK_RATES = ("fp16_dense_tflops", "fp8_dense_tflops", "fp4_dense_tflops", "int8_dense_tops")


def resolve_shape(ctx: Context, spec: HostedOption, path: Path) -> Mapping[str, Any]:
    """Return the shape of the open weights: the user's own, or that of the catalogue."""
    if isinstance(spec.model, ModelShape):
        return spec.model.model_dump() | {"id": spec.model.name}
    known = ctx.catalogue.ids("models")
    if spec.model in known:
        return ctx.catalogue.get("models", spec.model)
    expected = "open weights of pricing/models.yaml, or their shape inline"
    ctx.problem("C3-R01", f"unknown model `{spec.model}`", (*path, "model"), expected, near(spec.model, known))
    return {"id": spec.model}


def resolve_memory(
    ctx: Context,
    spec: HostedOption,
    shape: Mapping[str, Any],
    workload: ResolvedWorkload,
    concurrency: int | None,
    path: Path,
) -> Memory:
    """Return what a replica must hold: weights, KV cache of a sequence at the longest context, overhead of a card."""
    context = _longest_context(workload)
    if context > (shape.get("context_tokens") or math.inf):
        text = f"requests of {count_text(context)} tokens are beyond the context of {shape['id']}"
        ctx.note("C3-N32", f"{spec.name}: {text} ({count_text(shape['context_tokens'])})", path, "warning")
    _note_what_is_not_counted(ctx, spec, context, concurrency, path)
    known = architecture(shape) if "layers" in shape else None
    gpu = ctx.catalogue.get("gpus", spec.gpu)
    return Memory(
        weights_gb=weights_gb(known, spec.weight_bits) if known else UNKNOWN,
        kv_gb_per_sequence=kv_gb_per_sequence(known, spec.kv_bits, context) if known else UNKNOWN,
        sequences=float(concurrency or 1),
        overhead_gb_per_gpu=ctx.default("vram_overhead_gb_per_gpu", "memory overhead", "GB/GPU", spec.name).value,
        vram_gb_per_gpu=memory_gb(gpu),
        # who gives rates has seen them; where c3 fills the cards itself, it leaves what engines leave free
        usable_share=usable_share(option_engine(gpu, spec.engine)) if spec.predicts_rates else 1.0,
    )


def _longest_context(workload: ResolvedWorkload) -> float:
    contexts = [p.context_tokens for p in workload.parts]
    return UNKNOWN if any(map(math.isnan, contexts)) else max(contexts)


def _note_what_is_not_counted(
    ctx: Context, spec: HostedOption, context: float, concurrency: int | None, path: Path
) -> None:
    whole = ctx.scenario.workload
    stated = whole.max_context_tokens or (whole.features and all(f.max_context_tokens for f in whole.features))
    if math.isnan(context):
        kept = "that of mean requests" if spec.predicts_rates else "not counted"
        ctx.note("C3-N21", f"{spec.name}: max_context_tokens is not given, so the KV cache is {kept}", path)
    elif not stated:
        mean = f"so the KV cache is that of mean requests, {count_text(context)} tokens"
        ctx.note("C3-N21", f"{spec.name}: max_context_tokens is not given, {mean}", path)
    if concurrency is None and not spec.predicts_rates and not math.isnan(context):
        ctx.note("C3-N21", f"{spec.name}: concurrency is not given, so the KV cache is that of one request", path)


def ceilings(
    ctx: Context, spec: HostedOption, shape: Mapping[str, Any], concurrency: int | None
) -> tuple[float, float]:
    """Return prefill and decode rates per GPU that nothing exceeds: dense compute, and weights read once a step.

    Roofline (Williams et al. 2009): decode <= concurrency x bandwidth / bytes of active weights, and both rates
    <= FLOP/s / (2 x active).
    """
    gpu = ctx.catalogue.get("gpus", spec.gpu)
    active = (shape.get("active_params_b") or shape.get("total_params_b") or UNKNOWN) * GIGA
    compute = max(gpu.get(rate) or 0.0 for rate in _PEAK_RATES) * TERA / (2 * active)
    steps = gpu["mem_bandwidth_gb_s"] * GIGA / (active * spec.weight_bits / BITS_PER_BYTE)
    return compute, min(compute, steps * concurrency) if concurrency else compute
