"""A monthly quantity (cost, energy, carbon) as an exact function of the monthly token volume V.

    Curve(V) = fixed + slope x V + sum of stairs + sum of kinks

A stair is capacity rented in whole units, a kink a price that changes at a volume (a commitment, an overflow).
Every field and V itself may be a float or a NumPy array; they broadcast. NumPy is never imported here: arrays answer
through their own operators. Unknown is NaN and spreads: no term is ever dropped because its factor is zero.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

from c3calc.base.figures import NOISE, exceeds, is_scalar, maximum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from c3calc.base.numbers import Numeric

_NEVER = 1e20  # tokens a month: an amount reached only beyond it is not reached
_FLAT = 1e-150  # per token: stands in for a slope of nil, so that nothing is divided by zero


def all_of(condition: Numeric) -> bool:
    """Return whether a comparison holds, for an array in every element."""
    return bool(condition.all() if hasattr(condition, "all") else condition)


def any_of(condition: Numeric) -> bool:
    """Return whether a comparison holds, for an array in at least one element."""
    return bool(condition.any() if hasattr(condition, "any") else condition)


def chosen(condition: Numeric, yes: Numeric, no: Numeric) -> Numeric:
    """Return `yes` where a condition holds and `no` elsewhere, element by element."""
    if isinstance(condition, bool):
        return yes if condition else no
    return condition.choose((no, yes))


def elementwise(function: Callable[[list[float]], float], rows: Sequence[Numeric]) -> Numeric:
    """Return a function of as many numbers as there are rows; of arrays, element by element."""
    blank = sum(rows) == math.inf  # an array where any row is one
    if isinstance(blank, bool):
        return function(list(rows))
    result = blank * 0.0
    result[...] = [function(list(column)) for column in zip(*((row + result).tolist() for row in rows), strict=True)]
    return result


def ceil_of(x: Numeric) -> Numeric:
    """Return the smallest whole number not below x, x >= 0 and finite, as a float; NaN stays NaN.

    x that is above a whole number by no more than 1e-9 of it counts as that number, so that 0.3 / 0.1 needs three
    and not four. Valid up to x = 1e9.
    """
    return -(-(x * (1.0 - NOISE)) // 1.0)


@dataclass(frozen=True)
class Stair:
    """Cost of capacity that comes in whole units: height x ceil((replicas + spares) x per_replica / pack).

    `replicas` = max(1, ceil(V / width)): at V = k x width there are still k, just above it k + 1 (left-continuous).
    width: tokens a month that one replica carries at the peak. height: cost of one rented unit per month.
    per_replica: GPUs of one replica. pack: GPUs in one rented unit (SKU or server).
    early: rising volumes, the k-th below k x width, above which there are k + 1 replicas already: a few replicas carry
    less each than many do, where requests queue.
    ValueError: width or pack is not above zero, or width is infinite.
    """

    width: Numeric
    height: Numeric = 1.0
    spares: Numeric = 0
    per_replica: Numeric = 1.0
    pack: Numeric = 1.0
    early: tuple[Numeric, ...] = ()

    def __post_init__(self) -> None:
        if any_of(self.width <= 0) or any_of(self.width == math.inf) or any_of(self.pack <= 0):
            raise ValueError("a stair needs a finite width above zero and a pack above zero")

    def __call__(self, tokens: Numeric) -> Numeric:
        """Return the stair's part of the quantity at a volume in tokens a month."""
        return self.of_replicas(self.replicas(tokens))

    def replicas(self, tokens: Numeric) -> Numeric:
        """Return how many replicas work at a volume in tokens a month."""
        regular = maximum(ceil_of(tokens / self.width), 1.0)
        return maximum(1.0 + sum(exceeds(tokens, at) for at in self.early), regular)

    def ends_at(self, replicas: int) -> Numeric:
        """Return the largest volume that so many working replicas carry."""
        return self.early[replicas - 1] if replicas <= len(self.early) else replicas * self.width

    def of_replicas(self, replicas: Numeric) -> Numeric:
        """Return the stair's part of the quantity for so many working replicas, spares not counted."""
        return self.height * ceil_of((replicas + self.spares) * self.per_replica / self.pack)


@dataclass(frozen=True)
class Kink:
    """A change of slope (per token) at a volume (tokens a month): slope x max(0, V - at). ValueError: at < 0."""

    at: Numeric
    slope: Numeric

    def __post_init__(self) -> None:
        if any_of(self.at < 0):
            raise ValueError("a kink needs a volume of zero or more")

    def __call__(self, tokens: Numeric) -> Numeric:
        """Return the kink's part of the quantity at a volume in tokens a month."""
        return self.slope * maximum(tokens - self.at, 0.0)


@dataclass(frozen=True)
class Curve:
    """A quantity per month over the volume: `fixed` a month, `slope` a token, and any number of stairs and kinks.

    Call it with tokens a month, V >= 0. Curves add, subtract, and multiply by a number or an array.
    """

    fixed: Numeric = 0.0
    slope: Numeric = 0.0
    stairs: tuple[Stair, ...] = ()
    kinks: tuple[Kink, ...] = ()

    __array_ufunc__: ClassVar[None] = None  # array * curve asks the curve, instead of making an array of curves

    @classmethod
    def constant(cls, amount: Numeric) -> Curve:
        """Return a quantity per month that does not depend on the volume."""
        return cls(fixed=amount)

    @classmethod
    def linear(cls, slope: Numeric) -> Curve:
        """Return a quantity of `slope` per token."""
        return cls(slope=slope)

    @classmethod
    def total(cls, curves: Iterable[Curve]) -> Curve:
        """Return the sum of curves; many at once cost less than one by one."""
        terms = tuple(curves)
        fixed, slope = sum((c.fixed for c in terms), 0.0), sum((c.slope for c in terms), 0.0)
        stairs, kinks = (
            _merged_stairs(s for c in terms for s in c.stairs),
            _merged_kinks(k for c in terms for k in c.kinks),
        )
        return cls(fixed, slope, stairs, kinks)

    def of_draw(self, index: int) -> Curve:
        """Return one curve of many: every array's element, and every plain number as it is."""

        def one(x: Numeric) -> Numeric:
            return x if is_scalar(x) else float(x[index])

        def only(term: Any) -> Any:
            return replace(term, **{f.name: one(getattr(term, f.name)) for f in fields(term) if f.name != "early"})

        stairs = tuple(replace(only(s), early=tuple(map(one, s.early))) for s in self.stairs)
        return Curve(one(self.fixed), one(self.slope), stairs, tuple(map(only, self.kinks)))

    @property
    def is_fixed(self) -> bool:
        """Whether the quantity is known not to depend on the volume."""
        factors = (self.slope, *(s.height for s in self.stairs), *(k.slope for k in self.kinks))
        return all(all_of(factor == 0) for factor in factors)

    def __call__(self, tokens: Numeric) -> Numeric:
        """Return the quantity per month at a volume in tokens a month."""
        total = self.fixed + self.slope * tokens
        parts: tuple[Stair | Kink, ...] = (*self.stairs, *self.kinks)
        for part in parts:
            total = total + part(tokens)  # not +=, which would write into the caller's array
        return total

    def __add__(self, other: Curve) -> Curve:
        return Curve.total((self, other))

    def __mul__(self, factor: Numeric) -> Curve:
        stairs = tuple(replace(s, height=s.height * factor) for s in self.stairs)
        kinks = tuple(replace(k, slope=k.slope * factor) for k in self.kinks)
        return Curve(self.fixed * factor, self.slope * factor, stairs, kinks)

    __rmul__ = __mul__

    def __neg__(self) -> Curve:
        return self * -1.0

    def __sub__(self, other: Curve) -> Curve:
        return self + -other


def _same(x: Numeric) -> Any:
    """Return a key under which equal numbers meet, and equal arrays."""
    return x if is_scalar(x) else x.tobytes()


def _merged_stairs(stairs: Iterable[Stair]) -> tuple[Stair, ...]:
    merged: dict[Any, Stair] = {}
    for s in stairs:
        key = (*map(_same, (s.width, s.spares, s.per_replica, s.pack)), *map(_same, s.early))
        merged[key] = replace(s, height=merged[key].height + s.height) if key in merged else s
    return tuple(merged.values())


def _merged_kinks(kinks: Iterable[Kink]) -> tuple[Kink, ...]:
    merged: dict[Any, Kink] = {}
    for k in kinks:
        key = _same(k.at)
        merged[key] = replace(k, slope=merged[key].slope + k.slope) if key in merged else k
    return tuple(merged.values())


def inverse(curve: Curve, amount: Numeric) -> Numeric:
    """Return the smallest volume (tokens a month) at which a curve without stairs, nowhere falling, is `amount`.

    Zero where the curve starts at or above the amount. Exact up to rounding: segment by segment, no root search.
    ValueError: the curve has stairs, or does not reach the amount (in an array: any of them).
    """
    volume = _reach(curve, amount)
    if any_of(volume >= _NEVER):
        raise ValueError("the curve never reaches the amount")
    return volume


def floor_at(curve: Curve, amount: Numeric) -> Curve:
    """Return max(amount, curve) for a curve without stairs that is nowhere falling: a commitment, a minimum bill.

    Below the volume that uses up the amount the floor is flat; from there on every slope of the curve goes on.
    ValueError: the curve has stairs.
    """
    start = curve(0.0)
    volume = _reach(curve, amount)
    if all_of(start >= amount):
        return curve
    bends = (Kink(volume, curve.slope), *(Kink(maximum(k.at, volume), k.slope) for k in curve.kinks))
    reached = tuple(k for k in bends if not all_of(k.at >= _NEVER))
    return Curve(maximum(start, amount)) + Curve(kinks=reached)


def _reach(curve: Curve, amount: Numeric) -> Numeric:
    """Return the volume at which the curve is `amount`; beyond `_NEVER` where it is never."""
    if curve.stairs:
        raise ValueError("only a curve without stairs can be inverted")
    start = _last_kink_short_of(curve, amount)
    gap = maximum(amount - curve(start), 0.0)
    slope = curve.slope + sum(k.slope * (k.at <= start) for k in curve.kinks)
    return start + gap / maximum(slope, _FLAT)


def _last_kink_short_of(curve: Curve, amount: Numeric) -> Numeric:
    """Return where the straight piece begins on which the curve reaches `amount`: 0 or a kink."""
    if is_scalar(curve(0.0) + amount):
        volumes = sorted(k.at for k in curve.kinks)
        count = bisect_left(volumes, amount, key=curve)
        return volumes[count - 1] if count else 0.0
    start = 0.0
    for k in curve.kinks:  # the order of the kinks may differ from draw to draw, so each is asked
        start = maximum(start, k.at * (curve(k.at) < amount))
    return start
