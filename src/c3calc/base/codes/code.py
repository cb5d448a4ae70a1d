"""What every error code says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A code, its title, what it means, and how to mend what it reports."""

    code: str
    title: str
    explanation: str
    fix: str
