"""Promises of curve: hand-worked values, and laws that hold for every curve."""

from __future__ import annotations

import sys
from math import inf, isnan, nan
from subprocess import run
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.figures import maximum
from c3calc.evaluate.curve import Curve, Kink, Stair, ceil_of, floor_at, inverse

if TYPE_CHECKING:
    from collections.abc import Callable

volumes = st.floats(0.0, 1e4)
amounts = st.floats(0.0, 1e4)
slopes = st.floats(0.0, 10.0)
stairs = st.builds(
    Stair,
    width=st.floats(0.5, 1e3),
    height=st.floats(-100.0, 100.0),
    spares=st.integers(0, 2),
    per_replica=st.sampled_from([1.0, 2.0, 4.0]),
    pack=st.sampled_from([1.0, 2.0, 8.0]),
)
kinks = st.builds(Kink, at=st.integers(0, 20).map(float), slope=slopes)
curves = st.builds(
    Curve,
    fixed=st.floats(-1e3, 1e3),
    slope=st.floats(-10.0, 10.0),
    stairs=st.lists(stairs, max_size=3).map(tuple),
    kinks=st.lists(kinks, max_size=3).map(tuple),
)
rising_curves = st.builds(Curve, fixed=amounts, slope=slopes, kinks=st.lists(kinks, max_size=4).map(tuple))


def close(x: float) -> object:
    """Equal up to rounding of sums whose terms may be some 1e5 large."""
    return pytest.approx(x, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("expected", "x"),
    [(0.0, 0.0), (1.0, 0.2), (3.0, 3.0), (3.0, 0.3 / 0.1 * 1.0000000000000002), (3.0, 3.0 + 1e-9), (4.0, 3.00001)],
)
def test_ceil_ignores_float_noise(expected: float, x: float) -> None:
    """Ceil does not take float noise for another unit."""
    assert expected == ceil_of(x)
    assert [expected] == list(ceil_of(np.array([x])))


def test_helpers_keep_nan() -> None:
    """Ceil and maximum keep the unknown unknown, on whichever side it is."""
    assert isnan(ceil_of(nan))
    assert isnan(maximum(nan, 1.0))
    assert isnan(maximum(1.0, nan))
    assert np.isnan(maximum(np.array([nan, 1.0]), np.array([1.0, nan]))).all()
    assert np.isnan(maximum(1.0, np.array([nan]))).all()


def test_maximum_of_floats_and_arrays() -> None:
    """Maximum takes floats and arrays in either place."""
    assert maximum(2, 1.5) == 2.0
    assert list(maximum(2.0, np.array([1.0, 3.0]))) == [2.0, 3.0]
    assert list(maximum(np.array([1.0, 3.0]), 2.0)) == [2.0, 3.0]
    assert maximum(np.array([[1.0], [3.0]]), np.array([0.0, 2.0])).tolist() == [[1.0, 2.0], [3.0, 3.0]]


@pytest.mark.parametrize(
    ("expected", "tokens"), [(70.0, 0.0), (70.0, 1.0), (70.0, 100.0), (140.0, 100.1), (140.0, 200.0), (210.0, 200.1)]
)
def test_stair_by_hand(expected: float, tokens: float) -> None:
    """A stair adds a unit just above each width, and has at least one."""
    assert expected == Stair(width=100.0, height=70.0)(tokens)


@pytest.mark.parametrize(("expected", "tokens"), [(1000.0, 225.0), (2000.0, 226.0), (2000.0, 525.0), (3000.0, 526.0)])
def test_stair_of_servers(expected: float, tokens: float) -> None:
    """A stair rents whole servers for replicas and spares.

    Two GPUs a replica, one spare, eight GPUs a server: 3 + 1 replicas fill one server, 7 + 1 two.
    """
    servers = Stair(width=75.0, height=1000.0, spares=1, per_replica=2.0, pack=8.0)
    assert expected == servers(tokens)


@pytest.mark.parametrize(
    ("expected", "tokens"), [(1.0, 60.0), (2.0, 61.0), (2.0, 180.0), (3.0, 181.0), (3.0, 300.0), (4.0, 301.0)]
)
def test_early_steps_come_before_the_width_asks_for_them(expected: float, tokens: float) -> None:
    """One replica carries 60 and two 180, where many carry 100 each."""
    stair = Stair(100.0, early=(60.0, 180.0))
    assert stair(tokens) == expected
    assert list(stair(np.array([tokens, 1000.0]))) == [expected, 10.0]


def test_stair_at_its_steps() -> None:
    """A volume of exactly n widths needs n replicas, however the product was rounded."""
    width = 0.1
    assert [float(n) for n in range(1, 2000)] == [Stair(width)(n * width) for n in range(1, 2000)]


def test_kink_by_hand() -> None:
    """A kink counts only the tokens above it."""
    assert [Kink(100.0, 2.0)(v) for v in (0.0, 100.0, 130.0)] == [0.0, 0.0, 60.0]


@pytest.mark.parametrize(
    "make", [lambda: Stair(0.0), lambda: Stair(inf), lambda: Stair(1.0, pack=0.0), lambda: Kink(-1.0, 1.0)]
)
def test_impossible_terms(make: Callable[[], object]) -> None:
    """A stair without a width or a pack, and a kink below zero, are refused."""
    with pytest.raises(ValueError, match="needs a"):
        make()


def test_curve_by_hand() -> None:
    """A curve is the sum of its terms: 100 + 0.5 x 250 + 3 replicas x 40 + 2 x (250 - 200) = 445."""
    curve = Curve(100.0, 0.5, (Stair(100.0, 40.0),), (Kink(200.0, 2.0),))
    assert curve(250.0) == 445.0


def test_equal_terms_merge() -> None:
    """Equal stairs and kinks merge, so that sums stay small."""
    gpu, overflow = Curve(stairs=(Stair(100.0, 40.0),)), Curve(kinks=(Kink(200.0, 2.0),))
    total = gpu + overflow + gpu + 3.0 * overflow
    assert total == Curve(stairs=(Stair(100.0, 80.0),), kinks=(Kink(200.0, 8.0),))


def test_is_fixed() -> None:
    """Only what is known not to depend on the volume is fixed."""
    stair = Curve(stairs=(Stair(100.0, 40.0),))
    assert Curve.constant(5.0).is_fixed
    assert (stair - stair).is_fixed
    assert not stair.is_fixed
    assert not Curve.linear(np.array([0.0, 1.0])).is_fixed
    assert not Curve.linear(nan).is_fixed


@pytest.mark.parametrize(
    "curve",
    [
        Curve(nan),
        Curve(slope=nan),
        Curve(stairs=(Stair(nan, 0.0),)),
        Curve(stairs=(Stair(1.0, nan),)),
        Curve(stairs=(Stair(1.0, 1.0, nan),)),
        Curve(kinks=(Kink(nan, 0.0),)),
        Curve(kinks=(Kink(1e9, nan),)),
    ],
)
def test_one_unknown_number(curve: Curve) -> None:
    """One unknown number makes the value unknown, whatever it is multiplied by or merged with."""
    for unknown in (curve, 0.0 * curve, curve - curve, curve + Curve(1.0), Curve(1.0) - curve):
        assert isnan(unknown(0.0))
        assert isnan(unknown(5.0))


def test_unknown_floor() -> None:
    """An unknown commitment or price leaves the bill unknown."""
    assert isnan(floor_at(Curve.linear(1.0), nan)(5.0))
    assert isnan(floor_at(Curve.linear(nan), 5.0)(5.0))
    assert isnan(floor_at(Curve(kinks=(Kink(nan, 1.0),)), 5.0)(5.0))
    assert isnan(inverse(Curve.linear(nan), 5.0))


def test_commitment_by_hand() -> None:
    """A commitment is flat until it is used up, then goes on at the price.

    1,000 a month at 4 per Mtok is used up at 250M; 300M cost 1,200.
    """
    bill = floor_at(Curve.linear(4e-6), 1000.0)
    assert [bill(v) for v in (0.0, 200e6, 250e6)] == [1000.0, 1000.0, 1000.0]
    assert bill(300e6) == pytest.approx(1200.0)


def test_commitment_without_effect() -> None:
    """A commitment no higher than what is paid anyway changes nothing."""
    assert floor_at(Curve(20.0, 1.0), 20.0) == Curve(20.0, 1.0)


def test_commitment_never_used_up() -> None:
    """A commitment that is never used up is all there is to pay.

    The slopes of the second curve cancel up to rounding: 0.3 - 0.1 - 0.2 is -2.8e-17, which is not a price.
    """
    assert floor_at(Curve(20.0), 50.0) == Curve(50.0)
    assert floor_at(Curve(0.0, 0.3, kinks=(Kink(10.0, -0.1), Kink(20.0, -0.2))), 50.0) == Curve(50.0)


def test_inverse_by_hand() -> None:
    """An invoice is explained by the volume on the piece where it lies.

    100 + 2 V up to 50, then 5 a token: 200 is reached at 50, 350 at 80.
    """
    curve = Curve(100.0, 2.0, kinks=(Kink(50.0, 3.0),))
    assert [inverse(curve, amount) for amount in (90.0, 100.0, 150.0, 200.0, 350.0)] == [0.0, 0.0, 25.0, 50.0, 80.0]


def test_inverse_on_a_flat() -> None:
    """Where the curve is flat, the smallest volume is given: 1 a token up to 10, nothing up to 30, then 1 again."""
    curve = Curve(0.0, 1.0, kinks=(Kink(10.0, -1.0), Kink(30.0, 1.0)))
    assert [inverse(curve, amount) for amount in (10.0, 12.0)] == [10.0, 32.0]


def test_inverse_that_is_none() -> None:
    """An amount that is never reached and a curve with steps are refused."""
    with pytest.raises(ValueError, match="never reaches"):
        inverse(Curve(100.0), 200.0)
    with pytest.raises(ValueError, match="never reaches"):
        inverse(Curve.linear(np.array([1.0, 0.0])), 200.0)
    with pytest.raises(ValueError, match="without stairs"):
        inverse(Curve(stairs=(Stair(1.0),)), 200.0)
    with pytest.raises(ValueError, match="without stairs"):
        floor_at(Curve(stairs=(Stair(1.0),)), 200.0)


def test_floors_of_draws() -> None:
    """Arrays of draws answer for each draw alone, even where their kinks lie in another order."""
    price, commitment, free = np.array([1.0, 2.0, 4.0]), np.array([10.0, 100.0, 1.0]), np.array([5.0, 20.0, 0.0])
    curve = Curve(2.0, price, kinks=(Kink(free, 0.5), Kink(10.0, 1.0)))
    each = [
        Curve(2.0, float(p), kinks=(Kink(float(f), 0.5), Kink(10.0, 1.0))) for p, f in zip(price, free, strict=True)
    ]
    assert list(inverse(curve, commitment)) == [inverse(c, a) for c, a in zip(each, commitment, strict=True)]
    for tokens in (0.0, 7.0, 60.0):
        expected = [floor_at(c, a)(tokens) for c, a in zip(each, commitment, strict=True)]
        assert expected == pytest.approx(list(floor_at(curve, commitment)(tokens)))


def test_array_times_curve() -> None:
    """An array times a curve is a curve of arrays, not an array of curves."""
    draws = np.array([1.0, 2.0])
    curve = draws * Curve(1.0, 1.0, (Stair(10.0),))
    assert list(curve(20.0)) == [23.0, 46.0]
    assert list((np.float64(2.0) * Curve(draws))(0.0)) == [2.0, 4.0]


def test_arrays_stay_as_they_were() -> None:
    """Evaluating a curve never writes into an array it was given."""
    fixed = np.array([1.0, 2.0])
    Curve(fixed, 1.0, (Stair(10.0),))(5.0)
    assert list(fixed) == [1.0, 2.0]


def test_stairs_over_arrays() -> None:
    """Stairs over equal arrays merge, stairs over another one add up; the values agree."""
    width = np.array([10.0, 20.0])
    one, equal, other = (Curve(stairs=(Stair(w),)) for w in (width, width.copy(), width * 2))
    assert len((one + equal).stairs) == 1
    assert len((one + other).stairs) == 2
    assert list((one + equal)(15.0)) == [4.0, 2.0]
    assert list((one + other)(15.0)) == [3.0, 2.0]


@given(curves, curves, st.floats(-10.0, 10.0), volumes)
def test_linearity(f: Curve, g: Curve, k: float, v: float) -> None:
    """Sums, differences and multiples of curves are those of their values."""
    assert (f + g)(v) == close(f(v) + g(v))
    assert (f - g)(v) == close(f(v) - g(v))
    assert (k * f)(v) == (f * k)(v) == close(k * f(v))


@given(curves, st.lists(volumes, min_size=1, max_size=5))
def test_arrays_of_volumes(curve: Curve, tokens: list[float]) -> None:
    """An array of volumes gives what each volume gives."""
    assert [curve(v) for v in tokens] == list(np.broadcast_to(curve(np.array(tokens)), len(tokens)))


@given(st.lists(curves, min_size=2, max_size=2), volumes)
def test_arrays_of_fields(pair: list[Curve], v: float) -> None:
    """Draws in the fields give what each draw gives."""

    def both(name: str) -> np.ndarray:
        return np.array([getattr(c, name) for c in pair])

    stair = Stair(np.array([3.0, 7.0]), 2.0, np.array([0, 1]), np.array([1.0, 2.0]), 8.0)
    singles = [Stair(3.0, 2.0, 0, 1.0, 8.0), Stair(7.0, 2.0, 1, 2.0, 8.0)]
    expected = [Curve(c.fixed, c.slope, (s,))(v) for c, s in zip(pair, singles, strict=True)]
    assert expected == list(Curve(both("fixed"), both("slope"), (stair,))(v))


@given(rising_curves, amounts, volumes)
def test_floor_law(curve: Curve, amount: float, v: float) -> None:
    """A floor is the larger of curve and amount at every volume."""
    assert floor_at(curve, amount)(v) == close(max(curve(v), amount))


@given(rising_curves, amounts)
def test_inverse_law(curve: Curve, amount: float) -> None:
    """The inverse is the first volume that costs the amount."""
    if curve(1e4) < amount:
        return
    volume = inverse(curve, amount)
    assert curve(volume) == close(max(amount, curve(0.0)))
    assert volume == 0.0 or curve(volume * 0.999) < amount


@given(rising_curves, amounts)
def test_inverse_of_arrays(curve: Curve, amount: float) -> None:
    """The inverse of arrays is the inverse of each."""
    if curve(1e4) < amount:
        return
    assert [inverse(curve, amount)] == pytest.approx(list(inverse(curve * np.ones(1), amount)))


def test_no_numpy() -> None:
    """Arithmetic on floats does not load NumPy."""
    imports = "import sys, c3calc.evaluate.crossover, c3calc.evaluate.discounting"
    code = f"{imports}; c3calc.evaluate.curve.Curve()(1.0); sys.exit('numpy' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
