"""One walk over a YAML text: plain data, the place of every key and value, and all that is wrong with it.

Events are judged as they stream and nothing is built that is refused, so bombs of brackets, aliases and merges end
in milliseconds (composing 30,000 nested brackets would crash the C parser).

What a plain word of YAML 1.2 means: the core schema, less what people write by mistake.

`NO`, `on`, `12:30`, `1_000` and `2026-10-10` are text; `1e9` and `0x1F` are numbers (YAML 1.2.2, section 10.3.2).
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from c3calc.base.errors import Path, Problem
from c3calc.base.text import shown
from c3calc.files.text import syntax as refusals
from c3calc.files.text.syntax import gave_up_on_depth, syntax_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.files.text.source import Mark, Source

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_FIRST_OF_NUMBER = frozenset("-+.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CUT_OFF, _REST = re.compile(r"[0-9],$"), re.compile(r"[0-9]{3}")  # a number in braces, cut in two by its comma
_LARGEST_DIGITS = 309
_BASES = {"0x": 16, "0o": 8}


def plain_scalar(text: str) -> Scalar | Problem:
    """Return the value of an unquoted word, or the problem with it (C3-Y19 to C3-Y21), without a place."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBER:
        return text
    return _number(text)


def _number(text: str) -> Scalar | Problem:
    if _LEADING_ZERO.fullmatch(text):
        return _octal_or_decimal(text)
    if _FLOAT.fullmatch(text):
        return _decimal(text)
    if _BASED.fullmatch(text):
        return _finite(text, int(text[2:], _BASES[text[:2]]))
    return _not_finite(text) if _NOT_FINITE.fullmatch(text) else text


def _decimal(text: str) -> Scalar | Problem:
    if _INTEGER.fullmatch(text):
        return _finite(text, int(text)) if len(text) <= _LARGEST_DIGITS + 1 else _out_of_range(text, "large")
    return _finite(text, float(text))


def _finite(text: str, number: float) -> Scalar | Problem:
    if abs(number) > _LARGEST_NUMBER:
        return _out_of_range(text, "large")
    if number == 0 and re.search("[1-9]", re.split("[eEx]", text, maxsplit=1)[0]):
        return _out_of_range(text, "small")
    return number


_LARGEST_NUMBER = int(math.ldexp(1.0, 1023)) * 2 - 2**970  # the largest 64-bit float, as an integer


def _out_of_range(text: str, how: str) -> Problem:
    return Problem(
        "C3-Y21",
        f"{shown(text)} is too {how} for a number",
        expected="a number between 1e-300 and 1e300",
        help="check the exponent",
    )


def _octal_or_decimal(text: str) -> Problem:
    decimal = text.replace("+", "").replace("-", "").lstrip("0") or "0"
    sign = "-" if text.startswith("-") else ""
    octal = f", or {shown('0o' + decimal)} for the octal number" if not sign and set(decimal) <= set("01234567") else ""
    return Problem(
        "C3-Y20",
        f"{shown(text)} with a leading zero is ambiguous: octal or decimal?",
        expected="a number",
        help=f"write {shown(sign + decimal)}{octal}; in quotes if it is a name",
    )


def _not_finite(text: str) -> Problem:
    return Problem(
        "C3-Y19",
        f"{shown(text)} is not a finite number",
        expected="a finite number",
        help="where a figure is not known, some fields take the word unknown",
    )


MAX_PROBLEMS = 200
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_KEY = "?"  # stands in paths for a key that is refused; what is below it is judged all the same


class Marks(NamedTuple):
    """Where a node is: its key, if it has one, and its value."""

    key: Mark | None
    value: Mark


class Parsed(NamedTuple):
    """What one text says: its data, its places, and its problems; with problems the data is incomplete."""

    data: Any
    marks: dict[Path, Marks]
    problems: list[Problem]


class _StopError(Exception):
    """Reading ends here; the reason is among the problems."""


def parse(source: Source, text: str | None = None, loader: Any = Loader) -> Parsed:
    """Return what the text of `source` says in YAML 1.2 core; `text` may stand in for it, place by place."""
    builder = _Builder(source)
    data = None
    try:
        data = builder.document(yaml.parse(source.text if text is None else text, Loader=loader))
    except yaml.YAMLError as exc:
        if gave_up_on_depth(exc) and loader is not yaml.SafeLoader:
            return parse(source, text, yaml.SafeLoader)  # which has no limit of its own: ours is seen first
        builder.problems += syntax_problems(exc, source)
    except _StopError:
        pass
    return Parsed(data, builder.marks, builder.problems)


class _Builder:
    """Builds data from events and notes places and problems on the way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.marks: dict[Path, Marks] = {}
        self.problems: list[Problem] = []
        self._values = 0

    def document(self, events: Iterator[Any]) -> Any:
        """Return the data of the first document; a second one is a problem."""
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, NodeEvent):
                data = self._node(event, events, (), None)
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(refusals.SECOND_DOCUMENT.at(self._mark(event)))
        return data

    def _node(self, event: Any, events: Iterator[Any], path: Path, key: Mark | None) -> Any:
        """Return the data of the node that begins with `event`."""
        self._judge(event, path)
        if isinstance(event, AliasEvent):
            return None
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path, key)
        is_list = isinstance(event, SequenceStartEvent)
        data, end = self._sequence(events, path) if is_list else self._mapping(events, path)
        self.marks[path] = Marks(key, self._collection_mark(event, end, path, data))
        return data

    def _scalar(self, event: ScalarEvent, path: Path, key: Mark | None) -> Any:
        mark = self._mark(event)
        is_plain = event.implicit[0]
        self.marks[path] = Marks(key, key if key and is_plain and not event.value else mark)
        value = plain_scalar(event.value) if is_plain else event.value
        if isinstance(value, Problem):
            self._add(value.at(mark.where))
            return None
        return value

    def _sequence(self, events: Iterator[Any], path: Path) -> tuple[list[Any], Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items)), None))
        return items, event

    def _mapping(self, events: Iterator[Any], path: Path) -> tuple[dict[str, Any], Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            mark = self._mark(event)
            key = self._new_key(self._key(event, events, path), mark, entries, path)
            value = self._node(next(events), events, (*path, _NO_KEY if key is None else key), mark)
            if key is not None:
                entries[key] = value
        return entries, event

    def _key(self, event: Any, events: Iterator[Any], path: Path) -> str | None:
        """Return a key's text, or None if it cannot be a key, which is then a problem."""
        if not isinstance(event, ScalarEvent):
            self._add(refusals.KEY_NOT_SCALAR.at(self._mark(event)))
            self._node(event, events, (*path, _NO_KEY), None)
            return None
        self._judge(event, path)
        return self._text_key(event, self._mark(event))

    def _text_key(self, event: ScalarEvent, mark: Mark) -> str | None:
        key: str = event.value
        if event.implicit[0] and _REST.match(key) and _CUT_OFF.search(mark.source.line(mark.line)[: mark.column]):
            self._add(refusals.COMMA_IN_NUMBER.at(mark, key))
            return None
        if event.implicit[0] and (key == "<<" or not isinstance(plain_scalar(key), str)):
            refusal = refusals.MERGE if key == "<<" else refusals.KEY_NOT_TEXT if key else refusals.KEY_NOT_SCALAR
            self._add(refusal.at(mark, key))
            return None
        return key

    def _new_key(self, key: str | None, mark: Mark, entries: dict[str, Any], path: Path) -> str | None:
        """Return the key, or None if the mapping has it already: the first one stands."""
        if key is None or key not in entries:
            return key
        problem = refusals.DUPLICATE.at(mark, key)
        first = self.marks[*path, key].key
        lines = f", on lines {first.line + 1} and {mark.line + 1}" if first else ""
        self._add(problem.reworded(problem.message + lines))
        return None

    def _judge(self, event: Any, path: Path) -> None:
        """Refuse what no node may be or have."""
        self._values += 1
        if self._values > refusals.MAX_VALUES:
            self._stop(refusals.TOO_MANY_VALUES.at(self._mark(event)))
        if len(path) + (not isinstance(event, ScalarEvent)) > refusals.MAX_DEPTH:
            self._stop(refusals.TOO_DEEP.at(self._mark(event)))
        if isinstance(event, AliasEvent):
            self._add(refusals.ALIAS.at(self._mark(event), f"*{event.anchor}"))
        elif event.anchor is not None:
            self._add(refusals.ANCHOR.at(self._mark(event)._replace(length=1 + len(event.anchor)), f"&{event.anchor}"))
        if getattr(event, "tag", None) is not None:
            self._add(refusals.TAG.at(self._mark(event)._replace(length=1), event.tag))

    def _mark(self, event: Any) -> Mark:
        start, end = event.start_mark, event.end_mark
        return self.source.mark((start.line, start.column), (end.line, end.column))

    def _collection_mark(self, start: Any, end: Any, path: Path, data: Any) -> Mark:
        """Underline `[...]` and `{...}` whole, but of an indented collection its first entry: the rest is below."""
        mark = self._mark(start)
        if start.flow_style:
            return self.source.mark((mark.line, mark.column), (end.end_mark.line, end.end_mark.column))
        first = self.marks.get((*path, next(iter(data), "") if isinstance(data, dict) else 0))
        on_this_line = [m for m in (first.key, first.value) if m and m.line == mark.line] if first else []
        return mark._replace(length=max((m.column + m.length - mark.column for m in on_this_line), default=1))

    def _stop(self, problem: Problem) -> None:
        self._add(problem)
        raise _StopError

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise _StopError
