"""What an option's rates and power are predicted with, where the scenario gives none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from c3calc.base.numbers import plain
from c3calc.base.text import near
from c3calc.case.hardware import PredictedHardware, Setup, Trial
from c3calc.case.traffic import UNKNOWN
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.hardware import accelerator, architecture, constants
from c3calc.resolve.replica_spec import ENGINES, ReplicaSpec, engine_class, option_engine, wrong_fit, wrong_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.base.errors import Path
    from c3calc.base.provenance import Input
    from c3calc.scenario.measurement import Measurement, Point
    from c3calc.scenario.options import HostedOption

_PROMPT_TOKENS, _ANSWER_TOKENS = 512, 128  # of a measurement that does not say: what llama-bench takes


def resolve_machine(ctx: Context, spec: HostedOption, shape: Mapping[str, Any], path: Path) -> PredictedHardware | None:
    """Return what rates and power are predicted with; None where both are given, or the model is not known."""
    if not (spec.predicts_rates or spec.predicts_power) or "layers" not in shape:
        return None
    gpu = ctx.catalogue.get("gpus", spec.gpu)
    engine = option_engine(gpu, spec.engine)
    entry, fitted, model = ctx.catalogue.get("engines", engine), constants(ctx.catalogue, engine), architecture(shape)
    _check(ctx, spec, shape, engine, path)
    _note_prediction(ctx, spec, engine, fitted.factor(model), path)
    output = ctx.default("output_tokens_per_request", "output of a request", "tokens", spec.name).value
    return PredictedHardware(
        model,
        accelerator(gpu, spec.weight_bits, engine),
        fitted,
        gpu["name"],
        spec.weight_bits,
        spec.kv_bits,
        output,
        spec.predicts_rates,
        spec.predicts_power,
        entry["source"],
        entry["where"],
        _trials(ctx, spec, engine, "throughput", path),
        _trials(ctx, spec, engine, "power", path),
        ctx.noise(f"measured over predicted tokens/s, {engine} engine on {spec.gpu}", fitted.factor(model)),
        ctx.noise(f"measured over predicted power, {engine} engine on {spec.gpu}", fitted.energy_factor),
    )


def _check(ctx: Context, spec: HostedOption, shape: Mapping[str, Any], engine: str, path: Path) -> None:
    """Refuse what `c3 predict` refuses: bits that nothing computes, cards that do not divide the heads."""
    asked = ReplicaSpec(str(shape["id"]), spec.gpu, float(spec.gpus_per_replica or 1), engine=engine)
    wrong = {
        "weight_bits": wrong_numbers(replace(asked, weight_bits=spec.weight_bits)),
        "kv_bits": wrong_numbers(replace(asked, kv_bits=spec.kv_bits)),
        "gpus_per_replica": wrong_fit(shape, asked, engine),
    }
    for field, problems in wrong.items():
        for problem in problems:
            ctx.problem(problem.code, problem.message, (*path, field), problem.expected, problem.help)


def _note_prediction(ctx: Context, spec: HostedOption, engine: str, factor: float, path: Path) -> None:
    what = " and ".join(["throughput"] * spec.predicts_rates + ["power"] * spec.predicts_power)
    sure = f"4 of 5 measured rates are within x/÷ {plain(factor, 2)}"
    text = f"{spec.name}: {what} predicted from specifications ({engine} engine; {sure}); `c3 bench` measures them"
    ctx.note("C3-N29", text, path)


def _trials(ctx: Context, spec: HostedOption, engine: str, field: str, path: Path) -> tuple[Trial, ...]:
    """Return what the measurement that a block names as its calibration has to say."""
    block = getattr(spec, field)
    file = None if isinstance(block, str) else block.calibration
    found = ctx.measurements.get(file or "")
    if found is None or not _fits(ctx, spec, engine, found, (*path, field, "calibration")):
        return ()
    return tuple(_trial(ctx, spec, engine, found, point) for point in found.points)


def _fits(ctx: Context, spec: HostedOption, engine: str, found: Measurement, path: Path) -> bool:
    """Whether a measurement says something of this card under this engine; the model may be another one."""
    models = ctx.catalogue.ids("models")
    if found.hardware.gpu != spec.gpu:
        text = f"the measurement is of {found.hardware.gpu or 'an unnamed card'}, the option has {spec.gpu}"
        ctx.problem("C3-R61", text, path, f"a measurement on {spec.gpu}")
    elif found.model.id not in models:
        text = f"the measurement is of {found.model.id or 'an unnamed model'}, whose shape the catalogue does not have"
        ctx.problem("C3-R61", text, path, "model: {id: ...} of pricing/models.yaml", near(found.model.id or "", models))
    elif found.engine and (measured := _engine_class(ctx, found.engine.name)) != engine:
        text = f"the measurement is of {found.engine.name}, a {measured} engine"
        ctx.problem("C3-R61", text, path, f"a measurement of a {engine} engine, or the option's engine: ...")
    elif not found.points:
        ctx.problem("C3-R61", "the measurement has no points", path, "rates or watts at a concurrency")
    else:
        return True
    return False


def _engine_class(ctx: Context, name: str) -> str:
    """Return the class of a measured engine: serving where nobody knows it, as most of what is measured is."""
    known = engine_class(ctx.catalogue, name)
    return known if known in ENGINES else "serving"


def _trial(ctx: Context, spec: HostedOption, engine: str, found: Measurement, point: Point) -> Trial:
    bits = found.model.weight_bits or spec.weight_bits
    lengths = float(point.prompt_tokens or _PROMPT_TOKENS), float(point.output_tokens or _ANSWER_TOKENS)
    setup = Setup(found.hardware.gpus or 1, bits, spec.kv_bits, float(point.concurrency), *lengths)
    card = accelerator(ctx.catalogue.get("gpus", spec.gpu), bits, engine)
    shape = architecture(ctx.catalogue.get("models", str(found.model.id)))
    figures = (point.prefill_tok_s, point.decode_tok_s, point.busy_w)
    return Trial(shape, card, setup, *(UNKNOWN if f is None else float(f) for f in figures))


def estimated(name: str, unit: str) -> Input:
    """Return the place of a number that will be predicted, once the traffic and the cards are known."""
    return replace(unknown(name, unit, "predicted"), evidence="estimated", where="pricing/prediction.yaml")
