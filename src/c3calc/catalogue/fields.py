"""What the rows of the catalogue are made of: kinds of number and word, provenance, ranges.

Each number has bounds outside of which it is a slip of the unit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from c3calc.base.provenance import Evidence
from c3calc.scenario.fields import Day

if TYPE_CHECKING:
    from collections.abc import Callable

Below = tuple[str | int, ...]


def refuse(code: str, message: str, expected: str, fix: str = "", path: Below = ()) -> PydanticCustomError:
    """Return an error in our own words, at `path` below the mapping that is being read."""
    return PydanticCustomError(
        code, "{message}", {"message": message, "expected": expected, "help": fix, "path": path, "on_key": False}
    )


def _between(low: float, high: float, unit: str) -> AfterValidator:
    def check(value: float) -> float:
        if low <= value <= high:
            return value
        expected = f"{low:g} to {high:,g} {unit}"
        raise refuse("C3-K01", f"`{value:g}` is out of bounds", expected, f"check the unit, which is {unit}")

    return AfterValidator(check)


def _like(pattern: str, what: str) -> AfterValidator:
    matches: Callable[[str], object] = re.compile(pattern, re.DOTALL).fullmatch

    def check(value: str) -> str:
        if matches(value):
            return value
        raise refuse("C3-K02", f"`{value}` is not {what}", what)

    return AfterValidator(check)


Text = Annotated[StrictStr, _like(r"\S.*", "a text")]
Id = Annotated[StrictStr, _like(r"[a-z0-9][a-z0-9._-]*", "an id of lower-case letters, digits and . _ -")]
NoSlash = Annotated[StrictStr, _like(r"[^/\s][^/]*", "a name without a slash")]
Place = Annotated[StrictStr, _like(r"[A-Z]{2,5}(-[A-Z0-9]{1,3})?", "a code such as DE, US-CA or EU")]
TimeOfDay = Annotated[StrictStr, _like(r"([01]\d|2[0-3]):[0-5]\d", "a time of day, UTC, such as 16:30")]
CurrencyCode = Annotated[StrictStr, _like(r"[A-Z]{3}", "a currency code such as EUR")]

Count = Annotated[StrictInt, Field(ge=0)]
Counting = Annotated[StrictInt, Field(ge=1)]
Money = Annotated[StrictFloat, _between(0, 1e9, "in the row's currency")]
Number = Annotated[StrictFloat, _between(0, 1e9, "in the unit of its name")]
Watts = Annotated[StrictFloat, _between(0, 5000, "W")]
Gigabytes = Annotated[StrictFloat, _between(1, 5000, "GB")]
GigabytesPerSecond = Annotated[StrictFloat, _between(1, 50_000, "GB per second")]
Tera = Annotated[StrictFloat, _between(0.1, 100_000, "times 1e12 operations per second")]
BillionParameters = Annotated[StrictFloat, _between(0.01, 10_000, "billion parameters")]
GramsPerKwh = Annotated[StrictFloat, _between(0, 1500, "grams CO2e per kWh")]
Score = Annotated[StrictFloat, _between(0, 5, "points")]
Share = Annotated[StrictFloat, _between(0, 1, "of one")]
UsdPerUnit = Annotated[StrictFloat, _between(1e-6, 100, "US dollars for one unit of the currency")]


class CatalogueRow(BaseModel):
    """A mapping of a catalogue file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(CatalogueRow):
    """A fact: where it is from, since when it holds, when it was last looked up, how sure it is."""

    source: Text
    valid_from: Day
    checked: Day
    evidence: Evidence
    note: Text | None = None


class TriangularSpread(CatalogueRow):
    """An uncertain number, triangular: low, mode and high in the unit of the number."""

    low: Number
    mode: Number
    high: Number

    @model_validator(mode="after")
    def _is_ordered(self) -> TriangularSpread:
        if self.low <= self.mode <= self.high:
            return self
        found = f"{self.low:g}, {self.mode:g}, {self.high:g}"
        raise refuse("C3-K03", f"{found} is not in order", "low <= mode <= high", path=("low",))
