"""Where a number comes from: who said so, how sure they are, and in which file and line it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from c3calc.base.numbers import Numeric  # noqa: TC001  (the JSON Schema is made from these annotations)

Evidence = Literal["measured", "quoted", "published", "estimated", "assumed"]


# The value is NaN where it is not known, draws where it is a range, and None in an answer, where NaN is not a number.
@dataclass(frozen=True, slots=True)
class Input:
    """A number that went into a line: who said so and how sure they are. NaN inside arithmetic is None here."""

    name: str
    value: Numeric
    unit: str
    evidence: Evidence
    source: str
    where: str = ""
