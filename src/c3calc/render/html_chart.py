"""Charts of a page as inline SVG: a line has its own dashes and its number, so that colour only helps."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from c3calc.render.chart import Bar, Chart, Series, bars, height, over_volume, share, spaced, ticks
from c3calc.render.text import visible
from c3calc.units import count_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from c3calc.render.chart import Mark, Metric
    from c3calc.result import Answer

_DASHES = ("", "8 4", "2 3", "10 3 2 3", "14 4", "4 2 1 2 1 2")
_LINE = 16
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


def volume_figure(answer: Answer, metric: Metric) -> str:
    """Return the figure of cost or carbon over the volume, with its key and its numbers as a table; "" without any."""
    chart = over_volume(answer, metric)
    if chart is None:
        return ""
    what = "cost" if metric == "cost" else "carbon"
    drawings = "".join(_drawing(chart, frame) for frame in FRAMES)
    slider = (
        f'<div class="chart" tabindex="0" role="slider" aria-label="Monthly volume, for {what} by option" '
        f'aria-valuemin="0" aria-valuemax="{len(chart.volumes) - 1}" aria-valuenow="{_place_of_here(chart)}" '
        f'aria-valuetext="">{drawings}</div>'
    )
    return (
        f'<figure class="volume" id="chart-{what}">{slider}<p class="readout" hidden></p>'
        f"<figcaption>{_caption(chart)}</figcaption>{_key(chart)}{_numbers(chart)}</figure>"
    )


def _place_of_here(chart: Chart) -> int:
    return chart.volumes.index(chart.here) if chart.here in chart.volumes else 0


def _caption(chart: Chart) -> str:
    what = "Cost" if chart.metric == "cost" else "Carbon"
    marks = " Rings are crossings, with bars from P5 to P95 where they are drawn." if chart.marks else ""
    drawn = (
        " Bars at the scenario's volume, and the shade about a line, are P5 to P95."
        if any(s.interval for s in chart.series)
        else ""
    )
    here = escape(count_text(chart.here))
    return (
        f"{what}, {escape(chart.y_label)}, against tokens a month; both axes are logarithmic. The upright line is the "
        f"scenario: {here} tokens.{marks}{drawn} Move over the chart, or focus it and use the arrow keys."
    )


def _key(chart: Chart) -> str:
    return f'<ul class="key">{"".join(_key_item(one) for one in chart.series)}</ul>'


def _key_item(one: Series) -> str:
    colour, dashes = style_of(one.number)
    path = f'<path class="s{colour}" stroke-dasharray="{dashes}" d="M0 5H34"/>'
    sample = f'<svg width="34" height="10" aria-hidden="true">{path}</svg>'
    aside = "" if one.is_eligible else " <small>(not eligible)</small>"
    return f"<li>{sample} {one.number} {escape(one.name)}{aside}</li>"


def _numbers(chart: Chart) -> str:
    """Return the chart as a table, which the page's script reads: one source for the eye, the keyboard and the ear."""
    heads = "".join(f'<th scope="col" class="n">{one.number} {escape(one.name)}</th>' for one in chart.series)
    rows = "".join(_number_row(chart, volume) for volume in chart.volumes)
    unit = escape(chart.y_label)
    return (
        f'<details class="numbers"><summary>The chart as a table, {unit}</summary><div class="scroll" tabindex="0">'
        f"<table><caption>{unit}, by tokens a month</caption>"
        f'<thead><tr><th scope="col">Tokens a month</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _number_row(chart: Chart, volume: float) -> str:
    cells = []
    for one in chart.series:
        inside = one.points[0][0] <= volume <= one.points[-1][0]
        cells.append(f'<td class="n">{amount(height(one.points, volume)) if inside else "n/a"}</td>')
    here = ' class="here"' if volume == chart.here else ""
    place = f"{share(chart.x, volume):.4f}"
    return f'<tr data-x="{place}"{here}><th scope="row">{escape(count_text(volume))}</th>{"".join(cells)}</tr>'


def amount(value: float) -> str:
    """Return an amount of a chart with as many decimals as its size deserves."""
    return f"{value:,.2f}" if value < 1e5 else f"{value:,.0f}"


def _drawing(chart: Chart, frame: Frame) -> str:
    parts = [*_grid(chart, frame), *_here(chart, frame)]
    parts += [part for one in chart.series for part in _line(chart, one, frame)]
    parts += [_ring(chart, mark, frame) for mark in chart.marks]
    parts += _labels(chart, frame)
    parts.append(f'<path class="cursor" d="M0 {frame.y(0):.1f}V{frame.y(1):.1f}" visibility="hidden"/>')
    ends = f'data-left="{frame.x(0):.1f}" data-right="{frame.x(1):.1f}"'
    size = f'viewBox="0 0 {frame.width} {frame.height}"'
    return f'<svg class="{frame.kind}" {size} {ends} aria-hidden="true">{"".join(parts)}</svg>'


def _grid(chart: Chart, frame: Frame) -> Iterator[str]:
    base, top, left, right = frame.y(0), frame.y(1), frame.x(0), frame.x(1)
    every = 1 if frame.named else 2
    for i, value in enumerate(ticks(chart.x)):
        x = frame.x(share(chart.x, value))
        yield f'<path class="grid" d="M{x:.1f} {base:.1f}V{top:.1f}"/>'
        if i % every == 0:
            yield f'<text x="{x:.1f}" y="{base + 16:.1f}" text-anchor="middle">{count_text(value)}</text>'
    for value in ticks(chart.y):
        y = frame.y(share(chart.y, value))
        yield f'<path class="grid" d="M{left:.1f} {y:.1f}H{right:.1f}"/>'
        yield f'<text x="{left - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{count_text(value)}</text>'
    yield f'<text x="{(left + right) / 2:.1f}" y="{base + 36:.1f}" text-anchor="middle">tokens a month</text>'
    yield f'<text class="unit" x="{left + 6:.1f}" y="{top + 12:.1f}">{escape(chart.y_label)}</text>'


def _here(chart: Chart, frame: Frame) -> Iterator[str]:
    x = frame.x(share(chart.x, chart.here))
    yield f'<path class="here" d="M{x:.1f} {frame.y(0):.1f}V{frame.y(1):.1f}"/>'
    for one in chart.series:
        if one.interval:
            low, high = (frame.y(share(chart.y, end)) for end in one.interval)
            colour, _ = style_of(one.number)
            bar = "".join(f"M{x - 4:.1f} {end:.1f}H{x + 4:.1f}" for end in (low, high))
            yield f'<path class="range s{colour}" d="{bar}M{x:.1f} {low:.1f}V{high:.1f}"/>'


def _line(chart: Chart, one: Series, frame: Frame) -> Iterator[str]:
    places = [(frame.x(share(chart.x, x)), frame.y(share(chart.y, y))) for x, y in one.points]
    colour, dashes = style_of(one.number)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    faint = "" if one.is_eligible else " faint"
    yield from _band(chart, one, frame)
    yield f'<path class="line s{colour}{faint}" stroke-dasharray="{dashes}" d="{path}"/>'


def _band(chart: Chart, one: Series, frame: Frame) -> Iterator[str]:
    """Yield the area between P5 and P95 of a line."""
    lower = [(x, low) for x, low, _ in one.band]
    upper = [(x, high) for x, _, high in reversed(one.band)]
    corners = ((frame.x(share(chart.x, x)), frame.y(share(chart.y, y))) for x, y in (*lower, *upper))
    if one.band:
        colour, _ = style_of(one.number)
        yield f'<path class="band t{colour}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners)}Z"/>'


def _ring(chart: Chart, mark: Mark, frame: Frame) -> str:
    """Return a ring at a crossing, and a bar from its P5 to its P95 where that is known."""
    x, y = frame.x(share(chart.x, mark.at[0])), frame.y(share(chart.y, mark.at[1]))
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if mark.interval is None:
        return ring
    low, high = (frame.x(share(chart.x, end)) for end in mark.interval)
    ends = "".join(f"M{end:.1f} {y - 4:.1f}V{y + 4:.1f}" for end in (low, high))
    return f'<path class="axis range" d="M{low:.1f} {y:.1f}H{high:.1f}{ends}"/>{ring}'


def _labels(chart: Chart, frame: Frame) -> Iterator[str]:
    """Yield number and name at the end of every line, pushed apart where lines end close to each other."""
    ends = [
        (frame.x(share(chart.x, x)), frame.y(share(chart.y, y))) for x, y in (one.points[-1] for one in chart.series)
    ]
    places = spaced([y for _, y in ends], _LINE, frame.y(1) + 4, frame.y(0))
    edge = frame.x(1)
    for one, (x, y), place in zip(chart.series, ends, places, strict=True):
        colour, _ = style_of(one.number)
        name = f" {shortened(one.name, 32)}" if frame.named else ""
        yield f'<path class="lead" d="M{x:.1f} {y:.1f}L{edge + 8:.1f} {place:.1f}"/>'
        yield f'<text class="name t{colour}" x="{edge + 11:.1f}" y="{place + 4:.1f}">{one.number}{escape(name)}</text>'


def shortened(text: str, most: int) -> str:
    """Return a name for a place that holds so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


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
