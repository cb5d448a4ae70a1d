"""A measurement file: every mistake in it at once, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.errors import InputError, Problem, Where
from c3calc.base.text import shown
from c3calc.files.text.document import read_document
from c3calc.files.text.source import read_bytes
from c3calc.files.validation import validate
from c3calc.scenario.measurement import Measurement

if TYPE_CHECKING:
    import pathlib

_KEY = b"c3_measurement"


def read_measurement(path: pathlib.Path) -> Measurement:
    """Return the measurement in a YAML file. Raises InputError: C3-S66 another kind of file, or every problem in it."""
    data = read_bytes(path)
    if _KEY not in data:
        message = f"{shown(path, 200)} is no measurement: it has no key `{_KEY.decode()}`"
        help_ = "`c3 bench -o FILE` writes one"
        raise InputError([Problem("C3-S66", message, expected="a measurement", help=help_, where=Where(str(path)))])
    return validate(Measurement, read_document(None, name=str(path), text=data))
