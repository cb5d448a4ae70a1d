"""The resolved scenario: plain numbers with their provenance, nothing left to look up.

`resolve` makes it, arithmetic reads it.
Every number that has a source is a `Given` whose `value` is a float (NaN where unknown) or, later, an array of draws.
All money is in the scenario's currency; tokens and requests are per month; traffic is after all steps of SCENARIO.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

from c3calc.result import Evidence, Note, Step  # noqa: TC001  (test_house reads the annotations)

TokenKind = Literal["input", "cached_read", "cache_write", "output"]
Level = tuple[float, float]  # share of the month's hours, load in those hours over the mean

UNKNOWN = math.nan
ALL_TRAFFIC = "all traffic"  # the one part of a workload without features


@dataclass(frozen=True, slots=True)
class Given:
    """A number and its provenance; `value` is NaN where unknown. `where` is file:line of the scenario or catalogue."""

    name: str
    value: float
    unit: str
    evidence: Evidence
    source: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class TokenClass:
    """Tokens of one kind that a part of the workload sends or receives."""

    label: str
    kind: TokenKind
    tokens: float


@dataclass(frozen=True, slots=True)
class Part:
    """One feature's traffic: token classes, requests of users, calls of a model, how it spreads over the hours.

    levels: None where only the peak is known, as a ratio or in tokens a minute, counted after all steps.
    context_tokens: the longest context of a request. long_share: NaN where the size of a mean request decides.
    """

    name: str
    classes: tuple[TokenClass, ...]
    requests: float
    calls: float
    batch_share: float = 0.0
    long_share: float = 0.0
    levels: tuple[Level, ...] | None = ((1.0, 1.0),)
    peak_to_mean: float = 1.0
    peak_tokens_per_minute: float = UNKNOWN
    context_tokens: float = UNKNOWN

    @property
    def tokens(self) -> float:
        """Reference tokens a month, input and output."""
        return sum(c.tokens for c in self.classes)

    @property
    def input_tokens_per_call(self) -> float:
        """Reference tokens that a mean call sends, NaN where the number of calls is not known."""
        sent = sum(c.tokens for c in self.classes if c.kind != "output")
        return sent / self.calls if self.calls else UNKNOWN

    def scaled(self, factor: float) -> Part:
        """Return the same mix at `factor` times the volume."""
        classes = tuple(replace(c, tokens=c.tokens * factor) for c in self.classes)
        peak = self.peak_tokens_per_minute * factor
        return replace(
            self,
            classes=classes,
            requests=self.requests * factor,
            calls=self.calls * factor,
            peak_tokens_per_minute=peak,
        )


@dataclass(frozen=True, slots=True)
class Workload:
    """All parts of the workload at the scenario's volume."""

    parts: tuple[Part, ...]
    hours_per_month: float
    users: float = UNKNOWN
    unit_name: str | None = None
    requests_per_unit: float = 1.0

    @property
    def tokens(self) -> float:
        """The month's volume in reference tokens: the axis of every crossover."""
        return sum(p.tokens for p in self.parts)

    @property
    def requests(self) -> float:
        """User requests a month, NaN where the scenario does not say."""
        return sum(p.requests for p in self.parts)

    def scaled(self, factor: float) -> Workload:
        """Return the same mix at `factor` times the volume."""
        return replace(self, parts=tuple(p.scaled(factor) for p in self.parts))

    def at_volume(self, tokens: float) -> Workload:
        """Return the workload at another volume; a peak given in tokens a minute stays what it is."""
        grown = self.scaled(tokens / self.tokens)
        kept = zip(grown.parts, self.parts, strict=True)
        return replace(grown, parts=tuple(replace(n, peak_tokens_per_minute=o.peak_tokens_per_minute) for n, o in kept))

    def only(self, names: tuple[str, ...]) -> Workload:
        """Return the traffic of some features; the others stay as parts without tokens, so that shares line up."""
        return replace(self, parts=tuple(p if p.name in names else p.scaled(0.0) for p in self.parts))


@dataclass(frozen=True, slots=True)
class Grid:
    """Carbon intensity of the electricity an option uses, and on what basis it is counted."""

    carbon_g_per_kwh: Given
    basis: str
    accounting: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of an option besides money: for requirements, control and the score."""

    name: str
    kind: str
    path: tuple[str | int, ...]
    region: str | None = None
    quality: float = UNKNOWN
    benchmark: str | None = None
    context_tokens: float = UNKNOWN
    control: dict[str, Given] = field(default_factory=dict)
    open_weights: str | None = None


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """Price of each kind of token, per Mtok, for normal and for long-context requests, at standard and batch rates.

    A request with more input than `long_above_tokens` of the model is a long one, where the workload does not say.
    """

    standard: dict[TokenKind, Given]
    batch: dict[TokenKind, Given]
    long: dict[TokenKind, Given]
    long_batch: dict[TokenKind, Given]
    long_above_tokens: float = math.inf


@dataclass(frozen=True, slots=True)
class Api:
    """A model behind an API: paid per token, at least the commitment."""

    traits: Traits
    prices: TokenPrices
    per_request: Given
    commitment: Given
    tokens_per_minute: float
    requests_per_minute: float
    factor: dict[TokenKind, float]
    energy_j: dict[TokenKind, Given]
    embodied_g_per_output_mtok: Given
    grid: Grid


@dataclass(frozen=True, slots=True)
class Charge:
    """Money paid for every `gpus` GPUs provisioned, per hour or per month: rent, depreciation, colocation ..."""

    label: str
    price: Given
    per: Literal["hour", "month"]
    gpus: int
    unit: str


@dataclass(frozen=True, slots=True)
class Capital:
    """Hardware that is bought: prices of a GPU and of a server, how long it serves, what it is worth at the end."""

    gpu_price: Given
    server_price: Given
    gpus_per_server: int
    life_months: int
    residual_share: Given
    rate_per_year: Given


@dataclass(frozen=True, slots=True)
class Memory:
    """What a replica must hold in GPU memory, in GB of 1e9 bytes, and what one card has; NaN where not known.

    kv_gb_per_sequence: KV cache of one request at the longest context. sequences: requests in flight.
    """

    weights_gb: float
    kv_gb_per_sequence: float
    sequences: float
    overhead_gb_per_gpu: float
    vram_gb_per_gpu: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What one replica does in a second, how busy it may be at the peak, and what no card exceeds (the roofline)."""

    prefill_tok_s: Given
    decode_tok_s: Given
    max_utilisation: Given
    prefill_ceiling_tok_s_per_gpu: float
    decode_ceiling_tok_s_per_gpu: float


@dataclass(frozen=True, slots=True)
class Power:
    """What one GPU and its part of the server draw, and what that costs and emits.

    electricity_per_kwh: None where it is in the rent. embodied_kg_per_gpu_hour: of a GPU and its share of a server.
    """

    idle_w: Given
    busy_w: Given
    host_w: Given
    pue: Given
    electricity_per_kwh: Given | None
    embodied_kg_per_gpu_hour: Given
    grid: Grid


@dataclass(frozen=True, slots=True)
class Hosted:
    """Open weights on rented or owned GPUs: paid for what is provisioned.

    replicas: None where they follow the load. gpus_per_replica: None for the fewest that hold one.
    release_when_idle: hours without load are neither paid nor powered.
    """

    traits: Traits
    charges: tuple[Charge, ...]
    capital: Capital | None
    replicas: int | None
    spares: int
    gpus_per_replica: int | None
    gpus_per_server: int
    prefix_cache: bool
    factor: dict[TokenKind, float]
    rates: Rates
    power: Power
    memory: Memory
    release_when_idle: bool = False

    @property
    def grid(self) -> Grid:
        """The grid that feeds the hardware."""
        return self.power.grid

    @property
    def gpus_per_unit(self) -> int:
        """GPUs that come together: those of a rented SKU; bought ones come one by one."""
        return self.gpus_per_server if self.capital is None else 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """Somebody's offer at an amount a month, and what is known of its energy and carbon a month."""

    traits: Traits
    amount: Given
    energy_kwh: Given
    carbon_kg: Given


@dataclass(frozen=True, slots=True)
class MixMember:
    """One member of a mix: an option and the traffic it takes."""

    option: Api | Hosted | Fixed
    share: float = 1.0
    features: tuple[str, ...] | None = None
    overflow: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """Options that serve the workload together."""

    traits: Traits
    members: tuple[MixMember, ...]


Plan = Api | Hosted | Fixed | Mix
CostBasis = Literal["month", "request", "mtok", "gpu", "server", "gb_month"]


@dataclass(frozen=True, slots=True)
class CostPlan:
    """A line that is not inference: `quantity` units of `price` per month, request, Mtok, GPU, server or GB-month."""

    name: str
    price: Given
    quantity: Given
    unit: str
    basis: CostBasis
    applies_to: tuple[str, ...] | None
    months: tuple[int, int] | None = None
    fte: float = 0.0

    def names(self, traits: Traits) -> bool:
        """Tell whether this cost falls on an option, by its name or its kind."""
        return self.applies_to is None or traits.name in self.applies_to or traits.kind in self.applies_to


@dataclass(frozen=True, slots=True)
class Rules:
    """Hard requirements on an option, as plain numbers; None where there is no rule."""

    data_region: str | None = None
    regions: tuple[str, ...] = ()
    min_quality: float | None = None
    min_context_tokens: float | None = None
    max_fte: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that somebody expects, with the range it was given in."""

    metric: str
    option: str | None
    feature: str | None
    value: float
    tolerance: float | None
    source: str
    where: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Case:
    """A whole scenario, resolved."""

    workload: Workload
    plans: tuple[Plan, ...]
    costs: tuple[CostPlan, ...]
    currency: str
    minor_units: int
    rules: Rules
    feature_rules: dict[str, Rules]
    carbon_price_per_tonne: Given
    control_weights: dict[str, float]
    score_weights: dict[str, float]
    baseline: str
    decision: str | None
    invoice: tuple[str, float] | None
    claims: tuple[Claim, ...]
    traffic_steps: tuple[Step, ...]
    embodied: bool
    power_price_per_kwh: Given
    dirtiest_grid_g_per_kwh: float
    usd_rate: float
    notes: tuple[Note, ...]
