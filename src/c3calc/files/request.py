"""The request: a scenario, a catalogue, the days and what is changed, from which every question has its comparison.

The command line, and whatever else asks, make one for a scenario; nobody else applies a setting or resolves a document.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from c3calc.answer.answer import CatalogueRef, ScenarioRef
from c3calc.files.overrides import with_change
from c3calc.files.scenario import read_case
from c3calc.questions.comparison import About, Comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.answer.change import Change
    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.files.text.document import Document


@dataclass(frozen=True)
class Request:
    """What is asked of one scenario.

    document: the scenario, all that is changed in it applied. today, as_of: ISO days; without `as_of` the scenario says
    which day's prices count. only: the options to compare, all if empty. settings: what the user changed, each a
    path=value that the answer names. tokens_per_month: a volume in place of the scenario's own. figures: those of the
    catalogue that have other values, by the keys that draws know them by.
    """

    document: Document
    catalogue: Catalogue
    today: str
    as_of: str | None = None
    only: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    tokens_per_month: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)

    def with_settings(self, *changes: Change) -> Request:
        """Return the request with other values, which the answer names as what the user set. Raises as `changed`."""
        return replace(self.changed(*changes), settings=(*self.settings, *(change.setting for change in changes)))

    def changed(self, *changes: Change) -> Request:
        """Return the request with other values. Raises InputError C3-U30, C3-U31 and C3-Y.. ."""
        document, tokens, figures = self.document, self.tokens_per_month, dict(self.figures)
        for change in changes:
            if change.is_field:
                document = with_change(document, change)
            elif change.is_figure:
                figures[change.path] = float(change.value)
            else:
                tokens = float(change.value)
        return replace(self, document=document, tokens_per_month=tokens, figures=figures)

    @cached_property
    def comparison(self) -> Comparison:
        """The scenario resolved, to be evaluated when an answer is wanted. Raises InputError with every problem."""
        spec, resolved = read_case(self.document, self.catalogue, today=self.today, as_of=self.as_of)
        ref = ScenarioRef(spec.name, self.document.name, self.document.sha256, self.settings)
        about = About(ref, CatalogueRef(self.catalogue.newest, self.catalogue.oldest), self.today)
        found = Comparison(resolved, about, self.only)
        found = found.with_figures(self.figures) if self.figures else found
        return found if self.tokens_per_month is None else found.at_volume(self.tokens_per_month)

    def at(self, *changes: Change) -> Comparison:
        """Return the comparison with other values: the one way from a change to evaluated options."""
        return self.changed(*changes).comparison
