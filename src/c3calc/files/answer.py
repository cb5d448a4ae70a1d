"""A saved answer back into the nouns it was printed from: JSON that `c3 compare` wrote, and nothing else.

Every field is built by the type that its noun declares, so that a file that was cut, edited or written by another tool
is refused where it differs. Numbers come back as they were: `compare` answers with the digits that JSON keeps.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Union, get_args, get_origin

from c3calc.answer.answer import SCHEMA_VERSION, Answer
from c3calc.answer.codec import BY_CURRENCY, KEYS, types_of
from c3calc.base.errors import InputError, Path, Problem, Where
from c3calc.base.text import near, path_text, shown
from c3calc.files.text.document import read_document
from c3calc.files.text.source import STDIN, Source, decode, read_bytes

if TYPE_CHECKING:
    import pathlib

_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_AGAIN = "write it with `c3 compare FILE -o answer.json`"


class _Mismatch(Exception):  # noqa: N818  (never leaves this module)
    """A value that is not of its field's type, where it stands, and what was expected."""

    def __init__(self, path: Path, message: str, expected: str, fix: str = "") -> None:
        super().__init__(message)
        self.path, self.message, self.expected, self.fix = path, message, expected, fix


def read_answer(path: pathlib.Path | None, text: bytes = b"") -> Answer:
    """Return the answer saved at `path`, or in `text` where that is None.

    Raises InputError: C3-J01 not JSON, C3-J02 not an answer, C3-J03 another version, C3-J04 a field that is not right.
    """
    source = decode(str(path) if path else STDIN, read_bytes(path) if path else text)
    data = _parsed(source)
    _check_head(source, data)
    try:
        return _answer(data)
    except _Mismatch as exc:
        place = path_text(exc.path)
        problem = Problem("C3-J04", f"{exc.message} at {shown(place)}", exc.path, exc.expected, exc.fix or _AGAIN)
        raise InputError([problem.at(_where(source, exc.path))]) from exc


def _parsed(source: Source) -> Any:
    try:
        return json.loads(source.text, parse_constant=_no_number)
    except json.JSONDecodeError as exc:
        at_end = exc.pos >= len(source.text.rstrip())
        what = "the file ends in the middle of the answer" if at_end else f"this is not JSON: {exc.msg}"
        where = source.mark_at(min(exc.pos, max(0, len(source.text) - 1))).where
    except (ValueError, RecursionError) as exc:
        what, where = f"this is not JSON: {exc}", Where(source.name)
    raise InputError([Problem("C3-J01", what, expected="an answer saved as JSON", help=_AGAIN, where=where)])


def _no_number(name: str) -> NoReturn:
    message = f"{name} is no number of JSON"
    raise ValueError(message)


def _check_head(source: Source, data: Any) -> None:
    """Refuse what is no answer at all, or one of another version."""
    where = Where(source.name)
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version is None or not {"c3_version", "options", "verdict"} <= data.keys():
        what = "the JSON of `c3 check` or `c3 diff`" if version and "c3_version" in data else "no answer of c3"
        problem = Problem("C3-J02", f"{shown(source.name, 200)} is {what}", expected="a saved answer", help=_AGAIN)
        raise InputError([problem.at(where)])
    if version != SCHEMA_VERSION:
        text = f"the answer has schema version {shown(version)}, saved by c3 {shown(data['c3_version'])}"
        problem = Problem(
            "C3-J03", text, expected=f"schema version {SCHEMA_VERSION}", help="save it again with this c3"
        )
        raise InputError([problem.at(_where(source, ("schema_version",)))])


def _where(source: Source, path: Path) -> Where:
    """Return the place of a path. JSON is YAML, whose reader remembers places; what that cannot read has none."""
    try:
        return read_document(None, name=source.name, text=source.text).locate(path)
    except InputError:
        return Where(source.name)


def _answer(data: dict[str, Any]) -> Answer:
    rates = data.get(BY_CURRENCY)
    if not isinstance(rates, dict) or not all(isinstance(rate, dict) for rate in rates.values()):
        raise _Mismatch((BY_CURRENCY,), "the rates are not by currency", "a mapping")
    listed = [{"currency": currency, **rate} for currency, rate in rates.items()]
    found: Answer = _built(Answer, {**data, BY_CURRENCY: listed}, ())
    return found


def _built(hint: Any, value: Any, path: Path) -> Any:
    """Return `value` as what `hint` says. Raises _Mismatch where it is something else."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        kinds = [part for part in parts if part is not type(None)]
        return None if value is None and len(kinds) < len(parts) else _built(kinds[0], value, path)
    if origin is Literal:
        return _expect(value, value in parts, path, f"one of {', '.join(map(str, parts))}")
    if origin is tuple:
        return _sequence(parts, value, path)
    if origin is dict:
        items = _expect(value, isinstance(value, dict), path, "a mapping").items()
        return {key: _built(parts[1], item, (*path, key)) for key, item in items}
    return _record(hint, value, path) if is_dataclass(hint) else _plain(hint, value, path)


def _expect(value: Any, fits: bool, path: Path, expected: str) -> Any:
    if not fits:
        raise _Mismatch(path, f"{shown(json.dumps(value, ensure_ascii=False))} is not right", expected)
    return value


def _sequence(parts: tuple[Any, ...], value: Any, path: Path) -> tuple[Any, ...]:
    items = _expect(value, isinstance(value, list), path, "a list")
    kinds = [parts[0]] * len(items) if parts[-1] is Ellipsis else list(parts)
    _expect(value, len(items) == len(kinds), path, f"{len(kinds)} items")
    return tuple(_built(kind, item, (*path, i)) for i, (kind, item) in enumerate(zip(kinds, items, strict=True)))


@cache
def _fields(kind: Any) -> dict[str, tuple[str, Any, bool]]:
    """Return the fields of a noun by their keys in JSON: name, type, whether an answer saved before it was may lack it.

    What may be not known is not known where an older c3 did not say it.
    """
    hints = types_of(kind)
    return {
        KEYS.get((kind.__name__, f.name), f.name): (
            f.name,
            hints[f.name],
            f.default is not MISSING or type(None) in get_args(hints[f.name]),
        )
        for f in fields(kind)
    }


def _record(kind: Any, value: Any, path: Path) -> Any:
    data, known = _expect(value, isinstance(value, dict), path, "a mapping"), _fields(kind)
    for key in [key for key in data if key not in known]:
        raise _Mismatch((*path, key), "there is an unknown key", f"one of {', '.join(known)}", near(key, known))
    built = {}
    for key, (name, hint, may_lack) in known.items():
        if key in data:
            built[name] = _built(hint, data[key], (*path, key))
        elif not may_lack:
            raise _Mismatch(path, f"{shown(key)} is missing", f"the key {shown(key)}")
    return kind(**(_unknown(kind) | built))


@cache
def _unknown(kind: Any) -> dict[str, None]:
    """Return None for every field that has no default and may be not known."""
    hints = types_of(kind)
    return {f.name: None for f in fields(kind) if f.default is MISSING and type(None) in get_args(hints[f.name])}


def _plain(hint: Any, value: Any, path: Path) -> Any:
    if hint in (float, Decimal):
        is_number = isinstance(value, str) and _DECIMAL.fullmatch(value) is not None
        return hint(_expect(value, is_number, path, "a decimal number in quotes"))
    names = {str: "text", bool: "true or false", int: "a whole number"}
    return _expect(value, type(value) is hint, path, names[hint])
