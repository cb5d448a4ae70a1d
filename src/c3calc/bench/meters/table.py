"""Every meter that there is: its word, where it measures, how it is opened, and what `c3 doctor` says of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.base.errors import InputError, MeasurementError, Problem
from c3calc.base.numbers import parse_number
from c3calc.bench.extra import INSTALL, Diagnosis, of_extra, package
from c3calc.bench.meters.meter import NoMeter, PolledMeter, WallMeter
from c3calc.bench.meters.rapl import RaplProbe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from c3calc.bench.machine import Clock
    from c3calc.bench.meters.meter import Meter

RAPL_ROOT = Path("/sys/class/powercap")
DRIVER = Path("/proc/driver/nvidia/gpus")  # a folder for each GPU that the driver of Linux has


@dataclass(frozen=True)
class MeterWishes:
    """What the flags say of meters: GPUs by number, CUDA_VISIBLE_DEVICES, the folder of RAPL, watts at the wall."""

    gpu: Sequence[int] = ()
    visible: str | None = None
    rapl_root: Path = RAPL_ROOT
    wall: str = ""


class MeterKind(NamedTuple):
    """A meter: where it measures (as its `MeterFacts` say), how it is opened, what the doctor says of it.

    serves: which work it is taken for where nobody chose; None where a person must choose it.
    """

    boundary: str | None
    opened: Callable[[MeterWishes, Clock], Meter]
    diagnosed: Callable[[MeterWishes], Iterable[Diagnosis]]
    serves: str | None = None


def _nvml(wishes: MeterWishes, clock: Clock) -> Meter:
    return PolledMeter(_nvml_probe(wishes), clock)


def _nvml_probe(wishes: MeterWishes) -> Any:
    nvml = of_extra("c3calc.bench.meters.nvml", "pynvml", "nvidia-ml-py")
    return nvml.NvmlProbe(wishes.gpu, wishes.visible)


def _nvml_diagnosed(wishes: MeterWishes) -> Iterator[Diagnosis]:
    yield package("NVML bindings", "nvidia-ml-py", "energy of NVIDIA boards", INSTALL)
    if find_spec("pynvml") is None:
        yield unread_boards(DRIVER, shutil.which("nvidia-smi"))
        return
    try:
        probe = _nvml_probe(wishes)
    except (MeasurementError, InputError) as exc:
        yield Diagnosis("NVIDIA GPUs", "none", exc.problems[0].message, exc.problems[0].help)
        return
    try:
        readings = probe.look(0.0)
        for board, reading in zip(probe.facts.boards, readings, strict=True):
            has = "energy counter" if reading.counter_j == reading.counter_j else "no energy counter"
            mig = ", MIG is on: energy is the whole board's" if board.get("mig") else ""
            power = f", {reading.power_w:.0f} W now" if reading.power_w == reading.power_w else ""
            detail = f"{board['name']}, driver {probe.facts.driver}, {has}{power}{mig}"
            yield Diagnosis(f"GPU {board['index']}", "ok", detail)
    finally:
        probe.close()


def unread_boards(driver: Path, smi: str | None) -> Diagnosis:
    """Return what shows of NVIDIA GPUs without bindings: a folder each of the driver, or its program."""
    count = len(list(driver.glob("*")))
    if count or smi:
        seen = f"{count} by {driver}" if count else f"by {smi}"
        return Diagnosis("NVIDIA GPUs", "found", f"{seen}; their energy cannot be read without nvidia-ml-py", INSTALL)
    return Diagnosis("NVIDIA GPUs", "none", "no NVIDIA driver is here", "--meter rapl or --meter none")


def _rapl(wishes: MeterWishes, clock: Clock) -> Meter:
    return PolledMeter(RaplProbe(wishes.rapl_root), clock)


def _rapl_diagnosed(wishes: MeterWishes) -> Iterator[Diagnosis]:
    try:
        probe = RaplProbe(wishes.rapl_root)
    except MeasurementError as exc:
        yield Diagnosis("RAPL", "none", exc.problems[0].message, exc.problems[0].help)
        return
    yield Diagnosis("RAPL", "ok", f"energy counters of {len(probe.facts.wrap_j)} processor packages")


def _wall(wishes: MeterWishes, clock: Clock) -> Meter:
    watts = [parse_number(word.strip()) for word in wishes.wall.split(",")]
    if len(watts) != 2 or None in watts:
        text, expected = f"--wall `{wishes.wall}` is not two figures", "IDLE,BUSY in watts, such as 90,410"
        raise InputError([Problem("C3-M10", text, expected=expected)])
    return WallMeter(float(watts[0] or 0), float(watts[1] or 0))


def _unseen(wishes: MeterWishes) -> tuple[Diagnosis, ...]:
    return ()


METERS: dict[str, MeterKind] = {  # in the order in which they are tried where nobody chose
    "nvml": MeterKind("gpu_board", _nvml, _nvml_diagnosed, serves="gpu"),
    "rapl": MeterKind("cpu_package", _rapl, _rapl_diagnosed, serves="any"),
    "wall": MeterKind("wall", _wall, _unseen),
    "none": MeterKind(None, lambda _wishes, _clock: NoMeter(), _unseen),
}
