"""How long a request waits for a free place, and how busy replicas may be so that it does not wait too long.

A fleet of n replicas with b places each is a queue with n x b servers (Erlang C). A place is held for as long as a
request takes while its replica is full, b x `work_s`, where `work_s` is what the request costs a replica: input /
prefill rate + output / decode rate. Then the servers are exactly as busy as the replicas. Irregular arrivals lengthen
the wait by (1 + cv2) / 2 (Allen and Cunneen's approximation with service times as variable as the exponential's).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c3calc.base.figures import is_scalar, maximum
from c3calc.evaluate.curve import all_of

if TYPE_CHECKING:
    from c3calc.base.numbers import Numeric

PERCENTILE = 0.95  # at which `ttft_s` is to be held
MOST_SERVERS = 256  # of one queue that are evaluated with: more would do better still, but hardly
_LARGEST_EXPONENT = 700.0  # of e, in a float
_HALVINGS = 40


def erlang_b(servers: int, load: Numeric) -> Numeric:
    """Return the share of requests that find all servers busy where none may wait; load in Erlang (Erlang 1917)."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(servers: int, load: Numeric) -> Numeric:
    """Return the share of requests that have to wait, for a load below the number of servers."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def wait_s(servers: int, load: Numeric, service_s: Numeric, burstiness: Numeric, share: float) -> Numeric:
    """Return the time within which a share of the requests is served first: ln(C / (1 - q)) (1 + cv2) / (2 (c mu - l)).

    load: below the number of servers. service_s: one request's. burstiness: squared coefficient of variation of the
    times between arrivals. Zero where a smaller share waits at all.
    """
    free = (servers - load) / service_s
    return _log(maximum(erlang_c(servers, load) / (1 - share), 1.0)) * (1 + burstiness) / (2 * free)


def _log(x: Numeric) -> Numeric:
    return math.log(x) if is_scalar(x) else x.__array_namespace__().log(x)


@dataclass(frozen=True)
class Queue:
    """What the requests of a fleet ask of it at the peak.

    places: requests in flight in one replica. work_s: replica-seconds a mean request takes. patience_s: the longest
    wait at the 95th percentile, above zero. burstiness: squared coefficient of variation of the times between arrivals.
    """

    slots: int
    work_s: Numeric
    patience_s: Numeric
    burstiness: Numeric

    def wait_s(self, replicas: int, utilisation: Numeric) -> Numeric:
        """Return the wait at the 95th percentile of that many replicas."""
        servers = self._servers(replicas)
        service_s = self.slots * self.work_s
        return wait_s(servers, servers * utilisation, service_s, self.burstiness, PERCENTILE)

    def is_short(self, replicas: int, utilisation: Numeric) -> Numeric:
        """Whether 95 % of the requests wait no longer than they may."""
        servers = self._servers(replicas)
        free = servers * (1 - utilisation) / (self.slots * self.work_s)
        exponent = -maximum(-2 * free * self.patience_s / (1 + self.burstiness), -_LARGEST_EXPONENT)
        return erlang_c(servers, servers * utilisation) <= (1 - PERCENTILE) * math.e**exponent

    def highest_utilisation(self, replicas: int, most: Numeric) -> Numeric:
        """Return how busy that many replicas may be at the peak, `most` at the most; to 1e-12 of it."""
        if all_of(self.is_short(replicas, most)):
            return most
        low, high = most * 0.0, most
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            short = self.is_short(replicas, middle)
            low, high = low + (middle - low) * short, high - (high - middle) * (1 - short)
        return low

    def _servers(self, replicas: int) -> int:
        return min(replicas * self.slots, MOST_SERVERS)
