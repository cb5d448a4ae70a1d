"""How sure an answer is: shares of the draws, what each uncertain input does alone, what changes the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Probabilities:
    """Share of the draws in which an eligible option is cheapest, or cleanest, and in which a budget is kept."""

    draws: int
    seed: int
    cheapest: dict[str, float]
    cleanest: dict[str, float]
    within_budget: dict[str, float]


@dataclass(frozen=True, slots=True)
class Swing:
    """What an uncertain input alone does to an option's cost, all others central.

    low and high are its P5 and P95, in the unit of the input.
    """

    input: str
    low: float
    high: float
    option: str
    cost_at_low: Decimal | None
    cost_at_high: Decimal | None


@dataclass(frozen=True, slots=True)
class Flip:
    """The nearest value of an input that changes the verdict, from and to in the unit of the input."""

    input: str
    from_value: float = field(metadata={"key": "from"})  # `from` is no name for a Python field
    to_value: float = field(metadata={"key": "to"})
    verdict: str
