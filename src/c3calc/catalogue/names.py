"""Which model a name that no entry has may mean: one written otherwise or with a day, never another one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from c3calc.base.text import Suggestion, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DAY = re.compile(
    r"[-@](20\d\d-?[01]\d-?[0-3]\d|[01]\d-(20\d\d|[0-3]\d)|(0[1-9]|1[0-2])[0-3]\d|2[3-9](0[1-9]|1[0-2]))(?!\w)"
)
_VERSION = re.compile(r"(-v\d+)?:\d+$")
_WORD = re.compile(r"[a-z]+|\d+")
_SHORTEST_TYPO = 3  # letters


def undated(name: str) -> str:
    """Return a model's id without the day of a snapshot: `gpt-4o-2024-08-06`, `...-20250929-v1:0`, `...-0528`."""
    for day in list(_DAY.finditer(name))[-1:]:
        return name[: day.start()] + name[day.end() :]
    return name


def near_model(name: str, known: Iterable[str]) -> Suggestion | Literal[""]:
    """Return the one id that a name means if it is only written otherwise, dated or misspelt; else an empty string.

    Another size, generation, geography or a fine-tuned twin has another price, so a word that ids have, or a number,
    is never taken for another. A preview of a day is not the preview without one.
    """
    ids, written, without_day = tuple(known), _words(name), undated(name)
    wanted = [written] if without_day.endswith("preview") else [written, _words(without_day)]
    same = [key for key in ids if _words(key) in wanted or _words(_own(key)) in wanted]
    family = same or [key for key in ids for called in {key, _own(key)} if _words(called)[: len(written)] == written]
    if family:
        is_whole = bool(same) or written in (_words(_undressed(family[0])), _words(_undressed(_own(family[0]))))
        return Suggestion(*family) if len(family) == 1 and is_whole else ""
    every_word = {word for key in ids for word in _words(key)}
    return near(name, [key for key in ids if _is_misspelt(written, _words(key), every_word)])


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(name.lower()))


def _own(key: str) -> str:
    """Return an id without its vendor."""
    return key.rsplit("/", 1)[-1]


def _undressed(key: str) -> str:
    """Return an id without its day and its version."""
    return _VERSION.sub("", undated(_VERSION.sub("", key)))


def _is_misspelt(words: Sequence[str], other: Sequence[str], every_word: set[str]) -> bool:
    return len(words) == len(other) and all(
        a == b or (len(a) >= _SHORTEST_TYPO and a.isalpha() and a not in every_word and _is_near(a, b))
        for a, b in zip(words, other, strict=True)
    )


def _is_near(word: str, other: str) -> bool:
    return other.isalpha() and bool(near(word, [other]))
