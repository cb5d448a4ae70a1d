"""How long a request waits for others, and how busy replicas may be so that it does not wait too long.

A request joins the replica with the fewest requests. There it waits for a place (one of its slots) and for the prefills
before its own, which go before all decoding. Each is a queue GI/M/c (Takacs 1962; Gross and Harris, Fundamentals of
Queueing Theory, 5.3), in which every replica has a line of its own: a wait shrinks by one request a replica at a time.

`burstiness` is the squared coefficient of variation of the gaps between arrivals, which are gamma distributed, as in
vLLM's serving benchmark (whose burstiness is 1 / cv2), AlpaServe (OSDI 2023) and DistServe (OSDI 2024).
`batching` is the judge of this formula: it simulates every iteration; docs/method.md says how far the two are apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PERCENTILE = 0.95  # at which `ttft_s` is to be held
MOST_SERVERS = 256  # of one queue that are evaluated with: more would do better still, but hardly
BURSTY = 4.0  # burstiness above which the formula and `batching` are further apart than a replica or 15 %
OFF_BY = 1.5  # and by how much: docs/method.md
LEAST = 1e-6  # how busy a replica may be if it hardly may be busy at all
UNEVEN = 0.6  # of the variance that routing at random adds where requests decode for long (set by `batching`)
_STEPS = 100
_CLOSE = 1e-12  # of the root
_HOLE = 1e-5
_LARGEST_EXPONENT = 700.0  # of e, in a float


@dataclass(frozen=True, slots=True)
class Gaps:
    """The times between arrivals of so many requests a second, cv2 their squared coefficient of variation.

    is_switched: exponential of two kinds with balanced means, not gamma: long stretches at up to twice the rate, then a
    pause. The mildest bursts that a large cv2 may mean, as those of a gamma distribution are the sharpest in use.
    """

    per_s: float
    cv2: float
    is_switched: bool = False

    def outlast(self, per_s: float) -> float:
        """Return the chance that a gap outlasts something that ends at such a rate: 1 - its Laplace transform."""
        if self.is_switched and self.cv2 > 1:
            often = (1 + math.sqrt((self.cv2 - 1) / (self.cv2 + 1))) / 2
            return min(sum(p * per_s / (2 * p * self.per_s + per_s) for p in (often, 1 - often)), 1 - 1e-15)
        shape = 1 / max(self.cv2, 1e-9)
        return min(-math.expm1(-shape * math.log1p(per_s / shape / self.per_s)), 1 - 1e-15)


@dataclass(frozen=True, slots=True)
class Wait:
    """A share of the requests waits, and their waits end at a rate per second, after so many seconds in any case."""

    share: float
    ends_per_s: float
    least_s: float = 0.0

    def longer_than(self, seconds: float) -> float:
        """Return the share of requests that wait longer."""
        return self.share * math.exp(-self.ends_per_s * (seconds - self.least_s)) if seconds >= self.least_s else 1.0


def free_share(gaps: Gaps, served_per_s: float) -> float:
    """Return x: in a line, one request more is 1 - x times as likely. The root above 0 of x = outlast(x served_per_s).

    Random arrivals leave free what they do not use: x = 1 - load.
    """
    return _root(lambda x: gaps.outlast(x * served_per_s) - x, 1e-9, 1 - 1e-9)


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function falls through nil, or the end beyond which it would (Illinois method)."""
    at_low, at_high = falling(low), falling(high)
    if at_low <= 0 or at_high >= 0:
        return low if at_low <= 0 else high
    root, side = low, 0
    for _ in range(_STEPS):
        last, root = root, (low * at_high - high * at_low) / (at_high - at_low)
        at = falling(root)
        if at > 0:
            low, at_low, at_high, side = root, at, at_high / (2 if side > 0 else 1), 1
        else:
            high, at_high, at_low, side = root, at, at_low / (2 if side < 0 else 1), -1
        if abs(root - last) <= _CLOSE * root:
            break
    return root


def share_waiting(servers: int, gaps: Gaps, served_per_s: float, free: float) -> float:
    """Return the share of requests that find all servers busy; of random arrivals this is Erlang's C (1917).

    served_per_s: by all servers together, more than arrive. free: its `free_share`. Ten servers, 8 Erlang: 0.409180.
    """
    total, ways = 1 / free, 0.0  # ways: logarithm of a product
    for busy in range(1, servers + 1):
        late = gaps.outlast(busy * served_per_s / servers)
        ways += math.log((servers - busy + 1) / busy * late / (1 - late))
        unlike, more = servers * free - busy, servers * late - busy
        if abs(unlike) < _HOLE * busy:  # both are nil there: the figures beside it stand in
            beside = busy + _HOLE
            unlike -= _HOLE
            more = servers * gaps.outlast(beside * served_per_s / servers) - beside
        total += math.exp(min(ways, _LARGEST_EXPONENT)) / late * more / unlike
    return min(1.0, 1 / (total * free))


def line_of(replicas: int, servers: int, gaps: Gaps, served_per_s: float, least_s: float = 0.0) -> Wait:
    """Return the wait where each replica has a line and so many servers, and requests join the shortest line.

    served_per_s: by all replicas together. Each line is one longer only after one more request for every replica.
    """
    free = free_share(gaps, served_per_s)
    share = share_waiting(min(replicas * servers, MOST_SERVERS), gaps, served_per_s, free)
    return Wait(share, -math.expm1(replicas * math.log1p(-free)) * served_per_s / replicas, least_s)


@dataclass(frozen=True, slots=True)
class Queue:
    """What the requests of a fleet ask of it at the peak; all times in seconds, of a mean request.

    slots: requests in flight in one replica. work_s: replica-seconds it takes in all; prefill_s: of them, before its
    first token. step_s: one token of all slots. patience_s: the longest wait at the 95th percentile, above zero.
    burstiness: squared coefficient of variation of the times between arrivals; is_switched: see `Gaps`.
    """

    slots: int
    work_s: float
    prefill_s: float
    step_s: float
    patience_s: float
    burstiness: float
    is_switched: bool = False

    @property
    def mild(self) -> Queue:
        """The same queue under the mildest bursts that its burstiness may mean."""
        return replace(self, is_switched=True)

    def fewest(self, load: float, most: float) -> int:
        """Return the fewest replicas that carry a load (in replicas) at the peak, up to `MOST_SERVERS`."""
        carried = (n for n in range(1, MOST_SERVERS) if load <= n * self.highest_utilisation(n, most))
        return next(carried, MOST_SERVERS)

    def late(self, replicas: int, utilisation: float, seconds: float) -> float:
        """Return the share of requests that wait longer, of so many replicas that are so busy (0 to 1)."""
        return max(sum(w.longer_than(seconds) for w in waits) for waits in self._waits(replicas, utilisation))

    def wait_s(self, replicas: int, utilisation: float) -> float:
        """Return the wait at the 95th percentile of so many replicas; inf where it is beyond 1,000 full turns."""
        longest_s = 1e3 * self.slots * self.work_s
        found_s = _root(lambda s: self.late(replicas, utilisation, s) - (1 - PERCENTILE), 0.0, longest_s)
        return found_s if found_s < longest_s else math.inf

    def highest_utilisation(self, replicas: int, most: float) -> float:
        """Return how busy that many replicas may be at the peak, `most` at the most, `LEAST` at the least.

        From 16 on it is worked out for eight numbers of replicas to every doubling, and lies on the line between them.
        """
        coarse = max(replicas.bit_length() - 4, 0)
        below = replicas >> coarse << coarse
        found = _highest_utilisation(self, below, most)
        if below == replicas:
            return found
        above = _highest_utilisation(self, below + (1 << coarse), most)
        return found + (above - found) * (replicas - below) / (1 << coarse)

    def _waits(self, replicas: int, utilisation: float) -> tuple[tuple[Wait, ...], ...]:
        """Return the waits for a place, and those for prefills: of requests that found the shortest line, or did not.

        Lines are level in requests. The longer these decode, the less does that say of the prefills before another.
        """
        gaps = Gaps(replicas * utilisation / self.work_s, self.burstiness, self.is_switched)
        places = line_of(replicas, self.slots, gaps, replicas / self.work_s)
        if self.slots == 1 or not self.prefill_s:
            return ((places,),)
        after_prefill_s = max(self.work_s - self.prefill_s, 0.0)  # where there is no output, only what floats leave
        decode_s = after_prefill_s * self.slots / (1 - utilisation * self.prefill_s / self.work_s)
        held_s = self.prefill_s + decode_s
        level = math.sqrt(self.prefill_s / held_s)
        step_s = self.step_s * min(1.0, gaps.per_s / replicas * held_s)  # where one is being made
        uneven_cv2 = UNEVEN * (decode_s / held_s) ** 2 * (replicas - 1)
        one = Gaps(gaps.per_s / replicas, (gaps.cv2 + uneven_cv2) / replicas, self.is_switched)
        shortest = line_of(replicas, 1, gaps, replicas / self.prefill_s, step_s)
        uneven = line_of(1, 1, one, 1 / self.prefill_s, step_s)
        by_line = ((shortest, level), (uneven, 1 - level))
        return (places,), tuple(replace(w, share=w.share * share) for w, share in by_line)


@lru_cache(4096)
def _highest_utilisation(queue: Queue, replicas: int, most: float) -> float:
    def to_spare(utilisation: float) -> float:
        return math.log((1 - PERCENTILE) / max(queue.late(replicas, utilisation, queue.patience_s), 1e-300))

    return _root(to_spare, LEAST, min(most, 1 - 1e-9))
