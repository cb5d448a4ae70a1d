"""The bill of rented or owned hardware: what is provisioned is paid, busy or not; what is busy draws more power.

Power: P = gpus x (idle + host + (busy - idle) x load per provisioned replica) x PUE; PUE enters here and nowhere else.
Embodied carbon: ISO/IEC 21031, M = embodied x (hours reserved / lifetime hours).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.base.numbers import percent, plain
from c3calc.base.provenance import Input
from c3calc.base.units import G_PER_KG, W_PER_KW
from c3calc.evaluate.discounting import cost_of_capital_per_month, straight_line_depreciation_per_month
from c3calc.evaluate.line import LineItem, shares_of
from c3calc.evaluate.load import part_load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case.options import Charge, HardwarePower
    from c3calc.evaluate.curve import Curve
    from c3calc.evaluate.fleet import Fleet


@dataclass(frozen=True)
class Asset:
    """GPUs or servers that are bought: what one costs, how many there are over the volume, what becomes of them."""

    unit: str
    price: Input
    quantity: Curve
    residual_share: Input
    life_months: int
    rate_per_year: Input


def assets(fleet: Fleet) -> tuple[Asset, ...]:
    """Return what is bought for a fleet; nothing where it is rented."""
    capital = fleet.plan.capital
    if capital is None:
        return ()
    terms = (capital.residual_share, capital.life_months, capital.rate_per_year)
    bought = (
        Asset("GPU", capital.gpu_price, fleet.packs(1), *terms),
        Asset("server", capital.server_price, fleet.packs(capital.gpus_per_server), *terms),
    )
    return tuple(asset for asset in bought if asset.price.value != 0)


def hardware_lines(fleet: Fleet, served: Curve) -> list[LineItem]:
    """Return the lines of a fleet; `served` is the volume it serves over the volume of the workload."""
    shares = _shares(fleet)
    return [
        *_charge_lines(fleet, shares),
        *_capital_lines(fleet, shares),
        *_energy_lines(fleet, served, shares),
        _embodied_line(fleet, shares),
    ]


def _shares(fleet: Fleet) -> tuple[float, ...]:
    """Return each part's share of the fleet: by load, or by tokens where the load is not known."""
    loads = [part_load(fleet.plan, p, fleet.traffic.hours_per_month) for p in fleet.traffic.parts]
    return shares_of(p.tokens for p in fleet.traffic.parts) if math.isnan(sum(loads)) else shares_of(loads)


def _charge_lines(fleet: Fleet, shares: tuple[float, ...]) -> Iterator[LineItem]:
    for charge in fleet.plan.charges:
        hours = fleet.paid_hours if charge.per == "hour" else 1.0
        yield LineItem(
            charge.label,
            _unit(charge),
            fleet.packs(charge.gpus) * hours,
            charge.price,
            shares,
            _sizing(fleet),
            capacity=True,
            follows="rent" if fleet.plan.capital is None else None,  # of bought hardware it is the colocation
        )


def _unit(charge: Charge) -> str:
    return f"{charge.unit}-{charge.per}"


def _sizing(fleet: Fleet) -> tuple[Input, ...]:
    rates = fleet.plan.rates
    return () if fleet.plan.replicas else (rates.prefill_tok_s, rates.decode_tok_s, rates.max_utilisation)


def _capital_lines(fleet: Fleet, shares: tuple[float, ...]) -> Iterator[LineItem]:
    for asset in assets(fleet):
        yield from _owned(asset, (asset.price, asset.residual_share, asset.rate_per_year, *_sizing(fleet)), shares)


def _owned(asset: Asset, inputs: tuple[Input, ...], shares: tuple[float, ...]) -> Iterator[LineItem]:
    """Return straight-line depreciation and, as a line of its own, the cost of capital: together the annuity."""
    price, unit = asset.price, asset.unit
    terms = (price.value, price.value * asset.residual_share.value, asset.life_months)
    monthly = {
        f"Depreciation, {unit}s": straight_line_depreciation_per_month(*terms),
        f"Cost of capital, {unit}s": cost_of_capital_per_month(*terms, asset.rate_per_year.value),
    }
    source = f"{price.source}; over {asset.life_months} months, residual {percent(asset.residual_share.value)}"
    currency = price.unit.split("/", maxsplit=1)[0]
    for label, amount in monthly.items():
        each = Input(label.lower(), amount, f"{currency}/{unit}-month", price.evidence, source, price.where)
        yield LineItem(label, f"{unit}-month", asset.quantity, each, shares, inputs, capacity=True, follows="capital")


def _energy_lines(fleet: Fleet, served: Curve, shares: tuple[float, ...]) -> Iterator[LineItem]:
    """Return the idle draw of everything provisioned and the extra draw of the load, in facility kWh."""
    power, rates = fleet.plan.power, fleet.plan.rates
    kw_idle = (power.idle_w.value + power.host_w.value) / W_PER_KW * power.pue.value
    kw_load = (power.busy_w.value - power.idle_w.value) / W_PER_KW * power.pue.value
    load_hours = fleet.mean_load / fleet.axis_tokens * fleet.gpus_per_replica * fleet.traffic.hours_per_month
    idle = (power.idle_w, power.host_w, power.pue)
    kwh = fleet.gpus * (fleet.paid_hours * kw_idle)
    yield _energy_line(power, "Electricity, idle", kwh, idle, shares, _idle_basis(fleet))
    load = (power.idle_w, power.busy_w, rates.prefill_tok_s, rates.decode_tok_s, power.pue)
    kwh = served * (load_hours * kw_load)
    yield _energy_line(power, "Electricity, load", kwh, load, shares, _load_basis(fleet))


def _idle_basis(fleet: Fleet) -> str:
    p, unit = fleet.plan.power, fleet.plan.gpus_per_unit
    watts = f"({plain(p.idle_w.value)} + {plain(p.host_w.value)} host) W x {plain(fleet.paid_hours)} h"
    return f"{'a GPU: ' if unit == 1 else f'{unit} GPUs: {unit} x '}{watts} x PUE {plain(p.pue.value)}"


def _load_basis(fleet: Fleet) -> str:
    p, hours = fleet.plan.power, plain(fleet.traffic.hours_per_month)
    gpus = f"{plain(fleet.mean_load)} busy replicas x {fleet.gpus_per_replica} GPUs"
    return f"{gpus} x ({plain(p.busy_w.value)} - {plain(p.idle_w.value)}) W x {hours} h x PUE {plain(p.pue.value)}"


def _energy_line(
    power: HardwarePower,
    label: str,
    kwh: Curve,
    inputs: tuple[Input, ...],
    shares: tuple[float, ...],
    basis: str,
) -> LineItem:
    grid = power.grid.carbon_g_per_kwh
    place = "" if power.electricity_per_kwh else " (in the rent)"
    return LineItem(
        label + place,
        "kWh",
        kwh,
        power.electricity_per_kwh,
        shares,
        inputs,
        energy_inputs=(grid,),
        energy_kwh=1.0,
        carbon_kg=grid.value / G_PER_KG,
        basis=basis,
        follows="electricity",
    )


def _embodied_line(fleet: Fleet, shares: tuple[float, ...]) -> LineItem:
    given = fleet.plan.power.embodied_kg_per_gpu_hour
    return LineItem(
        "Embodied carbon",
        "GPU-hour",
        fleet.gpus * fleet.paid_hours,
        None,
        shares,
        (given,),
        carbon_kg=given.value,
        embodied=True,
    )
