"""Two measurements side by side: by how much each figure moved, and whether that is more than noise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from c3calc.bench.statistics import Difference, Sample, difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.scenario.measurement import MeasuredSpread, Measurement, Point


_TOKENS = {"per_input_token": "energy of an input token", "per_output_token": "energy of an output token"}


class Moved(NamedTuple):
    """A figure in both files, the change as a share of the first, and its 95 % interval where runs allow one."""

    what: str
    unit: str
    before: float
    after: float
    share: float
    low: float | None
    high: float | None

    @property
    def verdict(self) -> str:
        """What the interval says."""
        if self.low is None or self.high is None:
            return "not known: one of them has no interval"
        if self.low <= 0 <= self.high:
            return "within the noise"
        return "higher" if self.low > 0 else "lower"


def moved(before: Measurement, after: Measurement) -> list[Moved]:
    """Return every figure that both files have."""
    found = list(_prefill(before, after))
    others = {p.concurrency: p for p in after.points}
    for point in before.points:
        if point.concurrency in others:
            found += _point(point, others[point.concurrency])
    return found


def unlike(before: Measurement, after: Measurement) -> list[str]:
    """Return in what the two were not measured alike, in words."""
    pairs = (
        ("model", before.model.sha256 or before.model.id, after.model.sha256 or after.model.id),
        ("machine", (before.hardware.gpu, before.hardware.cpu), (after.hardware.gpu, after.hardware.cpu)),
        ("threads", before.hardware.threads, after.hardware.threads),
        ("engine", before.engine, after.engine),
        ("prompt and output tokens", _lengths(before), _lengths(after)),
        ("boundary of the power", before.power and before.power.boundary, after.power and after.power.boundary),
    )
    return [what for what, one, other in pairs if one != other]


def _lengths(found: Measurement) -> tuple[object, object]:
    return found.method.get("prompt_tokens"), found.method.get("output_tokens")


def _prefill(before: Measurement, after: Measurement) -> Iterator[Moved]:
    others = {p.prompt_tokens: p for p in after.prefill}
    for one in before.prefill:
        if other := others.get(one.prompt_tokens):
            rates = float(one.prefill_tok_s), float(other.prefill_tok_s)
            yield _rate(f"prefill, {one.prompt_tokens} tokens", rates, one.spread, other.spread)


def _point(one: Point, other: Point) -> Iterator[Moved]:
    at = f"{one.concurrency} at once"
    if one.prefill_tok_s and other.prefill_tok_s:
        rates = float(one.prefill_tok_s), float(other.prefill_tok_s)
        yield _rate(f"prefill, {at}", rates, one.prefill_spread, other.prefill_spread)
    if one.decode_tok_s and other.decode_tok_s:
        rates = float(one.decode_tok_s), float(other.decode_tok_s)
        yield _rate(f"decode, {at}", rates, one.decode_spread, other.decode_spread)
    for name, label in _TOKENS.items():
        values = [getattr(p.energy, name) for p in (one, other) if p.energy and getattr(p.energy, name)]
        if len(values) == 2:
            a, b = (float(v.gross_j) for v in values)
            yield Moved(f"{label}, {at}", "J", a, b, b / a - 1 if a else math.nan, None, None)


def _rate(what: str, rates: tuple[float, float], one: MeasuredSpread | None, other: MeasuredSpread | None) -> Moved:
    """Return the change of the means with its interval; without runs, that of the rates alone."""
    if one is None or other is None:
        return Moved(what, "tokens/s", *rates, rates[1] / rates[0] - 1, None, None)
    found: Difference = difference(_sample(one), _sample(other))
    means, ends = (float(one.mean), float(other.mean)), (found.low, found.high)
    low, high = ends if math.isfinite(found.low) else (None, None)
    return Moved(what, "tokens/s", *means, found.share, low, high)


def _sample(spread: MeasuredSpread) -> Sample:
    sd, low, high = (math.nan if n is None else float(n) for n in (spread.sd, spread.low, spread.high))
    ends = float(spread.smallest), float(spread.largest)
    return Sample(spread.runs, float(spread.mean), float(spread.median), sd, low, high, *ends, spread.outliers)
