"""One input at another value: what flips, the tornado and sweeps try, and what `--set` gives.

All that asks "what if" is a list of these, and each of them is applied by the path of `--set` (`files.request`).
"""

from __future__ import annotations

from dataclasses import dataclass

VOLUME = "volume"  # the path of the tokens a month of the whole workload, which no field of a scenario gives alone
_LARGEST_WHOLE = 1e15  # above it floats skip numbers, and exponents are easier to read


@dataclass(frozen=True, slots=True)
class Change:
    """One input at another value.

    path: as `--set` takes it, or `volume` for tokens a month. value: a number, in the unit of
    the input, or a text as a scenario writes it. phrase: the input in words. source: who says so; problems with the
    value quote it.
    """

    path: str
    value: float | str
    phrase: str = ""
    source: str = "--set"

    @property
    def setting(self) -> str:
        """The change as `--set` takes it: path=value."""
        return f"{self.path}={self.value if isinstance(self.value, str) else written(self.value)}"


def written(value: float) -> str:
    """Return a number as a scenario writes it, none of its digits lost: whole ones without a point."""
    return str(int(value)) if abs(value) < _LARGEST_WHOLE and value == int(value) else repr(value)
