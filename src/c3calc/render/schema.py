"""The JSON Schema of an answer, read off the types of its fields."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from c3calc import result
from c3calc.render.json import BY_CURRENCY, KEYS

_DECIMAL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_PLAIN: dict[Any, dict[str, Any]] = {
    float: _DECIMAL,
    Decimal: _DECIMAL,
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
}


def answer_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `render_json` writes; every key is required, no other is allowed."""
    records: list[Any] = [kind for _, kind in inspect.getmembers(result, is_dataclass)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "c3 answer",
        "$ref": "#/$defs/Answer",
        "$defs": {kind.__name__: _record(kind) for kind in records},
    }


def _record(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties = {_key(kind, f.name): _of(hints[f.name]) for f in fields(kind)}
    if kind is result.Answer:
        properties[BY_CURRENCY] = {"type": "object", "additionalProperties": _reference(result.ExchangeRate)}
    if kind is result.ExchangeRate:
        del properties["currency"]
    return {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _key(kind: Any, name: str) -> str:
    return KEYS.get((kind.__name__, name), name)


def _reference(kind: Any) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _of(hint: Any) -> dict[str, Any]:
    """Return the schema of one annotation."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        return {"anyOf": [_of(part) for part in parts]}
    if origin is tuple:
        return _sequence(parts)
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(parts[1])}
    return _reference(hint) if is_dataclass(hint) else _PLAIN[hint]


def _sequence(parts: tuple[Any, ...]) -> dict[str, Any]:
    if parts[-1] is Ellipsis:
        return {"type": "array", "items": _of(parts[0])}
    items = [_of(part) for part in parts]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
