"""One-line files in which Linux says what a machine is and does: /proc and /sys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_line(path: Path) -> str:
    """Return the first line of a file without its end. Raises OSError as it comes: who asks knows what it means."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline().strip()


def read_table(path: Path) -> dict[str, str]:
    """Return `key: value` lines, the first of each key; nothing where the file cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            pairs = [line.split(":", 1) for line in file if ":" in line]
    except OSError:
        return {}
    return {key.strip(): value.strip() for key, value in reversed(pairs)}
