"""Write what is imported from a package as catalogue files, and refuse an import that loses or jolts prices.

Prices are history. A package that changes a price without saying since when gets a row of the day it was released, and
the old row stays. Rows that vanish, and prices that move by more than 40 %, are refused unless they are accepted.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError, Problem, Where
from c3calc.catalogue.catalogue import UNDATED
from c3calc.catalogue.prices import TokenAmounts
from c3calc.files.catalogue.folder import IMPORTED
from c3calc.files.text.document import read_document
from c3calc.files.text.output import OutputFiles
from c3calc.files.text.yaml_text import quoted

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from c3calc.files.importers.genai_prices import Imported, Row

LARGEST_MOVE = 0.4
SEEN = "the data set gives no day: seen in it from this day on"
_WIDTH = 150
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-")
_NESTED = ("long_context", "flex", "priority", "fast", "time_of_day", "note")


@dataclass(frozen=True)
class ImportedChange:
    """What an import does to one provider's file, in models."""

    provider: str
    models: int
    new: int
    changed: int
    vanished: int
    unpriced: int


def write_import(new: Sequence[Imported], folder: pathlib.Path, accepted: Collection[str]) -> list[ImportedChange]:
    """Write a file for each provider and return what changed. Raises InputError C3-U41 with everything refused."""
    target = folder / "apis" / IMPORTED
    before = {provider.provider: _models(target / f"{provider.provider}.yaml") for provider in new}
    refused = [p for one in new for p in _refused(one, before[one.provider], target, accepted)]
    if refused:
        raise InputError(refused)
    after = [replace(one, models=_continued(one, before[one.provider])) for one in new]
    target.mkdir(parents=True, exist_ok=True)
    files = {target / f"{one.provider}.yaml": file_text(one) for one in after}
    with OutputFiles(tuple(files), {".yaml": "yaml"}) as output:
        for path, text in files.items():
            output.write(path, text)
    return [_change(one, before[one.provider]) for one in after]


def _models(path: pathlib.Path) -> dict[str, Row]:
    """Return the models of a file that an earlier import wrote, by id; none if there is no such file."""
    data: Any = read_document(path).data if path.exists() else {"models": []}
    return {model["id"]: model for model in data["models"]}


def _day(row: Mapping[str, Any]) -> str:
    return str(row.get("valid_from", UNDATED))


def in_force(rows: Sequence[Row], day: str) -> Row:
    """Return the row that holds on a day, empty where none does."""
    return max((row for row in rows if _day(row) <= day), key=_day, default={})


def _refused(
    one: Imported, before: Mapping[str, Row], target: pathlib.Path, accepted: Collection[str]
) -> Iterator[Problem]:
    for key, old in before.items():
        name = f"{one.provider}/{key}"
        if not {name, one.provider} & set(accepted):
            rows = one.models.get(key, {}).get("prices", [])
            for reason in (*_vanished(old["prices"], rows, one.checked), *_moved(old["prices"], rows, one.checked)):
                where = Where(str(target / f"{one.provider}.yaml"))
                fix = f"look at {one.page}; `--accept {name}` takes it"
                yield Problem("C3-U41", f"{name}: {reason}", expected="prices that continue", help=fix, where=where)


def _vanished(old: Sequence[Row], new: Sequence[Row], checked: str) -> Iterator[str]:
    """Yield what is no longer there; an announced price that was called off never was a price."""
    if not new:
        yield "the model has vanished"
        return
    days = {_day(row) for row in new}
    lost = [_day(row) for row in old if row.get("note") != SEEN and _day(row) <= checked and _day(row) not in days]
    yield from (f"the price from {day} on has vanished" for day in lost)


def _moved(old: Sequence[Row], new: Sequence[Row], checked: str) -> Iterator[str]:
    before, now = in_force(old, checked), in_force(new, checked)
    for name in TokenAmounts.model_fields:
        if before.get(name) and now.get(name) and abs(now[name] / before[name] - 1) > LARGEST_MOVE:
            yield f"{name} moves from {before[name]:g} to {now[name]:g}"


def _continued(one: Imported, before: Mapping[str, Row]) -> dict[str, Row]:
    return {
        key: model | {"prices": history(before.get(key, {}).get("prices", []), model["prices"], one.checked)}
        for key, model in one.models.items()
    }


def history(old: Sequence[Row], new: Sequence[Row], checked: str) -> list[Row]:
    """Return the rows of the package, and before them what it used to say without a day and has since overwritten."""
    first = in_force(new, UNDATED)
    said = [row for row in old if _day(row) == UNDATED or row.get("note") == SEEN]
    if said and first and in_force(new, checked) is first and _prices(said[-1]) != _prices(first):
        said.append({"valid_from": checked, **first, "note": SEEN})
    rows = {_day(row): row for row in (*new, *said)}
    return [rows[day] for day in sorted(rows)]


def _prices(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in ("valid_from", "note")}


def _change(one: Imported, before: Mapping[str, Row]) -> ImportedChange:
    new, kept = one.models.keys() - before.keys(), one.models.keys() & before.keys()
    changed = sum(one.models[key]["prices"] != before[key]["prices"] for key in kept)
    lost = len(before.keys() - one.models.keys())
    return ImportedChange(one.provider, len(one.models), len(new), changed, lost, len(one.unpriced))


def file_text(one: Imported) -> str:
    """Return a provider's catalogue file: sorted, one line a price where it fits."""
    lines = [
        f"# Imported by `c3 prices import genai-prices`, not to be edited: ../{one.provider}.yaml is laid over it.",
        f"# A price without valid_from: the data set does not say since when. {UNDATED} stands for that.",
        *_listed("No price per token in the data set, so not imported", one.unpriced),
        f"provider: {one.provider}",
        f"name: {_word(one.name)}",
        f"page: {_word(one.page)}",
        f"common: {{source: {quoted(one.source)}, valid_from: {UNDATED}, checked: {one.checked},",
        f"  evidence: published, currency: {one.currency}, tax: excluded}}",
        "models:" if one.models else "models: []",
        *(line for model in one.models.values() for line in _model_lines(model)),
    ]
    return "\n".join(lines) + "\n"


def _listed(what: str, names: Sequence[str]) -> list[str]:
    text = f"{what}: {', '.join(names)}"
    return (
        textwrap.wrap(text, 118, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False) if names else []
    )


def _model_lines(model: Row) -> Iterator[str]:
    facts = {key: value for key, value in model.items() if key not in ("id", "prices")}
    yield f"  - id: {_word(model['id'])}"
    yield from (f"    {key}: {_value(value)}" for key, value in facts.items())
    yield "    prices:"
    for row in model["prices"]:
        yield f"      - {_row_text(row)}"


def _row_text(row: Row) -> str:
    """Return a price row on one line, or with a line for each block in it where it would be too long."""
    line = _value(row)
    if len(line) <= _WIDTH:
        return line
    own = {key: value for key, value in row.items() if key not in _NESTED}
    blocks = [f"{key}: {_value(row[key])}" for key in _NESTED if key in row]
    return ",\n         ".join([_value(own)[:-1], *blocks]) + "}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_value(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return _number(value) if isinstance(value, (int, float)) else _word(str(value))


def _number(value: float) -> str:
    """Return a number without an exponent or idle zeros."""
    return str(value) if isinstance(value, int) else f"{Decimal(repr(value)).normalize():f}"


def _word(text: str) -> str:
    """Return a text as YAML that no parser takes for anything else."""
    return text if set(text) <= _PLAIN and text[0].isalnum() and not text.replace(".", "").isdigit() else quoted(text)
