"""Charts of a page as inline SVG: a line has its own dashes and its number, so that colour only helps."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from c3calc.base.numbers import count_text
from c3calc.render.charts.chart import height, over_months, over_volume, shortened, spaced
from c3calc.render.charts.kinds import bars
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from c3calc.answer.answer import Answer
    from c3calc.render.charts.chart import Axis, Chart, ChartMark, CurveMetric, Series
    from c3calc.render.charts.kinds import Bar

_DASHES = ("", "8 4", "2 3", "10 3 2 3", "14 4", "4 2 1 2 1 2")
_LINE = 16
_HOW_TO_MOVE = "Move over the chart, or focus it and use the arrow keys."
COLOURS = 7


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing in pixels and the margins of its plot; `named` writes names beside the lines."""

    kind: str
    width: int
    height: int
    right: int
    left: int = 62
    top: int = 14
    bottom: int = 46
    named: bool = False

    def x(self, part: float) -> float:
        """Return the place of a share of the way from left to right."""
        return self.left + part * (self.width - self.left - self.right)

    def y(self, part: float) -> float:
        """Return the place of a share of the way from bottom to top."""
        return self.height - self.bottom - part * (self.height - self.top - self.bottom)


FRAMES = (Frame("wide", 960, 460, 250, named=True), Frame("narrow", 360, 360, 26, left=48))


def style_of(number: int) -> tuple[int, str]:
    """Return the colour and the dashes of a line by its number."""
    return (number - 1) % COLOURS, _DASHES[(number - 1) % len(_DASHES)]


def volume_figure(answer: Answer, metric: CurveMetric) -> str:
    """Return the figure of cost or carbon over the volume, with its key and its numbers as a table; "" without any."""
    chart = over_volume(answer, metric)
    if chart is None:
        return ""
    return _figure(chart, metric, f"Monthly volume, for {metric} by option", _caption(chart, metric.capitalize()))


def savings_figure(answer: Answer) -> str:
    """Return the figure of what every option has saved so far, month by month; "" without a cash flow."""
    chart = over_months(answer)
    if chart is None:
        return ""
    marks = " Rings are paybacks, where a line is first out of the red." if chart.marks else ""
    what = f"{escape(chart.y.label)}, month by month; below zero an option has cost more so far"
    caption = f"{what}.{marks} {_HOW_TO_MOVE}"
    return _figure(chart, "savings", "Month, for savings by option", caption)


def _figure(chart: Chart, key: str, label: str, caption: str) -> str:
    """Return a chart that answers to the pointer and the keyboard, with its caption, its key and its table."""
    drawings = "".join(_drawing(chart, frame) for frame in FRAMES)
    first = chart.places.index(chart.here) if chart.here in chart.places else 0
    key_list = f'<ul class="key">{"".join(_key_item(one) for one in chart.series)}</ul>'
    slider = (
        f'<div class="chart" tabindex="0" role="slider" aria-label="{label}" '
        f'aria-valuemin="0" aria-valuemax="{len(chart.places) - 1}" aria-valuenow="{first}" '
        f'aria-valuetext="">{drawings}</div>'
    )
    return (
        f'<figure class="lines" id="chart-{key}">{slider}<p class="readout" hidden></p>'
        f"<figcaption>{caption}</figcaption>{key_list}{_numbers(chart)}</figure>"
    )


def _caption(chart: Chart, what: str) -> str:
    marks = " Rings are crossings, with bars from P5 to P95 where they are drawn." if chart.marks else ""
    drawn = (
        " Bars at the scenario's volume, and the shade about a line, are P5 to P95."
        if any(s.interval for s in chart.series)
        else ""
    )
    here = f" The upright line is the scenario: {chart.x.said(chart.here)}." if chart.here else ""
    return (
        f"{what}, {escape(chart.y.label)}, against tokens a month; both axes are logarithmic.{here}{marks}{drawn} "
        f"{_HOW_TO_MOVE}"
    )


def _key_item(one: Series) -> str:
    colour, dashes = style_of(one.number)
    path = f'<path class="s{colour}" stroke-dasharray="{dashes}" d="M0 5H34"/>'
    sample = f'<svg width="34" height="10" aria-hidden="true">{path}</svg>'
    aside = "" if one.is_eligible else " <small>(not eligible)</small>"
    return f"<li>{sample} {one.number} {escape(one.name)}{aside}</li>"


def _numbers(chart: Chart) -> str:
    """Return the chart as a table, which the page's script reads: one source for the eye, the keyboard and the ear."""
    heads = "".join(f'<th scope="col" class="n">{one.number} {escape(one.name)}</th>' for one in chart.series)
    rows = "".join(_number_row(chart, place) for place in chart.places)
    unit, across = escape(chart.y.label), escape(chart.x.label)
    return (
        f'<details class="numbers"><summary>The chart as a table, {unit}</summary><div class="scroll" tabindex="0">'
        f"<table><caption>{unit}, by {across}</caption>"
        f'<thead><tr><th scope="col">{across.capitalize()}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _number_row(chart: Chart, place: float) -> str:
    cells = []
    for one in chart.series:
        inside = one.points[0][0] <= place <= one.points[-1][0]
        cells.append(f'<td class="n">{amount(height(one.points, place)) if inside else "n/a"}</td>')
    here = ' class="here"' if place == chart.here else ""
    data = f'data-x="{chart.x.share(place):.4f}" data-said="{escape(chart.x.said(place))}"'
    return f'<tr {data}{here}><th scope="row">{escape(count_text(place))}</th>{"".join(cells)}</tr>'


def amount(value: float) -> str:
    """Return an amount of a chart with as many decimals as its size deserves."""
    return f"{value:,.2f}" if abs(value) < 1e5 else f"{value:,.0f}"


def _drawing(chart: Chart, frame: Frame) -> str:
    parts = [*_grid(chart.x, chart.y, frame), *_zero(chart.y, frame), *_here(chart, frame)]
    parts += [part for one in chart.series for part in _line(chart, one, frame)]
    parts += [_ring(chart, mark, frame) for mark in chart.marks]
    parts += _labels(chart, frame)
    parts.append(f'<path class="cursor" d="M0 {frame.y(0):.1f}V{frame.y(1):.1f}" visibility="hidden"/>')
    ends = f'data-left="{frame.x(0):.1f}" data-right="{frame.x(1):.1f}"'
    size = f'viewBox="0 0 {frame.width} {frame.height}"'
    return f'<svg class="{frame.kind}" {size} {ends} aria-hidden="true">{"".join(parts)}</svg>'


def _grid(across: Axis, up: Axis, frame: Frame) -> Iterator[str]:
    base, top, left, right = frame.y(0), frame.y(1), frame.x(0), frame.x(1)
    every = 1 if frame.named else 2
    for i, (value, text) in enumerate(across.ticks):
        x = frame.x(across.share(value))
        yield f'<path class="grid" d="M{x:.1f} {base:.1f}V{top:.1f}"/>'
        if i % every == 0:
            yield f'<text x="{x:.1f}" y="{base + 16:.1f}" text-anchor="middle">{text}</text>'
    for value, text in up.ticks:
        y = frame.y(up.share(value))
        yield f'<path class="grid" d="M{left:.1f} {y:.1f}H{right:.1f}"/>'
        yield f'<text x="{left - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    middle, below = (left + right) / 2, base + 36
    yield f'<text x="{middle:.1f}" y="{below:.1f}" text-anchor="middle">{escape(across.label)}</text>'
    yield f'<text class="unit" x="{left + 6:.1f}" y="{top + 12:.1f}">{escape(up.label)}</text>'


def _zero(up: Axis, frame: Frame) -> Iterator[str]:
    """Yield the line above which an option has saved."""
    if not up.is_log:
        yield f'<path class="axis" d="M{frame.x(0):.1f} {frame.y(up.share(0)):.1f}H{frame.x(1):.1f}"/>'


def _here(chart: Chart, frame: Frame) -> Iterator[str]:
    """Yield the scenario's volume, and every option's P5 and P95 there."""
    if chart.here is None:
        return
    x = frame.x(chart.x.share(chart.here))
    yield f'<path class="here" d="M{x:.1f} {frame.y(0):.1f}V{frame.y(1):.1f}"/>'
    for one in chart.series:
        if one.interval:
            low, high = (frame.y(chart.y.share(end)) for end in one.interval)
            colour, _ = style_of(one.number)
            bar = "".join(f"M{x - 4:.1f} {end:.1f}H{x + 4:.1f}" for end in (low, high))
            yield f'<path class="range s{colour}" d="{bar}M{x:.1f} {low:.1f}V{high:.1f}"/>'


def _line(chart: Chart, one: Series, frame: Frame) -> Iterator[str]:
    places = [(frame.x(chart.x.share(x)), frame.y(chart.y.share(y))) for x, y in one.points]
    colour, dashes = style_of(one.number)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    faint = "" if one.is_eligible else " faint"
    yield from _band(chart, one, frame)
    yield f'<path class="line s{colour}{faint}" stroke-dasharray="{dashes}" d="{path}"/>'


def _band(chart: Chart, one: Series, frame: Frame) -> Iterator[str]:
    """Yield the area between P5 and P95 of a line."""
    lower = [(x, low) for x, low, _ in one.band]
    upper = [(x, high) for x, _, high in reversed(one.band)]
    corners = ((frame.x(chart.x.share(x)), frame.y(chart.y.share(y))) for x, y in (*lower, *upper))
    if one.band:
        colour, _ = style_of(one.number)
        yield f'<path class="band t{colour}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners)}Z"/>'


def _ring(chart: Chart, mark: ChartMark, frame: Frame) -> str:
    """Return a ring at a crossing, and a bar from its P5 to its P95 where that is known."""
    x, y = frame.x(chart.x.share(mark.at[0])), frame.y(chart.y.share(mark.at[1]))
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if mark.interval is None:
        return ring
    low, high = (frame.x(chart.x.share(end)) for end in mark.interval)
    ends = "".join(f"M{end:.1f} {y - 4:.1f}V{y + 4:.1f}" for end in (low, high))
    return f'<path class="axis range" d="M{low:.1f} {y:.1f}H{high:.1f}{ends}"/>{ring}'


def _labels(chart: Chart, frame: Frame) -> Iterator[str]:
    """Yield number and name at the end of every line, pushed apart where lines end close to each other."""
    ends = [(frame.x(chart.x.share(x)), frame.y(chart.y.share(y))) for x, y in (one.points[-1] for one in chart.series)]
    places = spaced([y for _, y in ends], _LINE, frame.y(1) + 4, frame.y(0))
    edge = frame.x(1)
    for one, (x, y), place in zip(chart.series, ends, places, strict=True):
        colour, _ = style_of(one.number)
        name = f" {shortened(one.name, 32)}" if frame.named else ""
        yield f'<path class="lead" d="M{x:.1f} {y:.1f}L{edge + 8:.1f} {place:.1f}"/>'
        yield f'<text class="name t{colour}" x="{edge + 11:.1f}" y="{place + 4:.1f}">{one.number}{escape(name)}</text>'


def tornado_figure(answer: Answer) -> str:
    """Return the figure of what each uncertain input alone does to a cost; empty where nothing is uncertain."""
    found = bars(answer)
    if not found:
        return ""
    drawing = "".join(_tornado(found, frame) for frame in FRAMES)
    caption = (
        f"Change of an option's cost, {escape(answer.currency)} a month, when one uncertain input alone is at its P5 "
        "(hatched) or at its P95 (solid), all others central. The widest bars; the table below has the figures."
    )
    return f'<figure class="tornado"><div class="chart">{drawing}</div><figcaption>{caption}</figcaption></figure>'


def _tornado(found: Sequence[Bar], frame: Frame) -> str:
    step, head = 44, 24
    tall = head + step * len(found) + 22
    extent = max(abs(value) for bar in found for value in (bar.at_low, bar.at_high)) or 1.0
    middle, half = frame.width / 2, frame.width / 2 - 76

    def x(value: float) -> float:
        return middle + value / extent * half

    parts = [f'<path class="axis" d="M{middle:.1f} {head - 8}V{tall - 16}"/>']
    for i, bar in enumerate(found):
        top = head + i * step
        swing = bar.swing
        text = shortened(f"{visible(swing.input)}: {visible(swing.option)}", 110 if frame.named else 52)
        parts.append(f'<text x="4" y="{top + 6}">{escape(text)}</text>')
        for kind, value in (("low", bar.at_low), ("high", bar.at_high)):
            left, width = min(x(value), middle), abs(x(value) - middle)
            parts.append(f'<rect class="{kind}" x="{left:.1f}" y="{top + 12}" width="{width:.1f}" height="14"/>')
        parts += _bar_ends(bar, x, top + 24)
    defs = (
        f'<defs><pattern id="hatch-{frame.kind}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>'
    )
    size = f'viewBox="0 0 {frame.width} {tall}"'
    label = 'role="img" aria-label="Tornado of uncertain inputs"'
    return f'<svg class="{frame.kind}" {size} {label}>{defs}{"".join(parts)}</svg>'


def _bar_ends(bar: Bar, x: Callable[[float], float], y: int) -> Iterator[str]:
    low, high = sorted((bar.at_low, bar.at_high))
    yield f'<text x="{x(min(low, 0)) - 4:.1f}" y="{y}" text-anchor="end">{low:+,.0f}</text>'
    yield f'<text x="{x(max(high, 0)) + 4:.1f}" y="{y}">{high:+,.0f}</text>'
