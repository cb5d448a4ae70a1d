"""What the YAML parser says when it cannot go on, worded for people and put at the place to mend.

What c3 refuses in a YAML text, in one place: code, message, what was expected, how to mend it.

`{}` in a message stands for the user's own word; codes are explained in `c3calc.files.codes`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from yaml import MarkedYAMLError, YAMLError

from c3calc.base.errors import Problem
from c3calc.base.text import shown

if TYPE_CHECKING:
    from c3calc.files.text.source import Mark, Source

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
COMMA_IN_NUMBER = Refusal(
    "C3-Y18",
    "the comma ends the number before it, and {} begins a key",
    "a number without commas",
    "write 1000, 1_000 or 1k for a thousand: between braces a comma ends a value",
)
KEY_NOT_SCALAR = Refusal("C3-Y18", "a key is empty, a list or a mapping", "text as key", "write `key: value`")


_MOST_TABS = 100
_TABBED = re.compile(r" *(\t[ \t]*)[^ \t]")
_QUOTE = "put text that holds special characters in quotes"
_DEEPER = "indent what belongs to an item deeper than its `-`"
_ALIKE = "indent keys of one mapping alike"


class _SyntaxComplaint(NamedTuple):
    """How to word what the parser says; `{line}` is where the thing began that it could not finish."""

    said: str  # a pattern over "context: problem", as the C parser or the pure one words them
    message: str
    fix: str
    at_start: bool = False


_WORDING = (
    _SyntaxComplaint(
        r"quoted scalar.*(unexpected end|document)",
        "this quote is never closed",
        "close it on the same line",
        at_start=True,
    ),
    _SyntaxComplaint(
        r"quoted scalar.*(escape|hexa?decimal)",
        "unknown escape after a backslash in double quotes",
        "use single quotes, or write two backslashes",
    ),
    _SyntaxComplaint(
        r"flow sequence", "`,` or `]` is missing before this", "close the list that `[` opened on line {line}"
    ),
    _SyntaxComplaint(
        r"flow mapping",
        "`,` or `}` is missing before this",
        "close the mapping that `{{` opened on line {line}, and quote text in it that holds `,` or `: `",
    ),
    _SyntaxComplaint(
        r"could not find expected ':'",
        "a key without its `:`",
        "write `key: value`, with a space after the colon",
        at_start=True,
    ),
    _SyntaxComplaint(
        r"mapping values are not allowed",
        "a `:` where no key can be",
        f"{_ALIKE}, write a space after each `:`, and quote text that holds `: `",
    ),
    _SyntaxComplaint(
        r"unexpected ':'", "a `:` without a space behind it", "write a space after each `:`, or quote the text"
    ),
    _SyntaxComplaint(
        r"sequence entries are not", "a list cannot begin here", "begin a list on its own line, one `- ` an item"
    ),
    _SyntaxComplaint(
        r"mapping keys are not allowed",
        "a `?` where no key can be",
        "write `key: value`; quote text that begins with `? `",
    ),
    _SyntaxComplaint(
        r"tab character that violates", "a tab where spaces are expected", "replace each tab by two spaces"
    ),
    _SyntaxComplaint(r"cannot start any token", "a value cannot begin with this character", _QUOTE),
    _SyntaxComplaint(r"expected '-' indicator|block (sequence|collection).*expected", "a key beside a list", _DEEPER),
    _SyntaxComplaint(
        r"expected key|block mapping.*expected",
        "this does not belong to the mapping above",
        f"{_ALIKE}; quote the whole of a value that begins with a quote",
    ),
    _SyntaxComplaint(
        r"block scalar",
        "this text block is not indented as it should be",
        "indent every line below `|` or `>` by the same spaces",
    ),
    _SyntaxComplaint(r"scanning an? (alias|anchor)", "a value cannot begin with `*` or `&`", _QUOTE, at_start=True),
    _SyntaxComplaint(r"tag|'!'", "a value cannot begin with `!`", _QUOTE, at_start=True),
    _SyntaxComplaint(r"directive|incompatible", "a line cannot begin with `%`", _QUOTE),
    _SyntaxComplaint(r"node content", "this closes or continues something that was not opened", _QUOTE),
    _SyntaxComplaint(r"document start", "text after the end of the mapping", f"keep one mapping in the file; {_ALIKE}"),
    _SyntaxComplaint(r"", "this is not YAML", _QUOTE),
)


def gave_up_on_depth(exc: YAMLError) -> bool:
    """Whether the C parser met its own limit: 1,000 levels since PyYAML 6.0.4, brackets ahead included."""
    return isinstance(exc, MarkedYAMLError) and "nesting depth" in (exc.problem or "")


def syntax_problems(exc: YAMLError, source: Source) -> list[Problem]:
    """Return the parser's complaint as one problem, C3-Y09, or every tab used as indentation from there on, C3-Y10."""
    start, stop = _places(exc)
    return _tabs(source, stop[0]) or [_worded(exc, source, start, stop)]


def _places(exc: YAMLError) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where the thing began that the parser could not finish, and where it gave up."""
    marks = [exc.context_mark, exc.problem_mark] if isinstance(exc, MarkedYAMLError) else []
    places = [(mark.line, mark.column) for mark in marks if mark]
    return (places[0], places[-1]) if places else ((0, 0), (0, 0))


def _worded(exc: YAMLError, source: Source, start: tuple[int, int], stop: tuple[int, int]) -> Problem:
    said = f"{exc.context}: {exc.problem}" if isinstance(exc, MarkedYAMLError) else str(exc)
    row = next(row for row in _WORDING if re.search(row.said, said))
    line, column = start if row.at_start else _not_beyond(source, stop)
    where = source.mark((line, column), (line, column + 1)).where
    return Problem("C3-Y09", row.message, expected="YAML", help=row.fix.format(line=start[0] + 1), where=where)


def _not_beyond(source: Source, place: tuple[int, int]) -> tuple[int, int]:
    """Return the place, or just behind the last text if the parser stopped at the end of the file."""
    line, column = place
    while line > 0 and not source.line(line).strip():
        line, column = line - 1, len(source.line(line - 1))
    return line, column


def _tabs(source: Source, first: int) -> list[Problem]:
    """Return every line from the failing one on that is indented with a tab; none if the failing one is not."""
    if not _TABBED.match(source.line(first)):
        return []
    matches = enumerate(map(_TABBED.match, source.lines[first:]), first)
    tabbed = ((number, match) for number, match in matches if match)
    marks = (source.mark((number, match.start(1)), (number, match.end(1))) for number, match in tabbed)
    return [TAB.at(mark) for mark in islice(marks, _MOST_TABS)]
