"""What an option's rates and power are predicted with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from c3calc.asked import ONLY_LOCAL
from c3calc.case import Given, Machine
from c3calc.machines import accelerator, architecture, constants
from c3calc.resolve.context import Context, unknown
from c3calc.units import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.errors import Path
    from c3calc.model import HostedOption


def resolve_machine(ctx: Context, spec: HostedOption, shape: Mapping[str, Any], path: Path) -> Machine | None:
    """Return what rates and power are predicted with; None where both are given, or the model is not known."""
    rates, power = spec.throughput == "predicted", spec.power == "predicted"
    if not (rates or power) or "layers" not in shape:
        return None
    gpu = ctx.catalogue.get("gpus", spec.gpu)
    engine = spec.engine or ("local" if gpu["class"] in ONLY_LOCAL else "serving")
    what = " and ".join(["throughput"] * rates + ["power"] * power)
    entry, fitted = ctx.catalogue.get("engines", engine), constants(ctx.catalogue, engine)
    made = architecture(shape)
    _note_prediction(ctx, spec, f"{what} predicted", engine, fitted.factor(has_experts=made.experts > 1), path)
    return Machine(
        made,
        accelerator(gpu, spec.weight_bits, engine),
        fitted,
        gpu["name"],
        spec.weight_bits,
        spec.kv_bits,
        int(ctx.default("most_requests_in_flight", "most requests in flight", "requests", spec.name).value),
        ctx.default("output_tokens_per_request", "output of a request", "tokens", spec.name).value,
        rates,
        power,
        entry["source"],
        entry["where"],
    )


def _note_prediction(ctx: Context, spec: HostedOption, what: str, engine: str, factor: float, path: Path) -> None:
    sure = f"4 of 5 measured rates are within x/÷ {plain(factor, 2)}"
    text = f"{spec.name}: {what} from specifications ({engine} engine; {sure}); `c3 bench` measures them"
    ctx.note("C3-N29", text, path)


def estimated(name: str, unit: str) -> Given:
    """Return the place of a number that will be predicted, once the traffic and the cards are known."""
    return replace(unknown(name, unit, "predicted"), evidence="estimated", where="pricing/prediction.yaml")
