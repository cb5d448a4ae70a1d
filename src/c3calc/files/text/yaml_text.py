"""Plain data as YAML that every parser reads alike: text in quotes wherever a bare word could mean something else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c3calc.files.text.yaml_core import plain_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 120
_ODD = frozenset("#:{}[],&*!|>'\"%@`?\\")


def to_yaml(data: dict[str, Any]) -> str:
    """Return a mapping as a YAML document; what fits on a line of 120 characters stands on one."""
    return "\n".join(_lines(data, "")) + "\n"


def _lines(data: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{indent}{word(str(key))}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    line = f"{head} {_inline(value)}"
    if len(line) <= _WIDTH or not isinstance(value, dict | list | tuple) or not value:
        yield line
    elif isinstance(value, dict):
        yield head
        yield from _lines(value, f"{indent}  ")
    elif any(isinstance(item, dict | list | tuple) for item in value):
        yield head
        for item in value:
            yield from _item(item, f"{indent}  ")
    else:
        yield head
        yield from _wrapped([_inline(item) for item in value], f"{indent}  ")


def _item(item: Any, indent: str) -> Iterator[str]:
    line = f"{indent}- {_inline(item)}"
    if len(line) <= _WIDTH or not isinstance(item, dict):
        yield line
        return
    first, *rest = _lines(item, f"{indent}  ")
    yield f"{indent}- {first.lstrip()}"
    yield from rest


def _wrapped(items: list[str], indent: str) -> Iterator[str]:
    """Yield a list of scalars as a flow over several lines."""
    line = f"{indent}["
    for number, item in enumerate(items):
        text = item + ("]" if number == len(items) - 1 else ", ")
        if len(line) + len(text) > _WIDTH:
            yield line.rstrip()
            line = f"{indent} "
        line += text
    yield line


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{word(str(key))}: {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return word(value) if isinstance(value, str) else repr(value)


def word(text: str) -> str:
    """Return text as a scalar: bare, or in quotes wherever a parser could take it for something else."""
    is_plain = text and text == text.strip() and text.isprintable() and not _ODD & set(text) and text[0] not in "-?"
    return text if is_plain and plain_scalar(text) == text else quoted(text)


def quoted(text: str) -> str:
    """Return text in quotes: those of JSON are those of YAML."""
    return json.dumps(text, ensure_ascii=False)
