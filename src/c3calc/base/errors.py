"""Everything that can go wrong for a user, as data.

    C3Error                     (exit code on the class)
    ├── InputError        2     a file, an option or a flag is wrong; carries every problem at once
    ├── InconclusiveError 4     the answer is there, but it rests on what is not good enough
    └── MeasurementError  5     an engine or a meter failed, or does not do what was asked of it

A `Problem` says where by a path into the document ("options", 0, "rent"); only `files` knows lines and columns
and turns the path into a `Where`. Codes are stable and documented in docs/errors.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Where:
    """A place in a text file: 1-based line and column, the quoted line, and how many characters to underline."""

    file: str
    line: int = 1
    column: int = 1
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: a stable code, what is wrong, what was expected and how to fix it."""

    code: str
    message: str
    path: Path = ()
    expected: str = ""
    help: str = ""
    where: Where | None = None
    on_key: bool = False

    def at(self, where: Where) -> Problem:
        """Return the same problem with its place in the file."""
        return replace(self, where=where)

    def reworded(self, message: str) -> Problem:
        """Return the same problem with another message."""
        return replace(self, message=message)


class C3Error(Exception):
    """Base of every error that c3 raises on purpose."""

    exit_code: ClassVar[int] = 70


class InputError(C3Error):
    """The input is wrong; `problems` lists everything that must be mended."""

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their places."""
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in self.problems))


class InconclusiveError(C3Error):
    """The answer was given, but does not settle the question; `problems` say what it lacks."""

    exit_code: ClassVar[int] = 4

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in their order."""
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in self.problems))


class MeasurementError(C3Error):
    """Something outside of c3 that was to be measured failed; `problems` say what, and what helps."""

    exit_code: ClassVar[int] = 5

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in their order."""
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in self.problems))


def near(name: str, known: Iterable[str]) -> str:
    """Return "did you mean `x`?" for the nearest known name, or an empty string."""
    from difflib import get_close_matches  # noqa: PLC0415  (a run without mistakes suggests nothing)

    names = {k.lower(): k for k in known}
    match = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f"did you mean `{names[match[0]]}`?" if match else ""


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
