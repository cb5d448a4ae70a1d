"""An answer as pictures, drawn by Matplotlib: readable without colour, units on every axis, the verdict as the title.

The same answer gives the same bytes: no dates, no random names, no configuration of the user's.
"""

from __future__ import annotations

import textwrap
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from c3calc.render.charts import matplotlib_kinds as plot_kinds
from c3calc.render.charts.kinds import nothing_of_kind
from c3calc.render.text import title, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer

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

KINDS: dict[str, Callable[[Answer, Any], bool]] = {
    "crossover": plot_kinds.crossover,
    "carbon": plot_kinds.carbon,
    "bill": plot_kinds.bill,
    "tornado": plot_kinds.tornado,
    "plane": plot_kinds.plane,
    "cashflow": plot_kinds.cashflow,
}


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
    return figure or nothing_of_kind(kind)


def _saved(figure: Figure, format_: str) -> bytes:
    out = BytesIO()
    figure.savefig(out, format=format_, dpi=_DOTS_PER_INCH, metadata=_METADATA[format_])
    return out.getvalue()
