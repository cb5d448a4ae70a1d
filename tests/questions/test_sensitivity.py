"""What each input alone does, and what would flip the verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from c3calc.answer.change import Change
from c3calc.answer.uncertainty import Flip
from c3calc.files.overrides import place_of, value_at
from c3calc.files.text.document import Document
from c3calc.questions.sensitivity import flips, inputs, swings
from frozen import API, FIXED, OWNED, RENTED, VOLUMES, answer, comparison, scenario


def found(*options: dict[str, Any], **blocks: Any) -> dict[tuple[str, str], Flip]:
    """Return the flips of a scenario by input and kind of verdict."""
    all_of_them = flips(comparison(scenario(*options, **blocks)))
    return {(f.input, f.verdict.rsplit(" ", 1)[1]): f for f in all_of_them}


def test_the_tornado_moves_one_input_at_a_time() -> None:
    """500 x (2.05 or 2.95) + 1,500, and 150 x (6 or 14) + 1,250 of (5 to 15)'s P5 5.5 and P95 14.5: the wider first."""
    price = {"input_per_mtok": {"low": 2, "high": 3}, "output_per_mtok": {"low": 5, "high": 15}}
    wide, narrow = swings(comparison(scenario({**API, "price": price})))
    assert (wide.input, wide.option) == ('options["API"].price.output_per_mtok', "API")
    assert (wide.low, wide.high) == pytest.approx((5.5, 14.5))
    assert (wide.cost_at_low, wide.cost_at_high) == (Decimal("2075.00"), Decimal("3425.00"))
    assert (narrow.cost_at_low, narrow.cost_at_high) == (Decimal("2525.00"), Decimal("2975.00"))


def test_what_moves_no_cost_is_not_in_the_tornado() -> None:
    """Idle power of a machine whose electricity is in the rent."""
    rented = {**RENTED, "power": {"idle_w": {"low": 20, "high": 30}, "busy_w": 300}}
    assert [s for s in swings(comparison(scenario(rented))) if "idle_w" in s.input] == []


def test_every_number_that_goes_in_has_its_key() -> None:
    """As `--set` takes it, with options by name; of the catalogue its name and place."""
    seen = inputs(comparison(scenario(API, {**OWNED, "electricity": {"country": "DE"}})))
    assert seen['options["API"].price.input_per_mtok'] == 2.5
    assert seen["workload.input_tokens_per_month"] == 500e6
    assert "electricity DE, business (pricing/frozen.yaml:1)" in seen


def test_the_key_of_an_input_is_a_path_that_set_and_over_take() -> None:
    """Costs by number, options by a name in quotes that it does not hold; by number where it holds both."""
    names = {"API": 'options["API"]', 'the "best"': """options['the "best"']""", "a'b\"c": "options[2]"}
    given = scenario(
        *({**API, "name": name} for name in names), costs=[{"name": "Team", "fte": 0.5, "cost_per_fte_year": "180k"}]
    )
    paths = [f"{text}.price.input_per_mtok" for text in names.values()]
    assert {*paths, "costs[0].fte"} <= inputs(comparison(given)).keys()
    document = Document("a.yaml", "", "0" * 64, given, {})
    found = [value_at(document, place_of(document, Change(path, 1.0))) for path in (*paths, "costs[0].fte")]
    assert found == [2.5, 2.5, 2.5, 0.5]


def test_a_price_flips_the_verdict_where_the_bills_meet() -> None:
    """500 x p + 1,500 = 2,000 at p = 1, from 2.5 downwards; and out: 1,250 + 150 x p = 2,000 at p = 5."""
    told = found(API, {**FIXED, "amount": 2000.0})
    assert told['options["API"].price.input_per_mtok', "cheapest"] == Flip(
        'options["API"].price.input_per_mtok', 2.5, pytest.approx(1.0), "API is cheapest"
    )
    assert told['options["API"].price.output_per_mtok', "cheapest"].to_value == pytest.approx(5.0)
    assert told['options["Offer"].amount', "cheapest"].to_value == pytest.approx(2750.0)


def test_a_step_flips_it_too() -> None:
    """Rent is 200 for one replica, 400 for two: a peak of 0.7 / 0.41857 = 1.6724 times the mean makes it 400."""
    workload = {**VOLUMES, "shape": {"peak_to_mean": 1.2}}
    told = found({**FIXED, "amount": 300.0}, RENTED, workload=workload)
    assert told["workload.shape.peak_to_mean", "cheapest"].to_value == pytest.approx(0.7 / 0.418570, rel=1e-5)


def test_the_nearer_side_is_told() -> None:
    """Rented is cheaper between the volume at which the API costs 200 and that of a second replica, 1,087M."""
    told = found(RENTED, {**API, "price": {"input_per_mtok": 0.5, "output_per_mtok": 0.5}})
    into = told["workload.input_tokens_per_month", "cheapest"]
    assert into.to_value == pytest.approx(250e6, rel=1e-6)  # 0.5 x (into + 150M) = 200
    assert into.verdict == "API is cheapest"


def test_a_grid_flips_which_is_cleanest() -> None:
    """The same machine on two grids: DE at 300 g/kWh against FR at 40."""
    told = found(RENTED, {**RENTED, "name": "French", "grid": "FR"})
    grid = told["grid DE (pricing/frozen.yaml:1)", "cleanest"]
    assert (grid.from_value, grid.to_value) == (300.0, pytest.approx(40.0, rel=1e-5))
    assert grid.verdict == "Rented is cleanest"


def test_where_nothing_flips_nothing_is_told() -> None:
    """One option only."""
    assert flips(comparison(scenario(API))) == ()


def test_a_share_is_never_moved_above_one() -> None:
    """Half of all input is cached at a tenth of the price: more cannot make 1,500 for output any less."""
    cached = {**API, "price": {"input_per_mtok": 2.5, "output_per_mtok": 10.0, "cached_read": 0.25}}
    told = found(cached, {**FIXED, "amount": 1700.0}, workload={**VOLUMES, "cached_input_share": "50%"})
    share = told["workload.cached_input_share", "cheapest"]
    assert 0.5 < share.to_value < 1.0
    assert share.to_value == pytest.approx((1250 - 200) / 1125)  # 500 x (2.5 - 2.25 x s) = 200


def moved(spec: dict[str, Any], path: str, value: float) -> dict[str, Any]:
    """Return a scenario with one number changed."""
    keys = path.split(".")
    inner = spec["workload"]
    for key in keys[1:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return spec


@pytest.mark.parametrize("key", ["workload.input_tokens_per_month"])
def test_the_verdict_differs_on_both_sides_of_a_flip(key: str) -> None:
    """Checked by answering the scenario anew on either side."""

    def spec() -> dict[str, Any]:
        cheap = {**API, "price": {"input_per_mtok": 0.5, "output_per_mtok": 0.5}}
        return scenario(RENTED, cheap, workload=dict(VOLUMES))

    (flip,) = (f for f in flips(comparison(spec())) if f.input == key and f.verdict.endswith("cheapest"))
    before, after = (answer(moved(spec(), key, flip.to_value * by)).verdict.cheapest for by in (1 + 1e-6, 1 - 1e-6))
    assert {before, after} == {"Rented", "API"}


def test_options_that_are_equal_flip_nothing_between_them() -> None:
    """The same machine under two names: whichever is named first, a hair more of anything is no other verdict."""
    twins = (RENTED, {**RENTED, "name": "Twin"})
    assert [f for f in flips(comparison(scenario(*twins))) if f.to_value == pytest.approx(f.from_value, rel=1e-6)] == []
    assert found(*twins) == {}
