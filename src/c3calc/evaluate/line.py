"""The one idea of the house: a bill is lines, a line is a quantity over volume times a unit price.

The quantity is a `Curve` of the monthly token volume, so the same line answers for this month, for every other
volume, for crossovers and for the envelope. Bills, tables, JSON, budgets and golden files only walk lines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from c3calc.base.figures import maximum
from c3calc.evaluate.curve import Curve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from c3calc.base.numbers import Numeric
    from c3calc.base.provenance import Evidence, Input

Follows = Literal["api", "rent", "electricity", "capital"]
PEOPLE_UNITS = ("FTE-month", "person-week")
_GRADES: tuple[Evidence, ...] = ("measured", "quoted", "published", "estimated", "assumed")


@dataclass(frozen=True)
class Minimum:
    """A minimum bill: the least amount a month, and over the volume, the usage that counts towards it."""

    amount: float
    usage: Curve


@dataclass(frozen=True)
class LineItem:
    """A line of a monthly bill.

    quantity: units a month over the volume. unit_price: currency per unit, None where the line has no money of its own
    (electricity in the rent). energy_kwh, carbon_kg: facility energy and carbon per unit. shares: each part's share of
    the line, summing to one. capacity: paid for provisioned hardware, busy or not. months: first and last month it
    is paid in. inputs: numbers behind the quantity. energy_inputs: numbers behind energy and carbon. basis: how a
    factor of the quantity came about, with its numbers, where the curve alone does not tell. follows: which prices it
    moves with over the years, None for those that stay; `capital` is no payment but a purchase, spread over its life.
    minimum: what the line fills up to.
    """

    label: str
    unit: str
    quantity: Curve
    unit_price: Input | None
    shares: tuple[float, ...]
    inputs: tuple[Input, ...] = ()
    energy_inputs: tuple[Input, ...] = ()
    energy_kwh: float = 0.0
    carbon_kg: float = 0.0
    embodied: bool = False
    capacity: bool = False
    months: tuple[int, int] | None = None
    basis: str = ""
    follows: Follows | None = None
    minimum: Minimum | None = None

    @cached_property
    def cost(self) -> Curve:
        """Cost a month over the volume."""
        return Curve() if self.unit_price is None else self.quantity * self.unit_price.value

    @property
    def is_people(self) -> bool:
        """Whether it pays people: somebody's time, whose pay may run on without this option."""
        return self.unit in PEOPLE_UNITS

    def is_paid_in(self, month: int) -> bool:
        """Whether the line is paid in a month; the first is 1."""
        return self.months is None or self.months[0] <= month <= self.months[1]

    def cost_at(self, tokens: Numeric, price_factor: Numeric) -> Numeric:
        """Return the cost of a month at a volume, with prices at `price_factor` times today's.

        A minimum bill stays what it is: where prices fall, more of it is left unused.
        """
        if self.minimum is None:
            return self.cost(tokens) * price_factor
        return maximum(self.minimum.amount - self.minimum.usage(tokens) * price_factor, 0.0)

    @cached_property
    def energy(self) -> Curve:
        """Facility energy in kWh a month over the volume."""
        return Curve() if self.energy_kwh == 0 else self.quantity * self.energy_kwh

    @cached_property
    def carbon(self) -> Curve:
        """Carbon in kg CO2e a month over the volume."""
        return Curve() if self.carbon_kg == 0 else self.quantity * self.carbon_kg

    @property
    def source(self) -> str:
        """Who said the price (the first number where there is none), and who said the least sure number behind it."""
        first, weakest = next(iter(self._behind), None), self._weakest
        if first is None or weakest is None:
            return ""
        alike = weakest is first or weakest.source == first.source
        return first.source if alike else f"{first.source}; {weakest.name}: {weakest.source}"

    @property
    def _behind(self) -> tuple[Input, ...]:
        price = () if self.unit_price is None else (self.unit_price,)
        return (*price, *self.inputs) or self.energy_inputs

    @property
    def _weakest(self) -> Input | None:
        return max(self._behind, key=lambda g: _GRADES.index(g.evidence), default=None)

    @property
    def evidence(self) -> Evidence:
        """The weakest grade behind the cost, or behind the energy where there is none: as its least sure number."""
        return self._weakest.evidence if self._weakest else "quoted"

    @property
    def all_inputs(self) -> tuple[Input, ...]:
        """The unit price, if there is one, and everything else that went in, each number once."""
        price = () if self.unit_price is None else (self.unit_price,)
        return tuple(dict.fromkeys((*price, *self.inputs, *self.energy_inputs)))

    def named(self, prefix: str) -> LineItem:
        """Return the line under the name of the option it belongs to, for a mix."""
        return replace(self, label=f"{prefix}: {self.label}")


def is_known(curve: Curve) -> bool:
    """Whether every number of a curve is known: one that is not makes its value unknown at any volume."""
    return not math.isnan(curve(1.0))


def shares_of(amounts: Iterable[float]) -> tuple[float, ...]:
    """Return each amount over their sum; equal shares where nothing is there to share by."""
    values = tuple(amounts)
    whole = sum(values)
    return tuple(v / whole if whole else 1 / len(values) for v in values)
