"""Queues: who waits, for how long at a percentile, and how busy replicas may be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from c3calc.evaluate.queueing import MOST_SERVERS, Gaps, Queue, free_share, line_of, share_waiting

FIVE_PERCENT = 0.05
QUEUES: dict[str, Any] = {
    "slots": st.integers(1, 32),
    "work_s": st.floats(0.05, 20),
    "prefill_s": st.floats(0.01, 0.05),
    "step_s": st.floats(0.01, 0.06),
    "patience_s": st.floats(0.1, 20),
    "burstiness": st.floats(0, 200),
}


def waiting(servers: int, per_s: float, served_per_s: float, cv2: float = 1.0) -> float:
    """Return the share of requests that find all servers busy."""
    gaps = Gaps(per_s, cv2)
    return share_waiting(servers, gaps, served_per_s, free_share(gaps, served_per_s))


def test_random_arrivals_wait_as_erlang_says() -> None:
    """Ten servers, eight Erlang: C is 0.409180 (the published tables); what is free of them is a fifth."""
    assert free_share(Gaps(8, 1.0), 10.0) == pytest.approx(0.2)
    assert waiting(10, 8.0, 10.0) == pytest.approx(0.409180, abs=5e-6)


def test_one_server_waits_as_often_as_it_is_busy() -> None:
    """M/M/1: C = rho."""
    assert waiting(1, 0.6, 1.0) == pytest.approx(0.6)


def test_even_arrivals_wait_as_a_server_of_exponential_service_says() -> None:
    """D/M/1 at 80 %: sigma = exp(-(1 - sigma) / 0.8), which 0.6286 solves, where random arrivals have 0.8."""
    sigma = waiting(1, 0.8, 1.0, cv2=0.0)
    assert sigma == pytest.approx(math.exp(-(1 - sigma) / 0.8), abs=1e-6)
    assert sigma == pytest.approx(0.6286, abs=5e-5)


def test_two_erlang_stages_wait_as_gamma_gaps_of_half_the_variance_do() -> None:
    """E2/M/1 at 1/2: sigma solves s = (1 / (1 + (1 - s)))^2, which is (3 - sqrt(5)) / 2 = 0.381966."""
    assert waiting(1, 0.5, 1.0, cv2=0.5) == pytest.approx((3 - math.sqrt(5)) / 2, abs=1e-9)


def test_switched_gaps_are_exponential_ones_of_two_kinds() -> None:
    """Of cv2 = 3 at 1 a second: p = (1 + sqrt(1/2)) / 2, at rates 2 p and 2 (1 - p); their mean is 1."""
    gaps, p, dt = Gaps(1.0, 3.0, is_switched=True), (1 + math.sqrt(0.5)) / 2, 1e-5
    assert gaps.outlast(0.7) == pytest.approx(1 - sum(q * 2 * q / (2 * q + 0.7) for q in (p, 1 - p)))
    assert gaps.outlast(dt) / dt == pytest.approx(1.0, rel=1e-4)


def test_wait_at_the_95th_percentile_of_one_server() -> None:
    """M/M/1 at 80 %, 1 s each: ln(0.8 / 0.05) / (1 - 0.8) = 13.86 s."""
    assert Queue(1, 1.0, 1.0, 0.0, 2.0, 1.0).wait_s(1, 0.8) == pytest.approx(math.log(16) / 0.2)


def test_a_line_is_one_longer_after_one_request_more_for_each_replica() -> None:
    """Two replicas at 80 %: of 1.6 Erlang C = 0.711; 1 - (1 - 0.2)^2 = 0.36 of the 1 a second that each serves."""
    found = line_of(2, 1, Gaps(1.6, 1.0), 2.0)
    assert found.share == pytest.approx(0.7111, abs=5e-5)
    assert found.ends_per_s == pytest.approx(0.36)
    assert found.longer_than(2.0) == pytest.approx(0.7111 * math.exp(-0.72), abs=5e-5)


def test_nobody_waits_where_fewer_than_the_share_would() -> None:
    """One Erlang on ten places is far below 5 %."""
    assert Queue(10, 0.1, 0.0, 0.0, 2.0, 1.0).wait_s(1, 0.1) == 0.0


def test_a_queue_of_one_place_by_hand() -> None:
    """M/M/1 with 1 s of work and a wait of 2 s at P95: rho <= 0.05 x exp(2 (1 - rho)), which rho = 0.2322 solves."""
    queue = Queue(1, 1.0, 0.5, 0.1, 2.0, 1.0)
    busy = queue.highest_utilisation(1, 0.9)
    assert busy == pytest.approx(0.05 * math.exp(2 * (1 - busy)))
    assert busy == pytest.approx(0.2322, abs=5e-5)
    assert queue.wait_s(1, busy) == pytest.approx(2.0)


def test_a_first_token_waits_for_prefills_though_places_are_free() -> None:
    """All work is prefill: one server of 1 s whatever the places; 64 of them do not help."""
    queue = Queue(64, 1.0, 1.0, 0.0, 2.0, 1.0)
    assert queue.highest_utilisation(1, 0.9) == pytest.approx(0.2322, abs=5e-5)


def test_all_prefill_leaves_nothing_to_decode_whatever_floats_leave() -> None:
    """Work a hair below its own prefill: no output, and no root of a negative number."""
    found = Queue(64, math.nextafter(0.1, 0), 0.1, 0.0, 2.0, 1.0).highest_utilisation(1, 1.0)
    assert found == pytest.approx(Queue(1, 0.1, 0.1, 0.0, 2.0, 1.0).highest_utilisation(1, 1.0))


@pytest.mark.parametrize("is_switched", [False, True])
def test_a_prompt_that_is_nearly_all_cached_waits_for_places_alone(is_switched: bool) -> None:
    """A prefill of 1e-17 s: every gap outlasts it, and nothing is divided by what is left of one."""
    queue = Queue(16, 0.1, 1e-17, 0.01, 2.0, 5.0, is_switched)
    assert 0 < queue.highest_utilisation(2, 0.9) <= 0.9


def test_many_places_may_be_as_busy_as_they_are_allowed() -> None:
    """64 places 70 % busy with short prompts: nobody in twenty waits."""
    assert Queue(64, 0.1, 0.001, 0.001, 0.05, 1.0).highest_utilisation(1, 0.7) == 0.7


def test_replicas_that_may_be_fully_busy_are_held_below_it_by_the_queue() -> None:
    """At 100 % the queue never ends."""
    assert 0.8 < Queue(16, 0.5, 0.05, 0.01, 1.0, 1.0).highest_utilisation(4, 1.0) < 1.0


def test_bursts_that_no_number_of_replicas_holds_leave_next_to_nothing() -> None:
    """Five hundred at once on one place each, 60 s of work, and nobody waits longer than 0.1 s."""
    assert Queue(1, 60.0, 1.0, 0.05, 0.1, 1000.0).highest_utilisation(1, 0.7) == pytest.approx(1e-6)


@given(st.builds(Queue, **QUEUES), st.integers(1, 40))
def test_more_replicas_carry_more(queue: Queue, replicas: int) -> None:
    """A larger pool waits less at the same utilisation, unless arrivals are more even than their lines."""
    assume(queue.prefill_s < queue.work_s)
    few, more = (queue.highest_utilisation(n, 0.95) for n in (replicas, replicas + 1))
    assert more * (replicas + 1) > few * replicas
    assert more >= few * (1 - 1e-6) or queue.burstiness < 1


@given(st.builds(Queue, **QUEUES), st.integers(1, 15))
def test_the_highest_utilisation_is_the_highest(queue: Queue, replicas: int) -> None:
    """At it the wait is short enough; a little above it is not, unless the limit was reached."""
    assume(queue.prefill_s < queue.work_s)
    busy = queue.highest_utilisation(replicas, 0.95)
    assert busy <= 1e-6 or queue.late(replicas, busy, queue.patience_s) <= FIVE_PERCENT * (1 + 1e-6)
    assert busy == 0.95 or queue.late(replicas, min(0.999, busy * 1.01), queue.patience_s) > FIVE_PERCENT


@given(st.builds(Queue, **QUEUES), st.integers(1, 15))
def test_mild_bursts_may_be_busier(queue: Queue, replicas: int) -> None:
    """Long stretches at twice the rate ask for fewer replicas than sharp bursts of the same variance do."""
    assume(queue.prefill_s < queue.work_s and queue.burstiness > 4)
    sharp, mild = (each.highest_utilisation(replicas, 0.9) for each in (queue, queue.mild))
    assert mild >= sharp * (1 - 1e-6)


def test_between_sixteen_replicas_and_eighteen_lies_the_line() -> None:
    """Seventeen are not worked out anew."""
    queue = Queue(4, 5.0, 1.0, 0.05, 1.0, 30.0)
    low, middle, high = (queue.highest_utilisation(n, 0.9) for n in (16, 17, 18))
    assert low < high < 0.9
    assert middle == pytest.approx((low + high) / 2)


def test_a_queue_of_many_places_is_reckoned_with_256() -> None:
    """The wait of a larger pool would be shorter still: the figure is on the safe side."""
    many, most = Gaps(300.0, 1.0), Gaps(300.0, 1.0)
    assert line_of(1, 4 * MOST_SERVERS, many, 320.0).share == line_of(1, MOST_SERVERS, most, 320.0).share
