"""Shell completion: plain scripts that ship with c3, so that a TAB starts no Python.

scripts/make/completions.py makes them from the commands.
"""

from __future__ import annotations

from pathlib import Path

from c3calc.files.text.source import read_bytes

FOLDER = Path(__file__).with_name("completions")


def completion(shell: str) -> str:
    """Return the completion script for bash, zsh or fish."""
    return read_bytes(FOLDER / f"c3.{shell}").decode()
