"""A request: one scenario, and every value that is tried in it by one function."""

from __future__ import annotations

import pytest
import yaml

from c3calc.answer.change import VOLUME, Change
from c3calc.base.errors import InputError
from c3calc.files.catalogue.load import load_catalogue
from c3calc.files.overrides import change_of
from c3calc.files.request import Request
from c3calc.files.text.document import read_document
from command import FROZEN
from frozen import API, FIXED, scenario

AMOUNT = "options[1].amount"


@pytest.fixture
def request_of() -> Request:
    """Return what is asked of an API at 2,750.00 a month beside an offer of 3,000.00."""
    text = yaml.safe_dump(scenario(API, {**FIXED, "amount": 3000})).encode()
    return Request(read_document(None, text=text), load_catalogue([], FROZEN), "2026-11-21")


def costs(request: Request, *changes: Change) -> list[float]:
    """Return what the options cost with changes."""
    return [float(option.cost) for option in request.at(*changes).options]


def test_a_change_moves_one_input_and_leaves_the_request(request_of: Request) -> None:
    """The offer moves to 2,000.00, and the request still asks of 3,000.00."""
    assert costs(request_of, Change(AMOUNT, 2000.0)) == [2750.0, 2000.0]
    assert costs(request_of) == [2750.0, 3000.0]


def test_changes_go_over_settings_and_over_each_other(request_of: Request) -> None:
    """What comes last counts, and only what the user set is named in the answer."""
    asked = request_of.with_settings(change_of(f"{AMOUNT}=2500"))
    assert costs(asked) == [2750.0, 2500.0]
    found = asked.at(Change(AMOUNT, 2000), Change(AMOUNT, "1_000"))
    assert [float(o.cost) for o in found.options] == [2750.0, 1000.0]
    assert found.about.scenario.settings == (f"{AMOUNT}=2500",)


def test_the_volume_is_a_change_like_others(request_of: Request) -> None:
    """Twice 650M tokens a month cost twice as much of the API, and as much of the offer."""
    assert costs(request_of, Change(VOLUME, 1300e6), Change(AMOUNT, 10)) == pytest.approx([5500.0, 10.0], rel=1e-12)


def test_a_volume_that_is_set_is_a_key_that_the_scenario_does_not_have(request_of: Request) -> None:
    """What is written as a scenario writes it is of a field, whatever that is called."""
    with pytest.raises(InputError) as refused:
        request_of.at(change_of("volume=10M"))
    assert [problem.code for problem in refused.value.problems] == ["C3-S01"]


def test_a_value_that_may_not_be_is_a_problem_of_who_said_it(request_of: Request) -> None:
    """The problem quotes the source of the change in place of a file."""
    with pytest.raises(InputError) as refused:
        request_of.at(Change(AMOUNT, -1.5, source="a guess"))
    (problem,) = refused.value.problems
    assert problem.where is not None
    assert (problem.where.file, problem.where.text) == ("a guess", f"{AMOUNT}=-1.5")


def test_a_mistake_beside_a_broken_option_is_told_whatever_that_is_called() -> None:
    """The offer `people` cannot be read: the cost of that name has a mistake of its own; the mix may mean the offer."""
    broken = {**FIXED, "name": "people", "amount": "much"}
    mix = {
        "name": "Both",
        "kind": "mix",
        "parts": [{"option": "API", "share": 0.5}, {"option": "people", "share": 0.5}],
    }
    costs = [{"name": "people", "amount": 5}]
    text = yaml.safe_dump(scenario(API, broken, mix, costs=costs, baseline="nobody")).encode()
    with pytest.raises(InputError) as refused:
        _ = Request(read_document(None, text=text), load_catalogue([], FROZEN), "2026-11-21").comparison
    problems = {problem.code: problem for problem in refused.value.problems}
    assert sorted(problems) == ["C3-R13", "C3-R19", "C3-S10"]
    assert problems["C3-R13"].names == ("nobody",)
    assert problems["C3-R13"].expected == "one of: API, Both, people"


@pytest.mark.parametrize(("value", "text"), [(2000.0, "2000"), (0.1 + 0.2, "0.30000000000000004"), (1e300, "1e+300")])
def test_a_number_is_written_with_all_its_digits(value: float, text: str) -> None:
    """What is written reads back as the same number."""
    change = Change("a.b", value)
    assert change.setting == f"a.b={text}"
    assert float(text) == value
