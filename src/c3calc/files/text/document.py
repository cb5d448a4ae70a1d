"""A YAML file as plain data that remembers where each key and value stands.

`read_document` either returns a `Document` or raises one `InputError` with every problem of the file, codes C3-Y01 to
C3-Y21 (`c3calc.files.codes`). It reads at most 2 MB, builds at most 100,000 values and follows no references, so no
input makes it hang or grow.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError, Path, Problem, Where
from c3calc.files.text.source import STDIN, Source, decode, read_bytes
from c3calc.files.text.syntax import EMPTY, LIST, VALUE
from c3calc.files.text.yaml_core import Loader, Marks, parse

if TYPE_CHECKING:
    import pathlib


@dataclass(frozen=True)
class Document:
    """A file's name, text, SHA-256 of its bytes, plain data, and the place of every key and value."""

    name: str
    text: str
    sha256: str
    data: dict[str, Any]
    marks: dict[Path, Marks]

    def has(self, path: Path) -> bool:
        """Return whether there is a node at `path`."""
        return path in self.marks

    def locate(self, path: Path, on_key: bool = False) -> Where:
        """Return the place of the value at `path`, or of its key; of the nearest node around it where there is none."""
        marks = self.marks[self._nearest(path)]
        return (marks.key if on_key and marks.key else marks.value).where

    def _nearest(self, path: Path) -> Path:
        return next(path[:end] for end in range(len(path), -1, -1) if path[:end] in self.marks)

    def place(self, problem: Problem) -> Problem:
        """Return `problem` with its place: as it has one already, else from its path."""
        return problem if problem.where else problem.at(self.locate(problem.path, problem.on_key))


def read_document(
    path: pathlib.Path | None, *, name: str | None = None, text: str | bytes | None = None, loader: Any = Loader
) -> Document:
    """Return the document in the file at `path`, or in `text` where `path` is None (standard input).

    `name` is what problems call the file by. Raises InputError with all problems found.
    """
    called = name or (str(path) if path else STDIN)
    data = _bytes(text) if path is None else read_bytes(path)
    source = decode(called, data)
    parsed = parse(source, loader=loader)
    problems = parsed.problems or _shape_problems(source, parsed.data)
    if problems:
        raise InputError(sorted(problems, key=by_place))
    return Document(called, source.text, hashlib.sha256(data).hexdigest(), parsed.data, parsed.marks)


def _bytes(text: str | bytes | None) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text or b""


def by_place(problem: Problem) -> tuple[str, int, int]:
    """Sort key: file, line, column; problems without a place come first."""
    where = problem.where
    return (where.file, where.line, where.column) if where else ("", 0, 0)


def _shape_problems(source: Source, data: Any) -> list[Problem]:
    first_line = source.mark((0, 0), (0, len(source.line(0))))
    if data is None:
        return [EMPTY.at(first_line)]
    if not isinstance(data, dict):
        return [(LIST if isinstance(data, list) else VALUE).at(first_line)]
    return []
