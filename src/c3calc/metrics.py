"""The metrics that claims and budgets name, over options reckoned once; unrounded, NaN where not known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.capacity import needed_gb
from c3calc.crossover import crossings
from c3calc.lineitem import is_known
from c3calc.reckoning import Reckoned, scores
from c3calc.units import TOKENS_PER_MTOK

if TYPE_CHECKING:
    from collections.abc import Callable

WH_PER_KWH = 1000.0
G_PER_KG = 1000.0
TOKENS_PER_1K = 1000.0


@dataclass(frozen=True)
class Target:
    """An option, or one feature's part of it, among all options."""

    option: Reckoned
    options: tuple[Reckoned, ...]
    part: int | None = None

    @property
    def baseline(self) -> Target:
        """The same of the baseline."""
        base = next(o for o in self.options if o.name == self.option.case.baseline)
        return Target(base, self.options, self.part)

    @property
    def tokens(self) -> float:
        """Reference tokens a month."""
        workload = self.option.case.workload
        return workload.tokens if self.part is None else workload.parts[self.part].tokens

    @property
    def requests(self) -> float:
        """User requests a month."""
        workload = self.option.case.workload
        return workload.requests if self.part is None else workload.parts[self.part].requests

    def monthly(self, what: str) -> float:
        """Return cost, energy (kWh) or carbon (kg) of month 1: the lines times this part's share of each."""
        at = self.option.tokens
        shares = [1.0 if self.part is None else line.shares[self.part] for line in self.option.lines]
        return sum(float(getattr(line, what)(at)) * s for line, s in zip(self.option.lines, shares, strict=True))


def _cost(t: Target) -> float:
    return t.monthly("cost")


def _saving(t: Target) -> float:
    return _cost(t.baseline) - _cost(t)


def _carbon_per_1k(t: Target) -> float:
    return t.monthly("carbon") * G_PER_KG / (t.tokens / TOKENS_PER_1K)


def _excess(t: Target) -> float:
    cheapest = min((o.cost for o in t.options if o.status == "ok"), default=math.nan)
    return _cost(t) / cheapest - 1 if cheapest else math.nan


def _break_even(t: Target) -> float:
    """Return the first volume from which the option is cheaper than the baseline; NaN where it never is."""
    option, base = t.option, t.baseline.option
    if option is base or not (is_known(option.cost_curve) and is_known(base.cost_curve)):
        return math.nan
    found = crossings(base.cost_curve, option.cost_curve, min(option.bill.limit_tokens, base.bill.limit_tokens)).points
    return next((p.tokens for p in found if p.tokens is not None and p.above == 1), math.nan)


def _fleet_sum(t: Target, each: Callable[[object], float]) -> float:
    fleets = [m.fleet for m in t.option.bill.members if m.fleet]
    return sum(each(f) for f in fleets) if fleets else math.nan


def _utilisation(t: Target, load: str) -> float:
    fleets = [m.fleet for m in t.option.bill.members if m.fleet]
    spare = [f.plan.spares if load == "mean_load" else 0 for f in fleets]
    replicas = sum(f.working(t.option.tokens) + s for f, s in zip(fleets, spare, strict=True))
    return sum(getattr(f, load) for f in fleets) / replicas if replicas else math.nan


def _idle_cost(t: Target) -> float:
    paid = sum(float(line.cost(t.option.tokens)) for line in t.option.lines if line.capacity)
    return paid * (1 - _utilisation(t, "mean_load"))


def _headroom(t: Target) -> float:
    fleets = [m.fleet for m in t.option.bill.members if m.fleet]
    spare = [
        f.plan.memory.vram_gb_per_gpu * f.gpus_per_replica - needed_gb(f.plan.memory, f.gpus_per_replica)
        for f in fleets
    ]
    return min(spare, default=math.nan)


def _unit_cost(t: Target) -> float:
    workload = t.option.case.workload
    return _cost(t) * workload.requests_per_unit / t.requests if workload.unit_name else math.nan


METRICS: dict[str, Callable[[Target], float]] = {
    "cost_per_month": _cost,
    "cost_per_year": lambda t: float(t.option.printed_year) if t.option.printed_year is not None else math.nan,
    "cost_per_mtok": lambda t: _cost(t) / (t.tokens / TOKENS_PER_MTOK),
    "cost_per_request": lambda t: _cost(t) / t.requests,
    "cost_per_unit": _unit_cost,
    "saving_per_month": _saving,
    "saving_share": lambda t: _saving(t) / _cost(t.baseline),
    "excess_over_cheapest_share": _excess,
    "idle_cost_per_month": _idle_cost,
    "energy_kwh_per_month": lambda t: t.monthly("energy"),
    "energy_wh_per_1k_tokens": lambda t: t.monthly("energy") * WH_PER_KWH / (t.tokens / TOKENS_PER_1K),
    "carbon_kg_per_month": lambda t: t.monthly("carbon"),
    "carbon_g_per_1k_tokens": _carbon_per_1k,
    "carbon_saving_g_per_1k_tokens": lambda t: _carbon_per_1k(t.baseline) - _carbon_per_1k(t),
    "breakeven_tokens_per_month": _break_even,
    "peak_utilisation": lambda t: _utilisation(t, "peak_load"),
    "mean_utilisation": lambda t: _utilisation(t, "mean_load"),
    "memory_headroom_gb": _headroom,
    "gpus": lambda t: _fleet_sum(t, lambda f: float(f.packs(1)(t.option.tokens))),  # type: ignore[attr-defined]
    "control_score": lambda t: t.option.control,
    "score": lambda t: scores(t.options).get(t.option.name, math.nan),
    "unsourced_share": lambda t: _unsourced(t.option),
}


def _unsourced(option: Reckoned) -> float:
    """Return the share of the cost that rests on assumptions alone."""
    assumed = sum(float(line.cost(option.tokens)) for line in option.lines if line.evidence == "assumed")
    return assumed / option.cost if option.cost else math.nan


def find_option(name: str | None, options: tuple[Reckoned, ...]) -> Reckoned | None:
    """Return the option a claim or budget means: a name, a role (cheapest, baseline, decision, best) or a kind."""
    case, eligible = options[0].case, [o for o in options if o.status == "ok"]
    if name in (None, "cheapest"):
        return min(eligible, key=lambda o: o.cost, default=None)
    if name == "best":
        points = {k: v for k, v in scores(options).items() if not math.isnan(v)}
        return next((o for o in eligible if points and o.name == max(points, key=lambda k: points[k])), None)
    wanted = {"baseline": case.baseline, "decision": case.decision}.get(str(name), name)
    return next((o for o in options if wanted in (o.name, o.bill.plan.traits.kind)), None)
