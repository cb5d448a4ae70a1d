"""Which option is best: by cost, and by the Cost-Control-Carbon score. Only eligible options take part."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.evaluate.control import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from c3calc.evaluate.option import EvaluatedOption


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
