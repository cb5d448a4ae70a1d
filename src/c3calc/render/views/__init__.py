"""From an answer to the neutral tables that every renderer walks, so that all formats say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.render.columns import chosen
from c3calc.render.views import bill as view_bill
from c3calc.render.views import crossings as view_findings
from c3calc.render.views import finance as view_finance
from c3calc.render.views import options as view_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.answer.answer import Answer
    from c3calc.render.columns import View

_BUILDERS = {
    "summary": view_options.summary,
    "reasons": view_findings.reasons,
    "bill": view_bill.bill,
    "savings": view_options.savings,
    "unit_costs": view_options.unit_costs,
    "energy": view_options.energy,
    "capacity": view_options.capacity,
    "crossovers": view_findings.crossovers,
    "volumes": view_findings.volumes,
    "finance": view_finance.finance,
    "cashflow": view_finance.cashflow,
    "control": view_options.control,
    "features": view_bill.features,
    "chances": view_findings.chances,
    "tornado": view_findings.tornado,
    "flips": view_findings.flips,
    "expect": view_findings.expect,
    "notes": view_findings.notes,
}
VIEW_KEYS = tuple(_BUILDERS)


def all_views(answer: Answer) -> tuple[View, ...]:
    """Return every view of `answer` in reading order, those without rows too."""
    return tuple(build(answer) for build in _BUILDERS.values())


def views(answer: Answer) -> tuple[View, ...]:
    """Return the views of `answer` that have something to say, in reading order."""
    return tuple(view for view in all_views(answer) if view.rows or view.empty)


def views_for_people(answer: Answer, names: Sequence[str], columns: Sequence[str]) -> tuple[View, ...]:
    """Return the views to print: the default ones in brief, or those named in full, or the columns named.

    Raises InputError (C3-U10, C3-U11) for a name that there is not, with the nearest one.
    """
    return chosen(all_views(answer), names, columns)
