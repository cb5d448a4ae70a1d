"""A saved answer held against itself: what an edited field contradicts."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from c3calc.base.text import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from c3calc.answer.answer import Answer, VolumeCurve
    from c3calc.base.errors import Path

Claim = tuple[bool, "Path", str]  # whether it holds, of which field, and what is expected there
_NAMED = {  # the records that name options, and their fields that do
    "savings": ("option", "against"), "features": ("option", "cheapest_option"), "swings": ("option",),
    "crossovers": ("between", "cheaper_below", "cheaper_above"), "cheapest_by_volume": ("option",),
    "curves": ("option",),
}  # fmt: skip
_LINES = ("cost", "carbon_kg", "cost_low", "cost_high")


def contradictions(answer: Answer) -> Iterator[tuple[Path, str]]:
    """Yield the fields of an answer that others contradict, or that no answer has, and what was expected there."""
    claims = (*_head(answer), *_names(answer), *_curves(answer.curves), *_months(answer))
    return ((path, expected) for holds, path, expected in claims if not holds)


def _head(a: Answer) -> Iterator[Claim]:
    yield re.fullmatch("[A-Z]{3}", a.currency) is not None, ("currency",), "three capital letters"
    yield re.fullmatch(r"[\w.+-]+", a.c3_version, re.ASCII) is not None, ("c3_version",), "a version"
    yield from (
        (day_of(getattr(a, key)) is not None, (key,), "a day, such as 2026-11-21") for key in ("as_of", "today")
    )
    volume = a.volume_tokens_per_month
    yield volume is None or volume >= 0, ("volume_tokens_per_month",), "a number of 0 or more"
    yield a.hours_per_month > 0, ("hours_per_month",), "a number above 0"
    yield not a.curves or bool(volume), ("volume_tokens_per_month",), "a volume, as there are curves over it"


def _names(a: Answer) -> Iterator[Claim]:
    names = [option.name for option in a.options]
    yield len(set(names)) == len(names), ("options",), "names that differ"
    given: list[tuple[Any, Path]] = [(a.baseline, ("baseline",))]
    given += [(getattr(a.verdict, key), ("verdict", key)) for key in ("cheapest", "cleanest", "best")]
    for block, keys in _NAMED.items():
        given += [(getattr(r, k), (block, i, k)) for i, r in enumerate(getattr(a, block) or ()) for k in keys]
    for key in ("cheapest", "cleanest") if a.probabilities else ():
        given.append((tuple(getattr(a.probabilities, key)), ("probabilities", key)))
    known = {None, *names}
    for name, path in given:
        yield known.issuperset(name if isinstance(name, tuple) else (name,)), path, "the name of an option"


def _curves(curves: Iterable[VolumeCurve]) -> Iterator[Claim]:
    for i, curve in enumerate(curves):
        volumes = curve.tokens_per_month
        is_axis = all(v > 0 for v in volumes) and all(a <= b for a, b in pairwise(volumes))
        yield is_axis, ("curves", i, "tokens_per_month"), "volumes above 0 in their order"
        lines = {key: getattr(curve, key) for key in _LINES}
        for key, line in lines.items():
            yield line is None or len(line) == len(volumes), ("curves", i, key), f"{len(volumes)} numbers, one a volume"


def _months(a: Answer) -> Iterator[Claim]:
    found = [(i, option.finance.cash_flow) for i, option in enumerate(a.options) if option.finance]
    yield a.finance is not None or not found, ("finance",), "the terms that the options' cash flows rest on"
    count = a.finance.horizon_months + 1 if a.finance else 0
    for i, months in found:
        is_whole = [month.month for month in months] == list(range(count))
        yield is_whole, ("options", i, "finance", "cash_flow"), f"months 0 to {count - 1}, each once"
