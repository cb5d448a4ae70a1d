"""A measurement file: every mistake in it at once, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.files.text.document import read_document
from c3calc.files.validation import validate
from c3calc.scenario.measurement import Measurement

if TYPE_CHECKING:
    import pathlib


def read_measurement(path: pathlib.Path) -> Measurement:
    """Return the measurement in a YAML file. Raises InputError with every problem, C3-Y.., C3-S.. ."""
    return validate(Measurement, read_document(path))
