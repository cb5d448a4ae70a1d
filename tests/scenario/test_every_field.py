"""The promise that no field of the scenario language is silent: it moves the answer, is printed, or is refused."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from c3calc.base.errors import InputError, Place
from c3calc.catalogue.catalogue import Catalogue
from c3calc.questions.budgets import JudgingPolicy
from c3calc.questions.check import CheckRequest, check
from c3calc.scenario.measurement import Measurement
from frozen import API, CATALOGUE, OWNED, RENTED, TABLES, answer, comparison, price, sold
from paths import ROOT

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer

LISTED = {"name": "Listed", "kind": "api", "provider": "openai", "model": "gpt-5", "energy": {
    "input_j_per_token": 1.0, "output_j_per_token": 6.0}}  # fmt: skip
LONG = {"above_tokens": 1000, "input_per_mtok": 5.0, "output_per_mtok": 12.0, "batch_input": 4.0}
PRICE = {"input_per_mtok": 2.5, "output_per_mtok": 10.0, "cached_read": 1.0, "cache_write": 3.0, "batch_input": 2.0}
SHAPE = {"name": "mine", "total_params_b": 31, "layers": 60, "kv_heads": 16, "head_dim": 128}
BASE: dict[str, Any] = {
    "c3": 1, "name": "every field", "currency": "USD", "like_for_like": False, "exchange_rates": {"EUR": 1.1},
    "workload": {
        "requests_per_month": 1e6, "input_tokens_per_request": 500, "output_tokens_per_request": 150, "users": 100,
        "cached_input_share": 0.2, "cache_write_share": 0.1, "batch_share": 0.3, "long_context_share": 0.2,
        "unit": {"name": "document", "requests": 2}, "shape": {"peak_to_mean": 3.0}, "max_context_tokens": 4000,
        "features": [
            {"name": "f", "share": 0.5, "require": {"min_quality": 10}},
            {"name": "g", "share": 0.5, "shape": {"hourly": "day.csv", "time_zone": "+08:00"}},
        ],
    },
    "options": [
        {**API, "price": {**PRICE, "long_context": LONG}, "rate_limit": {"tokens_per_minute": 1e7},
        "context_tokens": 1e6,
         "cache_lifetime": "1h", "quality": {"score": 80}, "control": {"customisation": {"score": 3, "why": "none"}}},
        LISTED,
        {**RENTED, "token_factor": {"output": 1.1}, "quality": {"score": 70}},
        {**OWNED, "purchase": {"gpu_price": 1000, "life_months": 40, "server_price": 500}, "grid": {"g_per_kwh": 50},
         "colocation": {"amount": 50}},
        {"name": "Offer", "kind": "fixed", "amount": 6000, "quality": {"score": 75}, "carbon_kg_per_month": 5},
        {"name": "Mix", "kind": "mix", "parts": [{"option": "API", "share": 0.5}, {"option": "Rented", "share": 0.5}]},
        {**RENTED, "name": "Catalogue", "gpu": "h100", "rent": {"provider": "lambda", "sku": "1x-h100",
                                                              "commitment": "on_demand"}},
        {**RENTED, "name": "Inline", "model": SHAPE},
        {**RENTED, "name": "Predicted", "throughput": "predicted", "power": "predicted", "gpus_per_replica": None},
        {"name": "Peak", "kind": "api", "provider": "acme", "model": "peak"},
    ],
    "costs": [
        {"name": "Extra", "amount": 10, "per": "month"},
        {"name": "People", "fte": 0.1, "cost_per_fte_year": 120_000},
        {"name": "Setup", "person_weeks": 2, "cost_per_fte_year": 120_000, "spread_months": 12},
        {"name": "Logs", "per_gb": 0.5, "bytes_per_token": 4, "retention_months": 3},
    ],
    "finance": {"horizon_months": 24},
    "carbon": {"price_per_tonne": 0}, "control": {"weights": {"customisation": 2}}, "require": {"max_fte": 5},
    "decide": {"cost": 0.5, "control": 0.3, "carbon": 0.2}, "decision": {"option": "Rented"},
    "budgets": [{"name": "cap", "metric": "cost_per_month", "option": "API", "max": 100}],
    "waivers": [{"budget": "cap", "until": "2026-12-31", "ceiling": 1e6, "reason": "why", "approved_by": "who"}],
    "expect": [{"metric": "cost_per_month", "option": "API", "value": 3000, "tolerance": 0.1}],
}  # fmt: skip
# Where a block stands in the scenario. The first is where a field is tried, unless the field has a place of its own.
PLACES = {
    "Scenario": "", "Workload": "workload", "BusinessUnit": "workload.unit", "FeatureSpec": "workload.features.0",
    "Shape": "workload.shape", "Require": "require", "ApiOption": "options.0", "Price": "options.0.price",
    "LongContextPrice": "options.0.price.long_context", "RateLimit": "options.0.rate_limit",
    "ApiEnergy": "options.1.energy",
    "QualityScore": "options.0.quality", "ControlScore": "options.0.control.customisation", "RentedOption": "options.2",
    "TokenFactor": "options.2.token_factor", "Rent": "options.2.rent", "Throughput": "options.2.throughput",
    "Power": "options.2.power", "OwnedOption": "options.3", "Purchase": "options.3.purchase",
    "GridMix": "options.3.grid",
    "Electricity": "options.3.electricity", "Colocation": "options.3.colocation", "FixedOption": "options.4",
    "MixOption": "options.5", "MixPart": "options.5.parts.0", "ModelShape": "options.7.model", "Cost": "costs.0",
    "Finance": "finance", "Carbon": "carbon", "ControlWeights": "control", "Decide": "decide", "Decision": "decision",
    "Budget": "budgets.0", "Waiver": "waivers.0", "Expect": "expect.0", "Invoice": "workload.invoice",
    "InputPart": "workload.input_parts.0",
}  # fmt: skip
AT = {
    "ApiOption.service_tier": "options.1", "ApiOption.energy": "options.1", "ApiOption.provider": "options.1",
    "ApiOption.grid": "options.1", "ApiOption.region": "options.1", "ApiOption.model": "options.1",
    "HostedOption.engine": "options.8", "HostedOption.gpus_per_replica": "options.8",
    "HostedOption.concurrency": "options.8",
    "Throughput.calibration": "options.8.throughput", "Power.calibration": "options.8.power",
    **dict.fromkeys(("Rent.provider", "Rent.sku", "Rent.commitment", "Rent.region"), "options.6.rent"),
    **dict.fromkeys(("Shape.hourly", "Shape.time_zone"), "workload.features.1.shape"),
    **dict.fromkeys(("Cost.fte", "Cost.cost_per_fte_year"), "costs.1"),
    **dict.fromkeys(("Cost.person_weeks", "Cost.spread_months"), "costs.2"),
    **dict.fromkeys(("Cost.per_gb", "Cost.bytes_per_token", "Cost.retention_months"), "costs.3"),
    "Cost.quantity": "costs.0",
}  # fmt: skip
# What a field is set to, by block and name or by name alone.
VALUES: dict[str, Any] = {
    "Budget.basis": "upper", "Budget.option": "Rented", "Carbon.accounting": "market", "Carbon.basis": "direct",
    "Carbon.embodied": False, "Decide.carbon": 0.3, "Decide.control": 0.2, "Decide.cost": 0.6, "Decision.option": "API",
    "Expect.metric": "cost_per_year", "Expect.option": "Rented", "FeatureSpec.requests_per_month": 1e6,
    "FeatureSpec.unit": {"name": "page"}, "FeatureSpec.users": 7, "GridMix.accounting": "market",
    "GridMix.basis": "direct", "FixedOption.per": "week", "Colocation.per": "week", "Colocation.amount": 70,
    "InputPart.name": "system", "InputPart.tokens": 50, "Invoice.amount": 500, "Invoice.option": "Listed",
    "MixPart.option": "Offer", "MixPart.share": 0.4, "MixPart.replicas": 2, "ModelShape.name": "other",
    "ModelShape.context_tokens": 2000, "ApiOption.model": "gpt-long", "ApiOption.provider": "router",
    "ApiOption.energy": "unknown", "ApiOption.price": "unknown", "ApiOption.kind": "fixed", "FixedOption.kind": "api",
    "RentedOption.kind": "owned", "OwnedOption.kind": "rented", "MixOption.kind": "api", "MixOption.parts": [],
    "Electricity.price_per_kwh": 0.3, "RateLimit.tokens_per_minute": 1000, "RateLimit.requests_per_minute": 2,
    "Rent.amount": 300, "Rent.gpus": 1, "Rent.per": "week", "Rent.currency": "EUR", "Rent.provider": "anywhere",
    "Rent.sku": "8x-h100", "Rent.commitment": "reserved_1y", "Rent.region": "DE", "Scenario.control": {"weights": {}},
    "Scenario.budgets": [], "Scenario.expect": [], "Scenario.waivers": [], "Scenario.costs": [],
    "Scenario.name": "other",
    "Scenario.currency": "EUR", "Scenario.options": [API], "Scenario.require": {"min_quality": 78},
    "Scenario.carbon": {"price_per_tonne": 100}, "Scenario.c3": 2, "Scenario.exchange_rates": {"EUR": 2.0},
    "Scenario.decision": {"option": "API"}, "Scenario.baseline": "Rented", "Scenario.finance": {"horizon_months": 12},
    "Scenario.decide": {"cost": 0.2, "control": 0.3, "carbon": 0.5}, "Scenario.workload": {"requests_per_month": 5e5,
    "input_tokens_per_request": 500, "output_tokens_per_request": 150}, "Workload.features": [{"name": "f",
    "share": 1}], "Throughput.measurement": "m.yaml",
    "Power.measurement": "m.yaml", "TokenFactor.input": 1.3, "TokenFactor.output": 1.3, "Waiver.budget": "other",
    "BusinessUnit.requests": 5, "QualityScore.score": 9, "ControlScore.score": 4, "Purchase.currency": "EUR",
    "above_tokens": 100, "active_params_b": 4, "amount": 20, "api_price_change_per_year": -0.3,
    "applies_to": ["rented"],
    "approved_by": "finance", "as_of": "2026-08-01", "at_concurrency": 8, "batch_cache_write": 1.0,
    "batch_cache_write_1h": 1.1, "batch_cached_read": 0.4, "batch_input": 0.5, "batch_off_peak": True,
    "batch_output": 3.0,
    "batch_share": 0.5, "because": "data stays", "benchmark": "our-eval", "burstiness": 200, "busy_w": 350,
    "by": "platform",
    "bytes_per_token": 8, "cache_lifetime": "5m", "cache_write": 4.0, "cache_write_1h": 6.0, "cache_write_share": 0.2,
    "cached_input_share": 0.4, "cached_read": 0.6, "calibration": "m.yaml", "calls_per_request": 2,
    "carbon_kg_per_month": 100, "ceiling": 2e6, "colocation": {"amount": 99}, "commitment_per_month": 9000,
    "concurrency": 4, "consumer": "household", "context_tokens": 100, "control": {"customisation": {"score": 5,
    "why": "x"}},
    "cost_per_fte_year": 90_000, "country": "FR", "currency": "EUR", "data_region": "FR", "decode_tok_s": 500,
    "discount": 0.1, "discount_rate_per_year": 0.2, "electricity": {"country": "DE"},
    "electricity_change_per_year": 0.1,
    "embodied_g_per_output_mtok": 99, "embodied_kg_per_gpu": 500, "energy_kwh_per_month": 50, "engine": "local",
    "evaluation_share": 0.5, "feature": "f", "features": ["f"], "from": "an invoice", "from_month": 2, "fte": 0.2,
    "g_per_kwh": 99, "gpu": "h100", "gpu_price": 1500, "gpus_per_replica": 1, "gpus_per_server": 2, "grid": "FR",
    "growth_per_month": 0.05, "head_dim": 256, "horizon_months": 12, "host_w_per_gpu": 99, "hourly": "night.csv",
    "hours_per_month": 700, "idle_w": 50, "input_j_per_token": 2.0, "input_per_mtok": 3.0,
    "input_parts": [{"name": "system", "tokens": 100, "reused": False}, {"name": "question", "tokens": 400}],
    "input_tokens_per_day": 1e6, "input_tokens_per_month": 1e9, "input_tokens_per_request": 600, "input_trim": 0.1,
    "invoice": {"amount": 900, "option": "API", "output_per_input": 0.3}, "kv_bits": 8, "kv_heads": 8, "layers": 70,
    "level": "warning", "life_months": 60, "like_for_like": True, "long_context": {**LONG, "input_per_mtok": 9.0},
    "long_context_share": 0.5, "max": 5e6, "max_context_tokens": 9000, "max_fte": 0.0, "max_increase": 5,
    "max_increase_percent": 5, "max_utilisation": 0.2, "metric": "cost_per_mtok", "min": 10, "min_context_tokens": 2e6,
    "min_quality": 90, "model": "headed", "name": "renamed", "on": "2026-09-01", "on_missing": "warning",
    "output_j_per_token": 9.0, "output_per_input": 0.9, "output_per_mtok": 14.0, "output_tokens_per_day": 1e6,
    "output_tokens_per_month": 1e9, "output_tokens_per_request": 160, "output_trim": 0.1, "overflow": True,
    "peak_to_mean": 9.0, "peak_tokens_per_minute": 1e5, "per": "day", "per_gb": 0.9, "per_request": 0.01,
    "period": "2025", "person_weeks": 3, "power": "unknown", "prefill_tok_s": 2000, "prefix_cache": False,
    "price_per_tonne": 50, "pue": 1.5, "purchase": {"gpu_price": 2000, "life_months": 40},
    "quality": {"score": 5}, "quantity": 3, "rate_limit": {"tokens_per_minute": 10}, "reason": "because",
    "region": "DE",
    "release_when_idle": True, "rent": {"amount": 250, "per": "month", "gpus": 2}, "rent_change_per_year": 0.1,
    "replicas": 9, "requests_per_day": 1000, "requests_per_month": 2e6, "require": {"min_quality": 79},
    "residual_share": 0.3, "response_cache_share": 0.3, "retention_months": 6, "reused": True, "server_price": 900,
    "service_tier": "flex", "shape": "business_hours", "share": 0.4, "spare_replicas": 2, "spread_months": 6,
    "throughput": {"prefill_tok_s": 500, "decode_tok_s": 100, "at_concurrency": 8}, "time_zone": "-05:00",
    "to_month": 3,
    "token_factor": {"input": 2.0}, "tolerance": 0.9, "total_params_b": 40, "tpot_ms": 1, "ttft_s": 0.001,
    "unit": {"name": "page"}, "until": "2026-10-01", "users": 50, "value": 9999, "warn_at": 0.001,
    "RentedOption.region": "US", "weight_bits": 8,
    "weights": {"customisation": 9}, "why": "another",
}  # fmt: skip
GONE = object()
INVOICED = {"workload": {"invoice": {"amount": 900, "option": "API", "output_per_input": 0.3}}}
PARTS = {
    **{f"workload.{share}": GONE for share in ("cached_input_share", "cache_write_share", "input_tokens_per_request")},
    "workload.input_parts": [{"name": "old", "tokens": 100}, {"name": "question", "tokens": 400}],
}
UNJUDGED = {"waivers": [], "budgets.0.max": 1e5}
# What else must be so for a field to have its say.
SETUP: dict[str, dict[str, Any]] = {
    "Workload.users": {"costs.0.per": "user"},
    "Invoice": INVOICED,
    "InputPart": PARTS,
    "Electricity.consumer": {"options.3.electricity": {"country": "DE"}},
    "Electricity.country": {"options.3.electricity": {"country": "DE"}},
    "Budget.on_missing": {"waivers": [], "budgets.0.option": "Offer", "budgets.0.metric": "energy_kwh_per_month"},
    "Budget.warn_at": UNJUDGED,
    "context_tokens": {"require.min_context_tokens": 500},
    "region": {"require.data_region": "EU"},
    "exchange_rates": {"options.4.currency": "EUR"},
    "above_tokens": {"workload.long_context_share": GONE},
    "active_params_b": {"options.7.throughput": "predicted"},
    "burstiness": {"workload.ttft_s": 2.0},
    "ModelShape.name": {"options.7.model.context_tokens": 1000},
}
REFUSED = ("c3", "kind")  # one value of each is a version, or the name of a block
SCHEMA = json.loads((ROOT / "docs" / "schema" / "scenario.schema.json").read_text(encoding="utf-8"))
FIELDS = [(b, f) for b, of in ({"Scenario": SCHEMA} | SCHEMA["$defs"]).items() for f in of.get("properties", {})]
MEASURED = Measurement.model_validate({
    "c3_measurement": 1, "date": "2026-10-01", "model": {"id": "gemma-4-31b", "weight_bits": 4.8},
    "hardware": {"gpu": "rtx-3090", "gpus": 2}, "engine": {"name": "vLLM"}, "power": {"boundary": "gpu_board",
    "idle_w": 25},
    "points": [{"concurrency": 16, "prefill_tok_s": 500, "decode_tok_s": 100, "busy_w": 150}],
})  # fmt: skip
BY_THE_HOUR = price(1.0, 2.0, time_of_day=[{"from": "01:00", "to": "04:00", "input_per_mtok": 9.0}])
FILES: dict[str, Any] = {"profiles": {"day.csv": (1.0,) * 12 + (9.0,) * 12, "night.csv": (9.0,) * 8 + (1.0,) * 16},
         "measurements": {"m.yaml": MEASURED},
         "catalogue": Catalogue({**TABLES, "apis": {**TABLES["apis"], **sold("acme", "peak", [BY_THE_HOUR])}},
                                CATALOGUE.newest, CATALOGUE.oldest)}  # fmt: skip


def put(spec: dict[str, Any], path: str, value: Any) -> None:
    """Write a value at a path of a scenario; blocks on the way that are not there are made."""
    *way, last = path.split(".")
    at: Any = spec
    for step in way:
        if not step.isdigit() and not isinstance(at.get(step), (dict, list)):
            at[step] = {}
        at = at[int(step) if step.isdigit() else step]
    at.pop(last) if value is GONE else at.update({last: value})


@cache
def before() -> Answer:
    """Return the answer without changes."""
    return answer(deepcopy(BASE), **FILES)


@cache
def said(text: str) -> str:
    """Return all that is said of a scenario: its answer, and the verdicts of a check against one without changes."""
    asked = comparison(json.loads(text), **FILES)
    terms = JudgingPolicy("2026-11-21")
    checked = check(CheckRequest(asked, terms, lambda path: Place("s.yaml", 1, len(path)), before()))
    return repr((asdict(asked.answer), asdict(checked)))


def tried(block: str, field: str) -> tuple[dict[str, Any], str, Any]:
    """Return a scenario in which a field has its say, where it stands in it, and what to write there."""
    spec = deepcopy(BASE)
    shared = f"HostedOption.{field}" if block in ("RentedOption", "OwnedOption") else ""
    for path, value in next((SETUP[k] for k in (f"{block}.{field}", block, field) if k in SETUP), {}).items():
        put(spec, path, value if value is GONE else deepcopy(value))
    place = AT.get(f"{block}.{field}", AT.get(shared, PLACES[block]))
    value = VALUES[f"{block}.{field}"] if f"{block}.{field}" in VALUES else VALUES[field]
    return spec, f"{place}.{field}".removeprefix("."), value


@pytest.mark.parametrize(("block", "field"), FIELDS, ids=str)
def test_no_field_is_silent(block: str, field: str) -> None:
    """Another value of any field is seen in the answer or in a check, or it is refused."""
    spec, path, value = tried(block, field)
    unchanged = said(json.dumps(spec))
    put(spec, path, value)
    if field in REFUSED:
        with pytest.raises(ValidationError):
            said(json.dumps(spec))
        return
    try:
        assert said(json.dumps(spec)) != unchanged
    except InputError:
        return  # refused
