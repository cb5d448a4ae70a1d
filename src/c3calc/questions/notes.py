"""Notes on an answer that is right and still misleads: what is left out, what stands idle, what cannot be."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from c3calc.answer.answer import Note
from c3calc.base.numbers import money_text, percent, plain
from c3calc.base.units import MS_PER_S
from c3calc.case.options import Hosted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.base.provenance import Input
    from c3calc.case.options import Charge
    from c3calc.evaluate.option import EvaluatedOption

LOW_USE = 0.20
PRICE_USD_PER_MTOK = (0.001, 2000.0)
RENT_USD_PER_GPU_HOUR = (0.02, 30.0)
USUAL_COSTS = {  # what a line for it is called: the beginnings of words
    "people": ("engineer", "people", "staff", "fte", "team", "operation"),
    "setup": ("setup", "set-up", "migration", "onboarding"),
    "gateway": ("gateway", "proxy", "router"),
    "guardrails": ("guard", "moderation", "safety"),
    "observability": ("observab", "logging", "log", "monitor", "tracing"),
    "failover": ("failover", "fail-over", "standby", "redundan"),
    "evaluation": ("eval",),
}


def lint(options: tuple[EvaluatedOption, ...]) -> tuple[Note, ...]:
    """Return the notes of every lint, option by option."""
    checks = (
        _left_out,
        _little_used,
        _unknown_capacity,
        _energy_dearer_than_token,
        _above_roofline,
        _token_price_bounds,
        _rent_bounds,
        _profile_assumed,
        _in_flight,
        _bursts,
    )
    return tuple(note for option in options for check in checks for note in check(option))


def _left_out(option: EvaluatedOption) -> Iterator[Note]:
    """Name what self-hosting needs and the bill does not have."""
    if not isinstance(option.bill.plan, Hosted):
        return
    labels = " ".join(line.label.lower() for line in option.bill.lines)
    has = {
        "failover": option.bill.plan.spares > 0,
        "evaluation": any("evaluation" in step.label for step in option.case.traffic_steps),
        "people": any(c.fte and c.names(option.bill.plan.traits) for c in option.case.costs),
    }
    missing = [what for what, words in USUAL_COSTS.items() if not has.get(what) and not _any_word(words, labels)]
    if missing:
        yield Note("C3-N14", "warning", f"{option.name}: the bill has no line for {', '.join(missing)}", "")


def _any_word(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(rf"\b{word}", text) for word in words)


def _little_used(option: EvaluatedOption) -> Iterator[Note]:
    capacity = option.capacity
    if capacity and capacity.mean_utilisation < LOW_USE:
        text = f"{option.name}: GPUs are busy {percent(capacity.mean_utilisation)} of the time"
        idle = f"; idle hours cost {money_text(capacity.idle_cost, option.case.currency)} a month"
        yield Note("C3-N15", "warning", text + ("" if math.isnan(capacity.idle_cost) else idle), "")


def _unknown_capacity(option: EvaluatedOption) -> Iterator[Note]:
    if any(math.isnan(fleet.peak_load) for fleet in option.bill.fleets):
        text = f"{option.name}: throughput is unknown, so its hardware may not carry this volume"
        yield Note("C3-N16", "warning", f"{text}, or that of any break-even", "")


def _energy_dearer_than_token(option: EvaluatedOption) -> Iterator[Note]:
    """Find energy inside a token that would cost more than the token: a slip of units by 1,000."""
    electricity = option.energy_kwh * option.case.power_price_per_kwh.value
    if electricity > option.cost:
        text = (
            f"{option.name}: its electricity alone would cost {money_text(electricity, option.case.currency)} a month"
        )
        yield Note("C3-N17", "warning", f"{text}, more than the whole bill; look for a slip of units", "")


def _above_roofline(option: EvaluatedOption) -> Iterator[Note]:
    for fleet in option.bill.fleets:
        rates = fleet.plan.rates
        for rate, per_gpu in (
            (rates.prefill_tok_s, rates.prefill_ceiling_tok_s_per_gpu),
            (rates.decode_tok_s, rates.decode_ceiling_tok_s_per_gpu),
        ):
            ceiling = per_gpu * fleet.gpus_per_replica
            if rate.value > ceiling:
                text = f"{fleet.plan.traits.name}: a {rate.name} of {plain(rate.value)} tok/s is above the roofline"
                yield Note("C3-N18", "warning", f"{text} of its cards ({plain(ceiling, 3)} tok/s)", rate.where)


def _token_price_bounds(option: EvaluatedOption) -> Iterator[Note]:
    for line in option.lines:
        if line.unit == "Mtok" and line.unit_price:
            yield from _outside(option, line.label, line.unit_price, line.unit_price.value, PRICE_USD_PER_MTOK)


def _rent_bounds(option: EvaluatedOption) -> Iterator[Note]:
    for plan in (m.plan for m in option.bill.members if isinstance(m.plan, Hosted)):
        for charge in (c for c in plan.charges if c.unit == "SKU"):
            each = _per_gpu_hour(charge, option.case.workload.hours_per_month)
            yield from _outside(option, charge.label, charge.price, each, RENT_USD_PER_GPU_HOUR)


def _per_gpu_hour(charge: Charge, hours_per_month: float) -> float:
    return float(charge.price.value) / charge.gpus / (1.0 if charge.per == "hour" else hours_per_month)


def _outside(
    option: EvaluatedOption, label: str, price: Input, amount: float, bounds_usd: tuple[float, float]
) -> Iterator[Note]:
    """Yield a note on a price that no price of its unit has; one of 0 is meant."""
    low, high = (bound * option.case.currency_per_usd for bound in bounds_usd)
    if amount > high or 0 < amount < low:
        unit = "Mtok" if bounds_usd is PRICE_USD_PER_MTOK else "GPU-hour"
        bounds = f"{plain(low, 3)} to {plain(high, 3)} {option.case.currency}/{unit}"
        text = f"{option.name}: {plain(price.value)} {price.unit} for `{label}` is outside {bounds}"
        yield Note("C3-N19", "warning", f"{text}; look for a slip of units", price.where)


def _profile_assumed(option: EvaluatedOption) -> Iterator[Note]:
    """Say that an overflow from a bare peak rests on a load-duration curve of our own."""
    spills = any(m.served.kinks for m in option.bill.members)
    if spills and any(p.levels is None for p in option.case.workload.parts):
        text = f"{option.name}: the overflow rests on an assumed load-duration curve r(1-x)^(r-1)"
        yield Note("C3-N10", "info", f"{text}; an hourly profile would replace it", "")


def _bursts(option: EvaluatedOption) -> Iterator[Note]:
    """Say that a large burstiness leaves open how bursts fall, and what that makes of the replicas."""
    tokens = option.case.workload.tokens
    for fleet in option.bill.fleets:
        if span := fleet.burst_span(tokens):
            text = (
                f"{fleet.plan.traits.name}: {fleet.working(tokens)} working replicas, {span[0]} to {span[1]} as bursts"
            )
            yield Note("C3-N90", "warning", f"{text} of this burstiness fall; only request times can tell", "")


def _in_flight(option: EvaluatedOption) -> Iterator[Note]:
    """Say of a predicted replica what its peak is like to a user, where the traffic sets no limit to it."""
    if not isinstance(option.bill.plan, Hosted):
        return
    for fleet in option.bill.fleets:
        machine, latency = fleet.plan.machine, fleet.latency
        if machine and machine.rates and latency.asked_tpot_s == math.inf and latency.tpot_s > 0:
            each = f"{plain(latency.tpot_s * MS_PER_S, 3)} ms per output token"
            text = f"{option.name}: a full replica has {plain(fleet.plan.rates.slots)} requests in flight at {each}"
            yield Note("C3-N29", "info", f"{text}; tpot_ms would limit that", "")
