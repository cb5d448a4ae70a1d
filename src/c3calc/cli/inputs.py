"""What commands are given: days, and the catalogue with the layers that the user lays over it."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from c3calc.errors import InputError, Problem
from c3calc.files.catalogue import COMPILED, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.catalogue import Catalogue


def catalogue(pricing: Sequence[Path]) -> Catalogue:
    """Return the shipped catalogue with the folders of C3_PRICING over it, then those of --pricing, the last on top.

    C3_CATALOGUE pins another compiled catalogue in place of the shipped one.
    """
    folders = [Path(folder) for folder in os.environ.get("C3_PRICING", "").split(os.pathsep) if folder]
    return load_catalogue([*folders, *pricing], Path(os.environ.get("C3_CATALOGUE") or COMPILED))


def iso_day(flag: str, value: str | None) -> str | None:
    """Return a day given on the command line, checked."""
    if value is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise InputError([Problem("C3-U01", f"{flag} `{value}` is not a date", expected="a day written 2026-10-10")])
