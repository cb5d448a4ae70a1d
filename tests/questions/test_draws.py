"""Draws: what their distributions are, that they repeat, and that the point answer is inside them."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.ranges import FORMS, Range
from c3calc.questions.draws import CHUNK, Draws, OneAtATime, Sampler, quantile, quantiles, samplers, spread

TRIANGULAR, UNIFORM, LOGNORMAL, NORMAL = FORMS
FIRST = [0.1, 0.5, 0.3, 0.9, 0.7]
SHARES = np.array([0.05, 0.5, 0.95])


@pytest.mark.parametrize(
    ("form", "numbers", "expected"),
    [
        # (x - 1)^2 / (4 x 1) = 0.05 left of the mode 2 of (1, 2, 5); (5 - x)^2 / (4 x 3) = 0.5 and 0.05 right of it
        (TRIANGULAR, (1.0, 2.0, 5.0), (1 + 0.2**0.5, 5 - 6**0.5, 5 - 0.6**0.5)),
        (UNIFORM, (10.0, 20.0), (10.5, 15.0, 19.5)),
        # ln 4 between P10 and P90 is 2 x 1.2816 standard deviations
        (LOGNORMAL, (1.0, 4.0), (2 * 4 ** (-1.644854 / 2.563103), 2.0, 2 * 4 ** (1.644854 / 2.563103))),
        (NORMAL, (100.0, 10.0), (83.55146, 100.0, 116.44854)),
    ],
)
def test_quantiles_of_every_form(
    form: tuple[str, ...], numbers: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    """Worked by hand."""
    assert quantiles(Range(form, numbers), SHARES) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("form", "numbers"),
    [(TRIANGULAR, (1.0, 2.0, 5.0)), (UNIFORM, (1.0, 5.0)), (LOGNORMAL, (1.0, 4.0)), (NORMAL, (3.0, 1.0))],
)
def test_draws_have_the_quantiles_of_their_form_and_the_central_value_first(
    form: tuple[str, ...], numbers: tuple[float, ...]
) -> None:
    """A Latin hypercube holds them to one part in its count."""
    wanted = Range(form, numbers)
    drawn = Sampler(1000, (7,))("x", wanted)
    assert isinstance(drawn, Draws)
    assert float(drawn) == wanted.central
    assert [quantile(spread([drawn]), s) for s in SHARES] == pytest.approx(quantiles(wanted, SHARES), rel=5e-3)


def test_one_key_has_one_set_of_draws_and_two_keys_have_nothing_in_common() -> None:
    """A shared entry stays correlated with itself, whatever rests on it; two entries are independent."""
    sample, wanted = Sampler(2000, (1,)), Range(UNIFORM, (0.0, 1.0))
    same, other = sample("a", wanted), sample("b", wanted)
    assert sample("a", wanted) is same
    assert abs(float(np.corrcoef(np.asarray(same)[1:], np.asarray(other)[1:])[0, 1])) < 0.07  # 3 / sqrt(2000)


def test_a_seed_repeats_and_another_one_does_not() -> None:
    """Same input, same draws; adding an input moves no other's."""
    wanted = Range(UNIFORM, (0.0, 1.0))
    one, again, other = (Sampler(50, seed)("a", wanted) for seed in ((1, 0), (1, 0), (2, 0)))
    assert np.array_equal(np.asarray(one), np.asarray(again))
    assert not np.array_equal(np.asarray(one), np.asarray(other))
    crowded = Sampler(50, (1, 0))
    crowded("before", wanted)
    assert np.array_equal(np.asarray(crowded("a", wanted)), np.asarray(one))


def test_the_first_draws_are_those_of_every_numpy() -> None:
    """Five draws of (0, 1) are the middles of fifths in an order that NumPy promises to keep."""
    drawn = Sampler(5, (0, 0))("a", Range(UNIFORM, (0.0, 1.0)))
    assert sorted(np.asarray(drawn)[1:]) == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert np.asarray(drawn)[1:] == pytest.approx(FIRST)


def test_no_draw_lies_outside_of_what_its_field_may_be() -> None:
    """A wide normal share is cut off at 0 and 1, and so is a lognormal: no lump of draws lies on either end."""
    for form, numbers in ((NORMAL, (0.5, 1.0)), (LOGNORMAL, (0.3, 0.9)), (NORMAL, (1.0, 0.5))):
        drawn = np.asarray(Sampler(500, (3,))("s", Range(form, numbers, bounds=(0.0, 1.0))))
        assert 0 < drawn[1:].min() < drawn[1:].max() < 1
        assert len(set(drawn[1:].tolist())) == 500


def test_a_normal_number_is_cut_off_at_its_bound() -> None:
    """100 -/+ 100 from 0 on: P5 is 16.10 and P95 272.72, for 15.87 % of the whole is cut away; the mean is 128.76."""
    cut = Range(NORMAL, (100.0, 100.0), bounds=(0.0, 1e30))
    left = NormalDist().cdf(-1)
    expected = [100 + 100 * NormalDist().inv_cdf(left + share * (1 - left)) for share in SHARES.tolist()]
    assert expected[::2] == pytest.approx([16.10, 272.72], abs=0.005)
    assert quantiles(cut, SHARES) == pytest.approx(expected)
    drawn = Sampler(10_000, (0,))("x", cut)
    assert np.asarray(drawn)[1:].mean() == pytest.approx(100 + 100 * NormalDist().pdf(-1) / (1 - left), rel=1e-4)
    assert float(drawn) == 100
    assert set(np.asarray(Sampler(7, (0,))("x", Range(NORMAL, (1.0, 0.0), bounds=(0.0, 1.0)))).tolist()) == {1.0}


@given(st.floats(-1e6, 1e6))
def test_a_range_without_width_is_its_value_in_every_draw(value: float) -> None:
    """To the last bit."""
    for form, numbers in ((TRIANGULAR, (value,) * 3), (UNIFORM, (value, value)), (NORMAL, (value, 0.0))):
        assert set(np.asarray(Sampler(7, (0,))("x", Range(form, numbers))).tolist()) == {value}


def test_many_draws_come_in_pieces() -> None:
    """Memory does not grow with their number."""
    assert [s.count for s in samplers(2 * CHUNK + 5, 0)] == [CHUNK, CHUNK, 5]


def test_what_is_certain_is_itself() -> None:
    """A plain number is no array."""
    assert Sampler(5, (0,))("x", 3.0) == 3.0


def test_draws_are_decided_by_their_central_value() -> None:
    """As a truth, a number, a text."""
    drawn = np.array([2.0, 5.0, -1.0]).view(Draws)
    assert (bool(drawn > 1), float(drawn), int(drawn), round(drawn / 3, 2), f"{drawn:.1f}") == (
        True,
        2.0,
        2,
        0.67,
        "2.0",
    )
    assert (max(1.0, drawn) is drawn, min(drawn, 1.0)) == (True, 1.0)


def test_a_power_of_draws_is_pythons_where_it_is_central() -> None:
    """NumPy's own may end in another bit."""
    drawn = np.array([1.08, 1.05, 1.08]).view(Draws)
    assert np.asarray(drawn ** (1 / 12)).tolist() == [
        1.08 ** (1 / 12),
        pytest.approx(1.05 ** (1 / 12)),
        1.08 ** (1 / 12),
    ]
    assert float(0.97**drawn) == 0.97**1.08
    assert float(drawn**drawn) == 1.08**1.08


def test_one_input_at_a_time() -> None:
    """The first element is central everywhere; each of the others moves one input."""
    values: dict[str, Any] = {"a": np.array([1.0, 9.0]), "b": np.array([7.0])}
    moved = OneAtATime({"a": 5.0, "b": 6.0}, values)
    assert np.asarray(moved("a", 5.0)).tolist() == [5.0, 1.0, 9.0, 5.0]
    assert np.asarray(moved("b", 6.0)).tolist() == [6.0, 6.0, 6.0, 7.0]
    assert moved("c", Range(UNIFORM, (1.0, 3.0))) == 2.0
    total = moved("a", 5.0) + moved("b", 6.0)
    assert moved.of("a", total).tolist() == [7.0, 15.0]
    assert moved.of("b", 4.0).tolist() == [4.0]


def test_a_quantile_lies_between_two_draws_on_the_line() -> None:
    """A quarter of the way from 10 to 20 and 30."""
    assert quantile(np.array([10.0, 20.0, 30.0]), 0.25) == 15.0
    assert quantile(spread([4.0]), 0.95) == 4.0
    assert NormalDist().inv_cdf(0.95) == pytest.approx(1.644854, abs=1e-6)
