"""One input at another value: what flips, the tornado and sweeps try, and what `--set` gives.

All that asks "what if" is a list of these, and each of them is applied by the path of `--set` (`files.request`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SET = "--set"
VOLUME = "volume"  # the path of the tokens a month of the whole workload, which no field of a scenario gives alone
_ITEM = re.compile(r"""(?P<list>[\w.]+)\[(?:(?P<quote>["'])(?P<name>.*?)(?P=quote)|(?P<number>\d+))\]\.(?P<rest>.+)""")
_LARGEST_WHOLE = 1e15  # above it floats skip numbers, and exponents are easier to read


@dataclass(frozen=True, slots=True)
class Change:
    """One input at another value.

    path: as `--set` takes it, or `volume` for tokens a month; of a figure of the catalogue, which no field of the
    scenario gives, the key that draws know it by. value: a number, in the unit of the input, or a text as a scenario
    writes it. phrase: the input in words. source: who says so; problems with the value quote it.
    """

    path: str
    value: float | str
    phrase: str = ""
    source: str = SET
    is_figure: bool = False

    def __post_init__(self) -> None:
        """Word the path where nobody did."""
        if not self.phrase:
            object.__setattr__(self, "phrase", in_words(self.path))

    @property
    def is_field(self) -> bool:
        """Whether it is of a field of the scenario; a value that is written as a scenario writes it always is."""
        return isinstance(self.value, str) or not (self.is_figure or self.path == VOLUME)

    @property
    def setting(self) -> str:
        """The change as `--set` takes it: path=value."""
        return f"{self.path}={self.value if isinstance(self.value, str) else written(self.value)}"


def in_words(path: str) -> str:
    """Return the input at a path in words: "R: rent amount" for options["R"].rent.amount."""
    item = _ITEM.fullmatch(path)
    whose, name = (item["name"] or f"{item['list']} {item['number']}", item["rest"]) if item else ("", path)
    return f"{whose}: {_plain(name)}" if whose else _plain(name)


def _plain(name: str) -> str:
    return name if " " in name else name.replace(".", " ").replace("_", " ")


def written(value: float) -> str:
    """Return a number as a scenario writes it, none of its digits lost: whole ones without a point."""
    return str(int(value)) if abs(value) < _LARGEST_WHOLE and value == int(value) else repr(value)
