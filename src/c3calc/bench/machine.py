"""The computer: processor, memory, how busy it is, and which GPU of the catalogue a board is.

The one clock of a measurement: seconds that only go forward.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from c3calc.base.errors import InputError, Problem
from c3calc.base.units import GIGA
from c3calc.files.machine import read_line, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROC = Path("/proc")
_GB_PER_KB = 1024 / GIGA


def threads() -> int:
    """Return the processors this process may use; more threads than that wait for each other, and are far slower."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine_facts(root: Path = _PROC) -> dict[str, Any]:
    """Return processor, memory, swap in use and load average; what the system does not tell is left out."""
    memory = read_table(root / "meminfo")
    found = {
        "cpu": read_table(root / "cpuinfo").get("model name"),
        "threads": threads(),
        "memory_gb": _gb(memory, "MemTotal"),
        "available_gb": _gb(memory, "MemAvailable"),
        "swap_before_gb": swap_gb(root),
        "load": _load(root),
    }
    return {key: value for key, value in found.items() if value is not None}


def swap_gb(root: Path = _PROC) -> float | None:
    """Return the memory that lies on disk."""
    memory = read_table(root / "meminfo")
    total, free = _gb(memory, "SwapTotal"), _gb(memory, "SwapFree")
    return None if total is None or free is None else round(total - free, 3)


def _gb(memory: dict[str, str], key: str) -> float | None:
    match = re.match(r"\d+", memory.get(key, ""))
    return round(int(match[0]) * _GB_PER_KB, 3) if match else None


def _load(root: Path) -> float | None:
    try:
        return float(read_line(root / "loadavg").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def check_memory(needed_gb: float, available_gb: float | None, where: str) -> None:
    """Refuse a model that does not fit, with the figures. Raises InputError C3-M22."""
    if available_gb is not None and needed_gb > available_gb:
        text = f"weights and KV cache need {needed_gb:.1f} GB, and {where} has {available_gb:.1f} GB free"
        fix = "a smaller model or quantisation, shorter prompts, or fewer sequences (--concurrency)"
        raise InputError([Problem("C3-M22", text, help=fix)])


def catalogue_gpu(name: str, ids: Iterable[str]) -> str | None:
    """Return the id of the catalogue whose every word a board's name has, None where none or several do.

    `NVIDIA GeForce RTX 3090` is rtx-3090, `NVIDIA A100-SXM4-80GB` a100-sxm-80gb, `NVIDIA H100 80GB HBM3` h100-sxm-80gb.
    """
    said = set(re.sub(r"[^a-z0-9]+", " ", re.sub(r"sxm\d|hbm3", "sxm", name.lower())).split())
    found = [i for i in ids if said.issuperset(i.split("-"))]
    longest = max((len(i.split("-")) for i in found), default=0)
    best = [i for i in found if len(i.split("-")) == longest]
    return best[0] if len(best) == 1 else None


class Clock(Protocol):
    """Seconds since some moment, and waiting for more of them."""

    def now(self) -> float:
        """Return the seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The monotonic clock with the highest resolution."""

    def now(self) -> float:
        """Return the seconds since some moment."""
        return time.perf_counter()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
