"""An option's block of the answer: its totals, lines and capacity at the scenario's volume."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.control import control_scores, lowest_quality, quality
from c3calc.finance_block import option_finance
from c3calc.provision import provision
from c3calc.reckoning import Reckoned, money
from c3calc.result import Capacity, Control, Input, Line, Monthly, Option, PerUnit, known
from c3calc.sizing import sizing_steps
from c3calc.units import G_PER_KG, TOKENS_PER_MTOK
from c3calc.wording import line_text

if TYPE_CHECKING:
    from c3calc.lineitem import LineItem

NEGLIGIBLE = 1e-9  # of a quantity: where terms cancel, float arithmetic leaves so little behind


def option_answer(option: Reckoned, points: float, base: Reckoned) -> Option:
    """Return an option's block of the answer; `points` is its Cost-Control-Carbon score, `base` the baseline."""
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
        finance=option_finance(option, base),
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
        quantity=known(_without_noise(float(line.quantity(tokens)))),
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


def _without_noise(quantity: float) -> float:
    return 0.0 if abs(quantity) < NEGLIGIBLE else quantity


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
        steps=tuple(s for f in made.fleets for s in sizing_steps(f, option.tokens)),
    )
