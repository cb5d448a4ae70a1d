"""The resolved scenario: plain numbers with their provenance, nothing left to look up.

`resolve` makes it, arithmetic reads it.
Every number that has a source is a `Given` whose `value` is a float (NaN where unknown) or, later, an array of draws.
All money is in the scenario's currency; tokens and requests are per month; traffic is after all steps of SCENARIO.md.
"""

from __future__ import annotations

from c3calc.case.case import Budget, Case, Claim, CostBasis, CostPlan, FinancePlan, LimitKind, Rules, Severity, Waiver
from c3calc.case.hardware import Accelerator, Architecture, Constants, Machine, Prediction, Setup, Trial
from c3calc.case.options import (
    Api,
    Capital,
    Charge,
    Fixed,
    Given,
    Grid,
    Hosted,
    Memory,
    Mix,
    MixMember,
    Plan,
    Power,
    Rates,
    TokenPrices,
    Traits,
)
from c3calc.case.traffic import ALL_TRAFFIC, UNKNOWN, Level, Part, TokenClass, TokenKind, Workload

__all__ = [
    "ALL_TRAFFIC", "UNKNOWN", "Accelerator", "Api", "Architecture", "Budget", "Capital", "Case", "Charge", "Claim",
    "Constants", "CostBasis", "CostPlan", "FinancePlan", "Fixed", "Given", "Grid", "Hosted", "Level", "LimitKind",
    "Machine", "Memory", "Mix", "MixMember", "Part", "Plan", "Power", "Prediction", "Rates", "Rules", "Setup",
    "Severity", "TokenClass", "TokenKind", "TokenPrices", "Traits", "Trial", "Waiver", "Workload",
]  # fmt: skip
