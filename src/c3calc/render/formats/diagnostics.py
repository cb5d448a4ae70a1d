"""What is wrong with the input, in the style of a compiler: code, message, place, the line with a caret, what to do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from c3calc.base.text import Suggestion
from c3calc.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from c3calc.base.errors import Problem, Where

MOST_SHOWN = 20
DEFAULT_WIDTH = 100
_LEAST_WIDTH = 40
_MESSAGE_LENGTH = 1000
_CUT = "..."


def diagnostics(problems: Iterable[Problem], *, width: int | None = None) -> str:
    """Return problems as plain text for `width` columns, 100 if None; the first 20, then how many more there are.

    Only quoted lines are cut to the width, around the caret; messages are not wrapped.
    """
    listed = tuple(problems)
    blocks = [_block(problem, max(width or DEFAULT_WIDTH, _LEAST_WIDTH)) for problem in listed[:MOST_SHOWN]]
    if len(listed) > MOST_SHOWN:
        blocks.append([f"... and {len(listed) - MOST_SHOWN:,} more"])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n" if blocks else ""


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as plain data, every one: code, message, file, line, column, length, expected, help."""
    return [_as_dict(problem) for problem in problems]


def _as_dict(problem: Problem) -> dict[str, Any]:
    where = problem.where
    place = (where.file, where.line, where.column, where.length) if where else (None, None, None, None)
    return {
        "code": problem.code,
        "message": problem.message,
        **dict(zip(("file", "line", "column", "length"), place, strict=True)),
        "expected": problem.expected,
        "help": problem.help,
    }


def _block(problem: Problem, width: int) -> list[str]:
    label = problem.help if isinstance(problem.help, Suggestion) and problem.where and problem.where.text else ""
    margin = len(str(problem.where.line)) if problem.where else 1
    lines = [f"error[{problem.code}]: {_clean(problem.message)}"]
    lines += _quote(problem.where, _clean(label), width) if problem.where else []
    lines += [f"{' ' * margin} = expected: {_clean(problem.expected)}"] if problem.expected else []
    lines += [f"{' ' * margin} = help: {_clean(problem.help)}"] if problem.help and not label else []
    return lines


def _clean(text: str) -> str:
    """Return text on one line that cannot steer a terminal or fill a screen."""
    return visible(text[:_MESSAGE_LENGTH]) + (_CUT if len(text) > _MESSAGE_LENGTH else "")


def _quote(where: Where, label: str, width: int) -> list[str]:
    number = str(where.line)
    margin = " " * len(number)
    if not where.text:
        place = where.file if (where.line, where.column) == (1, 1) else str(where)
        return [f"{margin}--> {_clean(place)}"]
    text, carets = _window(where, width - len(number) - 3)
    lines = [f"--> {_clean(str(where))}", " |", f" | {text}", f" | {carets} {label}".rstrip()]
    return [start + line for start, line in zip((margin, margin, number, margin), lines, strict=True)]


def _window(where: Where, width: int) -> tuple[str, str]:
    """Return as much of the line as fits into `width`, the start of the marked stretch always in it, and the carets."""
    cells = [visible(character) for character in where.text[: where.column + width]]
    widths = [columns(cell) for cell in cells]
    start = min(where.column - 1, len(cells))
    is_whole = len(cells) == len(where.text) and sum(widths) <= width
    first = 0 if is_whole else _back(widths, start, width // 2)
    last = len(cells) if is_whole else _forth(widths, first, width - len(_CUT) * 2)
    before, after = _CUT * (first > 0), _CUT * (last < len(where.text))
    length = max(1, sum(widths[start : min(last, start + where.length)]))
    carets = " " * (len(before) + sum(widths[first:start])) + "^" * length
    return before + "".join(cells[first:last]) + after, carets


def _back(widths: Sequence[int], start: int, room: int) -> int:
    """Return the first character to show so that what stands before `start` fits into `room`."""
    while start > 0 and widths[start - 1] <= room:
        start -= 1
        room -= widths[start]
    return start


def _forth(widths: Sequence[int], first: int, room: int) -> int:
    """Return the character behind the last one that fits into `room`."""
    while first < len(widths) and widths[first] <= room:
        room -= widths[first]
        first += 1
    return first


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for wide characters, none for combining ones."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
