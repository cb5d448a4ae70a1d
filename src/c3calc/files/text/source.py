"""Bytes from a file or from standard input to lines of text, or the reason why not."""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from c3calc.base.errors import InputError, Problem, Where
from c3calc.base.text import near, shown

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2_000_000
STDIN = "<stdin>"

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
# What YAML 1.2 forbids in a file, and the invisible line separators U+0085, U+2028 and U+2029: YAML 1.1 parsers and
# 1.2 parsers disagree on whether a line ends there.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_WIDE_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class Mark(NamedTuple):
    """A stretch of one line: 0-based line and column, length in characters."""

    source: Source
    line: int
    column: int
    length: int

    @property
    def where(self) -> Where:
        """The place as people count: from 1, with the line quoted."""
        return Where(self.source.name, self.line + 1, self.column + 1, max(1, self.length), self.source.line(self.line))


@dataclass(frozen=True, eq=False)
class Source:
    """A text with the name that problems call it by."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends, which may be LF, CRLF or CR."""
        return _LINE_BREAK.split(self.text)

    def line(self, number: int) -> str:
        """Return a line by its 0-based number, empty beyond the end."""
        return self.lines[number] if number < len(self.lines) else ""

    def mark(self, start: tuple[int, int], end: tuple[int, int]) -> Mark:
        """Return the stretch between two (line, column) places, cut off at the end of its first line."""
        line, column = start
        last = end[1] if end[0] == line else len(self.line(line))
        return Mark(self, line, column, last - column)

    def mark_at(self, offset: int) -> Mark:
        """Return the mark of one character by its 0-based offset in the text."""
        before = _LINE_BREAK.split(self.text[:offset])
        return Mark(self, len(before) - 1, len(before[-1]), 1)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes. Raises InputError C3-Y01 to C3-Y04: not there, a folder, not readable, too large."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        raise InputError([unopened(path, exc)]) from exc


def unopened(path: Path, exc: Exception) -> Problem:
    """Return the problem for a file that could not be opened for reading."""
    where = Where(str(path))
    if isinstance(exc, FileNotFoundError | NotADirectoryError):
        return Problem(
            "C3-Y01", f"there is no file {shown(path, 200)}", expected="a file", help=_near_file(path), where=where
        )
    if isinstance(exc, IsADirectoryError) or os.path.isdir(path):  # noqa: PTH112  (never raises)
        return Problem(
            "C3-Y02", f"{shown(path, 200)} is a folder", expected="a file", help="name a file in it", where=where
        )
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
    return Problem(
        "C3-Y03",
        f"{shown(path, 200)} cannot be read: {reason}",
        expected="a file you may read",
        help="check its permissions",
        where=where,
    )


def _near_file(path: Path) -> str:
    try:
        names = sorted(os.listdir(path.parent))  # noqa: PTH208  (names are wanted, not paths)
    except OSError:
        return f"there is no folder {shown(path.parent, 200)} either"
    return near(path.name, names) or "check the name, and the folder you are in"


def decode(name: str, data: bytes) -> Source:
    """Return the text of `data`, which must be UTF-8 of at most 2 MB; a byte order mark is dropped.

    Raises InputError: C3-Y04 too large, C3-Y05 another encoding, C3-Y06 not text, C3-Y07 a forbidden character.
    """
    if len(data) > MAX_BYTES:
        raise InputError([_too_large(name)])
    if encoding := _wide_encoding(data):
        raise InputError([_wide(name, encoding)])
    if b"\0" in data:
        raise InputError([_binary(name, data, data.index(b"\0"))])
    try:
        source = Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise InputError([_binary(name, data, exc.start)]) from exc
    _refuse_forbidden(source)
    return source


def _too_large(name: str) -> Problem:
    return Problem(
        "C3-Y04",
        "the file is larger than 2 MB",
        expected="a text file of at most 2,000,000 bytes",
        help="check that this is the file you meant",
        where=Where(name),
    )


def _wide_encoding(data: bytes) -> str:
    """Return the name of a 16- or 32-bit encoding: by its mark, else by the zero bytes around the first two letters."""
    marked = next((encoding for mark, encoding in _WIDE_ENCODINGS if data.startswith(mark)), "")
    zeros = tuple(byte == 0 for byte in data[:4])
    if marked or zeros in {(False, True, False, True), (True, False, True, False)}:
        return marked or "UTF-16"
    return "UTF-32" if zeros in {(False, True, True, True), (True, True, True, False)} else ""


def _wide(name: str, encoding: str) -> Problem:
    return Problem(
        "C3-Y05", f"the file is {encoding}", expected="UTF-8 text", help="save it as UTF-8", where=Where(name)
    )


def _binary(name: str, data: bytes, offset: int) -> Problem:
    text = Source(name, data[: offset + 1].decode("utf-8-sig", "replace").replace("\0", "\ufffd"))
    what = "a NUL byte: this is not a text file" if data[offset] == 0 else f"byte 0x{data[offset]:02X} is not UTF-8"
    return Problem(
        "C3-Y06",
        what,
        expected="UTF-8 text",
        help="save the file as UTF-8 text",
        where=text.mark_at(len(text.text) - 1).where,
    )


def _refuse_forbidden(source: Source) -> None:
    first_offset: dict[str, int] = {}
    for match in _FORBIDDEN.finditer(source.text):
        first_offset.setdefault(match[0], match.start())
    if first_offset:
        raise InputError(_forbidden(source, character, offset) for character, offset in first_offset.items())


def _forbidden(source: Source, character: str, offset: int) -> Problem:
    return Problem(
        "C3-Y07",
        f"the invisible character U+{ord(character):04X} may not be in the file",
        expected="printable text, spaces, tabs and line ends",
        help="delete it and type the text again",
        where=source.mark_at(offset).where,
    )
