"""The month's traffic: tokens of every kind, requests, and how they spread over the hours."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from c3calc.base.figures import exceeds

if TYPE_CHECKING:
    from collections.abc import Sequence

TokenKind = Literal["input", "cached_read", "cache_write", "output"]
LoadLevel = tuple[float, float]  # share of the month's hours, load in those hours over the mean

UNKNOWN = math.nan
ALL_TRAFFIC = "all traffic"  # the one part of a workload without features


@dataclass(frozen=True, slots=True)
class TokenClass:
    """Tokens of one kind that a part of the workload sends or receives."""

    label: str
    kind: TokenKind
    tokens: float


@dataclass(frozen=True, slots=True)
class Part:
    """One feature's traffic: token classes, requests of users, calls of a model, how it spreads over the hours.

    levels: None where only the peak is known, as a ratio or in tokens a minute, counted after all steps.
    context_tokens: the longest context of a request. long_share: NaN where the size of a mean request decides.
    batch_off_peak: batch work fills the quiet hours, instead of running evenly.
    ttft_s, tpot_s: time to the first token at the 95th percentile and time per output token to hold, inf where none.
    burstiness: squared coefficient of variation of the times between arrivals. growth_per_month:
    a share, from month 2 on.
    """

    name: str
    classes: tuple[TokenClass, ...]
    requests: float
    calls: float
    batch_share: float = 0.0
    batch_off_peak: bool = False
    long_share: float = 0.0
    levels: tuple[LoadLevel, ...] | None = ((1.0, 1.0),)
    peak_to_mean: float = 1.0
    peak_tokens_per_minute: float = UNKNOWN
    context_tokens: float = UNKNOWN
    ttft_s: float = math.inf
    tpot_s: float = math.inf
    burstiness: float = 1.0
    growth_per_month: float = 0.0

    @property
    def tokens(self) -> float:
        """Reference tokens a month, input and output."""
        return sum(c.tokens for c in self.classes)

    @property
    def input_tokens_per_call(self) -> float:
        """Reference tokens that a mean call sends, NaN where the number of calls is not known."""
        sent = sum(c.tokens for c in self.classes if c.kind != "output")
        return sent / self.calls if self.calls else UNKNOWN

    def size_among(self, limits: Sequence[float], factor: float = 1.0) -> int:
        """Return which limit, in tokens of a model, counts for the long requests: the last that a mean one is above.

        The first counts for every request; where the share of long ones is stated, the second at least. A request of
        exactly a limit, which is a quotient, is not above it. factor: tokens of the model per reference token.
        """
        size = self.input_tokens_per_call * factor
        reached = max((i for i, limit in enumerate(limits) if exceeds(size, limit)), default=0)
        return reached if math.isnan(self.long_share) else min(max(reached, 1), len(limits) - 1)

    def scaled(self, factor: float) -> Part:
        """Return the same mix at `factor` times the volume."""
        classes = tuple(replace(c, tokens=c.tokens * factor) for c in self.classes)
        peak = self.peak_tokens_per_minute * factor
        return replace(
            self,
            classes=classes,
            requests=self.requests * factor,
            calls=self.calls * factor,
            peak_tokens_per_minute=peak,
        )


@dataclass(frozen=True, slots=True)
class ResolvedWorkload:
    """All parts of the workload at the scenario's volume."""

    parts: tuple[Part, ...]
    hours_per_month: float
    users: float = UNKNOWN
    unit_name: str | None = None
    requests_per_unit: float = 1.0

    @property
    def tokens(self) -> float:
        """The month's volume in reference tokens: the axis of every crossover."""
        return sum(p.tokens for p in self.parts)

    @property
    def requests(self) -> float:
        """User requests a month, NaN where the scenario does not say."""
        return sum(p.requests for p in self.parts)

    @property
    def calls(self) -> float:
        """Calls of a model a month, NaN where the number of requests is not known."""
        return sum(p.calls for p in self.parts)

    def scaled(self, factor: float) -> ResolvedWorkload:
        """Return the same mix at `factor` times the volume."""
        return replace(self, parts=tuple(p.scaled(factor) for p in self.parts))

    @property
    def growth_per_month(self) -> float | None:
        """The growth that all parts share, None where they grow apart and the mix of traffic moves."""
        growth = self.parts[0].growth_per_month
        return growth if all(_same(p.growth_per_month, growth) for p in self.parts) else None

    def in_month(self, month: int) -> ResolvedWorkload:
        """Return the traffic of a month; the first is 1."""
        grown = tuple(p.scaled((1.0 + p.growth_per_month) ** (month - 1)) for p in self.parts)
        return replace(self, parts=grown)

    def at_volume(self, tokens: float) -> ResolvedWorkload:
        """Return the workload at another volume; a peak given in tokens a minute stays what it is."""
        grown = self.scaled(tokens / self.tokens)
        kept = zip(grown.parts, self.parts, strict=True)
        return replace(grown, parts=tuple(replace(n, peak_tokens_per_minute=o.peak_tokens_per_minute) for n, o in kept))

    def only(self, names: tuple[str, ...]) -> ResolvedWorkload:
        """Return the traffic of some features; the others stay as parts without tokens, so that shares line up."""
        return replace(self, parts=tuple(p if p.name in names else p.scaled(0.0) for p in self.parts))


def _same(a: object, b: object) -> bool:
    """Whether two numbers are one; draws are the same only as themselves."""
    return a is b or (isinstance(a, float) and a == b)
