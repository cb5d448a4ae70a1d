"""The answer as a whole: verdict, savings, features, crossovers, envelope, and what it says of itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from c3calc.answer.answer import CatalogueRef, ScenarioRef
from c3calc.base.errors import InputError
from c3calc.questions.comparison import About, compare
from frozen import (
    API,
    FIXED,
    OWNED,
    RENTED,
    TODAY,
    VOLUMES,
    answer,
    bill,
    line_of,
    note_of,
    notes_of,
    option_of,
    resolved,
    scenario,
)

CLOSED = {"name": "Closed", "kind": "api", "provider": "openai", "model": "gpt-5"}  # in the US; 2,125 a month
FLAT = {**FIXED, "name": "Flat", "region": "DE"}


def price(into: float, out: float, name: str = "API", **fields: Any) -> dict[str, Any]:
    """Return an API of one's own at a price."""
    return {**API, "name": name, "price": {"input_per_mtok": into, "output_per_mtok": out}, **fields}


# Verdict


def sentence(*options: dict[str, Any], **blocks: Any) -> str:
    """Return the verdict's sentence."""
    return answer(scenario(*options, **blocks)).verdict.sentence


def test_the_verdict_names_the_cheapest_and_by_how_much() -> None:
    """Rented at 200 against 2,750 is 93 % below."""
    assert sentence(API, RENTED) == (
        "Rented is the cheapest eligible option at USD 200 a month, 93 % below API (USD 2,750)."
    )


def test_a_cheapest_baseline_is_held_against_the_next() -> None:
    """The baseline is the first option unless said otherwise."""
    assert sentence(RENTED, FLAT, API) == (
        "Rented is the cheapest eligible option at USD 200 a month, 93 % below API (USD 2,750)."
    )


def test_one_option_alone_is_the_cheapest() -> None:
    """There is nobody to compare with."""
    found = answer(scenario())
    assert found.verdict.sentence == "API is the cheapest eligible option at USD 2,750 a month."
    assert (found.verdict.trade_off, found.crossovers, found.savings) == (None, (), ())


def test_a_rival_that_costs_nothing_is_no_measure() -> None:
    """Nothing is divided by zero."""
    assert sentence(price(0, 0), price(0, 0, "Other")) == ("API is the cheapest eligible option at USD 0 a month.")


def test_without_an_eligible_option_there_is_no_verdict() -> None:
    """Everything is excluded, over capacity or incomplete."""
    found = answer(scenario(CLOSED, require={"data_region": "EU"}))
    assert found.verdict.sentence == "No option is eligible: each is excluded, over capacity or incomplete."
    assert (found.verdict.cheapest, found.verdict.cleanest, found.verdict.best) == (None, None, None)
    assert (found.cheapest_by_volume, found.crossovers) == ((), ())


def test_what_a_rule_costs_is_said() -> None:
    """6,000 against 2,125 is + 182 %."""
    assert sentence(CLOSED, FLAT, require={"data_region": "EU"}) == (
        "Flat is the cheapest eligible option at USD 6,000 a month. Flat stands despite +182 % against Closed, "
        "which is excluded because data_region EU: its data is processed in US."
    )


def test_a_rule_that_excludes_what_is_dearer_costs_nothing() -> None:
    """The closed API would not be chosen anyway."""
    assert sentence(RENTED, CLOSED, require={"data_region": "EU"}) == (
        "Rented is the cheapest eligible option at USD 200 a month."
    )


def test_what_a_rule_costs_against_nothing_is_an_amount() -> None:
    """A free option is excluded."""
    assert sentence(price(0, 0, region="US"), FLAT, require={"data_region": "EU"}).endswith(
        "Flat stands despite USD 6,000 more against API, "
        "which is excluded because data_region EU: its data is processed in US."
    )


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ("Rented", "The recorded decision, Rented, is the cheapest."),
        ("API", "The recorded decision, API, costs +1,275 % against it."),  # 2,750 / 200 - 1
        ("Closed", "The recorded decision, Closed, is excluded."),
        ("Small", "The recorded decision, Small, is over capacity."),
    ],
)
def test_the_recorded_decision_is_held_against_the_answer(decided: str, said: str) -> None:
    """It may be the cheapest, dearer, or out."""
    small = price(1, 1, "Small", region="DE", rate_limit={"tokens_per_minute": 1})
    options = ({**API, "region": "DE"}, RENTED, CLOSED, small)
    assert sentence(*options, decision={"option": decided}, require={"data_region": "EU"}).endswith(said)


def test_the_reason_of_a_decision_is_said() -> None:
    """Why, when and by whom stand beside the option that was decided for, whatever of it is given."""
    why = {"option": "Rented", "because": "data stays", "on": "2026-09-01", "by": "platform team"}
    assert sentence(RENTED, API, decision=why).endswith(
        "The recorded decision, Rented (data stays; on 2026-09-01; by platform team), is the cheapest."
    )
    assert "Rented (by finance), is" in sentence(RENTED, API, decision={"option": "Rented", "by": "finance"})


def test_a_decision_against_nothing_costs_an_amount() -> None:
    """The cheapest is free."""
    assert sentence(price(0, 0), RENTED, decision={"option": "Rented"}).endswith(
        "The recorded decision, Rented, costs USD 200 more against it."
    )


def test_the_trade_off_is_spoken() -> None:
    """Cheaper, dirtier, more control: the words people use."""
    found = answer(scenario(CLOSED, RENTED))
    cheap, dear = option_of(found, "Rented").monthly, option_of(found, "Closed").monthly
    # 200 / 2,125 - 1 = -91 %; energy 350.6 against 361.1 kWh
    carbon = f"{cheap.carbon_kg / dear.carbon_kg - 1:+.0%}".replace("%", " %")  # type: ignore[operator]
    kwh = f"{dear.energy_kwh - cheap.energy_kwh:.1f}"  # type: ignore[operator]
    assert found.verdict.trade_off == (
        f"Rented over Closed: cost -91 %, carbon {carbon}, control 4 against 2; "
        f"saving USD 1,925 a month also saves {kwh} kWh."
    )


def test_a_choice_by_score_is_said_to_be_one() -> None:
    """At 0.10 a Mtok the API costs 65, Rented 200; by control alone it is Rented: 200 / 65 - 1 = 208 %."""
    found = answer(scenario(price(0.1, 0.1), RENTED, decide={"cost": 0, "control": 1, "carbon": 0})).verdict
    assert (found.cheapest, found.best) == ("API", "Rented")
    assert (found.trade_off or "").startswith("By score, Rented over API: cost +208 %, ")


HALF_CENTS = [{"name": name, "amount": 10.005, "per": "month", "applies_to": ["api"]} for name in ("x", "y")]


def test_what_is_said_of_money_starts_from_the_printed_totals() -> None:
    """Two lines of 10.005 print as 10.01 each: 200 - 20.02 = 179.98, though 200 - 20.01 = 179.99."""
    found = answer(scenario(RENTED, price(0, 0), costs=HALF_CENTS))
    assert found.savings[0].cost_per_month == Decimal("179.98")
    assert "saving USD 179.98 a month" in (found.verdict.trade_off or "")


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        # energy in kWh of (dear, cheap): the score decides who is chosen
        ((1, 0), (0, 0), "saving USD 1,625 a month uses 181 kWh more"),
        ((0, 0), (1, 0), "saving USD 1,625 a month also saves 181 kWh"),
        ((0, 0), (0, 0), "saving USD 1,625 a month"),
    ],
)
def test_saving_money_says_what_it_does_to_energy(ours: tuple[int, int], theirs: tuple[int, int], said: str) -> None:
    """650M tokens at 1 J are 180.6 kWh; at 2.5 a Mtok they cost 1,625, and nothing at 0."""
    energies = {n: {"input_j_per_token": e[0], "output_j_per_token": e[0]} for n, e in (("A", theirs), ("B", ours))}
    options = [price(p, p, n, energy=energies[n], grid="DE") for n, p in (("A", 2.5), ("B", 0))]
    assert answer(scenario(*options)).verdict.trade_off.endswith(f"{said}.")  # type: ignore[union-attr]


def test_paying_more_says_so() -> None:
    """By carbon alone the dear and clean one is the best."""
    energies = {"A": 1, "B": 0}
    options = [
        price(p, p, n, energy={"input_j_per_token": energies[n], "output_j_per_token": energies[n]}, grid="DE")
        for n, p in (("A", 0), ("B", 2.5))
    ]
    found = answer(scenario(*options, decide={"cost": 0, "control": 0, "carbon": 1}))
    assert found.verdict.best == "B"
    assert found.verdict.trade_off == (
        "By score, B over A: cost n/a, carbon -100 %, control 2 against 2; paying USD 1,625 a month more saves 181 kWh."
    )


def test_the_cleanest_is_among_those_whose_carbon_is_known() -> None:
    """The offer's is not."""
    found = answer(scenario(FIXED, RENTED, OWNED))
    assert (found.verdict.cheapest, found.verdict.cleanest) == ("Owned", "Owned")
    assert answer(scenario(FIXED)).verdict.cleanest is None


# Savings


def test_savings_are_against_the_baseline_from_the_printed_totals() -> None:
    """2,750 - 200 = 2,550 a month, 30,600 a year, 92.7 %."""
    (saving,) = answer(scenario(API, RENTED)).savings
    assert (saving.option, saving.against, saving.cost_per_month, saving.cost_per_year) == (
        "Rented",
        "API",
        Decimal("2550.00"),
        Decimal("30600.00"),
    )
    assert saving.share == pytest.approx(2550 / 2750)
    assert saving.energy_kwh is None  # the API's energy is not known


def test_a_baseline_may_be_named_and_savings_may_be_losses() -> None:
    """Against the rented option the API costs 2,550 more."""
    found = answer(scenario(API, RENTED, baseline="Rented"))
    assert (found.baseline, found.savings[0].cost_per_month) == ("Rented", Decimal("-2550.00"))


def test_a_saving_against_something_unknown_or_free_is_no_share() -> None:
    """n/a, and nothing is divided by zero."""
    unknown, free = (answer(scenario(o, RENTED)).savings[0] for o in ({**API, "price": "unknown"}, price(0, 0)))
    assert (unknown.cost_per_month, unknown.share) == (None, None)
    assert (free.cost_per_month, free.share) == (Decimal("-200.00"), None)


def test_the_year_counts_each_line_in_its_months() -> None:
    """Three months of double running: 2,750 x 12 + 2,000 x 3."""
    costs = [{"name": "Double running", "amount": 2000, "per": "month", "from_month": 1, "to_month": 3}]
    assert answer(scenario(costs=costs)).options[0].cost_per_year == Decimal("39000.00")


# Units


def test_costs_are_said_per_mtok_request_and_unit() -> None:
    """2,750 over 650 Mtok, 2.5M requests, and documents of 3 requests."""
    workload = {**VOLUMES, "requests_per_month": "2.5M", "unit": {"name": "document", "requests": 3}}
    option = answer(scenario(workload=workload)).options[0]
    assert option.per_mtok.cost == pytest.approx(2750 / 650)
    assert option.per_request.cost == pytest.approx(0.0011)  # type: ignore[union-attr]
    assert option.per_unit.cost == pytest.approx(0.0033)  # type: ignore[union-attr]
    bare = answer(scenario()).options[0]
    assert (bare.per_request, bare.per_unit) == (None, None)


def test_no_requests_have_no_cost_each() -> None:
    """Nothing is divided by zero."""
    workload = {**VOLUMES, "requests_per_month": 0}
    assert answer(scenario(workload=workload)).options[0].per_request is None


# Features


FEATURES = [{"name": "search", "share": "60%", "cached_input_share": "80%"}, {"name": "contracts", "share": "40%"}]


def test_features_sum_to_the_whole_to_the_last_cent() -> None:
    """Costs, energy and carbon of every option."""
    costs = [{"name": "Odd", "amount": 0.01, "per": "month"}, {"name": "Odder", "amount": 100 / 3, "per": "month"}]
    found = answer(scenario(API, CLOSED, RENTED, OWNED, workload={**VOLUMES, "features": FEATURES}, costs=costs))
    for option in found.options:
        parts = [f for f in found.features if f.option == option.name]
        assert [f.name for f in parts] == ["search", "contracts"]
        assert sum(f.cost for f in parts) == option.monthly.cost  # type: ignore[misc]
        if option.monthly.carbon_kg is not None:
            assert sum(f.carbon_kg for f in parts) == pytest.approx(option.monthly.carbon_kg)  # type: ignore[misc]


def test_a_feature_pays_for_the_load_it_makes() -> None:
    """Cached input skips prefill: search makes 0.6 x (0.2 x 0.190259 + 0.228311), contracts 0.4 x 0.418570."""
    found = answer(scenario(RENTED, workload={**VOLUMES, "features": FEATURES}))
    into, out = 500e6 / (730 * 3600) / 1000, 150e6 / (730 * 3600) / 250
    search, contracts = 0.6 * (0.2 * into + out), 0.4 * (into + out)
    assert float(found.features[0].cost) == pytest.approx(200 * search / (search + contracts), abs=0.01)  # type: ignore[arg-type]


def test_a_workload_without_features_lists_none_and_one_feature_is_listed() -> None:
    """The whole is no feature of itself."""
    assert answer(scenario()).features == ()
    one = answer(scenario(workload={**VOLUMES, "features": [{"name": "all", "share": 1}]}))
    assert [(f.name, str(f.cost)) for f in one.features] == [("all", "2750.00")]


def test_a_feature_of_an_option_of_unknown_cost_is_unknown() -> None:
    """And it is nobody's cheapest."""
    found = answer(scenario({**API, "price": "unknown"}, workload={**VOLUMES, "features": FEATURES}))
    assert {(f.cost, f.cheapest_option) for f in found.features} == {(None, None)}


# Crossovers and envelope


def test_costs_cross_where_the_bill_pays_the_server() -> None:
    """The article's own full costs: (205 + 1,500 + 400) / 4.230769 = 497.5M tokens (article: crossover)."""
    costs = [{"name": "Team", "amount": 1500 + 400, "per": "month", "applies_to": ["rented"]}]
    server = {**RENTED, "replicas": 1, "throughput": "unknown", "rent": {"amount": 205, "per": "month", "gpus": 2}}
    found = answer(scenario(API, server, costs=costs))
    (crossing,) = (c for c in found.crossovers if c.metric == "cost")
    assert (crossing.kind, crossing.cheaper_below, crossing.cheaper_above) == ("equal", "API", "Rented")
    assert crossing.tokens_per_month == pytest.approx(2105 / (2750 / 650) * 1e6)
    assert [(r.option, r.to_tokens is None) for r in found.cheapest_by_volume] == [("API", False), ("Rented", True)]


def test_stairs_may_cross_a_line_more_than_once() -> None:
    """Replicas of 1,087.0M tokens for 2,000 against 2 a Mtok: cheaper from 1,000M, not just above 1,087.0M."""
    api = price(2, 2)
    found = answer(scenario(api, {**RENTED, "rent": {"amount": 2000, "per": "month", "gpus": 2}}))
    cost = [(c.kind, c.tokens_per_month, c.cheaper_above) for c in found.crossovers if c.metric == "cost"]
    width = 0.7 / ((500e6 / 1000 + 150e6 / 250) / (730 * 3600)) * 650e6
    assert cost[0] == ("equal", pytest.approx(1e9), "Rented")
    assert cost[1] == ("step", pytest.approx(width), "API")
    assert cost[2] == ("equal", pytest.approx(2e9), "Rented")


def test_those_that_never_cross_say_so() -> None:
    """The one is dearer at any volume."""
    found = answer(scenario(price(1, 1), price(2, 2, "Dear")))
    (crossing,) = found.crossovers
    assert (crossing.kind, crossing.tokens_per_month, crossing.cheaper_below) == ("never", None, "API")


def test_carbon_crosses_too() -> None:
    """Both have known carbon: the API by the token, the server mostly by the hour."""
    found = answer(scenario(CLOSED, RENTED))
    assert {c.metric for c in found.crossovers} == {"cost", "carbon"}
    unknown = answer(scenario(API, RENTED))
    assert {c.metric for c in unknown.crossovers} == {"cost"}


def test_two_staircases_alike_are_examined_up_to_a_volume() -> None:
    """They climb together for ever; the answer says how far it looked."""
    other = {**RENTED, "name": "Other", "throughput": {"prefill_tok_s": 500, "decode_tok_s": 125}}
    twin = {**other, "rent": {"amount": 100, "per": "month", "gpus": 2}}
    found = answer(scenario(RENTED, twin))
    assert any("examined up to" in note for note in notes_of(found, "C3-N13"))


def test_the_envelope_ends_where_nobody_can_go_further() -> None:
    """A server of fixed replicas ends at 1,087.0M; the API goes on."""
    found = answer(scenario(price(2, 2), {**RENTED, "replicas": 1}))
    width = 0.7 / ((500e6 / 1000 + 150e6 / 250) / (730 * 3600)) * 650e6
    assert [(r.option, r.to_tokens) for r in found.cheapest_by_volume] == [
        ("API", pytest.approx(100e6)),
        ("Rented", pytest.approx(width)),
        ("API", None),
    ]
    alone = answer(scenario({**RENTED, "replicas": 1}))
    assert alone.cheapest_by_volume[-1].to_tokens == pytest.approx(width)


# Like for like


def test_the_same_weights_behind_an_api_are_added() -> None:
    """Three sellers: novita 0.1 / 0.4 = 110 a month, ovh 0.24 / 0.96 in USD; the free one is for trying out."""
    found = answer(scenario(API, RENTED, like_for_like=True))
    assert found.options[-1].name == "gemma-4-31b at novita"
    assert str(found.options[-1].monthly.cost) == "110.00"
    assert "cheapest of 2 sellers in the catalogue" in note_of(found, "C3-N11").message


def test_the_same_weights_make_as_many_tokens_whoever_runs_them() -> None:
    """At novita 0.1 / 0.4 buy 500M x 1.5 in and 150M x 2 out: 75 + 120 = 195 a month."""
    found = answer(scenario(API, {**RENTED, "token_factor": {"input": 1.5, "output": 2.0}}, like_for_like=True))
    assert str(found.options[-1].monthly.cost) == "195.00"


def test_a_verdict_that_names_an_added_option_names_the_best_of_the_users_own_too() -> None:
    """At novita gemma costs 110, the API 2,750, the rented one less than that: the reader asked about the two."""
    found = answer(scenario(API, RENTED, like_for_like=True))
    own = min((o for o in found.options[:2]), key=lambda o: o.monthly.cost or 0)
    assert "It was added from the catalogue; of the scenario's own options" in found.verdict.sentence
    assert f"{own.name} is the cheapest (USD" in found.verdict.sentence


def test_nobody_is_best_where_an_eligible_option_has_no_score() -> None:
    """The added column's carbon is not known: crowning the only one with a score would recommend the dearer one."""
    found = answer(scenario(API, {**RENTED, "grid": "unknown"}))
    assert [o.status for o in found.options] == ["ok", "ok"]
    assert found.verdict.best is None
    claim = {"metric": "cost_per_month", "option": "best", "value": 1}
    (held,) = answer(scenario(API, {**RENTED, "grid": "unknown"}, expect=[claim])).expect
    assert held.found is None  # a claim about the best asks by the same rule
    assert found.verdict.trade_off is not None
    assert found.verdict.trade_off.startswith(found.verdict.cheapest or "-")


def test_an_api_in_a_region_of_the_users_own_is_not_fed_by_the_providers_grid() -> None:
    """Region DE runs on DE; EU names no grid, so its carbon is n/a rather than that of the US."""
    catalogue = {"name": "GPT", "kind": "api", "provider": "openai", "model": "gpt-5"}
    kg = {
        r: option_of(answer(scenario({**catalogue, "region": r})), "GPT").monthly.carbon_kg for r in ("US", "DE", "EU")
    }
    us, de = kg["US"], kg["DE"]
    assert us is not None
    assert de is not None
    assert de < us
    assert kg["EU"] is None


def test_a_rate_seen_from_the_other_currency_keeps_its_source() -> None:
    """1.2 USD a EUR is 0.833 EUR a USD, by the same hand."""
    listed = {"name": "GPT", "kind": "api", "provider": "openai", "model": "gpt-5"}
    (rate,) = answer({**scenario(listed), "currency": "EUR"}).exchange_rates
    assert rate.currency == "USD"
    assert rate.rate == pytest.approx(1 / 1.2)
    assert rate.source != "definition"


def test_a_range_that_holds_the_answer_is_no_deviation() -> None:
    """The API costs 2,750: inside 2,000 to 3,000, and 10 % above a range that ends at 2,500."""
    claims = [
        {"metric": "cost_per_month", "option": "API", "value": {"low": "2000", "high": high}, "tolerance": "5%"}
        for high in ("3000", "2500")
    ]
    inside, above = answer(scenario(API, expect=claims)).expect
    assert (inside.deviation, inside.within_tolerance) == (0.0, True)
    assert (above.deviation, above.within_tolerance) == (pytest.approx(0.1), False)


def test_an_offer_may_say_what_it_emits() -> None:
    """Unknown is n/a; stated is counted."""
    offer = {"name": "Offer", "kind": "fixed", "amount": 6000}
    assert option_of(answer(scenario(offer)), "Offer").monthly.carbon_kg is None
    told = answer(scenario({**offer, "energy_kwh_per_month": 100, "carbon_kg_per_month": 40}))
    assert option_of(told, "Offer").monthly.energy_kwh == 100
    assert option_of(told, "Offer").monthly.carbon_kg == 40


def test_a_cost_may_have_a_quantity() -> None:
    """Two units of 0.24 an hour over 730 hours: 350.40."""
    cost = {"name": "Search", "amount": 0.24, "per": "hour", "quantity": 2}
    assert str(line_of(answer(scenario(API, costs=[cost])), "API", "Search").cost) == "350.40"


def test_the_column_keeps_the_scenarios_region_if_somebody_does() -> None:
    """OVH serves from France: 500 x 0.24 + 150 x 0.96 = 264."""
    found = answer(scenario(RENTED, like_for_like=True, require={"data_region": "EU"}))
    assert (found.options[-1].name, str(found.options[-1].monthly.cost)) == ("gemma-4-31b at ovh", "264.00")
    assert "cheapest of 1 sellers in EU" in note_of(found, "C3-N11").message
    nobody = answer(scenario({**RENTED, "grid": "US"}, like_for_like=True, require={"data_region": "DE"}))
    assert (nobody.options[-1].name, nobody.options[-1].status) == ("gemma-4-31b at novita", "excluded")


def test_the_column_is_left_out_where_it_is_there_or_nobody_sells() -> None:
    """An option that sells the weights, weights nobody sells, weights of one's own."""
    there = {"name": "Open", "kind": "api", "provider": "novita", "model": "gemma"}
    assert len(answer(scenario(there, RENTED, like_for_like=True)).options) == 2
    unsold = {**RENTED, "model": "llama-70b", "gpus_per_replica": 4}
    assert len(answer(scenario(unsold, like_for_like=True)).options) == 1
    shape = {"name": "mine", "total_params_b": 8, "layers": 32, "kv_heads": 8, "head_dim": 128}
    assert len(answer(scenario({**RENTED, "model": shape}, like_for_like=True)).options) == 1


def test_one_column_serves_two_options_with_the_same_weights() -> None:
    """It is added once."""
    assert len(answer(scenario(RENTED, OWNED, like_for_like=True)).options) == 3


def test_rates_that_only_weigh_sellers_are_not_the_answers() -> None:
    """Euros were looked at and nothing is billed in them."""
    assert answer(scenario(RENTED, like_for_like=True)).exchange_rates == ()


# Statuses, some options only, the frame


def test_only_some_options_may_be_compared() -> None:
    """The baseline is the first of them where it is not among them."""
    found = answer(scenario(API, RENTED, OWNED, decision={"option": "API"}), only=("Rented", "Owned"))
    assert ([o.name for o in found.options], found.baseline) == (["Rented", "Owned"], "Rented")
    assert "decision" not in found.verdict.sentence
    kept = answer(scenario(API, RENTED, OWNED, baseline="Owned", decision={"option": "Owned"}), only=("Owned", "API"))
    assert (kept.baseline, "decision, Owned, is the cheapest" in kept.verdict.sentence) == ("Owned", True)


def test_an_option_that_is_not_there_cannot_be_compared() -> None:
    """Every such name is reported, with a near one."""
    with pytest.raises(InputError) as caught:
        answer(scenario(API, RENTED), only=("Rentet", "X"))
    assert [(p.code, p.help) for p in caught.value.problems] == [("C3-U02", "did you mean `Rented`?"), ("C3-U02", "")]


def test_fixed_options_alone_have_an_answer() -> None:
    """Two offers, nothing else known."""
    found = answer(scenario(FIXED, {**FLAT, "amount": 5000}))
    assert found.verdict.cheapest == "Flat"
    assert [c.kind for c in found.crossovers] == ["never"]


def test_the_answer_says_what_it_rests_on() -> None:
    """Days, rates, volume, catalogue."""
    found = answer(scenario())
    assert (found.as_of, found.today, found.hours_per_month) == ("2026-11-10", TODAY, 730.0)
    assert (found.catalogue.newest, found.catalogue.oldest) == ("2026-11-10", "2025-01-01")
    assert (found.volume_tokens_per_month, found.requests_per_month) == (650e6, None)
    assert (found.probabilities, found.flips) == (None, None)


def test_the_day_of_prices_is_never_in_the_future() -> None:
    """The catalogue is newer than today."""
    assert answer(scenario(), today="2026-06-01").as_of == "2026-06-01"
    assert answer(scenario(as_of="2026-05-01")).as_of == "2026-05-01"
    assert answer(scenario(as_of="2026-05-01"), as_of="2026-04-01").as_of == "2026-04-01"


def test_a_line_says_where_its_numbers_come_from() -> None:
    """The price, its grade, its source and place."""
    line = line_of(answer(scenario(CLOSED)), "Closed", "Input tokens")
    assert (line.quantity, line.unit, line.unit_price, line.fixed, line.evidence, line.source) == (
        500.0,
        "Mtok",
        1.25,
        False,
        "published",
        "frozen",
    )
    assert (line.inputs[0].name, line.inputs[0].unit) == ("input price", "USD/Mtok")


def test_a_line_without_inputs_of_cost_has_no_source() -> None:
    """Embodied carbon has a source of its own."""
    assert line_of(answer(scenario()), "API", "Embodied carbon").source == "no published figure"


def test_a_line_is_as_sure_as_its_least_sure_number() -> None:
    """Rent is quoted, the default utilisation behind its quantity assumed."""
    found = answer(scenario({**RENTED, "max_utilisation": None}))
    assert line_of(found, "Rented", "Rent").evidence == "assumed"
    assert line_of(answer(scenario(RENTED)), "Rented", "Rent").evidence == "quoted"


def test_the_same_scenario_gives_the_same_answer() -> None:
    """Twice the same input, twice the same bytes."""
    spec = scenario(API, CLOSED, RENTED, OWNED, FIXED, like_for_like=True)
    assert answer(spec) == answer(spec)


def test_notes_come_once() -> None:
    """Two options on one old grid have one note."""
    found = answer(scenario(CLOSED, {**CLOSED, "name": "Again"}, RENTED), today="2029-01-01")
    assert len(set(found.notes)) == len(found.notes)


def test_the_case_that_is_compared_may_come_from_anywhere() -> None:
    """A resolved case is data: the same case with another workload answers for that."""
    made = resolved(scenario())
    case = replace(made.case, workload=made.case.workload.scaled(2.0))
    refs = (ScenarioRef("n", "f", "0"), CatalogueRef("2026-11-10", "2025-01-01"))
    found = compare(replace(made, case=case), About(*refs, TODAY))
    assert bill(found, "API") == {"Input tokens": "2500.00", "Output tokens": "3000.00", "Embodied carbon": "0.00"}
