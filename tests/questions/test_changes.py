"""What turns the verdict, what the tornado shows and what a sweep prints: each is a change that a request applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from c3calc.answer.change import VOLUME, Change, in_words
from c3calc.cli.sweep import axes_of
from c3calc.files.catalogue.load import COMPILED, load_catalogue
from c3calc.files.request import Request
from c3calc.files.text.document import read_document
from c3calc.questions.sensitivity import change_to, inputs, leaders, swings, turns
from c3calc.questions.sweep import sweep
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from c3calc.answer.uncertainty import Swing
    from c3calc.evaluate.option import EvaluatedOption

SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
CATALOGUE = load_catalogue([], COMPILED)
# Draws keep what is decided once by the central values; a point decides it anew, and another number of cards serves.
DECIDED_ANEW = ("measured over predicted tokens/s",)
# With an invoice the mix is resolved as volumes; the field that says it is `workload.invoice.output_per_input`.
OF_AN_INVOICE = {"workload.input_tokens_per_month", "workload.output_tokens_per_month"}


def request_of(path: Path) -> Request:
    """Return what is asked of a shipped scenario."""
    return Request(read_document(path), CATALOGUE, "2026-11-25")


def option_of(name: str, options: tuple[EvaluatedOption, ...]) -> EvaluatedOption:
    """Return an option by its name."""
    return next(option for option in options if option.name == name)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_turn_of_a_verdict_is_a_change(path: Path) -> None:
    """Applied to the scenario, it has the verdict of today on this side, and the one that is told on that side."""
    asked = request_of(path)
    for turn in turns(asked.comparison):
        today = leaders(asked.comparison.options, turn.metric)
        assert leaders(asked.at(turn.before).options, turn.metric) & today, turn
        beyond = leaders(asked.at(turn.beyond).options, turn.metric)
        assert not beyond & today, turn
        assert turn.verdict in {f"{name} is {turn.metric}" for name in beyond}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_both_ends_of_the_tornado_are_changes(path: Path) -> None:
    """Applied to the scenario, an input at its P5 or P95 gives the cost that is printed."""
    asked = request_of(path)
    wrong = []
    for swing in swings(asked.comparison):
        for value, cost in ((swing.low, swing.cost_at_low), (swing.high, swing.cost_at_high)):
            found = option_of(swing.option, asked.at(change_to(asked.comparison, swing.input, value)).options)
            if cost is None or abs(float(found.cost) - float(cost)) > 0.51 * 10**-asked.comparison.case.minor_units:
                wrong.append(swing)
    assert [swing for swing in wrong if not is_decided_anew(swing)] == []


def is_decided_anew(swing: Swing) -> bool:
    """Whether an input changes what draws leave as it is at the central values."""
    return swing.input.startswith(DECIDED_ANEW)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_input_is_a_field_of_the_scenario_or_a_figure_of_the_catalogue(path: Path) -> None:
    """Given its own central value, every input leaves every cost where it is."""
    asked = request_of(path)
    before = {option.name: float(option.cost) for option in asked.comparison.options}
    unsettable = OF_AN_INVOICE if "invoice" in asked.document.data["workload"] else set()
    for key, given in inputs(asked.comparison).items():
        if key in unsettable:
            continue
        change = change_to(asked.comparison, key, getattr(given, "central", given))
        after = {option.name: float(option.cost) for option in asked.at(change).options}
        assert after == pytest.approx(before, rel=1e-12, nan_ok=True), change


@pytest.mark.parametrize("over", ["costs[0].fte=0..1:3", "volume=10M..10B:3log", "options[0].discount=0%..30%:3"])
def test_every_point_of_a_sweep_is_a_change(over: str) -> None:
    """A point costs what the scenario costs with the change of its axis."""
    asked = request_of(ROOT / "scenarios" / "quickstart.yaml")
    (axis,) = axes_of([over])
    for point in sweep((axis,), asked.at).points:
        found = asked.at(axis.at(point.values[0])).options
        assert [(o.name, o.cost) for o in point.options] == [(o.name, o.printed_cost) for o in found]


@pytest.mark.parametrize(
    ("path", "phrase"),
    [
        ('options["GPT-5 API"].price.input_per_mtok', "GPT-5 API: price input per mtok"),
        ("options[0].rent.amount", "options 0: rent amount"),
        ('workload.features["Chat bot"].calls', "Chat bot: calls"),
        ("workload.shape.peak_to_mean", "workload shape peak to mean"),
        (VOLUME, "volume"),
        ("grid DE (pricing/grids.yaml:12)", "grid DE (pricing/grids.yaml:12)"),
    ],
)
def test_a_path_is_put_in_words(path: str, phrase: str) -> None:
    """The option or feature goes first; who names a change is not contradicted."""
    assert in_words(path) == Change(path, 1.0).phrase == phrase
    assert Change(path, 1.0, "what it costs").phrase == "what it costs"
