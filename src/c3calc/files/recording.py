"""Recordings of a measurement: JSON in a file of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c3calc.errors import MeasurementError, Problem, Where, shown
from c3calc.files.source import unopened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAX_BYTES = 50_000_000


def read_recording(path: Path) -> Mapping[str, Any]:
    """Return a recording as plain data. Raises MeasurementError: C3-Y0x not there, C3-M40 no recording."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_MAX_BYTES))
    except ValueError as exc:
        text = f"{shown(path, 200)} is no recording: {exc}"
        raise MeasurementError([Problem("C3-M40", text, help="c3 bench --record FILE writes one")]) from exc
    except OSError as exc:
        raise MeasurementError([unopened(path, exc)]) from exc
    if not isinstance(data, dict):
        raise MeasurementError(
            [Problem("C3-M40", f"{shown(path, 200)} is no recording", where=Where(str(path)), help="--record FILE")]
        )
    return data


def recording_text(data: Mapping[str, Any]) -> str:
    """Return a recording as text: a line for each part."""
    parts = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in data.items())
    return f"{{\n{parts}\n}}\n"
