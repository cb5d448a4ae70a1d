"""The verdict in words: cheapest, cleanest, best, what a rule costs, and the trade-off that people argue about."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.answer.answer import Verdict
from c3calc.base.numbers import money_text, percent, plain, signed_percent
from c3calc.evaluate.ranking import best_of, cheapest_of

if TYPE_CHECKING:
    from c3calc.evaluate.option import EvaluatedOption


def make_verdict(options: tuple[EvaluatedOption, ...], points: dict[str, float]) -> Verdict:
    """Return the verdict over the options that are eligible; `points` are their scores."""
    eligible = [o for o in options if o.status == "ok"]
    cheapest = cheapest_of(options)
    if cheapest is None:
        return Verdict(None, None, None, "No option is eligible: each is excluded, over capacity or incomplete.", None)
    clean = [o for o in eligible if not math.isnan(o.carbon_kg)]
    cleanest = min(clean, key=lambda o: o.carbon_kg, default=None)
    best = best_of(options, points)
    sentences = [
        _cheapest(cheapest, options),
        _own(cheapest, eligible),
        _rule_cost(cheapest, options),
        _decision(cheapest, options),
    ]
    return Verdict(
        cheapest=cheapest.name,
        cleanest=cleanest.name if cleanest else None,
        best=best.name if best else None,
        sentence=" ".join(s for s in sentences if s),
        trade_off=_trade_off(cheapest, best or cheapest, eligible),
    )


def _cheapest(cheapest: EvaluatedOption, options: tuple[EvaluatedOption, ...]) -> str:
    """Say who is cheapest, and by how much against the baseline (or, where it is the baseline, against the next)."""
    currency = cheapest.case.currency
    text = f"{cheapest.name} is the cheapest eligible option at {money_text(_bill(cheapest), currency)} a month"
    rival = _rival(cheapest, options)
    if rival is None or not _bill(rival):
        return f"{text}."
    below = percent(1 - _bill(cheapest) / _bill(rival), 2)
    return f"{text}, {below} below {rival.name} ({money_text(_bill(rival), currency)})."


def _own(cheapest: EvaluatedOption, eligible: list[EvaluatedOption]) -> str:
    """Say which of the scenario's own options is cheapest, where the like-for-like column beats them all."""
    own = [o for o in eligible if not o.bill.plan.traits.added]
    if not (cheapest.bill.plan.traits.added and own):
        return ""
    best = min(own, key=lambda o: o.cost)
    amount = money_text(_bill(best), cheapest.case.currency)
    return f"It was added from the catalogue; of the scenario's own options {best.name} is the cheapest ({amount})."


def _bill(option: EvaluatedOption) -> float:
    """Return the printed total, so that every sentence says what the tables say."""
    return float(option.printed_cost or 0)


def _rival(cheapest: EvaluatedOption, options: tuple[EvaluatedOption, ...]) -> EvaluatedOption | None:
    others = [o for o in options if o.status == "ok" and o is not cheapest]
    base = (o for o in others if o.name == cheapest.case.baseline)
    return next(base, min(others, key=lambda o: o.cost, default=None))


def _rule_cost(cheapest: EvaluatedOption, options: tuple[EvaluatedOption, ...]) -> str:
    """Say what a requirement costs: "X stands despite +10 % against Y, excluded because data_region EU"."""
    out = [o for o in options if o.status == "excluded" and o.cost < cheapest.cost]
    if not out:
        return ""
    cheaper = min(out, key=lambda o: o.cost)
    against = f"{cheapest.name} stands despite {_dearer(cheapest, cheaper)} against {cheaper.name}"
    return f"{against}, which is excluded because {'; '.join(cheaper.reasons)}."


def _dearer(this: EvaluatedOption, other: EvaluatedOption) -> str:
    """Say by what share, or against nothing by how much, an option costs more than another."""
    more = _bill(this) - _bill(other)
    return signed_percent(more / _bill(other)) if _bill(other) else f"{money_text(more, this.case.currency)} more"


def _decision(cheapest: EvaluatedOption, options: tuple[EvaluatedOption, ...]) -> str:
    decided = next((o for o in options if o.name == cheapest.case.decision), None)
    if decided is None:
        return ""
    why = cheapest.case.decided
    text = f"The recorded decision, {decided.name}{f' ({why})' if why else ''},"
    if decided is cheapest:
        return f"{text} is the cheapest."
    if decided.status != "ok":
        return f"{text} is {decided.status.replace('_', ' ')}."
    return f"{text} costs {_dearer(decided, cheapest)} against it."


def _trade_off(cheapest: EvaluatedOption, chosen: EvaluatedOption, eligible: list[EvaluatedOption]) -> str | None:
    """Speak the trade-off of the chosen option against the baseline, or the next cheapest where it is the baseline.

    Where it is not the cheapest, which the verdict has just named, it is said by what it was chosen.
    """
    others = [o for o in eligible if o is not chosen]
    if not others:
        return None
    against = next((o for o in others if o.name == chosen.case.baseline), None) or min(others, key=lambda o: o.cost)
    parts = [
        f"cost {_change(_bill(chosen), _bill(against))}",
        f"carbon {_change(chosen.carbon_kg, against.carbon_kg)}",
        f"control {plain(chosen.control, 2)} against {plain(against.control, 2)}",
    ]
    by = "" if chosen is cheapest else "By score, "
    return f"{by}{chosen.name} over {against.name}: {', '.join(parts)}; {_saved(chosen, against)}."


def _change(this: float, other: float) -> str:
    return signed_percent(this / other - 1) if other else "n/a"


def _saved(chosen: EvaluatedOption, against: EvaluatedOption) -> str:
    """Say what is saved or paid a month, and what that does to energy: "saving USD 5 a month also saves 3 kWh"."""
    saved, kwh = _bill(against) - _bill(chosen), against.energy_kwh - chosen.energy_kwh
    amount = money_text(abs(saved), chosen.case.currency)
    text = f"saving {amount} a month" if saved >= 0 else f"paying {amount} a month more"
    if math.isnan(kwh) or kwh == 0:
        return text
    verb = ("also saves" if saved >= 0 else "saves") if kwh > 0 else "uses"
    return f"{text} {verb} {plain(abs(kwh), 3)} kWh{'' if kwh > 0 else ' more'}"
