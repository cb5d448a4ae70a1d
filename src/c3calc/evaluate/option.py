"""Options evaluated at the scenario's volume: status, rounded lines, totals. Every view of the answer shares them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from c3calc.base.figures import exceeds
from c3calc.base.money import in_minor_units, months_in_year, total
from c3calc.base.numbers import count_text, plain
from c3calc.base.units import MS_PER_S
from c3calc.evaluate.bill import Bill, Member, make_bill
from c3calc.evaluate.capacity import missing_gb
from c3calc.evaluate.cashflow import Cash, cash_flow
from c3calc.evaluate.control import NONE_MISSED, MissedTargets, control_scores, missed_targets, score, weighted_mean
from c3calc.evaluate.curve import Curve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from c3calc.answer.answer import Status
    from c3calc.base.numbers import Numeric
    from c3calc.case.case import Case, Rules
    from c3calc.evaluate.line import LineItem

_NOT_KNOWN = Decimal("NaN")


@dataclass(frozen=True)
class EvaluatedOption:
    """One option at the scenario's volume, unrounded, in month 1."""

    case: Case
    bill: Bill
    status: Status
    reasons: tuple[str, ...]

    @property
    def name(self) -> str:
        """The option's name."""
        return self.bill.plan.traits.name

    @property
    def tokens(self) -> float:
        """The month's volume."""
        return self.case.workload.tokens

    @cached_property
    def lines(self) -> tuple[LineItem, ...]:
        """The lines paid in month 1."""
        return tuple(line for line in self.bill.lines if line.is_paid_in(1))

    @cached_property
    def cost_curve(self) -> Curve:
        """Cost of month 1 over the volume."""
        return Curve.total(line.cost for line in self.lines)

    @cached_property
    def carbon_curve(self) -> Curve:
        """Carbon of month 1 over the volume, kg."""
        return Curve.total(line.carbon for line in self.lines)

    @cached_property
    def cost(self) -> Numeric:
        """Cost of month 1, unrounded; NaN where a line is not known."""
        return self.cost_curve(self.tokens)

    @cached_property
    def energy_kwh(self) -> Numeric:
        """Facility energy of month 1."""
        return Curve.total(line.energy for line in self.lines)(self.tokens)

    @cached_property
    def carbon_kg(self) -> Numeric:
        """Carbon of month 1."""
        return self.carbon_curve(self.tokens)

    @cached_property
    def control(self) -> float:
        """Weighted mean of the control criteria, 0-5."""
        return weighted_mean(control_scores(self.bill), self.case.control_weights)

    @cached_property
    def cash(self) -> tuple[Cash, ...]:
        """Its cash flow, unrounded; none where the scenario does not look ahead."""
        return cash_flow(self.bill, self.case)

    @cached_property
    def printed_cash(self) -> tuple[Cash, ...]:
        """Its cash flow with every payment in minor units before it is summed; NaN where one is not known."""

        def printed(amount: Numeric) -> Decimal:
            rounded = in_minor_units(float(amount), self.case.minor_units)
            return _NOT_KNOWN if rounded is None else rounded

        return cash_flow(self.bill, self.case, printed)

    @property
    def oldest_price_days(self) -> float:
        """Days since the oldest of the catalogue's figures behind it was checked; NaN where all are the scenario's."""
        days = (m.plan.traits.oldest_price_days for m in self.bill.members)
        return max((d for d in days if not math.isnan(d)), default=math.nan)

    @property
    def stale(self) -> tuple[str, ...]:
        """Which of these figures are older than their kind allows, in words."""
        return tuple(dict.fromkeys(text for m in self.bill.members for text in m.plan.traits.stale))

    def rounded(self, line: LineItem) -> Decimal | None:
        """Return a line's cost in minor units, or None where it is not known."""
        return in_minor_units(float(line.cost(self.tokens)), self.case.minor_units)

    @cached_property
    def printed_cost(self) -> Decimal | None:
        """The sum of the printed lines."""
        return total(self.rounded(line) for line in self.lines)

    @cached_property
    def printed_parts(self) -> tuple[Decimal | None, ...]:
        """The printed total over the features, summing to it: the largest remainders get the last minor units."""
        count = len(self.case.workload.parts)
        if self.printed_cost is None:
            return (None,) * count
        unit = Decimal(1).scaleb(-self.case.minor_units)
        exact = [
            sum(Decimal(repr(float(line.cost(self.tokens) * line.shares[i]))) for line in self.lines)
            for i in range(count)
        ]
        floors = [Decimal(x / unit).to_integral_value(rounding="ROUND_FLOOR") * unit for x in exact]
        missing = int((self.printed_cost - sum(floors, Decimal(0))) / unit)
        order = sorted(range(count), key=lambda i: floors[i] - Decimal(exact[i]))
        raised = order[: missing % count]
        return tuple(f + unit * (missing // count + (i in raised)) for i, f in enumerate(floors))

    @cached_property
    def printed_year(self) -> Decimal | None:
        """The sum of the printed lines over the first twelve months, each in the months it is paid in."""
        costs = ((self.rounded(line), months_in_year(line.months)) for line in self.bill.lines)
        return total(None if c is None else c * n for c, n in costs)


def evaluate(case: Case) -> tuple[tuple[EvaluatedOption, ...], bool]:
    """Return every option at the scenario's volume, and whether embodied carbon is counted.

    Where one side's embodied part is not known the comparison is operational only.
    """
    bills = [make_bill(plan, case, embodied=case.embodied) for plan in case.plans]
    if case.embodied and any(_lacks_embodied(b) for b in bills):
        return evaluate(replace(case, embodied=False))
    return tuple(_evaluated(case, b) for b in bills), case.embodied


def _lacks_embodied(bill: Bill) -> bool:
    operational = [line.carbon_kg for line in bill.lines if not line.embodied]
    embodied = [line.carbon_kg for line in bill.lines if line.embodied]
    return any(math.isnan(c) for c in embodied) and not any(math.isnan(c) for c in operational)


def _evaluated(case: Case, bill: Bill) -> EvaluatedOption:
    first = EvaluatedOption(case, bill, "ok", ())
    missed = _missed(case, bill, case.feature_rules)
    verdicts: tuple[tuple[Status, tuple[str, ...]], ...] = (
        ("excluded", missed.broken),
        ("over_capacity", _overfull(bill, first.tokens)),
        ("incomplete", (*_unknown_costs(first), *missed.open)),
    )
    return next((replace(first, status=s, reasons=why) for s, why in verdicts if why), first)


def _missed(case: Case, bill: Bill, feature_rules: dict[str, Rules]) -> MissedTargets:
    """Return how an option misses the rules for all traffic and those for the features it serves."""
    fte = _fte(case, bill)
    missed = missed_targets(bill, case.rules, fte)
    for feature, rules in feature_rules.items():
        missed = missed + missed_targets(bill, rules, fte, feature)
    return missed


def may_serve(option: EvaluatedOption, feature: str) -> bool:
    """Tell whether an option may serve a feature: it keeps the rules for all traffic and for this feature."""
    own = {f: rules for f, rules in option.case.feature_rules.items() if f == feature}
    unfit = _overfull(option.bill, option.tokens) or _unknown_costs(option)
    return not unfit and _missed(option.case, option.bill, own) == NONE_MISSED


def _unknown_costs(option: EvaluatedOption) -> tuple[str, ...]:
    unknown = (line for line in option.lines if math.isnan(line.cost(option.tokens)))
    return tuple(f"the cost of `{line.label}` is not known" for line in unknown)


def _fte(case: Case, bill: Bill) -> float:
    names = [m.plan.traits for m in bill.members] + [bill.plan.traits]
    return sum(c.fte for c in case.costs if any(c.names(t) for t in names))


def _overfull(bill: Bill, tokens: float) -> tuple[str, ...]:
    """Return why an option cannot carry the traffic: memory of a replica, fixed replicas, a rate limit."""
    return tuple(
        reason
        for member in bill.members
        for reason in (_outgrown(member), *_too_slow(member), _too_much(member, tokens))
        if reason
    )


def _outgrown(member: Member) -> str:
    if member.fleet is None:
        return ""
    memory, gpus = member.fleet.plan.memory, member.fleet.gpus_per_replica
    there, missing = memory.vram_gb_per_gpu * gpus, missing_gb(memory, gpus)
    need = f"a replica needs {plain(there + missing, 3)} GB of GPU memory"
    too_few = f"{plain(missing, 3)} GB are missing, and `c3 predict` says what would fit"
    return f"{need} and has {plain(there, 3)} GB: {too_few}" if missing else ""


def _too_slow(member: Member) -> Iterator[str]:
    """Yield which times no number of replicas can hold: of a token when all places are taken, of a prefill."""
    if member.fleet is None:
        return
    latency = member.fleet.latency
    if latency.tpot_s > latency.asked_tpot_s:
        taken, asked = plain(latency.tpot_s * MS_PER_S, 3), plain(latency.asked_tpot_s * MS_PER_S)
        yield f"an output token takes {taken} ms at its concurrency, and tpot_ms asks for {asked}"
    if latency.patience_s <= 0:
        yield f"the prefill of a request alone takes {plain(-latency.patience_s, 3)} s more than its ttft_s"


def _too_much(member: Member, tokens: float) -> str:
    if not exceeds(tokens, member.limit_tokens):
        return ""
    what = "its replicas carry" if member.fleet else "its rate limit lets through"
    limit = f"{what} {count_text(member.limit_tokens)} tokens a month at this shape"
    return f"{limit}, the workload has {count_text(tokens)}"


def scores(options: tuple[EvaluatedOption, ...]) -> dict[str, float]:
    """Return the Cost-Control-Carbon score of every eligible option, NaN where a term with weight is not known."""
    eligible = [o for o in options if o.status == "ok"]
    cheapest = min((o.cost for o in eligible), default=math.nan)
    cleanest = min((o.carbon_kg for o in eligible if not math.isnan(o.carbon_kg)), default=math.nan)
    return {
        o.name: score(_ratio(cheapest, o.cost), o.control, _ratio(cleanest, o.carbon_kg), o.case.score_weights)
        for o in eligible
    }


def cheapest_of(options: Iterable[EvaluatedOption]) -> EvaluatedOption | None:
    """Return the eligible option that costs least, the first of equals; None where nobody is eligible."""
    return min((o for o in options if o.status == "ok"), key=lambda o: o.cost, default=None)


def best_of(options: Sequence[EvaluatedOption], points: Mapping[str, float]) -> EvaluatedOption | None:
    """Return the eligible option with the highest score; nobody where one of them has none.

    A score beside an unknown one would crown the known.
    """
    eligible = [o for o in options if o.status == "ok"]
    if any(math.isnan(points[o.name]) for o in eligible):
        return None
    return max(eligible, key=lambda o: points[o.name], default=None)


def _ratio(best: float, this: float) -> float:
    """Return best / this; an option that costs or emits nothing is the best."""
    return best / this if this else 1.0
