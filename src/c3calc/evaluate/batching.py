"""Continuous batching, iteration by iteration: the judge of the formula in `queueing`.

Each replica repeats: prefill the waiting prompts for which a slot is free, at most `CHUNK_TOKENS` together (or one
longer prompt); where none waits, decode one token for every running request. A request joins the replica with the
fewest requests. This is how vLLM schedules without chunked prefill, and how the simulator of Splitwise does (Patel et
al., ISCA 2024). A decode step takes what it takes when all slots are taken, however few are.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK_TOKENS = 8192  # of prompts in one iteration: vLLM's max_num_batched_tokens on data-centre cards


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request at a time in seconds, after those before it; tokens of its prompt, and of its answer (1 or more)."""

    at_s: float
    input_tokens: float
    output_tokens: int


@dataclass(frozen=True, slots=True)
class EngineRates:
    """What one replica does: prompt tokens a second, seconds of a decode iteration, requests in flight at once."""

    prefill_tok_s: float
    step_s: float
    slots: int


@dataclass(slots=True)
class SimulatedReplica:
    """One replica in a simulation: what waits, what runs, and when its iteration ends (`free_s`)."""

    engine: EngineRates
    free_s: float = 0.0
    steps: int = 0
    waiting: deque[Arrival] = field(default_factory=deque)
    last_steps: list[int] = field(default_factory=list)  # a heap: of each running request, the step that ends it

    @property
    def requests(self) -> int:
        """How many wait or run."""
        return len(self.waiting) + len(self.last_steps)

    def run_until(self, at_s: float) -> Iterator[tuple[Arrival, float]]:
        """Run all iterations that begin before a time; yield each request with the time of its first token."""
        while self.requests and self.free_s < at_s:
            while self.last_steps and self.last_steps[0] <= self.steps:
                heappop(self.last_steps)
            room = self.engine.slots - len(self.last_steps)
            if self.waiting and room:
                yield from self._prefill(room)
            elif self.last_steps:
                self._decode(at_s)

    def _prefill(self, room: int) -> Iterator[tuple[Arrival, float]]:
        batch = [self.waiting.popleft()]
        tokens = batch[0].input_tokens
        while self.waiting and len(batch) < room and tokens + self.waiting[0].input_tokens <= CHUNK_TOKENS:
            batch.append(self.waiting.popleft())
            tokens += batch[-1].input_tokens
        self.free_s += tokens / self.engine.prefill_tok_s
        for request in batch:
            yield request, self.free_s
            heappush(self.last_steps, self.steps + request.output_tokens - 1)

    def _decode(self, at_s: float) -> None:
        """Make all steps at once up to the one that frees a slot; where nothing waits, not beyond a time."""
        steps = self.last_steps[0] - self.steps
        if not self.waiting and at_s < math.inf:
            steps = min(steps, math.ceil((at_s - self.free_s) / self.engine.step_s))
        self.steps += steps
        self.free_s += steps * self.engine.step_s


def first_tokens(requests: Iterable[Arrival], engine: EngineRates, replicas: int) -> Iterator[tuple[Arrival, float]]:
    """Yield each request with the time of its first token, in seconds, in the order in which replicas came to them."""
    fleet = [SimulatedReplica(engine) for _ in range(replicas)]
    for request in requests:
        for replica in fleet:
            if replica.free_s < request.at_s:
                yield from replica.run_until(request.at_s)
        shortest = min(fleet, key=lambda replica: replica.requests)
        if not shortest.requests:
            shortest.free_s = max(shortest.free_s, request.at_s)
        shortest.waiting.append(request)
    for replica in fleet:
        yield from replica.run_until(math.inf)


def wait_s(requests: Iterable[Arrival], engine: EngineRates, replicas: int, percentile: float) -> float:
    """Return the wait at a percentile (0 to 1): what the first token took beyond the prefill of its own prompt."""
    found = first_tokens(requests, engine, replicas)
    waits = sorted(at_s - r.at_s - r.input_tokens / engine.prefill_tok_s for r, at_s in found)
    return waits[math.ceil(percentile * len(waits)) - 1]


def gamma_requests(per_s: float, cv2: float, means: tuple[float, float], count: int, draws: Any) -> list[Arrival]:
    """Return requests with gamma distributed gaps and exponential sizes; draws: a random.Random.

    Azure's traces of 2023 have squared coefficients of variation of 0.93 and 0.92 for prompts, 4.6 and 0.6 for answers.
    """
    at_s, requests = 0.0, []
    for _ in range(count):
        at_s += draws.gammavariate(1 / cv2, cv2 / per_s)
        tokens, answer = (draws.expovariate(1.0) * mean for mean in means)
        requests.append(Arrival(at_s, max(1.0, tokens), max(1, round(answer))))
    return requests
