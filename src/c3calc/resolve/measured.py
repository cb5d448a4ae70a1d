"""Numbers of a measurement file that a scenario cites, and whether they fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.provenance import Input
from c3calc.resolve.context import Context, unknown
from c3calc.scenario.options import ModelShape, Power, Throughput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.base.errors import Path
    from c3calc.scenario.measurement import Measurement
    from c3calc.scenario.options import HostedOption

_SAME_BITS = 0.05  # of the bits: scales and odd tensors make two files of one quantisation differ by this much


def measured_concurrency(ctx: Context, spec: HostedOption) -> int | None:
    """Return the concurrency whose rates are wanted: the scenario's, else the highest that was measured."""
    asked, found = _asked(spec), ctx.measurements.get(_file(spec.throughput))
    return asked or (max(found.concurrencies("decode_tok_s"), default=None) if found else None)


def measured_rates(ctx: Context, spec: HostedOption, path: Path) -> tuple[Input, Input]:
    """Return prefill and decode rate of one replica from the measurement that `throughput` names."""
    names = (("prefill_tok_s", "prefill rate"), ("decode_tok_s", "decode rate"))
    concurrency, file = measured_concurrency(ctx, spec), _file(spec.throughput)
    _check(ctx, spec, file, path)
    prefill, decode = (_at(ctx, spec, file, (f, n, "tokens/s"), concurrency, path) for f, n in names)
    return prefill, decode


def measured_power(ctx: Context, spec: HostedOption, file: str, path: Path) -> tuple[Input, Input]:
    """Return idle and busy power of one GPU from a measurement: busy as at the concurrency of the rates."""
    found = ctx.measurements.get(file)
    watts = found.power if found else None
    _check(ctx, spec, file, path)
    if watts and watts.boundary == "cpu_package":
        text = f"`{file}` measured the power of a CPU package, not of a GPU"
        ctx.problem("C3-R60", text, (*path, "measurement"), "a measurement of a GPU board, or at the wall")
    idle = _given(ctx, file, ("idle_w", "idle power", "W/GPU"), watts.idle_w if watts else None, "loaded", path)
    if found and found.concurrencies("busy_w"):
        highest = max(found.concurrencies("busy_w"))
        busy = _at(ctx, spec, file, ("busy_w", "busy power", "W/GPU"), _asked(spec) or highest, path)
    else:
        busy = _given(ctx, file, ("busy_w", "busy power", "W/GPU"), watts.busy_w if watts else None, "", path)
    return idle, busy


def host_measured(ctx: Context, spec: HostedOption, path: Path) -> Input | None:
    """Return a host power of 0 where power was measured at the wall, which has the host in it; else None."""
    file = _file(spec.power)
    found = ctx.measurements.get(file)
    if not (found and found.power and found.power.boundary == "wall"):
        return None
    if spec.host_w_per_gpu is not None:
        text = f"{spec.name}: `{file}` was measured at the wall, which has the host in it; host_w_per_gpu is not added"
        ctx.note("C3-N60", text, (*path, "host_w_per_gpu"), "warning")
    return Input("host power", 0.0, "W/GPU", "measured", f"in the wall figure of {file}, {found.date}", file)


def _file(block: Throughput | Power | str) -> str:
    return "" if isinstance(block, str) else block.measurement or ""


def _asked(spec: HostedOption) -> int | None:
    given = spec.throughput
    return (given.at_concurrency if isinstance(given, Throughput) else None) or spec.concurrency


def _at(
    ctx: Context, spec: HostedOption, file: str, figure: tuple[str, str, str], concurrency: int | None, path: Path
) -> Input:
    """Return a figure at a concurrency, and say where that was not itself measured."""
    found, field = ctx.measurements.get(file), figure[0]
    taken_at = found.concurrencies(field) if found else ()
    if concurrency is None or not taken_at or concurrency in taken_at:
        how = f"concurrency {concurrency}"
    elif taken_at[0] < concurrency < taken_at[-1]:
        below, above = max(c for c in taken_at if c < concurrency), min(c for c in taken_at if c > concurrency)
        how = f"between concurrency {below} and {above} at {concurrency}"
        ctx.note("C3-N61", f"{spec.name}: `{file}` was not measured at concurrency {concurrency}; {how}", path)
    else:
        nearest = taken_at[0] if concurrency < taken_at[0] else taken_at[-1]
        how = f"concurrency {nearest}, the nearest to {concurrency}"
        outside = f"concurrency {concurrency} is outside of what `{file}` measured ({taken_at[0]} to {taken_at[-1]})"
        ctx.note("C3-N61", f"{spec.name}: {outside}; the figures of {nearest} are used", path, "warning")
    return _given(ctx, file, figure, found.value_at(field, concurrency or 1) if found else None, how, path)


def _given(ctx: Context, file: str, figure: tuple[str, str, str], value: float | None, how: str, path: Path) -> Input:
    """Return a figure with its file as its source; one that is not there is a problem, unless the file is none."""
    found, (field, name, unit) = ctx.measurements.get(file), figure
    if value and found:
        engine = " ".join(filter(None, (found.engine.name, found.engine.version))) if found.engine else ""
        source = ", ".join(filter(None, (f"measurement {file}", str(found.date), engine, how)))
        return Input(name, float(value), unit, found.evidence, source, file)
    if found:
        text = f"measurement file `{file}` has no usable `{field}`"
        ctx.problem("C3-R21", text, (*path, "measurement"), f"{field}: a number above 0")
    return unknown(name, unit, "missing")


def _check(ctx: Context, spec: HostedOption, file: str, path: Path) -> None:
    """Refuse a measurement of another GPU or model; note other conditions."""
    found = ctx.measurements.get(file)
    if found is None:
        return
    here = (*path, "measurement")
    for what, wanted, there in _subjects(spec, found):
        if there is None:
            ctx.note("C3-N60", f"{spec.name}: `{file}` does not say which {what} was measured", path[:2], "warning")
        elif there != wanted:
            text = f"`{file}` measured {there}, not the {what} {wanted}"
            ctx.problem("C3-R60", text, here, f"a measurement of {wanted}, or the option's {what}: {there}")
    for difference in _differences(spec, found):
        ctx.note("C3-N60", f"{spec.name}: `{file}` {difference}", path[:2], "warning")


def _subjects(spec: HostedOption, found: Measurement) -> Iterator[tuple[str, str, str | None]]:
    """Yield what must be the same: its word, what the option says, what was measured."""
    hardware, model = found.hardware, found.model
    measured_on = hardware.gpu or (hardware.boards[0].name if hardware.boards else hardware.cpu)
    yield "gpu", spec.gpu, measured_on
    yield "model", spec.model.name if isinstance(spec.model, ModelShape) else spec.model, model.id or model.name


def _differences(spec: HostedOption, found: Measurement) -> Iterator[str]:
    bits, gpus = found.model.weight_bits, found.hardware.gpus
    if bits and abs(bits / spec.weight_bits - 1) > _SAME_BITS:
        yield f"was measured with weights of {bits:g} bits, the option has {spec.weight_bits:g}"
    if gpus and spec.gpus_per_replica and gpus != spec.gpus_per_replica:
        yield f"was measured on {gpus} GPUs, a replica of the option has {spec.gpus_per_replica}"
    if found.model.synthetic_weights:
        yield "was measured with synthetic weights: the same work, but not the model's own numbers"
    if found.partial:
        yield "is partial: the run was stopped"
