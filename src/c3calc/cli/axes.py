"""`--over path=lo..hi[:n][log]`: the axes of a sweep, as the command line gives them.

options["Rented L40S"].rent.amount=0.5..3        11 points, evenly spaced
volume=10M..10B:31log                            31 points, each the same ratio above the one before
options[0].discount=0%..30%:7                    a share
"""

from __future__ import annotations

import re
from math import exp, log
from typing import TYPE_CHECKING

from c3calc.errors import InputError, Problem, shown
from c3calc.result_sweep import SweepAxis
from c3calc.sweep import MOST_POINTS, VOLUME
from c3calc.units import parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAG = "--over"
DEFAULT_POINTS = 11
MOST_AXES = 2
SHARE = "share"
_SPAN = re.compile(
    r"\s*(?P<low>\S+?)\s*\.\.\s*(?P<high>[^\s:]+?)(?:\s*:\s*(?P<n>\d{1,9}))?(?P<log>\s*log)?\s*", re.ASCII
)
_EXAMPLE = "path=lo..hi, path=lo..hi:n or path=lo..hi:nlog, such as volume=10M..10B:31log"


def axes_of(texts: Sequence[str]) -> tuple[SweepAxis, ...]:
    """Return the axes of a sweep; what the scenario says of them is not looked at.

    Raises InputError: C3-U80 for what is not path=lo..hi, C3-U81 for a range without extent, C3-U86 for more than two
    axes, C3-U87 for more than 10,000 points.
    """
    if len(texts) > MOST_AXES:
        raise InputError([Problem("C3-U86", f"{len(texts)} fields to sweep at once", expected="one or two --over")])
    axes = tuple(_axis(text) for text in texts)
    count = 1
    for axis in axes:
        count *= len(axis.values)
    if count > MOST_POINTS:
        raise InputError([_too_many(count)])
    return axes


def _too_many(count: int) -> Problem:
    fix = "ask for fewer: crossings of one axis are searched between the points, however few there are"
    return Problem("C3-U87", f"{count:,} points are a long wait", expected=f"up to {MOST_POINTS:,}", help=fix)


def _axis(text: str) -> SweepAxis:
    path, _, span = text.rpartition("=")
    match = _SPAN.fullmatch(span)
    low, high = (parse_number(match[end]) for end in ("low", "high")) if match else (None, None)
    if match is None or not path.strip() or low is None or high is None:
        fix = "numbers are written as in the scenario: 1500, 500M, 30%"
        raise InputError([Problem("C3-U80", f"{FLAG} {shown(text)} is no range", expected=_EXAMPLE, help=fix)])
    path, is_ratio, points = path.strip(), bool(match["log"]), int(match["n"] or DEFAULT_POINTS)
    wrong = _without_extent(path, (low, high), points, is_ratio=is_ratio)
    if wrong:
        raise InputError([Problem("C3-U81", f"{FLAG} {shown(text)}: {wrong}", expected=_EXAMPLE)])
    if points > MOST_POINTS:
        raise InputError([_too_many(points)])
    unit = "tokens/month" if path == VOLUME else SHARE if "%" in span else ""
    return SweepAxis(path, unit, "ratio" if is_ratio else "even", _values(low, high, points, is_ratio=is_ratio), None)


def _without_extent(path: str, ends: tuple[float, float], points: int, *, is_ratio: bool) -> str:
    """Return why there is nothing between the ends, or an empty text."""
    if ends[0] >= ends[1]:
        return "the range must end above its beginning"
    if points < len(ends):
        return "a range has at least two points, its ends"
    if is_ratio and ends[0] <= 0:
        return "points of one ratio begin above 0"
    return "a volume is above 0" if path == VOLUME and ends[0] <= 0 else ""


def _values(low: float, high: float, points: int, *, is_ratio: bool) -> tuple[float, ...]:
    """Return points from low to high, both included; rounding noise of the steps is cut off."""
    last = points - 1
    if is_ratio:
        inner = [exp(log(low) + (log(high) - log(low)) * i / last) for i in range(1, last)]
    else:
        inner = [low * (1 - i / last) + high * (i / last) for i in range(1, last)]
    return (low, *(float(f"{value:.11e}") for value in inner), high)
