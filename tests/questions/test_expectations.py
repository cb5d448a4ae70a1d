"""Claims held against the answer: invoices, meters, articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from c3calc.evaluate.option import evaluate
from c3calc.questions.metrics import OptionFigures, find_option, metric_value
from c3calc.scenario.metrics import METRICS
from frozen import API, FIXED, OWNED, RENTED, VOLUMES, answer, resolved, scenario

if TYPE_CHECKING:
    from c3calc.answer.answer import Expectation

CLOSED = {"name": "Closed", "kind": "api", "provider": "openai", "model": "gpt-5"}
RHO = (500e6 / 1000 + 150e6 / 250) / (730 * 3600)  # one replica's mean load: 0.418570


def judged(claim: dict[str, Any], *options: dict[str, Any], **blocks: Any) -> Expectation:
    """Return what c3 makes of a claim."""
    (found,) = answer(scenario(*options or (API, RENTED), expect=[claim], **blocks)).expect
    return found


def metric(name: str, *options: dict[str, Any], of: str | None = None, part: int | None = None, **blocks: Any) -> float:
    """Return a metric of an option, the first one unless named."""
    evaluated, _ = evaluate(resolved(scenario(*options or (API, RENTED), **blocks)).case)
    option = find_option(of or evaluated[0].name, evaluated)
    assert option is not None
    return metric_value(name, OptionFigures(option, evaluated, part))


# Claims of what can be known


@pytest.mark.parametrize(
    ("value", "tolerance", "plausible", "within"),
    [
        (2750, None, True, None),
        (2731.40, "5%", True, True),  # 2,750 / 2,731.40 - 1 = 0.7 %
        (2500, "5%", True, False),  # 10 % off
        (1000, None, True, None),  # a factor of 2.75 may be other inputs
        (900, None, False, None),  # a factor of 3.06 is not
        (9000, "1%", False, False),
        ({"low": 2600, "high": 2800}, "0%", True, True),
        ({"mean": 2700, "sd": 60}, "0%", True, True),  # 2,640 to 2,760
        ({"mean": 2700, "sd": 40}, "0%", True, False),
    ],
)
def test_a_claim_of_a_cost_is_held_against_the_bill(
    value: Any, tolerance: str | None, plausible: bool, within: bool | None
) -> None:
    """Within a factor of 3 it may be so; within its tolerance it agrees."""
    claim = {"metric": "cost_per_month", "option": "API", "value": value}
    found = judged(claim | ({} if tolerance is None else {"tolerance": tolerance}))
    assert (found.found, found.plausible, found.within_tolerance) == (2750.0, plausible, within)


def test_a_claim_of_a_cost_is_held_against_the_printed_bill() -> None:
    """Two lines of 10.005 print as 10.01 each: whoever claims the 20.02 of the bill deviates by nothing."""
    costs = [{"name": name, "amount": 10.005, "per": "month"} for name in ("x", "y")]
    free = {**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}
    found = judged({"metric": "cost_per_month", "value": 20.02, "tolerance": "0%"}, free, costs=costs)
    assert (found.found, found.deviation, found.within_tolerance) == (20.02, 0.0, True)


def test_the_deviation_is_found_over_claimed() -> None:
    """2,750 / 2,731.40 - 1."""
    found = judged(
        {"metric": "cost_per_month", "option": "API", "value": 2731.40, "tolerance": "5%", "from": "invoice"}
    )
    assert found.deviation == pytest.approx(2750 / 2731.4 - 1)
    assert found.why == "the answer is 2,750; within its tolerance of 5 % (invoice)"


@pytest.mark.parametrize(
    ("claim", "plausible", "why"),
    [
        ({"metric": "saving_per_month", "option": "Rented", "value": -2550}, False, "of the other sign"),
        ({"metric": "saving_per_month", "option": "Rented", "value": 100}, False, "off by a factor of 26"),
        ({"metric": "saving_per_month", "option": "Rented", "value": 8000}, False, "off by a factor of 3.1"),
        ({"metric": "saving_per_month", "option": "API", "value": 0}, True, "the answer is 0"),
        ({"metric": "saving_per_month", "option": "API", "value": 5}, False, "more than can be said"),
        ({"metric": "saving_per_month", "option": "Rented", "value": 0}, False, "more than can be said"),
        ({"metric": "saving_per_month", "option": "Rented", "value": {"low": -10, "high": 2000}}, True, "2,550"),
        ({"metric": "saving_per_month", "option": "API", "value": {"low": -10, "high": 2000}}, True, "answer is 0"),
        ({"metric": "npv", "option": "Rented", "value": 5}, None, "not judged: c3 does not know the figure itself"),
        ({"metric": "carbon_kg_per_month", "option": "API", "value": 5}, None, "not judged"),
    ],
)
def test_a_claim_far_from_the_answer_is_not_plausible(claim: dict[str, Any], plausible: bool | None, why: str) -> None:
    """Another sign, or a factor of 3; what c3 does not know it does not judge."""
    found = judged(claim)
    assert found.plausible is plausible
    assert why in found.why


def test_a_claim_of_a_loss_is_held_against_a_loss() -> None:
    """The rented option as baseline: the API saves -2,550."""
    found = judged({"metric": "saving_per_month", "option": "API", "value": -2000}, baseline="Rented")
    assert (found.plausible, found.found) == (True, -2550.0)


@pytest.mark.parametrize(
    ("option", "meant"),
    [(None, "Rented"), ("cheapest", "Rented"), ("baseline", "API"), ("decision", "Owned"), ("fixed", "Offer")],
)
def test_a_claim_may_name_a_role_or_a_kind(option: str | None, meant: str) -> None:
    """Without an option a cost is that of the cheapest."""
    claim = {"metric": "cost_per_month", "value": 1} | ({} if option is None else {"option": option})
    dear = {**OWNED, "purchase": {"gpu_price": 90_000, "life_months": 40}}
    assert judged(claim, API, RENTED, dear, FIXED, decision={"option": "Owned"}).option == meant


def test_the_best_is_the_one_with_the_highest_score() -> None:
    """By control alone, hardware."""
    claim = {"metric": "cost_per_month", "option": "best", "value": 1}
    assert judged(claim, decide={"cost": 0, "control": 1, "carbon": 0}).option == "Rented"
    assert judged(claim, API).option == "best"  # no score is known, so nobody is the best


def test_a_claim_about_nobody_is_not_judged() -> None:
    """No option is eligible."""
    claim = {"metric": "cost_per_month", "value": 1}
    found = judged(claim, CLOSED, require={"data_region": "EU"})
    assert (found.option, found.found, found.plausible) == (None, None, None)


def test_a_claim_may_be_of_one_feature() -> None:
    """40 % of 2,750."""
    features = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%"}]
    claim = {"metric": "cost_per_month", "option": "API", "feature": "b", "value": 1100}
    assert judged(claim, workload={**VOLUMES, "features": features}).found == pytest.approx(1100)


# Claims that cannot be


def test_35_g_saved_per_1000_tokens_cannot_be() -> None:
    """The dirtiest option emits 0.24 g per 1,000 tokens in all (article: triangle)."""
    claim = {"metric": "carbon_saving_g_per_1k_tokens", "value": 35, "from": "an article"}
    found = judged(claim, CLOSED, RENTED)
    emitted = metric("carbon_g_per_1k_tokens", CLOSED, RENTED)
    assert found.plausible is False
    assert f"{35 / emitted:.0f} times what the dirtiest option emits in all" in found.why
    assert found.why.endswith("(an article)")


def test_carbon_nobody_knows_is_held_against_what_the_price_could_buy() -> None:
    """2,750 USD / 650M tokens at 0.05 a kWh buy 84.6 Wh per 1,000 tokens: 25.4 g at 300 g a kWh."""
    claim = {"metric": "carbon_saving_g_per_1k_tokens", "option": "Rented", "value": 35}
    dark = {**RENTED, "power": "unknown"}
    found = judged(claim, API, dark)
    assert found.plausible is False
    assert (
        "1.4 times the carbon of all the electricity that the whole price of the tokens could buy (25 g)" in found.why
    )
    assert judged({**claim, "value": 20}, API, dark).plausible is None


def test_coal_stands_in_where_no_grid_is_known() -> None:
    """84.6 Wh at 820 g are 69 g: 35 g is within, 80 g is not."""
    claim = {"metric": "carbon_g_per_1k_tokens", "option": "API", "value": 80}
    assert judged(claim, API).plausible is False
    assert judged({**claim, "value": 35}, API).plausible is None


def test_without_any_price_carbon_is_not_judged() -> None:
    """Nothing is divided by nothing, and nothing is made up."""
    claim = {"metric": "carbon_g_per_1k_tokens", "option": "API", "value": 35}
    assert judged(claim, {**API, "price": "unknown"}).plausible is None
    clean = {**API, "energy": {"input_j_per_token": 0, "output_j_per_token": 0}, "grid": "DE"}
    free = {**clean, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}
    assert judged(claim, free).plausible is False  # of an option that emits nothing, 35 g is no saving


def test_a_break_even_at_5_to_10_million_tokens_cannot_pay_a_server() -> None:
    """At 10M tokens the API costs 42.31, the server 2,105: a factor of 50 (article: managing costs)."""
    costs = [{"name": "Team", "amount": 1905, "per": "month", "applies_to": ["rented"]}]
    claim = {"metric": "breakeven_tokens_per_month", "value": {"low": "5M", "high": "10M"}}
    found = judged(claim, API, RENTED, costs=costs)
    assert found.plausible is False
    assert (
        "at 10M tokens API costs USD 42.31, which cannot pay USD 2,105 for Rented: off by a factor of 50" in found.why
    )
    assert "its own costs break even at 497.5M tokens" in found.why
    assert found.found == pytest.approx(2105 / (2750 / 650) * 1e6)


def test_a_break_even_near_the_answer_is_plausible() -> None:
    """400M against 497.5M."""
    costs = [{"name": "Team", "amount": 1905, "per": "month", "applies_to": ["rented"]}]
    claim = {"metric": "breakeven_tokens_per_month", "option": "Rented", "value": "400M"}
    found = judged(claim, costs=costs)
    assert (found.plausible, found.why) == (True, "the answer is 497.5M tokens")


def test_a_break_even_against_a_free_api_is_refused_without_a_factor() -> None:
    """Nothing is divided by its bill of zero."""
    free = {**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}
    found = judged({"metric": "breakeven_tokens_per_month", "value": "5M"}, free, RENTED)
    assert found.plausible is False
    assert found.why == "at 5M tokens API costs USD 0, which cannot pay USD 200 for Rented"


def test_a_claim_of_a_saving_that_names_nobody_means_the_best_other() -> None:
    """Carbon: the cleanest other; a break-even: the cheapest hardware; money: the cheapest other."""
    options = (CLOSED, RENTED, OWNED, FIXED)
    assert judged({"metric": "carbon_saving_g_per_1k_tokens", "value": 0.1}, *options).option == "Owned"
    assert judged({"metric": "breakeven_tokens_per_month", "value": "100M"}, *options).option == "Owned"
    assert judged({"metric": "saving_per_month", "value": 100}, CLOSED, FIXED).option == "Offer"
    assert judged({"metric": "carbon_saving_g_per_1k_tokens", "value": 0.1}, CLOSED, FIXED).option == "Offer"
    assert judged({"metric": "carbon_saving_g_per_1k_tokens", "value": 0.1}, CLOSED).option is None


# Metrics


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost_per_month", 200.0),
        ("cost_per_year", 2400.0),
        ("cost_per_mtok", 200 / 650),
        ("cost_per_request", 200 / 2.5e6),
        ("cost_per_unit", 600 / 2.5e6),
        ("saving_per_month", 2550.0),
        ("saving_share", 2550 / 2750),
        ("excess_over_cheapest_share", 0.0),
        ("idle_cost_per_month", 116.29),  # 200 x (1 - 0.418570) = 116.286
        ("energy_kwh_per_month", 148.92 + 2 * 0.275 * RHO * 730 * 1.2),
        ("energy_wh_per_1k_tokens", (148.92 + 2 * 0.275 * RHO * 730 * 1.2) / 650),
        ("peak_utilisation", RHO),
        ("mean_utilisation", RHO),
        ("gpus", 2.0),
        ("control_score", 4.0),
        ("memory_headroom_gb", 48 - 18.6 - 4 - 16 * 1.174405),
        ("unsourced_share", 0.0),
        ("breakeven_tokens_per_month", 200 / (2750 / 650) * 1e6),
    ],
)
def test_every_metric_is_what_its_name_says(name: str, value: float) -> None:
    """The rented option against the API: 200 and 2,750 a month."""
    workload = {
        **VOLUMES,
        "requests_per_month": "2.5M",
        "unit": {"name": "x", "requests": 3},
        "max_context_tokens": 4096,
    }
    assert metric(name, of="Rented", workload=workload) == pytest.approx(value, rel=1e-5)


def test_carbon_metrics_are_in_grams_and_kilograms() -> None:
    """CLOSED: 361.11 kWh at 400 g and 8.7 kg embodied are 153.14 kg, 0.2356 g per 1,000 tokens."""
    kg = 1300e6 / 3.6e6 * 0.4 + 150 * 0.058
    assert metric("carbon_kg_per_month", CLOSED, RENTED) == pytest.approx(kg)
    assert metric("carbon_g_per_1k_tokens", CLOSED, RENTED) == pytest.approx(kg * 1000 / 650e3)
    saved = metric("carbon_saving_g_per_1k_tokens", CLOSED, RENTED, of="Rented")
    theirs = metric("carbon_g_per_1k_tokens", CLOSED, RENTED, of="Rented")
    assert saved == pytest.approx(kg * 1000 / 650e3 - theirs)


def test_a_score_is_a_metric_too() -> None:
    """Cheapest, cleanest, control 4 of 5: 94."""
    assert metric("score", RENTED) == pytest.approx(94.0)
    assert metric("score", API) != metric("score", API)  # NaN: its carbon is not known


def test_a_year_of_a_metric_is_the_printed_year() -> None:
    """1.0049 a month prints as 1.00, three months of it as 3.00."""
    costs = [{"name": "x", "amount": 1.0049, "per": "month", "to_month": 3}]
    free = {**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}
    assert metric("cost_per_year", free, costs=costs) == 3.0


@pytest.mark.parametrize("name", METRICS)
def test_metrics_of_a_feature_are_those_of_money_energy_and_carbon(name: str) -> None:
    """The others are not known of a part; nothing is divided by a feature without traffic."""
    features = [
        {"name": "a", **VOLUMES, "requests_per_month": 10},
        {"name": "b", "input_tokens_per_month": 0, "output_tokens_per_month": 0, "requests_per_month": 0},
    ]
    workload = {"features": features, "unit": {"name": "x"}}
    full, empty = (metric(name, CLOSED, RENTED, of="Rented", part=i, workload=workload) for i in (0, 1))
    assert (full == full) == METRICS[name].of_features  # noqa: PLR0124  (only NaN differs from itself)
    if "per_mtok" in name or "per_1k" in name or "per_request" in name or "share" in name:
        assert empty != empty  # noqa: PLR0124


def test_excess_of_a_feature_is_over_the_cheapest_for_it() -> None:
    """40 % of 2,750 against 40 % of 200: + 1,275 %."""
    features = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%"}]
    workload = {**VOLUMES, "features": features}
    assert metric("excess_over_cheapest_share", part=1, workload=workload) == pytest.approx(2750 / 200 - 1)


@pytest.mark.parametrize(
    ("options", "of", "expected"),
    [
        ((API, {**API, "name": "Half", "price": {"input_per_mtok": 1, "output_per_mtok": 1}}), "Half", 0.0),
        ((API, {**API, "name": "Same"}), "Same", None),
        ((API, {**API, "name": "Dear", "price": {"input_per_mtok": 9, "output_per_mtok": 90}}), "Dear", None),
        ((API, RENTED), "API", None),  # the baseline itself
        ((API, {**API, "name": "Unknown", "price": "unknown"}), "Unknown", None),
    ],
)
def test_a_break_even_is_where_an_option_becomes_cheaper(
    options: tuple[dict[str, Any], ...], of: str, expected: float | None
) -> None:
    """From the start is 0; never, or against itself, is not known."""
    found = metric("breakeven_tokens_per_month", *options, of=of)
    assert (found == expected) if expected is not None else (found != found)  # noqa: PLR0124


def test_the_share_that_is_assumed_counts_lines_that_rest_on_defaults() -> None:
    """The rent's number of replicas rests on the default utilisation: 200 of 300."""
    costs = [{"name": "x", "amount": 100, "per": "month"}]
    assert metric("unsourced_share", {**RENTED, "max_utilisation": None}, costs=costs) == pytest.approx(2 / 3)
