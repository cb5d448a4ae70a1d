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
    from typing import Self

Path = tuple[str | int, ...]


class FileLine(str):
    """A line of a file as it is printed and saved, `file:line`, that still knows which file and which line."""

    __slots__ = ("file", "line")
    file: str
    line: int

    def __new__(cls, file: str, line: int) -> Self:
        """Return the text, which keeps its parts."""
        made = super().__new__(cls, f"{file}:{line}")
        made.file, made.line = file, line
        return made


@dataclass(frozen=True)
class Place:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def in_file(self) -> FileLine:
        """The line, where the column would say too much."""
        return FileLine(self.file, self.line)


@dataclass(frozen=True)
class Where(Place):
    """A place to be shown: the line there is quoted, and so many characters of it are underlined."""

    line: int = 1
    column: int = 1
    length: int = 1
    text: str = ""

    @property
    def place(self) -> Place:
        """The place alone, as it is printed and saved."""
        return Place(self.file, self.line, self.column)


@dataclass(frozen=True)
class Mistake:
    """One thing to correct, in words: a stable code, what is wrong, what was expected and how to fix it.

    There are two: a `Problem` on its way to its place in a file, and the `Fault` of a check, which is saved with it.
    """

    code: str
    message: str
    expected: str = ""
    help: str = ""


@dataclass(frozen=True)
class Problem(Mistake):
    """A mistake, the path to it in the document, and its place once that is known.

    names: other items of the file that it is about, and that may be missing only because they could not be read.
    lists: the block of the file whose names `expected` ends with. rests_on_ids: it may be there only because an id
    that the catalogue lacks was read as another. wants_whole: only whole numbers may stand there.
    """

    path: Path = ()
    where: Where | None = None
    on_key: bool = False
    names: tuple[str, ...] = ()
    lists: str = ""
    rests_on_ids: bool = False
    wants_whole: bool = False

    def at(self, where: Where) -> Problem:
        """Return the same problem with its place in the file."""
        return replace(self, where=where)

    def reworded(self, message: str) -> Problem:
        """Return the same problem with another message."""
        return replace(self, message=message)


class C3Error(Exception):
    """Base of every error that c3 raises on purpose; `problems` lists everything that is to be said, in order."""

    exit_code: ClassVar[int] = 70

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in their order."""
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in self.problems))


class InputError(C3Error):
    """The input is wrong; `problems` lists everything that must be corrected."""

    exit_code: ClassVar[int] = 2


class InconclusiveError(C3Error):
    """The answer was given, but does not settle the question; `problems` say what it lacks."""

    exit_code: ClassVar[int] = 4


class MeasurementError(C3Error):
    """Something outside of c3 that was to be measured failed; `problems` say what, and what helps."""

    exit_code: ClassVar[int] = 5
