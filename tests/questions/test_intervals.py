"""Intervals and chances, against what can be worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from c3calc.questions.draws import CHUNK, Sampler, quietly
from c3calc.questions.intervals import Uncertainty, draw, over_volume, with_intervals
from c3calc.render.charts.chart import over_volume as chart
from frozen import API, FIXED, OWNED, RENTED, comparison, notes_of, option_of, scenario
from strategies import scenarios

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer

DRAWS = 2000
Z95 = 1.644854


def drawn(spec: dict[str, Any], count: int = DRAWS, seed: int = 0) -> Uncertainty:
    """Return what many draws of a scenario say."""
    return draw(comparison(spec), count, seed)


def answered(spec: dict[str, Any], count: int = DRAWS) -> Answer:
    """Return an answer with its intervals."""
    asked = comparison(spec)
    return with_intervals(asked.answer, draw(asked, count, 0))


def api(name: str, into: Any, out: Any = 10.0) -> dict[str, Any]:
    """Return an API with uncertain prices: 500 Mtok in and 150 out a month."""
    return {**API, "name": name, "price": {"input_per_mtok": into, "output_per_mtok": out}}


def test_a_linear_bill_of_a_uniform_price_is_uniform() -> None:
    """500 x (2 to 3) + 1,500: P5 = 500 x 2.05 + 1,500 = 2,525 and P95 = 500 x 2.95 + 1,500 = 2,975."""
    option = option_of(answered(scenario(api("A", {"low": 2, "high": 3}))), "A")
    assert float(option.monthly.low or 0) == pytest.approx(2525, rel=1e-3)
    assert float(option.monthly.high or 0) == pytest.approx(2975, rel=1e-3)
    assert option.monthly.cost == Decimal("2750.00")


def test_a_linear_bill_of_normal_prices_is_normal() -> None:
    """Standard deviations 500 x 0.2 = 100 and 150 x 0.5 = 75 make 125 together: 2,750 -/+ 1.6449 x 125."""
    prices = ({"mean": 2.5, "sd": 0.2}, {"mean": 10, "sd": 0.5})
    ends = drawn(scenario(api("A", *prices)), 20_000).intervals["cost_per_month", "A", None]
    assert ends == pytest.approx((2750 - Z95 * 125, 2750 + Z95 * 125), rel=2e-3)


def test_a_shared_input_moves_all_options_together() -> None:
    """Twice the volume costs both twice as much: the cheaper stays cheaper in every draw, however wide they are."""
    workload = {"input_tokens_per_month": {"low": 1e6, "high": 9e8}, "output_tokens_per_month": 1.0}
    found = drawn(scenario(api("A", 2.0), api("B", 2.1), workload=workload))
    assert found.shares("cheapest") == {"A": 1.0, "B": 0.0}


def test_the_chance_to_be_cheapest_is_that_of_one_price_below_another() -> None:
    """Uniform from 2 to 3 against 2.25: a quarter of the draws lie below."""
    found = drawn(scenario(api("A", {"low": 2, "high": 3}), api("B", 2.25)))
    assert found.shares("cheapest") == pytest.approx({"A": 0.25, "B": 0.75}, abs=1e-3)


def test_an_option_is_not_cheapest_where_it_would_be_overfull() -> None:
    """A replica that carries 1,000M tokens a month at 70 %; a quarter of the draws from 300M to 1,233M are more."""
    workload = {"input_tokens_per_month": {"low": 300e6, "high": 1233.33e6}, "output_tokens_per_month": 1.0}
    rates = {"prefill_tok_s": 1e9 / 730 / 3600 / 0.7, "decode_tok_s": 250.0}
    found = drawn(scenario({**RENTED, "replicas": 1, "throughput": rates}, FIXED, workload=workload))
    assert found.shares("cheapest") == pytest.approx({"Rented": 0.75, "Offer": 0.25}, abs=2e-3)


def test_a_budget_is_kept_in_as_many_draws_as_its_figure_is_within() -> None:
    """2,500 to 3,000 a month, a limit of 2,600: a fifth; and at least 2,900 a fifth."""
    budgets = [
        {"name": "most", "metric": "cost_per_month", "option": "A", "max": 2600},
        {"name": "least", "metric": "cost_per_month", "option": "A", "min": 2900},
    ]
    found = drawn(scenario(api("A", {"low": 2, "high": 3}), budgets=budgets))
    assert found.shares("within") == pytest.approx({"most": 0.2, "least": 0.2}, abs=1e-3)


def test_the_interval_of_what_a_budget_limits_is_known() -> None:
    """3.8462 to 4.6154 USD per Mtok over 650 Mtok: P5 and P95 of a uniform."""
    budgets = [{"name": "unit", "metric": "cost_per_mtok", "option": "A", "max": 5}]
    found = drawn(scenario(api("A", {"low": 2, "high": 3}), budgets=budgets))
    assert found.intervals["cost_per_mtok", "A", None] == pytest.approx((2525 / 650, 2975 / 650), rel=1e-3)


def test_what_is_the_same_in_every_draw_has_no_interval() -> None:
    """An offer at a fixed amount; an API of fixed prices, whose energy is not known."""
    found = answered(scenario(API, FIXED))
    assert [(o.monthly.low, o.monthly.high, o.monthly.energy_low_kwh) for o in found.options] == [
        (None, None, None)
    ] * 2


def test_the_answer_says_how_often_it_was_drawn() -> None:
    """And no longer that ranges have no interval."""
    found = answered(scenario(api("A", {"low": 2, "high": 3})), 100)
    assert found.probabilities is not None
    assert (found.probabilities.draws, found.probabilities.seed) == (100, 0)
    assert notes_of(found, "C3-N02") == []
    assert "P5 and P95 of 100 draws (seed 0)" in notes_of(found, "C3-N30")[0]


def test_a_seed_gives_the_same_and_another_one_gives_other_draws() -> None:
    """Same seed, same bytes."""
    spec = scenario(api("A", {"low": 2, "high": 3}, {"low": 5, "high": 15}))
    one, again, other = (drawn(spec, 200, seed).intervals for seed in (1, 1, 2))
    assert one == again != other


def test_pieces_make_one_whole() -> None:
    """More draws than go through the house at once."""
    ends = drawn(scenario(api("A", {"low": 2, "high": 3})), CHUNK + 500).intervals["cost_per_month", "A", None]
    assert ends == pytest.approx((2525, 2975), rel=1e-3)


def test_predictions_and_defaults_are_drawn_too() -> None:
    """Nothing of the scenario is a range, but its hardware is uncertain: tokens a second, watts, embodied carbon."""
    predicted = {**RENTED, "throughput": "predicted", "power": "predicted"}
    workload = {"input_tokens_per_month": 3e9, "output_tokens_per_month": 1e9}
    option = option_of(answered(scenario(predicted, workload=workload)), "Rented")
    assert (option.monthly.low or 0) < (option.monthly.high or 0)
    assert (option.monthly.energy_low_kwh or 0) < (option.monthly.energy_high_kwh or 0)
    assert (option.monthly.carbon_low_kg or 0) < (option.monthly.carbon_high_kg or 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_the_central_draw_is_the_point_answer(spec: dict[str, Any]) -> None:
    """Whatever the scenario: cost, energy and carbon of every option."""
    asked = comparison(spec)
    with quietly():
        options = asked.drawn(Sampler(20, (0,)))
    for point, many in zip(asked.options, options, strict=True):
        for figure in ("cost", "energy_kwh", "carbon_kg"):
            one, first = getattr(point, figure), float(getattr(many, figure))
            assert one == pytest.approx(first, rel=1e-12, nan_ok=True)


def test_draws_of_no_width_are_the_point_answer_in_every_draw() -> None:
    """A range whose ends are equal, through rent, volume, people and power."""
    workload = {
        "input_tokens_per_month": {"low": 5e8, "high": 5e8},
        "output_tokens_per_month": {"mean": 1.5e8, "sd": 0},
    }
    owned = {**OWNED, "power": {"idle_w": {"low": 25, "high": 25}, "busy_w": 300}}
    rate = {"discount_rate_per_year": "8%"}  # that of the catalogue is a range with a width
    asked = comparison(scenario(API, owned, workload=workload, finance=rate))
    with quietly():
        options = asked.drawn(Sampler(50, (0,)))
    for point, many in zip(asked.options, options, strict=True):
        assert set(np.atleast_1d(np.asarray(many.cost)).tolist()) == {point.cost}


def test_a_crossover_is_an_interval() -> None:
    """1,000 to 3,000 a month against 4.2307692 a Mtok: P5 = 1,100 / 4.2307692 and P95 = 2,900 / 4.2307692."""
    offer = {**FIXED, "amount": {"low": 1000, "high": 3000}}
    asked = comparison(scenario(API, offer))
    (crossing,) = (c for c in over_volume(asked, asked.answer, 0, 0).crossovers if c.metric == "cost")
    assert crossing.tokens_per_month == pytest.approx(2000 / 4.2307692e-6, rel=1e-6)
    assert crossing.low_tokens == pytest.approx(1100 / 4.2307692e-6, rel=5e-3)
    assert crossing.high_tokens == pytest.approx(2900 / 4.2307692e-6, rel=5e-3)


def test_a_crossover_has_a_tenth_of_the_draws() -> None:
    """40,000 draws of the figures are 4,000 of a crossing: P5 is that of 1,000 to 3,000 to 0.03 %; at least 200."""
    asked = comparison(scenario(API, {**FIXED, "amount": {"low": 1000, "high": 3000}}))
    found = [over_volume(asked, asked.answer, count, 0).crossovers[0].low_tokens for count in (0, 2000, 40_000)]
    assert found[0] == found[1] == pytest.approx(1104.5 / 4.2307692e-6, rel=1e-4)
    assert found[2] == pytest.approx(1100 / 4.2307692e-6, rel=3e-4)


def test_no_chance_is_told_of_figures_that_cannot_move() -> None:
    """Of two certain costs one is cheaper, not in so many draws; if one of them moves it is a matter of chance."""
    certain = {**FIXED, "amount": 2000.0}
    assert drawn(scenario(api("A", 2.0), certain)).shares("cheapest") == {}
    assert drawn(scenario(api("A", {"low": 2, "high": 3}), certain)).shares("cheapest") == {"A": 0.0, "Offer": 1.0}


def test_a_crossover_that_no_draw_moves_has_no_interval() -> None:
    """Nothing is uncertain."""
    asked = comparison(scenario(API, {**FIXED, "amount": 2000.0}))
    (crossing,) = (c for c in over_volume(asked, asked.answer, 0, 0).crossovers if c.metric == "cost")
    assert (crossing.low_tokens, crossing.high_tokens) == (None, None)


def test_a_curve_over_volume_has_a_band() -> None:
    """2 to 3 and 10 a Mtok of 500 in and 150 out: P5 and P95 per token are 2,525 and 2,975 over 650M, at any volume."""
    asked = comparison(scenario(api("A", {"low": 2, "high": 3}), FIXED))
    priced, offer = over_volume(asked, asked.answer, 0, 0).curves
    assert priced.cost_low == pytest.approx([2525 / 650e6 * v for v in priced.tokens_per_month], rel=2e-3)
    assert priced.cost_high == pytest.approx([2975 / 650e6 * v for v in priced.tokens_per_month], rel=2e-3)
    assert (offer.cost_low, offer.cost_high) == (None, None)


def test_a_band_is_drawn_about_a_line_of_cost_and_not_of_carbon() -> None:
    """The chart has it from P5 to P95 at every volume, and room for it."""
    asked = comparison(scenario(api("A", {"low": 2, "high": 3}), FIXED))
    found = with_intervals(over_volume(asked, asked.answer, 0, 0), draw(asked, 100, 0))
    cost, carbon = chart(found, "cost"), chart(found, "carbon")
    assert cost is not None
    priced, offer = cost.series
    assert (len(priced.band), offer.band) == (len(priced.points), ())
    assert all(low < y < high for (_, low, high), (_, y) in zip(priced.band, priced.points, strict=True))
    assert cost.y.ends[0] < min(low for _, low, _ in priced.band)
    assert carbon is None or not any(one.band for one in carbon.series)
