"""A saved answer back into the nouns it was printed from: JSON that `c3 compare` wrote, and nothing else.

Every field is built by the type that its noun declares, so that a file that was cut, edited or written by another tool
is refused where it differs, or contradicts itself. Numbers come back as they were: `compare` answers with the digits
that JSON keeps.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from c3calc.answer.answer import SCHEMA_VERSION, Answer
from c3calc.answer.codec import MismatchError, from_data
from c3calc.answer.consistency import contradictions
from c3calc.base.errors import InputError, Path, Problem, Where
from c3calc.base.text import path_text, shown
from c3calc.files.text.document import read_document
from c3calc.files.text.source import STDIN, Source, decode, read_bytes

if TYPE_CHECKING:
    import pathlib

_MOST_SAID = 10
_AGAIN = "write it with `c3 compare FILE -o answer.json`"


def read_answer(path: pathlib.Path | None, text: bytes = b"") -> Answer:
    """Return the answer saved at `path`, or in `text` where that is None.

    Raises InputError: C3-J01 not JSON, C3-J02 not an answer, C3-J03 another version, C3-J04 a field that is not right,
    C3-J20 fields that contradict one another.
    """
    source = decode(str(path) if path else STDIN, read_bytes(path) if path else text)
    data = _parsed(source)
    _check_head(source, data)
    try:
        found: Answer = from_data(Answer, data)
    except MismatchError as exc:
        place = path_text(exc.path)
        problem = Problem(
            "C3-J04", f"{exc.message} at {shown(place)}", path=exc.path, expected=exc.expected, help=exc.fix or _AGAIN
        )
        raise InputError([problem.at(_where(source, exc.path))]) from exc
    wrong = [_contradiction(path, expected).at(_where(source, path)) for path, expected in contradictions(found)]
    if wrong:
        raise InputError(wrong[:_MOST_SAID])
    return found


def _contradiction(path: Path, expected: str) -> Problem:
    message = f"{shown(path_text(path))} contradicts the rest of the answer"
    return Problem("C3-J20", message, path=path, expected=expected, help=_AGAIN)


def _parsed(source: Source) -> Any:
    try:
        return json.loads(source.text, parse_constant=_no_number, object_pairs_hook=_each_once)
    except json.JSONDecodeError as exc:
        at_end = exc.pos >= len(source.text.rstrip())
        what = "the file ends in the middle of the answer" if at_end else f"this is not JSON: {exc.msg}"
        where = source.mark_at(min(exc.pos, max(0, len(source.text) - 1))).where
    except (ValueError, RecursionError) as exc:
        what, where = f"this is not JSON: {exc}", Where(source.name)
    raise InputError([Problem("C3-J01", what, expected="an answer saved as JSON", help=_AGAIN, where=where)])


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        message = f"the key {shown(twice)} stands twice in one place"
        raise ValueError(message)
    return found


def _no_number(name: str) -> NoReturn:
    message = f"{name} is not a JSON number"
    raise ValueError(message)


def _check_head(source: Source, data: Any) -> None:
    """Refuse what is no answer at all, or one of another version."""
    where = Where(source.name)
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version is None or not {"c3_version", "options", "verdict"} <= data.keys():
        what = (
            "the JSON of `c3 check` or `c3 diff`" if version and "c3_version" in data else "not an answer saved by c3"
        )
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
