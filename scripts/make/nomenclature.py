"""The nouns and the quantities of c3 as a page, read off the classes of the rooms that only name things."""

from __future__ import annotations

import inspect
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from field_meanings import MEANINGS

import c3calc

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))
from house_names import BOUND, DENOMINATORS, EXCEPTIONS, KIND_OF_TOKEN, OF_ANY_UNIT, ORDINALS, UNITS, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOMS = {
    "scenario": "as the user wrote it",
    "catalogue": "as we know it, with source and day",
    "case": "as it is computed with, nothing left to look up",
    "answer": "as it is printed and saved",
}

# A noun of today and the word that it replaced: for who reads old code, notes or commits.
REPLACED = {
    "EvaluatedOption": "Reckoned", "Input": "Given", "Answer": "result", "Expect": "claim", "Note": "lint",
}  # fmt: skip

# What cannot be read off a name: the quantities that answers turn on, and where they are defined.
QUANTITIES = {
    "cost_per_month": "the printed total of a bill: provisioned hours, tokens, people",
    "idle_cost": "what provisioned hardware costs in the hours it does nothing",
    "utilisation": "busy share of a replica: input rate / prefill rate + output rate / decode rate",
    "max_utilisation": "the share at the peak above which another replica is provisioned",
    "concurrency": "requests in flight in one replica",
    "energy_kwh": "operational energy, idle hours and the facility's share (PUE) in it",
    "carbon_kg": "operational plus embodied CO2e, where both are known; ISO/IEC 21031: (E x I) + M",
    "g_per_kwh": "emissions of a kWh; lifecycle or direct, location or market, never mixed in one answer",
    "npv": "sum of the discounted cash flow against the baseline",
    "irr": "the discount rate at which NPV is nil",
    "score": "0-5 of a control criterion; 0-100 of an option: cheapest / this, control / 5, cleanest / this, weighted",
    "decode_tok_s": "output tokens per second of a replica at its concurrency, without prefill",
    "prefill_tok_s": "input tokens per second of a replica",
    "ttft_s": "time to first token, 95th percentile: queue, prefill, first step",
    "tpot_ms": "time per output token after the first",
    "burstiness": "squared coefficient of variation of arrivals; 1 is random traffic",
    "weight_bits": "effective bits of a weight, scales included",
}


def page(made: str) -> str:
    """Return the page: nouns by room, endings with their units, and every number of a noun."""
    return f"""\
{made}
# Nomenclature

One word for one thing. The nouns are the classes of four rooms, each in the words of its docstring; the quantities are
the numbers in them. A name ends in its unit, or says here why not; a test walks them all. How each is computed:
[method.md](method.md). What each field of a scenario means: [scenario.md](scenario.md).

**A new noun enters here with the one it replaces, or the sentence why none; a new command likewise.** The one it
replaces goes into `REPLACED` of `scripts/make/nomenclature.py`, the sentence into the body of the commit.

## Nouns
{"".join(_nouns(room, what) for room, what in ROOMS.items())}
## Endings

{_table(("ending", "unit"), ((f"`_{ending}`", unit) for ending, unit in sorted(UNITS.items())))}

After `per`: {", ".join(f"`{word}`" for word in sorted(DENOMINATORS))}.

## Quantities

{_table(("name", "unit", "meaning", "of"), quantities())}
"""


def modules(room: str) -> Iterator[ModuleType]:
    """Yield the modules of a room."""
    folder = Path(c3calc.__path__[0], room)
    names = sorted(found.name for found in pkgutil.walk_packages([str(folder)], f"c3calc.{room}."))
    yield from map(import_module, (f"c3calc.{room}", *names))


def quantities() -> Iterator[tuple[str, str, str, str]]:
    """Yield every number by its name: its unit, its meaning where the name does not say it, and whose it is."""
    owners: dict[str, list[str]] = {}
    for kind, field in (number for room in ROOMS for module in modules(room) for number in numbers_of(module)):
        owners.setdefault(field, []).append(kind.__name__)
    for name, kinds in sorted(owners.items()):
        meaning = QUANTITIES.get(name) or MEANINGS.get(name, "")
        yield f"`{name}`", unit(name), meaning, ", ".join(dict.fromkeys(kinds))


def unit(name: str) -> str:
    """Return the unit that a name ends in, or what stands in its place."""
    if name in EXCEPTIONS:
        return EXCEPTIONS[name].rpartition(" fixes this name: ")[2]
    if name.removeprefix("from_").removeprefix("to_") in OF_ANY_UNIT:
        return "that of the figure; its class says it"
    if name in ORDINALS:
        return "a number that names"
    name = BOUND.sub("", name)
    if KIND_OF_TOKEN.fullmatch(name):
        return "a price per Mtok, or a factor"
    whole, *per = re.split(r"(?:^|_)per_", name)
    ending = max((e for e in UNITS if whole == e or whole.endswith(f"_{e}")), key=len, default="")
    return " per ".join([UNITS.get(ending, ""), *(word.replace("_", " ") for word in per)]).strip()


def _nouns(room: str, what: str) -> str:
    kinds = {
        name: kind
        for module in modules(room)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and not name.startswith("_")
    }
    rows = ((f"`{name}`", _said(kind), REPLACED.get(name, "")) for name, kind in sorted(kinds.items()))
    return f"\n### `{room}`: {what}\n\n{_table(('noun', 'what it is', 'was'), rows)}\n"


def _said(kind: type) -> str:
    return (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in (head, ("---",) * len(head), *rows))
    return "\n".join(f"| {line} |" for line in lines)
