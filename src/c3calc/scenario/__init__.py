"""The scenario file as typed data: one class per block of the scenario language, version 1.

Field names are the contract with users. Units are in the names; a field typed `Amount`, `Share` ... may also hold
a range (`ranges.Range`). Nothing here looks anything up: ids are checked against the names passed as context.
"""

from __future__ import annotations

from c3calc.scenario.options import (
    KINDS,
    ApiEnergy,
    ApiOption,
    Colocation,
    ControlScore,
    Electricity,
    FixedOption,
    Grid,
    GridMix,
    HostedOption,
    LongContextPrice,
    MixOption,
    MixPart,
    ModelShape,
    OptionBase,
    OptionSpec,
    OwnedOption,
    Power,
    Price,
    Purchase,
    QualityScore,
    RateLimit,
    Rent,
    RentedOption,
    Throughput,
    TokenFactor,
)
from c3calc.scenario.scenario import (
    RESERVED_NAMES,
    Budget,
    Carbon,
    ControlWeights,
    Cost,
    Decide,
    Decision,
    Expect,
    Finance,
    Metric,
    Scenario,
    Waiver,
)
from c3calc.scenario.workload import BusinessUnit, FeatureSpec, InputPart, Invoice, Require, Shape, Traffic, Workload

__all__ = [
    "KINDS", "RESERVED_NAMES", "ApiEnergy", "ApiOption", "Budget", "BusinessUnit", "Carbon", "Colocation",
    "ControlScore", "ControlWeights", "Cost", "Decide", "Decision", "Electricity", "Expect", "FeatureSpec", "Finance",
    "FixedOption", "Grid", "GridMix", "HostedOption", "InputPart", "Invoice", "LongContextPrice", "Metric",
    "MixOption", "MixPart", "ModelShape", "OptionBase", "OptionSpec", "OwnedOption", "Power", "Price", "Purchase",
    "QualityScore", "RateLimit", "Rent", "RentedOption", "Require", "Scenario", "Shape", "Throughput", "TokenFactor",
    "Traffic", "Waiver", "Workload",
]  # fmt: skip
