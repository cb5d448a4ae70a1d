"""Continuous batching, iteration by iteration: small cases by hand."""

from __future__ import annotations

import itertools
import random
import statistics

import pytest

from c3calc.evaluate.batching import CHUNK_TOKENS, Arrival, EngineRates, first_tokens, gamma_requests, wait_s

ENGINE = EngineRates(prefill_tok_s=1000, step_s=0.1, slots=2)


def seen(
    *requests: tuple[float, float, int], engine: EngineRates = ENGINE, replicas: int = 1
) -> list[tuple[float, float]]:
    """Return when each request came and when its first token was there."""
    found = first_tokens([Arrival(*r) for r in requests], engine, replicas)
    return [(request.at_s, pytest.approx(at_s)) for request, at_s in found]


def test_a_request_alone_takes_its_prefill() -> None:
    """500 tokens at 1,000 a second, whenever it comes."""
    assert seen((3.0, 500, 10)) == [(3.0, 3.5)]


def test_prompts_that_wait_together_are_prefilled_together() -> None:
    """A first prompt of 1 s; two that came meanwhile end together, 0.5 + 0.3 s after it."""
    engine = EngineRates(1000, 0.1, 8)
    found = seen((0.0, 1000, 1), (0.2, 500, 1), (0.4, 300, 1), engine=engine)
    assert found == [(0.0, 1.0), (0.2, 1.8), (0.4, 1.8)]


def test_no_more_prompts_go_together_than_an_iteration_takes() -> None:
    """5,000 and 4,000 tokens are more than 8,192: the second waits for the first; one longer than that goes alone."""
    engine = EngineRates(1000, 0.1, 8)
    assert CHUNK_TOKENS == 8192
    found = seen((0.0, 10_000, 1), (0.1, 5000, 1), (0.2, 4000, 1), engine=engine)
    assert found == [(0.0, 10.0), (0.1, 15.0), (0.2, 19.0)]


def test_a_prompt_waits_for_the_step_that_is_being_made_and_stops_the_decoding() -> None:
    """Prefill to 0.1 s, steps to 0.2, 0.3: what comes at 0.25 s begins at 0.3."""
    assert seen((0.0, 100, 50), (0.25, 200, 5)) == [(0.0, 0.1), (0.25, 0.5)]


def test_a_request_waits_for_a_slot() -> None:
    """Two slots: of 11 and 21 tokens, prefilled at 0.1 s and 0.2 s; the shorter ends after ten more steps, at 1.2 s."""
    found = seen((0.0, 100, 11), (0.05, 100, 21), (0.1, 100, 5))
    assert found == [(0.0, 0.1), (0.05, 0.2), (0.1, 1.3)]


def test_a_request_joins_the_replica_with_the_fewest() -> None:
    """The second one finds the other replica idle, the third waits behind the first."""
    found = seen((0.0, 1000, 1), (0.1, 1000, 1), (0.2, 1000, 1), replicas=2)
    assert sorted(found, key=lambda each: each[0]) == [(0.0, 1.0), (0.1, 1.1), (0.2, 2.0)]


def test_the_wait_is_what_was_not_the_prompts_own_prefill() -> None:
    """Waits of 0, 0.8 and 0.9 s: two of three wait 0.8 s or less, all 0.9."""
    requests = [Arrival(0.0, 1000, 1), Arrival(0.2, 1000, 1), Arrival(1.1, 1000, 1)]
    assert wait_s(requests, ENGINE, 1, 2 / 3) == pytest.approx(0.8)
    assert wait_s(requests, ENGINE, 1, 1.0) == pytest.approx(0.9)


def test_made_up_requests_have_the_rate_the_variance_and_the_sizes_asked_for() -> None:
    """100,000 of them at 5 a second, cv2 = 4, of 300 and 50 tokens; the same again from the same seed."""
    requests = gamma_requests(5.0, 4.0, (300, 50), 100_000, random.Random(7))  # noqa: S311
    gaps = [b.at_s - a.at_s for a, b in itertools.pairwise(requests)]
    assert statistics.fmean(gaps) == pytest.approx(1 / 5, rel=0.03)
    assert statistics.pvariance(gaps) / statistics.fmean(gaps) ** 2 == pytest.approx(4.0, rel=0.1)
    assert statistics.fmean(r.input_tokens for r in requests) == pytest.approx(300, rel=0.02)
    assert statistics.fmean(r.output_tokens for r in requests) == pytest.approx(50, rel=0.02)
    assert requests[:9] == gamma_requests(5.0, 4.0, (300, 50), 9, random.Random(7))  # noqa: S311


def test_random_arrivals_at_one_place_wait_as_the_textbook_says() -> None:
    """M/M/1 at 50 %, 1 s each: 95 % wait no longer than ln(0.5 / 0.05) / 0.5 = 4.6 s."""
    requests = gamma_requests(0.5, 1.0, (1000, 0.001), 100_000, random.Random(1))  # noqa: S311
    assert wait_s(requests, EngineRates(1000, 0.1, 1), 1, 0.95) == pytest.approx(4.605, rel=0.05)
