"""From energy over a stretch of time to joules per token: idle taken off, input told from output, batches fitted.

A `Load` is what was done while the meter ran. Energy is in joules, time in seconds, power in watts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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
