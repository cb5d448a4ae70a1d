"""Pictures of a sweep: costs along one axis with its crossings, a map of the cheapest over two, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from c3calc.base.errors import InputError
from c3calc.cli.sweep import axes_of
from c3calc.questions.sweep import sweep
from c3calc.render.charts.matplotlib_sweep import area, line, render_sweep_plot
from command import c3
from frozen import API, FIXED, RENTED
from paths import ROOT
from sweeps import offers, over_amount, over_both, over_volume, sum_of

if TYPE_CHECKING:
    from pathlib import Path

    from c3calc.answer.sweep import Sweep

SCENARIO = str(ROOT / "scenarios" / "quickstart.yaml")
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


def drawn(draw: Any, given: Sweep) -> Any:
    """Return the axes on which a sweep was drawn."""
    axes = Figure().add_subplot()
    assert draw(given, axes)
    return axes


def upright(axes: Any) -> list[tuple[float, str]]:
    """Return the lines across the whole height: where, and how they are dashed."""
    return [(one.get_xdata()[0], one.get_linestyle()) for one in axes.lines if len(one.get_xdata()) == 2]


@pytest.mark.parametrize("given", [over_amount(), over_both()], ids=["line", "map"])
@pytest.mark.parametrize("format_", MAGIC)
def test_the_same_sweep_is_the_same_bytes(format_: str, given: Sweep) -> None:
    """No date, no random name; and the file is what its suffix says."""
    content = render_sweep_plot(given, format_)
    assert content.startswith(MAGIC[format_])
    assert content == render_sweep_plot(given, format_)


def test_lines_are_the_costs_and_crossings_are_marked() -> None:
    """The offer costs what it is set to, meets the API at 2,750, and is cheapest at the first of three points."""
    axes = drawn(line, over_amount())
    lines = [list(one.get_ydata()) for one in axes.lines if len(one.get_xdata()) == 3]
    assert lines == [[2750.0] * 3, [2000.0, 3000.0, 4000.0]]
    assert {one.get_alpha() for one in axes.lines} == {None}
    assert upright(axes) == [(2750.0, "--")]
    assert [text.get_text() for text in axes.texts] == ["2,750", "API", "Offer"]
    assert [[tuple(at) for at in dots.get_offsets()] for dots in axes.collections] == [
        [(3000.0, 2750.0), (4000.0, 2750.0)], [(2000.0, 2000.0)],
    ]  # fmt: skip
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("options[1].amount", "USD a month")
    assert axes.get_xscale() == axes.get_yscale() == "linear"


def test_the_legend_shows_the_marks_that_are_drawn() -> None:
    """The API is cheapest at two points and has dots, the offer at one and has a square: both are named together."""
    axes = drawn(line, over_amount())
    (legend,) = axes.figure.legends
    marks = [one for one in legend.findobj(Line2D) if one.get_marker() != "None"]
    shown = [(one.get_marker(), one.get_color()) for one in marks]
    assert shown == [("o", "#0072b2"), ("s", "#b85c00")]
    assert legend.get_texts()[0].get_text() == "cheapest at this point"


def test_where_an_option_may_not_serve_its_line_is_faint() -> None:
    """One replica carries 1,087M tokens a month: of three volumes it serves the first, at 200.00."""
    axes = drawn(line, over_volume("volume=1B..3B:3", API, {**RENTED, "replicas": 1}))
    faint, solid = axes.lines[1:3]
    assert list(faint.get_ydata()) == [200.0] * 3
    assert (faint.get_alpha(), solid.get_alpha()) == (0.35, None)
    assert list(solid.get_ydata()) == [200.0]
    assert [dashes for _, dashes in upright(axes)] == ["-."]
    shown = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert shown == ["cheapest at this point", "not eligible", "crossing: a step"]


def test_ratios_are_drawn_on_logarithmic_axes() -> None:
    """Three decades of volume have round values below them, and the scenario's own value is marked."""
    axes = drawn(line, over_volume("volume=10M..10B:4log", API, FIXED))
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["10M", "30M", "100M", "300M", "1B", "3B", "10B"]
    narrow = drawn(line, over_amount("options[1].amount=2400..2900:3log"))
    assert (narrow.get_xscale(), narrow.get_yscale()) == ("log", "linear")
    assert [label.get_text() for label in narrow.get_xticklabels()] == ["2,400", "2,638.18", "2,900"]


def test_the_own_value_is_marked_where_it_is_in_the_range() -> None:
    """A dotted line and its value; none where the range leaves it out."""
    found = over_amount()
    (axis,) = found.axes
    inside = drawn(line, replace(found, axes=(replace(axis, now=2500.0),)))
    assert upright(inside) == [(2750.0, "--"), (2500.0, ":")]
    assert "here: 2,500" in [text.get_text() for text in inside.texts]
    assert upright(drawn(line, replace(found, axes=(replace(axis, now=4500.0),)))) == [(2750.0, "--")]


def test_a_map_has_a_fill_a_hatching_and_a_letter_for_every_option() -> None:
    """The first axis goes up, the second across; stretches of a row with one cheapest option are one bar."""
    axes = drawn(area, over_both())
    bars = {
        (to_hex(bar.get_facecolor()), bar.get_hatch()): [(b.get_x(), b.get_y(), b.get_width()) for b in group]
        for group in axes.containers
        for bar in group
    }
    assert list(bars.values()) == [
        [(0.5, 0.5, 1), (-0.5, 1.5, 2)],  # the API: at 2 and 1, and at 3
        [(-0.5, -0.5, 2), (-0.5, 0.5, 1)],
    ]
    assert [one for _, one in bars] == ["", "///"]
    assert [(*text.get_position(), text.get_text()) for text in axes.texts] == [
        (0, 0, "B"), (1, 0, "B"), (0, 1, "B"), (1, 1, "A"), (0, 2, "A"), (1, 2, "A"),
    ]  # fmt: skip
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()] == ["A  API", "B  Offer"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("b", "a")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "2", "3"]


def test_a_map_marks_the_scenario_and_says_where_nobody_is_eligible() -> None:
    """A star at a = 2.5 (1.5 cells up) and, of ratios, at the middle of 1 to 4; a dash for nobody."""
    found = over_both()
    up, across = found.axes
    ratio = replace(across, values=(1.0, 4.0), spacing="ratio", now=2.0)
    points = (replace(found.points[0], cheapest=None), *found.points[1:])
    axes = drawn(area, replace(found, axes=(replace(up, now=2.5), ratio), points=points))
    (star,) = [dots for dots in axes.collections if dots.get_label() == "the scenario as it is"]
    assert [tuple(at) for at in star.get_offsets()] == [(0.5, 1.5)]
    assert axes.texts[0].get_text() == "-"
    shown = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert shown == ["A  API", "B  Offer", "-  no option is eligible", "the scenario as it is"]


def test_fifty_options_look_different() -> None:
    """Fill and hatching together are of one option only."""
    found = sweep(axes_of(["a=1..50:50", "b=0..1:2"]), lambda *changes: offers(1000.0 * sum_of(*changes)))
    names = tuple(f"o{i}" for i in range(50))
    points = tuple(replace(p, cheapest=names[int(p.values[0]) - 1]) for p in found.points)
    axes = drawn(area, replace(found, options=names, points=points))
    looks = {(bars[0].get_facecolor(), bars[0].get_hatch()) for bars in axes.containers}
    assert len(looks) == 50


@pytest.mark.parametrize("given", [over_amount(), over_both()], ids=["line", "map"])
def test_where_no_cost_is_known_it_is_said(given: Sweep) -> None:
    """No empty picture."""
    bare = tuple(replace(p, options=tuple(replace(o, cost=None) for o in p.options)) for p in given.points)
    with pytest.raises(InputError) as caught:
        render_sweep_plot(replace(given, points=bare), "svg")
    assert [problem.code for problem in caught.value.problems] == ["C3-U93"]


def test_pictures_are_written_with_the_sweep_or_not_at_all(tmp_path: Path) -> None:
    """Several at once; a suffix that is no picture's leaves nothing behind."""
    asked = ("sweep", SCENARIO, "--over", "volume=10M..20B:5log", "-o", "c.csv", "--plot", "a.svg")
    assert c3(tmp_path, *asked, "--plot", "b.png").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "b.png", "c.csv"]
    again = tmp_path / "again"
    again.mkdir()
    failed = c3(again, *asked, "--plot", "b.gif")
    assert (failed.code, failed.out) == (2, "")
    assert list(again.iterdir()) == []


def test_without_matplotlib_the_extra_is_named(tmp_path: Path) -> None:
    """A missing package is an error with the command that mends it."""
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError(name='matplotlib')\n", encoding="utf-8")
    asked = ("sweep", SCENARIO, "--over", "volume=10M..20B:5log", "--plot", "a.svg")
    run = c3(tmp_path, *asked, PYTHONPATH=str(tmp_path))
    assert (run.code, run.out, "C3-U90" in run.err, "pip install 'c3calc[plot]'" in run.err) == (2, "", True, True)
