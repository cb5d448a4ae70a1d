"""What c3 says beside its answers, on standard error, and what it does with a stream that is closed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

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
    """Write the exception that is being handled, and whose fault it is."""
    import traceback

    tell(traceback.format_exc() + BUG_TEXT)
