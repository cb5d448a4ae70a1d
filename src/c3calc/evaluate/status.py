"""Whether an option is eligible, and why it is not: rules it breaks, traffic it cannot carry, costs not known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.base.figures import exceeds
from c3calc.base.numbers import count_text, plain
from c3calc.base.units import MS_PER_S
from c3calc.evaluate.control import NONE_MISSED, MissedTargets, missed_targets
from c3calc.evaluate.memory import missing_gb
from c3calc.evaluate.queueing import LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.answer.answer import Status
    from c3calc.case.case import Case, Rules
    from c3calc.evaluate.bill import Bill, Member


def status_of(case: Case, bill: Bill) -> tuple[Status, tuple[str, ...]]:
    """Return an option's status in month 1, and the reasons for it."""
    tokens, missed = case.workload.tokens, _missed(case, bill, case.feature_rules)
    verdicts: tuple[tuple[Status, tuple[str, ...]], ...] = (
        ("excluded", missed.broken),
        ("over_capacity", _overfull(bill, tokens)),
        ("incomplete", (*_unknown_costs(bill, tokens), *missed.open)),
    )
    return next((verdict for verdict in verdicts if verdict[1]), ("ok", ()))


def _missed(case: Case, bill: Bill, feature_rules: dict[str, Rules]) -> MissedTargets:
    """Return how an option misses the rules for all traffic and those for the features it serves."""
    fte = _fte(case, bill)
    missed = missed_targets(bill, case.rules, fte)
    for feature, rules in feature_rules.items():
        missed = missed + missed_targets(bill, rules, fte, feature)
    return missed


def may_serve(case: Case, bill: Bill, feature: str) -> bool:
    """Whether an option may serve a feature: it keeps the rules for all traffic and for this feature."""
    own = {f: rules for f, rules in case.feature_rules.items() if f == feature}
    unfit = _overfull(bill, case.workload.tokens) or _unknown_costs(bill, case.workload.tokens)
    return not unfit and _missed(case, bill, own) == NONE_MISSED


def _unknown_costs(bill: Bill, tokens: float) -> tuple[str, ...]:
    unknown = (line for line in bill.paid_in(1) if math.isnan(line.cost(tokens)))
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
    usable = there * memory.usable_share
    need = f"a replica needs {plain(usable + missing, 3)} GB of GPU memory"
    filled = f"an engine fills {plain(usable, 3)} of its" if usable < there else "has"
    too_few = f"{plain(missing, 3)} GB are missing, and `c3 predict` says what would fit"
    return f"{need} and {filled} {plain(there, 3)} GB: {too_few}" if missing else ""


def _too_slow(member: Member) -> Iterator[str]:
    """Yield which times no number of replicas can hold: of a token when all places are taken, of a prefill."""
    if member.fleet is None:
        return
    latency = member.fleet.latency
    if latency.tpot_s > latency.asked_tpot_s:
        taken, asked = plain(latency.tpot_s * MS_PER_S, 3), plain(latency.asked_tpot_s * MS_PER_S)
        yield f"an output token takes {taken} ms at its concurrency, and tpot_ms asks for {asked}"
    if latency.queue and member.fleet.highest_utilisation <= LEAST:
        yield "bursts like these keep 1 request in 20 waiting for longer than its ttft_s, whatever the replicas"
    if latency.patience_s <= 0:
        yield f"the prefill of a request alone takes {plain(-latency.patience_s, 3)} s more than its ttft_s"


def _too_much(member: Member, tokens: float) -> str:
    if not exceeds(tokens, member.limit_tokens):
        return ""
    what = "its replicas carry" if member.fleet else "its rate limit lets through"
    limit = f"{what} {count_text(member.limit_tokens)} tokens a month at this shape"
    return f"{limit}, the workload has {count_text(tokens)}"
