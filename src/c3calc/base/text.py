"""Pieces of sentences that every room says alike: a value quoted, a near name, a path in words."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from c3calc.base.errors import Path


# What drives a terminal, turns the direction of writing, or is no character of XML; a data file keeps all else.
HIDDEN_IN_DATA = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Suggestion(str):
    """Names of which one was probably meant; as a text, the question whether it was: "did you mean `x` or `y`?"."""

    __slots__ = ("names",)
    names: tuple[str, ...]

    def __new__(cls, *names: str) -> Self:
        """Return the question, which keeps the names."""
        made = super().__new__(cls, f"did you mean {' or '.join(f'`{name}`' for name in names)}?")
        made.names = names
        return made


def near(name: str, known: Iterable[str]) -> Suggestion | Literal[""]:
    """Return the nearest known name as a suggestion, or an empty string."""
    from difflib import get_close_matches  # noqa: PLC0415  (a run without mistakes suggests nothing)

    names = {k.lower(): k for k in known}
    match = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return Suggestion(names[match[0]]) if match else ""


def path_text(path: Path) -> str:
    """Return a path as `--set` and `--over` take it: `costs[0].fte`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def pip_install(extra: str, flags: str = "") -> str:
    """Return how to install one of our extras, for those who have c3 from an index and for those who cloned it."""
    return f"pip install {flags}'c3calc[{extra}]' (in a clone of c3: -e '.[{extra}]')"


def shown(value: object, limit: int = 60) -> str:
    """Return a user's value in backticks for a message, on one line, cut to `limit` characters."""
    text = str(value)
    return f"`{text if len(text) <= limit else text[: limit - 3] + '...'}`"


def day_of(text: object) -> date | None:
    """Return the day in a text written 2026-10-10, None where it is none."""
    if not (isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII)):
        return None
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None
