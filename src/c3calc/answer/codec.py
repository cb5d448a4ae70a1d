"""Answers, checks, diffs, sweeps as JSON and back: decimal strings, counts as integers, null for what is not known.

One walk over the fields of a record (`json_fields`) knows what each is called in JSON and what its numbers are.
Writing, reading and the schema (`answer.schema`) are three uses of it. A field may say in its metadata that its key has
another name (`key`), or that its records are a mapping by one of their fields (`by`).
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from c3calc.base.numbers import plain_decimal
from c3calc.base.text import HIDDEN_IN_DATA, near, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.answer.answer import Answer
    from c3calc.answer.check import Check
    from c3calc.answer.diff import Diff
    from c3calc.answer.sweep import Sweep
    from c3calc.base.errors import Path

Record = TypeVar("Record")
LEAST, MOST = 1e-300, 1e300
_INTEGER = re.compile(r"\bint\b")
_EXACT = re.compile(r"(str|int|bool|Decimal)( \| None)?|tuple\[str, \.\.\.\]")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_PLAIN = {str: "text", bool: "true or false", int: "a whole number"}


class JsonField(NamedTuple):
    """A field of a record: its name, its key in JSON, by which field its records are a mapping, if they are one.

    is_integer: its numbers are integers, not decimals. is_exact: it has no number that could have more digits than JSON
    keeps. has_default: it may be left out.
    """

    name: str
    key: str
    by: str | None
    is_integer: bool
    is_exact: bool
    has_default: bool


@cache
def json_fields(kind: Any) -> tuple[JsonField, ...]:
    """Return the fields of a record in their order; of a plain value there are none."""
    return tuple(
        JsonField(
            name=f.name,
            key=f.metadata.get("key", f.name),
            by=f.metadata.get("by"),
            is_integer=_INTEGER.search(str(f.type)) is not None,
            is_exact=_EXACT.fullmatch(str(f.type)) is not None,
            has_default=f.default is not MISSING,
        )
        for f in (fields(kind) if is_dataclass(kind) else ())
    )


@cache
def json_types(kind: Any) -> dict[str, tuple[JsonField, Any]]:
    """Return every field with its type, by its key; a number of arithmetic is null if it is not known.

    Looking types up is slow, and writing does without.
    """
    hints = get_type_hints(kind)
    return {f.key: (f, float | None if hints[f.name] is Any else hints[f.name]) for f in json_fields(kind)}


def render_json(record: Answer | Check | Diff | Sweep) -> str:
    """Return `record` as JSON: the names of its fields in their order, indented by two, with a newline at the end."""
    return json_text(as_data(record))


def json_text(data: Mapping[str, Any]) -> str:
    """Return plain data as JSON, what a text hides escaped. Every JSON document of ours with a user's words is this."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return HIDDEN_IN_DATA.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def as_data(record: Any) -> dict[str, Any]:
    """Return a record as the dictionaries, lists, strings, integers and nulls of its JSON."""
    kind: Any = type(record)
    return {field.key: _written(record, field) for field in json_fields(kind)}


def _written(record: Any, field: JsonField) -> Any:
    data = _value(getattr(record, field.name), integer=field.is_integer)
    return data if field.by is None else {item.pop(field.by): item for item in data}


def _value(value: Any, *, integer: bool) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return value if integer else plain_decimal(value)
    if is_dataclass(value):
        return as_data(value)
    if isinstance(value, dict):
        return {key: _value(item, integer=integer) for key, item in value.items()}
    return [_value(item, integer=integer) for item in value]


def as_saved(value: Record) -> Record:
    """Return a record, or a part of one, with the 12 digits that JSON keeps: saved and read back it is the same."""
    kind: Any = type(value)
    kept: Any = value
    if kind is float:
        kept = float(f"{value:.11e}") + 0.0
    elif kind is tuple:
        kept = tuple([as_saved(item) for item in kept])
    elif kind is dict:
        kept = {key: as_saved(item) for key, item in kept.items()}
    elif found := json_fields(kind):
        values = ((getattr(value, f.name), f.is_exact) for f in found)
        kept = kind(*[item if is_exact else as_saved(item) for item, is_exact in values])
    return kept  # type: ignore[no-any-return]


class MismatchError(Exception):
    """A value that is not of its field's type, where it stands, and what was expected."""

    def __init__(self, path: Path, message: str, expected: str, fix: str = "") -> None:
        super().__init__(message)
        self.path, self.message, self.expected, self.fix = path, message, expected, fix


def from_data(kind: Any, data: Any, path: Path = ()) -> Any:
    """Return the record of a type that JSON data says. Raises MismatchError where it is something else."""
    known = json_types(kind)
    for key in _expect(data, isinstance(data, dict), path, "a mapping"):
        if key not in known:
            raise MismatchError((*path, key), "there is an unknown key", f"one of {', '.join(known)}", near(key, known))
    built = {}
    for key, (field, hint) in known.items():
        if key in data:
            built[field.name] = _read(hint, _listed(data[key], field, (*path, key)), (*path, key))
        elif NoneType in get_args(hint) and not field.has_default:
            built[field.name] = None  # what may be not known is not known where an older c3 did not say it
        elif not field.has_default:
            raise MismatchError(path, f"{shown(key)} is missing", f"the key {shown(key)}")
    return kind(**built)


def _listed(value: Any, field: JsonField, path: Path) -> Any:
    """Return a mapping by one of the fields of its records as the list of them."""
    if field.by is None:
        return value
    if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
        raise MismatchError(path, f"the rates are not by {field.by}", "a mapping")
    return [{field.by: key, **item} for key, item in value.items()]


def _read(hint: Any, value: Any, path: Path) -> Any:
    """Return `value` as what `hint` says. Raises MismatchError where it is something else."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        kinds = [part for part in parts if part is not NoneType]
        return None if value is None and len(kinds) < len(parts) else _read(kinds[0], value, path)
    if origin is Literal:
        return _expect(value, value in parts, path, f"one of {', '.join(map(str, parts))}")
    if origin is tuple:
        return _sequence(parts, value, path)
    if origin is dict:
        items = _expect(value, isinstance(value, dict), path, "a mapping").items()
        return {key: _read(parts[1], item, (*path, key)) for key, item in items}
    return from_data(hint, value, path) if is_dataclass(hint) else _plain(hint, value, path)


def _expect(value: Any, fits: bool, path: Path, expected: str) -> Any:
    if not fits:
        raise MismatchError(path, f"{shown(json.dumps(value))} is not right", expected)
    return value


def _sequence(parts: tuple[Any, ...], value: Any, path: Path) -> tuple[Any, ...]:
    items = _expect(value, isinstance(value, list), path, "a list")
    kinds = [parts[0]] * len(items) if parts[-1] is Ellipsis else list(parts)
    _expect(value, len(items) == len(kinds), path, f"{len(kinds)} items")
    return tuple(_read(kind, item, (*path, i)) for i, (kind, item) in enumerate(zip(kinds, items, strict=True)))


def _plain(hint: Any, value: Any, path: Path) -> Any:
    if hint in (float, Decimal):
        is_number = isinstance(value, str) and _DECIMAL.fullmatch(value) is not None and _is_figure(float(value))
        return hint(_expect(value, is_number, path, "a decimal number in quotes"))
    fits = type(value) is hint and (hint is not int or abs(value) < MOST)
    return _expect(value, fits, path, _PLAIN[hint])


def _is_figure(value: float) -> bool:
    """Whether a number is one that arithmetic can go on with: neither beyond the floats nor next to nothing."""
    return value == 0 or LEAST < abs(value) < MOST
