"""What repeated runs say: middle, spread, interval of the mean, outliers, and whether two sets of runs differ.

Values are plain numbers of one unit, one a run; results are in the same unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Student's t, two-sided 95 %, by degrees of freedom 1 to 30 (NIST/SEMATECH e-Handbook of Statistical Methods).
_T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_NORMAL95 = 1.959964
_MAD_TO_SD = 0.6745  # median absolute deviation of a normal distribution, in standard deviations
_OUTLIER = 3.5  # modified z score: Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers


@dataclass(frozen=True, slots=True)
class Sample:
    """Repeated runs: `low` and `high` hold the mean with 95 %; they and `sd` are NaN for a single run."""

    runs: int
    mean: float
    median: float
    sd: float
    low: float
    high: float
    smallest: float
    largest: float
    outliers: int


def sample(values: Sequence[float]) -> Sample:
    """Return what repeated runs say. 2, 4, 6: mean 4, sd 2, interval 4 +- 4.303 x 2 / sqrt(3) = -0.969 to 8.969."""
    count, mean = len(values), sum(values) / len(values)
    sd = math.sqrt(sum((v - mean) ** 2 for v in values) / (count - 1)) if count > 1 else math.nan
    half = t95(count - 1) * sd / math.sqrt(count) if count > 1 else math.nan
    outlying = sum(outliers(values))
    return Sample(count, mean, quantile(values, 0.5), sd, mean - half, mean + half, min(values), max(values), outlying)


def t95(freedom: float) -> float:
    """Return Student's t of a two-sided 95 % interval; above 30 degrees of freedom by Cornish and Fisher, to 0.001.

    60 degrees: 1.96 + (1.96^3 + 1.96) / 240 + ... = 2.000.
    """
    whole = max(1, int(freedom))
    if whole <= len(_T95):
        return _T95[whole - 1]
    z = _NORMAL95
    return z + (z**3 + z) / (4 * whole) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * whole**2)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all are at most, on the straight line between ranks (Hyndman and Fan, type 7).

    The 0.95 quantile of 1, 2, 3, 4, 5 is 4.8.
    """
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)


def outliers(values: Sequence[float]) -> list[bool]:
    """Tell of each value whether its modified z score, 0.6745 |x - median| / MAD, is above 3.5.

    10, 11, 9, 10, 30: median 10, MAD 1, score of 30 = 13.5. Where the MAD is 0, nothing is an outlier.
    """
    middle = quantile(values, 0.5)
    mad = quantile([abs(v - middle) for v in values], 0.5)
    return [mad > 0 and _MAD_TO_SD * abs(v - middle) / mad > _OUTLIER for v in values]


def half_width_share(runs: Sample) -> float:
    """Return half of the interval over the mean; infinite where a single run says nothing of it."""
    return (runs.high - runs.mean) / runs.mean if runs.runs > 1 and runs.mean > 0 else math.inf


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger the second mean is than the first, as a share of the first, with its 95 % interval."""

    share: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no difference."""
        return self.low > 0 or self.high < 0


def difference(first: Sample, second: Sample) -> Difference:
    """Return the difference of two means with Welch's interval (1947), the first mean taken as exact in the share.

    Means 100 and 110, sd 2 and 2, 5 runs each: error sqrt(0.8 + 0.8) = 1.265, 8 degrees of freedom, t = 2.306:
    10 % +- 2.9 %.
    """
    errors = [s.sd**2 / s.runs if s.runs > 1 else math.nan for s in (first, second)]
    total, gap = sum(errors), second.mean - first.mean
    if math.isnan(total):
        return Difference(gap / first.mean, -math.inf, math.inf)
    parts = sum(e**2 / (s.runs - 1) for e, s in zip(errors, (first, second), strict=True))
    half = t95(total**2 / parts) * math.sqrt(total) if parts else 0.0
    return Difference(gap / first.mean, (gap - half) / first.mean, (gap + half) / first.mean)
