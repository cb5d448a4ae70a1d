"""`c3 explain CODE`: what an error, a note or a rule of a check means, without Typer, Pydantic and the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import Suggestion, shown
from c3calc.cli.terminal import width, write
from c3calc.files.codes import LETTERS, CodeKind, CodeText, code_named, read_family

if TYPE_CHECKING:
    from collections.abc import Sequence


def bare_code(arguments: Sequence[str]) -> str:
    """Return CODE where the arguments are `explain CODE` and nothing else, or an empty string."""
    is_bare = len(arguments) == 2 and arguments[0] == "explain"
    return code_named(arguments[1]) if is_bare else ""


def explain_code(code: str, *beside: object) -> None:
    """Print what a code means; it has no lines, no options and no day, so nothing else may be given beside it.

    Raises InputError: C3-U05 something stands beside it, C3-U16 there is no such code.
    """
    if any(beside):
        fix = f"`c3 explain {code}`; a file of this name is ./{code}"
        raise InputError([Problem("C3-U05", f"{shown(code)} is a code: nothing else may stand beside it", help=fix)])
    family = read_family(code[3]) if code[3] in LETTERS else None
    row = next((row for row in family.codes if row.code == code), None) if family else None
    if not family or not row:
        raise InputError([_unknown(code, [row.code for row in family.codes] if family else [])])
    write(code_page(family.kind, row, width()))


def code_page(kind: CodeKind, row: CodeText, columns: int | None) -> str:
    """Return what `c3 explain CODE` prints, wrapped to so many columns; whole paragraphs where they are None."""
    parts = (f"{kind} {row.code}: {row.title}", row.explanation, f"What to do: {row.fix}")
    return "\n\n".join(_wrapped(part, columns) for part in parts) + "\n"


def _wrapped(text: str, columns: int | None) -> str:
    from textwrap import fill

    return fill(text, columns, break_long_words=False, break_on_hyphens=False) if columns else text


def _unknown(code: str, family: Sequence[str]) -> Problem:
    """Return the problem with a code that there is not; of its family the one is near that a slip makes of it."""
    nearest = min(family, key=lambda known: _distance(code, known), default="")
    letters = f"codes begin with one of C3-{', C3-'.join(LETTERS)}"
    return Problem(
        "C3-U16",
        f"there is no code {shown(code)}",
        expected=f"a code as c3 prints it, or ./{code} for a file of that name",
        help=Suggestion(nearest) if nearest else letters,
    )


def _distance(code: str, other: str) -> tuple[int, int]:
    """Return in how many places two codes of a family differ, and by how much their numbers do."""
    return sum(a != b for a, b in zip(code, other, strict=False)), abs(int(code[4:]) - int(other[4:]))
