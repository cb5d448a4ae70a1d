"""The published JSON Schemas: of scenario files, catalogue files and the JSON answer."""

from __future__ import annotations

import json
from typing import Any


def schema_text(name: str) -> str:
    """Return a schema as JSON text: scenario, pricing or result."""
    return json.dumps(_SCHEMAS[name](), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _scenario() -> dict[str, Any]:
    from c3calc.model import Scenario

    return _headed(Scenario.model_json_schema(by_alias=True), "c3 scenario, version 1")


def _pricing() -> dict[str, Any]:
    from c3calc.catalogue_schema import pricing_schema

    return _headed(pricing_schema(), "c3 catalogue file")


def _result() -> dict[str, Any]:
    from c3calc.render.schema import answer_schema

    return answer_schema()


def _headed(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": title}


_SCHEMAS = {"scenario": _scenario, "pricing": _pricing, "result": _result}
