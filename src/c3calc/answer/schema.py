"""The JSON Schemas of an answer, a check, a diff and a sweep, read off the types of their fields."""

from __future__ import annotations

import inspect
from dataclasses import is_dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from c3calc.answer import answer as result
from c3calc.answer import check as result_check
from c3calc.answer import diff as result_diff
from c3calc.answer import sweep as result_sweep
from c3calc.answer.codec import JsonField, json_types

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
    """Return the JSON Schema (2020-12) of an answer."""
    return _schema(result.Answer, "c3 answer")


def check_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `c3 check` says."""
    return _schema(result_check.Check, "c3 check")


def diff_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `c3 diff` says."""
    return _schema(result_diff.Diff, "c3 diff")


def sweep_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `c3 sweep` says."""
    return _schema(result_sweep.Sweep, "c3 sweep")


def _schema(root: Any, title: str) -> dict[str, Any]:
    """Return the schema of what `render_json` writes; every key is required, no other is allowed."""
    records = {kind.__name__: kind for kind in _reached(root)}
    keyed = {get_args(hint)[0]: f.by for kind in records.values() for f, hint in json_types(kind).values() if f.by}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": f"#/$defs/{root.__name__}",
        "$defs": {name: _record(records[name], keyed.get(records[name])) for name in sorted(records)},
    }


def _reached(hint: Any) -> set[Any]:
    """Return every dataclass in an annotation, and in the fields of those."""
    if is_dataclass(hint):
        return {hint}.union(*(_reached(part) for _, part in json_types(hint).values()))  # type: ignore[arg-type]
    return {kind for part in get_args(hint) for kind in _reached(part)}


def _record(kind: Any, without: str | None = None) -> dict[str, Any]:
    properties = {f.key: _field(f, hint) for f, hint in json_types(kind).values() if f.name != without}
    return {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _field(field: JsonField, hint: Any) -> dict[str, Any]:
    """Return the schema of a field; of records that are a mapping by one of their fields, that of their mapping."""
    return {"type": "object", "additionalProperties": _of(get_args(hint)[0])} if field.by else _of(hint)


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
