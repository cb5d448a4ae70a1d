"""Queues: Erlang's formulas, the wait at a percentile, and how busy replicas may be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.evaluate.queueing import MOST_SERVERS, Queue, erlang_b, erlang_c, wait_s

LOADS = st.floats(0.01, 0.99)


def test_erlang_b_and_c_of_the_design() -> None:
    """Ten servers, eight Erlang: the figures of the published tables."""
    assert erlang_b(10, 8.0) == pytest.approx(0.121661, abs=5e-7)
    assert erlang_c(10, 8.0) == pytest.approx(0.409180, abs=5e-7)


def test_one_server_waits_as_often_as_it_is_busy() -> None:
    """M/M/1: C = rho, B = rho / (1 + rho)."""
    assert erlang_c(1, 0.6) == pytest.approx(0.6)
    assert erlang_b(1, 0.6) == pytest.approx(0.6 / 1.6)


@pytest.mark.parametrize(("burstiness", "expected"), [(1.0, 1.8558), (4.0, 4.6395)])
def test_wait_at_the_99th_percentile(burstiness: float, expected: float) -> None:
    """ln(0.409180 / 0.01) x (1 + cv2) / (2 x (10 - 8))."""
    assert wait_s(10, 8.0, 1.0, burstiness, 0.99) == pytest.approx(expected, abs=5e-5)


def test_nobody_waits_where_fewer_than_the_share_would() -> None:
    """One Erlang on ten servers: C is 2e-7, far below 5 %."""
    assert wait_s(10, 1.0, 1.0, 1.0, 0.95) == 0.0


def test_service_time_scales_the_wait() -> None:
    """Twice the service time at the same load in Erlang, twice the wait."""
    assert wait_s(10, 8.0, 2.0, 1.0, 0.99) == pytest.approx(2 * wait_s(10, 8.0, 1.0, 1.0, 0.99))


@given(st.integers(1, 60), LOADS)
def test_floats_and_arrays_agree(servers: int, share: float) -> None:
    """An array answers as its elements do."""
    loads = np.array([share, share / 2]) * servers
    waits = wait_s(servers, loads, 3.0, 2.0, 0.95)
    assert [float(w) for w in waits] == pytest.approx([wait_s(servers, float(x), 3.0, 2.0, 0.95) for x in loads])


def test_a_queue_of_one_place_by_hand() -> None:
    """M/M/1 with 1 s of work and a wait of 2 s at P95: rho <= 0.05 x exp(2 (1 - rho)), which rho = 0.2322 solves."""
    queue = Queue(slots=1, work_s=1.0, patience_s=2.0, burstiness=1.0)
    busy = queue.highest_utilisation(1, 0.9)
    assert busy == pytest.approx(0.05 * math.exp(2 * (1 - busy)))
    assert busy == pytest.approx(0.2322, abs=5e-5)
    assert queue.wait_s(1, busy) == pytest.approx(2.0)


def test_many_places_may_be_as_busy_as_they_are_allowed() -> None:
    """64 places 70 % busy: C(64, 44.8) is 0.0020, so 95 % of the requests do not wait at all."""
    assert Queue(64, 0.1, 0.01, 1.0).highest_utilisation(1, 0.7) == 0.7


def test_replicas_that_may_be_fully_busy_are_held_below_it_by_the_queue() -> None:
    """At 100 % the queue never ends."""
    assert 0.8 < Queue(16, 0.5, 1.0, 1.0).highest_utilisation(4, 1.0) < 1.0


@given(st.integers(1, 32), st.floats(0.05, 20), st.floats(0.01, 20), st.floats(0, 20), st.integers(1, 6))
def test_more_replicas_may_each_be_busier(
    slots: int, work_s: float, patience_s: float, burstiness: float, replicas: int
) -> None:
    """A larger pool waits less at the same utilisation."""
    queue = Queue(slots, work_s, patience_s, burstiness)
    few, more = (queue.highest_utilisation(n, 0.95) for n in (replicas, replicas + 1))
    assert more >= few - 1e-9


@given(st.floats(0.05, 20), st.floats(0.01, 5), st.floats(0, 20))
def test_the_highest_utilisation_is_the_highest(work_s: float, patience_s: float, burstiness: float) -> None:
    """At it the wait is short enough; a little above it is not, unless the limit was reached."""
    queue = Queue(4, work_s, patience_s, burstiness)
    busy = queue.highest_utilisation(2, 0.95)
    assert queue.wait_s(2, busy) <= patience_s * (1 + 1e-6)
    assert busy == 0.95 or queue.wait_s(2, min(0.999, busy * 1.01)) > patience_s


def test_a_queue_of_many_places_is_reckoned_with_256() -> None:
    """The wait of a larger pool would be shorter still: the figure is on the safe side."""
    assert Queue(MOST_SERVERS, 1.0, 0.1, 1.0).highest_utilisation(1, 0.99) == pytest.approx(
        Queue(MOST_SERVERS, 1.0, 0.1, 1.0).highest_utilisation(50, 0.99)
    )


def test_an_array_of_works_has_an_array_of_utilisations() -> None:
    """Draws of the work of a request give the utilisation of each."""
    works = np.array([0.1, 1.0, 5.0])
    found = Queue(4, works, 0.5, 1.0).highest_utilisation(1, 0.9)
    assert [float(x) for x in found] == pytest.approx(
        [Queue(4, float(w), 0.5, 1.0).highest_utilisation(1, 0.9) for w in works]
    )
