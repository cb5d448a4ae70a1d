"""The question of a range: what every option costs as one field of the scenario moves, or two, and where it flips.

Every point is a point answer of its own, and so is every step of the search for a crossing; there are no formulas here.
Over the volume alone nothing is searched: the cheapest by volume is known exactly.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Protocol

from c3calc import __version__
from c3calc.answer.answer import known
from c3calc.answer.change import VOLUME
from c3calc.answer.codec import as_saved
from c3calc.answer.sweep import SWEEP_VERSION, Sweep, SweepCrossing, SweepOption, SweepPoint, shown_value
from c3calc.base.errors import InputError, Problem
from c3calc.base.figures import same
from c3calc.evaluate.ranking import cheapest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from c3calc.answer.change import Change
    from c3calc.answer.sweep import SweepAxis
    from c3calc.evaluate.option import EvaluatedOption
    from c3calc.questions.comparison import Comparison


MOST_POINTS = 10_000
_EXACT = 1e-13  # relative: a crossing is searched until its value has the 12 digits that are kept
_MOST_RUNS = 4  # stretches with one cheapest option that a sentence lists


class Ask(Protocol):
    """A scenario with changes, one for each axis of a sweep: what `Request.at` is."""

    def __call__(self, *changes: Change) -> Comparison:
        """Return the comparison there. Raises InputError where the scenario cannot have such a value."""


def sweep(axes: tuple[SweepAxis, ...], ask: Ask) -> Sweep:
    """Return the scenario at every point of the axes.

    Raises InputError C3-U85 for an axis along which nothing changes, and whatever `ask` raises.
    """
    first = ask(*(axis.at(axis.values[0]) for axis in axes))
    points = tuple(_point(axes, values, ask) for values in product(*(axis.values for axis in axes)))
    idle = [axis for place, axis in enumerate(axes) if not _moves(points, place)]
    if idle:
        raise InputError(_constant(axis) for axis in idle)
    found = tuple(_crossings(axes[0], points, ask, first)) if len(axes) == 1 else ()
    return as_saved(
        Sweep(
            schema_version=SWEEP_VERSION,
            c3_version=__version__,
            scenario=first.about.scenario,
            currency=first.case.currency,
            as_of=first.resolved.as_of,
            today=first.about.today,
            sentence=_of_map(axes, points) if len(axes) > 1 else _of_line(axes[0], points, found),
            axes=axes,
            options=tuple(dict.fromkeys(option.name for point in points for option in point.options)),
            points=points,
            crossings=found,
        )
    )


def _point(axes: Sequence[SweepAxis], values: tuple[float, ...], ask: Ask) -> SweepPoint:
    options = ask(*(axis.at(value) for axis, value in zip(axes, values, strict=True))).options
    return as_saved(SweepPoint(values, _name(cheapest_of(options)), tuple(_option(o) for o in options)))


def _name(option: EvaluatedOption | None) -> str | None:
    return option.name if option else None


def _option(option: EvaluatedOption) -> SweepOption:
    energy, carbon = known(float(option.energy_kwh)), known(float(option.carbon_kg))
    return SweepOption(option.name, option.status, option.printed_cost, energy, carbon)


def _moves(points: Sequence[SweepPoint], place: int) -> bool:
    """Whether anything differs between points that differ in one axis only."""
    seen: dict[tuple[float, ...], object] = {}
    for point in points:
        others = (*point.values[:place], *point.values[place + 1 :])
        if seen.setdefault(others, point.options) != point.options:
            return True
    return False


def _constant(axis: SweepAxis) -> Problem:
    span = f"from {shown_value(axis, axis.values[0])} to {shown_value(axis, axis.values[-1])}"
    text = f"{axis.path} {span} changes no cost, energy, carbon or status of any option in month 1"
    fix = "sweep another field, or further; what moves only later months or other metrics has no place here"
    return Problem("C3-U85", text, expected="a field that an option depends on", help=fix)


def _crossings(axis: SweepAxis, points: Sequence[SweepPoint], ask: Ask, first: Comparison) -> Iterator[SweepCrossing]:
    """Yield where the cheapest option changes along the only axis, in ascending order."""
    if axis.path == VOLUME:
        yield from _over_volume(first, points)
        return
    search = _Search(axis, ask)
    for low, high in pairwise(points):
        if low.cheapest != high.cheapest:
            yield from search.between(search.at(low.values[0]), search.at(high.values[0]))


@dataclass(frozen=True)
class _End:
    """A value of the axis, and the options there."""

    value: float
    options: tuple[EvaluatedOption, ...]

    @property
    def cheapest(self) -> str | None:
        return _name(cheapest_of(self.options))

    def cost(self, name: str | None) -> float:
        """Return the cost of an option that is eligible here, NaN of any other."""
        return next((float(o.cost) for o in self.options if o.name == name and o.status == "ok"), math.nan)


@dataclass(frozen=True)
class _Search:
    """Halves the stretch between two values until nothing is left of it, or until the scenario may have no middle."""

    axis: SweepAxis
    ask: Ask

    def at(self, value: float) -> _End:
        return _End(value, self.ask(self.axis.at(value)).options)

    def between(self, low: _End, high: _End) -> Iterator[SweepCrossing]:
        """Yield the crossings between two ends; a third option that is cheapest for a while makes two of one."""
        if low.cheapest == high.cheapest:
            return
        middle = self._middle(low.value, high.value)
        if middle is None:
            yield _crossing(low, high)
        else:
            yield from self.between(low, middle)
            yield from self.between(middle, high)

    def _middle(self, low: float, high: float) -> _End | None:
        is_ratio = self.axis.spacing == "ratio"
        scale = high if is_ratio else max(abs(self.axis.values[0]), abs(self.axis.values[-1]))
        half = math.sqrt(low) * math.sqrt(high) if is_ratio else (low + high) / 2
        if high - low <= _EXACT * scale:
            return None
        for value in (half, float(math.floor(half))):  # some fields take whole numbers only
            if low < value < high:
                try:
                    return self.at(value)
                except InputError:
                    continue
        return None


def _crossing(low: _End, high: _End) -> SweepCrossing:
    below, above = low.cheapest, high.cheapest
    is_equal = same(high.cost(below), high.cost(above))
    return SweepCrossing(high.value, "equal" if is_equal else "step", below, above)


def _over_volume(first: Comparison, points: Sequence[SweepPoint]) -> Iterator[SweepCrossing]:
    """Yield the ends of the stretches of the cheapest by volume that lie in the range.

    `first` is at the lowest volume, at which every option is eligible that is so anywhere in the range.
    """
    low, high = points[0].values[0], points[-1].values[0]
    answer = first.answer
    meet = {
        (c.tokens_per_month, c.cheaper_above) for c in answer.crossovers if c.kind == "equal" and c.metric == "cost"
    }
    stretches: list[tuple[float, str | None]] = [(s.from_tokens, s.option) for s in answer.cheapest_by_volume]
    if points[-1].cheapest is None and stretches:
        stretches.append((answer.cheapest_by_volume[-1].to_tokens or math.inf, None))
    for (_, below), (tokens, above) in pairwise(stretches):
        if low <= tokens < high:
            yield SweepCrossing(tokens, "equal" if (tokens, above) in meet else "step", below, above)


def _of_line(axis: SweepAxis, points: Sequence[SweepPoint], crossings: Sequence[SweepCrossing]) -> str:
    """Return in a sentence who is cheapest where."""
    span = f"{axis.path} from {shown_value(axis, axis.values[0])} to {shown_value(axis, axis.values[-1])}"
    if not crossings:
        return f"{span}: {_who(points[0].cheapest)} throughout."
    if len(crossings) >= _MOST_RUNS:
        return f"{span}: the cheapest option changes {len(crossings)} times; {_tally(points)}."
    runs = [f"from {shown_value(axis, c.value)} {c.above or 'no option is eligible'}" for c in crossings]
    return f"{span}: {', '.join([_who(points[0].cheapest), *runs])}."


def _of_map(axes: Sequence[SweepAxis], points: Sequence[SweepPoint]) -> str:
    return f"{' by '.join(axis.path for axis in axes)}: {_tally(points)}."


def _who(name: str | None) -> str:
    return f"{name} is cheapest" if name else "no option is eligible"


def _tally(points: Sequence[SweepPoint]) -> str:
    """Return at how many points each option is cheapest, the most first."""
    (most, count), *others = Counter(point.cheapest for point in points).most_common()
    rest = [f", {name or 'no option is eligible'} at {number:,}" for name, number in others]
    return f"{_who(most)} at {count:,} of {len(points):,} points{''.join(rest)}"
