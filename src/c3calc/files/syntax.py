"""What the YAML parser says when it cannot go on, worded for people and put at the place to mend."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from yaml import MarkedYAMLError, YAMLError

from c3calc.errors import Problem
from c3calc.files.refusals import TAB

if TYPE_CHECKING:
    from c3calc.files.source import Source

_MOST_TABS = 100
_TABBED = re.compile(r" *(\t[ \t]*)[^ \t]")
_QUOTE = "put text that holds special characters in quotes"
_DEEPER = "indent what belongs to an item deeper than its `-`"
_ALIKE = "indent keys of one mapping alike"


class _Row(NamedTuple):
    """How to word what the parser says; `{line}` is where the thing began that it could not finish."""

    said: str  # a pattern over "context: problem", as the C parser or the pure one words them
    message: str
    fix: str
    at_start: bool = False


_WORDING = (
    _Row(
        r"quoted scalar.*(unexpected end|document)",
        "this quote is never closed",
        "close it on the same line",
        at_start=True,
    ),
    _Row(
        r"quoted scalar.*(escape|hexa?decimal)",
        "unknown escape after a backslash in double quotes",
        "use single quotes, or write two backslashes",
    ),
    _Row(r"flow sequence", "`,` or `]` is missing before this", "close the list that `[` opened on line {line}"),
    _Row(
        r"flow mapping",
        "`,` or `}` is missing before this",
        "close the mapping that `{{` opened on line {line}, and quote text in it that holds `,` or `: `",
    ),
    _Row(
        r"could not find expected ':'",
        "a key without its `:`",
        "write `key: value`, with a space after the colon",
        at_start=True,
    ),
    _Row(
        r"mapping values are not allowed",
        "a `:` where no key can be",
        f"{_ALIKE}, write a space after each `:`, and quote text that holds `: `",
    ),
    _Row(r"unexpected ':'", "a `:` without a space behind it", "write a space after each `:`, or quote the text"),
    _Row(r"sequence entries are not", "a list cannot begin here", "begin a list on its own line, one `- ` an item"),
    _Row(
        r"mapping keys are not allowed",
        "a `?` where no key can be",
        "write `key: value`; quote text that begins with `? `",
    ),
    _Row(r"tab character that violates", "a tab where spaces are expected", "replace each tab by two spaces"),
    _Row(r"cannot start any token", "a value cannot begin with this character", _QUOTE),
    _Row(r"expected '-' indicator|block (sequence|collection).*expected", "a key beside a list", _DEEPER),
    _Row(
        r"expected key|block mapping.*expected",
        "this does not belong to the mapping above",
        f"{_ALIKE}; quote the whole of a value that begins with a quote",
    ),
    _Row(
        r"block scalar",
        "this text block is not indented as it should be",
        "indent every line below `|` or `>` by the same spaces",
    ),
    _Row(r"scanning an? (alias|anchor)", "a value cannot begin with `*` or `&`", _QUOTE, at_start=True),
    _Row(r"tag|'!'", "a value cannot begin with `!`", _QUOTE, at_start=True),
    _Row(r"directive|incompatible", "a line cannot begin with `%`", _QUOTE),
    _Row(r"node content", "this closes or continues something that was not opened", _QUOTE),
    _Row(r"document start", "text after the end of the mapping", f"keep one mapping in the file; {_ALIKE}"),
    _Row(r"", "this is not YAML", _QUOTE),
)


def gave_up_on_depth(exc: YAMLError) -> bool:
    """Tell whether the C parser met its own limit: 1,000 levels since PyYAML 6.0.4, brackets ahead included."""
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
