"""A sweep as a report: the costs along a line, its crossings, or a map of the cheapest option."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from c3calc.answer.change import VOLUME
from c3calc.answer.sweep import shown_value
from c3calc.base.numbers import plain_decimal
from c3calc.render.columns import Column, View, tabulate
from c3calc.render.report import Report, lazily
from c3calc.render.text import changed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from c3calc.answer.sweep import Sweep, SweepAxis, SweepCrossing, SweepOption, SweepPoint
    from c3calc.render.columns import Cell, ColumnKind, Field, Row

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOBODY = "no option is eligible"


def sweep_report(sweep: Sweep, names: tuple[str, ...] = ()) -> Report:
    """Return the report of `c3 sweep`; `names` are the tables that somebody asks to see of it.

    Of one axis it has the curve and its crossings, of two the map, and of both every point.
    """
    scenario = sweep.scenario
    now = [f"{axis.path} is {shown_value(axis, axis.now)}" for axis in sweep.axes if axis.now is not None]
    days = f"Amounts: {sweep.currency}, excluding tax, month 1; prices as of {sweep.as_of}; today {sweep.today}"
    return Report(
        kind="sweep",
        record=sweep,
        title=f"{scenario.name}: {scenario.file} ({scenario.sha256[:12]}){changed_by(scenario)}",
        sentences=(sweep.sentence,),
        facts=(*([f"In the scenario {', '.join(now)}."] if now else []), days),
        views=lazily(LINE_VIEWS if len(sweep.axes) == 1 else MAP_VIEWS, sweep),
        hidden=("points",),
        data_view="points",
        names=names,
    )


def _column(axis: SweepAxis) -> Column:
    kind: ColumnKind = "tokens" if axis.path == VOLUME else "percent" if axis.unit == "share" else "quantity"
    is_volume = axis.path == VOLUME
    key, header = ("volume_tokens_per_month", "Tokens/month") if is_volume else (axis.path, axis.path)
    return Column(key, header, kind)


def _curve(sweep: Sweep) -> View:
    """Return a row a point: the cost of every option, which is cheapest, since which value, and who may not serve."""
    since = _since(sweep)
    fields: list[Field[SweepPoint]] = [
        (_column(sweep.axes[0]), lambda p: p.values[0]),
        *((Column(name, f"{name} {sweep.currency}/month", "money"), _cost(name)) for name in sweep.options),
        (Column("cheapest", "Cheapest", missing_text="none"), lambda p: p.cheapest),
        (Column("since", "Crossed at", trivial_cells=("",)), lambda p: since.get(p.values, "")),
        (Column("not_eligible", "Not eligible", trivial_cells=("",)), _not_eligible),
    ]
    return tabulate("curve", "Cost along the range", fields, sweep.points)


def _cost(name: str) -> Callable[[SweepPoint], Cell]:
    return lambda point: next((o.cost for o in point.options if o.name == name), None)


def _not_eligible(point: SweepPoint) -> str:
    return "; ".join(f"{o.name}: {o.status.replace('_', ' ')}" for o in point.options if o.status != "ok")


def _since(sweep: Sweep) -> dict[tuple[float, ...], str]:
    """Return, for every point, the crossings between the point before and it, in words."""
    axis = sweep.axes[0]
    found = {}
    for before, point in pairwise(sweep.points):
        between = [c.value for c in sweep.crossings if before.values[0] < c.value <= point.values[0]]
        found[point.values] = ", ".join(shown_value(axis, value) for value in between)
    return found


def _crossings(sweep: Sweep) -> View:
    fields: list[Field[SweepCrossing]] = [
        (_column(sweep.axes[0]), lambda c: c.value),
        (Column("below", "Cheapest below", missing_text="none"), lambda c: c.below),
        (Column("above", "Cheapest above", missing_text="none"), lambda c: c.above),
        (Column("kind", "Kind"), lambda c: c.kind),
    ]
    return tabulate(
        "crossings", "Crossings", fields, sweep.crossings, empty="The cheapest option is the same at every point."
    )


def _map(sweep: Sweep) -> View:
    """Return the cheapest option at every pair of values: the first axis goes down, the second across."""
    down, across = sweep.axes
    columns = [Column(plain_decimal(value) or "", shown_value(across, value)) for value in across.values]
    rows: list[Row] = [(line[0].values[0], *(point.cheapest for point in line)) for line in point_rows(sweep)]
    title = f"Cheapest option: {down.path} down, {across.path} across"
    marks = letters({name for row in rows for name in row[1:]}, sweep.options)
    legend = tuple((name, mark, str(name or NOBODY)) for name, mark in marks.items())
    return View("map", title, (_column(down), *columns), tuple(rows), marks=legend)  # names would hide the picture


def point_rows(sweep: Sweep) -> list[tuple[SweepPoint, ...]]:
    """Return the points of a map: a row for each value of the first axis."""
    width = len(sweep.axes[1].values)
    return [sweep.points[i : i + width] for i in range(0, len(sweep.points), width)]


def letters(there: Collection[Cell], options: Sequence[str]) -> dict[Cell, str]:
    """Return a letter for each of the options that are there, in their order, and a dash if None, nobody, is there."""
    names = [name for name in options if name in there]
    marks: dict[Cell, str] = {name: _mark(i) for i, name in enumerate(names)}
    return marks | ({None: "-"} if None in there else {})


def _mark(place: int) -> str:
    """Return A to Z, then A1 and so on."""
    turn, letter = divmod(place, len(_LETTERS))
    return _LETTERS[letter] + (str(turn) if turn else "")


def _points(sweep: Sweep) -> View:
    """Return a row for every option at every point; people ask for it by name."""
    fields: list[Field[tuple[SweepPoint, SweepOption]]] = [
        *((_column(axis), _at(place)) for place, axis in enumerate(sweep.axes)),
        (Column("option", "Option"), lambda x: x[1].name),
        (Column("status", "Status"), lambda x: x[1].status),
        (Column("cost", f"Cost {sweep.currency}/month", "money"), lambda x: x[1].cost),
        (Column("energy_kwh", "kWh/month", "number"), lambda x: x[1].energy_kwh),
        (Column("carbon_kg", "kg CO2e/month", "number"), lambda x: x[1].carbon_kg),
        (Column("cheapest", "Cheapest", "flag"), lambda x: x[1].name == x[0].cheapest),
    ]
    found = [(point, option) for point in sweep.points for option in point.options]
    return tabulate("points", "Every option at every point", fields, found, sweep.currency)


def _at(place: int) -> Callable[[tuple[SweepPoint, SweepOption]], Cell]:
    return lambda pair: pair[0].values[place]


LINE_VIEWS: dict[str, Callable[[Sweep], View]] = {"curve": _curve, "crossings": _crossings, "points": _points}
MAP_VIEWS: dict[str, Callable[[Sweep], View]] = {"map": _map, "points": _points}
