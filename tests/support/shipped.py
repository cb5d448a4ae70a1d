"""The comparisons of the scenarios that ship, at the prices that no update changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.files.catalogue.load import load_catalogue
from c3calc.files.request import Request
from c3calc.files.text.document import read_document
from command import FROZEN
from paths import ROOT

if TYPE_CHECKING:
    from c3calc.questions.comparison import Comparison

PRICES = load_catalogue([], FROZEN)


def compared(name: str) -> Comparison:
    """Return the comparison of a scenario of the repository."""
    return Request(read_document(ROOT / "scenarios" / name), PRICES, "2026-11-21").comparison
