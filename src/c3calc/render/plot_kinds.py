"""What each picture shows. A kind draws on the axes it is given, and says whether there was anything to draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from c3calc.render.chart import Chart, Series, bars, over_volume, share, ticks
from c3calc.render.plot_look import HATCHES, LABEL_GAP, MARKERS, name_beside, shade, short, style
from c3calc.render.text import visible
from c3calc.units import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.render.chart import Metric, Point
    from c3calc.result import Answer, Option

_MOST_PARTS = 8


def crossover(answer: Answer, axes: Any) -> bool:
    """Draw every option's cost against the volume."""
    return _over_volume(answer, "cost", axes)


def carbon(answer: Answer, axes: Any) -> bool:
    """Draw every option's carbon against the volume."""
    return _over_volume(answer, "carbon", axes)


def _over_volume(answer: Answer, metric: Metric, axes: Any) -> bool:
    chart = over_volume(answer, metric)
    if chart is None:
        return False
    axes.set(xscale="log", yscale="log", xlim=chart.x, ylim=chart.y, xlabel="tokens a month", ylabel=chart.y_label)
    _round_ticks(axes.xaxis, chart.x)
    _round_ticks(axes.yaxis, chart.y)
    axes.axvline(chart.here, color="black", linewidth=0.9, linestyle=":")
    axes.annotate(
        f"here: {count_text(chart.here)}", (chart.here, chart.y[0]), (4, 6), textcoords="offset points", fontsize=8
    )
    for one in chart.series:
        _draw(chart, one, axes)
    rings = [mark.at for mark in chart.marks]
    for mark in chart.marks:
        if mark.interval:
            axes.plot(mark.interval, [mark.at[1]] * 2, color="black", linewidth=1, marker="|", zorder=4)
    axes.scatter([x for x, _ in rings], [y for _, y in rings], s=36, facecolors="white", edgecolors="black", zorder=5)
    _name_ends(chart, axes)
    return True


def _round_ticks(axis: Any, ends: tuple[float, float]) -> None:
    places = ticks(ends)
    axis.set_ticks(places, [count_text(place) for place in places])
    axis.set_ticks([], minor=True)


def _draw(chart: Chart, one: Series, axes: Any) -> None:
    look = style(one.number)
    dim = {"alpha": 1.0 if one.is_eligible else 0.45}
    axes.plot([x for x, _ in one.points], [y for _, y in one.points], linewidth=1.7, **look, **dim)
    if one.band:
        volumes, low, high = zip(*one.band, strict=True)
        axes.fill_between(volumes, low, high, color=look["color"], alpha=0.12, linewidth=0)
    if one.interval:
        middle = math.sqrt(one.interval[0] * one.interval[1])
        spread = [[middle - one.interval[0]], [one.interval[1] - middle]]
        axes.errorbar([chart.here], [middle], yerr=spread, color=look["color"], capsize=3, linewidth=1.3, fmt="none")


def _name_ends(chart: Chart, axes: Any) -> None:
    """Write every name beside the end of its line, pushed apart where lines end close to each other."""
    ends = [(share(chart.x, x), share(chart.y, y)) for x, y in (one.points[-1] for one in chart.series)]
    names = [f"{short(one.name)}{'' if one.is_eligible else ' (not eligible)'}" for one in chart.series]
    name_beside(axes, ends, names, [one.number for one in chart.series], LABEL_GAP)


def bill(answer: Answer, axes: Any) -> bool:
    """Draw every option's bill as a bar of its lines, the largest lines by name."""
    options = [option for option in answer.options if option.monthly.cost is not None]
    if not options:
        return False
    parts = _parts(options)
    starts = [0.0] * len(options)
    for i, (label, costs) in enumerate(parts.items()):
        look = {"facecolor": shade(i), "edgecolor": "black", "linewidth": 0.5, "hatch": HATCHES[i % len(HATCHES)]}
        axes.barh(range(len(options)), costs, left=starts, label=short(label), height=0.6, **look)
        starts = [start + cost for start, cost in zip(starts, costs, strict=True)]
    for row, option in enumerate(options):
        total = option.monthly.cost or 0
        axes.annotate(f"{total:,}", (starts[row], row), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(options)), [short(visible(option.name), 28) for option in options])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(f"{answer.currency} a month, month 1")
    axes.xaxis.set_major_formatter(lambda value, _: count_text(value))
    axes.grid(visible=False, axis="y")
    axes.figure.legend(loc="outside lower left", ncols=3, fontsize=8, frameon=False)
    return True


def _parts(options: Sequence[Option]) -> dict[str, list[float]]:
    """Return the lines of all options by label, with their cost in every option: the largest, and the rest as one."""
    sums: dict[str, float] = {}
    for option in options:
        for line in option.lines:
            sums[visible(line.label)] = sums.get(visible(line.label), 0.0) + float(line.cost or 0)
    ordered = [label for label in sorted(sums, key=lambda label: -sums[label]) if sums[label] > 0]
    named = ordered if len(ordered) <= _MOST_PARTS else ordered[: _MOST_PARTS - 1]
    found = {label: [_cost(option, {label}) for option in options] for label in named}
    rest = set(ordered) - set(named)
    return found | ({f"{len(rest)} other lines": [_cost(option, rest) for option in options]} if rest else {})


def _cost(option: Option, labels: set[str]) -> float:
    return float(sum(line.cost or 0 for line in option.lines if visible(line.label) in labels))


def tornado(answer: Answer, axes: Any) -> bool:
    """Draw what each uncertain input alone does to an option's cost."""
    found = bars(answer)
    if not found:
        return False
    rows = range(len(found))
    axes.barh(
        rows,
        [b.at_low for b in found],
        height=0.6,
        facecolor="white",
        edgecolor="black",
        hatch="////",
        label="at its P5",
    )
    axes.barh(rows, [b.at_high for b in found], height=0.6, facecolor="#4f7ca8", edgecolor="black", label="at its P95")
    for row, bar in enumerate(found):
        low, high = sorted((bar.at_low, bar.at_high))
        axes.annotate(
            f"{low:+,.0f}", (min(low, 0), row), (-3, 0), textcoords="offset points", va="center", ha="right", fontsize=7
        )
        axes.annotate(f"{high:+,.0f}", (max(high, 0), row), (3, 0), textcoords="offset points", va="center", fontsize=7)
    names = [f"{short(visible(b.swing.input), 46)}\n{short(visible(b.swing.option), 46)}" for b in found]
    axes.set_yticks(rows, names, fontsize=7)
    axes.invert_yaxis()
    axes.margins(x=0.18)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.set_xlabel(f"change of the option's cost, {answer.currency} a month, this input alone at its P5 or P95")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+,.0f}" if value else "0")
    axes.grid(visible=False, axis="y")
    axes.figure.legend(fontsize=8, frameon=False, loc="outside lower right", ncols=2)
    return True


def plane(answer: Answer, axes: Any) -> bool:
    """Draw every option by cost and carbon, as large as its control is high, and the front that none is better than."""
    shown = [
        (number, o, float(o.monthly.cost), o.monthly.carbon_kg)
        for number, o in enumerate(answer.options, 1)
        if o.monthly.cost is not None and o.monthly.carbon_kg is not None
    ]
    if not shown:
        return False
    for number, option, cost, carbon_kg in shown:
        face = style(number)["color"] if option.status == "ok" else "white"
        size = 30 + 45 * option.control.score
        edge = {"edgecolors": "black", "linewidths": 0.8, "zorder": 3}
        axes.scatter([cost], [carbon_kg], s=size, marker=MARKERS[(number - 1) % len(MARKERS)], color=face, **edge)
    front = _front([(cost, kg) for _, option, cost, kg in shown if option.status == "ok"])
    axes.plot(
        [x for x, _ in front], [y for _, y in front], color="black", linewidth=1, linestyle="--", label="Pareto front"
    )
    costs, carbons = _widened([c for _, _, c, _ in shown]), _widened([kg for *_, kg in shown])
    axes.set(xlim=costs, ylim=carbons)
    ends = [(_part(costs, cost), _part(carbons, carbon_kg)) for _, _, cost, carbon_kg in shown]
    name_beside(axes, ends, [_with_control(option) for _, option, *_ in shown], [n for n, *_ in shown], 2 * LABEL_GAP)
    axes.set(xlabel=f"cost, {answer.currency} a month", ylabel="carbon, kg CO2e a month")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: count_text(value))
    heading = "left and low is better, larger has more control"
    axes.figure.legend(fontsize=8, frameon=False, title=heading, title_fontsize=8, loc="outside lower left")
    return True


def _widened(values: Sequence[float]) -> Point:
    """Return the ends of an axis from zero to a little above the largest value."""
    most = max(values) or 1.0
    return -0.04 * most, 1.12 * most


def _part(ends: Point, value: float) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])


def _with_control(option: Option) -> str:
    aside = "" if option.status == "ok" else ", not eligible"
    return f"{short(visible(option.name))}\ncontrol {option.control.score:.1f}{aside}"


def _front(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points than which none is both cheaper and cleaner, from the cheapest on."""
    found: list[tuple[float, float]] = []
    for point in sorted(points):
        if not found or point[1] < found[-1][1]:
            found.append(point)
    return found


def cashflow(answer: Answer, axes: Any) -> bool:
    """Draw what every option has saved against the baseline so far, month by month."""
    shown = [(n, o) for n, o in enumerate(answer.options, 1) if o.finance and o.name != answer.baseline]
    lines = [(n, o.name, [(m.month, m.cumulative_saving) for m in o.finance.cash_flow]) for n, o in shown if o.finance]
    known = [(n, name, [(x, float(y)) for x, y in points if y is not None]) for n, name, points in lines]
    known = [line for line in known if line[2]]
    if not known:
        return False
    for number, name, points in known:
        every = max(1, len(points) // 8)
        look = style(number) | {"marker": MARKERS[(number - 1) % len(MARKERS)], "markevery": every, "markersize": 5}
        axes.plot([x for x, _ in points], [y for _, y in points], linewidth=1.6, label=short(visible(name)), **look)
    axes.axhline(0, color="black", linewidth=0.9)
    axes.set(xlabel="month", ylabel=f"saved against {short(visible(answer.baseline))} so far, {answer.currency}")
    axes.yaxis.set_major_formatter(lambda value, _: count_text(value))
    axes.legend(fontsize=8, frameon=False)
    return True
