"""How pictures tell options apart.

Every option has its own colour, dashes, marker and hatching by its place in the answer, and its name beside what is
drawn, so that a print in black and white says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.render.charts.chart import spaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.render.charts.chart import Axis, Point

_COLOURS = ("#0072b2", "#b85c00", "#00795c", "#a3386f", "#5b4bb5", "#7a5c00", "#333333")
_DASHES: tuple[Any, ...] = ("-", (0, (6, 3)), (0, (1.5, 2)), (0, (8, 2, 1.5, 2)), (0, (12, 4)), (0, (3, 1, 1, 1, 1, 1)))
_MARKERS = "osD^vPX*"
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "+++", "ooo", "---")
_LEADER = {"arrowstyle": "-", "color": "#888888", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)}
LABEL_GAP = 0.042  # of the height of the axes


def style(number: int) -> dict[str, Any]:
    """Return colour and dashes of the option with a number, from 1."""
    return {"color": _COLOURS[(number - 1) % len(_COLOURS)], "linestyle": _DASHES[(number - 1) % len(_DASHES)]}


def marker(number: int) -> str:
    """Return the marker of the option with a number, from 1."""
    return _MARKERS[(number - 1) % len(_MARKERS)]


def shade(place: int) -> str:
    """Return a light colour, so that hatching shows on it."""
    return ("#9cc9e6", "#f3c48b", "#9fd8c3", "#e3b3cf", "#c3bdf0", "#ddd08f", "#cfcfcf", "#ffffff")[place % 8]


def set_axes(axes: Any, x: Axis, y: Axis) -> None:
    """Set scales, ends, labels and the values written beside them."""
    axes.set(
        xscale="log" if x.is_log else "linear", yscale="log" if y.is_log else "linear", xlim=x.ends, ylim=y.ends,
        xlabel=x.label, ylabel=y.label,
    )  # fmt: skip
    for axis, side in ((x, axes.xaxis), (y, axes.yaxis)):
        side.set_ticks([value for value, _ in axis.ticks], [text for _, text in axis.ticks])
        side.set_ticks([], minor=True)


def name_beside(axes: Any, ends: Sequence[Point], names: Sequence[str], numbers: Sequence[int], gap: float) -> None:
    """Write names to the right of the axes, a thin line from each to its point; places are shares of the axes."""
    places = spaced([y for _, y in ends], gap, 0.0, 1.0)
    for name, number, end, place in zip(names, numbers, ends, places, strict=True):
        axes.annotate(
            name, end, (1.02, place), color=style(number)["color"], xycoords="axes fraction",
            textcoords="axes fraction", va="center", fontsize=8, arrowprops=_LEADER, annotation_clip=False,
        )  # fmt: skip
