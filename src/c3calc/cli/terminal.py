"""Where text meets the terminal: width, colour, encoding, today's date. The only module that prints an answer.

What c3 says beside its answers, on standard error, and what it does with a stream that is closed.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import shown

if TYPE_CHECKING:
    from c3calc.render.report import Screen

MIN_WIDTH = 20


def write(text: str | bytes) -> None:
    """Write text to standard output; characters that its encoding lacks are escaped. Bytes stay as they are."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.flush()
    sys.stdout.buffer.write(text if isinstance(text, bytes) else text.encode(encoding, "backslashreplace"))
    sys.stdout.flush()


def read() -> bytes:
    """Return what standard input holds; one that is closed is an empty one."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return bool(sys.stdout) and sys.stdout.isatty()


def width() -> int | None:
    """Return the columns of the terminal, or None where the output is not one: then figures take what they need."""
    if not on_terminal():
        return None
    stated = os.environ.get("COLUMNS", "")
    return max(
        MIN_WIDTH, int(stated) if stated.isascii() and stated.isdigit() else os.get_terminal_size().columns or 80
    )


def color() -> bool:
    """Whether to print colour: on a terminal that can, unless NO_COLOR says no or FORCE_COLOR says yes."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (on_terminal() and os.environ.get("TERM") not in ("dumb", ""))


def ascii_only() -> bool:
    """Whether the output's encoding lacks the characters of a ruled table."""
    try:
        "─│".encode((sys.stdout and sys.stdout.encoding) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def screen() -> Screen:
    """Return how standard output is to be drawn on."""
    from c3calc.render.report import Screen

    return Screen(width(), color(), ascii_only())


def system_today() -> str:
    """Return the system's day in UTC as an ISO date, or the day of SOURCE_DATE_EPOCH where that is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH {shown(epoch)} is not a day"
        raise InputError(
            [Problem("C3-U01", message, expected="whole seconds since 1970", help="or give --today")]
        ) from None


BUG_TEXT = "c3: this is a bug in c3, not in your file. Please report it with the command and the lines above.\n"


def tell(text: str) -> None:
    """Write to standard error; where that cannot be written either, the exit code must do."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, AttributeError):
        silence(sys.stderr)


def silence(stream: Any) -> None:
    """Point a stream that cannot be written at the null device, so that Python does not fail on it at the end."""
    with suppress(AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell_bug() -> None:
    """Write where the exception that is being handled came from, and whose fault it is.

    Not what it says: it may quote a value, and a value may be a key.
    """
    import traceback

    kind, _, trace = sys.exc_info()
    lines = "".join(traceback.format_tb(trace))
    tell(f"Traceback (most recent call last):\n{lines}{kind.__name__ if kind else ''}\n{BUG_TEXT}")
