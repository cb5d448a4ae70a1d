"""The verdict in words: the cheapest, the cleanest, the best, what a rule costs, and the trade-off people argue about."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.result import Verdict
from c3calc.units import money, plain, signed_percent

if TYPE_CHECKING:
    from c3calc.case import Case
    from c3calc.reckoning import Reckoned


def make_verdict(options: tuple[Reckoned, ...], points: dict[str, float]) -> Verdict:
    """Return the verdict over the options that are eligible; `points` are their scores."""
    eligible = [o for o in options if o.status == "ok"]
    if not eligible:
        return Verdict(None, None, None, "No option is eligible: each is excluded, over capacity or incomplete.", None)
    cheapest = min(eligible, key=lambda o: o.cost)
    clean = [o for o in eligible if not math.isnan(o.carbon_kg)]
    scored = [o for o in eligible if not math.isnan(points[o.name])]
    best = max(scored, key=lambda o: points[o.name], default=None)
    sentence = " ".join([_cheapest(cheapest, options), *_rule_cost(cheapest, options), *_decision(cheapest, options)])
    return Verdict(
        cheapest.name,
        min(clean, key=lambda o: o.carbon_kg).name if clean else None,
        best.name if best else None,
        sentence,
        _trade_off(best or cheapest, eligible),
    )


def _cheapest(cheapest: Reckoned, options: tuple[Reckoned, ...]) -> str:
    """Say who is cheapest, and by how much against the baseline (or, where it is the baseline, against the next)."""
    case = cheapest.case
    text = f"{cheapest.name} is the cheapest eligible option at {money(cheapest.cost, case.currency)} a month"
    rival = _rival(cheapest, options)
    if rival is None or rival.cost == 0:
        return f"{text}."
    return f"{text}, {plain((1 - cheapest.cost / rival.cost) * 100, 2)} % below {rival.name} ({money(rival.cost, case.currency)})."


def _rival(cheapest: Reckoned, options: tuple[Reckoned, ...]) -> Reckoned | None:
    base = next(o for o in options if o.name == cheapest.case.baseline)
    others = sorted((o for o in options if o.status == "ok" and o is not cheapest), key=lambda o: o.cost)
    if base is not cheapest and base.status == "ok":
        return base
    return others[0] if others else None


def _rule_cost(cheapest: Reckoned, options: tuple[Reckoned, ...]) -> list[str]:
    """Say what a requirement costs: "X despite +10 % against Y because data_region EU"."""
    out = [o for o in options if o.status == "excluded" and o.cost < cheapest.cost]
    if not out:
        return []
    cheaper = min(out, key=lambda o: o.cost)
    change = signed_percent(cheapest.cost / cheaper.cost - 1) if cheaper.cost else "the whole bill"
    return [
        f"{cheapest.name} despite {change} against {cheaper.name}, which is excluded because {'; '.join(cheaper.reasons)}."
    ]


def _decision(cheapest: Reckoned, options: tuple[Reckoned, ...]) -> list[str]:
    case: Case = cheapest.case
    if case.decision is None:
        return []
    decided = next(o for o in options if o.name == case.decision)
    if decided is cheapest:
        return [f"The recorded decision, {decided.name}, is the cheapest."]
    if decided.status != "ok":
        return [f"The recorded decision, {decided.name}, is {decided.status.replace('_', ' ')}."]
    return [
        f"The recorded decision, {decided.name}, costs {signed_percent(decided.cost / cheapest.cost - 1)} against it."
    ]


def _trade_off(chosen: Reckoned, eligible: list[Reckoned]) -> str | None:
    """Speak the trade-off of the chosen option against the baseline, or the next cheapest where it is the baseline."""
    others = [o for o in eligible if o is not chosen]
    if not others:
        return None
    against = next((o for o in others if o.name == chosen.case.baseline), None) or min(others, key=lambda o: o.cost)
    parts = [
        f"cost {_change(chosen.cost, against.cost)}",
        f"carbon {_change(chosen.carbon_kg, against.carbon_kg)}",
        f"control {plain(chosen.control, 2)} against {plain(against.control, 2)}",
    ]
    return f"{chosen.name} over {against.name}: {', '.join(parts)}{_saved(chosen, against)}."


def _change(this: float, other: float) -> str:
    return "n/a" if math.isnan(this - other) or other == 0 else signed_percent(this / other - 1)


def _saved(chosen: Reckoned, against: Reckoned) -> str:
    """Say what is saved or paid a month, and what that does to energy."""
    saved, kwh = against.cost - chosen.cost, against.energy_kwh - chosen.energy_kwh
    verb = "saving" if saved >= 0 else "paying"
    text = f"; {verb} {money(abs(saved), chosen.case.currency)} {'a month' if saved >= 0 else 'more a month'}"
    if math.isnan(kwh) or kwh == 0:
        return text
    return f"{text} {'also saves' if (kwh > 0) == (saved >= 0) else ('uses' if kwh < 0 else 'saves')} {plain(abs(kwh), 3)} kWh{'' if kwh > 0 else ' more'}"
