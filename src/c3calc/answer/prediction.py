"""Predicted numbers with their intervals, of one question and of a table of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

COMPUTED = (  # the columns that a row of a table of cases gets
    "output_tokens_per_s", "output_tokens_per_s_low", "output_tokens_per_s_high", "energy_per_output_token_j",
    "energy_low_j", "energy_high_j", "vram_needed_gb", "vram_gb",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """A predicted number, and the interval that holds 4 of 5 measured ones, in the unit of the number."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class CaseAnswers:
    """What was computed of every row: NaN and None where it cannot be answered; `errors` says what is wrong with it."""

    computed: dict[str, Any]
    fits: list[bool | None]
    errors: list[str]


def span(value: float, factor: float) -> Span:
    """Return a number with its interval, which is even on the scale of ratios."""
    return Span(value, value / factor, value * factor)
