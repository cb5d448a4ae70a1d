"""What the other pictures of an answer show, before anybody draws it: bars of bills and inputs, and the plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from c3calc.base.errors import InputError, Problem
from c3calc.render.charts.chart import even_axis
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.answer.answer import Answer, Option
    from c3calc.answer.uncertainty import Swing
    from c3calc.render.charts.chart import Axis, Point

_MOST_PARTS = 8
_MOST_BARS = 12
_MISSING = {
    "crossover": "no option's cost is known over the volume",
    "carbon": "no option's carbon is known over the volume",
    "bill": "no option's cost is known",
    "tornado": "no input is uncertain, or there were no --draws",
    "plane": "of no option cost and carbon are both known",
    "cashflow": "the scenario has no finance block",
}


def nothing_of_kind(kind: str) -> NoReturn:
    """Raise InputError C3-U93, saying what a picture of this kind would show."""
    nothing_to_draw(f"there is nothing to draw as `{kind}`: {_MISSING[kind]}")


def nothing_to_draw(text: str) -> NoReturn:
    """Raise InputError C3-U93."""
    raise InputError([Problem("C3-U93", text, help="leave this picture out, or give what it shows")])


@dataclass(frozen=True, slots=True)
class Stack:
    """The bills of the options whose cost is known: every part by its label, with its cost in each of them."""

    options: tuple[Option, ...]
    parts: dict[str, tuple[float, ...]]


def stack(answer: Answer) -> Stack | None:
    """Return the bills, of their lines the largest by name and the rest as one; None where no cost is known."""
    options = tuple(option for option in answer.options if option.monthly.cost is not None)
    return Stack(options, _parts(options)) if options else None


def _parts(options: Sequence[Option]) -> dict[str, tuple[float, ...]]:
    sums: dict[str, float] = {}
    for option in options:
        for line in option.lines:
            sums[visible(line.label)] = sums.get(visible(line.label), 0.0) + float(line.cost or 0)
    ordered = [label for label in sorted(sums, key=lambda label: -sums[label]) if sums[label] > 0]
    named = ordered if len(ordered) <= _MOST_PARTS else ordered[: _MOST_PARTS - 1]
    found = {label: _costs(options, {label}) for label in named}
    rest = set(ordered) - set(named)
    return found | ({f"{len(rest)} other lines": _costs(options, rest)} if rest else {})


def _costs(options: Iterable[Option], labels: set[str]) -> tuple[float, ...]:
    shares = ((line.cost or 0 for line in option.lines if visible(line.label) in labels) for option in options)
    return tuple(float(sum(costs)) for costs in shares)


@dataclass(frozen=True, slots=True)
class Bar:
    """What an input alone does to an option's monthly cost: the change at its P5 and at its P95."""

    swing: Swing
    at_low: float
    at_high: float


def bars(answer: Answer) -> tuple[Bar, ...]:
    """Return the widest bars of the tornado, the widest first."""
    costs = {option.name: option.monthly.cost for option in answer.options}
    made = []
    for swing in answer.swings or ():
        cost = costs.get(swing.option)
        if cost is not None and swing.cost_at_low is not None and swing.cost_at_high is not None:
            made.append(Bar(swing, float(swing.cost_at_low - cost), float(swing.cost_at_high - cost)))
    return tuple(sorted(made, key=lambda bar: -abs(bar.at_high - bar.at_low))[:_MOST_BARS])


@dataclass(frozen=True, slots=True)
class Dot:
    """An option whose cost and carbon are both known, a month, by its number in the answer from 1."""

    number: int
    option: Option
    at: Point


@dataclass(frozen=True, slots=True)
class Plane:
    """Cost across, carbon up; the front is what no eligible option beats in both, from the cheapest on."""

    x: Axis
    y: Axis
    dots: tuple[Dot, ...]
    front: tuple[Point, ...]


def plane(answer: Answer) -> Plane | None:
    """Return the options by cost and carbon, None where of none both are known."""
    dots = tuple(
        Dot(number, option, (float(option.monthly.cost), option.monthly.carbon_kg))
        for number, option in enumerate(answer.options, 1)
        if option.monthly.cost is not None and option.monthly.carbon_kg is not None
    )
    if not dots:
        return None
    costs, carbons = zip(*(dot.at for dot in dots), strict=True)
    x = even_axis(f"cost, {answer.currency} a month", _widened(costs))
    y = even_axis("carbon, kg CO2e a month", _widened(carbons))
    return Plane(x, y, dots, tuple(front([dot.at for dot in dots if dot.option.status == "ok"])))


def _widened(values: Sequence[float]) -> Point:
    """Return the ends of an axis from zero to a little above the largest value."""
    most = max(values) or 1.0
    return -0.04 * most, 1.12 * most


def front(points: Sequence[Point]) -> list[Point]:
    """Return the points than which none is both cheaper and cleaner, from the cheapest on."""
    found: list[Point] = []
    for point in sorted(points):
        if not found or point[1] < found[-1][1]:
            found.append(point)
    return found
