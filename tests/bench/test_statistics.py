"""Promises about repeated runs and energy per token: figures worked by hand, and laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.bench.energy import Load, Reading, batch_line, integrated, separated, step_s, window_energy
from c3calc.bench.statistics import difference, half_width_share, outliers, quantile, sample, t95

POSITIVE = st.floats(0.1, 1e4)


def test_a_sample_of_three() -> None:
    """2, 4, 6: mean 4, sd 2, interval 4 +- 4.303 x 2 / sqrt(3) = 4 +- 4.9687."""
    found = sample([2.0, 6.0, 4.0])
    assert (found.runs, found.mean, found.median, found.sd, found.smallest, found.largest) == (3, 4, 4, 2, 2, 6)
    assert (found.low, found.high) == pytest.approx((-0.9687, 8.9687), abs=1e-4)


def test_one_run_says_nothing_of_its_spread() -> None:
    """The interval of a single run is not known, so it is never narrow."""
    found = sample([5.0])
    assert math.isnan(found.sd) and math.isnan(found.high)  # noqa: PT018
    assert half_width_share(found) == math.inf


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.706), (4, 2.776), (30, 2.042), (60, 2.000), (120, 1.980)])
def test_students_t(freedom: int, t: float) -> None:
    """The values of the tables, and between and beyond them the expansion."""
    assert t95(freedom) == pytest.approx(t, abs=1e-3)


def test_a_run_far_from_the_others_is_an_outlier() -> None:
    """10, 11, 9, 10, 30: MAD 1, and 0.6745 x 20 = 13.5 is above 3.5; equal runs have none."""
    assert outliers([10, 11, 9, 10, 30]) == [False, False, False, False, True]
    assert outliers([5, 5, 5, 9]) == [False] * 4


def test_a_quantile_lies_between_ranks() -> None:
    """The 0.95 quantile of 1 to 5 is 4.8."""
    assert quantile([3, 1, 2, 5, 4], 0.95) == pytest.approx(4.8)


def test_the_difference_of_two_means() -> None:
    """Means 100 and 110, sd 2, 5 runs each: error 1.2649, 8 degrees of freedom, t 2.306: 10 % +- 2.92 %."""
    one, other = (sample([m - 2.3094, m - 1.1547, m, m + 1.1547, m + 2.3094]) for m in (100.0, 110.0))
    found = difference(one, other)
    half = 2.306 * math.sqrt(2 * one.sd**2 / 5) / 100
    assert (found.share, found.low, found.high) == pytest.approx((0.1, 0.1 - half, 0.1 + half), abs=1e-4)
    assert found.is_clear


@given(st.lists(POSITIVE, min_size=2, max_size=20))
def test_a_sample_does_not_differ_from_itself(values: list[float]) -> None:
    """The interval of the difference holds 0."""
    found = difference(sample(values), sample(values))
    assert found.low <= 0 <= found.high


def test_input_and_output_are_told_apart() -> None:
    """1,000 in and 10 out take 120 J, 1,000 in and 100 out 300 J: 2 J an output token, 0.1 J an input token."""
    assert separated(Load(1, 1000, 10, 120), Load(1, 1000, 100, 300)) == pytest.approx((0.1, 2.0))


def test_two_loads_of_one_mix_tell_nothing() -> None:
    """Twice the same work has no two unknowns in it."""
    assert all(map(math.isnan, separated(Load(1, 100, 10, 50), Load(2, 200, 20, 100))))


@given(POSITIVE, POSITIVE, st.integers(1, 10_000), st.integers(1, 10_000))
def test_what_was_put_together_comes_apart(a: float, b: float, into: int, out: int) -> None:
    """For any energy of a token, prompts alone and whole requests give it back."""
    loads = Load(1, into, 0, into * a), Load(1, into, out, into * a + out * b)
    assert separated(*loads) == pytest.approx((a, b), rel=1e-6)


def test_idle_is_taken_off() -> None:
    """1,000 J in 2 s at 100 W idle are 800 J of work; mean power 500 W."""
    load = Load(2, 10, 10, 1000)
    assert (load.less_idle(100).energy_j, load.power_w) == (800, 500)


def test_energy_falls_with_the_batch() -> None:
    """10, 6 and 4 J at 1, 2 and 4 lie on 2 + 8 / B exactly."""
    line = batch_line([1, 2, 4], [10, 6, 4])
    assert line is not None
    assert (line.a_j, line.b_j, line.a_error_j, line.b_error_j) == pytest.approx((2, 8, 0, 0), abs=1e-9)


def test_a_line_through_four_points_has_an_error() -> None:
    """11, 6, 4, 3.5 J at 1, 2, 4, 8: Sxx 0.449219, Sxy 3.953125, b 8.8, a 2; residuals 0.2, -0.4, -0.2, 0.4 leave 0.2.

    Errors: sqrt(0.2 / 0.449219) = 0.66725 and sqrt(0.2 (1 / 4 + 0.46875^2 / 0.449219)) = 0.38448.
    """
    line = batch_line([1, 2, 4, 8], [11, 6, 4, 3.5])
    assert line is not None
    assert (line.a_j, line.b_j) == pytest.approx((2, 8.8))
    assert (line.a_error_j, line.b_error_j) == pytest.approx((0.38448, 0.66725), abs=1e-5)


def test_one_concurrency_is_no_line() -> None:
    """A line needs two."""
    assert batch_line([4, 4], [1, 2]) is None


# Energy of a window


def ticking(watts: float, end_s: float, tick_s: float = 0.1, poll_s: float = 0.02, **more: float) -> list[Reading]:
    """Return what polling a counter of this step shows."""
    times = [i * poll_s for i in range(round(end_s / poll_s) + 1)]
    return [Reading(t, watts * int(t / tick_s + 1e-9) * tick_s, more.get("power_w", watts)) for t in times]


def test_power_over_time() -> None:
    """100 W at 0 s and 200 W at 2 s are 300 J; from 1 to 2 s 175 J."""
    readings = [Reading(0, power_w=100), Reading(2, power_w=200)]
    assert (integrated(readings, 0, 2), integrated(readings, 1, 2)) == (300, 175)
    assert math.isnan(integrated([Reading(0)], 0, 2))


@pytest.mark.parametrize(("begin", "end"), [(0.31, 10.31), (0.55, 10.5), (0.4, 2.47)])
def test_a_counter_that_moves_in_steps_gives_the_energy_between_them(begin: float, end: float) -> None:
    """412 W constantly: whatever the window, the energy is 412 x its seconds, to 0.1 %."""
    found = window_energy(ticking(412, 11), begin, end)
    assert found.energy_j == pytest.approx(412 * (end - begin), rel=1e-3)
    assert found.gap_share < 0.002


def test_without_power_the_slack_is_shared_out() -> None:
    """RAPL has a counter only: 50 W from 0.31 to 5.31 s are 250 J."""
    readings = [Reading(r.at_s, r.counter_j) for r in ticking(50, 6)]
    assert window_energy(readings, 0.31, 5.31).energy_j == pytest.approx(250, rel=1e-3)


def test_a_counter_that_wraps_around_goes_on() -> None:
    """At 262 J it begins anew; 50 W for 8 s are 400 J all the same. Without a range it is one that went back."""
    readings = [Reading(r.at_s, r.counter_j % 262) for r in ticking(50, 9, tick_s=0.001, poll_s=0.05)]
    assert window_energy(readings, 0.5, 8.5, wrap_j=262).energy_j == pytest.approx(400, rel=1e-3)
    assert window_energy(readings, 0.5, 8.5).went_back


def test_a_counter_that_stands_still_is_not_believed() -> None:
    """Ten seconds without a step: the integrated power counts."""
    readings = [Reading(r.at_s, 1000.0, 412.0) for r in ticking(412, 11)]
    found = window_energy(readings, 0.5, 10.5)
    assert (found.stuck, found.energy_j) == (True, pytest.approx(4120))


def test_the_step_of_a_counter_is_found() -> None:
    """A counter that moves every 0.1 s, looked at every 0.02 s."""
    assert step_s(ticking(412, 5)) == pytest.approx(0.1, abs=0.011)
    assert math.isnan(step_s(ticking(412, 0.1)))
