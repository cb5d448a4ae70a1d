"""Where text meets the terminal: width, colour, encoding, today's date. The only module that prints an answer."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

MIN_WIDTH = 20


def write(text: str) -> None:
    """Write text to standard output; characters its encoding does not have are escaped, never an error."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))


def width() -> int | None:
    """Return the columns of the terminal, or None where the output is not one: then tables are as wide as they need."""
    if not sys.stdout.isatty():
        return None
    stated = os.environ.get("COLUMNS", "")
    return max(
        MIN_WIDTH, int(stated) if stated.isascii() and stated.isdigit() else os.get_terminal_size().columns or 80
    )


def color() -> bool:
    """Tell whether to print colour: on a terminal that can, unless NO_COLOR says no or FORCE_COLOR says yes."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") not in ("dumb", ""))


def ascii_only() -> bool:
    """Tell whether the output's encoding lacks the characters of a ruled table."""
    try:
        "─│".encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def system_today() -> str:
    """Return the system's day in UTC as an ISO date, or the day of SOURCE_DATE_EPOCH where that is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isascii() and epoch.isdigit() else datetime.now(UTC)
    return moment.date().isoformat()
