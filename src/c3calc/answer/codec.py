"""Answers, checks, diffs, sweeps as JSON: plain decimal strings, counts as integers, null for what is not known."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints

from c3calc.base.numbers import plain_decimal

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer
    from c3calc.answer.check import Check
    from c3calc.answer.diff import Diff
    from c3calc.answer.sweep import Sweep

KEYS = {("Flip", "from_value"): "from", ("Flip", "to_value"): "to"}  # `from` is no name for a Python field
BY_CURRENCY = "exchange_rates"
# json escapes the ASCII control characters; these can also drive a terminal, or cannot be written as UTF-8.
_HIDDEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_INTEGER = re.compile(r"\bint\b")


def render_json(record: Answer | Check | Diff | Sweep) -> str:
    """Return `record` as JSON: the names of its fields in their order, indented by two, with a newline at the end."""
    text = json.dumps(as_data(record), ensure_ascii=False, indent=2, allow_nan=False)
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def as_data(record: Answer | Check | Diff | Sweep) -> dict[str, Any]:
    """Return `record` as the dictionaries, lists, strings, integers and nulls of its JSON."""
    data = _object(record)
    if BY_CURRENCY in data:
        data[BY_CURRENCY] = {rate.pop("currency"): rate for rate in data[BY_CURRENCY]}
    return data


@cache
def types_of(kind: Any) -> dict[str, Any]:
    """Return the type of every field of a noun in JSON, where a number of arithmetic is null if it is not known."""
    return {name: float | None if hint is Any else hint for name, hint in get_type_hints(kind).items()}


def _object(record: Any) -> dict[str, Any]:
    kind: Any = type(record)
    return {key: _value(getattr(record, name), integer=integer) for name, key, integer in _keys(kind)}


@cache
def _keys(kind: Any) -> tuple[tuple[str, str, bool], ...]:
    """Return the fields of a noun: name, key in JSON, whether its numbers are integers."""
    named = ((f.name, KEYS.get((kind.__name__, f.name), f.name), str(f.type)) for f in fields(kind))
    return tuple((name, key, _INTEGER.search(annotation) is not None) for name, key, annotation in named)


def _value(value: Any, *, integer: bool) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return value if integer else plain_decimal(value)
    if is_dataclass(value):
        return _object(value)
    if isinstance(value, dict):
        return {key: _value(item, integer=integer) for key, item in value.items()}
    return [_value(item, integer=integer) for item in value]
