"""What a figure of the scenario can plausibly be, said beside its field, and which slip of units lies outside.

Outside of it a figure is believed all the same: it may be right. Nil is meant, and unknown is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from c3calc.scenario.block import Block

Path = tuple[str | int, ...]


class Plausible(NamedTuple):
    """The least and the most that a figure is, in its unit, and what people mistake it for outside.

    is_money: the figures are in US dollars, the field's in the currency of its block.
    """

    low: float
    high: float
    unit: str
    slip: str
    is_money: bool = False


def judged(block: Block, path: Path = ()) -> Iterator[tuple[Path, Plausible, Any, str | None]]:
    """Yield every figure that is written in a block and has a plausible range: its path, range, value, currency."""
    for name, field in type(block).model_fields.items():
        value = getattr(block, name) if name in block.model_fields_set else None
        for said in field.metadata:
            if isinstance(said, Plausible) and value is not None:
                yield (*path, name), said, value, getattr(block, "currency", None)
        yield from _inside(value, (*path, name))


def _inside(value: object, path: Path) -> Iterator[tuple[Path, Plausible, Any, str | None]]:
    if isinstance(value, Block):
        yield from judged(value, path)
    elif isinstance(value, tuple | list | Mapping):
        for key, part in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _inside(part, (*path, key))


GRID = Plausible(10, 1500, "g/kWh", "kg per kWh: x 1,000; no grid is below 10")
KWH = Plausible(0.005, 1, "USD/kWh", "cents: / 100; a price per MWh: / 1,000", is_money=True)
IDLE = Plausible(1, 1000, "W", "kW: x 1,000")
BUSY = Plausible(5, 3000, "W", "kW: x 1,000; of one GPU, not of a server")
HOST = Plausible(1, 3000, "W", "kW: x 1,000; of one GPU, not of a server")
LIFE = Plausible(12, 180, "months", "years: x 12")
HARDWARE = Plausible(50, 2e6, "USD", "thousands: x 1,000", is_money=True)
INPUT_J = Plausible(0.002, 500, "J/token", "kJ: x 1,000; mJ: / 1,000; Wh per 1k tokens: x 3.6")
OUTPUT_J = Plausible(0.02, 2000, "J/token", "kJ: x 1,000; mJ: / 1,000; Wh per 1k tokens: x 3.6")
EMBODIED = Plausible(5, 10_000, "kg", "tonnes: x 1,000; g: / 1,000")
PARAMS = Plausible(0.01, 10_000, "billions", "a count of parameters: / 1,000,000,000")
CONTEXT = Plausible(100, 1e8, "tokens", "thousands: 128k")
PAY = Plausible(1000, 5e6, "USD/year", "thousands: x 1,000; a month's pay: x 12", is_money=True)
TONNE = Plausible(1, 2000, "USD/t", "a price per kg: x 1,000", is_money=True)
TTFT = Plausible(0.005, 600, "s", "ms: / 1,000")
TPOT = Plausible(0.5, 10_000, "ms", "s: x 1,000")
