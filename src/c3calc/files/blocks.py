"""What keys and kinds a place in a file may hold, read off the pydantic classes that define it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable

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
