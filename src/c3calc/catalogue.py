"""The catalogue as a noun: what is known of prices, hardware, models, grids and defaults, each with its source.

Tables are plain nested mappings; `files.catalogue` loads them, `catalogue_schema` says what they may hold.
Lookups are exact. An id that is near is the reader's to suggest, never ours to take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Entry = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, Entry]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every table by name, and the newest and oldest day (ISO date) on which one of its entries was checked."""

    tables: Tables
    newest: str
    oldest: str

    def ids(self, table: str) -> tuple[str, ...]:
        """Return the ids of a table, sorted; a table that is not there has none."""
        return tuple(sorted(self.tables.get(table, {})))

    def get(self, table: str, key: str) -> Entry:
        """Return the entry with exactly this id; `KeyError` if there is none."""
        return self.tables[table][key]

    def price_on(self, rows: Sequence[Entry], as_of: str) -> Entry | None:
        """Return the row in force on a day: the last to have begun, or None before the first. Never a future row."""
        begun = [row for row in rows if row["valid_from"] <= as_of]
        return max(begun, key=lambda row: str(row["valid_from"]), default=None)
