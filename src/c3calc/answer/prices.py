"""What `c3 prices` finds: entries with the row in force, what a price was and when, what moved, what others say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    Entry = Mapping[str, Any]


class Item(NamedTuple):
    """An entry with the row that is in force on the day, None where none is; `announced` is the day of the next one."""

    kind: str
    key: str
    entry: Entry
    row: Entry | None
    age_days: int | None = None
    limit_days: float | None = None
    announced: str = ""

    @property
    def is_stale(self) -> bool:
        """Whether it was last checked longer ago than its kind allows."""
        return self.age_days is not None and self.limit_days is not None and self.age_days > self.limit_days


class Period(NamedTuple):
    """What a price was from a day on, and the change of its first amount against the one before."""

    item: Item
    change: float | None


class Move(NamedTuple):
    """An amount that is not the same on two days; None is not known."""

    kind: str
    key: str
    amount: str
    before: float | None
    after: float | None
    currency: str
    source: str


class Disagreement(NamedTuple):
    """An amount of ours that another collection gives differently."""

    key: str
    amount: str
    ours: float | None
    theirs: float
    source: str


class Summary(NamedTuple):
    """One kind of entry: how many there are, when they were checked, and how many of them are stale."""

    kind: str
    entries: int
    oldest: str
    newest: str
    stale: int
