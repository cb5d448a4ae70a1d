"""What matters: what each uncertain input alone does to the costs, and the value of any that flips the verdict.

All inputs are moved in one array, each in elements of its own, so an analysis is a few walks through the house. What
the house decides once (the cards of a replica, whether an option may serve) it decides by the central values, so a flip
is told only after the scenario was evaluated anew, as a point, on both sides of it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.answer.change import Change
from c3calc.answer.uncertainty import Flip, Swing
from c3calc.base.errors import InputError
from c3calc.base.figures import exceeds
from c3calc.base.money import in_minor_units
from c3calc.base.ranges import Moved, Range, central
from c3calc.questions.draws import OneAtATime, quantiles, quietly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.base.ranges import Quantity
    from c3calc.evaluate.option import EvaluatedOption
    from c3calc.questions.comparison import Comparison
    from c3calc.questions.draws import Array

ENDS = np.array([0.05, 0.95])  # of an uncertain input in the tornado: P5 and P95
REACH = 10.0  # a certain input is moved from a tenth to ten times its value in search of a flip
POINTS = 65  # at which a side of an input is looked at
CLEAR = 1e-6  # of the way to a flip: how far on both sides of it the verdict is confirmed, clear of equal figures
ROUNDS = 5  # of looking closer: the value is found to 1e-7 of the range
_AT_LEAST = {"pue": 1.0}  # nobody gets more out of a facility than goes in
_SHARES = r"share$|trim$|utilisation$|^discount$"  # numbers that are never above one
_OF_ONE_WHOLE = frozenset({"cached_input_share", "cache_write_share"})  # and these not even together
TRIED = "a value that is tried"  # what problems with one quote in place of a file
METRICS = {"cheapest": "cost", "cleanest": "carbon_kg"}


def inputs(comparison: Comparison) -> dict[str, Quantity]:
    """Return every number that goes into a comparison, by its key."""
    found: dict[str, Quantity] = {}

    def note(key: str, given: Quantity) -> float:
        found.setdefault(key, given)
        return central(given)

    comparison.drawn(note)
    return {key: given for key, given in found.items() if math.isfinite(central(given)) and central(given) != 0}


def change_to(comparison: Comparison, key: str, value: float) -> Change:
    """Return what moving an input means for a scenario: the change that a request applies."""
    return Change(key, value, source=TRIED, is_figure=key in comparison.resolved.figures)


def swings(comparison: Comparison) -> tuple[Swing, ...]:
    """Return what each uncertain input alone does to the cost of each option, the widest first."""
    uncertain = {key: given for key, given in inputs(comparison).items() if isinstance(given, Range)}
    ends = {key: quantiles(given, ENDS) for key, given in uncertain.items()}
    moved = OneAtATime({key: given.central for key, given in uncertain.items()}, ends)
    units = comparison.case.minor_units
    found = []
    for option in _moved(comparison, moved):
        for key, (low, high) in ends.items():
            at_low, at_high = (float(cost) for cost in moved.of(key, option.cost))
            if abs(at_high - at_low) > 0.5 * 10**-units:
                costs = (in_minor_units(at_low, units), in_minor_units(at_high, units))
                found.append((abs(at_high - at_low), Swing(key, float(low), float(high), option.name, *costs)))
    return tuple(swing for _, swing in sorted(found, key=lambda pair: (-pair[0], pair[1].input, pair[1].option)))


def _moved(comparison: Comparison, moved: OneAtATime) -> tuple[EvaluatedOption, ...]:
    with quietly():
        return comparison.drawn(moved)


@dataclass
class _Side:
    """One input on one side of its central value: the stretch in which the verdict changes, once it is known."""

    key: str
    metric: str
    near: float
    far: float

    def points(self) -> Array:
        return np.linspace(self.near, self.far, POINTS)[1:]


@dataclass(frozen=True)
class Turn:
    """A change that turns the verdict: `before` and `beyond` it different options come first of a metric.

    now: the input's central value. verdict: what holds beyond.
    """

    now: float
    change: Change
    before: Change
    beyond: Change
    metric: str
    verdict: str


def flips(comparison: Comparison) -> tuple[Flip, ...]:
    """Return the nearest value of every input that changes which option is cheapest, or cleanest."""
    return tuple(Flip(t.change.path, t.now, float(t.change.value), t.verdict) for t in turns(comparison))


def turns(comparison: Comparison) -> list[Turn]:
    """Return the changes, the nearest of each input, that change which option comes first; the least first."""
    given = inputs(comparison)
    middles = {key: central(value) for key, value in given.items()}
    found: list[tuple[float, Turn]] = []
    for metric in METRICS:
        today = leaders(comparison.options, metric)
        starts = given if today else ()
        sides = [_Side(key, metric, middles[key], end) for key in starts for end in _ends(key, given)]
        for _ in range(ROUNDS):
            sides = _narrowed(comparison, sides, middles, today)
        nearest: dict[str, _Side] = {}
        for side in sides:
            best = nearest.get(side.key)
            if best is None or abs(side.far - middles[side.key]) < abs(best.far - middles[side.key]):
                nearest[side.key] = side
        for side in nearest.values():
            distance = abs(math.log(abs(side.far / middles[side.key]) or 1e-9))
            found += [(distance, turn) for turn in _confirmed(comparison, side, middles[side.key], today)]
    return [turn for _, turn in sorted(found, key=lambda pair: pair[0])]


def _ends(key: str, given: dict[str, Quantity]) -> tuple[float, float]:
    """Return how far an input is moved down and up: to the ends of what it may be, or by a factor of ten."""
    value = given[key]
    if isinstance(value, Range):
        low, high = quantiles(value, np.array([0.001, 0.999]))
        return float(low), float(high)
    block, _, name = key.rpartition(".")
    if not re.search(_SHARES, name):
        return max(value / REACH, _AT_LEAST.get(name, 0.0)), value * REACH
    taken = sum(central(given.get(f"{block}.{other}", 0.0)) for other in _OF_ONE_WHOLE - {name})
    return value / REACH, min(value * REACH, 1.0 - (taken if name in _OF_ONE_WHOLE else 0.0))


def _narrowed(
    comparison: Comparison, sides: list[_Side], middles: dict[str, float], today: frozenset[str]
) -> list[_Side]:
    """Return the sides on which the verdict changes, each with the stretch between two points in which it does."""
    by_key: dict[str, list[_Side]] = {}
    for side in sides:
        by_key.setdefault(side.key, []).append(side)
    values = {key: np.concatenate([side.points() for side in both]) for key, both in by_key.items()}
    moved = OneAtATime(middles, values)
    options = _moved(comparison, moved)
    kept = []
    for key, both in by_key.items():
        verdicts = _winners(moved, key, options, both[0].metric)
        for i, side in enumerate(both):
            own = verdicts[i * (POINTS - 1) : (i + 1) * (POINTS - 1)]
            changed = next((j for j, name in enumerate(own) if name not in today), None)
            if changed is not None:
                points = np.concatenate(([side.near], side.points()))
                kept.append(_Side(key, side.metric, float(points[changed]), float(points[changed + 1])))
    return kept


def _winners(moved: OneAtATime, key: str, options: tuple[EvaluatedOption, ...], metric: str) -> list[str]:
    """Return which eligible option comes first in each element in which an input is moved."""
    eligible = [o for o in options if o.status == "ok" and not math.isnan(getattr(o, METRICS[metric]))]
    rows = [_served(moved, key, o, metric) for o in eligible]
    return [eligible[i].name for i in np.array(rows).argmin(axis=0)]


def _served(moved: OneAtATime, key: str, option: EvaluatedOption, metric: str) -> Any:
    figure = moved.of(key, getattr(option, METRICS[metric]))
    overfull = moved.of(key, exceeds(option.tokens, option.bill.limit_tokens))
    return np.where(overfull, np.inf, figure)


def leaders(options: tuple[EvaluatedOption, ...], metric: str) -> frozenset[str]:
    """Return which eligible options come first: several where they are equal, as the same machine rented and bought."""
    figures = {o.name: float(getattr(o, METRICS[metric])) for o in options if o.status == "ok"}
    known = {name: figure for name, figure in figures.items() if not math.isnan(figure)}
    least = min(known.values(), default=math.nan)
    return frozenset(name for name, figure in known.items() if not exceeds(figure, least))


def _confirmed(comparison: Comparison, side: _Side, now: float, today: frozenset[str]) -> Iterator[Turn]:
    """Yield a turn if the scenario as a point has one verdict on this side of it and another on that."""

    def at(value: float) -> frozenset[str]:
        try:
            return leaders(comparison.drawn(Moved({side.key: value})), side.metric)
        except InputError:  # the scenario cannot have this value
            return frozenset()

    margin = (side.far - now) * CLEAR
    ends = (side.near - margin, side.far + margin)
    here, there = map(at, ends)
    if here & today and there and not there & today:
        change, before, beyond = (change_to(comparison, side.key, value) for value in (side.far, *ends))
        yield Turn(now, change, before, beyond, side.metric, f"{min(there)} is {side.metric}")
