"""How a number's name says its unit: the endings that do, and the names that are exceptions, each with its reason."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

UNITS = {
    "kwh": "kilowatt-hours", "j": "joules", "w": "watts", "kg": "kilograms CO2e", "g": "grams CO2e",
    "gb": "1e9 bytes", "bytes": "bytes", "bits": "bits", "gb_s": "GB per second", "tok_s": "tokens per second",
    "tflops": "1e12 operations per second", "tops": "1e12 operations per second", "b": "billions of parameters",
    "s": "seconds", "ms": "milliseconds", "hours": "hours", "weeks": "weeks", "months": "months", "days": "days",
    "month": "the first month is 1", "c": "degrees Celsius", "share": "of one", "utilisation": "of one",
    "percent": "of a hundred", "factor": "multiply and divide by it", "slots": "counted", "threads": "counted",
    "draws": "counted",
    "price": "the currency beside it", "cost": "the currency beside it", "amount": "the currency beside it",
    "tokens": "counted", "requests": "counted", "calls": "counted", "users": "counted", "gpus": "counted",
    "replicas": "counted", "sequences": "counted", "layers": "counted", "heads": "counted", "experts": "counted",
    "fte": "full-time people", "score": "points, in the bounds its docstring says",
}  # fmt: skip

DENOMINATORS = {
    "mtok", "1k_tokens", "output_mtok", "token", "tok", "request", "unit", "minute", "hour", "day", "month", "year",
    "kwh", "gb", "tonne", "gpu", "gpu_hour", "replica", "server", "fte_year", "sequence", "seq",
}  # fmt: skip

CONTRACT = "the scenario language and the catalogue fix this name: "
SPREAD = "in the unit of the figure whose spread it is"
SHAPE = "what model cards call it, a size of the network"
EXCEPTIONS = {
    "batch_input": CONTRACT + "a price per Mtok",
    "batch_output": CONTRACT + "a price per Mtok",
    "cached_read": CONTRACT + "a price per Mtok",
    "cache_write": CONTRACT + "a price per Mtok",
    "cache_write_1h": CONTRACT + "a price per Mtok",
    "batch_cached_read": CONTRACT + "a price per Mtok",
    "batch_cache_write": CONTRACT + "a price per Mtok",
    "batch_cache_write_1h": CONTRACT + "a price per Mtok",
    "discount": CONTRACT + "a share of the price",
    "tolerance": CONTRACT + "a share of the value",
    "warn_at": CONTRACT + "a share of the limit",
    "input_trim": CONTRACT + "a share of the tokens",
    "output_trim": CONTRACT + "a share of the tokens",
    "burstiness": CONTRACT + "squared coefficient of variation",
    "peak_to_mean": CONTRACT + "a ratio",
    "output_per_input": CONTRACT + "a ratio of tokens",
    "pue": CONTRACT + "facility energy over IT energy",
    "concurrency": CONTRACT + "requests in flight",
    "at_concurrency": CONTRACT + "requests in flight",
    "input": CONTRACT + "tokens per reference token",
    "output": CONTRACT + "tokens per reference token",
    "quality": CONTRACT + "points of 100",
    "quality_minimum": CONTRACT + "points of 100",
    "min_quality": CONTRACT + "points of 100",
    "carbon": CONTRACT + "a weight of the score",
    "control": CONTRACT + "a weight of the score",
    "weights": CONTRACT + "weights of the criteria",
    "weight": CONTRACT + "weight of a criterion",
    "exchange_rates": CONTRACT + "units of the scenario's currency for one of another",
    "c3": CONTRACT + "the version of the format",
    "max": CONTRACT + "in the unit of the metric",
    "min": CONTRACT + "in the unit of the metric",
    "max_increase": CONTRACT + "in the unit of the metric",
    "ceiling": CONTRACT + "in the unit of the metric",
    "value": CONTRACT + "in the unit of the metric, or in the unit beside it",
    "low": CONTRACT + "the low end of a range, in the unit of the range",
    "mode": CONTRACT + "the middle of a range, in the unit of the range",
    "high": CONTRACT + "the high end of a range, in the unit of the range",
    "minor_units": CONTRACT + "decimals of a currency",
    "rate": CONTRACT + "US dollars, or units of the scenario's currency, for one unit",
    "schema_version": CONTRACT + "the version of the answer",
    "capex": CONTRACT + "the answer's currency",
    "opex": CONTRACT + "the answer's currency",
    "people": CONTRACT + "the answer's currency",
    "residual": CONTRACT + "the answer's currency",
    "net": CONTRACT + "the answer's currency",
    "saving": CONTRACT + "the answer's currency",
    "cumulative": CONTRACT + "the answer's currency",
    "cumulative_saving": CONTRACT + "the answer's currency",
    "npv": CONTRACT + "the answer's currency",
    "npv_low": CONTRACT + "the answer's currency",
    "npv_high": CONTRACT + "the answer's currency",
    "irr": CONTRACT + "a share a year",
    "deviation": CONTRACT + "a share of the value",
    "found": CONTRACT + "in the unit of the metric",
    "from_value": CONTRACT + "in the unit of the input",
    "to_value": CONTRACT + "in the unit of the input",
    "quantity": CONTRACT + "in the unit beside it",
    "by_criterion": CONTRACT + "points of 5",
    "cheapest": CONTRACT + "a share of the draws",
    "cleanest": "a share of the draws, as cheapest",
    "within_budget": "a share of the draws, as cheapest",
    "seed": "which draws: no amount",
    "cost_low": "the currency of the answer, P5",
    "cost_high": "the currency of the answer, P95",
    "cost_at_low": "the currency of the answer, where an input is low",
    "cost_at_high": "the currency of the answer, where an input is high",
    "spare": CONTRACT + "replicas",
    "spares": "replicas, as the scenario's spare_replicas",
    "levels": "pairs of a share of the hours and a load over the mean",
    "invoice": "what it was for, and an amount in the scenario's currency",
    "limit": "in the unit of the metric, of an increase in percent a percentage",
    "margin": "in the unit of the limit",
    "baseline": "in the unit of the metric",
    "before": "in the unit beside it",
    "after": "in the unit beside it",
    "code": "an exit code",
    "values": "of the axes of a sweep, each in the unit of its field",
    "now": "in the unit of the field that is swept",
    "line": "of a file, from 1",
    "column": "of a line, from 1",
    "verdicts": "how many there are of each",
    "waivers": "how many there are of each",
    "control_weights": "weights of the criteria",
    "score_weights": "weights of the score",
    "usd_rate": "units of the scenario's currency for one US dollar",
    "path": "a place in a document, not a quantity",
    "mean": SPREAD,
    "median": SPREAD,
    "sd": SPREAD,
    "smallest": SPREAD,
    "largest": SPREAD,
    "runs": "counted",
    "outliers": "counted runs",
    "points": "counted, of a straight line",
    "index": "number of a board, from 0",
    "other_processes": "counted",
    "counter_steps": "counted",
    "sent": "counted requests",
    "completed": "counted requests",
    "failed": "counted requests",
    "truncated": "counted requests",
    "c3_measurement": CONTRACT + "the version of the format",
    "head_dim": SHAPE,
    "hidden": SHAPE,
    "intermediate": SHAPE,
    "vocab": SHAPE,
    "moe_intermediate": SHAPE,
    "shared_expert_intermediate": SHAPE,
    "swa_window": SHAPE,
    "kv_elems_full_layer": SHAPE,
    "kv_elems_swa_layer": SHAPE,
}


def says_its_unit(name: str) -> bool:
    """Tell whether a name ends in a unit, or in "per" something that is known."""
    last = re.split(r"(?:^|_)per_(?=[a-z0-9_]+$)", name)
    per_known = len(last) > 1 and last[-1] in DENOMINATORS
    return per_known or any(name == unit or name.endswith(f"_{unit}") for unit in UNITS)


def numbers_of(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield class and name of every numeric field of the dataclasses and Pydantic models that a module defines."""
    for name, kind in vars(module).items():
        if isinstance(kind, type) and kind.__module__ == module.__name__:
            yield from ((name, field) for field in _numeric_fields(kind))


def _numeric_fields(kind: type[Any]) -> Iterator[str]:
    if issubclass(kind, BaseModel):
        yield from (
            field for field, schema in kind.model_json_schema().get("properties", {}).items() if _counts(schema)
        )
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        yield from (field.name for field in fields(kind) if _holds_number(hints[field.name]))


def _counts(schema: Any) -> bool:
    """Tell whether a JSON Schema takes a number here, in a list or in a mapping; other models are looked at as such."""
    if isinstance(schema, list):
        return any(map(_counts, schema))
    if not isinstance(schema, dict):
        return False
    inner = (schema.get(key) for key in ("anyOf", "oneOf", "items", "prefixItems", "additionalProperties"))
    return schema.get("type") in ("number", "integer") or type(schema.get("const")) is int or any(map(_counts, inner))


def _holds_number(hint: Any) -> bool:
    return hint in (float, int, Decimal) or any(map(_holds_number, get_args(hint)))
