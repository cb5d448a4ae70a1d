"""What only shows once traffic and options are known: figures per request, control scores, the price of an invoice."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.base.cost_basis import COST_BASES
from c3calc.base.numbers import money_text
from c3calc.case.case import InvoicedMonth
from c3calc.case.options import Api, Hosted, Mix, Plan
from c3calc.scenario.options import ApiOption, Price

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.base.errors import Path
    from c3calc.case.traffic import ResolvedWorkload
    from c3calc.resolve.context import Context

_NEEDS_REQUESTS = "requests_per_month, or tokens per request beside the volumes"


def check_requests(ctx: Context, workload: ResolvedWorkload, plans: list[Plan]) -> None:
    """Record every figure per request for which nobody says how many requests there are."""
    if math.isnan(workload.requests) and not math.isnan(workload.tokens):
        for what, path in _per_request(ctx, {p.traits.name: p for p in plans}):
            ctx.problem("C3-R24", f"{what} needs to know how many requests there are", path, _NEEDS_REQUESTS)


def _per_request(ctx: Context, plans: dict[str, Plan]) -> Iterator[tuple[str, Path]]:
    for i, cost in enumerate(ctx.scenario.costs):
        basis = COST_BASES[cost.per] if cost.per else None
        if basis and basis.needs == "requests":
            yield f"cost `{cost.name}` per {basis.counted}", ("costs", i, "per")
    if ctx.scenario.workload.unit is not None:
        yield f"a figure per {ctx.scenario.workload.unit.name}", ("workload", "unit")
    for i, option in enumerate(ctx.scenario.options):
        plan, path = plans.get(option.name), ("options", i)
        if isinstance(option, ApiOption) and isinstance(plan, Api):
            if plan.per_request.value != 0:
                own = ("price", "per_request") if isinstance(option.price, Price) else ("model",)
                yield f"the price per request of `{option.name}`", (*path, *own)
            if plan.requests_per_minute < math.inf:
                yield f"the limit per minute of `{option.name}`", (*path, "rate_limit", "requests_per_minute")


def note_unjudged_times(ctx: Context, workload: ResolvedWorkload, plans: list[Plan]) -> None:
    """Say which options no time is held against, and why: of an API nobody says how fast it is."""
    asked = [name for name, times in _asked_times(workload).items() if any(t < math.inf for t in times)]
    if not asked:
        return
    apis = [p.traits.name for p in plans if isinstance(p, Api)]
    untold = [p.traits.name for p in plans if isinstance(p, Hosted) and _is_untold(p)]
    calls = [p.traits.name for p in plans if isinstance(p, Hosted)] if math.isnan(workload.calls) else []
    reasons = {
        "the catalogue knows no latency of APIs": (asked, apis),
        "its rates do not say at which concurrency": (asked, untold),
        "how many requests there are is not known": ([t for t in asked if t == "ttft_s"], calls),
    }
    for why, (times, names) in reasons.items():
        if times and names:
            ctx.note("C3-N28", f"{' and '.join(times)} not held against {', '.join(names)}: {why}", ("workload",))


def _asked_times(workload: ResolvedWorkload) -> dict[str, list[float]]:
    return {"ttft_s": [p.ttft_s for p in workload.parts], "tpot_ms": [p.tpot_s for p in workload.parts]}


def _is_untold(plan: Hosted) -> bool:
    """Whether rates are given without the concurrency that they were taken at."""
    predicted = plan.machine is not None and plan.machine.rates
    return not predicted and math.isnan(plan.rates.slots)


def check_control(ctx: Context, plans: list[Plan], weights: dict[str, float]) -> None:
    """Record criteria of the user's own that an option of the scenario has no score for."""
    plan_of = {p.traits.name: p for p in plans if not isinstance(p, Mix)}
    for i, option in enumerate(ctx.scenario.options):
        scores = plan_of[option.name].traits.control if option.name in plan_of else weights
        for criterion in (c for c, weight in weights.items() if weight and c not in scores):
            text = f"option `{option.name}` has no score for the control criterion `{criterion}`"
            expected = f"control: {{{criterion}: {{score: 3, why: ...}}}}, or weight 0 for it"
            ctx.problem("C3-R13", text, ("options", i), expected)


def invoice_amount(ctx: Context, workload: ResolvedWorkload, plans: list[Plan]) -> InvoicedMonth | None:
    """Return the option an invoice is of and its amount in the scenario's currency; its price must explain a volume."""
    invoice, path = ctx.scenario.workload.invoice, ("workload", "invoice")
    if invoice is None:
        return None
    apis = {p.traits.name: p for p in plans if isinstance(p, Api)}
    amount = ctx.money(invoice.amount, invoice.currency, "invoice", "month", (*path, "amount")).value
    if ctx.reference(invoice.option, tuple(apis), "option of kind api", (*path, "option")):
        _check_price(ctx, workload, apis[invoice.option], amount, path)
    return InvoicedMonth(invoice.option, amount)


def _check_price(ctx: Context, workload: ResolvedWorkload, plan: Api, amount: float, path: Path) -> None:
    name = plan.traits.name
    segments = [prices for size in plan.prices for prices in (size.at_once, size.batch)]
    classes = [c for p in workload.parts for c in p.classes]
    bills = [sum(c.tokens * prices[c.kind].value for c in classes) for prices in segments]
    if not math.isnan(workload.tokens) and not all(amount > 0 for amount in bills):
        text = f"the price of `{name}` is 0 or not known, so its invoice does not give the volume"
        ctx.problem("C3-R25", text, (*path, "option"), "an option with a price, or volumes instead of an invoice")
    if plan.commitment.value >= amount:
        least = money_text(plan.commitment.value, ctx.scenario.currency)
        text = f"the invoice is no more than the commitment of `{name}` ({least}), which any volume below it costs too"
        ctx.problem("C3-R25", text, (*path, "amount"), "volumes instead of an invoice")
