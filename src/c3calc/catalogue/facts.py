"""Rows that hold facts: hardware, open weights, grids, currencies, criteria of control, defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from c3calc.base.provenance import Evidence  # noqa: TC001  (pydantic reads it)
from c3calc.catalogue.fields import (
    BillionParameters,
    CatalogueRow,
    Count,
    Counting,
    CurrencyCode,
    Dated,
    Gigabytes,
    GigabytesPerSecond,
    GramsPerKwh,
    Id,
    Number,
    Place,
    Score,
    Share,
    Tera,
    Text,
    TriangularSpread,
    UsdPerUnit,
    Watts,
    refuse,
)
from c3calc.scenario.plausible import GRID

GpuClass = Literal["datacentre", "workstation", "consumer", "consumer-apu", "edge", "apple"]


class Idle(CatalogueRow):
    """Watts of one board with a model loaded and no requests."""

    w: Watts
    evidence: Evidence
    source: Text


class CardMemory(CatalogueRow):
    """Memory of one board as its driver reports it."""

    mib: Counting
    evidence: Evidence
    source: Text


class Embodied(TriangularSpread):
    """Kilograms CO2e of making one board."""

    evidence: Evidence
    source: Text


class Gpu(Dated):
    """One accelerator: memory, dense rates, link within a node (one direction), power, embodied carbon."""

    id: Id
    name: Text
    vendor: Literal["nvidia", "amd", "intel", "apple"]
    class_: GpuClass = Field(alias="class")
    vram_gb: Gigabytes
    memory: CardMemory | None = None
    mem_bandwidth_gb_s: GigabytesPerSecond
    memory_type: Literal["hbm", "gddr", "lpddr"] | None = None
    fp16_dense_tflops: Tera
    fp8_dense_tflops: Tera | None = None
    fp4_dense_tflops: Tera | None = None
    int8_dense_tops: Tera | None = None
    tdp_w: Watts
    node_link: Text | None = None
    link_gb_s: GigabytesPerSecond | None = None
    idle: Idle
    embodied_kg: Embodied | None = None


class OpenWeights(Dated):
    """Open weights: parameters in billions and the shape that sets memory and speed."""

    id: Id
    name: Text
    family: Text
    total_params_b: BillionParameters
    active_params_b: BillionParameters
    released_gb: Gigabytes | None = None
    layers: Counting
    hidden: Counting
    heads: Counting
    kv_heads: Counting
    head_dim: Counting
    intermediate: Counting
    vocab: Counting
    n_experts: Counting | None = None
    experts_per_tok: Counting | None = None
    moe_intermediate: Counting | None = None
    shared_expert_intermediate: Counting | None = None
    moe_layers: Counting | None = None
    full_attn_layers: Count
    swa_layers: Count
    swa_window: Counting | None = None
    kv_elems_full_layer: Counting
    kv_elems_swa_layer: Counting | None = None
    state_bytes_per_seq: Counting | None = None
    context_tokens: Counting | None = None


class GridEntry(Dated):
    """Carbon intensity of electricity in a country or state."""

    id: Place
    name: Text
    g_per_kwh: GramsPerKwh
    basis: Literal["lifecycle", "direct"]
    accounting: Literal["location", "market"]
    method: Text
    period: Text

    @model_validator(mode="after")
    def _is_plausible(self) -> GridEntry:
        if (self.basis, self.accounting) == ("lifecycle", "location") and self.g_per_kwh < GRID.low:
            expected = f"{GRID.low:g} g/kWh or more: building plants emits too"
            fix = "check the unit, kg x 1,000; leave out what is not known"
            raise refuse("C3-K01", f"`{self.g_per_kwh:g}` is out of bounds", expected, fix, ("g_per_kwh",))
        return self


class RateEntry(Dated):
    """US dollars for one unit of a currency, from a day on."""

    rate: UsdPerUnit


class Currency(CatalogueRow):
    """A currency, its decimals and its rates."""

    id: CurrencyCode
    name: Text
    minor_units: Annotated[int, Field(strict=True, ge=0, le=4)]
    usd_per_unit: Annotated[list[RateEntry], Field(min_length=1)]


class Criterion(Dated):
    """What control is judged by; `question` says what 0 and 5 mean."""

    id: Id
    title: Text
    weight: Number
    question: Text


class ControlEntry(Dated):
    """How well a kind of option meets a criterion, 0 to 5, and why."""

    kind: Literal["api", "api_open_weights", "rented", "owned", "fixed"]
    criterion: Id
    score: Score
    why: Text


class Default(Dated):
    """What is assumed where a scenario says nothing: a value, or low, mode and high."""

    id: Id
    unit: Text
    value: Number | None = None
    low: Number | None = None
    mode: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _is_one_form(self) -> Default:
        spread = [number for number in (self.low, self.mode, self.high) if number is not None]
        if len(spread) == (0 if self.value is not None else 3) and spread == sorted(spread):
            return self
        raise refuse("C3-K03", "a default is one number or a range", "value, or low <= mode <= high")


class EngineEntry(Dated):
    """What a class of inference engines makes of the hardware, as scripts/make/fit_prediction.py fits it.

    How: docs/method.md.

    names: how the names of its engines begin, in lower case; its id counts too.
    *_factor: divide and multiply a prediction by it for the interval that held 80 % of what was left out of the fit;
    the second of each pair is for models with experts.
    """

    id: Literal["serving", "local"]
    names: list[Text] | None = None
    split: Literal["tensor", "layers"]
    most_sequences: Counting
    weight_read_share: Share
    quantised_read_share: Share
    stacked_read_share: Share
    kv_read_share: Share
    compute_share: Share
    prefill_share: Share
    expert_compute_share: Share
    fp4_share: Share
    link_share: Share
    expert_imbalance_share: Share
    layer_s: Number
    metal_layer_s: Number
    expert_layer_s: Number
    sequence_s: Number
    stage_s: Number
    wait_power_share: Share
    busy_power_share: Share
    memory_power_share: Share
    compute_power_share: Share
    throughput_factor: Number
    expert_throughput_factor: Number
    energy_factor: Number
    expert_energy_factor: Number


class Region(Dated):
    """A group of countries that a scenario may ask for."""

    id: Place
    name: Text
    members: Annotated[list[Place], Field(min_length=1)]
