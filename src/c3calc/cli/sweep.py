"""From command-line arguments to a sweep: the scenario read anew for every point.

`--over path=lo..hi[:n][log]`: the axes of a sweep, as the command line gives them.

options["Rented L40S"].rent.amount=0.5..3        11 points, evenly spaced
volume=10M..10B:31log                            31 points, each the same ratio above the one before
options[0].discount=0%..30%:7                    a share
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

from c3calc.answer.change import VOLUME, Change
from c3calc.answer.sweep import OVER, SHARE, SweepAxis, shown_value
from c3calc.base.errors import InputError, Problem
from c3calc.base.numbers import parse_number
from c3calc.base.text import near, shown
from c3calc.files.overrides import place_of, value_at
from c3calc.questions.sweep import MOST_POINTS, sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.answer.sweep import Sweep
    from c3calc.base.errors import Path
    from c3calc.files.request import Request
    from c3calc.files.text.document import Document
    from c3calc.questions.comparison import Comparison

DEFAULT_POINTS = 11
MOST_AXES = 2
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
    return Problem("C3-U87", f"{count:,} points are too many for one run", expected=f"up to {MOST_POINTS:,}", help=fix)


def _axis(text: str) -> SweepAxis:
    path, _, span = text.rpartition("=")
    match = _SPAN.fullmatch(span)
    low, high = (parse_number(match[end]) for end in ("low", "high")) if match else (None, None)
    if match is None or not path.strip() or low is None or high is None:
        fix = "numbers are written as in the scenario: 1500, 500M, 30%"
        raise InputError([Problem("C3-U80", f"{OVER} {shown(text)} is not a range", expected=_EXAMPLE, help=fix)])
    path, is_ratio, points = path.strip(), bool(match["log"]), int(match["n"] or DEFAULT_POINTS)
    wrong = _without_extent(path, (low, high), points, is_ratio=is_ratio)
    if wrong:
        raise InputError([Problem("C3-U81", f"{OVER} {shown(text)}: {wrong}", expected=_EXAMPLE)])
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


_NO_FIELD = frozenset({"C3-S01"})
_NO_NUMBER = frozenset({"C3-S03", "C3-S04", "C3-S15"})


def swept(request: Request, axes: tuple[SweepAxis, ...]) -> Sweep:
    """Return what every option costs over one field or two. Raises InputError C3-U82 to C3-U84, C3-U86."""
    asked = _SweepFlags(request, axes)
    _refuse_twins(request.document, axes)
    return sweep(asked.placed(), asked.at)


def _refuse_twins(document: Document, axes: tuple[SweepAxis, ...]) -> None:
    """Raise InputError C3-U86 where two axes are the same field, however they are written."""
    places = [(VOLUME,) if a.path == VOLUME else _place(document, a) for a in axes]
    if len(set(places)) < len(places):
        text = f"{axes[0].path} and {axes[1].path} are the same field"
        raise InputError([Problem("C3-U86", text, expected="two different fields", help="leave one of them out")])


def _place(document: Document, axis: SweepAxis) -> Path:
    return place_of(document, Change(axis.path, 0.0, source=OVER))


@dataclass(frozen=True)
class _SweepFlags:
    """What is asked of a scenario, and the axes along which that is changed."""

    request: Request
    axes: tuple[SweepAxis, ...]

    def placed(self) -> tuple[SweepAxis, ...]:
        """Return the axes with the scenario's own values, once the scenario as it stands is found good."""
        tokens = self.request.comparison.case.workload.tokens
        return tuple(replace(axis, now=tokens if axis.path == VOLUME else self._now(axis)) for axis in self.axes)

    def _now(self, axis: SweepAxis) -> float | None:
        document = self.request.document
        return parse_number(value_at(document, _place(document, axis)))

    def at(self, *changes: Change) -> Comparison:
        """Return the comparison at a value of every axis. Raises InputError C3-U82 to C3-U84 where there is none."""
        changed = self.request.changed(*changes)
        try:
            return changed.comparison
        except InputError as exc:
            raise InputError([self._refused(changes, exc.problems[0])]) from exc

    def _refused(self, changes: Sequence[Change], problem: Problem) -> Problem:
        """Return what is wrong with the fields or with their values, from the first problem of the scenario."""
        is_own = problem.where is not None and problem.where.file == OVER
        if is_own and problem.code in _NO_FIELD:
            hints = [near(axis.path, [VOLUME]) for axis in self.axes if axis.path != VOLUME]
            return replace(problem, code="C3-U82", help=next(filter(None, hints), problem.help))
        if is_own and problem.code in _NO_NUMBER:
            return replace(problem, code="C3-U83", message=f"only numbers can be swept: {problem.message}")
        values = zip(self.axes, (parse_number(change.value) for change in changes), strict=True)
        pairs = ", ".join(f"{axis.path}={shown_value(axis, value)}" for axis, value in values if value is not None)
        message = f"the scenario cannot have {pairs}: {problem.message}"
        steps = self._whole_steps() if problem.wants_whole else ""
        return replace(problem, code="C3-U84", message=message, help=steps or problem.help)

    def _whole_steps(self) -> str:
        """Return how to ask for whole numbers only, of the axis that has others between whole ends."""
        for axis in self.axes:
            low, high = axis.values[0], axis.values[-1]
            count = int(high - low) + 1
            if low == int(low) and high == int(high) and any(v != int(v) for v in axis.values) and count <= MOST_POINTS:
                return f"in whole steps it is `{OVER} {axis.path}={low:g}..{high:g}:{count}`"
        return ""
