"""Large files that c3 makes once and keeps: written beside their place, and moved into it when they are whole."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from c3calc.errors import InputError, Problem, Where, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def kept(path: Path, make: Callable[[Path], None]) -> Path:
    """Return a file that `make` writes unless it is there. Raises InputError C3-U22 where it cannot be written."""
    if path.exists():
        return path
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make(part)
        part.replace(path)
    except OSError as exc:
        reason = exc.strerror or str(exc)
        text = f"{shown(path, 200)} cannot be written: {reason}"
        problem = Problem("C3-U22", text, help="another folder: --cache DIR, with room enough", where=Where(str(path)))
        raise InputError([problem]) from exc
    finally:
        with suppress(OSError):  # gone already, moved into place, or in no folder at all
            part.unlink()
    return path
