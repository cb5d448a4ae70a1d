"""How a number's name says its unit: the endings that do, words whose unit stands beside them, and the exceptions."""

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
    "gb": "1e9 bytes", "mib": "2^20 bytes", "bytes": "bytes", "bits": "bits", "gb_s": "GB per second",
    "tok_s": "tokens per second",
    "tflops": "1e12 operations per second", "tops": "1e12 operations per second", "b": "billions of parameters",
    "s": "seconds", "ms": "milliseconds", "hours": "hours", "weeks": "weeks", "months": "months", "days": "days",
    "month": "the first month is 1", "c": "degrees Celsius", "share": "of one", "utilisation": "of one",
    "percent": "of a hundred", "factor": "multiply and divide by it", "slots": "counted", "threads": "counted",
    "draws": "counted",
    "price": "the currency beside it", "cost": "the currency beside it", "amount": "the currency beside it",
    "tokens": "counted", "requests": "counted", "calls": "counted", "users": "counted", "gpus": "counted",
    "replicas": "counted", "sequences": "counted", "layers": "counted", "heads": "counted", "experts": "counted",
    "fte": "full-time people", "score": "points, in the bounds its docstring says", "quality": "points of 100",
    "capex": "the currency of the answer", "opex": "the currency of the answer", "net": "the currency of the answer",
    "residual": "the currency of the answer", "saving": "the currency of the answer",
    "npv": "the currency of the answer",
    "concurrency": "requests in flight", "spares": "counted replicas", "processes": "counted", "steps": "counted",
    "runs": "counted", "outliers": "counted", "points": "counted", "verdicts": "counted", "waivers": "counted",
    "weight": "relative to the other weights", "weights": "relative to each other", "to_mean": "a ratio",
    "pue": "energy of the facility over energy of its IT", "levels": "pairs: share of the hours, load over the mean",
}  # fmt: skip

DENOMINATORS = {
    "mtok", "1k_tokens", "output_mtok", "token", "tok", "request", "unit", "minute", "hour", "day", "month", "year",
    "kwh", "gb", "tonne", "usd", "input", "gpu", "gpu_hour", "replica", "server", "fte_year", "sequence", "seq",
}  # fmt: skip

KIND_OF_TOKEN = re.compile(r"(batch_)?(input|output|cached_read|cache_write(_1h)?)")  # its price per Mtok, or a factor
BOUND = re.compile(r"(_at)?_(low|high|minimum)$")  # npv_low is in the unit of npv
ORDINALS = {
    "seed",
    "line",
    "column",
    "index",
    "code",
    "c3",
    "c3_measurement",
    "schema_version",
}  # they name, not measure

# Words for a figure of any kind. Their class says the unit: in a field of it, or in its docstring.
OF_ANY_UNIT = {
    "value", "values", "low", "mode", "high", "min", "max", "max_increase", "ceiling", "limit", "margin", "baseline",
    "before", "after", "now", "found", "quantity", "mean", "median", "sd", "smallest", "largest",
}  # fmt: skip

LANGUAGE = "the scenario language fixes this name: "
JSON = "the answer as JSON fixes this name: "
MEASURED = "the measurement file fixes this name: "
SHAPE = "what model cards call it, a size of the network"
EXCEPTIONS = {
    "discount": LANGUAGE + "a share of the price",
    "tolerance": LANGUAGE + "a share of the value",
    "warn_at": LANGUAGE + "a share of the limit",
    "input_trim": LANGUAGE + "a share of the tokens",
    "output_trim": LANGUAGE + "a share of the tokens",
    "burstiness": LANGUAGE + "squared coefficient of variation",
    "carbon": LANGUAGE + "a weight of the score",
    "control": LANGUAGE + "a weight of the score",
    "exchange_rates": LANGUAGE + "units of the scenario's currency for one of another",
    "minor_units": "the catalogue fixes this name: decimals of a currency",
    "rate": JSON + "US dollars, or units of the scenario's currency, for one unit",
    "people": JSON + "the answer's currency",
    "cumulative": JSON + "the answer's currency",
    "irr": JSON + "a share a year",
    "deviation": JSON + "a share of the value",
    "by_criterion": JSON + "points of 5",
    "cheapest": JSON + "a share of the draws",
    "cleanest": JSON + "a share of the draws",
    "within_budget": JSON + "a share of the draws",
    "spare": JSON + "replicas",
    "sent": MEASURED + "counted requests",
    "completed": MEASURED + "counted requests",
    "failed": MEASURED + "counted requests",
    "truncated": MEASURED + "counted requests",
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
    """Whether a name ends in a unit, or in "per" something that is known; it may be a bound of such a figure."""
    name = BOUND.sub("", name)
    last = re.split(r"(?:^|_)per_(?=[a-z0-9_]+$)", name)
    per_known = len(last) > 1 and last[-1] in DENOMINATORS
    ends = any(name == unit or name.endswith(f"_{unit}") for unit in UNITS)
    return per_known or ends or name in ORDINALS or KIND_OF_TOKEN.fullmatch(name) is not None


def unit_stands_beside(kind: type[Any], name: str) -> bool:
    """Whether a word for a figure of any kind stands in a class that has a field for the unit, or says it in words."""
    beside = {"unit", "metric"} & {*get_type_hints(kind)}
    said = re.search(r"in the\s+unit\s+of|[Kk]ilograms", kind.__doc__ or "")
    return bool(beside or said) and re.sub(r"^(from|to)_(?=value$)", "", name) in OF_ANY_UNIT


def numbers_of(module: ModuleType) -> Iterator[tuple[type[Any], str]]:
    """Yield class and name of every numeric field of the dataclasses and Pydantic models that a module defines."""
    for kind in vars(module).values():
        if isinstance(kind, type) and kind.__module__ == module.__name__:
            yield from ((kind, field) for field in _numeric_fields(kind))


def _numeric_fields(kind: type[Any]) -> Iterator[str]:
    if issubclass(kind, BaseModel):
        yield from (
            field for field, schema in kind.model_json_schema().get("properties", {}).items() if _counts(schema)
        )
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        yield from (field.name for field in fields(kind) if _holds_number(hints[field.name]))


def _counts(schema: Any) -> bool:
    """Whether a JSON Schema takes a number here, in a list or in a mapping; other models are looked at as such."""
    if isinstance(schema, list):
        return any(map(_counts, schema))
    if not isinstance(schema, dict):
        return False
    inner = (schema.get(key) for key in ("anyOf", "oneOf", "items", "prefixItems", "additionalProperties"))
    return schema.get("type") in ("number", "integer") or type(schema.get("const")) is int or any(map(_counts, inner))


def _holds_number(hint: Any) -> bool:
    """Whether a type has a number in it; a step of a path, a key or an index, is none."""
    if hint == str | int:
        return False
    return hint in (float, int, Decimal) or any(map(_holds_number, get_args(hint)))
