"""Where the figures of an entry or a row are from; beside the catalogue, for listing prices does without it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from c3calc.base.provenance import Evidence, Input
from c3calc.catalogue.catalogue import SHIPPED

if TYPE_CHECKING:
    from c3calc.catalogue.catalogue import Entry


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an entry or a row is from: who said so, how sure, in which file and line, checked on which day (ISO date).

    layer: whose catalogue has it; page: where a person reads it on the web.
    """

    source: str
    evidence: Evidence
    where: str = ""
    checked: str = ""
    layer: str = SHIPPED
    page: str = ""

    @classmethod
    def of(cls, row: Entry) -> Provenance:
        """Return what a row says of itself; a part of a row, such as idle watts, has neither place nor day."""
        where, checked, page = (row.get(key, "") for key in ("where", "checked", "page"))
        return cls(row["source"], row["evidence"], where, checked, row.get("layer", SHIPPED), page)

    def adding(self, text: str) -> Provenance:
        """Return it with what was made of the source's figures."""
        return replace(self, source=f"{self.source}; {text}")

    def sourced(self, value: float | None, name: str, unit: str) -> Input:
        """Return a number of the row; None becomes unknown."""
        source = self.source if self.layer == SHIPPED else f"{self.source} (in {self.layer})"
        return Input(name, math.nan if value is None else value * 1.0, unit, self.evidence, source, self.where)
