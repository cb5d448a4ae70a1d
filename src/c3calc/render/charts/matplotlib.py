"""An answer as pictures, drawn by Matplotlib: readable without colour, units on every axis, the verdict as the title.

The same answer gives the same bytes: no dates, no random names, no configuration of the user's. A kind draws on the
axes it is given, and says whether there was anything to draw.
"""

from __future__ import annotations

import math
import textwrap
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from c3calc.base.numbers import count_text
from c3calc.render.charts import kinds as chart_kinds
from c3calc.render.charts.chart import over_months, over_volume, shortened
from c3calc.render.charts.matplotlib_look import HATCHES, LABEL_GAP, marker, name_beside, set_axes, shade, style
from c3calc.render.text import title, verdict, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer, Option
    from c3calc.render.charts.chart import Chart, Series

_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "c3", "svg.fonttype": "path", "pdf.fonttype": 42, "text.parse_math": False, "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#d9dee3",
    "axes.axisbelow": True, "hatch.linewidth": 0.6, "font.family": "DejaVu Sans",
}  # fmt: skip
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None}, "png": {"Software": None}, "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}  # fmt: skip
_DOTS_PER_INCH = 150
_TITLE_CHARACTERS = 110


def render_plot(answer: Answer, kind: str, format_: str) -> bytes:
    """Return a picture of `answer` as svg, png or pdf.

    Raises InputError C3-U93 where the answer has nothing of this kind to draw.
    """
    return picture(lambda: _figure(answer, kind), format_)


def picture(make: Callable[[], Figure], format_: str) -> bytes:
    """Return the figure that `make` draws, under our settings and nobody else's, as svg, png or pdf."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # a box is drawn for it
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        return _saved(make(), format_)


def framed(draw: Callable[[Any], bool], sentence: str, heading: str) -> Figure | None:
    """Return a figure under a sentence that says what it shows, None where `draw` finds nothing to draw."""
    figure = Figure(figsize=(9.6, 5.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if not draw(axes):
        return None
    figure.suptitle(
        "\n".join(textwrap.wrap(sentence, _TITLE_CHARACTERS)), fontsize=10, fontweight="bold", x=0.01, ha="left"
    )
    axes.set_title(heading, fontsize=9, loc="left", color="#444444")
    return figure


def _figure(answer: Answer, kind: str) -> Figure:
    figure = framed(lambda axes: KINDS[kind](answer, axes), verdict(answer)[0], title(answer))
    return figure or chart_kinds.nothing_of_kind(kind)


def _saved(figure: Figure, format_: str) -> bytes:
    out = BytesIO()
    figure.savefig(out, format=format_, dpi=_DOTS_PER_INCH, metadata=_METADATA[format_])
    return out.getvalue()


def _lines(chart: Chart | None, axes: Any) -> bool:
    if chart is None:
        return False
    set_axes(axes, chart.x, chart.y)
    if chart.here is None:
        axes.axhline(0, color="black", linewidth=0.9)
    else:
        axes.axvline(chart.here, color="black", linewidth=0.9, linestyle=":")
        place, text = (chart.here, chart.y.ends[0]), f"here: {count_text(chart.here)}"
        axes.annotate(text, place, (4, 6), textcoords="offset points", fontsize=8)
    for one in chart.series:
        _draw(chart, one, axes)
    rings = [mark.at for mark in chart.marks]
    for mark in chart.marks:
        if mark.interval:
            axes.plot(mark.interval, [mark.at[1]] * 2, color="black", linewidth=1, marker="|", zorder=4)
    axes.scatter([x for x, _ in rings], [y for _, y in rings], s=36, facecolors="white", edgecolors="black", zorder=5)
    _name_ends(chart, axes)
    return True


def _draw(chart: Chart, one: Series, axes: Any) -> None:
    look = style(one.number)
    dim = {"alpha": 1.0 if one.is_eligible else 0.45}
    axes.plot([x for x, _ in one.points], [y for _, y in one.points], linewidth=1.7, **look, **dim)
    if one.band:
        volumes, low, high = zip(*one.band, strict=True)
        axes.fill_between(volumes, low, high, color=look["color"], alpha=0.12, linewidth=0)
    if one.interval and chart.here:
        middle = math.sqrt(one.interval[0] * one.interval[1])
        spread = [[middle - one.interval[0]], [one.interval[1] - middle]]
        axes.errorbar([chart.here], [middle], yerr=spread, color=look["color"], capsize=3, linewidth=1.3, fmt="none")


def _name_ends(chart: Chart, axes: Any) -> None:
    """Write every name beside the end of its line, pushed apart where lines end close to each other."""
    ends = [(chart.x.share(x), chart.y.share(y)) for x, y in (one.points[-1] for one in chart.series)]
    names = [f"{shortened(one.name)}{'' if one.is_eligible else ' (not eligible)'}" for one in chart.series]
    name_beside(axes, ends, names, [one.number for one in chart.series], LABEL_GAP)


def _bill(answer: Answer, axes: Any) -> bool:
    """Draw every option's bill as a bar of its lines, the largest lines by name."""
    found = chart_kinds.stack(answer)
    if found is None:
        return False
    options = found.options
    starts = [0.0] * len(options)
    for i, (label, costs) in enumerate(found.parts.items()):
        look = {"facecolor": shade(i), "edgecolor": "black", "linewidth": 0.5, "hatch": HATCHES[i % len(HATCHES)]}
        axes.barh(range(len(options)), costs, left=starts, label=shortened(label), height=0.6, **look)
        starts = [start + cost for start, cost in zip(starts, costs, strict=True)]
    for row, option in enumerate(options):
        total = option.monthly.cost or 0
        axes.annotate(f"{total:,}", (starts[row], row), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(options)), [shortened(visible(option.name), 28) for option in options])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(f"{answer.currency} a month, month 1")
    axes.xaxis.set_major_formatter(lambda value, _: count_text(value))
    axes.grid(visible=False, axis="y")
    axes.figure.legend(loc="outside lower left", ncols=3, fontsize=8, frameon=False)
    return True


def _tornado(answer: Answer, axes: Any) -> bool:
    """Draw what each uncertain input alone does to an option's cost."""
    found = chart_kinds.bars(answer)
    if not found:
        return False
    rows = range(len(found))
    edge: dict[str, Any] = {"height": 0.6, "edgecolor": "black"}
    axes.barh(rows, [b.at_low for b in found], facecolor="white", hatch="////", label="at its P5", **edge)
    axes.barh(rows, [b.at_high for b in found], facecolor="#4f7ca8", label="at its P95", **edge)
    beside: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 7}
    for row, bar in enumerate(found):
        low, high = sorted((bar.at_low, bar.at_high))
        axes.annotate(f"{low:+,.0f}", (min(low, 0), row), (-3, 0), ha="right", **beside)
        axes.annotate(f"{high:+,.0f}", (max(high, 0), row), (3, 0), **beside)
    names = [f"{shortened(visible(b.swing.input), 46)}\n{shortened(visible(b.swing.option), 46)}" for b in found]
    axes.set_yticks(rows, names, fontsize=7)
    axes.invert_yaxis()
    axes.margins(x=0.18)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.set_xlabel(f"change of the option's cost, {answer.currency} a month, this input alone at its P5 or P95")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+,.0f}" if value else "0")
    axes.grid(visible=False, axis="y")
    axes.figure.legend(fontsize=8, frameon=False, loc="outside lower right", ncols=2)
    return True


def _plane(answer: Answer, axes: Any) -> bool:
    """Draw every option by cost and carbon, as large as its control is high, and the front that none is better than."""
    found = chart_kinds.plane(answer)
    if found is None:
        return False
    set_axes(axes, found.x, found.y)
    for dot in found.dots:
        face = style(dot.number)["color"] if dot.option.status == "ok" else "white"
        size = 30 + 45 * dot.option.control.score
        edge = {"edgecolors": "black", "linewidths": 0.8, "zorder": 3}
        axes.scatter(*dot.at, s=size, marker=marker(dot.number), color=face, **edge)
    front = {"color": "black", "linewidth": 1, "linestyle": "--", "label": "Pareto front"}
    axes.plot([x for x, _ in found.front], [y for _, y in found.front], **front)
    ends = [(found.x.share(dot.at[0]), found.y.share(dot.at[1])) for dot in found.dots]
    names, numbers = [_with_control(dot.option) for dot in found.dots], [dot.number for dot in found.dots]
    name_beside(axes, ends, names, numbers, 2 * LABEL_GAP)
    heading = "left and low is better, larger has more control"
    axes.figure.legend(fontsize=8, frameon=False, title=heading, title_fontsize=8, loc="outside lower left")
    return True


def _with_control(option: Option) -> str:
    aside = "" if option.status == "ok" else ", not eligible"
    return f"{shortened(visible(option.name))}\ncontrol {option.control.score:.1f}{aside}"


KINDS: dict[str, Callable[[Answer, Any], bool]] = {
    "crossover": lambda answer, axes: _lines(over_volume(answer, "cost"), axes),
    "carbon": lambda answer, axes: _lines(over_volume(answer, "carbon"), axes),
    "bill": _bill,
    "tornado": _tornado,
    "plane": _plane,
    "cashflow": lambda answer, axes: _lines(over_months(answer), axes),
}
