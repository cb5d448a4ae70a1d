"""`--set path=value`: a scenario with one place changed, which problems then quote as `--set`.

    workload.shape.peak_to_mean=4
    options["GPT-5 API"].price.input_per_mtok=2     an item of a list by its name
    options[0].rent.amount={low: 1, high: 2}        or by its number, from 0; values are written as in the file

What is not there yet is added; a word such as `flat` gives way to the mapping that is set below it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.answer.change import SET, Change
from c3calc.base.errors import InputError, Path, Problem
from c3calc.base.text import near, shown
from c3calc.files.text.document import Document, by_place
from c3calc.files.text.source import Mark, Source, decode
from c3calc.files.text.syntax import MAX_DEPTH, TOO_DEEP
from c3calc.files.text.yaml_core import Marks, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXAMPLE = 'path=value, such as workload.shape.peak_to_mean=4 or options["GPT-5 API"].discount=10%'
_FIRST = re.compile(r"""(?P<key>[^.\[\]="'\r\n]+)""")
_NEXT = re.compile(
    r"""\.(?P<key>[^.\[\]="'\r\n]+)|\["(?P<double>[^"]*)"\]|\['(?P<single>[^']*)'\]|\[(?P<number>\d{1,9})\]|\[(?P<bare>[^\]"'=]+)\]"""
)


class PathStep(NamedTuple):
    """One step of a path: a key, the name of a list's item, or its number."""

    to: str | int
    mark: Mark


def change_of(setting: str) -> Change:
    """Return what a `path=value` of the command line changes. Raises InputError C3-U30, and C3-Y.. as files do."""
    source = _source(SET, setting)
    _, end = _steps(source)
    return Change(source.text[:end], source.text[end + 1 :])


def with_change(document: Document, change: Change) -> Document:
    """Return `document` with one field at another value, which problems quote as `path=value` of the change's source.

    Raises InputError: C3-U30 for what is not `path=value`, C3-U31 for an item that there is not, C3-Y.. for the value.
    """
    source = _source(change.source, change.setting)
    steps, end = _steps(source)
    path, known = _path(document.data, steps)
    value, marks = _value(source, end)
    kept = {place: mark for place, mark in document.marks.items() if place[: len(path)] != path}
    added = {(*path, *place): mark for place, mark in marks.items()}
    created = {path[: i + 1]: Marks(steps[i].mark, marks[()].value) for i in range(known, len(path))}
    return replace(document, data=_changed(document.data, path, value), marks=kept | added | created)


def place_of(document: Document, change: Change) -> Path:
    """Return the path into the document that a change means, names of items replaced by their numbers.

    Raises InputError C3-U30 and C3-U31.
    """
    return _path(document.data, _steps(_source(change.source, change.setting))[0])[0]


def value_at(document: Document, path: Path) -> Any:
    """Return what the document holds at a path, None where it does not go there."""
    data: Any = document.data
    for part in path:
        is_item = isinstance(data, list) and isinstance(part, int)
        data = data[part] if is_item else data.get(part) if isinstance(data, dict) else None
    return data


def _source(flag: str, setting: str) -> Source:
    return decode(flag, setting.encode("utf-8", "surrogatepass"))


def _steps(source: Source) -> tuple[list[PathStep], int]:
    """Return the steps before the `=`, and where that is."""
    text, place = source.text, 0
    steps: list[PathStep] = []
    while match := (_NEXT if steps else _FIRST).match(text, place):
        steps.append(_step(source, match))
        place = match.end()
    if not steps or text[place : place + 1] != "=" or not text[place + 1 :].strip():
        place = min(place, max(0, len(text) - 1))
        raise InputError([_malformed(source, place)])
    if len(steps) >= MAX_DEPTH:
        raise InputError([TOO_DEEP.at(steps[-1].mark)])
    return steps, place


def _step(source: Source, match: re.Match[str]) -> PathStep:
    kind = str(match.lastgroup)
    start = source.mark_at(match.start(kind))
    to = int(match[kind]) if kind == "number" else match[kind].strip() if kind in {"key", "bare"} else match[kind]
    return PathStep(to, start._replace(length=len(match[kind])))


def _malformed(source: Source, place: int) -> Problem:
    return Problem(
        "C3-U30",
        f"{source.name} {shown(source.text)} is not a path, `=` and a value",
        expected=_EXAMPLE,
        help="quote the whole of it for the shell; names with dots or spaces go in brackets and quotes",
        where=source.mark_at(place).where,
    )


def _path(data: Any, steps: Sequence[PathStep]) -> tuple[Path, int]:
    """Return the path that `steps` mean, names of items replaced by numbers, and how much of it stays as it was."""
    path: Path = ()
    known = 0
    for step in steps:
        is_item = isinstance(data, list) or isinstance(step.to, int)
        path = (*path, _index(data, step, path) if is_item else step.to)
        data = data[path[-1]] if is_item else data.get(step.to) if isinstance(data, dict) else None
        known += isinstance(data, dict | list) and len(path) < len(steps)
    return path, known


def _index(data: Any, step: PathStep, path: Path) -> int:
    """Return the number of the item that a step means. Raises InputError C3-U31 if there is none, or several."""
    items = data if isinstance(data, list) else []
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    matches = [i for i, name in enumerate(names) if step.to in (i, name)] if items else []
    if len(matches) != 1:
        raise InputError([_no_item(step, path, names, len(matches))])
    return matches[0]


def _no_item(step: PathStep, path: Path, names: Sequence[Any], found: int) -> Problem:
    where = shown(path[-1]) if path else "the file"
    known = [name for name in names if isinstance(name, str)]
    called = f"has the number {step.to}" if isinstance(step.to, int) else f"is called {shown(step.to)}"
    what = f"{found} items of {where} are called {shown(step.to)}" if found else f"no item of {where} {called}"
    expected = (
        f"one of {', '.join(map(shown, known[:12]))}, or 0 to {len(names) - 1}" if names else "a list of items there"
    )
    hint = "items are numbered from 0" if isinstance(step.to, int) else near(step.to, known) if not found else ""
    return Problem("C3-U31", what, expected=expected, help=hint, where=step.mark.where)


def _value(source: Source, end: int) -> tuple[Any, dict[Path, Marks]]:
    """Return the value after the `=`, read as YAML with the path before it blanked, so that places stay right."""
    blanked = re.sub(r"[^\r\n]", " ", source.text[: end + 1]) + source.text[end + 1 :]
    parsed = parse(source, blanked)
    if parsed.problems:
        raise InputError(sorted(parsed.problems, key=by_place))
    if () not in parsed.marks:
        raise InputError([_malformed(source, end)])
    return parsed.data, parsed.marks


def _changed(data: Any, path: Path, value: Any) -> Any:
    """Return a copy of `data` in which `value` stands at `path`; what else it holds is shared, not copied."""
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(data, list):
        return [_changed(item, rest, value) if i == part else item for i, item in enumerate(data)]
    entries = data if isinstance(data, dict) else {}
    return {**entries, part: _changed(entries.get(part), rest, value)}
