"""The published JSON Schemas: of scenario files, catalogue files, measurement files, and what c3 prints as JSON."""

from __future__ import annotations

import json
from typing import Any


def schema_text(name: str) -> str:
    """Return a schema as JSON text, by its name."""
    return json.dumps(_SCHEMAS[name](), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _scenario() -> dict[str, Any]:
    from c3calc.scenario.scenario import Scenario

    return _headed(Scenario.model_json_schema(by_alias=True), "c3 scenario, version 1")


def _pricing() -> dict[str, Any]:
    """Return the schema of any file of pricing/. Rows may take a key from `common`, so a row alone requires none."""
    from pydantic.json_schema import models_json_schema

    from c3calc.catalogue import schema as files

    kinds = (
        files.ApiFile, files.RentalFile, files.GpuFile, files.OpenWeightsFile, files.GridFile, files.TariffFile,
        files.CurrencyFile, files.ControlFile, files.DefaultFile, files.PredictionFile,
    )  # fmt: skip
    refs, schema = models_json_schema([(kind, "validation") for kind in kinds], by_alias=True)
    names = {kind.__name__ for kind in kinds}
    rows = {k: v if k in names else {f: x for f, x in v.items() if f != "required"} for k, v in schema["$defs"].items()}
    return _headed({"$defs": rows, "anyOf": [refs[(kind, "validation")] for kind in kinds]}, "c3 catalogue file")


def _result() -> dict[str, Any]:
    from c3calc.answer.schema import answer_schema

    return answer_schema()


def _measurement() -> dict[str, Any]:
    from c3calc.scenario.measurement import Measurement

    return _headed(Measurement.model_json_schema(by_alias=True), "c3 measurement, version 1")


def _check() -> dict[str, Any]:
    from c3calc.answer.schema import check_schema

    return check_schema()


def _diff() -> dict[str, Any]:
    from c3calc.answer.schema import diff_schema

    return diff_schema()


def _sweep() -> dict[str, Any]:
    from c3calc.answer.schema import sweep_schema

    return sweep_schema()


def _headed(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": title}


_SCHEMAS = {
    "scenario": _scenario,
    "pricing": _pricing,
    "measurement": _measurement,
    "result": _result,
    "check": _check,
    "diff": _diff,
    "sweep": _sweep,
}
