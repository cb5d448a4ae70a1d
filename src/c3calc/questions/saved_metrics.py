"""The metrics of an answer, saved or fresh, read off its printed figures.

They are the metrics of `c3calc.questions.metrics`. Both ends of an increase are read here, so that rounding is no
increase. NaN where the answer does not say.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.base.units import G_PER_KG

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from c3calc.answer.answer import Answer, Capacity, Option, PerUnit
    from c3calc.answer.finance import OptionFinance

    Number = Decimal | float | None


def saved_option(answer: Answer, name: str | None, found: str) -> Option | None:
    """Return the option that a budget means in an answer: whoever has that role there, else the one called `found`."""
    roles = {"cheapest": answer.verdict.cheapest, "best": answer.verdict.best, "baseline": answer.baseline}
    return _named(answer, roles.get(name or "", found))


def saved_value(answer: Answer, metric: str, option: Option, feature: str | None = None) -> float:
    """Return a metric of an option, or of one feature's part of it; NaN where the answer does not say."""
    value = _of_feature(answer, metric, option.name, feature) if feature else _OF_OPTION[metric](answer, option)
    return math.nan if value is None else float(value)


def _named(answer: Answer, name: str | None) -> Option | None:
    return next((o for o in answer.options if o.name == name), None)


def _baseline_cost(answer: Answer) -> Number:
    base = _named(answer, answer.baseline)
    return None if base is None else base.monthly.cost


def _less(a: Number, b: Number) -> float | None:
    return None if a is None or b is None else float(a) - float(b)


def _over(a: Number, b: Number) -> float | None:
    return None if a is None or not b else float(a) / float(b)


def _of_feature(answer: Answer, metric: str, option: str, feature: str) -> Number:
    parts = {f.option: f for f in answer.features if f.name == feature}
    own, base = parts.get(option), parts.get(answer.baseline)
    if own is None or base is None:
        return None
    found: dict[str, Number] = {
        "cost_per_month": own.cost,
        "energy_kwh_per_month": own.energy_kwh,
        "carbon_kg_per_month": own.carbon_kg,
        "saving_per_month": _less(base.cost, own.cost),
        "saving_share": _over(_less(base.cost, own.cost), base.cost),
    }
    return found.get(metric)


def _saving(answer: Answer, option: Option) -> float | None:
    return _less(_baseline_cost(answer), option.monthly.cost)


def _saving_share(answer: Answer, option: Option) -> float | None:
    return _over(_saving(answer, option), _baseline_cost(answer))


def _excess(answer: Answer, option: Option) -> float | None:
    eligible = [o.monthly.cost for o in answer.options if o.status == "ok" and o.monthly.cost is not None]
    ratio = _over(option.monthly.cost, min(eligible, default=None))
    return None if ratio is None else ratio - 1


def _carbon_g_per_1k(option: Option | None) -> float | None:
    carbon_g = None if option is None else option.per_mtok.carbon_g
    return None if carbon_g is None else carbon_g / G_PER_KG


def _carbon_saving(answer: Answer, option: Option) -> float | None:
    return _less(_carbon_g_per_1k(_named(answer, answer.baseline)), _carbon_g_per_1k(option))


def _break_even(answer: Answer, option: Option) -> float | None:
    """Return the volume from which an option is cheaper than the baseline: 0 from the start, None where never."""
    pair = {option.name, answer.baseline}
    found = [c for c in answer.crossovers if c.metric == "cost" and set(c.between) == pair]
    if found and found[0].cheaper_below == option.name:
        return 0.0
    return next((c.tokens_per_month for c in found if c.cheaper_above == option.name), None)


def _headroom_gb(capacity: Capacity) -> float | None:
    return _less(capacity.vram_gb, capacity.vram_needed_gb)


def _unsourced(_: Answer, option: Option) -> float | None:
    costs = [line.cost for line in option.lines if line.evidence == "assumed"]
    return None if None in costs else _over(sum(float(c) for c in costs if c is not None), option.monthly.cost)


def _per(read: Callable[[Option], PerUnit | None]) -> Callable[[Answer, Option], Number]:
    def metric(_: Answer, option: Option) -> Number:
        per = read(option)
        return None if per is None else per.cost

    return metric


def _provisioned(read: Callable[[Capacity], Number]) -> Callable[[Answer, Option], Number]:
    return lambda _, option: None if option.capacity is None else read(option.capacity)


def _payback(found: OptionFinance, months: float | None) -> float | None:
    """Return a payback; never, where the cash flow is known and the money is not back within it."""
    return math.inf if months is None and found.npv is not None else months


def _invested(read: Callable[[OptionFinance], Number]) -> Callable[[Answer, Option], Number]:
    return lambda _, option: None if option.finance is None else read(option.finance)


_OF_OPTION: dict[str, Callable[[Answer, Option], Number]] = {
    "cost_per_month": lambda _, o: o.monthly.cost,
    "cost_per_year": lambda _, o: o.cost_per_year,
    "cost_per_mtok": _per(lambda o: o.per_mtok),
    "cost_per_request": _per(lambda o: o.per_request),
    "cost_per_unit": _per(lambda o: o.per_unit),
    "saving_per_month": _saving,
    "saving_share": _saving_share,
    "excess_over_cheapest_share": _excess,
    "idle_cost_per_month": _provisioned(lambda c: c.idle_cost),
    "capex": _invested(lambda f: f.capex),
    "npv": _invested(lambda f: f.npv),
    "irr": _invested(lambda f: f.irr),
    "payback_months": _invested(lambda f: _payback(f, f.payback_months)),
    "discounted_payback_months": _invested(lambda f: _payback(f, f.discounted_payback_months)),
    "annuity_per_month": _invested(lambda f: f.annuity_per_month),
    "energy_kwh_per_month": lambda _, o: o.monthly.energy_kwh,
    "energy_wh_per_1k_tokens": lambda _, o: o.per_mtok.energy_kwh,  # Wh per thousand is kWh per million
    "carbon_kg_per_month": lambda _, o: o.monthly.carbon_kg,
    "carbon_g_per_1k_tokens": lambda _, o: _carbon_g_per_1k(o),
    "carbon_saving_g_per_1k_tokens": _carbon_saving,
    "breakeven_tokens_per_month": _break_even,
    "peak_utilisation": _provisioned(lambda c: c.peak_utilisation),
    "mean_utilisation": _provisioned(lambda c: c.mean_utilisation),
    "memory_headroom_gb": _provisioned(_headroom_gb),
    "gpus": _provisioned(lambda c: c.gpus),
    "control_score": lambda _, o: o.control.score,
    "score": lambda _, o: o.score,
    "oldest_price_days": lambda _, o: o.oldest_price_days,
    "unsourced_share": _unsourced,
}
