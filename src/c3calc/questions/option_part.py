"""An option's block of the answer: its totals, lines and capacity at the scenario's volume.

Arithmetic in words: how a quantity came about, with its numbers substituted, straight from its curve.

How an option's replicas, their memory and their times came about, in words and numbers.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.answer.answer import Capacity, Control, Line, Monthly, Option, PerUnit, Step, known
from c3calc.base.figures import without_noise
from c3calc.base.money import in_minor_units
from c3calc.base.numbers import count_text, percent, plain
from c3calc.base.units import G_PER_KG, MS_PER_S, TOKENS_PER_MTOK
from c3calc.evaluate.control import control_scores, lowest_quality, quality
from c3calc.evaluate.curve import ceil_of
from c3calc.evaluate.memory import needed_gb
from c3calc.questions.finance_part import option_finance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.evaluate.curve import Curve, Kink, Stair
    from c3calc.evaluate.fleet import Fleet
    from c3calc.evaluate.line import LineItem
    from c3calc.evaluate.option import EvaluatedOption


def sizing_steps(fleet: Fleet, tokens: float) -> tuple[Step, ...]:
    """Return how the number of replicas and the memory of one came about."""
    plan, name = fleet.plan, fleet.plan.traits.name
    needed = needed_gb(plan.memory, fleet.gpus_per_replica)
    replicas = fleet.working(tokens) + plan.spares
    chosen = [Step(f"{name}: GPUs of a replica", fleet.why, fleet.gpus_per_replica, "GPUs")] if fleet.why else []
    return (
        *chosen,
        Step(f"{name}: mean load", _load_text(fleet), known(fleet.mean_load), "replicas"),
        Step(f"{name}: peak load", _peak_text(fleet), known(fleet.peak_load), "replicas"),
        Step(f"{name}: replicas", f"{_replicas_text(fleet, tokens)} + {plan.spares} spare", replicas, "replicas"),
        *_unsure_steps(fleet, tokens),
        *_burst_steps(fleet, tokens),
        Step(f"{name}: memory of a replica", _memory_text(fleet), known(needed), "GB"),
        *_latency_steps(fleet, tokens),
    )


def _latency_steps(fleet: Fleet, tokens: float) -> Iterator[Step]:
    """Yield the times that the traffic asks to hold, as far as they can be told."""
    name, latency, rates = fleet.plan.traits.name, fleet.latency, fleet.plan.rates
    if latency.asked_tpot_s < math.inf:
        shared = f"{plain(rates.slots)} slots / {plain(rates.decode_tok_s.value)} tok/s + prefill of the others"
        yield Step(f"{name}: time per output token", shared, known(latency.tpot_s * MS_PER_S), "ms")
    if latency.queue:
        working = fleet.working(tokens)
        busy = fleet.peak_load / working
        wait_s = latency.queue.wait_s(working, busy) if busy < 1 else math.nan
        prefill_s = max(latency.prefill_s(p) for p in fleet.traffic.parts if p.ttft_s < math.inf)
        how = f"wait in a queue of {working} x {plain(rates.slots)} slots, {percent(busy)} busy, + prefill"
        parts = f"{plain(wait_s, 3)} + {plain(prefill_s, 3)} s: {how}"
        yield Step(f"{name}: time to first token, p95", parts, known(wait_s + prefill_s), "s")


def _load_text(fleet: Fleet) -> str:
    rates, hours = fleet.plan.rates, fleet.traffic.hours_per_month
    into, out = plain(rates.prefill_tok_s.value), plain(rates.decode_tok_s.value)
    return f"input / {into} tok/s + output / {out} tok/s, over {plain(hours)} h"


def _peak_text(fleet: Fleet) -> str:
    factor = fleet.peak_load / fleet.mean_load if fleet.mean_load else 1.0
    return f"mean load x peak factor {plain(factor)}"


def _replicas_text(fleet: Fleet, tokens: float) -> str:
    if fleet.plan.replicas is not None:
        return f"{fleet.plan.replicas} as given"
    if fleet.peak_load == 0:
        return "1, without load"
    most, working = fleet.plan.rates.max_utilisation.value, fleet.working(tokens)
    at_most = f"ceil({count_text(tokens)} / {count_text(fleet.tokens_per_replica)} tokens at {percent(most)})"
    if working <= max(1, ceil_of(tokens / fleet.tokens_per_replica)):
        return at_most
    fewer, busy = working - 1, percent(fleet.utilisation_of(working - 1))
    return f"{working}, one more than {at_most}: {fewer} may be {busy} busy at most, or requests queue for too long"


def _unsure_steps(fleet: Fleet, tokens: float) -> Iterator[Step]:
    """Yield how many replicas there would be at both ends of the interval of a predicted throughput."""
    machine = fleet.plan.machine
    if machine and machine.rates and fleet.plan.replicas is None:
        by = machine.constants.factor(machine.architecture)
        few, many = (
            replace(fleet, peak_load=load).working(tokens) for load in (fleet.peak_load / by, fleet.peak_load * by)
        )
        span = f"{few} to {many}" if many > few else f"still {few}"
        text = f"{span} working replicas: 4 of 5 measured rates are within x/÷ {plain(by, 3)} of a prediction"
        yield Step(f"{fleet.plan.traits.name}: if the prediction is off", text, many, "replicas")


def _burst_steps(fleet: Fleet, tokens: float) -> Iterator[Step]:
    """Yield how many replicas there would be if bursts of the same variance fell otherwise."""
    if span := fleet.burst_span(tokens):
        text = f"{span[0]} (long, mild bursts) to {span[1]} working replicas (sharp ones, and the formula's own error)"
        yield Step(f"{fleet.plan.traits.name}: if bursts fall otherwise", text, span[1], "replicas")


def _memory_text(fleet: Fleet) -> str:
    m = fleet.plan.memory
    kv = f"{plain(m.kv_gb_per_sequence, 4)} GB KV x {plain(m.sequences)} sequences"
    cards = f"{plain(m.overhead_gb_per_gpu)} GB overhead x {fleet.gpus_per_replica} GPUs"
    return f"{plain(m.weights_gb, 4)} GB weights + {kv} + {cards}"


FEW = 3


def line_text(line: LineItem, tokens: float) -> str:
    """Return `quantity = ...; x price = cost; energy; carbon` of a line at a volume."""
    quantity = float(line.quantity(tokens))
    basis = f" ({line.basis})" if line.basis else ""
    text = f"{curve_text(line.quantity, tokens)} = {plain(quantity)} {line.unit}{basis}"
    return "; ".join([text, _cost_text(line, quantity), *_energy_texts(line, quantity)])


def _cost_text(line: LineItem, quantity: float) -> str:
    if line.unit_price is None:
        return "no money of its own"
    price = f"{plain(line.unit_price.value)} {line.unit_price.unit}"
    return f"x {price} = {plain(quantity * line.unit_price.value, 9)}"


def _energy_texts(line: LineItem, quantity: float) -> Iterator[str]:
    """Say what the line's energy and carbon are per unit and in all; a line that has none says nothing."""
    if line.energy_kwh and line.unit != "kWh":
        yield f"energy x {plain(line.energy_kwh)} kWh/{line.unit} = {plain(quantity * line.energy_kwh)} kWh"
    if line.carbon_kg:
        yield f"carbon x {plain(line.carbon_kg)} kg/{line.unit} = {plain(quantity * line.carbon_kg)} kg CO2e"


def curve_text(curve: Curve, tokens: float) -> str:
    """Return the value of a curve at a volume as a sum of its terms; terms that are zero are left out."""
    terms = [plain(curve.fixed)] if curve.fixed != 0 else []
    if curve.slope != 0:
        terms.append(f"{plain(tokens / TOKENS_PER_MTOK)} Mtok x {plain(curve.slope * TOKENS_PER_MTOK)}")
    terms += [_stair_text(s, tokens) for s in curve.stairs]
    terms += (
        [_kink_text(k, tokens) for k in curve.kinks] if len(curve.kinks) <= FEW else [_kinks_text(curve.kinks, tokens)]
    )
    return " + ".join(terms) or "0"


def _stair_text(stair: Stair, tokens: float) -> str:
    replicas = f"max(1, ceil({count_text(tokens)} / {count_text(stair.width)} tokens per replica))"
    if stair.replicas(tokens) > replace(stair, early=()).replicas(tokens):
        replicas = f"{stair.replicas(tokens):g} replicas, so that requests do not queue for too long"
    text = f"({replicas} + {plain(stair.spares)} spare)" if stair.spares else replicas
    if stair.per_replica != 1 or stair.pack != 1:
        text = f"ceil({text} x {plain(stair.per_replica)} GPUs / {plain(stair.pack)})"
    return text if stair.height == 1 else f"{plain(stair.height)} x {text}"


def _kink_text(kink: Kink, tokens: float) -> str:
    over = f"max(0, {count_text(tokens)} - {count_text(kink.at)})"
    return f"{plain(kink.slope * TOKENS_PER_MTOK)} per Mtok x {over}"


def _kinks_text(kinks: tuple[Kink, ...], tokens: float) -> str:
    value = sum(k(tokens) for k in kinks)
    return f"{plain(value)} (sum of {len(kinks)} hourly levels above what is held)"


def option_answer(option: EvaluatedOption, points: float) -> Option:
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
        finance=option_finance(option),
        quality_minimum=known(lowest_quality(option.bill)),
        oldest_price_days=known(option.oldest_price_days),
    )


def _per(option: EvaluatedOption, count: float) -> PerUnit:
    carbon_g = option.carbon_kg * G_PER_KG
    return PerUnit(known(option.cost / count), known(option.energy_kwh / count), known(carbon_g / count))


def _per_or_none(option: EvaluatedOption, count: float) -> PerUnit | None:
    return None if math.isnan(count) or count == 0 else _per(option, count)


def _line(option: EvaluatedOption, line: LineItem) -> Line:
    tokens, price = option.tokens, line.unit_price
    return Line(
        label=line.label,
        quantity=known(without_noise(float(line.quantity(tokens)))),
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
        inputs=tuple(n if math.isfinite(n.value) else replace(n, value=None) for n in line.all_inputs),
    )


def _capacity(option: EvaluatedOption) -> Capacity | None:
    """Return what the option's fleets provision, together; utilisation is over all their replicas."""
    found = option.capacity
    if found is None:
        return None
    return Capacity(
        replicas=found.replicas,
        spare=found.spares,
        gpus=found.gpus,
        peak_utilisation=known(found.peak_utilisation),
        mean_utilisation=known(found.mean_utilisation),
        idle_cost=in_minor_units(found.idle_cost, option.case.minor_units),
        vram_needed_gb=known(found.vram_needed_gb),
        vram_gb=known(found.vram_gb),
        max_tokens_per_month=known(found.max_tokens),
        steps=tuple(s for f in option.bill.fleets for s in sizing_steps(f, option.tokens)),
    )
