"""Where the order of two curves flips, and which of many is cheapest at every volume: exactly, with no root search.

Between two neighbouring breakpoints (steps and kinks of all curves) every curve is a straight line, so a walk from left
to right meets every crossing. It ends where mean slopes and bounds on the rest fix the order for good.
Amounts within 1e-9 of each other, relatively, are equal; so are breakpoints. Volumes are tokens a month.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import merge
from itertools import count, islice
from math import inf, isfinite
from typing import TYPE_CHECKING, Literal, NamedTuple

from c3calc.base.figures import NOISE
from c3calc.evaluate.curve import Curve, Stair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_SEGMENTS = 50_000  # of a walk that no bound ends: two staircases of one mean slope may cross for ever
_APART = 2.0  # by how many times the noise of the flatter one two mean slopes differ that are not the same
_PAST = 1.1  # how far past the volume at which the order of two curves must show they are looked at

CrossingKind = Literal["equal", "step", "never"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A volume where the order of two curves flips; `below` and `above` are the index (0 or 1) of the cheaper one.

    kind `equal`: the curves meet there. `step`: they differ there, and the order changes just above it.
    `never`: tokens is None.
    """

    kind: CrossingKind
    tokens: float | None
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Crossings:
    """All crossings in order of volume, or a single `never`; examined_to is inf where none can be missing."""

    points: tuple[Crossing, ...]
    examined_to: float = inf


@dataclass(frozen=True, slots=True)
class Segment:
    """Volumes from `start`, exclusive, to `stop`, inclusive, where the curve `index` is cheapest."""

    start: float
    stop: float
    index: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """The cheapest curve over the volume. A finite examined_to is where the walk was cut, and the envelope ends."""

    segments: tuple[Segment, ...]
    examined_to: float = inf


def crossings(f: Curve, g: Curve, limit: float = inf) -> Crossings:
    """Return all volumes in (0, limit] where the order of f (index 0) and g (index 1) flips, in order.

    Touching without a flip is none. Equality over a range, with different orders around it, is one, at its start.
    Curves that are the same everywhere are `never`, with 0 below and above.
    ValueError: a number in a curve is unknown (NaN) or infinite, or the limit is NaN or negative.
    """
    _refuse_unknown((f, g), (limit,))
    pair, order = (_live(f), _live(g)), _Order()
    settled, horizon = _settle(*pair)
    end = min(limit, horizon)
    examined = _watch(order, _walk(pair, end))
    if examined < end and not order.sign:
        order.sign = settled  # level as far as was seen, yet bounds tell who is cheaper far out
    never = Crossing("never", None, order.cheaper, order.cheaper)
    return Crossings(tuple(order.flips) or (never,), inf if examined >= end else examined)


def lower_envelope(curves: Sequence[Curve], limits: Sequence[float]) -> Envelope:
    """Return which curve is cheapest at every volume; curve i can be had up to limits[i] (inf allowed).

    Among equals the one that was cheapest just before stays, else the lowest index wins: drawing level makes no
    segment. After the last limit the envelope ends.
    ValueError: a number in a curve is unknown (NaN) or infinite, or a limit is NaN or negative.
    """
    _refuse_unknown(curves, limits)
    lines, lead, last = [_live(curve) for curve in curves], _Lead(), max(limits, default=0.0)
    end = min(last, _settle_all(lines, limits))
    examined = _watch(lead, _walk(lines, end, limits))
    return Envelope(lead.segments(last)) if examined >= end else Envelope(lead.segments(examined), examined)


class _Piece(NamedTuple):
    """A range of volumes without breakpoints inside, and every line's value just above its start and at its stop."""

    start: float
    stop: float
    at_start: list[float]
    at_stop: list[float]


class _Break(NamedTuple):
    tokens: float
    curve: int
    jump: float
    bend: float


def _walk(curves: Sequence[Curve], end: float, limits: Sequence[float] = ()) -> Iterator[_Piece]:
    """Yield the pieces from 0 to end, left to right; beyond its limit a curve is infinitely dear."""
    values = [float(c.fixed + sum(s.of_replicas(1) for s in c.stairs)) for c in curves]
    slopes = [float(c.slope) for c in curves]
    leaving = sorted(_Break(limit, i, inf, 0.0) for i, limit in enumerate(limits))
    breaks = merge(leaving, *(stream for i, c in enumerate(curves) for stream in _breaks(c, i)))
    start, following = 0.0, next(breaks, None)
    while start < end:
        stop = min(following.tokens, end) if following else end
        at_stop = [value + slope * (stop - start) for value, slope in zip(values, slopes, strict=True)]
        yield _Piece(start, stop, values, at_stop)
        start, values = stop, at_stop.copy()
        while following and following.tokens <= stop * (1.0 + NOISE):
            values[following.curve] += following.jump
            slopes[following.curve] += following.bend
            following = next(breaks, None)


def _breaks(curve: Curve, index: int) -> Iterator[Iterator[_Break]]:
    yield iter(sorted(_Break(k.at, index, 0.0, k.slope) for k in curve.kinks))
    for stair in curve.stairs:
        yield _steps(stair, index)


def _steps(stair: Stair, index: int) -> Iterator[_Break]:
    def step(replicas: int) -> _Break:
        jump = stair.of_replicas(replicas + 1) - stair.of_replicas(replicas)
        return _Break(stair.ends_at(replicas), index, jump, 0.0)

    return map(step, count(1))


def _watch(observer: _Order | _Lead, pieces: Iterator[_Piece]) -> float:
    """Show the pieces to an observer, as many as are allowed, and return the volume up to which it saw everything."""
    examined = 0.0
    for piece in islice(pieces, MAX_SEGMENTS):
        observer.follow(piece)
        examined = piece.stop
    return examined


@dataclass(slots=True)
class _Order:
    """Which of two curves is cheaper: the sign of f - g, 0 until there is one."""

    sign: int = 0
    flips: list[Crossing] = field(default_factory=list)
    level_since: tuple[float, CrossingKind] | None = None

    @property
    def cheaper(self) -> int:
        return 1 if self.sign > 0 else 0

    def follow(self, piece: _Piece) -> None:
        self._see(_sign(*piece.at_start), piece.start, "step")
        self._see(_sign(*piece.at_stop), _meeting(piece, 0, 1), "equal")

    def _see(self, sign: int, tokens: float, kind: CrossingKind) -> None:
        if sign == 0:
            self.level_since = self.level_since or (tokens, kind)
            return
        if sign == -self.sign:
            tokens, kind = self.level_since or (tokens, kind)
            self.flips.append(Crossing(kind, tokens, self.cheaper, 1 - self.cheaper))
        self.sign, self.level_since = sign, None


@dataclass(slots=True)
class _Lead:
    """Which of many curves is cheapest: `taken` lists the volumes at which each one takes the lead."""

    taken: list[tuple[float, int]] = field(default_factory=list)

    @property
    def index(self) -> int:
        return self.taken[-1][1] if self.taken else -1

    def follow(self, piece: _Piece) -> None:
        lowest, leader = min(piece.at_start), self.index
        if leader < 0 or _sign(piece.at_start[leader], lowest) > 0:
            leader = min(i for i, amount in enumerate(piece.at_start) if _sign(amount, lowest) == 0)
            self._pass_to(leader, piece.start)
        for tokens, rival in _takeovers(piece, leader):
            self._pass_to(rival, tokens)

    def _pass_to(self, index: int, tokens: float) -> None:
        while self.taken and self.taken[-1][0] >= tokens:  # led over no volume at all
            self.taken.pop()
        if self.index != index:
            self.taken.append((tokens, index))

    def segments(self, end: float) -> tuple[Segment, ...]:
        stops = (*(tokens for tokens, _ in self.taken[1:]), end)
        return tuple(Segment(start, stop, index) for (start, index), stop in zip(self.taken, stops, strict=False))


def _takeovers(piece: _Piece, leader: int) -> Iterator[tuple[float, int]]:
    """Yield where a line goes below the leader within the piece, and which."""
    while rivals := [i for i, amount in enumerate(piece.at_stop) if _sign(piece.at_stop[leader], amount) > 0]:
        meetings = {i: _meeting(piece, i, leader) for i in rivals}
        leader = min(meetings, key=meetings.__getitem__)
        yield meetings[leader], leader


def _meeting(piece: _Piece, i: int, j: int) -> float:
    """Return where two lines meet within the piece, or else its end where they are nearest."""
    before, after = piece.at_start[i] - piece.at_start[j], piece.at_stop[i] - piece.at_stop[j]
    if before * after < 0:
        return piece.start + (piece.stop - piece.start) * (before / (before - after))
    return piece.stop if abs(after) <= abs(before) else piece.start


def _sign(f: float, g: float) -> int:
    """Return the sign of f - g, 0 where they are equal up to 1e-9 relative; f may be infinite."""
    return 0 if abs(f - g) <= NOISE * min(abs(f), abs(g)) else (1 if f > g else -1)


def _settle(f: Curve, g: Curve) -> tuple[int, float]:
    """Return the sign of f - g in the long run, and a volume by which it shows; 0 and inf where bounds do not tell.

    Past the kinks and the early steps, f - g is mean slope x V + something between two bounds. It shows where that is
    beyond the noise of the amounts themselves, which equal fixed costs may hide for long.
    """
    gap = _live(_regular(f) - _regular(g))
    slope, noise = _mean_slope(gap), NOISE * min(abs(_mean_slope(f)), abs(_mean_slope(g)))
    low, high = _offsets(gap)
    early = (len(s.early) * float(s.width) for s in (*f.stairs, *g.stairs))
    past_kinks = max((0.0, *(float(k.at) for k in gap.kinks), *early))
    if abs(slope) > _APART * noise:
        beyond = low if slope > 0 else -high  # how far f - g is ahead of the line of its slope, at least
        level = NOISE * max(abs(bound) for curve in (f, g) for bound in _offsets(curve))
        met, shown = -beyond / abs(slope), (level - beyond) / (abs(slope) - noise)
        horizon = _PAST * max(past_kinks, met) or 1.0
        return (1 if slope > 0 else -1), horizon if shown <= horizon else _PAST * shown
    if gap.stairs and low <= 0 <= high:
        return 0, inf
    return (high > 0) - (low < 0), _PAST * past_kinks or 1.0


def _regular(curve: Curve) -> Curve:
    """Return what a curve is past the early steps of its stairs."""
    return Curve(curve.fixed, curve.slope, tuple(replace(s, early=()) for s in curve.stairs), curve.kinks)


def _settle_all(curves: Sequence[Curve], limits: Sequence[float]) -> float:
    """Return a volume by which it shows which curve is cheapest from there on; inf where bounds do not tell."""
    left = max((limit for limit in limits if limit < inf), default=0.0)
    endless = [curve for curve, limit in zip(curves, limits, strict=True) if limit == inf]
    winner = endless[0] if endless else Curve()
    for curve in endless:
        if _settle(winner, curve)[0] > 0:
            winner = curve
    return max((_PAST * left, *(_settle(winner, curve)[1] for curve in endless)))


def _mean_slope(curve: Curve) -> float:
    stairs = sum(s.height * s.per_replica / s.pack / s.width for s in curve.stairs)
    return float(curve.slope + stairs + sum(k.slope for k in curve.kinks))


def _offsets(curve: Curve) -> tuple[float, float]:
    """Return bounds of curve - mean slope x V past the kinks: a stair rounds up by less than a replica and a pack."""
    level = curve.fixed - sum(k.slope * k.at for k in curve.kinks)
    exact = [s.height * s.spares * s.per_replica / s.pack for s in curve.stairs]
    rounded = [s.height * ((s.spares + 1) * s.per_replica / s.pack + 1) for s in curve.stairs]
    return float(level + sum(map(min, exact, rounded))), float(level + sum(map(max, exact, rounded)))


def _live(curve: Curve) -> Curve:
    """Return the same curve without terms of nil, which step and bend nowhere."""
    stairs = tuple(s for s in curve.stairs if s.height != 0)
    return Curve(curve.fixed, curve.slope, stairs, tuple(k for k in curve.kinks if k.slope != 0 and k.at < inf))


def _refuse_unknown(curves: Sequence[Curve], limits: Sequence[float]) -> None:
    if not all(isfinite(curve(1.0)) for curve in curves):  # one unknown number makes the value unknown at any volume
        raise ValueError("only curves without unknown (NaN) or infinite numbers can be compared")
    if not all(limit >= 0 for limit in limits):
        raise ValueError("a limit must be a number of tokens, not below zero")
