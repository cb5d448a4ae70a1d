"""Open weights on rented or owned GPUs: throughput, and everything else that the hardware needs, costs and draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case.options import Charge, Hosted, OptionFacts, Rates
from c3calc.case.traffic import UNKNOWN, ResolvedWorkload
from c3calc.resolve.api import resolve_factor
from c3calc.resolve.charges import capital, colocation, resolve_rent
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.hardware import released_bits
from c3calc.resolve.measured import measured_concurrency, measured_rates
from c3calc.resolve.memory import ceilings, resolve_memory, resolve_shape
from c3calc.resolve.power import resolve_power
from c3calc.resolve.predicted import estimated, resolve_machine
from c3calc.resolve.traits import resolve_traits
from c3calc.scenario.options import HostedOption, OwnedOption, RentedOption

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from c3calc.base.errors import Path
    from c3calc.base.provenance import Input
    from c3calc.base.ranges import Quantity

_RATES = {"prefill_tok_s": "prefill rate", "decode_tok_s": "decode rate"}
_UTILISATION = ("highest utilisation at the peak", "of a replica")


def resolve_hosted(ctx: Context, spec: RentedOption | OwnedOption, path: Path, workload: ResolvedWorkload) -> Hosted:
    """Return a rented or owned option with nothing left to look up."""
    shape, concurrency = resolve_shape(ctx, spec, path), _concurrency(ctx, spec)
    if "weight_bits" not in spec.model_fields_set:
        spec = spec.model_copy(update={"weight_bits": released_bits(shape)})
    charges, region = _charges(ctx, spec, path)
    _check_release(ctx, spec, charges, workload, path)
    return Hosted(
        traits=_traits(ctx, spec, shape, region, path),
        charges=charges,
        capital=capital(ctx, spec, path) if isinstance(spec, OwnedOption) else None,
        replicas=None if spec.replicas == "auto" else spec.replicas,
        spares=spec.spare_replicas,
        gpus_per_replica=spec.gpus_per_replica,
        gpus_per_server=_gpus_per_server(spec, charges),
        prefix_cache=spec.prefix_cache,
        factor=resolve_factor(ctx, spec.token_factor, path),
        rates=_rates(ctx, spec, shape, concurrency, path),
        power=resolve_power(ctx, spec, region, path),
        memory=resolve_memory(ctx, spec, shape, workload, spec.concurrency or concurrency, path),
        release_when_idle=isinstance(spec, RentedOption) and spec.release_when_idle,
        machine=resolve_machine(ctx, spec, shape, path),
    )


def _charges(ctx: Context, spec: RentedOption | OwnedOption, path: Path) -> tuple[tuple[Charge, ...], str | None]:
    """Return what is paid for the place of the hardware, and the country that a rent fixes."""
    return resolve_rent(ctx, spec, path) if isinstance(spec, RentedOption) else (colocation(ctx, spec, path), None)


def _gpus_per_server(spec: RentedOption | OwnedOption, charges: tuple[Charge, ...]) -> int:
    """Return the GPUs of a server: of one that is bought, or of a rented SKU."""
    return spec.purchase.gpus_per_server if isinstance(spec, OwnedOption) else max((c.gpus for c in charges), default=1)


def _traits(
    ctx: Context, spec: RentedOption | OwnedOption, shape: Mapping[str, Any], region: str | None, path: Path
) -> OptionFacts:
    """Return the traits; the country of the grid stands in for the place of hardware that is no rental of the list.

    A rental of the catalogue that may stand anywhere proves nothing of where data goes, whatever its carbon assumes.
    """
    listed = isinstance(spec, RentedOption) and spec.rent.amount is None
    country = spec.grid.split("-")[0] if isinstance(spec.grid, str) and spec.grid != "unknown" and not listed else None
    return resolve_traits(
        ctx,
        spec,
        path,
        spec.kind,
        region=region or country,
        context_tokens=shape.get("context_tokens"),
        open_weights=shape["id"],
    )


def _concurrency(ctx: Context, spec: HostedOption) -> int | None:
    """Return the concurrency that the rates were taken at."""
    if isinstance(spec.throughput, str) or spec.predicts_rates:
        return None
    return measured_concurrency(ctx, spec) if spec.throughput.measurement else spec.throughput.at_concurrency


def _rates(ctx: Context, spec: HostedOption, shape: Mapping[str, Any], concurrency: int | None, path: Path) -> Rates:
    prefill, decode = _throughput(ctx, spec, (*path, "throughput"))
    slots = float(spec.concurrency or concurrency or UNKNOWN)
    return Rates(prefill, decode, _max_utilisation(ctx, spec, path), *ceilings(ctx, spec, shape, concurrency), slots)


def _throughput(ctx: Context, spec: HostedOption, path: Path) -> tuple[Input, Input]:
    """Return prefill and decode rate of one replica."""
    if spec.predicts_rates:
        prefill, decode = (estimated(name, "tokens/s") for name in _RATES.values())
    elif isinstance(spec.throughput, str):
        _need_replicas(ctx, spec, path[:-1])
        prefill, decode = (unknown(name, "tokens/s", "the scenario says unknown") for name in _RATES.values())
    elif spec.throughput.measurement:
        prefill, decode = measured_rates(ctx, spec, path)
    else:
        given = spec.throughput
        prefill, decode = (_rate(ctx, getattr(given, f), name, f, path) for f, name in _RATES.items())
    return prefill, decode


def _rate(ctx: Context, value: Quantity | None, name: str, field: str, path: Path) -> Input:
    if value is None:
        ctx.problem("C3-R15", f"throughput lacks {field}", path, f"{field}: tokens per second of one replica")
        return unknown(name, "tokens/s", "missing")
    return ctx.given(value, name, "tokens/s", (*path, field))


def _need_replicas(ctx: Context, spec: HostedOption, path: Path) -> None:
    if spec.throughput == "unknown" and spec.replicas == "auto":
        text = f"option `{spec.name}` has unknown throughput, so the number of replicas must be given"
        ctx.problem("C3-R22", text, path, "replicas: 1")


def _max_utilisation(ctx: Context, spec: HostedOption, path: Path) -> Input:
    if spec.max_utilisation is None:
        return ctx.default("max_utilisation", *_UTILISATION, spec.name)
    here = (*path, "max_utilisation")
    given = ctx.given(spec.max_utilisation, *_UTILISATION, here)
    if given.value == 0:
        ctx.problem("C3-R23", "a replica that may never be busy serves nothing", here, "a share above 0")
    return given


def _check_release(
    ctx: Context, spec: HostedOption, charges: tuple[Charge, ...], workload: ResolvedWorkload, path: Path
) -> None:
    """Hours without load can be released where they are known, and where rent is paid by the hour."""
    if not (isinstance(spec, RentedOption) and spec.release_when_idle):
        return
    here = (*path, "release_when_idle")
    if any(p.levels is None for p in workload.parts):
        text = "release_when_idle needs to know the hours without load"
        ctx.problem("C3-R18", text, here, "shape: flat, business_hours or hourly")
    if any(p.batch_share for p in workload.parts):
        text = f"{spec.name}: batch work runs evenly, so no hour is without load and release_when_idle releases none"
        ctx.note("C3-N27", text, here, "warning")
    if any(c.per != "hour" for c in charges):
        ctx.problem("C3-R23", "a rent per month is paid for idle hours too", here, "rent per hour, or no release")
