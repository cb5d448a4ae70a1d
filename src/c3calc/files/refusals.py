"""What c3 refuses in a YAML text, in one place: code, message, what was expected, how to mend it.

`{}` in a message stands for the user's own word; codes are explained in `c3calc.error_codes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from c3calc.errors import Problem, shown

if TYPE_CHECKING:
    from c3calc.files.source import Mark

MAX_DEPTH = 40
MAX_VALUES = 100_000
_NO_REFERENCES = "aliases, anchors and merge keys are not part of the scenario language: write the value out"


class Refusal(NamedTuple):
    """A kind of mistake."""

    code: str
    message: str
    expected: str
    help: str

    def at(self, mark: Mark, word: str = "") -> Problem:
        """Return the problem at a place, about the user's `word`."""
        word = shown(word)
        bare = word.strip("`")
        return Problem(
            self.code,
            self.message.format(word),
            expected=self.expected,
            help=self.help.replace("{}", bare),
            where=mark.where,
        )


TOO_MANY_VALUES = Refusal(
    "C3-Y04",
    f"the file holds more than {MAX_VALUES:,} values",
    f"at most {MAX_VALUES:,} values",
    "check that this is the file you meant",
)
EMPTY = Refusal("C3-Y08", "the file is empty", "`key: value` lines", "`c3 init` writes a first scenario")
TAB = Refusal("C3-Y10", "a tab is used for indentation", "spaces", "replace each tab by two spaces")
TOO_DEEP = Refusal(
    "C3-Y11",
    f"this is nested more than {MAX_DEPTH} levels deep",
    f"at most {MAX_DEPTH} levels",
    "look for brackets that are not closed",
)
ALIAS = Refusal(
    "C3-Y12",
    "the alias {} may not be used here",
    "the value itself",
    f"{_NO_REFERENCES}; quote text that begins with `*`",
)
ANCHOR = Refusal(
    "C3-Y12",
    "the anchor {} may not be used here",
    "a value without a name",
    f"{_NO_REFERENCES}; quote text that begins with `&`",
)
MERGE = Refusal("C3-Y13", "the merge key `<<` may not be used here", "the keys themselves", _NO_REFERENCES)
TAG = Refusal(
    "C3-Y14",
    "the tag {} may not be used here",
    "a value without a tag",
    "leave it out; put text that begins with `!`, or a number that is meant as text, in quotes",
)
SECOND_DOCUMENT = Refusal(
    "C3-Y15",
    "a second document begins here",
    "one document",
    "keep one scenario a file; delete the line `---` if it is only a ruler",
)
_MAPPING = ("`key: value` lines", "write a space after each colon, and no `-` before the first keys")
LIST = Refusal("C3-Y16", "the file holds a list, not a mapping", *_MAPPING)
VALUE = Refusal("C3-Y16", "the file holds a single value, not a mapping", *_MAPPING)
DUPLICATE = Refusal("C3-Y17", "the key {} is given twice", "each key once", "keep one of the two")
KEY_NOT_TEXT = Refusal("C3-Y18", "the key {} is not text", "text as key", 'put it in quotes: "{}"')
KEY_NOT_SCALAR = Refusal("C3-Y18", "a key is empty, a list or a mapping", "text as key", "write `key: value`")
