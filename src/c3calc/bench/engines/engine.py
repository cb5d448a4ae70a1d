"""What runs a model: how it describes itself, and what one run of it took."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class EngineFacts:
    """An engine with a model in it; `model` and `settings` as a measurement file has them."""

    name: str
    version: str
    backend: str
    devices: tuple[str, ...]
    settings: Mapping[str, Any]
    model: Mapping[str, Any]
    threads: int | None = None


@dataclass(frozen=True)
class Run:
    """Some sequences at once through an engine: moments on the clock, tokens, seconds.

    prefill_s and decode_s are NaN where an engine does not tell them apart. ttft_s and tpot_s have a value a request,
    but none of those `held_back`, whose text came all at one moment. truncated: answers shorter than asked for.
    """

    begin_s: float
    end_s: float
    input_tokens: int
    output_tokens: int
    prefill_s: float = math.nan
    decode_s: float = math.nan
    ttft_s: tuple[float, ...] = ()
    tpot_s: tuple[float, ...] = ()
    sent: int = 0
    failed: int = 0
    truncated: int = 0
    cached_tokens: int = 0
    errors: tuple[str, ...] = field(default=())
    held_back: int = 0

    @property
    def seconds_s(self) -> float:
        """How long it took."""
        return self.end_s - self.begin_s


class Engine(Protocol):
    """A model at work, as many sequences at once as asked."""

    facts: EngineFacts

    def warm_up(self, sequences: int, prompt_tokens: int, output_tokens: int) -> None:
        """Do a little of what will be measured, so that nothing happens for the first time under the clock."""

    def prompts(self, sequences: int, prompt_tokens: int) -> Run:
        """Read prompts, and write as few tokens as the engine can."""

    def requests(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        """Read prompts and write so many tokens after each."""

    def memory_gb(self) -> float | None:
        """Return the most memory that was used so far, or None where that is not known."""

    def close(self) -> None:
        """Let go of everything."""
