"""Promises about the kinds of option: whatever is done with an option is done with every kind of it."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

import frozen
from c3calc.catalogue.facts import ControlEntry
from c3calc.cli.flags import Kind
from c3calc.cli.init import BLOCKS
from c3calc.files.catalogue.load import load_catalogue
from c3calc.render.views.answer import ANSWER_VIEWS
from c3calc.resolve.options import RESOLVERS
from c3calc.scenario.options import KINDS
from frozen import API, FIXED, OWNED, RENTED, answer, bill, codes, scenario
from paths import ROOT

MIX = {"name": "Mix", "kind": "mix", "parts": [{"option": "API", "share": "50%"}, {"option": "Rented", "share": "50%"}]}
OPTIONS: dict[str, dict[str, Any]] = {
    "api": API, "rented": RENTED, "owned": OWNED, "fixed": FIXED, "mix": MIX,
}  # fmt: skip
LISTED_IN = {"summary", "bill", "unit_costs", "energy", "control", "crossovers"}  # views of every option
ALONE = [kind for kind in KINDS if kind != "mix"]  # a mix is what others make it
COST = {"name": "Extra", "amount": 100, "per": "month"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_resolved_billed_and_shown(kind: str) -> None:
    """It has a bill that is known, scores of control, and its name in every view of all options."""
    found = answer(scenario(*OPTIONS.values()))
    (option,) = (o for o in found.options if o.kind == kind)
    assert option.lines
    assert option.monthly.cost == sum(line.cost or 0 for line in option.lines)
    assert set(option.control.by_criterion) == set(frozen.CRITERIA)
    assert {key for key, view in ANSWER_VIEWS.items() if option.name in str(view(found).rows)} >= LISTED_IN


@pytest.mark.parametrize("kind", KINDS)
def test_a_cost_can_be_meant_for_any_kind(kind: str) -> None:
    """It falls on the options of that kind, and on a mix that has one of them as a part."""
    found = answer(scenario(*OPTIONS.values(), costs=[{**COST, "applies_to": [kind]}]))
    charged = {o.kind for o in found.options if "Extra" in bill(found, o.name)}
    assert charged == {kind} | ({"mix"} if kind in ("api", "rented") else set())


@pytest.mark.parametrize("kind", KINDS)
def test_no_option_is_called_as_a_kind(kind: str) -> None:
    """What applies to `rented` would have two meanings."""
    assert codes(scenario({**API, "name": kind}))[0] == ("C3-R14", "options.0.name")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_in_the_schema_and_in_the_page_of_the_language(kind: str) -> None:
    """An editor completes it, and a reader finds an example."""
    schema = json.loads((ROOT / "docs" / "schema" / "scenario.schema.json").read_text(encoding="utf-8"))
    kinds = schema["properties"]["options"]["items"]["discriminator"]["mapping"]
    assert kind in kinds
    assert f"kind: {kind} " in (ROOT / "scenarios" / "language.yaml").read_text(encoding="utf-8").replace("\n", " \n")


def test_every_kind_that_stands_alone_has_its_resolver_and_its_starter() -> None:
    """One table resolves them, and `c3 init --kind` writes one of each."""
    assert list(RESOLVERS) == list(BLOCKS) == [kind.value for kind in Kind] == ALONE
    assert [kind for kind, block in BLOCKS.items() if f"    kind: {kind}\n" in block] == ALONE


def test_the_catalogue_scores_every_kind_by_every_criterion() -> None:
    """Open weights behind somebody's API are scored apart; a mix has the scores of its parts."""
    scored = get_args(ControlEntry.model_fields["kind"].annotation)
    assert set(scored) == {*ALONE, "api_open_weights"} == set(frozen.KINDS)
    shipped = load_catalogue()
    assert set(shipped.ids("control")) == {f"{kind}/{c}" for kind in scored for c in shipped.ids("criteria")}
