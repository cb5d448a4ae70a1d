"""A saved answer comes back as it was, prints the same bytes, and is refused where somebody touched it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers import answer, bare_answer
from c3calc.answer.codec import as_saved, render_json
from c3calc.base.errors import InputError
from c3calc.files.answer import read_answer
from c3calc.questions.saved_metrics import saved_option
from c3calc.render.formats import formats_of
from c3calc.render.formats.delimited import render_tsv
from c3calc.render.formats.table import render_table
from c3calc.render.report import PLAIN, Screen
from c3calc.render.views.answer import answer_report
from paths import ROOT
from shipped import compared

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.answer import Answer
    from c3calc.base.errors import Problem

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))


def saved(found: Answer) -> Answer:
    """Return an answer saved and read back."""
    return read_answer(None, render_json(found).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("made", [answer(), bare_answer()], ids=["full", "bare"])
def test_every_field_comes_back(made: Answer) -> None:
    """Money, numbers, lists, words and what is not known are what they were."""
    assert saved(made) == as_saved(made)


def test_an_answer_of_an_older_c3_is_read() -> None:
    """What it did not say yet is not known; what every answer says must be there."""
    data = json.loads(render_json(answer()))
    del data["flips"], data["options"][0]["oldest_price_days"], data["options"][0]["monthly"]["low"]
    again = read_answer(None, json.dumps(data).encode())
    assert (again.flips, again.options[0].oldest_price_days, again.options[0].monthly.low) == (None, None, None)
    del data["options"][0]["status"]
    with pytest.raises(InputError) as caught:
        read_answer(None, json.dumps(data).encode())
    assert caught.value.problems[0].message == "`status` is missing at `options[0]`"


FORMS: dict[str, Callable[[Answer], str | bytes]] = {
    **{form.name: lambda a, form=form: form.render(answer_report(a), PLAIN) for form in formats_of("answer")},
    "narrow": lambda a: render_table(answer_report(a), Screen(60, color=True)),
    "notes": lambda a: render_tsv(answer_report(a, ("notes",))),
}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_saved_answer_prints_the_same_bytes(path: Any) -> None:
    """In every form, for every scenario that ships."""
    found = compared(path.name).answer
    again = saved(found)
    assert again == found
    assert [name for name, form in FORMS.items() if form(again) != form(found)] == []


FULL = render_json(answer())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("1.5"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value."""
    keys = data.keys() if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [path, *(place for key in keys for place in places(data[key], (*path, key)))]


def read_or_problems(text: str) -> Answer | tuple[Problem, ...]:
    """Return the answer in a text, or what is wrong with it."""
    try:
        return read_answer(None, text.encode())
    except InputError as exc:
        return exc.problems


LOOKS_AHEAD = compared("finance-buy-or-rent.yaml").answer
PLACES = places(json.loads(FULL))[1:]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), json_values)
def test_a_changed_file_is_an_answer_or_a_clear_error(path: tuple[Any, ...], value: Any) -> None:
    """Never a traceback, whatever stands where."""
    data = json.loads(FULL)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    found = read_or_problems(json.dumps(data))
    if isinstance(found, tuple):
        assert {p.code for p in found} <= {"C3-J02", "C3-J03", "C3-J04", "C3-J20"}
        assert all(p.where for p in found)
    else:
        assert saved(found) == found


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("baseline",), "nobody", "C3-J20"), (("currency",), "\ud800", "C3-J20"),
        (("c3_version",), "1\u202e", "C3-J20"),
        (("today",), "x", "C3-J20"), (("as_of",), "2026-02-30", "C3-J20"), (("hours_per_month",), "0", "C3-J20"),
        (("volume_tokens_per_month",), "0", "C3-J20"), (("volume_tokens_per_month",), "9" * 320, "C3-J04"),
        (("options", 0, "name"), "nobody", "C3-J20"), (("verdict", "best"), "nobody", "C3-J20"),
        (("crossovers", 0, "between"), ["a", "b"], "C3-J20"), (("curves", 0, "option"), "nobody", "C3-J20"),
        (("curves", 0, "tokens_per_month"), ["1"], "C3-J20"), (("curves", 0, "tokens_per_month", 0), "0", "C3-J20"),
        (("curves", 0, "tokens_per_month", 0), "9" * 99, "C3-J20"), (("finance",), None, "C3-J20"),
        (("finance", "discount_rate_per_year"), "9" * 320, "C3-J04"), (("finance", "horizon_months"), 3, "C3-J20"),
        (("options", 0, "oldest_price_days"), "9" * 320, "C3-J04"), (("finance", "horizon_months"), 10**400, "C3-J04"),
    ],
)  # fmt: skip
def test_what_the_rest_contradicts_is_refused(path: tuple[Any, ...], value: Any, code: str) -> None:
    """Names that no option has, lines of another length, days that are none, numbers beyond all bounds."""
    data = inner = json.loads(render_json(LOOKS_AHEAD))
    for key in path[:-1]:
        inner = inner[key]
    assert inner[path[-1]] != value
    inner[path[-1]] = value
    found = read_or_problems(json.dumps(data))
    assert isinstance(found, tuple)
    assert found[0].code == code


def test_a_key_that_stands_twice_is_refused() -> None:
    """Which of them was meant nobody knows."""
    found = read_or_problems(FULL.replace('"currency"', '"currency": "EUR", "currency"', 1))
    assert isinstance(found, tuple)
    assert (found[0].code, "`currency` stands twice" in found[0].message) == ("C3-J01", True)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FULL) - 3))
def test_a_file_that_was_cut_is_no_answer(end: int) -> None:
    """Wherever the disk was full."""
    with pytest.raises(InputError) as caught:
        read_answer(None, FULL[:end].encode("utf-8", "surrogatepass"))
    assert caught.value.problems[0].code == "C3-J01"


@pytest.mark.parametrize("text", ["[" * 100_000, "NaN", '{"schema_version": Infinity}', "", "\ufeff{}"])
def test_hostile_json_is_refused(text: str) -> None:
    """Depth, what is not JSON, and nothing at all."""
    with pytest.raises(InputError) as caught:
        read_answer(None, text.encode())
    assert caught.value.problems[0].code in ("C3-J01", "C3-J02")


def test_a_role_is_whoever_has_it_in_the_answer() -> None:
    """`cheapest`, `best` and `baseline` are each answer's own; any other name is the option's."""
    found = compared("language.yaml").answer
    names = [
        option and option.name for option in (saved_option(found, n, "90/10") for n in ("cheapest", "baseline", "x"))
    ]
    assert names == [found.verdict.cheapest, found.baseline, "90/10"]
    assert saved_option(found, None, "nobody") is None
