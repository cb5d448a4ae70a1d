"""Claims held against the answer: an invoice, a meter, an article. Found, deviation, and whether it can be true at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.metrics import METRICS, Target, find_option
from c3calc.result import Answer, Expectation
from c3calc.units import count_text, money, plain

if TYPE_CHECKING:
    from c3calc.case import Claim
    from c3calc.reckoning import Reckoned

FAR = 3.0  # a claim further from the answer than this factor is not a matter of different inputs


def judge_claims(answer: Answer, options: tuple[Reckoned, ...]) -> tuple[Expectation, ...]:
    """Return every claim of the scenario with what c3 finds instead."""
    return tuple(_judge(claim, answer, options) for claim in options[0].case.claims)


def _judge(claim: Claim, answer: Answer, options: tuple[Reckoned, ...]) -> Expectation:
    option = _meant(claim, options)
    target = Target(option, options, _part(claim, options)) if option else None
    found = METRICS[claim.metric](target) if target and claim.metric in METRICS else math.nan
    plausible, why = _plausible(claim, found, options, target)
    deviation = found / claim.value - 1 if claim.value else math.nan
    return Expectation(
        claim.metric,
        option.name if option else claim.option,
        claim.value,
        None if math.isnan(found) else found,
        None if math.isnan(deviation) else deviation,
        plausible,
        _with_source(why, claim, deviation, answer.currency),
    )


def _with_source(why: str, claim: Claim, deviation: float, currency: str) -> str:  # noqa: ARG001
    told = f" ({claim.source})" if claim.source else ""
    if claim.tolerance is None or math.isnan(deviation):
        return why + told
    verdict = "within" if abs(deviation) <= claim.tolerance else "outside"
    return f"{why}; {verdict} its tolerance of {plain(claim.tolerance * 100)} %{told}"


def _part(claim: Claim, options: tuple[Reckoned, ...]) -> int | None:
    names = [p.name for p in options[0].case.workload.parts]
    return names.index(claim.feature) if claim.feature in names else None


def _meant(claim: Claim, options: tuple[Reckoned, ...]) -> Reckoned | None:
    """Return the option a claim is about; a claim of a saving or break-even without one means the cheapest or cleanest other."""
    against_baseline = claim.metric.startswith(("saving", "carbon_saving", "breakeven"))
    if claim.option is not None or not against_baseline:
        return find_option(claim.option, options)
    others = [o for o in options if o.name != o.case.baseline and o.status == "ok"]
    clean = [o for o in others if not math.isnan(o.carbon_kg)]
    if claim.metric.startswith("carbon"):
        return min(clean or others, key=lambda o: o.carbon_kg, default=None)
    hosted = [o for o in others if any(m.fleet for m in o.bill.members)]
    return min(hosted or others, key=lambda o: o.cost, default=None)


def _plausible(
    claim: Claim, found: float, options: tuple[Reckoned, ...], target: Target | None
) -> tuple[bool | None, str]:
    for check in (_pays_for_the_hardware, _energy_in_a_token, _near_the_answer):
        verdict = check(claim, found, options, target)
        if verdict is not None:
            return verdict
    return None, "not judged: c3 does not know the figure itself"


def _near_the_answer(
    claim: Claim, found: float, options: tuple[Reckoned, ...], target: Target | None
) -> tuple[bool, str] | None:
    if math.isnan(found) or found == 0 or claim.value == 0:
        return None
    if found * claim.value < 0:
        return False, f"the answer is {plain(found)}, of the other sign"
    if claim.low / FAR <= found <= claim.high * FAR:
        return True, f"the answer is {plain(found)}"
    factor = found / claim.high if found > claim.high else claim.low / found
    return False, f"off by a factor of {plain(factor, 2)}: the answer is {_figure(claim, found)}"


def _figure(claim: Claim, value: float) -> str:
    return f"{count_text(value)} tokens" if "tokens_per_month" in claim.metric else plain(value, 4)


def _pays_for_the_hardware(
    claim: Claim, found: float, options: tuple[Reckoned, ...], target: Target | None
) -> tuple[bool, str] | None:
    """Refuse a break-even where the API's bill at that volume cannot pay what the hardware costs."""
    if claim.metric != "breakeven_tokens_per_month" or target is None:
        return None
    bill, hardware = (float(o.cost_curve(claim.high)) for o in (target.baseline.option, target.option))
    if not bill < hardware / FAR:
        return None
    case = options[0].case
    real = (
        f"; its own costs break even at {count_text(found)} tokens, {plain(found / claim.value, 2)} times as many"
        if found > 0
        else ""
    )
    return False, (
        f"at {count_text(claim.high)} tokens {target.baseline.option.name} costs {money(bill, case.currency)}, which cannot pay "
        f"{money(hardware, case.currency)} for {target.option.name}: off by a factor of {plain(hardware / bill, 2)}{real}"
    )


def _energy_in_a_token(
    claim: Claim, found: float, options: tuple[Reckoned, ...], target: Target | None
) -> tuple[bool, str] | None:
    """Refuse carbon of a token above what its whole price buys in electricity, or above what any option emits."""
    if not claim.metric.startswith("carbon") or "per_1k_tokens" not in claim.metric or target is None:
        return None
    case, dearest = (
        options[0].case,
        max((o for o in options if not math.isnan(o.cost)), key=lambda o: o.cost, default=None),
    )
    emitted = max(
        (METRICS["carbon_g_per_1k_tokens"](Target(o, options)) for o in options if not math.isnan(o.carbon_kg)),
        default=math.nan,
    )
    if claim.low > FAR * emitted:
        return False, (
            f"{plain(claim.value)} g per 1,000 tokens is {plain(claim.value / emitted, 2)} times what the dirtiest option emits "
            f"in all ({plain(emitted, 2)} g)"
        )
    ceiling = (
        dearest.cost / (dearest.tokens / 1000) / case.power_price_per_kwh.value * case.dirtiest_grid_g_per_kwh
        if dearest
        else math.nan
    )
    if claim.low > ceiling:
        return False, (
            f"{plain(claim.value)} g per 1,000 tokens is {plain(claim.value / ceiling, 2)} times the carbon of all the electricity "
            f"that the whole price of the tokens could buy ({plain(ceiling, 2)} g)"
        )
    return None
