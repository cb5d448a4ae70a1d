"""A diff says what changed and why, its lines add up, and what did not change is not in it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from answers import answer as handmade
from c3calc.answer.codec import render_json
from c3calc.answer.diff import Cause
from c3calc.answer.schema import diff_schema
from c3calc.base.errors import InputError
from c3calc.questions.diff import diff
from c3calc.render.formats.delimited import render_csv, render_tsv
from c3calc.render.formats.markdown import render_markdown
from c3calc.render.formats.table import render_table
from c3calc.render.views.diff import diff_report
from frozen import API, FIXED, RENTED, VOLUMES, answer, scenario

if TYPE_CHECKING:
    from c3calc.answer.diff import Diff, OptionChange

BASE = scenario(API, RENTED)


def changed(*options: Any, **blocks: Any) -> Diff:
    """Return the diff from 500M + 150M tokens with an API and rented cards to another scenario."""
    return diff(answer(BASE), answer(scenario(*options, **blocks)))


def option(found: Diff, name: str) -> OptionChange:
    """Return how an option changed."""
    return next(o for o in found.options if o.name == name)


def test_nothing_changed() -> None:
    """An answer and itself: every option is the same, and no line or setting is told."""
    found = changed(API, RENTED)
    assert (found.sentence, found.settings) == ("Nothing changed.", ())
    assert [(o.change, o.lines) for o in found.options] == [("same", ()), ("same", ())]


def test_a_price_that_moved_is_the_reason() -> None:
    """Input at 3.00 instead of 2.50 for 500 Mtok: 250 dollars more, because of that price, said by that line."""
    found = option(changed({**API, "price": {**API["price"], "input_per_mtok": 3.0}}, RENTED), "API")
    assert (found.before_cost, found.after_cost, found.added_cost) == (
        Decimal("2750.00"),
        Decimal("3000.00"),
        Decimal("250.00"),
    )
    assert found.change_share == pytest.approx(250 / 2750)
    (line,) = found.lines
    assert (line.label, line.change, line.added_cost) == ("Input tokens", "changed", Decimal("250.00"))
    (cause,) = line.causes
    assert (cause.name, cause.before, cause.after, cause.unit) == ("input price", 2.5, 3.0, "USD/Mtok")
    assert cause.where_after == "scenario.yaml:options.0.price.input_per_mtok"


def test_a_volume_that_moved_is_the_reason() -> None:
    """600M tokens instead of 500M: the quantity of that line, and the volume among the settings."""
    found = changed(API, RENTED, workload={**VOLUMES, "input_tokens_per_month": 600e6})
    (line,) = option(found, "API").lines
    assert line.causes == (Cause("quantity", "changed", "Mtok", 500.0, 600.0, None, None, None, None),)
    told = {s.name: (s.before, s.after) for s in found.settings}
    assert told["tokens a month"] == ("650M", "750M")


def test_a_new_source_is_a_change_and_a_new_line_number_is_none() -> None:
    """Who says so counts; where it stands in a file moves whenever a line is added above."""
    before = answer(BASE)
    first = before.options[0].lines[0]
    for field, told in (("source", True), ("evidence", True), ("where", False)):
        inputs = (
            replace(first.inputs[0], **{field: "measured" if field == "evidence" else "other"}),
            *first.inputs[1:],
        )
        lines = (replace(first, inputs=inputs), *before.options[0].lines[1:])
        after = replace(before, options=(replace(before.options[0], lines=lines), *before.options[1:]))
        assert bool(option(diff(before, after), "API").lines) == told


def test_options_come_and_go() -> None:
    """An option that is new has every line added; one that is gone has every line removed, and costs that much less."""
    found = changed(API, FIXED)
    offer, rented = option(found, "Offer"), option(found, "Rented")
    assert (offer.change, offer.before_cost, offer.after_cost) == ("added", None, Decimal("6000.00"))
    assert [(line.change, line.added_cost) for line in offer.lines] == [("added", Decimal("6000.00"))]
    assert rented.change == "removed"
    assert sum((line.added_cost or Decimal(0) for line in rented.lines), Decimal(0)) == -(rented.before_cost or 0)
    assert "Offer was added" in found.sentence
    assert "Rented was removed" in found.sentence


def test_the_verdict_is_told() -> None:
    """Who was cheapest and who is."""
    found = changed(API, {**RENTED, "rent": {"amount": 9000.0, "per": "month", "gpus": 2}})
    assert found.sentence.startswith("Cheapest was Rented and is API; Rented from USD ")


@pytest.mark.parametrize("factor", [0.1, 0.37, 1.9, 7.3])
def test_changes_of_lines_add_up_to_the_change_of_the_option(factor: float) -> None:
    """To the cent, for every option."""
    workload = {"input_tokens_per_month": 500e6 * factor, "output_tokens_per_month": 151e6}
    for found in changed(API, RENTED, workload=workload).options:
        assert sum((line.added_cost or Decimal(0) for line in found.lines), Decimal(0)) == found.added_cost


def test_of_several_lines_of_a_name_the_first_goes_with_the_first() -> None:
    """A second line of the same name is a line of its own."""
    cost = {"name": "Seat", "amount": 10.0, "per": "month"}
    one, two = (answer(scenario(API, costs=costs)) for costs in ([cost], [cost, {**cost, "amount": 20.0}]))
    (line,) = option(diff(one, two), "API").lines
    assert (line.label, line.change, line.after_cost) == ("Seat", "added", Decimal("20.00"))


def test_another_version_of_c3_is_told_where_no_input_changed() -> None:
    """A formula was mended: the figure moved, and the version did."""
    before = answer(BASE)
    line = replace(before.options[0].lines[0], cost=Decimal("1.00"), unit_price=0.1)
    lines = (line, *before.options[0].lines[1:])
    after = replace(before, c3_version="9.0.0", options=(replace(before.options[0], lines=lines), *before.options[1:]))
    text = render_csv(diff_report(diff(before, after), ("settings",)))
    assert "c3 version,0.1.0,9.0.0" in text
    unexplained = replace(line, unit_price=before.options[0].lines[0].unit_price)
    after = replace(after, options=(replace(before.options[0], lines=(unexplained, *lines[1:])), *before.options[1:]))
    assert "no input changed; c3 version did" in render_table(diff_report(diff(before, after)))


def test_answers_in_two_currencies_are_not_compared() -> None:
    """A dollar more than a euro is no change that anybody asked for."""
    with pytest.raises(InputError) as caught:
        diff(answer(BASE), replace(answer(BASE), currency="EUR"))
    assert caught.value.problems[0].code == "C3-J05"


DIFFS = {
    "everything": diff(replace(handmade(), options=handmade().options[:2]), handmade()),
    "another way": diff(handmade(), replace(handmade(), options=handmade().options[1:], notes=())),
    "nothing": diff(handmade(), handmade()),
}


@pytest.mark.parametrize("name", DIFFS)
def test_json_keeps_to_its_schema(name: str) -> None:
    """`c3 schema diff` is true, and valid itself."""
    jsonschema.Draft202012Validator.check_schema(diff_schema())
    found = json.loads(render_json(DIFFS[name]))
    assert list(jsonschema.Draft202012Validator(diff_schema()).iter_errors(found)) == []


@pytest.mark.parametrize("name", DIFFS)
def test_markdown_begins_with_the_marker_and_fits_a_comment(name: str) -> None:
    """A bot finds its comment by the first line, and GitHub takes it."""
    text = render_markdown(diff_report(DIFFS[name]))
    assert text.startswith("<!-- c3: diff -->\n\n**")
    assert len(text.encode()) <= 65_000
    assert "\x1b" not in text


def test_csv_holds_one_table() -> None:
    """The lines, unless another is named; two are too many."""
    found = DIFFS["everything"]
    assert render_csv(diff_report(found)).startswith("option,line,change,before_cost,after_cost,added_cost,")
    assert render_tsv(diff_report(found, ("causes",))).startswith("option\tline\tinput\tchange\tbefore\tafter\t")
    with pytest.raises(InputError) as caught:
        render_csv(diff_report(found, ("lines", "causes")))
    assert caught.value.problems[0].code == "C3-U12"


def test_the_catalogue_of_another_day_is_told() -> None:
    """Which days the catalogue was checked on is among the settings."""
    before = answer(BASE)
    after = replace(before, catalogue=replace(before.catalogue, newest="2026-11-20"))
    assert [s.name for s in diff(before, after).settings] == ["catalogue checked"]
