"""The kinds of number, date and word a scenario field may hold, each refusing what people mistype.

Validators raise `PydanticCustomError` whose type is the stable code; `files.validation` adds the place.
`unknown` becomes NaN, which arithmetic spreads to whatever depends on it.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from c3calc.base.numbers import NUMBER_PATTERN, parse_number
from c3calc.base.ranges import FORMS, Quantity, Range
from c3calc.base.text import Suggestion, day_of, near
from c3calc.base.time_zones import hours_ahead_of_utc, zone_names
from c3calc.scenario.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

UNKNOWN = "unknown"
SHARE_MAX = 1.0
LARGEST = 1e30
MOST_NAMED = 8
TINY = 1e-12
_TRAPS = {
    "yes": "a truth value",
    "no": "a truth value or Norway",
    "on": "a switch",
    "off": "a switch",
    "nan": "not a number",
}


def _fail(code: str, message: str, expected: str, fix: str = "", *, wants_whole: bool = False) -> PydanticCustomError:
    """Return the error for a value; text is passed as context so that braces in user text stay literal."""
    context = {"message": message, "expected": expected, "help": fix, "wants_whole": wants_whole}
    return PydanticCustomError(code, "{message}", context)


def _show(value: object) -> str:
    return f"`{value}`" if isinstance(value, (str, int, float)) else f"a {_KIND.get(type(value), 'value')}"


_KIND = {dict: "mapping", list: "list", bool: "truth value", type(None): "empty value"}


def _number(value: object, bounds: tuple[float, float], share: bool, what: str, *, wants_whole: bool = False) -> float:
    number = parse_number(value)
    if number is None or (isinstance(value, str) and value.endswith("%") and not share):
        raise _fail(
            "C3-S10", f"{_show(value)} is not a number here", what, _number_help(value), wants_whole=wants_whole
        )
    if share and abs(number) > SHARE_MAX and not (isinstance(value, str) and "%" in value):
        raise _fail(
            "C3-S11",
            f"{_show(value)} as a share is ambiguous",
            what,
            f"write {number / 100:g} or {number:g}% if you mean {number:g} %; "
            f"a share of {number:g} would be {number * 100:g} %",
        )
    if not bounds[0] <= number <= bounds[1]:
        raise _fail("C3-S12", f"{_show(value)} is out of range", what, wants_whole=wants_whole)
    return number


def _number_help(value: object) -> str:
    text = str(value).strip().lower()
    if re.fullmatch(r"\d{1,2}(:\d{2})+", text):
        return "a time of day is text in YAML 1.2; write the number itself"
    if re.match(r"[$€£]|\d{1,3}(,\d{3})+", text):
        return (
            "write the bare number without currency sign or thousands commas; 1_000, 180k, 500M and 1.5B are understood"
        )
    if text in _TRAPS:
        return f"`{value}` is text in YAML 1.2 (not {_TRAPS[text]}); write a number"
    if text.endswith("%"):
        return "this field is not a share: write it in the unit of its name"
    return "write a number such as 1500, 500M, 1.5B or 180k, without a unit"


def _range(
    value: Mapping[str, object], check: Callable[[object], float], what: str, bounds: tuple[float, float]
) -> Range:
    form = next((f for f in FORMS if set(f) == set(value)), None)
    if form is None:
        raise _fail(
            "C3-S13",
            "this is not a known form of an uncertain number",
            "{low, mode, high}, {low, high}, {p10, p90} or {mean, sd}",
            "give all keys of one form and no others",
        )
    numbers = tuple(_member(key, value[key], check, what) for key in form)
    if form[0] != "mean" and list(numbers) != sorted(numbers):
        raise _fail("C3-S14", "the range is upside down", f"{' <= '.join(form)}", "swap the ends")
    if form[0] == "p10" and numbers[0] <= 0:
        raise _fail("C3-S14", "a lognormal range needs a p10 above zero", "0 < p10 <= p90")
    return Range(form, numbers, bounds)


def _member(key: str, value: object, check: Callable[[object], float], what: str) -> float:
    if key == "sd":
        return _number(
            value, (0, LARGEST), share=isinstance(value, str) and value.endswith("%"), what="a spread of 0 or more"
        )
    try:
        return check(value)
    except PydanticCustomError as exc:
        context = exc.context or {}
        raise _fail(exc.type, f"{key}: {context.get('message')}", what, str(context.get("help", ""))) from None


def _validator(
    low: float, high: float, what: str, *, share: bool, uncertain: bool, unknown: bool
) -> Callable[[object], Quantity]:
    def check(value: object) -> float:
        return _number(value, (low, high), share, what)

    def validate(value: object) -> Quantity:
        if unknown and value == UNKNOWN:
            return math.nan
        return _range(value, check, what, (low, high)) if uncertain and isinstance(value, dict) else check(value)

    return validate


_NUMBER_SCHEMA: list[dict[str, Any]] = [{"type": "number"}, {"type": "string", "pattern": NUMBER_PATTERN}]


def _schema(what: str, *, uncertain: bool, unknown: bool) -> dict[str, Any]:
    forms = [
        {
            "type": "object",
            "properties": {k: {"anyOf": _NUMBER_SCHEMA} for k in f},
            "required": list(f),
            "additionalProperties": False,
        }
        for f in FORMS
    ]
    words = [{"const": UNKNOWN}] if unknown else []
    return {"anyOf": _NUMBER_SCHEMA + words + (forms if uncertain else []), "description": what}


def _checked(validate: Callable[[Any], Any], schema: dict[str, Any]) -> Any:
    """Return a field type that `validate` alone decides; `Any` inside, so that Pydantic builds nothing else for it."""
    return Annotated[Any, PlainValidator(validate), WithJsonSchema(schema)]


def _field(
    low: float, high: float, what: str, *, share: bool = False, uncertain: bool = False, unknown: bool = False
) -> Any:
    validate = _validator(low, high, what, share=share, uncertain=uncertain, unknown=unknown)
    return _checked(validate, _schema(what, uncertain=uncertain, unknown=unknown))


def _limit(value: object, info: ValidationInfo) -> float:
    """Return a limit or a claim in the unit of the metric beside it; a bare 15 is ambiguous where that is a share."""
    return _in_unit(value, (info.data or {}).get("metric", ""))


def _in_unit(value: object, metric: str) -> float:
    if metric and METRICS[metric].is_share:
        return _number(value, (-LARGEST, LARGEST), share=True, what="a share, such as 0.15 or 15%")
    number = parse_number(value)
    if number is None:
        raise _fail(
            "C3-S10", f"{_show(value)} is not a number here", "a number in the metric's unit", _number_help(value)
        )
    return number


def _percent(value: object) -> float:
    """Return a percentage, for which 10 and 10% are the same."""
    return _in_unit(value, "") * (100 if isinstance(value, str) and value.endswith("%") else 1)


def _claim(value: object, info: ValidationInfo) -> Quantity:
    def one(number: object) -> float:
        return _limit(number, info)

    bounds = (-math.inf, math.inf)
    return _range(value, one, "numbers in the metric's unit", bounds) if isinstance(value, dict) else one(value)


def _count(value: object) -> int:
    number = _number(value, (0, 1e6), share=False, what="a whole number of 0 or more", wants_whole=True)
    if number != int(number):
        message = f"{_show(value)} is not a whole number"
        raise _fail("C3-S12", message, "a whole number of 0 or more", wants_whole=True)
    return int(number)


def _counting(value: object) -> int:
    if _count(value) == 0:
        raise _fail("C3-S12", "`0` is out of range", "a whole number of 1 or more", wants_whole=True)
    return _count(value)


def _date(value: object) -> date:
    if day := day_of(value):
        return day
    raise _fail("C3-S15", f"{_show(value)} is not a date", "a day written 2026-10-10")


def _time_zone(value: str) -> str:
    """Return a time zone as it is written; one that nobody knows is refused."""
    try:
        hours_ahead_of_utc(value)
    except ValueError:
        expected = "a name such as Europe/Berlin, or an offset from UTC such as +01:00"
        raise _fail("C3-S60", f"unknown time zone {_show(value)}", expected, near(value, zone_names())) from None
    return value


if TYPE_CHECKING:
    Amount: TypeAlias = Quantity
    AmountOrUnknown: TypeAlias = Quantity
    Positive: TypeAlias = Quantity
    Share: TypeAlias = Quantity
    Change: TypeAlias = Quantity
    Pue: TypeAlias = Quantity
    Intensity: TypeAlias = Quantity
    Claim: TypeAlias = Quantity
    Score: TypeAlias = float
    Quality: TypeAlias = float
    Above0: TypeAlias = float
    Number0: TypeAlias = float
    PlainShare: TypeAlias = float
    LimitValue: TypeAlias = float
    Percentage: TypeAlias = float
    Count: TypeAlias = int
    Counting: TypeAlias = int
    Day: TypeAlias = date
    TimeZone: TypeAlias = str
    GpuId: TypeAlias = str
    ZoneId: TypeAlias = str
    CountryId: TypeAlias = str
    CurrencyId: TypeAlias = str
else:
    Amount = _field(0, LARGEST, "a number of 0 or more", uncertain=True)
    AmountOrUnknown = _field(0, LARGEST, "a number of 0 or more, or `unknown`", uncertain=True, unknown=True)
    Positive = _field(TINY, LARGEST, "a number above 0", uncertain=True)
    Share = _field(0, 1, "a share between 0 and 1, such as 0.3 or 30%", share=True, uncertain=True)
    Change = _field(-0.99, 10, "a change such as 5% or -30%", share=True, uncertain=True)
    Pue = _field(1, 5, "facility energy over IT energy, 1 or more", uncertain=True)
    Intensity = _field(0, 1500, "grams CO2e per kWh between 0 and 1,500", uncertain=True)
    Score = _field(0, 5, "a score between 0 and 5")
    Quality = _field(0, 100, "a score between 0 and 100")
    Above0 = _field(TINY, LARGEST, "a number above 0")
    Number0 = _field(0, LARGEST, "a number of 0 or more")
    PlainShare = _field(0, 1, "a share between 0 and 1, such as 0.3 or 30%", share=True)
    LimitValue = _checked(_limit, {"anyOf": _NUMBER_SCHEMA})
    Percentage = _checked(_percent, {"anyOf": _NUMBER_SCHEMA})
    Claim = _checked(_claim, _schema("a number or a range", uncertain=True, unknown=False))
    Count = _checked(_count, {"type": "integer", "minimum": 0})
    Counting = _checked(_counting, {"type": "integer", "minimum": 1})
    TimeZone = Annotated[str, AfterValidator(_time_zone)]
    Day = _checked(_date, {"type": "string", "format": "date"})


def _hint(value: str, ids: Mapping[str, str], kind: str) -> str:
    """Say which name is near, or is called so, else which hold what was written, else where the names are listed."""
    called = [i for i, name in ids.items() if name.lower() == value.lower()]
    if called:
        return Suggestion(called[0])
    holding = [i for i in ids if value.lower() in i.lower()][:MOST_NAMED]
    named = f"one of {', '.join(holding)}; `c3 prices {value}` shows them" if holding else ""
    return near(value, ids) or named or f"`c3 prices --kind {kind}` lists the {len(ids)} that are known"


def known(table: str, kind: str, what: str) -> Any:
    """Return the type of an id that must be in a table of the catalogue; near names are suggested, never taken.

    kind: what `c3 prices --kind` calls the table.
    """

    def check(value: str, info: ValidationInfo) -> str:
        context = info.context or {}
        ids = context.get("ids", {}).get(table)
        if ids is not None and value not in ids:
            if "stand_ins" in context:  # the mistake is reported already; what follows is to be judged as well
                context["stand_ins"].append(value)
                return str(next(iter(ids)))
            hint = _hint(value, ids, kind)
            raise _fail("C3-R01", f"unknown {what} `{value}`", f"an id of the catalogue's {table}", hint)
        return value

    return Annotated[str, AfterValidator(check)]


if not TYPE_CHECKING:
    GpuId = known("gpus", "gpu", "GPU")
    ZoneId = known("grids", "grid", "grid")
    CountryId = known("countries", "electricity", "electricity price")
    CurrencyId = known("currencies", "currency", "currency")
