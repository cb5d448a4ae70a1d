"""The catalogue as a noun: what is known of prices, hardware, models, grids and defaults, each with its source.

Tables are plain nested mappings; `files.catalogue` loads them, `catalogue_schema` says what they may hold.
Lookups are exact. An id that is near is the reader's to suggest, never ours to take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Entry = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, Entry]]
UNDATED = "2000-01-01"  # the `valid_from` of an imported price of which nobody says since when it holds
SHIPPED = "c3"  # the layer that every c3 has; a number of any other layer says so


def age_days(checked: str, today: str) -> int:
    """Return how many days before `today` something was last checked."""
    return (date.fromisoformat(today) - date.fromisoformat(checked)).days


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every table by name, and the newest and oldest day (ISO date) on which one of its entries was checked.

    `sold` names the API entries that serve each open weights, so that finding them reads no others; None is not known.
    """

    tables: Tables
    newest: str
    oldest: str
    sold: Mapping[str, Sequence[str]] | None = None

    def ids(self, table: str) -> tuple[str, ...]:
        """Return the ids of a table, sorted; a table that is not there has none."""
        return tuple(sorted(self.tables.get(table, {})))

    def has(self, table: str, key: str) -> bool:
        """Whether a table has an entry with exactly this id."""
        return key in self.tables.get(table, {})

    def get(self, table: str, key: str) -> Entry:
        """Return the entry with exactly this id; `KeyError` if there is none."""
        return self.tables[table][key]

    def sellers(self, open_weights: str) -> tuple[Entry, ...]:
        """Return the API entries that serve these weights, sorted by id."""
        keys = self.ids("apis") if self.sold is None else self.sold.get(open_weights, ())
        entries = (self.get("apis", key) for key in keys if self.has("apis", key))
        return tuple(entry for entry in entries if entry.get("open_weights") == open_weights)

    def longest_age_days(self, kind: str) -> float | None:
        """Return how long ago a figure of a kind may have been checked, in days; None where no limit is known."""
        key = f"age_days_{kind}"
        return float(self.get("defaults", key)["value"]) if self.has("defaults", key) else None

    def price_on(self, rows: Sequence[Entry], as_of: str) -> Entry | None:
        """Return the row in force on a day: the last to have begun, or None before the first. Never a future row."""
        begun = [row for row in rows if row["valid_from"] <= as_of]
        return max(begun, key=lambda row: str(row["valid_from"]), default=None)
