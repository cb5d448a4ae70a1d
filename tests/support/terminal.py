"""A terminal of a given width, and what c3 writes to it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

from command import COMMAND, ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path


def on_terminal(folder: Path, *arguments: str, columns: int, **environment: str) -> str:
    """Return what c3 writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    env = ENVIRONMENT | {"TERM": "xterm-256color"} | environment
    with subprocess.Popen([*COMMAND, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs, env=env):
        os.close(theirs)
        text = b"".join(iter(lambda: shown_next(ours), b""))
    os.close(ours)
    return text.decode().replace("\r\n", "\n")


def shown_next(terminal: int) -> bytes:
    """Return what a terminal shows next; Linux reports the end as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
