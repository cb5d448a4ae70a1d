"""An option's block of the answer: its totals, lines and capacity at the scenario's volume."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.capacity import needed_gb
from c3calc.control import control_scores, lowest_quality, quality
from c3calc.provision import provision
from c3calc.reckoning import Reckoned, money
from c3calc.result import Capacity, Control, Input, Line, Monthly, Option, PerUnit, Step
from c3calc.units import G_PER_KG, TOKENS_PER_MTOK, count_text, percent, plain
from c3calc.wording import line_text

if TYPE_CHECKING:
    from c3calc.capacity import Fleet
    from c3calc.lineitem import LineItem

NOISE_DECIMALS = 9  # of a quantity: where terms cancel, float arithmetic leaves more behind


def known(value: float) -> float | None:
    """Return a number for the answer: None where it is not known or has no bound."""
    return None if math.isnan(value) or math.isinf(value) else value


def option_answer(option: Reckoned, points: float) -> Option:
    """Return an option's block of the answer; `points` is its Cost-Control-Carbon score."""
    workload = option.case.workload
    units = workload.requests / workload.requests_per_unit if workload.unit_name else math.nan
    return Option(
        name=option.name,
        kind=option.bill.plan.traits.kind,
        status=option.status,
        reasons=option.reasons,
        monthly=Monthly(option.printed_cost, known(option.energy_kwh), known(option.carbon_kg)),
        cost_per_year=option.printed_year,
        per_mtok=_per(option, workload.tokens / TOKENS_PER_MTOK),
        per_request=_per_or_none(option, workload.requests),
        per_unit=_per_or_none(option, units),
        control=Control(option.control, control_scores(option.bill)),
        quality=known(quality(option.bill, option.tokens)),
        score=known(points),
        capacity=_capacity(option),
        lines=tuple(_line(option, line) for line in option.lines),
        quality_minimum=known(lowest_quality(option.bill)),
        oldest_price_days=known(option.oldest_price_days),
    )


def _per(option: Reckoned, count: float) -> PerUnit:
    carbon_g = option.carbon_kg * G_PER_KG
    return PerUnit(known(option.cost / count), known(option.energy_kwh / count), known(carbon_g / count))


def _per_or_none(option: Reckoned, count: float) -> PerUnit | None:
    return None if math.isnan(count) or count == 0 else _per(option, count)


def _line(option: Reckoned, line: LineItem) -> Line:
    tokens, price = option.tokens, line.unit_price
    return Line(
        label=line.label,
        quantity=known(round(float(line.quantity(tokens)), NOISE_DECIMALS)),
        unit=line.unit,
        unit_price=known(price.value) if price else 0.0,
        cost=option.rounded(line),
        energy_kwh=known(line.energy(tokens)),
        carbon_kg=known(line.carbon(tokens)),
        fixed=line.quantity.is_fixed or (line.quantity.slope == 0 and not line.quantity.kinks),
        evidence=line.evidence,
        source=line.source,
        arithmetic=line_text(line, tokens),
        months=line.months,
        inputs=tuple(Input(g.name, known(g.value), g.unit, g.evidence, g.source, g.where) for g in line.all_inputs),
    )


def _capacity(option: Reckoned) -> Capacity | None:
    """Return what the option's fleets provision, together; utilisation is over all their replicas."""
    made = provision(option.bill, option.tokens)
    if made is None:
        return None
    return Capacity(
        replicas=made.replicas,
        spare=made.spares,
        gpus=made.gpus,
        peak_utilisation=known(made.peak_utilisation),
        mean_utilisation=known(made.mean_utilisation),
        idle_cost=money(made.idle_cost, option.case.minor_units),
        vram_needed_gb=known(made.vram_needed_gb),
        vram_gb=known(made.vram_gb),
        max_tokens_per_month=known(made.max_tokens),
        steps=tuple(s for f in made.fleets for s in _sizing_steps(f, option.tokens)),
    )


def _sizing_steps(made: Fleet, tokens: float) -> tuple[Step, ...]:
    """Return how the number of replicas and the memory of one came about."""
    plan, name = made.plan, made.plan.traits.name
    needed = needed_gb(plan.memory, made.gpus_per_replica)
    replicas = made.working(tokens) + plan.spares
    return (
        Step(f"{name}: mean load", _load_text(made), known(made.mean_load), "replicas"),
        Step(f"{name}: peak load", _peak_text(made), known(made.peak_load), "replicas"),
        Step(f"{name}: replicas", f"{_replicas_text(made, tokens)} + {plan.spares} spare", replicas, "replicas"),
        Step(f"{name}: memory of a replica", _memory_text(made), known(needed), "GB"),
    )


def _load_text(made: Fleet) -> str:
    rates, hours = made.plan.rates, made.traffic.hours_per_month
    into, out = plain(rates.prefill_tok_s.value), plain(rates.decode_tok_s.value)
    return f"input / {into} tok/s + output / {out} tok/s, over {plain(hours)} h"


def _peak_text(made: Fleet) -> str:
    factor = made.peak_load / made.mean_load if made.mean_load else 1.0
    return f"mean load x peak factor {plain(factor)}"


def _replicas_text(made: Fleet, tokens: float) -> str:
    if made.plan.replicas is not None:
        return f"{made.plan.replicas} as given"
    if made.peak_load == 0:
        return "1, without load"
    each = f"{count_text(made.tokens_per_replica)} tokens at {percent(made.plan.rates.max_utilisation.value)}"
    return f"ceil({count_text(tokens)} / {each})"


def _memory_text(made: Fleet) -> str:
    m = made.plan.memory
    kv = f"{plain(m.kv_gb_per_sequence, 4)} GB KV x {plain(m.sequences)} sequences"
    cards = f"{plain(m.overhead_gb_per_gpu)} GB overhead x {made.gpus_per_replica} GPUs"
    return f"{plain(m.weights_gb, 4)} GB weights + {kv} + {cards}"
