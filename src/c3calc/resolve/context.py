"""What every resolver needs: the scenario, the catalogue, and a place for problems and notes.

Resolvers turn names into numbers. They never stop at the first problem: they record it and go on with NaN, so that
a user sees everything that must be corrected in one go.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from c3calc.answer.answer import ExchangeRate, Level, Note
from c3calc.base.errors import Path, Problem
from c3calc.base.numbers import plain
from c3calc.base.provenance import Input
from c3calc.base.ranges import FORMS, Quantity, Range, Sample, middle_of
from c3calc.base.text import near, path_text
from c3calc.base.units import HOURS_PER_DAY, HOURS_PER_WEEK, MONTHS_PER_YEAR
from c3calc.case.traffic import UNKNOWN
from c3calc.catalogue.provenance import Provenance

if TYPE_CHECKING:
    from c3calc.case.traffic import Part
    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.scenario.measurement import Measurement
    from c3calc.scenario.scenario import Scenario

Profiles = Mapping[str, tuple[float, ...]]
Measurements = Mapping[str, "Measurement | None"]  # None: the file cannot be read, which is reported already


@dataclass
class Context:
    """One resolution: inputs, and what it collects on the way."""

    scenario: Scenario
    catalogue: Catalogue
    as_of: str
    today: str
    where: Callable[[Path], str]
    profiles: Profiles = field(default_factory=dict)
    measurements: Measurements = field(default_factory=dict)
    sample: Sample = middle_of
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rates: dict[str, ExchangeRate] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    defaults: dict[str, list[str]] = field(default_factory=dict)
    checked: list[tuple[str, Provenance]] = field(default_factory=list)
    figures: set[str] = field(default_factory=set)  # keys of what is sampled of the catalogue, not of the scenario
    parts: tuple[Part, ...] = ()  # of the workload, once it is resolved

    def problem(
        self,
        code: str,
        message: str,
        path: Path,
        expected: str = "",
        fix: str = "",
        *,
        names: tuple[str, ...] = (),
        lists: str = "",
        rests_on_ids: bool = False,
    ) -> None:
        """Record something to mend at a path of the scenario, once; what is named as of a `Problem`."""
        problem = Problem(
            code, message, path=path, expected=expected, help=fix, names=names, lists=lists, rests_on_ids=rests_on_ids
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def note(self, code: str, message: str, path: Path = (), level: Level = "info") -> None:
        """Record something the reader must know."""
        note = Note(code, level, message, self.where(path) if path else "")
        if note not in self.notes:
            self.notes.append(note)

    def given(self, value: Quantity, name: str, unit: str, path: Path) -> Input:
        """Return a number of the scenario with its place; a range answers with what is sampled of it."""
        if isinstance(value, Range):
            self.ranges.append(self.where(path))
        return Input(name, self.sample(self._key(path), value), unit, "quoted", "this scenario", self.where(path))

    def _key(self, path: Path) -> str:
        """Return a path as `--set` takes it, with options by their names."""
        text = path_text(path)
        if path[0] != "options" or not isinstance(path[1], int):
            return text
        name = self.scenario.options[path[1]].name
        quote = next((mark for mark in "\"'" if mark not in name), "")  # in a name with both there is only the number
        return text.replace(f"[{path[1]}]", f"[{quote}{name}{quote}]", 1) if quote else text

    def number(self, value: Quantity, path: Path) -> float:
        """Return the plain number of a field whose provenance is the scenario itself."""
        number: float = self.given(value, "", "", path).value
        return number

    def money(self, value: Quantity, currency: str | None, name: str, unit: str, path: Path) -> Input:
        """Return an amount in the scenario's currency; `unit` is what it is paid per."""
        given = self.given(value, name, unit, path)
        return self.converted(given, currency or self.scenario.currency, path)

    def note_tax(self, tax: str, what: str, path: Path) -> None:
        """Say that a price of the catalogue includes tax, which amounts in a scenario do not."""
        if tax == "included":
            self.note("C3-N12", f"{what} includes tax; amounts here should not", path, "warning")

    def converted(self, given: Input, currency: str, path: Path) -> Input:
        """Return an amount in the scenario's currency, saying in its source at which rate it was converted."""
        home = self.scenario.currency
        unit = f"{home}/{given.unit}" if given.unit else home
        if currency == home:
            return Input(given.name, given.value, unit, given.evidence, given.source, given.where)
        rate = self._rate(currency, path)
        source = f"{given.source}; {plain(given.value)} {currency} at {plain(rate)} {home}/{currency}"
        return Input(given.name, given.value * rate, unit, given.evidence, source, given.where)

    def _rate(self, currency: str, path: Path) -> float:
        """Return one unit of another currency in the scenario's, from the scenario or the catalogue of the day."""
        if currency not in self.rates:
            self.rates[currency] = self._found_rate(currency) or self._missing_rate(currency, path)
        if currency not in self.scenario.exchange_rates:  # every option that is converted rests on it
            rows = (self._usd(code) for code in (currency, self.scenario.currency))
            self.checked += [("currency", Provenance.of(row)) for row in rows if row and "checked" in row]
        return self.rates[currency].rate

    def rate_if_known(self, currency: str) -> float:
        """Return one unit of `currency` for weighing only: NaN where it is not known, and no rate of the answer's."""
        if currency == self.scenario.currency:
            return 1.0
        found = self._found_rate(currency)
        return found.rate if found else UNKNOWN

    def _found_rate(self, currency: str) -> ExchangeRate | None:
        return self._own_rate(currency) or self._catalogue_rate(currency)

    def catalogue_rate(self, currency: str) -> float:
        """Return one unit of `currency` at the catalogue's rate of the day; NaN where it has none."""
        found = self._catalogue_rate(currency)
        return found.rate if found else UNKNOWN

    def _missing_rate(self, currency: str, path: Path) -> ExchangeRate:
        home = self.scenario.currency
        expected = f"exchange_rates: {{{currency}: {home} per {currency}}}"
        self.problem("C3-R16", f"no exchange rate for {currency} on {self.as_of}", path, expected, rests_on_ids=True)
        return ExchangeRate(currency, UNKNOWN, self.as_of, "unknown")

    def _own_rate(self, currency: str) -> ExchangeRate | None:
        rate = self.scenario.exchange_rates.get(currency)
        if rate is None:
            return None
        return ExchangeRate(currency, rate, self.as_of, self.where(("exchange_rates", currency)))

    def _catalogue_rate(self, currency: str) -> ExchangeRate | None:
        rows = [self._usd(code) for code in (currency, self.scenario.currency)]
        if None in rows:
            return None
        theirs, ours = (r for r in rows if r is not None)
        quoted = [r for r in (theirs, ours) if r["rate"] != 1] or [theirs]
        sources = "; ".join(dict.fromkeys(r["source"] for r in quoted))
        return ExchangeRate(currency, theirs["rate"] / ours["rate"], min(r["valid_from"] for r in quoted), sources)

    def _usd(self, currency: str) -> Mapping[str, Any] | None:
        if currency == "USD":
            return {"rate": 1.0, "valid_from": self.as_of, "source": "definition"}
        if currency not in self.catalogue.ids("currencies"):
            return None
        return self.catalogue.price_on(self.catalogue.get("currencies", currency)["usd_per_unit"], self.as_of)

    def default(self, key: str, name: str, unit: str, whose: str) -> Input:
        """Return a default of the catalogue and remember who took it, for one note per default."""
        entry = self.catalogue.get("defaults", key)
        self.defaults.setdefault(key, []).append(whose)
        value = self.uncertain(key, entry)
        return Input(name, value, unit, entry["evidence"], entry["source"], entry["where"])

    def uncertain(self, key: str, entry: Mapping[str, Any]) -> float:
        """Return a number of the catalogue: its value, or what is sampled of its low / mode / high."""
        if "low" not in entry:
            return middle(entry)
        ends = (float(entry["low"]), float(entry["mode"]), float(entry["high"]))
        return self._of_catalogue(key, Range(FORMS[0], ends))

    def _of_catalogue(self, key: str, value: Quantity) -> float:
        self.figures.add(key)
        return self.sample(key, value)  # type: ignore[no-any-return]

    def fact(self, provenance: Provenance, value: float | None, name: str, unit: str) -> Input:
        """Return a number of the catalogue with its provenance; None becomes unknown."""
        found = provenance.sourced(value, name, unit)
        key = f"{name} ({found.where})"
        return found if value is None else replace(found, value=self._of_catalogue(key, found.value))

    def noise(self, key: str, factor: float) -> float:
        """Return what a prediction is multiplied by: one, or draws about it, 4 of 5 within x/÷ `factor`."""
        about_one = Range(("p10", "p90"), (1 / factor, factor))
        return self._of_catalogue(key, about_one) / about_one.central  # exactly one at the centre

    def reference(self, name: str, names: Sequence[str], what: str, path: Path, block: str = "options") -> bool:
        """Record a problem unless `name` is one of `names`, which are those of a block of the scenario."""
        if name in names:
            return True
        expected = f"one of: {', '.join(names)}" if names else f"a {what}; the scenario has none"
        text, lists = f"there is no {what} named `{name}`", block if names else ""
        self.problem("C3-R13", text, path, expected, near(name, names), names=(name,), lists=lists)
        return False

    def hours(self, per: str) -> float:
        """Return how many hours a period has; a month is what the scenario says."""
        month = self.scenario.hours_per_month
        hours: dict[str, float] = {
            "hour": 1.0,
            "day": HOURS_PER_DAY,
            "week": HOURS_PER_WEEK,
            "month": month,
            "year": MONTHS_PER_YEAR * month,
        }
        return hours[per]

    def per_month(self, amount: Input, per: str) -> Input:
        """Return an amount per `per` as an amount a month."""
        factor = self.scenario.hours_per_month / self.hours(per)
        source = (
            amount.source if per == "month" else f"{amount.source}; {plain(amount.value)} a {per} x {plain(factor)}"
        )
        return Input(amount.name, amount.value * factor, amount.unit, amount.evidence, source, amount.where)


def middle(entry: Mapping[str, Any]) -> float:
    """Return the central value of a catalogue entry: its value, or the mode of low / mode / high."""
    return float(entry["value"] if "value" in entry else entry["mode"])


def unknown(name: str, unit: str, why: str) -> Input:
    """Return a number nobody knows."""
    return Input(name, math.nan, unit, "assumed", why)
