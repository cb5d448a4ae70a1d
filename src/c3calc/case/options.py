"""Ways to serve the traffic, resolved: an API, hardware, an offer, a mix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from c3calc.base.provenance import Input
from c3calc.case.hardware import PredictedHardware
from c3calc.case.traffic import UNKNOWN, TokenKind


@dataclass(frozen=True, slots=True)
class GridIntensity:
    """Carbon intensity of the electricity an option uses, and on what basis it is counted."""

    carbon_g_per_kwh: Input
    basis: str
    accounting: str


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """What is known of an option besides money: for requirements, control and the score."""

    name: str
    kind: str
    path: tuple[str | int, ...]
    region: str | None = None
    quality: float = UNKNOWN
    context_tokens: float = UNKNOWN
    control: dict[str, Input] = field(default_factory=dict)
    open_weights: str | None = None
    added: bool = False  # by c3 from the catalogue, not an option of the scenario
    oldest_price_days: float = UNKNOWN  # since the oldest price, rate or grid behind it was checked, on the run's day
    stale: tuple[str, ...] = ()  # of these, what is older than its kind allows, in words


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """Price of each kind of token, per Mtok, at once and in batch, of requests with more input than `above_tokens`.

    Tokens are the model's. label: what a bill calls such requests; empty for those of any size.
    """

    at_once: dict[TokenKind, Input]
    batch: dict[TokenKind, Input]
    above_tokens: float = 0.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """A model behind an API: paid per token, at least the commitment."""

    traits: OptionFacts
    prices: tuple[TokenPrices, ...]  # of requests of any size, then of long ones by size
    per_request: Input
    commitment: Input
    tokens_per_minute: float
    requests_per_minute: float
    factor: dict[TokenKind, float]
    energy_j: dict[TokenKind, Input]
    embodied_g_per_output_mtok: Input
    grid: GridIntensity


@dataclass(frozen=True, slots=True)
class Charge:
    """Money paid for every `gpus` GPUs provisioned, per hour or per month: rent, depreciation, colocation ..."""

    label: str
    price: Input
    per: Literal["hour", "month"]
    gpus: int
    unit: str


@dataclass(frozen=True, slots=True)
class Capital:
    """Hardware that is bought: prices of a GPU and of a server, how long it serves, what it is worth at the end."""

    gpu_price: Input
    server_price: Input
    gpus_per_server: int
    life_months: int
    residual_share: Input
    rate_per_year: Input


@dataclass(frozen=True, slots=True)
class Memory:
    """What a replica must hold in GPU memory, in GB of 1e9 bytes, and what one card has; NaN where not known.

    kv_gb_per_sequence: KV cache of one request at the longest context. sequences: requests in flight. usable_share:
    what an engine fills of a card.
    """

    weights_gb: float
    kv_gb_per_sequence: float
    sequences: float
    overhead_gb_per_gpu: float
    vram_gb_per_gpu: float
    usable_share: float = 1.0

    @property
    def room_gb_per_gpu(self) -> float:
        """What weights and KV cache may fill of a card."""
        return self.vram_gb_per_gpu * self.usable_share - self.overhead_gb_per_gpu


@dataclass(frozen=True, slots=True)
class Rates:
    """What one replica does in a second, how busy it may be at the peak, and what no card exceeds (the roofline).

    slots: requests in flight at these rates, NaN where not known.
    """

    prefill_tok_s: Input
    decode_tok_s: Input
    max_utilisation: Input
    prefill_ceiling_tok_s_per_gpu: float
    decode_ceiling_tok_s_per_gpu: float
    slots: float = UNKNOWN


@dataclass(frozen=True, slots=True)
class HardwarePower:
    """What one GPU and its part of the server draw, and what that costs and emits.

    electricity_per_kwh: None where it is in the rent. embodied_kg_per_gpu_hour: of a GPU and its share of a server.
    """

    idle_w: Input
    busy_w: Input
    host_w: Input
    pue: Input
    electricity_per_kwh: Input | None
    embodied_kg_per_gpu_hour: Input
    grid: GridIntensity


@dataclass(frozen=True, slots=True)
class Hosted:
    """Open weights on rented or owned GPUs: paid for what is provisioned.

    replicas: None where they follow the load. gpus_per_replica: None for the cheapest that will do.
    release_when_idle: hours without load are neither paid nor powered. machine: what rates or power that are not given
    are predicted with; they are NaN until then.
    """

    traits: OptionFacts
    charges: tuple[Charge, ...]
    capital: Capital | None
    replicas: int | None
    spares: int
    gpus_per_replica: int | None
    gpus_per_server: int
    prefix_cache: bool
    factor: dict[TokenKind, float]
    rates: Rates
    power: HardwarePower
    memory: Memory
    release_when_idle: bool = False
    machine: PredictedHardware | None = None

    @property
    def grid(self) -> GridIntensity:
        """The grid that feeds the hardware."""
        return self.power.grid

    @property
    def gpus_per_unit(self) -> int:
        """GPUs that come together: those of a rented SKU; bought ones come one by one."""
        return self.gpus_per_server if self.capital is None else 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """Somebody's offer at an amount a month, and what is known of its energy and carbon a month."""

    traits: OptionFacts
    amount: Input
    energy_kwh: Input
    carbon_kg: Input


SinglePlan = Api | Hosted | Fixed  # what serves traffic by itself, or as a part of a mix


@dataclass(frozen=True, slots=True)
class MixMember:
    """One member of a mix: an option and the traffic it takes."""

    option: SinglePlan
    share: float = 1.0
    features: tuple[str, ...] | None = None
    overflow: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """Options that serve the workload together."""

    traits: OptionFacts
    members: tuple[MixMember, ...]


Plan = SinglePlan | Mix
