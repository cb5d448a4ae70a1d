"""Pydantic's complaints in the words of somebody who writes scenario files: one small function a kind of mistake.

What keys and kinds a place in a file may hold, read off the pydantic classes that define it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from c3calc.base.errors import Path, Problem
from c3calc.base.text import near, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Block = type[BaseModel]


def blocks_at(model: Block, loc: Iterable[str | int]) -> list[Block]:
    """Return the classes a mapping at pydantic's `loc` may have: one, or several where a union leaves it open."""
    blocks = [model]
    for part in loc:
        annotations = [fields(block)[part] for block in blocks if part in fields(block)]
        if annotations:
            blocks = [inner for annotation in annotations for inner in _blocks_in(annotation)]
        else:
            blocks = [block for block in blocks if part == block.__name__ or part in kinds([block])] or blocks
    return blocks


def known_keys(blocks: Iterable[Block]) -> list[str]:
    """Return the keys that any of `blocks` has, in the order of their definition."""
    return list(dict.fromkeys(key for block in blocks for key in fields(block)))


def kinds(blocks: Iterable[Block]) -> list[str]:
    """Return the values that tell apart the classes of a union: those of fields with just one allowed word."""
    annotations = [field for block in blocks for field in fields(block).values() if get_origin(field) is Literal]
    return [args[0] for args in map(get_args, annotations) if len(args) == 1 and isinstance(args[0], str)]


@cache
def fields(block: Block) -> dict[Any, Any]:
    """Return the type of each key as it is spelled in the file."""
    return {field.alias or name: field.annotation for name, field in block.model_fields.items()}


def _blocks_in(annotation: Any) -> list[Block]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [block for inner in get_args(annotation) for block in _blocks_in(inner)]


_MOST_NAMED = 12
_TEXT, _NUMBER, _WHOLE, _DAY = "text", "a number", "a whole number", "a day written 2026-10-10"
_SWITCH, _LIST, _MAPPING = "`true` or `false`", "a list", "a mapping"
_KIND_BY_TYPE = {
    "string": _TEXT,
    "date": _DAY,
    "bool": _SWITCH,
    "int": _WHOLE,
    **dict.fromkeys(("float", "decimal", "finite_number"), _NUMBER),
    **dict.fromkeys(("list", "tuple", "set"), _LIST),
    **dict.fromkeys(("dict", "mapping", "model", "dataclass"), _MAPPING),
}
_BOUNDS = {
    "greater_than": "above",
    "greater_than_equal": "of at least",
    "less_than": "below",
    "less_than_equal": "of at most",
}
_SWITCH_WORDS = ("yes", "no", "on", "off", "y", "n")
_HELP = {_LIST: "begin each item with `- `, or write [a, b]", _MAPPING: "write `key: value` pairs, or {key: value}"}


@dataclass(frozen=True)
class Complaint:
    """One pydantic error with what the file says there.

    `path` is a real place, made of the parts of `loc` whose indexes are `kept`; `value` is what pydantic saw there and
    `around` what the file has around it; `blocks` is what may stand there, and `inside` says it in words.
    """

    type: str
    loc: Path
    path: Path
    kept: tuple[int, ...]
    value: Any
    around: Any
    context: Mapping[str, Any]
    said: str
    blocks: Sequence[Block]
    inside: str

    @property
    def name(self) -> str:
        """The key or item that the complaint is about, as a message names it."""
        return named(self.path)


def named(path: Path) -> str:
    """Return a path's last part for a message: `price`, or item 3 of `parts`."""
    keys = [part for part in path if isinstance(part, str)]
    key = shown(keys[-1]) if keys else "the file"
    return f"item {path[-1] + 1} of {key}" if path and isinstance(path[-1], int) else key


def worded(complaint: Complaint) -> Problem:
    """Return the problem for a complaint, without its place. Errors raised as C3-... keep their own words."""
    if complaint.type.startswith("C3-"):
        return _own(complaint)
    word = _BY_TYPE.get(complaint.type) or _by_family(complaint)
    return word(complaint)


def _own(complaint: Complaint) -> Problem:
    context = complaint.context
    path = (*complaint.path, *context.get("path", ()))
    on_key = bool(context.get("on_key")) or complaint.loc[-1:] == ("[key]",)
    return Problem(
        complaint.type,
        complaint.said,
        path=path,
        expected=context.get("expected", ""),
        help=context.get("help", ""),
        on_key=on_key,
        wants_whole=bool(context.get("wants_whole")),
    )


def unknown_key(complaint: Complaint, hint: str = "") -> Problem:
    """Return C3-S01, with `hint` as its help."""
    expected = _one_of([key for key in known_keys(complaint.blocks) if key not in complaint.around])
    return Problem(
        "C3-S01",
        f"unknown key {shown(complaint.path[-1])}",
        path=complaint.path,
        expected=expected,
        help=hint,
        on_key=True,
    )


def _missing(complaint: Complaint) -> Problem:
    key = complaint.loc[-1]
    return Problem(
        "C3-S02",
        f"{shown(key)} is missing{complaint.inside}",
        path=complaint.path,
        expected=f"the key {shown(key)}",
        help=f"add `{key}: ...`",
        on_key=True,
    )


def _no_kind(complaint: Complaint) -> Problem:
    key = complaint.context["discriminator"].strip("'")
    given = complaint.value if isinstance(complaint.value, dict) else {}
    typo = next((k for k in given if near(k, [key])), None)
    if typo is not None:
        return Problem(
            "C3-S01",
            f"unknown key {shown(typo)}",
            path=(*complaint.path, typo),
            expected=f"the key {shown(key)}",
            help=near(typo, [key]),
            on_key=True,
        )
    expected = f"the key {shown(key)}, which is {_one_of(kinds(complaint.blocks))}"
    return Problem(
        "C3-S02",
        f"{shown(key)} is missing{complaint.inside}",
        path=complaint.path,
        expected=expected,
        help=f"add `{key}: ...`",
        on_key=True,
    )


def _wrong_kind(complaint: Complaint) -> Problem:
    key = complaint.context["discriminator"].strip("'")
    return _choice((*complaint.path, key), complaint.context["tag"], complaint.context["expected_tags"], "")


def _wrong_word(complaint: Complaint) -> Problem:
    return _choice(complaint.path, complaint.value, complaint.context["expected"], _beside_a_word(complaint))


def _beside_a_word(complaint: Complaint) -> str:
    """Return what may stand in a place beside its words: the union's other branch is a mapping or a number."""
    if "word" not in complaint.loc[-1:]:
        return ""
    return f", or a mapping of {_one_of(known_keys(complaint.blocks))}" if complaint.blocks else ", or a number"


def _choice(path: Path, value: Any, listed: str, more: str) -> Problem:
    words = [quoted or bare for quoted, bare in re.findall(r"'([^']*)'|(\d+)", listed)]
    hint = near(value, words) if isinstance(value, str) else ""
    return Problem(
        "C3-S04",
        f"{named(path)} cannot be {described(value)}",
        path=path,
        expected=_one_of(words, most=len(words)) + more,
        help=hint,
    )


def _wrong_type(complaint: Complaint) -> Problem:
    family = complaint.type.split("_", maxsplit=1)[0]
    expected = _KIND_BY_TYPE.get(complaint.type.rpartition("_")[0]) or _KIND_BY_TYPE[family]
    value = complaint.value
    message = f"{complaint.name} must be {expected}, not {described(value)}"
    return Problem("C3-S03", message, path=complaint.path, expected=expected, help=_type_help(expected, value))


def _type_help(expected: str, value: Any) -> str:
    if value is None:
        return "give a value, or delete the line"
    if expected == _TEXT and isinstance(value, int | float):
        return f'put it in quotes: "{str(value).lower()}"'
    if expected == _SWITCH and str(value).lower() in _SWITCH_WORDS:
        return f"{shown(value)} is text in YAML 1.2"
    return _HELP.get(expected, "")


def described(value: Any) -> str:
    """Return a value of a file as a message names it: the number 5, the text `x`, a list."""
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return _MAPPING if isinstance(value, dict) else _LIST
    return f"the number {shown(value)[1:-1]}" if isinstance(value, int | float) else shown(value)


def _length(complaint: Complaint) -> Problem:
    context = complaint.context
    least = "min_length" in context
    count = context["min_length" if least else "max_length"]
    unit = ("character" if complaint.type.startswith("string") else "item") + ("" if count == 1 else "s")
    expected = f"at {'least' if least else 'most'} {count} {unit}"
    return Problem(
        "C3-S05", f"{complaint.name} is too {'short' if least else 'long'}", path=complaint.path, expected=expected
    )


def _bound(complaint: Complaint) -> Problem:
    limit = next(complaint.context[key] for key in ("gt", "ge", "lt", "le") if key in complaint.context)
    return Problem(
        "C3-S12",
        f"{described(complaint.value)} is out of range",
        path=complaint.path,
        expected=f"a number {_BOUNDS[complaint.type]} {limit}",
    )


def _by_family(complaint: Complaint) -> Callable[[Complaint], Problem]:
    parts = complaint.type.rpartition("_")[0], complaint.type.split("_", maxsplit=1)[0]
    is_type = complaint.type.endswith(("_type", "_parsing", "_from_float", "finite_number"))
    return _wrong_type if is_type and any(part in _KIND_BY_TYPE for part in parts) else _other


def _other(complaint: Complaint) -> Problem:
    message = re.sub("^(Value error|Assertion failed), ", "", complaint.said)
    return Problem("C3-S07", f"{complaint.name}: {message}", path=complaint.path)


def _one_of(names: Sequence[Any], most: int = _MOST_NAMED) -> str:
    """Return names for a sentence: `a`, `b` or `c`; beyond `most` they are counted."""
    quoted = [shown(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(quoted)} or {len(names) - most} more"
    return " or ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))


_BY_TYPE: dict[str, Callable[[Complaint], Problem]] = {
    "extra_forbidden": unknown_key,
    "missing": _missing,
    "union_tag_not_found": _no_kind,
    "union_tag_invalid": _wrong_kind,
    "literal_error": _wrong_word,
    "enum": _wrong_word,
    **dict.fromkeys(("too_short", "too_long", "string_too_short", "string_too_long"), _length),
    **dict.fromkeys(_BOUNDS, _bound),
}
