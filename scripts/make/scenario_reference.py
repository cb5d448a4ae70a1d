"""The scenario language as a page: every field of its JSON Schema, with what scenarios/language.yaml shows of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from field_meanings import EXAMPLES, MEANINGS

from c3calc.cli.schema import schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = Path(__file__).resolve().parents[2] / "scenarios" / "language.yaml"
COMMENT = re.compile(r"\s#\s?~?\s*(?:or\s)?(.*)$")
TOP = "Scenario"
Schema = dict[str, Any]


class Shown(NamedTuple):
    """What the commented scenario has of a field: a value as it is written, and what is said beside it."""

    example: str
    said: str


def page(made: str) -> str:
    """Return the page: a section a block, a row a field."""
    schema: Schema = json.loads(schema_text("scenario"))
    shown = dict(_walk(schema))
    blocks = {TOP: schema} | schema["$defs"]
    head = f"""\
{made}
# The scenario language

A scenario is one YAML file. `c3`, `name`, `currency`, `workload` and `options` are required; everything else has a
default that the answer names, or is an error that says where to put it. Unknown fields are errors.
`scenarios/language.yaml` has all of it in one file that runs; [the JSON Schema](schema/scenario.schema.json) gives
editors completion.

Numbers may be written `500M`, `1.5B`, `180k` or `30%`. **range** in the type column: the field may also be uncertain,
`{{low, mode, high}}`, `{{low, high}}`, `{{p10, p90}}` or `{{mean, sd}}`. The unit is the end of a field's name: `_w`
watts, `_s` seconds, `_per_mtok` for a million tokens ([nomenclature](nomenclature.md)).
"""
    index = "\n".join(f"- [{name}](#{name.lower()}): {_first_line(block)}" for name, block in blocks.items())
    return "\n".join([head + "\n" + index, *(_section(n, b, shown) for n, b in blocks.items())]) + "\n"


def fields(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield block and name of every field of the schema."""
    for name, block in ({TOP: schema} | schema["$defs"]).items():
        yield from ((name, field) for field in block.get("properties", {}))


def _first_line(block: Schema) -> str:
    return str(block.get("description", "")).split("\n\n")[0].replace("\n", " ")


def _section(name: str, block: Schema, shown: dict[tuple[str, str], Shown]) -> str:
    rows = [_row(name, field, schema, block, shown) for field, schema in block.get("properties", {}).items()]
    table = ["| field | type | default | meaning | example |", "|---|---|---|---|---|", *rows] if rows else []
    return "\n".join([f"\n## {name}\n", str(block.get("description", "")), *([""] if rows else []), *table])


def _row(block: str, field: str, schema: Schema, of: Schema, shown: dict[tuple[str, str], Shown]) -> str:
    found = shown.get((block, field), Shown("", ""))
    default = "required" if field in of.get("required", ()) else _default(schema)
    meaning = MEANINGS.get(f"{block}.{field}") or MEANINGS.get(field) or found.said or _elsewhere(field, shown).said
    example = found.example or EXAMPLES.get(field) or _elsewhere(field, shown).example
    example = f"`{example}`" if example else ""
    cells = (f"`{field}`", _type(schema), default, meaning, example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _elsewhere(field: str, shown: dict[tuple[str, str], Shown]) -> Shown:
    """Return what another block has of a field, for a feature overrides fields of the workload."""
    both = [found for (_, name), found in shown.items() if name == field]
    return Shown(next((b.example for b in both if b.example), ""), next((b.said for b in both if b.said), ""))


def _default(schema: Schema) -> str:
    value = schema.get("default")
    return "" if value is None or isinstance(value, list | dict) else f"`{json.dumps(value)}`"


def _type(schema: Schema) -> str:
    """Return the type of a field in words: that of its description, its choices, or the blocks that it holds."""
    words = list(dict.fromkeys(_words(schema)))
    return ", or ".join(word for word in words if not any(word in other for other in words if other != word))


def _words(schema: Schema) -> Iterator[str]:
    inner = schema.get("anyOf", schema.get("oneOf"))
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield f"[{name}](#{name.lower()})"
    elif inner:
        yield from (schema["description"],) if "description" in schema else ()
        yield from (w for s in inner for w in _words(s) if not ("description" in schema and w in ("number", "text")))
    elif {"low", "mode", "high"} == set(schema.get("properties", ())):
        yield "**range**"
    elif set(schema.get("properties", ())) in ({"low", "high"}, {"p10", "p90"}, {"mean", "sd"}):
        return
    elif "enum" in schema or "const" in schema:
        yield " / ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    elif schema.get("type") == "array":
        yield f"list of {_type(schema.get('items', {}))}"
    elif schema.get("type") == "object":
        yield f"names, each with {_type(schema.get('additionalProperties') or {})}"
    elif schema.get("type") != "null":
        kinds = {"integer": "whole number", "number": "number", "boolean": "yes or no", "string": "text"}
        yield str(schema.get("description") or kinds.get(schema.get("type", ""), ""))


def _walk(schema: Schema) -> Iterator[tuple[tuple[str, str], Shown]]:
    """Yield what the commented scenario shows, the last first, so that the first of a field is the one that stays."""
    text = LANGUAGE.read_text(encoding="utf-8")
    found = list(_shown(yaml.compose(text), [schema], schema, text))
    yield from reversed(found)


def _shown(node: Any, schemas: list[Schema], root: Schema, text: str) -> Iterator[tuple[tuple[str, str], Shown]]:
    choices = [choice for schema in schemas for choice in _choices(schema, root)]
    if isinstance(node, yaml.SequenceNode):
        items = [schema["items"] for _, schema in choices if "items" in schema]
        for item in node.value:
            yield from _shown(item, items, root, text)
    elif isinstance(node, yaml.MappingNode):
        name, block = _block_of(node, choices)
        for key, value in node.value:
            if name and key.value in block.get("properties", {}):
                yield (name, key.value), Shown(_example(value, text), _said(key, text))
            inner = block.get("properties", {}).get(key.value) or block.get("additionalProperties") or {}
            yield from _shown(value, [inner], root, text)


def _block_of(node: Any, choices: list[tuple[str, Schema]]) -> tuple[str, Schema]:
    """Return the block that a map is: the one that has all its keys, of options the one of its kind."""
    keys = {key.value: value.value for key, value in node.value}
    for name, block in choices:
        fields = block.get("properties", {})
        kind = fields.get("kind", {}).get("const")
        if set(keys) <= set(fields) and kind in (None, keys.get("kind")):
            return name, block
    return next(((n, b) for n, b in choices if isinstance(b.get("additionalProperties"), dict)), ("", {}))


def _choices(schema: Schema, root: Schema) -> Iterator[tuple[str, Schema]]:
    if schema is root:
        yield TOP, root
    elif "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from ((name, s) for _, s in _choices(root["$defs"][name], root))
    elif "anyOf" in schema or "oneOf" in schema:
        for inner in schema.get("anyOf") or schema.get("oneOf") or []:
            yield from _choices(inner, root)
    else:
        yield "", schema


def _example(value: Any, text: str) -> str:
    example = text[value.start_mark.index : value.end_mark.index].strip()
    return example if "\n" not in example and "#" not in example else ""


def _said(key: Any, text: str) -> str:
    """Return the comment of a line that begins with this key."""
    begin = text.rfind("\n", 0, key.start_mark.index) + 1
    line = text[begin : text.index("\n", begin)]
    is_first = not line[: key.start_mark.index - begin].strip(" -")
    found = COMMENT.search(line)
    return found[1].removeprefix("... ").removesuffix(" ...").strip() if is_first and found else ""
