"""Open weights on rented or owned GPUs: throughput, power, memory, grid and the charges for what is provisioned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from c3calc.case import UNKNOWN, Given, Hosted, Memory
from c3calc.errors import Path, near
from c3calc.model import HostedOption, ModelShape, OwnedOption, Power, RentedOption, Throughput
from c3calc.resolve.apis import resolve_factor
from c3calc.resolve.charges import capital, colocation, rent_region, rented_charges, tariff
from c3calc.resolve.context import Context, from_entry, unknown
from c3calc.resolve.shapes import shape_levels
from c3calc.resolve.traits import resolve_grid, resolve_traits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.ranges import Quantity

BITS_PER_BYTE = 8
BYTES_PER_GB = 1e9


def resolve_hosted(ctx: Context, spec: RentedOption | OwnedOption, path: Path) -> Hosted:
    """Return a rented or owned option with nothing left to look up."""
    shape = _shape(ctx, spec, path)
    gpu = ctx.catalogue.get("gpus", spec.gpu)
    prefill, decode, at_concurrency = _throughput(ctx, spec, path)
    idle, busy = _power(ctx, spec, path)
    charges = rented_charges(ctx, spec, path) if isinstance(spec, RentedOption) else colocation(ctx, spec, path)
    country = spec.grid.split("-")[0] if isinstance(spec.grid, str) and spec.grid != "unknown" else None
    region = rent_region(ctx, spec) if isinstance(spec, RentedOption) else None
    return Hosted(
        resolve_traits(
            ctx,
            spec,
            path,
            spec.kind,
            region=region or country,
            context_tokens=shape.get("context_tokens"),
            open_weights=shape["id"],
        ),
        charges,
        capital(ctx, spec, path) if isinstance(spec, OwnedOption) else None,
        None if spec.replicas == "auto" else spec.replicas,
        spec.spare_replicas,
        spec.gpus_per_replica,
        prefill,
        decode,
        _max_utilisation(ctx, spec, path),
        spec.prefix_cache,
        resolve_factor(ctx, spec.token_factor, path),
        idle,
        busy,
        _host(ctx, spec, gpu, path),
        _pue(ctx, spec, path),
        tariff(ctx, spec, path) if isinstance(spec, OwnedOption) else None,
        _embodied(ctx, spec, gpu, path),
        resolve_grid(ctx, _grid(ctx, spec, region, path), (*path, "grid")),
        _memory(ctx, spec, shape, gpu, spec.concurrency or at_concurrency),
        _hours(ctx, spec, path),
        *_ceilings(shape, gpu, spec, at_concurrency),
        gpus_per_server=spec.purchase.gpus_per_server if isinstance(spec, OwnedOption) else spec.rent.gpus or 1,
    )


def _grid(ctx: Context, spec: HostedOption, region: str | None, path: Path) -> Any:
    """Return the grid as given, else that of the rented machine's country; else it must be said."""
    if spec.grid is None and region in ctx.catalogue.ids("grids"):
        ctx.note("C3-N01", f"{spec.name}: grid {region} taken from the region of the rental", path)
        return region
    if spec.grid is None:
        ctx.problem(
            "C3-R17",
            f"option `{spec.name}` does not say which grid feeds it",
            path,
            "grid: DE, or {g_per_kwh: 206}, or unknown",
            "its carbon depends on it; `unknown` prints n/a",
        )
        return "unknown"
    return spec.grid


def _shape(ctx: Context, spec: HostedOption, path: Path) -> Mapping[str, Any]:
    if isinstance(spec.model, ModelShape):
        return spec.model.model_dump() | {"id": spec.model.name}
    if spec.model in ctx.catalogue.ids("models"):
        return ctx.catalogue.get("models", spec.model)
    ctx.problem(
        "C3-R01",
        f"unknown model `{spec.model}`",
        (*path, "model"),
        "open weights of pricing/models.yaml, or their shape inline",
        near(spec.model, ctx.catalogue.ids("models")),
    )
    return {"id": spec.model}


def _throughput(ctx: Context, spec: HostedOption, path: Path) -> tuple[Given, Given, int | None]:
    """Return prefill and decode rate of one replica and the concurrency they were taken at."""
    here, names = (*path, "throughput"), ("prefill rate", "decode rate")
    if spec.throughput == "unknown" or isinstance(spec.throughput, str):
        _refuse_prediction(ctx, spec, "throughput", here)
        _need_replicas(ctx, spec, path)
        prefill, decode = (unknown(n, "tokens/s", "the scenario says unknown") for n in names)
        return prefill, decode, None
    if spec.throughput.measurement:
        return _measured_rates(ctx, spec.throughput, here)
    values = (spec.throughput.prefill_tok_s, spec.throughput.decode_tok_s)
    prefill, decode = (
        _rate(ctx, v, n, f, here) for v, n, f in zip(values, names, ("prefill_tok_s", "decode_tok_s"), strict=True)
    )
    return prefill, decode, spec.throughput.at_concurrency


def _rate(ctx: Context, value: Quantity | None, name: str, field: str, path: Path) -> Given:
    if value is None:
        ctx.problem("C3-R15", f"throughput lacks {field}", path, f"{field}: tokens per second of one replica")
        return unknown(name, "tokens/s", "missing")
    return ctx.given(value, name, "tokens/s", (*path, field))


def _refuse_prediction(ctx: Context, spec: HostedOption, what: str, path: Path) -> None:
    """Throughput and power cannot be predicted yet: say what to give instead."""
    if getattr(spec, what) != "predicted":
        return
    forms = {
        "throughput": (
            "C3-R08",
            "{prefill_tok_s: 1000, decode_tok_s: 250, at_concurrency: 16}, {measurement: file.yaml}, or unknown with replicas",
        ),
        "power": ("C3-R09", "{idle_w: 25, busy_w: 300} of one GPU, {measurement: file.yaml}, or unknown"),
    }
    code, expected = forms[what]
    ctx.problem(code, f"option `{spec.name}` gives no {what}, and c3 does not predict it yet", path, expected)


def _need_replicas(ctx: Context, spec: HostedOption, path: Path) -> None:
    if spec.throughput == "unknown" and spec.replicas == "auto":
        ctx.problem(
            "C3-R22",
            f"option `{spec.name}` has unknown throughput, so the number of replicas must be given",
            path,
            "replicas: 1",
        )


def _measured_rates(ctx: Context, spec: Throughput, path: Path) -> tuple[Given, Given, int | None]:
    file = str(spec.measurement)
    data = ctx.measurements.get(file, {})
    names = {"prefill_tok_s": "prefill rate", "decode_tok_s": "decode rate"}
    prefill, decode = (_measured(ctx, data, field, name, "tokens/s", file, path) for field, name in names.items())
    return prefill, decode, data.get("at_concurrency")


def _measured(ctx: Context, data: Mapping[str, Any], field: str, name: str, unit: str, file: str, path: Path) -> Given:
    value = data.get(field)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
        ctx.problem(
            "C3-R21",
            f"measurement file `{file}` has no usable `{field}`",
            (*path, "measurement"),
            f"{field}: a number above 0",
        )
        return unknown(name, unit, "missing")
    return Given(name, float(value), unit, "measured", f"measurement {file}, {data.get('date', 'no date')}", file)


def _power(ctx: Context, spec: HostedOption, path: Path) -> tuple[Given, Given]:
    """Return power of one GPU loaded but idle, and busy."""
    here, fields = (*path, "power"), {"idle_w": "idle power", "busy_w": "busy power"}
    if not isinstance(spec.power, Power):
        _refuse_prediction(ctx, spec, "power", here)
        idle, busy = (unknown(n, "W/GPU", "the scenario says unknown") for n in fields.values())
        return idle, busy
    if spec.power.measurement:
        data = ctx.measurements.get(spec.power.measurement, {})
        idle, busy = (_measured(ctx, data, f, n, "W/GPU", spec.power.measurement, here) for f, n in fields.items())
        return idle, busy
    idle, busy = (_watts(ctx, getattr(spec.power, f), n, f, here) for f, n in fields.items())
    if busy.value < idle.value:
        ctx.problem("C3-R23", "busy power is below idle power", (*here, "busy_w"), "busy_w at least idle_w")
    return idle, busy


def _watts(ctx: Context, value: Quantity | None, name: str, field: str, path: Path) -> Given:
    if value is None:
        ctx.problem("C3-R15", f"power lacks {field}", path, f"{field}: watts of one GPU board, or power: unknown")
        return unknown(name, "W/GPU", "missing")
    return ctx.given(value, name, "W/GPU", (*path, field))


def _max_utilisation(ctx: Context, spec: HostedOption, path: Path) -> Given:
    if spec.max_utilisation is None:
        return ctx.default("max_utilisation", "highest utilisation at the peak", "of a replica", spec.name)
    given = ctx.given(
        spec.max_utilisation, "highest utilisation at the peak", "of a replica", (*path, "max_utilisation")
    )
    if given.value == 0:
        ctx.problem(
            "C3-R23", "a replica that may never be busy serves nothing", (*path, "max_utilisation"), "a share above 0"
        )
    return given


def _host(ctx: Context, spec: HostedOption, gpu: Mapping[str, Any], path: Path) -> Given:
    if spec.host_w_per_gpu is not None:
        return ctx.given(spec.host_w_per_gpu, "host power", "W/GPU", (*path, "host_w_per_gpu"))
    return ctx.default(f"host_w_per_gpu_{gpu['class']}", "host power", "W/GPU", spec.name)


def _pue(ctx: Context, spec: HostedOption, path: Path) -> Given:
    if spec.pue is None:
        return ctx.default("pue", "PUE", "facility/IT", spec.name)
    return ctx.given(spec.pue, "PUE", "facility/IT", (*path, "pue"))


def _embodied(ctx: Context, spec: HostedOption, gpu: Mapping[str, Any], path: Path) -> Given:
    """Return embodied carbon of a GPU and its share of a server, per hour of its life."""
    name, unit = "embodied carbon", "kg/GPU-hour"
    life = ctx.default("gpu_life_months", "life of the hardware", "months", spec.name)
    months = spec.purchase.life_months if isinstance(spec, OwnedOption) else life.value
    hours = months * ctx.scenario.hours_per_month
    if spec.embodied_kg_per_gpu is not None:
        own = ctx.given(spec.embodied_kg_per_gpu, name, unit, (*path, "embodied_kg_per_gpu"))
        return Given(name, own.value / hours, unit, own.evidence, f"{own.value:g} kg over {hours:g} h", own.where)
    entry = gpu.get("embodied_kg")
    if not entry:
        return unknown(name, unit, "no published figure")
    server = ctx.default("server_embodied_kg", "embodied carbon of a server", "kg", spec.name)
    share = server.value / ctx.default("gpus_per_server", "GPUs in a server", "GPUs", spec.name).value
    given = from_entry({**entry, "where": gpu["where"]}, (entry["mode"] + share) / hours, name, unit)
    source = (
        f"({entry['mode']:g} kg GPU + {share:g} kg share of server) over {hours:g} h; {given.source}; {server.source}"
    )
    return Given(name, given.value, unit, given.evidence, source, given.where)


def _memory(
    ctx: Context, spec: HostedOption, shape: Mapping[str, Any], gpu: Mapping[str, Any], concurrency: int | None
) -> Memory:
    """Return what a replica must hold: weights, KV cache per sequence at the longest context, overhead per card."""
    overhead = ctx.default("vram_overhead_gb_per_gpu", "memory overhead", "GB/GPU", spec.name)
    weights = shape.get("total_params_b", UNKNOWN) * spec.weight_bits / BITS_PER_BYTE
    return Memory(weights, _kv_gb(ctx, spec, shape), float(concurrency or 1), overhead.value, float(gpu["vram_gb"]))


def _kv_gb(ctx: Context, spec: HostedOption, shape: Mapping[str, Any]) -> float:
    """Return GB of KV cache one sequence needs: 2 x layers x kv_heads x head_dim x bytes, sliding layers capped."""
    if "layers" not in shape:
        return UNKNOWN
    context = ctx.scenario.workload.max_context_tokens or UNKNOWN
    per_layer = shape.get("kv_elems_full_layer") or 2 * shape["kv_heads"] * shape["head_dim"]
    sliding = shape.get("swa_layers") or 0
    full = shape.get("full_attn_layers", shape["layers"] - sliding)
    window = min(context, shape.get("swa_window") or math.inf)
    elements = per_layer * (full * context + sliding * window)
    return float(elements * spec.kv_bits / BITS_PER_BYTE + (shape.get("state_bytes_per_seq") or 0)) / BYTES_PER_GB


def _ceilings(
    shape: Mapping[str, Any], gpu: Mapping[str, Any], spec: HostedOption, concurrency: int | None
) -> tuple[float, float]:
    """Return prefill and decode rates of a replica that nothing exceeds: compute at the dense peak, weights read once a step.

    Roofline (Williams et al. 2009): decode <= concurrency x bandwidth / bytes of active weights, both <= FLOP/s / (2 x active).
    """
    active = (shape.get("active_params_b") or shape.get("total_params_b") or UNKNOWN) * 1e9
    gpus = spec.gpus_per_replica or 1
    peak = (
        max(gpu.get(f) or 0.0 for f in ("fp16_dense_tflops", "fp8_dense_tflops", "fp4_dense_tflops", "int8_dense_tops"))
        * 1e12
    )
    compute = gpus * peak / (2 * active)
    memory = gpus * gpu["mem_bandwidth_gb_s"] * BYTES_PER_GB / (active * spec.weight_bits / BITS_PER_BYTE)
    return compute, min(compute, memory * concurrency) if concurrency else compute


def _hours(ctx: Context, spec: HostedOption, path: Path) -> float:
    """Return the hours a month that are paid and powered: all of them, or those with load if idle ones are released."""
    month = ctx.scenario.hours_per_month
    if not (isinstance(spec, RentedOption) and spec.release_when_idle):
        return month
    levels = shape_levels(ctx, ctx.scenario.workload, ("workload",))
    if levels is None:
        ctx.problem(
            "C3-R18",
            "release_when_idle needs to know the hours without load",
            (*path, "release_when_idle"),
            "shape: flat, business_hours or hourly",
        )
        return month
    return month * sum(share for share, load in levels if load > 0)
