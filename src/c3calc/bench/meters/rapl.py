"""The energy counters of processors: RAPL, as Linux shows it under /sys/class/powercap, of Intel and of AMD.

The boundary is the package: cores, caches, on most chips the memory controller, but no memory, no board, no GPU.
Counters wrap around at `max_energy_range_uj`. Since 2020 only root may read them (CVE-2020-8694).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.base.errors import MeasurementError, Problem
from c3calc.bench.energy import Reading
from c3calc.bench.meters.meter import MeterFacts
from c3calc.files.machine import read_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UJ_PER_J = 1e6


class RaplProbe:
    """The packages below a powercap folder."""

    def __init__(self, root: Path, read: Callable[[Path], str] = read_line) -> None:
        self._read = read
        packages = [zone for zone in sorted(root.glob("intel-rapl:*")) if _line(zone / "name").startswith("package")]
        if not packages:
            text = f"there are no RAPL counters under {root}"
            raise MeasurementError([Problem("C3-M11", text, help="virtual machines have none; use --meter none")])
        self._counters = [zone / "energy_uj" for zone in packages]
        self.facts = MeterFacts("RAPL", "cpu_package", wrap_j=tuple(_range_j(zone) for zone in packages))
        self.look(0.0)

    def look(self, now_s: float) -> list[Reading]:
        """Return the counter of each package."""
        return [Reading(now_s, self._microjoules(counter) / _UJ_PER_J) for counter in self._counters]

    def disturbances(self) -> tuple[tuple[str, ...], int]:
        """Return nothing: the counters say nothing of what else is going on."""
        return (), 0

    def close(self) -> None:
        """Do nothing: files are opened for each look."""

    def _microjoules(self, counter: Path) -> int:
        try:
            return int(self._read(counter))
        except PermissionError as exc:
            fix = f"sudo chmod a+r {counter}, or --meter none"
            raise MeasurementError([Problem("C3-M12", f"{counter} may not be read: {exc.strerror}", help=fix)]) from exc
        except ValueError as exc:
            raise MeasurementError([Problem("C3-M13", f"{counter} holds no number", help="--meter none")]) from exc
        except OSError as exc:
            raise MeasurementError([Problem("C3-M13", f"{counter} was lost: {exc}", help="--meter none")]) from exc


def _range_j(zone: Path) -> float:
    text = _line(zone / "max_energy_range_uj")
    return int(text) / _UJ_PER_J if text.isdigit() else math.nan


def _line(path: Path) -> str:
    try:
        return read_line(path)
    except OSError:
        return ""
