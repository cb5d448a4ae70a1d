"""Notes on an answer that is right and still misleads: what is left out, what stands idle, what cannot be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.case import Hosted
from c3calc.result import Answer, Note
from c3calc.units import money, percent, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.reckoning import Reckoned

LOW_USE = 0.20
PRICE_USD_PER_MTOK = (0.001, 2000.0)
RENT_USD_PER_GPU_HOUR = (0.02, 30.0)
USUAL_COSTS = {
    "people": ("engineer", "people", "staff", "fte", "team", "operations"),
    "setup": ("setup", "migration", "onboarding"),
    "gateway": ("gateway", "proxy", "router"),
    "guardrails": ("guard", "moderation", "safety"),
    "observability": ("observab", "logging", "monitor", "tracing"),
    "failover": ("failover", "standby", "redundan"),
    "evaluation": ("eval",),
}


def lint(answer: Answer, options: tuple[Reckoned, ...]) -> tuple[Note, ...]:
    """Return the notes of every lint, option by option."""
    checks = (
        _left_out,
        _little_used,
        _unknown_capacity,
        _energy_dearer_than_token,
        _above_roofline,
        _price_bounds,
        _profile_assumed,
    )
    return tuple(note for option in options for check in checks for note in check(answer, option))


def _hosted(option: Reckoned) -> list[Hosted]:
    return [m.plan for m in option.bill.members if isinstance(m.plan, Hosted)]


def _left_out(answer: Answer, option: Reckoned) -> Iterator[Note]:  # noqa: ARG001
    """Name what self-hosting needs and the bill does not have."""
    plans = _hosted(option)
    if not plans or len(option.bill.members) > 1:
        return
    labels = " ".join(line.label.lower() for line in option.lines)
    workload_tests = any("evaluation" in s.label for s in option.case.traffic_steps)
    has = {
        "failover": any(p.spares for p in plans),
        "evaluation": workload_tests,
        "people": any(c.fte for c in option.case.costs),
    }
    missing = [what for what, words in USUAL_COSTS.items() if not has.get(what) and not any(w in labels for w in words)]
    if missing:
        yield Note("C3-N14", "warning", f"{option.name}: the bill has no line for {', '.join(missing)}", "")


def _little_used(answer: Answer, option: Reckoned) -> Iterator[Note]:
    block = next(o for o in answer.options if o.name == option.name).capacity
    if block and block.mean_utilisation is not None and block.mean_utilisation < LOW_USE:
        idle = (
            f"; idle hours cost {money(float(block.idle_cost), answer.currency)} a month"
            if block.idle_cost is not None
            else ""
        )
        yield Note(
            "C3-N15", "warning", f"{option.name}: GPUs are busy {percent(block.mean_utilisation)} of the time{idle}", ""
        )


def _unknown_capacity(answer: Answer, option: Reckoned) -> Iterator[Note]:  # noqa: ARG001
    if any(math.isnan(m.fleet.peak_load) for m in option.bill.members if m.fleet):
        text = f"{option.name}: throughput is unknown, so nothing says its hardware carries this volume or any break-even beyond it"
        yield Note("C3-N16", "warning", text, "")


def _energy_dearer_than_token(answer: Answer, option: Reckoned) -> Iterator[Note]:
    """Find energy inside a token that would cost more than the token: a slip of units by 1,000."""
    power = option.case.power_price_per_kwh.value
    if option.energy_kwh * power > option.cost:
        text = f"{option.name}: its electricity alone would cost {money(option.energy_kwh * power, answer.currency)} a month, more than the whole bill"
        yield Note("C3-N17", "warning", text + "; look for a slip of units", "")


def _above_roofline(answer: Answer, option: Reckoned) -> Iterator[Note]:  # noqa: ARG001
    for plan in _hosted(option):
        for rate, ceiling in (
            (plan.prefill_tok_s, plan.prefill_ceiling_tok_s),
            (plan.decode_tok_s, plan.decode_ceiling_tok_s),
        ):
            if rate.value > ceiling:
                text = f"{plan.traits.name}: a {rate.name} of {plain(rate.value)} tok/s is above the roofline of its cards ({plain(ceiling, 3)} tok/s)"
                yield Note("C3-N18", "warning", text, rate.where)


def _price_bounds(answer: Answer, option: Reckoned) -> Iterator[Note]:  # noqa: ARG001
    for line in option.lines:
        low, high = _bounds(option, line.unit)
        price = line.unit_price
        if price and price.value and not math.isnan(price.value) and not low <= price.value <= high:
            text = f"{option.name}: {plain(price.value)} {price.unit} for `{line.label}` is outside {plain(low)} to {plain(high)}"
            yield Note("C3-N19", "warning", text + "; look for a slip of units", price.where)


def _bounds(option: Reckoned, unit: str) -> tuple[float, float]:
    usd = option.case.usd_rate
    bounds = {"Mtok": PRICE_USD_PER_MTOK, "SKU-hour": (RENT_USD_PER_GPU_HOUR[0], RENT_USD_PER_GPU_HOUR[1] * 8)}.get(
        unit, (0.0, math.inf)
    )
    return bounds[0] * usd, bounds[1] * usd


def _profile_assumed(answer: Answer, option: Reckoned) -> Iterator[Note]:  # noqa: ARG001
    """Say that an overflow from a bare peak rests on a load-duration curve of our own."""
    spills = any(m.served.kinks for m in option.bill.members)
    if spills and any(p.levels is None for p in option.case.workload.parts):
        text = f"{option.name}: the overflow rests on an assumed load-duration curve r(1-x)^(r-1); an hourly profile would replace it"
        yield Note("C3-N10", "info", text, "")
