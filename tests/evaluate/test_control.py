"""What the money does not show: criteria, hard requirements, the score."""

from __future__ import annotations

import math
from typing import Any

import pytest

from c3calc.evaluate.control import score, weighted_mean
from frozen import API, FIXED, OWNED, RENTED, VOLUMES, answer, option_of, scenario

CLOSED = {"name": "Closed", "kind": "api", "provider": "openai", "model": "gpt-5"}  # in the US
OPEN = {"name": "Open", "kind": "api", "provider": "ovh", "model": "gemma"}  # in France
HOME = {**RENTED, "region": "DE"}
MIX = {
    "name": "Mix",
    "kind": "mix",
    "parts": [{"option": "Closed", "share": "25%"}, {"option": "Rented", "share": "75%"}],
}


def status(option: dict[str, Any], require: dict[str, Any], **blocks: Any) -> tuple[str, tuple[str, ...]]:
    """Return an option's status and reasons under requirements."""
    found = option_of(answer(scenario(option, require=require, **blocks)), option["name"])
    return found.status, found.reasons


# Criteria


def test_scores_come_from_the_catalogue_by_kind_and_from_the_user_by_name() -> None:
    """An API has 2 and 2, weighted 3 : 1; the user gives customisation 5: (3 x 2 + 1 x 5) / 4 = 2.75."""
    own = {"customisation": {"score": 5, "why": "fine-tuning is offered"}}
    plain, changed = (answer(scenario({**CLOSED, "control": c})).options[0].control for c in ({}, own))
    assert (plain.score, plain.by_criterion) == (2.0, {"data_sovereignty": 2.0, "customisation": 2.0})
    assert (changed.score, changed.by_criterion["customisation"]) == (2.75, 5.0)


def test_weights_of_the_scenario_go_before_the_catalogues() -> None:
    """Customisation alone counts."""
    own = {"customisation": {"score": 5, "why": "w"}}
    found = answer(scenario({**CLOSED, "control": own}, control={"weights": {"data_sovereignty": 0}}))
    assert found.options[0].control.score == 5.0


def test_criteria_are_open_and_one_of_ones_own_needs_a_score() -> None:
    """A weight of 4 for latency beside 3 and 1: (3 x 2 + 1 x 2 + 4 x 3) / 8 = 2.5."""
    own = {"latency": {"score": 3, "why": "measured"}}
    found = answer(scenario({**CLOSED, "control": own}, control={"weights": {"latency": 4}}))
    assert found.options[0].control.score == 2.5


def test_the_like_for_like_column_has_no_score_of_ones_own_criterion() -> None:
    """Nobody could give it one, so its control is n/a, not the mean of the rest."""
    own = {"latency": {"score": 3, "why": "measured"}}
    found = answer(scenario({**RENTED, "control": own}, control={"weights": {"latency": 4}}, like_for_like=True))
    assert math.isnan(option_of(found, "gemma-4-31b at novita").control.score)
    assert option_of(found, "gemma-4-31b at novita").score is None


def test_control_of_a_mix_is_the_lowest_of_its_parts() -> None:
    """The weakest link decides, whatever its share and place."""
    for parts in (MIX["parts"], MIX["parts"][::-1]):  # type: ignore[index]
        found = answer(scenario(CLOSED, RENTED, {**MIX, "parts": parts}))
        assert option_of(found, "Mix").control.by_criterion == {"data_sovereignty": 2.0, "customisation": 2.0}


def test_a_part_without_a_score_leaves_the_mix_without_one() -> None:
    """Unknown is not the lowest, whichever part it is; the criterion has weight 0 and may lack it."""
    own = {"latency": {"score": 3, "why": "measured"}}
    for scored in ("Closed", "Rented"):
        options = [{**o, "control": own} if o["name"] == scored else o for o in (CLOSED, RENTED)]
        found = answer(scenario(*options, MIX, control={"weights": {"latency": 0}}))
        assert math.isnan(option_of(found, "Mix").control.by_criterion["latency"])


def test_a_mean_without_weights_is_not_known() -> None:
    """Nothing is divided by nothing."""
    assert math.isnan(weighted_mean({"a": 3.0}, {"a": 0.0}))
    assert weighted_mean({"a": 3.0, "b": 1.0}, {"a": 1.0, "b": 3.0}) == 1.5


# Quality


def test_quality_is_the_users_own() -> None:
    """82 of 100 by an evaluation; without one it is n/a."""
    assert answer(scenario({**API, "quality": {"score": 82, "benchmark": "our-eval"}})).options[0].quality == 82
    assert answer(scenario()).options[0].quality is None


def test_quality_of_a_mix_is_the_mean_by_tokens() -> None:
    """25 % x 80 + 75 % x 60 = 65."""
    options = [{**CLOSED, "quality": {"score": 80}}, {**RENTED, "quality": {"score": 60}}]
    found = answer(scenario(*options, MIX))
    assert option_of(found, "Mix").quality == pytest.approx(65.0)
    assert [o.quality_minimum for o in found.options] == [None, None, 60]  # the mean hides the worst part


def test_quality_of_an_overflow_counts_what_goes_over() -> None:
    """One replica holds 323.5M of the 650M only off the peak; what it serves counts with 60, the rest with 80."""
    options = [{**API, "quality": {"score": 80}}, {**RENTED, "quality": {"score": 60}}]
    parts = [{"option": "Rented", "replicas": 1}, {"option": "API", "overflow": True}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    found = answer(scenario(*options, mix, workload={**VOLUMES, "shape": "business_hours"}))
    rho = (500e6 / 1000 + 150e6 / 250) / (730 * 3600)
    over = 1 - 0.7 / (3.36 * rho)  # all load is in the busy hours
    assert option_of(found, "Mix").quality == pytest.approx(60 * (1 - over) + 80 * over)


# Requirements


@pytest.mark.parametrize(
    ("option", "require", "expected"),
    [
        (CLOSED, {"data_region": "EU"}, ("excluded", ("data_region EU: its data is processed in US",))),
        (OPEN, {"data_region": "EU"}, ("ok", ())),
        (OPEN, {"data_region": "FR"}, ("ok", ())),
        (OPEN, {"data_region": "DE"}, ("excluded", ("data_region DE: its data is processed in FR",))),
        (RENTED, {"data_region": "EU"}, ("ok", ())),  # the grid says DE
        ({**RENTED, "grid": "US-CA"}, {"data_region": "US"}, ("ok", ())),
        ({**CLOSED, "region": "US-CA"}, {"data_region": "US"}, ("ok", ())),
        (API, {"data_region": "EU"}, ("incomplete", ("data_region EU: where it processes data is not known",))),
        ({**API, "region": "DE"}, {"data_region": "EU"}, ("ok", ())),
        (API, {"min_quality": 70}, ("incomplete", ("min_quality 70: its value is not known",))),
        ({**API, "quality": {"score": 69}}, {"min_quality": 70}, ("excluded", ("min_quality 70: it has 69",))),
        ({**API, "quality": {"score": 70}}, {"min_quality": 70}, ("ok", ())),
        (CLOSED, {"min_context_tokens": 400_000}, ("ok", ())),
        (
            CLOSED,
            {"min_context_tokens": 500_000},
            ("excluded", ("min_context_tokens 500,000: it has 400,000",)),
        ),
        (FIXED, {"min_context_tokens": 8000}, ("incomplete", ("min_context_tokens 8,000: its value is not known",))),
    ],
)
def test_a_requirement_excludes_what_breaks_it_and_says_why(
    option: dict[str, Any], require: dict[str, Any], expected: tuple[str, tuple[str, ...]]
) -> None:
    """What is not known is inconclusive, neither kept nor broken."""
    assert status(option, require) == expected


@pytest.mark.parametrize(("most", "expected"), [(0.5, "ok"), (0.4, "excluded")])
def test_people_count_against_the_limit_where_their_cost_falls(most: float, expected: str) -> None:
    """0.25 + 0.25 FTE fall on rented hardware, 1 FTE on owned hardware only."""
    costs = [
        {"name": "a", "fte": 0.25, "cost_per_fte_year": "100k", "applies_to": ["rented"]},
        {"name": "b", "fte": 0.25, "cost_per_fte_year": "100k"},
        {"name": "c", "fte": 1, "cost_per_fte_year": "100k", "applies_to": ["owned"]},
    ]
    found = status(RENTED, {"max_fte": most}, costs=costs)
    assert found == (expected, () if expected == "ok" else ("max_fte 0.4: it needs 0.5 FTE",))


def test_every_broken_rule_is_named() -> None:
    """Region and quality, in one go."""
    found = status({**CLOSED, "quality": {"score": 50}}, {"data_region": "EU", "min_quality": 70})
    assert found == ("excluded", ("data_region EU: its data is processed in US", "min_quality 70: it has 50"))


def test_every_part_of_a_mix_must_keep_the_rules() -> None:
    """One part in the US excludes it, and is named."""
    found = answer(scenario(CLOSED, RENTED, MIX, require={"data_region": "EU"}))
    assert option_of(found, "Mix").reasons == ("data_region EU: its data is processed in US (Closed)",)


def test_a_features_rule_excludes_whoever_serves_the_feature() -> None:
    """Contracts stay in the EU: nobody who sends them to the US is eligible, a mix that keeps them here is."""
    features = [
        {"name": "search", "share": "60%"},
        {"name": "contracts", "share": "40%", "require": {"data_region": "EU"}},
    ]
    parts = [{"option": "Closed", "features": ["search"]}, {"option": "Rented", "features": ["contracts"]}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    found = answer(scenario(CLOSED, RENTED, mix, workload={**VOLUMES, "features": features}))
    assert {o.name: o.status for o in found.options} == {"Closed": "excluded", "Rented": "ok", "Mix": "ok"}
    assert option_of(found, "Closed").reasons == ("contracts: data_region EU: its data is processed in US",)


def test_the_cheapest_for_a_feature_may_be_excluded_from_another() -> None:
    """The closed API is cheapest for search, and may not see contracts.

    Search: 0.6 Mtok x 1.25 = 0.75 at the API against 1 % of a rent of 2,000.
    """
    features = [
        {"name": "search", "share": "1%"},
        {"name": "contracts", "share": "99%", "require": {"data_region": "EU"}},
    ]
    rented = {**RENTED, "rent": {"amount": 2000, "per": "month", "gpus": 2}}
    workload = {"input_tokens_per_month": 60e6, "output_tokens_per_month": 0, "features": features}
    found = answer(scenario(CLOSED, rented, workload=workload))
    assert {f.name: f.cheapest_option for f in found.features} == {"search": "Closed", "contracts": "Rented"}


def test_a_features_rule_on_people_counts_them() -> None:
    """The rule of the feature sees the same people as that of the workload."""
    features = [{"name": "a", "share": 1, "require": {"max_fte": 0.1}}]
    costs = [{"name": "Team", "fte": 0.5, "cost_per_fte_year": "100k"}]
    found = answer(scenario(workload={**VOLUMES, "features": features}, costs=costs))
    assert found.options[0].reasons == ("a: max_fte 0.1: it needs 0.5 FTE",)


# Score


def test_the_score_weighs_cost_control_and_carbon() -> None:
    """0.5 x 1 + 0.3 x 4/5 + 0.2 x 1 = 94 of 100 for the cheapest and cleanest with control 4."""
    found = answer(scenario(OWNED, {**RENTED, "rent": {"amount": 400, "per": "month", "gpus": 2}}))
    owned, rented = found.options
    ratio = float(126.98 / 400)
    carbon = owned.monthly.carbon_kg / rented.monthly.carbon_kg  # type: ignore[operator]
    assert owned.score == pytest.approx(94.0)
    assert rented.score == pytest.approx(100 * (0.5 * ratio + 0.3 * 0.8 + 0.2 * carbon), abs=0.01)
    assert found.verdict.best == "Owned"


def test_a_term_without_weight_need_not_be_known() -> None:
    """The API's carbon is not known; by cost alone it has a score."""
    blind, cost = (
        answer(scenario(API, RENTED, decide=d)).options[0].score
        for d in ({"cost": 0.5, "control": 0.3, "carbon": 0.2}, {"cost": 1, "control": 0, "carbon": 0})
    )
    assert blind is None
    assert cost == pytest.approx(100 * 200 / 2750)


def test_what_costs_nothing_and_emits_nothing_is_the_best() -> None:
    """Nothing is divided by nothing."""
    free = {**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}, "grid": {"g_per_kwh": 0}}
    clean = {**free, "energy": {"input_j_per_token": 1, "output_j_per_token": 1, "embodied_g_per_output_mtok": 0}}
    found = answer(scenario(clean, {**clean, "name": "Other", "price": {"input_per_mtok": 1, "output_per_mtok": 1}}))
    assert [o.score for o in found.options] == pytest.approx([100 * (0.5 + 0.3 * 0.4 + 0.2), 100 * (0.3 * 0.4 + 0.2)])


def test_an_option_that_is_out_has_no_score() -> None:
    """Excluded, over capacity, incomplete."""
    options = [CLOSED, {**RENTED, "replicas": 1}, {**FIXED, "amount": "unknown", "region": "DE"}, OWNED]
    workload = {**VOLUMES, "shape": "business_hours"}
    found = answer(scenario(*options, workload=workload, require={"data_region": "EU"}))
    assert [(o.status, o.score is None) for o in found.options] == [
        ("excluded", True),
        ("over_capacity", True),
        ("incomplete", True),
        ("ok", False),
    ]


def test_the_score_is_an_arithmetic_mean_of_100() -> None:
    """0.5 x 0.8 + 0.3 x 3/5 + 0.2 x 0.5 = 0.68."""
    assert score(0.8, 3.0, 0.5, {"cost": 0.5, "control": 0.3, "carbon": 0.2}) == pytest.approx(68.0)
