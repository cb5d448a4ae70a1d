"""One bill for every kind of option: its own lines, the shared costs that fall on it, a price on carbon."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.base.units import KG_PER_TONNE, TOKENS_PER_MTOK
from c3calc.case.options import Api, Fixed, Hosted, Mix, MixMember, Plan, SinglePlan
from c3calc.evaluate.api_lines import api_lines, rate_limit_tokens
from c3calc.evaluate.curve import Curve
from c3calc.evaluate.fleet import Fleet, overflow
from c3calc.evaluate.hardware_lines import hardware_lines
from c3calc.evaluate.line import LineItem, shares_of
from c3calc.evaluate.replica import make_fleet

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.case.case import Case, CostPlan
    from c3calc.case.traffic import ResolvedWorkload

EVERYTHING = Curve.linear(1.0)


@dataclass(frozen=True)
class Member:
    """An option, or a part of a mix, with the traffic it takes and the volume it serves of the workload's.

    lines: its own, without shared costs.
    """

    plan: SinglePlan
    traffic: ResolvedWorkload
    served: Curve
    fleet: Fleet | None
    limit_tokens: float
    lines: tuple[LineItem, ...] = ()


@dataclass(frozen=True)
class Bill:
    """Every line of an option over volume; a mix has several members."""

    plan: Plan
    members: tuple[Member, ...]
    lines: tuple[LineItem, ...]

    @property
    def limit_tokens(self) -> float:
        """The largest volume the option may serve."""
        return min(m.limit_tokens for m in self.members)

    @property
    def fleets(self) -> tuple[Fleet, ...]:
        """The hardware of all its members."""
        return tuple(m.fleet for m in self.members if m.fleet)

    def paid_in(self, month: int) -> tuple[LineItem, ...]:
        """Return the lines paid in a month; the first is 1."""
        return tuple(line for line in self.lines if line.is_paid_in(month))


def make_bill(plan: Plan, case: Case, *, embodied: bool) -> Bill:
    """Return the bill of an option. Lines of embodied carbon are left out unless the comparison counts it."""
    tokens = case.workload.tokens
    members = tuple(replace(m, lines=_own_lines(plan, m, tokens)) for m in _members(plan, case.workload))
    lines = [*(line for m in members for line in m.lines), *cost_lines(plan, members, case)]
    kept = [line for line in lines if embodied or not line.embodied]
    return Bill(plan, members, (*kept, *_carbon_price(kept, case)))


def share_served(member: Member, tokens: float) -> float:
    """Return the share of its traffic that a member serves: all of it, unless another takes the overflow."""
    return float(member.served(tokens)) / tokens


def usage_cost(plan: Plan, workload: ResolvedWorkload) -> Curve:
    """Return what an API bills for the workload over volume: what an invoice shows."""
    (member,) = _members(plan, workload)
    return Curve.total(line.cost for line in _own_lines(plan, member, workload.tokens))


def _members(plan: Plan, workload: ResolvedWorkload) -> tuple[Member, ...]:
    if not isinstance(plan, Mix):
        return (_member(plan, workload, workload.tokens, EVERYTHING),)
    if any(m.overflow for m in plan.members):
        return _overflow_members(plan, workload)
    return tuple(_member(m.option, _taken(m, workload), workload.tokens, EVERYTHING) for m in plan.members)


def _taken(member: MixMember, workload: ResolvedWorkload) -> ResolvedWorkload:
    return workload.scaled(member.share) if member.features is None else workload.only(member.features)


def _member(plan: SinglePlan, traffic: ResolvedWorkload, axis_tokens: float, served: Curve) -> Member:
    if isinstance(plan, Hosted):
        fleet = make_fleet(plan, traffic, axis_tokens)
        return Member(fleet.plan, traffic, served, fleet, fleet.limit_tokens)
    limit = rate_limit_tokens(plan, traffic, axis_tokens) if isinstance(plan, Api) else math.inf
    return Member(plan, traffic, served, None, limit)


def _overflow_members(plan: Mix, workload: ResolvedWorkload) -> tuple[Member, ...]:
    """Return fixed replicas at their limit and the API that takes what they cannot hold, hour by hour."""
    base, over = sorted(plan.members, key=lambda m: m.overflow)
    held = _member(base.option, workload, workload.tokens, EVERYTHING)
    assert held.fleet is not None
    spilled = overflow(held.fleet)
    api = _member(over.option, workload, workload.tokens, spilled)
    limit = held.fleet.limit_tokens + api.limit_tokens
    return (replace(held, served=EVERYTHING - spilled, limit_tokens=math.inf), replace(api, limit_tokens=limit))


def _own_lines(plan: Plan, member: Member, axis_tokens: float) -> tuple[LineItem, ...]:
    lines = _LINES[type(member.plan)](member, axis_tokens)
    return tuple(line.named(member.plan.traits.name) if isinstance(plan, Mix) else line for line in lines)


def _api(member: Member, axis_tokens: float) -> list[LineItem]:
    assert isinstance(member.plan, Api)
    return api_lines(member.plan, member.traffic, axis_tokens, member.served)


def _hosted(member: Member, axis_tokens: float) -> list[LineItem]:
    assert member.fleet is not None
    return hardware_lines(member.fleet, member.served)


def _fixed(member: Member, axis_tokens: float) -> list[LineItem]:
    """Return the offer, with what is known of its energy and carbon."""
    plan = member.plan
    assert isinstance(plan, Fixed)
    shares, use = shares_of(p.tokens for p in member.traffic.parts), (plan.energy_kwh, plan.carbon_kg)
    line = LineItem("Offer", "month", Curve.constant(1.0), plan.amount, shares, energy_inputs=use)
    return [replace(line, energy_kwh=plan.energy_kwh.value, carbon_kg=plan.carbon_kg.value)]


_LINES: dict[type, Callable[[Member, float], list[LineItem]]] = {Api: _api, Hosted: _hosted, Fixed: _fixed}


def cost_lines(plan: Plan, members: tuple[Member, ...], case: Case) -> list[LineItem]:
    """Return the shared costs that fall on an option, in the order of the scenario; a fixed one is charged once."""
    lines = [_cost_line(c, plan, members, case.workload) for c in case.costs]
    return [line for line in lines if line is not None]


def _cost_line(cost: CostPlan, plan: Plan, members: tuple[Member, ...], workload: ResolvedWorkload) -> LineItem | None:
    whole = cost.applies_to is None or (isinstance(plan, Mix) and cost.names(plan.traits))
    qualified = tuple(m for m in members if whole or cost.names(m.plan.traits))
    if not qualified or (cost.basis.needs == "hardware" and not any(m.fleet for m in qualified)):
        return None
    quantity = _quantity(cost, qualified, workload)
    shares = shares_of(p.tokens for p in workload.parts)
    return LineItem(cost.name, cost.basis.unit, quantity, cost.price, shares, (cost.quantity,), months=cost.months)


def _quantity(cost: CostPlan, members: tuple[Member, ...], workload: ResolvedWorkload) -> Curve:
    amount: float = cost.quantity.value
    if cost.basis.counted == "month":
        return Curve.constant(amount)
    return Curve.total(_COUNTS[cost.basis.counted](m, workload.tokens) for m in members) * amount


def _gpus(member: Member, axis_tokens: float) -> Curve:
    return member.fleet.gpus if member.fleet else Curve()


def _servers(member: Member, axis_tokens: float) -> Curve:
    return member.fleet.packs(member.fleet.plan.gpus_per_server) if member.fleet else Curve()


_COUNTS: dict[str, Callable[[Member, float], Curve]] = {  # what a member has of what a cost's basis counts
    "request": lambda m, axis: m.served * (m.traffic.requests / axis),
    "mtok": lambda m, axis: m.served * (m.traffic.tokens / axis / TOKENS_PER_MTOK),
    "token": lambda m, axis: m.served * (m.traffic.tokens / axis),
    "gpu": _gpus,
    "server": _servers,
}


def _carbon_price(lines: list[LineItem], case: Case) -> list[LineItem]:
    price = case.carbon_price_per_tonne
    if price.value == 0:
        return []
    tonnes = Curve.total(line.carbon for line in lines) * (1 / KG_PER_TONNE)
    return [LineItem("Carbon price", "t CO2e", tonnes, price, _carbon_shares(lines, case.workload))]


def _carbon_shares(lines: list[LineItem], workload: ResolvedWorkload) -> tuple[float, ...]:
    """Return each part's share of the carbon; of the tokens where the carbon is not known."""
    emitted = [(float(line.carbon(workload.tokens)), line.shares) for line in lines]
    kg = [sum(each * shares[i] for each, shares in emitted) for i in range(len(workload.parts))]
    return shares_of(p.tokens for p in workload.parts) if math.isnan(sum(kg)) else shares_of(kg)
