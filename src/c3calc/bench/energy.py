"""Energy of a window of time from the readings of a meter: its counter, and its power integrated beside it.

A counter moves in steps (a GPU's every 0.1 s or so), and no reading falls on the ends of a window. So the counter is
read at the last step before the window and the first one after it, and what was drawn in the slack is taken off.

From energy over a stretch of time to joules per token: idle taken off, input told from output, batches fitted.

A `Load` is what was done while the meter ran. Energy is in joules, time in seconds, power in watts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

AGREE_SHARE = 0.05  # counter and integrated power further apart than this are not the same energy
STUCK_AFTER_S = 1.0  # no counter in use takes longer for a step


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at one board or package; NaN where it does not say."""

    at_s: float
    counter_j: float = math.nan
    power_w: float = math.nan
    temperature_c: float = math.nan


@dataclass(frozen=True, slots=True)
class WindowEnergy:
    """Energy by the counter and by the integrated power, NaN where there is none; `steps` of the counter in it."""

    counter_j: float
    integrated_j: float
    steps: int
    went_back: bool
    stuck: bool

    @property
    def energy_j(self) -> float:
        """The counter's energy, or where that is not known the integrated power."""
        return self.integrated_j if math.isnan(self.counter_j) else self.counter_j

    @property
    def gap_share(self) -> float:
        """How far the two are apart, as a share of the counter's; NaN where one of them is not known."""
        return abs(self.counter_j - self.integrated_j) / self.counter_j if self.counter_j else math.nan


def window_energy(readings: Sequence[Reading], begin_s: float, end_s: float, wrap_j: float = math.nan) -> WindowEnergy:
    """Return the energy between two moments. `wrap_j`: where a counter of that range begins anew; NaN for never."""
    counted = [r for r in readings if not math.isnan(r.counter_j)]
    falls = any(later.counter_j < earlier.counter_j for earlier, later in pairwise(counted))
    went_back = falls and math.isnan(wrap_j)
    edges = _edges(_unwrapped(counted, wrap_j))
    inside = sum(begin_s < at <= end_s for at, _ in edges)
    stuck = len(counted) > 1 and not inside and end_s - begin_s > STUCK_AFTER_S
    counter = math.nan if went_back or stuck else _between(edges, readings, begin_s, end_s)
    return WindowEnergy(counter, integrated(readings, begin_s, end_s), inside, went_back, stuck)


def integrated(readings: Sequence[Reading], begin_s: float, end_s: float) -> float:
    """Return power over time, straight lines between readings and level beyond the outermost; NaN without power.

    100 W at 0 s and 200 W at 2 s: 300 J from 0 to 2, and 175 J from 1 to 2.
    """
    points = [(r.at_s, r.power_w) for r in readings if not math.isnan(r.power_w)]
    if not points:
        return math.nan
    inner = [(at, power) for at, power in points if begin_s < at < end_s]
    path = [(begin_s, _on_line(points, begin_s)), *inner, (end_s, _on_line(points, end_s))]
    return sum((t1 - t0) * (p0 + p1) / 2 for (t0, p0), (t1, p1) in pairwise(path))


def step_s(readings: Sequence[Reading]) -> float:
    """Return the middle time between two movements of the counter, NaN where it moved less than three times."""
    moves = [at for at, _ in _edges([(r.at_s, r.counter_j) for r in readings if not math.isnan(r.counter_j)])][1:]
    gaps = sorted(later - earlier for earlier, later in pairwise(moves))
    return gaps[len(gaps) // 2] if gaps else math.nan


def _unwrapped(counted: Sequence[Reading], wrap_j: float) -> list[tuple[float, float]]:
    found, added, before = [], 0.0, -math.inf
    for reading in counted:
        added += wrap_j if reading.counter_j < before and not math.isnan(wrap_j) else 0.0
        before = reading.counter_j
        found.append((reading.at_s, reading.counter_j + added))
    return found


def _edges(counter: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the readings at which the counter had just moved, the first reading before them."""
    moved = [later for earlier, later in pairwise(counter) if later[1] != earlier[1]]
    return [*counter[:1], *moved]


def _between(edges: Sequence[tuple[float, float]], readings: Sequence[Reading], begin_s: float, end_s: float) -> float:
    """Return what the counter says of a window: from the edge before to the edge after it, less the slack at both ends.

    The slack's power is what the meter reads there; where it reads no power, that of the whole stretch.
    """
    before = [edge for edge in edges if edge[0] <= begin_s]
    after = [edge for edge in edges if edge[0] >= end_s]
    if not before or not after:
        return math.nan
    (first_s, first_j), (last_s, last_j) = before[-1], after[0]
    slack = integrated(readings, first_s, begin_s) + integrated(readings, end_s, last_s)
    if math.isnan(slack):
        slack = (last_j - first_j) * (1 - (end_s - begin_s) / (last_s - first_s))
    return last_j - first_j - slack


def _on_line(points: Sequence[tuple[float, float]], at_s: float) -> float:
    before = max((p for p in points if p[0] <= at_s), default=points[0])
    after = min((p for p in points if p[0] >= at_s), default=points[-1])
    if after[0] <= before[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (at_s - before[0]) / (after[0] - before[0])


@dataclass(frozen=True, slots=True)
class Load:
    """Tokens that went through an engine in some seconds, and the energy of that; NaN where no meter ran."""

    seconds_s: float
    input_tokens: float
    output_tokens: float
    energy_j: float

    def less_idle(self, idle_w: float) -> Load:
        """Return the load without what the machine would have drawn anyway: 1,000 J in 2 s at 100 W idle are 800."""
        return Load(self.seconds_s, self.input_tokens, self.output_tokens, self.energy_j - idle_w * self.seconds_s)

    @property
    def power_w(self) -> float:
        """Mean power."""
        return self.energy_j / self.seconds_s


def separated(prompts: Load, requests: Load) -> tuple[float, float]:
    """Return joules per input token and per output token, from two loads of unlike mix.

    energy = input x a + output x b, twice. 1,000 in and 10 out for 120 J, 1,000 in and 100 out for 300 J:
    b = 180 / 90 = 2 J, a = 100 / 1,000 = 0.1 J. NaN where the two mixes are the same.
    """
    determinant = prompts.input_tokens * requests.output_tokens - requests.input_tokens * prompts.output_tokens
    if not determinant:
        return math.nan, math.nan
    into = (prompts.energy_j * requests.output_tokens - requests.energy_j * prompts.output_tokens) / determinant
    out = (prompts.input_tokens * requests.energy_j - requests.input_tokens * prompts.energy_j) / determinant
    return into, out


@dataclass(frozen=True, slots=True)
class BatchLine:
    """Joules per output token as a + b / concurrency, with the standard error of both; NaN below three points."""

    a_j: float
    b_j: float
    a_error_j: float
    b_error_j: float


def batch_line(concurrencies: Sequence[float], joules: Sequence[float]) -> BatchLine | None:
    """Return the least-squares line of joules per token over 1 / concurrency; None below two concurrencies.

    1, 2, 4 at 10, 6, 4 J: a = 2, b = 8, without error. Measured data follow it to 8 % (67 published configurations).
    """
    x = [1 / c for c in concurrencies]
    if len(set(x)) < 2:
        return None
    count, mean_x, mean_y = len(x), sum(x) / len(x), sum(joules) / len(joules)
    spread = sum((v - mean_x) ** 2 for v in x)
    b = sum((v - mean_x) * (j - mean_y) for v, j in zip(x, joules, strict=True)) / spread
    a = mean_y - b * mean_x
    rest = sum((j - a - b * v) ** 2 for v, j in zip(x, joules, strict=True))
    variance = rest / (count - 2) if count > 2 else math.nan
    return BatchLine(a, b, math.sqrt(variance * (1 / count + mean_x**2 / spread)), math.sqrt(variance / spread))
