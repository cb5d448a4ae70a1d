"""Claims held against the answer: an invoice, a meter, an article. Found, deviation, and whether it can be true."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.answer.answer import Expectation
from c3calc.base.figures import without_noise
from c3calc.base.numbers import count_text, money_text, percent, plain
from c3calc.base.units import TOKENS_PER_1K
from c3calc.questions.metrics import OptionFigures, find_option, metric_value
from c3calc.scenario.metrics import METRICS

if TYPE_CHECKING:
    from c3calc.case.case import BudgetLimit, Case, Claim
    from c3calc.evaluate.option import EvaluatedOption

FAR = 3.0  # a claim further from the answer than this factor is not a matter of different inputs
Plausibility = tuple[bool | None, str]


@dataclass(frozen=True)
class _Held:
    """A claim, what c3 finds instead, and of which option."""

    claim: Claim
    found: float
    figures: OptionFigures

    @property
    def case(self) -> Case:
        return self.figures.option.case


def judge_claims(options: tuple[EvaluatedOption, ...]) -> tuple[Expectation, ...]:
    """Return every claim of the scenario with what c3 finds instead."""
    return tuple(_judge(claim, options) for claim in options[0].case.claims)


def _judge(claim: Claim, options: tuple[EvaluatedOption, ...]) -> Expectation:
    option = meant(claim, options)
    if option is None:
        plausible, why, found = None, "not judged: no option is eligible", math.nan
    else:
        figures = OptionFigures(option, options, part_of(claim, options))
        found = metric_value(claim.metric, figures)
        plausible, why = _plausible(_Held(claim, found, figures))
    deviation = _deviation(claim, found)
    return Expectation(
        metric=claim.metric,
        option=option.name if option else claim.option,
        value=claim.value,
        found=None if math.isnan(found) else found,
        deviation=None if math.isnan(deviation) else deviation,
        plausible=plausible,
        within_tolerance=_within(claim, deviation),
        why=why + _tolerance_text(claim, deviation) + (f" ({claim.source})" if claim.source else ""),
    )


def _deviation(claim: Claim, found: float) -> float:
    """Return found / claimed - 1, of a claimed range its nearer end and nil inside; float noise is no deviation."""
    nearest = min(max(found, claim.low), claim.high)
    deviation = found / nearest - 1 if nearest else math.nan
    return without_noise(deviation)


def _within(claim: Claim, deviation: float) -> bool | None:
    return None if claim.tolerance is None or math.isnan(deviation) else abs(deviation) <= claim.tolerance


def _tolerance_text(claim: Claim, deviation: float) -> str:
    within = _within(claim, deviation)
    return (
        ""
        if within is None
        else f"; {'within' if within else 'outside'} its tolerance of {percent(claim.tolerance or 0)}"
    )


def part_of(claim: Claim | BudgetLimit, options: tuple[EvaluatedOption, ...]) -> int | None:
    """Return the place of a claim's or budget's feature among the parts of the workload, None for the whole."""
    names = [p.name for p in options[0].case.workload.parts]
    return names.index(claim.feature) if claim.feature in names else None


def meant(claim: Claim | BudgetLimit, options: tuple[EvaluatedOption, ...]) -> EvaluatedOption | None:
    """Return the option a claim or budget is about; of a saving or break-even that names none, the best other."""
    if claim.option is not None or METRICS[claim.metric].against != "baseline":
        return find_option(claim.option, options)
    others = [o for o in options if o.name != o.case.baseline and o.status == "ok"]
    if claim.metric.startswith("carbon"):
        clean = [o for o in others if not math.isnan(o.carbon_kg)]
        return min(clean, key=lambda o: o.carbon_kg, default=others[0] if others else None)
    hosted = [o for o in others if any(m.fleet for m in o.bill.members)]
    return min(hosted or others, key=lambda o: o.cost, default=None)


def _plausible(held: _Held) -> Plausibility:
    for check in (_pays_for_the_hardware, _energy_in_a_token, _near_the_answer):
        finding = check(held)
        if finding is not None:
            return finding
    return None, "not judged: c3 does not know the figure itself"


def _near_the_answer(held: _Held) -> Plausibility | None:
    """Hold a claim against the figure of the answer; another sign or a factor of 3 is no matter of inputs."""
    claim, found = held.claim, held.found
    if math.isnan(found):
        return None
    ends = sorted((abs(claim.low), abs(claim.high)))
    low, high = (0.0, ends[1]) if claim.low < 0 < claim.high else ends
    if found * claim.value < 0 and low > 0:
        return False, f"the answer is {_figure(claim, found)}, of the other sign"
    if low / FAR <= abs(found) <= high * FAR:
        return True, f"the answer is {_figure(claim, found)}"
    return False, f"off by a factor of {_factor(abs(found), low, high)}: the answer is {_figure(claim, found)}"


def _factor(found: float, low: float, high: float) -> str:
    far, near = (found, high) if found > high else (low, found)
    return plain(far / near, 2) if near else "more than can be said"


def _figure(claim: Claim, value: float) -> str:
    return f"{count_text(value)} tokens" if METRICS[claim.metric].is_volume else plain(value, 4)


def _pays_for_the_hardware(held: _Held) -> Plausibility | None:
    """Refuse a break-even where the baseline's bill at that volume cannot pay what the option costs."""
    if held.claim.metric != "breakeven_tokens_per_month":
        return None
    claim, option, base = held.claim, held.figures.option, held.figures.baseline.option
    bill, hardware = (float(o.cost_curve(claim.high)) for o in (base, option))
    if not bill < hardware / FAR:
        return None
    price = f"{money_text(hardware, held.case.currency)} for {option.name}"
    factor = f": off by a factor of {plain(hardware / bill, 2)}" if bill else ""
    cost = f"{base.name} costs {money_text(bill, held.case.currency)}, which cannot pay {price}"
    return False, f"at {count_text(claim.high)} tokens {cost}{factor}{_real_break_even(held)}"


def _real_break_even(held: _Held) -> str:
    if not held.found > 0:
        return ""
    return f"; its own costs break even at {count_text(held.found)} tokens"


def _energy_in_a_token(held: _Held) -> Plausibility | None:
    """Refuse carbon of a token above what any option emits, or above what its whole price buys in electricity."""
    if not held.claim.metric.endswith("g_per_1k_tokens"):
        return None
    claim, emitted, ceiling = held.claim, _most_emitted(held.figures), _most_bought(held.figures)
    claimed = f"{plain(claim.value)} g per 1,000 tokens is"
    if claim.low > FAR * emitted > 0:
        times = f"{plain(claim.value / emitted, 2)} times what the dirtiest option emits in all"
        return False, f"{claimed} {times} ({plain(emitted, 2)} g)"
    if claim.low > ceiling > 0:
        times = f"{plain(claim.value / ceiling, 2)} times the carbon of all the electricity"
        return False, f"{claimed} {times} that the whole price of the tokens could buy ({plain(ceiling, 2)} g)"
    return None


def _most_emitted(figures: OptionFigures) -> float:
    """Return the most that any option emits, g per 1,000 tokens."""
    each = (metric_value("carbon_g_per_1k_tokens", OptionFigures(o, figures.options)) for o in figures.options)
    return max((g for g in each if not math.isnan(g)), default=math.nan)


def _most_bought(figures: OptionFigures) -> float:
    """Return the carbon of the electricity that the dearest option's price could buy, g per 1,000 tokens."""
    case = figures.option.case
    dearest = max((o.cost for o in figures.options if not math.isnan(o.cost)), default=math.nan)
    kwh = dearest / (figures.option.tokens / TOKENS_PER_1K) / float(case.power_price_per_kwh.value)
    return kwh * case.dirtiest_grid_g_per_kwh
