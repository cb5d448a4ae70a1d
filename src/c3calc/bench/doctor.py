"""What there is to measure with, and what to install for what is missing. Nothing is changed, nothing is measured."""

from __future__ import annotations

import platform
import shutil
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from c3calc.base.errors import MeasurementError
from c3calc.base.text import pip_install
from c3calc.bench.machine import machine_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CMAKE_FILE = Path(__file__).with_name("engine_only.cmake")
_BUILD = f'CMAKE_ARGS="-DLLAVA_BUILD=OFF -DCMAKE_PROJECT_llama.cpp_INCLUDE={CMAKE_FILE}" '
INSTALL = _BUILD + pip_install("bench", "--no-cache-dir ")
DRIVER = Path("/proc/driver/nvidia/gpus")  # a folder for each GPU that the driver of Linux has
_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"), Path("C:/Windows/Fonts"))
_OFFICES = ("soffice", "libreoffice", "localc")


class Diagnosis(NamedTuple):
    """One thing c3 can use: what, whether it is there, in detail, and what to do where it is not."""

    what: str
    state: str
    detail: str
    help: str = ""


def findings(rapl_root: Path, visible: str | None) -> Iterator[Diagnosis]:
    """Yield what was found. `visible`: CUDA_VISIBLE_DEVICES."""
    return said_once(_findings(rapl_root, visible))


def said_once(found: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    """Yield findings in which what to do is said only once, where several ask for the same."""
    first: dict[str, str] = {}
    for one in found:
        yield one._replace(help=f"as for {first[one.help]}") if one.help in first else one
        if one.help:
            first.setdefault(one.help, one.what)


def _findings(rapl_root: Path, visible: str | None) -> Iterator[Diagnosis]:
    machine = machine_facts()
    memory = f"{machine.get('memory_gb', 0):.0f} GB, {machine.get('available_gb', 0):.0f} GB free"
    yield Diagnosis("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield Diagnosis("Processor", "ok", f"{machine.get('cpu', platform.processor())}, {machine['threads']} to use")
    yield Diagnosis("Memory", "ok" if "memory_gb" in machine else "not known", memory)
    yield _llama()
    yield _package("gguf", "gguf", "synthetic models", INSTALL)
    yield _package("NVML bindings", "nvidia-ml-py", "energy of NVIDIA boards", INSTALL)
    yield from _boards(visible)
    yield _rapl(rapl_root)
    yield _package("Other prices", "genai-prices", "c3 prices check and import", pip_install("prices"))
    yield _package("NumPy", "numpy", "arrays", "pip install numpy")
    yield _program("Spreadsheet", _OFFICES, "opens CSV and XLSX", "LibreOffice, or any other that reads CSV")
    yield _fonts()


def _llama() -> Diagnosis:
    if find_spec("llama_cpp") is None:
        return Diagnosis("llama.cpp", "missing", "the engine of c3 bench --model and --synthetic", INSTALL)
    try:
        llama = import_module("c3calc.bench.engines.llama")
    except (OSError, RuntimeError, AttributeError, ImportError) as exc:
        return Diagnosis("llama.cpp", "broken", f"llama_cpp does not load: {exc}", INSTALL)
    return Diagnosis("llama.cpp", "ok", f"{llama.build()}; works on {', '.join(llama.used_devices())}")


def _package(what: str, name: str, use: str, fix: str) -> Diagnosis:
    try:
        return Diagnosis(what, "ok", f"{name} {metadata.version(name)}: {use}")
    except metadata.PackageNotFoundError:
        return Diagnosis(what, "missing", f"{name}: {use}", fix)


def _boards(visible: str | None) -> Iterator[Diagnosis]:
    if find_spec("pynvml") is None:
        yield unread_boards(DRIVER, shutil.which("nvidia-smi"))
        return
    try:
        probe = import_module("c3calc.bench.meters.nvml").NvmlProbe((), visible)
    except MeasurementError as exc:
        problem = exc.problems[0]
        yield Diagnosis("NVIDIA GPUs", "none", problem.message, problem.help)
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


def _rapl(root: Path) -> Diagnosis:
    try:
        probe = import_module("c3calc.bench.meters.rapl").RaplProbe(root)
    except MeasurementError as exc:
        problem = exc.problems[0]
        return Diagnosis("RAPL", "none", problem.message, problem.help)
    return Diagnosis("RAPL", "ok", f"energy counters of {len(probe.facts.wrap_j)} processor packages")


def _program(what: str, names: tuple[str, ...], use: str, fix: str) -> Diagnosis:
    found = next(filter(None, map(shutil.which, names)), None)
    return Diagnosis(what, "ok", f"{found}: {use}") if found else Diagnosis(what, "missing", use, fix)


def _fonts() -> Diagnosis:
    found = next((path for folder in _FONTS for path in folder.rglob("*.[to]tf")), None)
    if found is None:
        return Diagnosis(
            "Fonts", "missing", "for charts in other programs", "apt install fonts-dejavu-core, or the like"
        )
    return Diagnosis("Fonts", "ok", str(found.parent))
