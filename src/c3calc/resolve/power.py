"""What hardware draws and emits: watts of a GPU and its host, PUE, grid, embodied carbon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.base.provenance import Input
from c3calc.case.options import HardwarePower
from c3calc.catalogue.provenance import Provenance
from c3calc.resolve.charges import tariff
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.measured import host_measured, measured_power
from c3calc.resolve.predicted import estimated
from c3calc.resolve.traits import resolve_grid
from c3calc.scenario.options import HostedOption, OwnedOption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.base.errors import Path
    from c3calc.base.ranges import Quantity

_BOARD = {"idle_w": "idle power", "busy_w": "busy power"}
_EMBODIED = ("embodied carbon", "kg/GPU-hour")


def resolve_power(ctx: Context, spec: HostedOption, region: str | None, path: Path) -> HardwarePower:
    """Return what the hardware draws and emits; `region` is the country of a rented machine, where it is known."""
    gpu = ctx.catalogue.get("gpus", spec.gpu)
    idle, busy = _board(ctx, spec, gpu, path)
    return HardwarePower(
        idle_w=idle,
        busy_w=busy,
        host_w=_host(ctx, spec, gpu, path),
        pue=_pue(ctx, spec, path),
        electricity_per_kwh=tariff(ctx, spec, path) if isinstance(spec, OwnedOption) else None,
        embodied_kg_per_gpu_hour=_embodied(ctx, spec, gpu, path),
        grid=resolve_grid(ctx, _grid(ctx, spec, region, path), (*path, "grid")),
    )


def _board(ctx: Context, spec: HostedOption, gpu: Mapping[str, Any], path: Path) -> tuple[Input, Input]:
    """Return power of one GPU loaded but idle, and busy."""
    here, power = (*path, "power"), spec.power
    if spec.predicts_power:
        idle = ctx.fact(Provenance.of(gpu["idle"]), gpu["idle"]["w"], _BOARD["idle_w"], "W/GPU")
        busy = estimated(_BOARD["busy_w"], "W/GPU")
    elif isinstance(power, str):
        idle, busy = (unknown(name, "W/GPU", "the scenario says unknown") for name in _BOARD.values())
    elif power.measurement:
        idle, busy = measured_power(ctx, spec, power.measurement, here)
    else:
        idle, busy = (_watts(ctx, getattr(power, f), n, f, here) for f, n in _BOARD.items())
    if busy.value < idle.value:
        ctx.problem("C3-R23", "busy power is below idle power", (*here, "busy_w"), "busy_w at least idle_w")
    return idle, busy


def _watts(ctx: Context, value: Quantity | None, name: str, field: str, path: Path) -> Input:
    if value is None:
        ctx.problem("C3-R15", f"power lacks {field}", path, f"{field}: watts of one GPU board, or power: unknown")
        return unknown(name, "W/GPU", "missing")
    return ctx.given(value, name, "W/GPU", (*path, field))


def _host(ctx: Context, spec: HostedOption, gpu: Mapping[str, Any], path: Path) -> Input:
    if at_the_wall := host_measured(ctx, spec, path):
        return at_the_wall
    if spec.host_w_per_gpu is not None:
        return ctx.given(spec.host_w_per_gpu, "host power", "W/GPU", (*path, "host_w_per_gpu"))
    return ctx.default(f"host_w_per_gpu_{gpu['class']}", "host power", "W/GPU", spec.name)


def _pue(ctx: Context, spec: HostedOption, path: Path) -> Input:
    if spec.pue is None:
        return ctx.default("pue", "PUE", "facility/IT", spec.name)
    return ctx.given(spec.pue, "PUE", "facility/IT", (*path, "pue"))


def _grid(ctx: Context, spec: HostedOption, region: str | None, path: Path) -> Any:
    """Return the grid as given, else that of the rented machine's country; else it must be said."""
    if spec.grid is not None:
        return spec.grid
    if region in ctx.catalogue.ids("grids"):
        ctx.note("C3-N01", f"{spec.name}: grid {region} taken from the region of the rental", path)
        return region
    text = f"option `{spec.name}` does not say which grid feeds it"
    expected = "grid: DE, or {g_per_kwh: 206}, or unknown"
    ctx.problem("C3-R17", text, path, expected, "its carbon depends on it; `unknown` prints n/a")
    return "unknown"


def _embodied(ctx: Context, spec: HostedOption, gpu: Mapping[str, Any], path: Path) -> Input:
    """Return embodied carbon of a GPU and its share of a server, per hour of its life."""
    entry = gpu.get("embodied_kg")
    if spec.embodied_kg_per_gpu is not None:
        own = ctx.given(spec.embodied_kg_per_gpu, *_EMBODIED, (*path, "embodied_kg_per_gpu"))
        return _per_hour(ctx, spec, own, own.value, f"{own.value:g} kg, {own.source}")
    if not entry:
        return unknown(*_EMBODIED, "no published figure")
    server = ctx.default("server_embodied_kg", "embodied carbon of a server", "kg", spec.name)
    share = server.value / ctx.default("gpus_per_server", "GPUs in a server", "GPUs", spec.name).value
    embodied_kg = ctx.uncertain(f"{entry['where']}.embodied_kg", entry) + share
    given = Provenance.of(entry).sourced(embodied_kg, *_EMBODIED)
    parts = f"{entry['mode']:g} kg GPU, {given.source}; {share:g} kg share of a server, {server.source}"
    return _per_hour(ctx, spec, given, given.value, parts)


def _per_hour(ctx: Context, spec: HostedOption, given: Input, embodied_kg: float, source: str) -> Input:
    """Return embodied carbon per hour of the hardware's life: the owner's, or a default."""
    if isinstance(spec, OwnedOption):
        months: float = spec.purchase.life_months
    else:
        months = ctx.default("gpu_life_months", "life of the hardware", "months", spec.name).value
    hours = months * ctx.scenario.hours_per_month
    text = f"{source}; over {hours:g} h"
    return Input(given.name, embodied_kg / hours, given.unit, given.evidence, text, given.where)
