"""An answer as a report: its words and its tables, so that all formats say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.render.report import Report, lazily
from c3calc.render.text import facts, title, verdict
from c3calc.render.views import bill, crossings, finance, options

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer
    from c3calc.render.columns import View

ANSWER_VIEWS: dict[str, Callable[[Answer], View]] = {
    "summary": options.summary,
    "reasons": crossings.reasons,
    "bill": bill.bill,
    "savings": options.savings,
    "unit_costs": options.unit_costs,
    "energy": options.energy,
    "capacity": options.capacity,
    "crossovers": crossings.crossovers,
    "volumes": crossings.volumes,
    "finance": finance.finance,
    "cashflow": finance.cashflow,
    "control": options.control,
    "features": bill.features,
    "chances": crossings.chances,
    "tornado": crossings.tornado,
    "flips": crossings.flips,
    "expect": crossings.expect,
    "notes": crossings.notes,
}


def answer_report(answer: Answer, names: tuple[str, ...] = (), columns: tuple[str, ...] = ()) -> Report:
    """Return the report of `c3 compare` and `c3 render`; `names` and `columns` are what somebody asks to see of it."""
    return Report(
        kind="answer",
        record=answer,
        title=title(answer),
        sentences=verdict(answer),
        facts=facts(answer),
        views=lazily(ANSWER_VIEWS, answer),
        hidden=("cashflow",),
        data_view="bill",
        names=names,
        columns=columns,
    )
