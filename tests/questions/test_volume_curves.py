"""Curves over the volume, as points: on the bill, with both sides of every step, and no longer than they reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from c3calc.render.charts.chart import height
from frozen import API, FIXED, RENTED, VOLUMES, answer, scenario

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer, VolumeCurve


def curve(found: Answer, name: str) -> VolumeCurve:
    """Return the curve of an option."""
    return next(c for c in found.curves if c.option == name)


def points(one: VolumeCurve) -> list[tuple[float, float]]:
    """Return a curve's cost by volume."""
    return list(zip(one.tokens_per_month, one.cost or (), strict=True))


def test_an_api_is_a_straight_line_through_its_bill() -> None:
    """500M x 2.5 + 150M x 10 is 2,750 at 650M tokens, and twice the tokens are twice the money."""
    found = dict(points(curve(answer(scenario(API)), "API")))
    assert found[650e6] == pytest.approx(2750.0, rel=1e-11)
    assert all(math.isclose(cost, tokens * 2750 / 650e6, rel_tol=1e-9) for tokens, cost in found.items())


def test_the_volumes_are_whole_decades_around_the_scenario() -> None:
    """650M tokens lie within 10M to 10B at least, five points a decade."""
    tokens = curve(answer(scenario(API)), "API").tokens_per_month
    assert (tokens[0], tokens[-1]) == (1e8, 1e10)
    assert len(tokens) == 2 * 5 + 1 + 1


def test_both_sides_of_a_step_are_there() -> None:
    """A replica carries 0.7 of what fills it; just above that a second server of 200 is rented."""
    one = curve(answer(scenario(API, RENTED)), "Rented")
    by_volume: dict[float, list[float]] = {}
    for tokens, cost in points(one):
        by_volume.setdefault(tokens, []).append(cost)
    steps = {tokens: costs for tokens, costs in by_volume.items() if len(costs) == 2}
    load_of_650m = 500e6 / 730 / 3600 / 1000 + 150e6 / 730 / 3600 / 250
    first = 650e6 * 0.7 / load_of_650m
    assert min(steps) == pytest.approx(first, rel=1e-9)
    assert steps[min(steps)] == [pytest.approx(200.0), pytest.approx(400.0)]


def test_every_curve_has_the_volume_of_the_scenario_and_the_cost_of_its_bill() -> None:
    """The picture and the table say the same."""
    found = answer(scenario(API, RENTED, FIXED))
    for option in found.options:
        cost = dict(points(curve(found, option.name)))[650e6]
        assert cost == pytest.approx(float(option.monthly.cost or 0), abs=0.005 * len(option.lines))


def test_a_crossing_lies_on_both_curves() -> None:
    """Where costs are equal, straight lines between the points meet."""
    found = answer(scenario(API, FIXED))
    (crossing,) = (c for c in found.crossovers if c.metric == "cost")
    assert crossing.tokens_per_month == pytest.approx(6000 / 2750 * 650e6)
    assert all(height(points(c), crossing.tokens_per_month or 0) == pytest.approx(6000.0) for c in found.curves)


def test_a_curve_ends_where_nothing_more_can_be_served() -> None:
    """A rate limit of 20,000 tokens a minute is 876M tokens a month."""
    limited = API | {"rate_limit": {"tokens_per_minute": 20_000}}
    assert curve(answer(scenario(limited)), "API").tokens_per_month[-1] == pytest.approx(20_000 * 60 * 730)


def test_what_is_not_known_has_no_points() -> None:
    """An API without a figure for energy has no curve of carbon; without a price it has none at all."""
    assert curve(answer(scenario(API)), "API").carbon_kg is None
    nothing = {"name": "API", "kind": "api", "model": "m", "price": "unknown"}
    assert answer(scenario(nothing)).curves == ()


@pytest.mark.parametrize("share", [1e-6, 1.0, 1e6])
def test_points_go_from_left_to_right(share: float) -> None:
    """Volumes never fall, whatever the scale."""
    volumes = {name: value * share for name, value in VOLUMES.items()}
    for one in answer(scenario(API, RENTED, workload=volumes)).curves:
        assert list(one.tokens_per_month) == sorted(one.tokens_per_month)
        assert len(one.tokens_per_month) <= 80
