"""Pictures: the figures of the answer, the same bytes every time, readable without colour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from answers import answer as hard_answer
from c3calc.base.errors import InputError
from c3calc.cli.publish import PLOT_KINDS, PLOT_SUFFIXES, TEXT, Plot, plot_asked
from c3calc.files.answer import read_answer
from c3calc.render.charts import kinds as chart_kinds
from c3calc.render.charts.matplotlib import KINDS, render_plot
from command import c3
from frozen import API, FIXED, RENTED, answer, scenario
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from c3calc.answer.answer import Answer

SCENARIO = ROOT / "scenarios" / "language.yaml"
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Return an answer that has everything there is to draw."""
    folder = tmp_path_factory.mktemp("plots")
    assert c3(folder, "compare", str(SCENARIO), "--draws", "50", "-o", "answer.json").code == 0
    return read_answer(folder / "answer.json")


def drawn(kind: str, given: Answer) -> Any:
    """Return the axes on which a kind was drawn."""
    axes = Figure().add_subplot()
    assert KINDS[kind](given, axes)
    return axes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format_", MAGIC)
def test_the_same_answer_is_the_same_bytes(kind: str, format_: str, everything: Answer) -> None:
    """No date, no random name; and the file is what its suffix says."""
    content = render_plot(everything, kind, format_)
    assert content.startswith(MAGIC[format_])
    assert content == render_plot(everything, kind, format_)


def test_the_command_knows_every_kind() -> None:
    """Its list, which needs no Matplotlib, is that of the drawings."""
    assert tuple(KINDS) == PLOT_KINDS
    assert set(PLOT_SUFFIXES.values()) == {*MAGIC, TEXT}


@pytest.mark.parametrize("kind", ["crossover", "carbon"])
def test_lines_are_the_curves_of_the_answer(kind: str, everything: Answer) -> None:
    """Every point of every curve that is above zero, on logarithmic axes with units."""
    axes = drawn(kind, everything)
    curves = [c.cost if kind == "crossover" else c.carbon_kg for c in everything.curves]
    lines = [list(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) > 2]
    assert lines == [[y for y in values if y > 0] for values in curves if values]
    assert (axes.get_xscale(), axes.get_yscale(), axes.get_xlabel()) == ("log", "log", "tokens a month")
    assert axes.get_ylabel() == {"crossover": "USD a month", "carbon": "kg CO2e a month"}[kind]


def test_lines_differ_without_colour(everything: Answer) -> None:
    """No two of the first six options have the same dashes, and every one has its name beside it."""
    axes = drawn("crossover", everything)
    dashes = [str(line._unscaled_dash_pattern) for line in axes.lines if len(line.get_xdata()) > 2]  # noqa: SLF001
    assert len(set(dashes[:6])) == 6
    names = [text.get_text() for text in axes.texts]
    assert all(any(text.startswith(option.name[:20]) for text in names) for option in everything.options)


def test_a_bar_is_as_long_as_the_bill(everything: Answer) -> None:
    """The parts of an option's bar add up to its cost, which stands at its end."""
    axes = drawn("bill", everything)
    for row, option in enumerate(everything.options):
        widths = [bar.get_width() for bars in axes.containers for bar in [bars[row]]]
        assert sum(widths) == pytest.approx(float(option.monthly.cost or 0))
    assert [text.get_text() for text in axes.texts] == [f"{o.monthly.cost:,}" for o in everything.options]
    assert len({bars[0].get_hatch() for bars in axes.containers}) == len(axes.containers)


def test_the_tornado_has_the_widest_bars_first(everything: Answer) -> None:
    """A bar goes from the change at P5 to that at P95; at P5 it is hatched."""
    low, high = drawn("tornado", everything).containers
    widths = [abs(b.get_width() - a.get_width()) for a, b in zip(low, high, strict=True)]
    assert widths == sorted(widths, reverse=True)
    assert {bar.get_hatch() for bar in low} == {"////"}
    assert {bar.get_hatch() for bar in high} == {None}


def test_the_front_has_what_nothing_beats() -> None:
    """(2, 9) and (3, 5) are on it; (4, 7) costs more and emits more than (3, 5)."""
    assert chart_kinds.front([(4.0, 7.0), (3.0, 5.0), (2.0, 9.0)]) == [(2.0, 9.0), (3.0, 5.0)]


def test_the_plane_shows_every_option_with_both_figures(everything: Answer) -> None:
    """An option whose carbon is not known is left out, one that is not eligible is hollow."""
    axes = drawn("plane", everything)
    known = [o for o in everything.options if o.monthly.cost is not None and o.monthly.carbon_kg is not None]
    points = [tuple(dots.get_offsets()[0]) for dots in axes.collections]
    assert points == [(float(o.monthly.cost or 0), o.monthly.carbon_kg) for o in known]
    assert len(known) < len(everything.options)


def test_the_verdict_is_the_title() -> None:
    """What the picture shows is said above it, and below that whose answer it is."""
    from c3calc.render.charts.matplotlib import _figure  # noqa: PLC0415

    figure = _figure(answer(scenario(API, FIXED)), "crossover")
    assert " ".join(figure.get_suptitle().split()).startswith("API is the cheapest eligible option at USD 2,750")
    assert figure.axes[0].get_title(loc="left") == "frozen"


@pytest.mark.parametrize(("kind", "why"), [("tornado", "draws"), ("cashflow", "finance"), ("carbon", "carbon")])
def test_where_there_is_nothing_to_draw_it_is_said(kind: str, why: str) -> None:
    """No empty picture."""
    with pytest.raises(InputError) as caught:
        render_plot(answer(scenario(API, FIXED)), kind, "svg")
    (problem,) = caught.value.problems
    assert problem.code == "C3-U93"
    assert why in problem.message


def test_names_are_text_whatever_they_hold() -> None:
    """Dollar signs make no formulas, letters that the font lacks no error, and what is no character of XML no XML."""
    given = answer(scenario(API | {"name": "$x^2$ _a_ 東京 \\frac{1}{2} \ufffe"}, RENTED))
    assert ET.fromstring(render_plot(given, "crossover", "svg")).tag  # noqa: S314  (our own picture)
    assert render_plot(replace(hard_answer(), curves=given.curves[:0]), "bill", "svg")


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("a.svg", "crossover", "a.svg"),
        ("bill=a.svg", "bill", "a.svg"),
        ("./x=y.svg", "crossover", "x=y.svg"),
        ("-", "crossover", "-"),
        ("plane=-", "plane", "-"),
    ],
)
def test_a_kind_stands_before_the_file(text: str, kind: str, name: str) -> None:
    """Without one it is the crossover."""
    found = plot_asked(text)
    assert isinstance(found, Plot)
    assert (found.kind, str(found.path)) == (kind, name)


def test_pictures_are_written_with_the_answer_or_not_at_all(tmp_path: Path) -> None:
    """Several at once; where one has nothing to draw, none is left behind, nor is any output."""
    both = ("--plot", "a.svg", "--plot", "bill=b.png", "-o", "c.csv")
    assert c3(tmp_path, "compare", str(SCENARIO), *both, "--draws", "0").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "b.png", "c.csv"]
    again = tmp_path / "again"
    again.mkdir()
    failed = c3(again, "compare", str(SCENARIO), *both, "--plot", "tornado=t.svg", "--draws", "0")
    assert (failed.code, failed.out, "C3-U93" in failed.err) == (2, "", True)
    assert list(again.iterdir()) == []


def test_without_matplotlib_the_extra_is_named(tmp_path: Path) -> None:
    """A missing package is an error with the command that mends it."""
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError(name='matplotlib')\n", encoding="utf-8")
    run = c3(tmp_path, "compare", str(SCENARIO), "--plot", "a.svg", "--draws", "0", PYTHONPATH=str(tmp_path))
    assert (run.code, run.out, "C3-U90" in run.err, "pip install 'c3calc[plot]'" in run.err) == (2, "", True, True)
