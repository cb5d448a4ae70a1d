"""The answer as plain data: what `c3 compare --format json` prints and every renderer walks.

Money is a `Decimal` already rounded to the currency's minor unit; other numbers are unrounded floats;
`None` is "not known" (n/a), never zero. Field order is the order in the JSON answer.

A curve of the answer over the monthly volume, as plain data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from c3calc.answer.finance import FinanceTerms, OptionFinance
from c3calc.answer.uncertainty import Flip, Probabilities, Swing
from c3calc.base.provenance import Evidence, Input


@dataclass(frozen=True, slots=True)
class VolumeCurve:
    """Monthly cost and carbon of an option over the volume, for pictures: straight lines between the points.

    Two points at one volume are the two sides of a step. cost or carbon_kg is None where it is not known. The curve
    ends where the option can serve no more. cost_low, cost_high: P5 and P95 of the cost, None without draws.
    """

    option: str
    tokens_per_month: tuple[float, ...]
    cost: tuple[float, ...] | None
    carbon_kg: tuple[float, ...] | None
    cost_low: tuple[float, ...] | None = None
    cost_high: tuple[float, ...] | None = None


Status = Literal["ok", "over_capacity", "excluded", "incomplete"]
Level = Literal["info", "warning", "error"]
SCHEMA_VERSION = 1


def known(value: float) -> float | None:
    """Return a number for the answer: None where it is not known or has no bound."""
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of arithmetic in words and numbers, for `c3 explain`."""

    label: str
    arithmetic: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a monthly bill. `cost` is rounded, so that a bill foots; `fixed` moves with no single token."""

    label: str
    quantity: float | None
    unit: str
    unit_price: float | None
    cost: Decimal | None
    energy_kwh: float | None
    carbon_kg: float | None
    fixed: bool
    evidence: Evidence
    source: str
    arithmetic: str
    months: tuple[int, int] | None
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Monthly:
    """Month 1 of an option: cost is the sum of the printed lines.

    low and high are P5 and P95 in the unit of the cost, None without draws.
    """

    cost: Decimal | None
    energy_kwh: float | None
    carbon_kg: float | None
    low: Decimal | None = None
    high: Decimal | None = None
    energy_low_kwh: float | None = None
    energy_high_kwh: float | None = None
    carbon_low_kg: float | None = None
    carbon_high_kg: float | None = None


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Cost (currency), energy (kWh) and carbon (g) per million tokens, per request or per business unit."""

    cost: float | None
    energy_kwh: float | None
    carbon_g: float | None


@dataclass(frozen=True, slots=True)
class Control:
    """Weighted mean of the control criteria, 0-5, and each criterion's score."""

    score: float
    by_criterion: dict[str, float]


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is provisioned and how busy it is; utilisations are shares of one."""

    replicas: int
    spare: int
    gpus: int
    peak_utilisation: float | None
    mean_utilisation: float | None
    idle_cost: Decimal | None
    vram_needed_gb: float | None
    vram_gb: float | None
    max_tokens_per_month: float | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to serve the workload, evaluated for month 1."""

    name: str
    kind: str
    status: Status
    reasons: tuple[str, ...]
    monthly: Monthly
    cost_per_year: Decimal | None
    per_mtok: PerUnit
    per_request: PerUnit | None
    per_unit: PerUnit | None
    control: Control
    quality: float | None
    score: float | None
    capacity: Capacity | None
    lines: tuple[Line, ...]
    finance: OptionFinance | None = None
    quality_minimum: float | None = None  # of a mix: its worst member's, which a mean would hide
    oldest_price_days: float | None = None  # since the catalogue's oldest figure behind it was checked


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer in words: names of options, or None where nothing is eligible or known."""

    cheapest: str | None
    cleanest: str | None
    best: str | None
    sentence: str
    trade_off: str | None


@dataclass(frozen=True, slots=True)
class Saving:
    """What `option` saves against `against`; negative where it costs more. share is of the baseline's cost."""

    option: str
    against: str
    cost_per_month: Decimal | None
    cost_per_year: Decimal | None
    share: float | None
    energy_kwh: float | None
    carbon_kg: float | None


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature's part of an option's bill; the parts sum to the whole."""

    name: str
    option: str
    cost: Decimal | None
    energy_kwh: float | None
    carbon_kg: float | None
    cheapest_option: str | None


@dataclass(frozen=True, slots=True)
class Crossover:
    """Where the order of two options flips over volume; tokens is None when it never does.

    low_tokens, high_tokens: P5 and P95 of the first flip of cost, over the draws that have one; None without draws.
    """

    metric: Literal["cost", "carbon"]
    between: tuple[str, str]
    kind: Literal["equal", "step", "never"]
    tokens_per_month: float | None
    cheaper_below: str
    cheaper_above: str
    low_tokens: float | None = None
    high_tokens: float | None = None


@dataclass(frozen=True, slots=True)
class VolumeRange:
    """The cheapest option from (exclusive) to (inclusive) a monthly volume; to is None where it has no end."""

    from_tokens: float
    to_tokens: float | None
    option: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """A claim or an invoice held against the answer. deviation = found / value - 1, of a range its nearer end."""

    metric: str
    option: str | None
    value: float
    found: float | None
    deviation: float | None
    plausible: bool | None
    within_tolerance: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader must know: a default taken, a price that is old, a cost left out."""

    code: str
    level: Level
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class ScenarioRef:
    """Which file was answered, and what `--set` changed in it; the hash is the file's."""

    name: str
    file: str
    sha256: str
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueRef:
    """Newest and oldest day on which an entry of the catalogue was checked."""

    newest: str
    oldest: str


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """One unit of `currency` in the scenario's currency."""

    currency: str
    rate: float
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What the business counts, and how many of it a month has."""

    name: str
    per_month: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything `c3 compare` knows about a scenario."""

    schema_version: int
    c3_version: str
    scenario: ScenarioRef
    currency: str
    as_of: str
    today: str
    exchange_rates: tuple[ExchangeRate, ...] = field(metadata={"by": "currency"})
    catalogue: CatalogueRef
    hours_per_month: float
    volume_tokens_per_month: float | None
    requests_per_month: float | None
    unit: Unit | None
    baseline: str
    verdict: Verdict
    savings: tuple[Saving, ...]
    options: tuple[Option, ...]
    features: tuple[Feature, ...]
    crossovers: tuple[Crossover, ...]
    cheapest_by_volume: tuple[VolumeRange, ...]
    expect: tuple[Expectation, ...]
    probabilities: Probabilities | None
    flips: tuple[Flip, ...] | None
    swings: tuple[Swing, ...] | None
    traffic: tuple[Step, ...]
    notes: tuple[Note, ...]
    finance: FinanceTerms | None = None
    curves: tuple[VolumeCurve, ...] = ()
