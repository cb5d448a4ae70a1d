"""Promises of crossover: cases worked by hand, and laws checked against dense sampling."""

from __future__ import annotations

from itertools import pairwise, permutations
from math import inf, nan
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from c3calc.evaluate.crossover import MAX_SEGMENTS, Crossing, Crossings, Envelope, Segment, crossings, lower_envelope
from c3calc.evaluate.curve import Curve, Kink, Stair, floor_at

if TYPE_CHECKING:
    import random

LIMIT = 120.0
SAMPLES = [0.013 + 0.73 * i for i in range(164)]  # 0.013 to 119.0; on no breakpoint of the curves below


@st.composite
def stairs_with_early_steps(draw: st.DrawFn) -> Stair:
    """Return a stair whose first few steps may come before their time."""
    width = float(draw(st.integers(2, 40)))
    early = draw(st.lists(st.floats(0.05, 0.95), max_size=3).map(sorted))
    return Stair(
        width,
        height=float(draw(st.integers(0, 40))),
        spares=draw(st.integers(0, 2)),
        per_replica=draw(st.sampled_from([1.0, 2.0, 4.0])),
        pack=draw(st.sampled_from([1.0, 2.0, 8.0])),
        early=tuple((n + 1) * width * share for n, share in enumerate(early)),
    )


stairs = stairs_with_early_steps()
kinks = st.builds(Kink, at=st.integers(0, 130).map(float), slope=st.integers(-8, 16).map(lambda n: n / 8))
curves = st.builds(
    Curve,
    fixed=st.integers(0, 60).map(float),
    slope=st.integers(0, 16).map(lambda n: n / 8),
    stairs=st.lists(stairs, max_size=3).map(tuple),
    kinks=st.lists(kinks, max_size=3).map(tuple),
)
choices = st.lists(st.tuples(curves, st.sampled_from([20.0, 75.5, LIMIT])), min_size=1, max_size=5)


def order(f: Curve, g: Curve, tokens: float) -> int | None:
    """Return which curve is clearly cheaper at a volume, or None where they are as good as equal."""
    a, b = f(tokens), g(tokens)
    return None if a == pytest.approx(b, rel=1e-7, abs=1e-12) else int(b < a)


def promised(found: Crossings, tokens: float) -> int:
    """Return which curve the crossings say is cheaper at a volume."""
    passed = [c for c in found.points if c.tokens is not None and c.tokens < tokens]
    return passed[-1].above if passed else found.points[0].below


def at(envelope: Envelope, tokens: float) -> int | None:
    """Return which curve the envelope says is cheapest at a volume."""
    return next((s.index for s in envelope.segments if s.start < tokens <= s.stop), None)


def listed(found: Crossings) -> list[tuple[str, float, int]]:
    """Return kind, volume rounded to a thousandth, and the cheaper one above."""
    return [(c.kind, round(c.tokens or nan, 3), c.above) for c in found.points]


def test_published_example() -> None:
    """The article's own full costs break even at 497.5M tokens: 2,105 a month / 4.2307692 per Mtok."""
    (crossing,) = crossings(Curve.linear(4.2307692e-6), Curve.constant(2105.0)).points
    assert (crossing.kind, crossing.below, crossing.above) == ("equal", 0, 1)
    assert crossing.tokens == pytest.approx(497.545e6, rel=1e-6)


def test_stairs_against_a_line() -> None:
    """A line passes a staircase between its steps and is passed at the steps, until touching is no crossing.

    50 per started 100 tokens against 0.6 a token: they meet at 50 n / 0.6; the steps at 100, 200, 300 and 400 lift the
    stair above the line again; at 500 it rises from 250 to the 300 of the line and no higher.
    """
    found = crossings(Curve(stairs=(Stair(100.0, 50.0),)), Curve.linear(0.6))
    expected = [("equal", 83.333, 0), ("step", 100.0, 1), ("equal", 166.667, 0), ("step", 200.0, 1)]
    expected += [("equal", 250.0, 0), ("step", 300.0, 1), ("equal", 333.333, 0), ("step", 400.0, 1)]
    assert [*expected, ("equal", 416.667, 0)] == listed(found)
    assert found.examined_to == inf


def test_early_steps_against_a_line() -> None:
    """One replica carries 60 and two 180 where a hundred would carry 100 each: 50 each against 0.6 a token, up to 250.

    50 at 0 to 60, 100 to 180, 150 to 300. The line passes at 83.33 = 50 / 0.6 only if it is not lifted before: at 60
    the stair jumps to 100, met at 166.67; at 180 to 150, met at 250.
    """
    found = crossings(Curve(stairs=(Stair(100.0, 50.0, early=(60.0, 180.0)),)), Curve.linear(0.6), 251.0)
    assert listed(found) == [("equal", 166.667, 0), ("step", 180.0, 1), ("equal", 250.0, 0)]


def test_two_staircases() -> None:
    """Two staircases cross at steps only: 30 per started 10 tokens against 100 per started 40, up to 125.

    Just above 30: 120 > 100; 40: 150 < 200; 60: 210 > 200; 80: 270 < 300; 90: 300 = 300, and from 100 on 330 > 300,
    so the order flips at 90, where equality begins; 120: 390 < 400.
    """
    found = crossings(Curve(stairs=(Stair(10.0, 30.0),)), Curve(stairs=(Stair(40.0, 100.0),)), 125.0)
    expected = [("step", 30.0, 1), ("step", 40.0, 0), ("step", 60.0, 1), ("step", 80.0, 0)]
    assert [*expected, ("step", 90.0, 1), ("step", 120.0, 0)] == listed(found)


def test_commitment() -> None:
    """An API with a commitment meets rent both before and after it is used up.

    1 a token, at least 60, against 20 + 0.75 a token: 60 = 20 + 0.75 V at 53.333, V = 20 + 0.75 V at 80.
    """
    found = crossings(floor_at(Curve.linear(1.0), 60.0), Curve(20.0, 0.75))
    assert listed(found) == [("equal", 53.333, 0), ("equal", 80.0, 1)]


def test_touching() -> None:
    """Touching without a flip is no crossing: 10 - V up to 10, then V - 10, touches 0 at 10."""
    found = crossings(Curve(10.0, -1.0, kinks=(Kink(10.0, 2.0),)), Curve())
    assert found == Crossings((Crossing("never", None, 1, 1),))


def test_equal_range() -> None:
    """Equality between two orders is one crossing at its start: V, but 10 from 10 to 20, then V - 10, against 10."""
    plateau = Curve(0.0, 1.0, kinks=(Kink(10.0, -1.0), Kink(20.0, 1.0)))
    assert listed(crossings(plateau, Curve(10.0))) == [("equal", 10.0, 1)]


def test_equal_range_after_a_step() -> None:
    """Equality that begins with a step is a crossing of kind step: 10, from 10 on 20, from 20 on 30, against 20."""
    assert listed(crossings(Curve(stairs=(Stair(10.0, 10.0),)), Curve(20.0))) == [("step", 10.0, 1)]


def test_equal_at_first() -> None:
    """Equality at the beginning is no crossing, since no order was there to flip."""
    assert crossings(Curve(10.0, kinks=(Kink(5.0, 1.0),)), Curve(10.0)).points == (Crossing("never", None, 1, 1),)


def test_limit() -> None:
    """A crossing beyond the limit is never."""
    assert crossings(Curve.linear(1.0), Curve(50.0), 49.0) == Crossings((Crossing("never", None, 0, 0),))


def test_same_curve() -> None:
    """A curve never crosses itself, and the first is named."""
    curve = Curve(10.0, 1.0, (Stair(7.0, 3.0),), (Kink(5.0, 1.0),))
    assert crossings(curve, curve) == Crossings((Crossing("never", None, 0, 0),))


def test_parallel_lines() -> None:
    """Parallel lines never cross."""
    assert crossings(Curve(2.0, 1.0), Curve(1.0, 1.0)) == Crossings((Crossing("never", None, 1, 1),))


def test_noise_between_widths() -> None:
    """Staircases whose widths differ by float noise step together."""
    noisy = Curve(stairs=(Stair(100.0 * (1.0 - 3e-16), 50.0),))
    assert crossings(noisy, Curve(1.0, stairs=(Stair(100.0, 50.0),)), 1e4).points == (Crossing("never", None, 0, 0),)


def test_endless_crossings() -> None:
    """A walk that no bound ends says how far it went: a line through the middle of the steps crosses twice a step."""
    found = crossings(Curve(stairs=(Stair(10.0, 10.0),)), Curve(5.0, 1.0))
    assert found.examined_to == pytest.approx(10.0 * MAX_SEGMENTS)
    assert len(found.points) > MAX_SEGMENTS
    assert lower_envelope([Curve(stairs=(Stair(10.0, 10.0),)), Curve(5.0, 1.0)], [inf, inf]).examined_to < inf


@pytest.mark.parametrize("dearer", [0, 1])
def test_what_is_level_as_far_as_was_seen_is_told_by_what_it_costs_far_out(dearer: int) -> None:
    """1e9 + 1 a step of 1 and 1e9 + 1.00000001: 5e-4 apart after 50,000 steps, which 1e9 hides; then never again."""
    heights = (1.00000001, 1.0) if dearer == 0 else (1.0, 1.00000001)
    found = crossings(*(Curve(1e9, stairs=(Stair(1.0, height),)) for height in heights))
    assert found == Crossings((Crossing("never", None, 1 - dearer, 1 - dearer),), float(MAX_SEGMENTS))


@pytest.mark.parametrize(("width", "pack", "last"), [(10.0, 1.0, 1000.0), (1.25, 8.0, 1000.0), (10.0, 8.0, 8000.0)])
def test_last_crossing(width: float, pack: float, last: float) -> None:
    """The last crossing is found, however far out: 1.01 V meets 10 per started 10 for the last time below 1,000.

    Eight replicas of 1.25 in a pack are the same staircase, and eight of 10 are one that is eight times larger.
    """
    found = crossings(Curve(stairs=(Stair(width, width * pack, pack=pack),)), Curve.linear(1.01))
    assert found.examined_to == inf
    assert (found.points[-1].kind, found.points[-1].above) == ("equal", 0)
    assert found.points[-1].tokens == pytest.approx(last / 1.01)


def test_spares_of_several_gpus_keep_a_staircase_above_a_line_of_its_slope() -> None:
    """10 for each of two GPUs of every started 10 and a spare: at least 20 above 2 V, which is above 15, for ever."""
    found = crossings(Curve(stairs=(Stair(10.0, 10.0, spares=1, per_replica=2.0),)), Curve(15.0, 2.0))
    assert found == Crossings((Crossing("never", None, 1, 1),))


def test_equal_up_to_rounding() -> None:
    """Costs that differ by rounding only are equal: 0.1 + 0.2 against 0.3."""
    assert crossings(Curve(0.1 + 0.2), Curve(0.3)).points == (Crossing("never", None, 0, 0),)
    assert lower_envelope([Curve(0.1 + 0.2), Curve(0.3)], [inf, inf]) == Envelope((Segment(0.0, inf, 0),))


def test_kink_at_infinity() -> None:
    """A price that changes at no volume changes nothing."""
    assert listed(crossings(Curve(1.0, kinks=(Kink(inf, 1.0),)), Curve.linear(0.1))) == [("equal", 10.0, 0)]


@pytest.mark.parametrize(
    "bad", [Curve(nan), Curve(inf), Curve(stairs=(Stair(nan, 0.0),)), Curve(kinks=(Kink(9.0, nan),))]
)
def test_unknown_curves(bad: Curve) -> None:
    """Unknown and infinite curves are refused."""
    with pytest.raises(ValueError, match="unknown"):
        crossings(Curve(), bad)
    with pytest.raises(ValueError, match="unknown"):
        lower_envelope([Curve(), bad], [inf, inf])


@pytest.mark.parametrize("limit", [nan, -1.0])
def test_impossible_limits(limit: float) -> None:
    """A limit that is no volume is refused."""
    with pytest.raises(ValueError, match="limit"):
        crossings(Curve(), Curve(1.0), limit)
    with pytest.raises(ValueError, match="limit"):
        lower_envelope([Curve()], [limit])


def test_envelope_by_hand() -> None:
    """The envelope names the cheapest from nothing to infinity: V = 20 + 0.2 V at 25, 20 + 0.2 V = 50 at 150."""
    options = [Curve.linear(1.0), Curve(50.0), Curve(20.0, 0.2)]
    expected = (Segment(0.0, 25.0, 0), Segment(25.0, 150.0, 2), Segment(150.0, inf, 1))
    assert lower_envelope(options, [inf] * 3) == Envelope(expected)


@pytest.mark.parametrize("places", list(permutations(range(2))))
def test_equal_fixed_costs_leave_the_order_to_the_slopes(places: tuple[int, ...]) -> None:
    """350.40 beside 0.6769 and 0.4808 per Mtok: the second is cheaper at every volume, whichever is listed first."""
    lines = [Curve(350.40, 0.6769e-6), Curve(350.40, 0.4808e-6)]
    curves, cheaper = [lines[i] for i in places], places.index(1)
    assert crossings(*curves) == Crossings((Crossing("never", None, cheaper, cheaper),))
    assert lower_envelope(curves, [inf] * 2) == Envelope((Segment(0.0, inf, cheaper),))


@pytest.mark.parametrize("places", list(permutations(range(2))))
def test_nearly_equal_fixed_costs_cross_where_they_meet(places: tuple[int, ...]) -> None:
    """0.001 dearer and 1e-12 a token flatter: they meet at 0.001 / 1e-12 = 1e9 tokens."""
    lines = [Curve(1_000_000.001, 1e-6), Curve(1_000_000.0, 1.000001e-6)]
    (crossing,) = crossings(*(lines[i] for i in places)).points
    assert (places[crossing.below], places[crossing.above]) == (1, 0)
    assert crossing.tokens == pytest.approx(1e9, rel=1e-3)


@pytest.mark.parametrize("places", list(permutations(range(3))))
def test_three_endless_curves_in_any_order(places: tuple[int, ...]) -> None:
    """V/1000, 100 + V/2000 and 10 + V/100: the first up to 200,000, then the second; the dearest is never cheapest."""
    lines = [Curve(0.0, 0.001), Curve(100.0, 0.0005), Curve(10.0, 0.01)]
    found = lower_envelope([lines[i] for i in places], [inf] * 3)
    assert [(round(s.start, 3), places[s.index]) for s in found.segments] == [(0.0, 0), (200_000.0, 1)]
    assert found.segments[-1].stop == inf


def test_envelope_from_nothing() -> None:
    """Of prices that all cost nothing at nothing, only the lowest is ever cheapest."""
    assert lower_envelope([Curve.linear(x) for x in (3.0, 1.0, 2.0)], [inf] * 3) == Envelope((Segment(0.0, inf, 1),))


def test_lead_over_no_volume() -> None:
    """A lead too short for a float is none: 1, above 1e9 2, against 1.5 and 1e8 a token above 1e9."""
    options = [Curve(stairs=(Stair(1e9),)), Curve(1.5, kinks=(Kink(1e9, 1e8),))]
    assert lower_envelope(options, [1.5e9, 1.5e9]) == Envelope((Segment(0.0, 1.5e9, 0),))


def test_envelope_with_limits() -> None:
    """An option leaves the envelope at its limit."""
    options = [Curve.linear(1.0), Curve(50.0)]
    expected = (Segment(0.0, 30.0, 0), Segment(30.0, 80.0, 1))
    assert lower_envelope(options, [30.0, 80.0]) == Envelope(expected)
    assert lower_envelope(options, [80.0, 0.0]) == Envelope((Segment(0.0, 80.0, 0),))
    assert lower_envelope(options, [30.0, inf]) == Envelope((expected[0], Segment(30.0, inf, 1)))


def test_envelope_with_steps() -> None:
    """Steps hand the lead back and forth: 50 per started 100 tokens against 0.6 a token."""
    found = lower_envelope([Curve(stairs=(Stair(100.0, 50.0),)), Curve.linear(0.6)], [210.0, 210.0])
    starts = [(round(s.start, 3), s.index) for s in found.segments]
    assert starts == [(0.0, 1), (83.333, 0), (100.0, 1), (166.667, 0), (200.0, 1)]


def test_envelope_of_equals() -> None:
    """Of equals the lowest index leads, and a leader that is only caught up with stays.

    Two-GPU replicas of twice the throughput cost the same as single ones in every second step, and never less.
    """
    single, double = Curve(stairs=(Stair(10.0, 5.0),)), Curve(stairs=(Stair(20.0, 5.0, per_replica=2.0),))
    assert lower_envelope([double, single, single], [100.0] * 3) == Envelope((Segment(0.0, 100.0, 1),))


def test_envelope_of_nothing() -> None:
    """Nothing to choose from is an empty envelope."""
    assert lower_envelope([], []) == Envelope(())
    assert lower_envelope([Curve()], [0.0]) == Envelope(())


@given(curves, curves)
def test_dense_sampling(f: Curve, g: Curve) -> None:
    """Dense sampling finds no order that the crossings do not tell."""
    found = crossings(f, g, LIMIT)
    assert found.examined_to == inf
    for tokens in SAMPLES:
        assert order(f, g, tokens) in (None, promised(found, tokens))


@settings(deadline=None)  # some pairs cross for ever, and the walk sees fifty thousand segments of them
@given(curves, curves)
def test_far_out(f: Curve, g: Curve) -> None:
    """Without a limit the order far out is told as well."""
    found = crossings(f, g)
    for tokens in (1e3 + 1 / 3, 1e4 + 1 / 3, 1e5 + 1 / 3):
        assume(tokens < found.examined_to)
        assert order(f, g, tokens) in (None, promised(found, tokens))


@given(curves, curves)
def test_kinds(f: Curve, g: Curve) -> None:
    """Costs are equal at equal crossings and differ at steps."""
    for crossing in crossings(f, g, LIMIT).points:
        if crossing.kind == "equal":
            assert f(crossing.tokens) == pytest.approx(g(crossing.tokens), rel=1.01e-9, abs=1e-12)
        if crossing.kind == "step":
            assert f(crossing.tokens) != pytest.approx(g(crossing.tokens), rel=1e-9, abs=0.0)


@given(curves, curves)
def test_around_a_step(f: Curve, g: Curve) -> None:
    """The order just below and just above a step is as told."""
    for crossing in crossings(f, g, LIMIT).points:
        if crossing.kind == "step" and crossing.tokens is not None:
            assert order(f, g, crossing.tokens) == crossing.below
            assert order(f, g, crossing.tokens * (1.0 + 1e-8)) in (None, crossing.above)


@given(curves, curves)
def test_chain(f: Curve, g: Curve) -> None:
    """Crossings are in order, and each takes over where the last one left."""
    points = crossings(f, g, LIMIT).points
    for before, after in pairwise(points):
        assert (before.tokens or 0.0) <= (after.tokens or 0.0)
        assert before.above == after.below
    for crossing in points:
        assert (crossing.kind == "never") == (crossing.below == crossing.above) == (crossing.tokens is None)


@given(curves, curves, st.sampled_from([1e-6, 0.125, 3.0, 1e6]))
def test_scaling(f: Curve, g: Curve, factor: float) -> None:
    """Paying both in another currency keeps the crossings."""
    here, there = crossings(f, g, LIMIT).points, crossings(factor * f, factor * g, LIMIT).points
    assert [(c.kind, c.above) for c in here] == [(c.kind, c.above) for c in there]
    assert [c.tokens or 0.0 for c in here] == pytest.approx([c.tokens or 0.0 for c in there], rel=1e-9)


@given(curves, curves)
def test_mirror(f: Curve, g: Curve) -> None:
    """Naming the curves the other way round keeps kinds and volumes."""
    here, there = crossings(f, g, LIMIT).points, crossings(g, f, LIMIT).points
    assert [(c.kind, c.tokens) for c in here] == [(c.kind, c.tokens) for c in there]


@given(choices)
def test_envelope_law(options: list[tuple[Curve, float]]) -> None:
    """The envelope is the cheapest that can be had at every volume."""
    found = lower_envelope(*zip(*options, strict=True))
    assert found.examined_to == inf
    for tokens in SAMPLES:
        costs = [curve(tokens) for curve, limit in options if tokens <= limit]
        index = at(found, tokens)
        assert (index is None) == (not costs)
        if index is not None:
            assert options[index][0](tokens) == pytest.approx(min(costs), rel=1e-8, abs=1e-12)


@given(choices)
def test_segments(options: list[tuple[Curve, float]]) -> None:
    """Segments join without gaps, none is empty, and neighbours differ."""
    segments = lower_envelope(*zip(*options, strict=True)).segments
    assert (segments[0].start, segments[-1].stop) == (0.0, max(limit for _, limit in options))
    for before, after in pairwise(segments):
        assert before.stop == after.start
        assert before.index != after.index
    assert all(s.start < s.stop for s in segments)


@given(curves, curves)
def test_envelope_of_two(f: Curve, g: Curve) -> None:
    """The envelope of two says what their crossings say."""
    envelope, found = lower_envelope([f, g], [LIMIT, LIMIT]), crossings(f, g, LIMIT)
    for tokens in SAMPLES:
        if order(f, g, tokens) is not None:
            assert at(envelope, tokens) == promised(found, tokens)


@given(st.lists(curves, min_size=2, max_size=4), st.integers(0, 2), st.randoms(use_true_random=False))
def test_the_order_of_options_never_matters(options: list[Curve], level: int, shuffle: random.Random) -> None:
    """Whoever is listed first, the envelope costs the same at every volume, far out too; a fixed cost may hide much."""
    raised = [curve + Curve(10.0 ** (3 * level)) for curve in options]
    mixed = shuffle.sample(raised, len(raised))
    found = [(o, lower_envelope(o, [inf] * len(o))) for o in (raised, mixed)]
    for tokens in (*SAMPLES, 1e5 + 0.3, 1e9 + 0.3):
        led = [o[i](tokens) for o, envelope in found if (i := at(envelope, tokens)) is not None]
        assert led == pytest.approx([min(c(tokens) for c in raised)] * len(led), rel=1e-7)
