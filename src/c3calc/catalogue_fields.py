"""What the rows of the catalogue are made of: kinds of number and word, provenance, ranges.

Each number has bounds outside of which it is a slip of the unit.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from c3calc.fields import Day
from c3calc.result import Evidence

Step = str | int


def refuse(code: str, message: str, expected: str, fix: str = "", path: tuple[Step, ...] = ()) -> PydanticCustomError:
    """Return an error in our own words, at `path` below the mapping that is being read."""
    context = {"message": message, "expected": expected, "help": fix, "path": path, "on_key": False}
    return PydanticCustomError(code, "{message}", context)


def _bounded(low: float, high: float, unit: str) -> Any:
    def check(value: float) -> float:
        if low <= value <= high:
            return value
        raise refuse("C3-K01", f"`{value:g}` is out of bounds", f"{low:g} to {high:,g} {unit}", f"check the unit: {unit}")

    return Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(check)]


def _matching(pattern: str, what: str) -> Any:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value):
            return value
        raise refuse("C3-K02", f"`{value}` is not {what}", what)

    return Annotated[str, Field(strict=True), AfterValidator(check)]


Text = _matching(r"(?s)\S.*", "a text")
Id = _matching(r"[a-z0-9][a-z0-9._-]*", "an id of lower-case letters, digits, dots, dashes and underscores")
NoSlash = _matching(r"[^/\s][^/]*", "a name without a slash")
Place = _matching(r"[A-Z]{2,5}(-[A-Z0-9]{1,3})?", "a code such as DE, US-CA or EU")
CurrencyCode = _matching(r"[A-Z]{3}", "a currency code such as EUR")

Count = Annotated[int, Field(strict=True, ge=0)]
Counting = Annotated[int, Field(strict=True, ge=1)]
Money = _bounded(0, 1e9, "of the row's currency")
Number = _bounded(0, 1e9, "(0 or more)")
Watts = _bounded(0, 5000, "W")
Gigabytes = _bounded(1, 5000, "GB")
GigabytesPerSecond = _bounded(1, 50_000, "GB per second")
Tera = _bounded(0.1, 100_000, "times 1e12 operations per second")
BillionParameters = _bounded(0.01, 10_000, "billion parameters")
GramsPerKwh = _bounded(0, 1500, "grams CO2e per kWh")
PerKwh = _bounded(0.005, 1, "per kWh, in EUR, USD or alike")
Score = _bounded(0, 5, "points")
Rate = _bounded(1e-6, 100, "US dollars per unit")


class Row(BaseModel):
    """A mapping of a catalogue file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(Row):
    """A fact: where it is from, since when it holds, when it was last looked up, how sure it is."""

    source: Text
    valid_from: Day
    checked: Day
    evidence: Evidence
    note: Text | None = None


class Spread(Row):
    """An uncertain number, triangular."""

    low: Number
    mode: Number
    high: Number

    @model_validator(mode="after")
    def _is_ordered(self) -> Spread:
        if self.low <= self.mode <= self.high:
            return self
        raise refuse("C3-K03", f"{self.low:g}, {self.mode:g}, {self.high:g} is not in order", "low <= mode <= high", "", ("low",))
