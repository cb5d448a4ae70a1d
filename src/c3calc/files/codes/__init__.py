"""What every code of c3 means: errors, notes and the rules of a check, as data in the files beside this module.

A code is stable: it is never given another meaning, nor used again when what it said is gone. A family of codes is a
file, named by their letter. Only `c3 explain CODE` reads them, and the scripts that make docs/errors.md and
docs/notes.md: no other command pays for them.
"""

from __future__ import annotations

import pathlib
import re
from dataclasses import dataclass
from typing import Literal

from c3calc.files.text.document import read_document

HERE = pathlib.Path(__file__).parent
LETTERS = tuple(sorted(path.name[0] for path in HERE.glob("?-*.yaml")))
_CODE = re.compile(r"C3-([A-Z]\d\d|B\d\d\d)", re.ASCII | re.IGNORECASE)

CodeKind = Literal["error", "note", "rule"]


@dataclass(frozen=True, slots=True)
class CodeText:
    """A code: its title, what it means and why it comes, and what to do."""

    code: str
    title: str
    explanation: str
    fix: str


@dataclass(frozen=True, slots=True)
class CodeFamily:
    """The codes of one letter, sorted; what all of them are, and what they are about."""

    kind: CodeKind
    title: str
    codes: tuple[CodeText, ...]


def code_named(word: str) -> str:
    """Return the code that a word is, in capitals, whether or not there is one; empty where it is another word."""
    return word.upper() if _CODE.fullmatch(word) else ""


def read_family(letter: str) -> CodeFamily:
    """Return the codes of a letter, one of `LETTERS`."""
    data = read_document(next(HERE.glob(f"{letter}-*.yaml"))).data
    return CodeFamily(data["kind"], data["title"], tuple(CodeText(**row) for row in data["codes"]))
