"""Uncertain numbers as many equally likely draws, which go through the same arithmetic as one number does.

The first element of every array is the central value. Whatever the arithmetic decides once (which card, which tier,
whether an option may serve) it decides by that one; whatever it computes it computes for every draw. So draws of no
width are the point answer, and no second path through the house is needed.
"""

from __future__ import annotations

import math
import zlib
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.base.ranges import Range
from c3calc.base.ranges import central as central_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from c3calc.base.ranges import Quantity

Array = np.ndarray[Any, np.dtype[np.float64]]
CHUNK = 10_000  # draws that go through the house together: they stay in the processor's cache, whatever their number
_P90 = NormalDist().inv_cdf(0.9)  # 1.2816 standard deviations above the median


class Draws(np.ndarray[Any, np.dtype[Any]]):
    """Many draws of one number, the central value first; as a truth, a text or one float it is that value."""

    def __bool__(self) -> bool:
        return bool(self.item(0))

    def __float__(self) -> float:
        return float(self.item(0))

    def __int__(self) -> int:
        return int(self.item(0))

    def __pow__(self, exponent: Any) -> Draws:  # type: ignore[override]
        return _power(self, exponent, float(self) ** float(exponent))

    def __rpow__(self, base: Any) -> Draws:  # type: ignore[override]
        return _power(base, self, float(base) ** float(self))

    def __round__(self, digits: int = 0) -> float:
        return round(float(self), digits)

    def __format__(self, spec: str) -> str:
        return format(float(self), spec)

    __hash__ = object.__hash__  # type: ignore[assignment]  # an array is the same only as itself


def _power(base: Any, exponent: Any, central: float) -> Draws:
    """Return a power; where both are central, that of Python: NumPy's own may end in another bit."""
    powers: Draws = np.power(base, exponent)
    powers[(base == float(base)) & (exponent == float(exponent))] = central
    return powers


class Sampler:
    """A Latin hypercube: each number is cut into `count` equally likely parts and drawn from the middle of each.

    The order of the parts is shuffled by the seed and the number's own key, so that adding an input moves no other's
    draws (McKay, Beckman and Conover 1979). One key has one set of draws, wherever it is asked for.
    """

    def __init__(self, count: int, seed: tuple[int, ...]) -> None:
        self.count, self._seed, self._middles = count, seed, (np.arange(count) + 0.5) / count
        self._drawn: dict[str, Draws] = {}

    def __call__(self, key: str, given: Quantity) -> Draws | float:
        """Return the draws of an uncertain number, none outside of its bounds; one that is certain is itself."""
        if not isinstance(given, Range):
            return given
        if key not in self._drawn:
            values = quantiles(given, self._middles)
            self._drawn[key] = np.concatenate(([given.central], self._shuffled(key, values))).view(Draws)
        return self._drawn[key]

    def _shuffled(self, key: str, values: Array) -> Array:
        # NumPy promises that the old generator, unlike the new ones, shuffles alike in every version (NEP 19)
        own = np.random.RandomState([*self._seed, zlib.crc32(key.encode())])
        return own.permutation(values)


def samplers(count: int, seed: int) -> Iterator[Sampler]:
    """Yield samplers for so many draws in all, in pieces that need little memory."""
    for first in range(0, count, CHUNK):
        yield Sampler(min(CHUNK, count - first), (seed, first // CHUNK))


def quantiles(wanted: Range, share: Array) -> Array:
    """Return the values of a distribution, cut off at its bounds, below which shares (between 0 and 1) of it lie."""
    return _QUANTILES[wanted.form](share, wanted).clip(*wanted.bounds)  # what float arithmetic adds, too


def _triangular(share: Array, wanted: Range) -> Array:
    low, mode, high = wanted.numbers
    width = high - low
    if width == 0:
        return np.full_like(share, mode)
    rising, falling = np.sqrt(share * width * (mode - low)), np.sqrt((1 - share) * width * (high - mode))
    return np.where(share * width <= mode - low, low + rising, high - falling)


def _uniform(share: Array, wanted: Range) -> Array:
    low, high = wanted.numbers
    return wanted.central + (high - low) * (share - 0.5)


def _lognormal(share: Array, wanted: Range) -> Array:
    p10, p90 = wanted.numbers
    low, high = math.log(p10), math.log(p90)
    bounds = [(math.log(bound) if bound > 0 else -math.inf) - (low + high) / 2 for bound in wanted.bounds]
    return wanted.central * (p90 / p10) ** (_standard_normal(share, (high - low) / (2 * _P90), bounds) / (2 * _P90))


def _normal(share: Array, wanted: Range) -> Array:
    mean, sd = wanted.numbers
    return mean + sd * _standard_normal(share, sd, [bound - mean for bound in wanted.bounds])


def _standard_normal(share: Array, sd: float, bounds: Sequence[float]) -> Array:
    """Return quantiles of the standard normal distribution (Wichura 1988, AS 241, as the standard library has it).

    It is cut off where `sd` times it would leave the bounds: what is left of it has all of the probability.
    """
    below, up_to = (NormalDist().cdf(bound / sd) for bound in bounds) if sd else (0.0, 1.0)
    shares = below + share * (up_to - below)
    return np.fromiter(map(NormalDist().inv_cdf, shares.tolist()), float, len(share))


_QUANTILES: dict[tuple[str, ...], Callable[[Array, Range], Array]] = {
    ("low", "mode", "high"): _triangular,
    ("low", "high"): _uniform,
    ("p10", "p90"): _lognormal,
    ("mean", "sd"): _normal,
}


def quietly() -> np.errstate:
    """Return a context in which a draw that divides by zero is infinite or unknown without a warning."""
    return np.errstate(divide="ignore", invalid="ignore", over="ignore")


def spread(pieces: list[Any]) -> Array:
    """Return the draws of a figure, in order of size; the central values are left out, and a plain number is itself."""
    drawn = [piece[1:] if isinstance(piece, np.ndarray) else np.array([piece]) for piece in pieces]
    return np.sort(np.concatenate(drawn))


def quantile(ordered: Array, share: float) -> float:
    """Return the value below which a share of ordered draws lies, between two draws on the straight line."""
    return float(np.interp(share * (len(ordered) - 1), np.arange(len(ordered)), ordered))


class OneAtATime:
    """Every input at its central value, but in each element of the arrays one: `values` of the inputs that are moved.

    The whole of a sensitivity analysis is one array, and one walk through the house.
    """

    def __init__(self, central: dict[str, float], values: dict[str, Array]) -> None:
        self._central, self._values, self._at = central, values, {}
        end = 1
        for key, moved in values.items():
            self._at[key] = slice(end, end + len(moved))
            end += len(moved)
        self._size = end

    def __call__(self, key: str, given: Quantity) -> Draws | float:
        """Return an input: an array where it is moved, else its central value."""
        if key not in self._values:
            return central_of(given)
        array = np.full(self._size, self._central[key])
        array[self._at[key]] = self._values[key]
        return array.view(Draws)

    def of(self, key: str, figure: Any) -> Any:
        """Return the elements of a figure in which an input is moved."""
        return np.broadcast_to(figure, self._size)[self._at[key]]
