"""An uncertain number as the scenario gives it: its form and its central value. Draws read the same form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Range:
    """An uncertain number.

    `low, mode, high` is triangular, `low, high` uniform, `p10, p90` lognormal, `mean, sd` normal.
    bounds: what its field may be; no draw lies outside.
    """

    form: tuple[str, ...]
    numbers: tuple[float, ...]
    bounds: tuple[float, float] = (-math.inf, math.inf)

    @property
    def central(self) -> float:
        """The point answer: mode, midpoint, median or mean, by form (SCENARIO.md, rules for every file)."""
        return _CENTRAL[self.form](*self.numbers)


def _mode(low: float, mode: float, high: float) -> float:
    return mode


def _midpoint(low: float, high: float) -> float:
    return (low + high) / 2


def _median(p10: float, p90: float) -> float:
    """Return the median of a lognormal, the geometric mean of any two quantiles that lie symmetric about it."""
    return math.sqrt(p10 * p90)


def _mean(mean: float, sd: float) -> float:
    return mean


_CENTRAL: dict[tuple[str, ...], Callable[..., float]] = {
    ("low", "mode", "high"): _mode,
    ("low", "high"): _midpoint,
    ("p10", "p90"): _median,
    ("mean", "sd"): _mean,
}
FORMS = tuple(_CENTRAL)

Quantity = float | Range


class Sample(Protocol):
    """What the inputs of a scenario become when it is resolved: points, draws, or values that are tried.

    It is asked once for every number that goes in, by its key: the path that `--set` takes, or a name for a figure of
    the catalogue. It returns a number, or an array whose first element is the one that decides what is decided once.
    """

    def __call__(self, key: str, given: Quantity, /) -> Any:
        """Return what an input is taken as."""


def middle_of(key: str, given: Quantity) -> float:
    """Return the central value: the sample of a point answer."""
    return central(given)


@dataclass(frozen=True)
class Moved:
    """A sample in which some inputs, by their keys, have values of their own; the others are sampled as before."""

    values: Mapping[str, float]
    others: Sample = middle_of

    def __call__(self, key: str, given: Quantity, /) -> Any:
        """Return the value of a moved input, or what another sample says."""
        return self.values[key] if key in self.values else self.others(key, given)


def central(value: Quantity) -> float:
    """Return the point value of a number that may be a range."""
    return value.central if isinstance(value, Range) else value
