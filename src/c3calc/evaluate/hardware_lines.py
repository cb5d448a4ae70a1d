"""The bill of rented or owned hardware: what is provisioned is paid, busy or not; what is busy draws more power.

Power: P = gpus x (idle + host + (busy - idle) x load per provisioned replica) x PUE; PUE enters here and nowhere else.
Embodied carbon: ISO/IEC 21031, M = embodied x (hours reserved / lifetime hours).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.base.units import G_PER_KG, percent, plain
from c3calc.case import Charge, Given, Power
from c3calc.evaluate.capacity import Fleet, part_load
from c3calc.evaluate.discounting import cost_of_capital_per_month, straight_line_depreciation_per_month
from c3calc.evaluate.line import LineItem, shares_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.evaluate.curve import Curve

W_PER_KW = 1000.0


@dataclass(frozen=True)
class Asset:
    """GPUs or servers that are bought: what one costs, how many there are over the volume, what becomes of them."""

    unit: str
    price: Given
    quantity: Curve
    residual_share: Given
    life_months: int
    rate_per_year: Given


def assets(made: Fleet) -> tuple[Asset, ...]:
    """Return what is bought for a fleet; nothing where it is rented."""
    capital = made.plan.capital
    if capital is None:
        return ()
    terms = (capital.residual_share, capital.life_months, capital.rate_per_year)
    bought = (
        Asset("GPU", capital.gpu_price, made.packs(1), *terms),
        Asset("server", capital.server_price, made.packs(capital.gpus_per_server), *terms),
    )
    return tuple(asset for asset in bought if asset.price.value != 0)


def hardware_lines(made: Fleet, served: Curve) -> list[LineItem]:
    """Return the lines of a fleet; `served` is the volume it serves over the volume of the workload."""
    shares = _shares(made)
    return [
        *_charge_lines(made, shares),
        *_capital_lines(made, shares),
        *_energy_lines(made, served, shares),
        _embodied_line(made, shares),
    ]


def _shares(made: Fleet) -> tuple[float, ...]:
    """Return each part's share of the fleet: by load, or by tokens where the load is not known."""
    loads = [part_load(made.plan, p, made.traffic.hours_per_month) for p in made.traffic.parts]
    return shares_of(p.tokens for p in made.traffic.parts) if math.isnan(sum(loads)) else shares_of(loads)


def _charge_lines(made: Fleet, shares: tuple[float, ...]) -> Iterator[LineItem]:
    for charge in made.plan.charges:
        hours = made.paid_hours if charge.per == "hour" else 1.0
        yield LineItem(
            charge.label,
            _unit(charge),
            made.packs(charge.gpus) * hours,
            charge.price,
            shares,
            _sizing(made),
            capacity=True,
            follows="rent" if made.plan.capital is None else None,  # of bought hardware it is the colocation
        )


def _unit(charge: Charge) -> str:
    return f"{charge.unit}-{charge.per}"


def _sizing(made: Fleet) -> tuple[Given, ...]:
    rates = made.plan.rates
    return () if made.plan.replicas else (rates.prefill_tok_s, rates.decode_tok_s, rates.max_utilisation)


def _capital_lines(made: Fleet, shares: tuple[float, ...]) -> Iterator[LineItem]:
    for asset in assets(made):
        yield from _owned(asset, (asset.price, asset.residual_share, asset.rate_per_year, *_sizing(made)), shares)


def _owned(asset: Asset, inputs: tuple[Given, ...], shares: tuple[float, ...]) -> Iterator[LineItem]:
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
        each = Given(label.lower(), amount, f"{currency}/{unit}-month", price.evidence, source, price.where)
        yield LineItem(label, f"{unit}-month", asset.quantity, each, shares, inputs, capacity=True, follows="capital")


def _energy_lines(made: Fleet, served: Curve, shares: tuple[float, ...]) -> Iterator[LineItem]:
    """Return the idle draw of everything provisioned and the extra draw of the load, in facility kWh."""
    power, rates = made.plan.power, made.plan.rates
    kw_idle = (power.idle_w.value + power.host_w.value) / W_PER_KW * power.pue.value
    kw_load = (power.busy_w.value - power.idle_w.value) / W_PER_KW * power.pue.value
    load_hours = made.mean_load / made.axis_tokens * made.gpus_per_replica * made.traffic.hours_per_month
    idle = (power.idle_w, power.host_w, power.pue)
    kwh = made.gpus * (made.paid_hours * kw_idle)
    yield _energy_line(power, "Electricity, idle", kwh, idle, shares, _idle_basis(made))
    load = (power.idle_w, power.busy_w, rates.prefill_tok_s, rates.decode_tok_s, power.pue)
    kwh = served * (load_hours * kw_load)
    yield _energy_line(power, "Electricity, load", kwh, load, shares, _load_basis(made))


def _idle_basis(made: Fleet) -> str:
    p, unit = made.plan.power, made.plan.gpus_per_unit
    watts = f"({plain(p.idle_w.value)} + {plain(p.host_w.value)} host) W x {plain(made.paid_hours)} h"
    return f"{'a GPU: ' if unit == 1 else f'{unit} GPUs: {unit} x '}{watts} x PUE {plain(p.pue.value)}"


def _load_basis(made: Fleet) -> str:
    p, hours = made.plan.power, plain(made.traffic.hours_per_month)
    gpus = f"{plain(made.mean_load)} busy replicas x {made.gpus_per_replica} GPUs"
    return f"{gpus} x ({plain(p.busy_w.value)} - {plain(p.idle_w.value)}) W x {hours} h x PUE {plain(p.pue.value)}"


def _energy_line(
    power: Power, label: str, kwh: Curve, inputs: tuple[Given, ...], shares: tuple[float, ...], basis: str
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


def _embodied_line(made: Fleet, shares: tuple[float, ...]) -> LineItem:
    given = made.plan.power.embodied_kg_per_gpu_hour
    return LineItem(
        "Embodied carbon",
        "GPU-hour",
        made.gpus * made.paid_hours,
        None,
        shares,
        (given,),
        carbon_kg=given.value,
        embodied=True,
    )
