"""What there is to measure with, and what to install for what is missing. Nothing is changed, nothing is measured."""

from __future__ import annotations

import platform
import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from c3calc.base.text import pip_install
from c3calc.bench.extra import INSTALL, Diagnosis, package
from c3calc.bench.machine import machine_facts
from c3calc.bench.meters.table import METERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from c3calc.bench.meters.table import MeterWishes

_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"), Path("C:/Windows/Fonts"))
_OFFICES = ("soffice", "libreoffice", "localc")


def findings(wishes: MeterWishes) -> Iterator[Diagnosis]:
    """Yield what was found: the machine, the engine, every meter, and what other commands use."""
    return said_once(_findings(wishes))


def said_once(found: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    """Yield findings in which what to do is said only once, where several ask for the same."""
    first: dict[str, str] = {}
    for one in found:
        yield one._replace(help=f"as for {first[one.help]}") if one.help in first else one
        if one.help:
            first.setdefault(one.help, one.what)


def _findings(wishes: MeterWishes) -> Iterator[Diagnosis]:
    machine = machine_facts()
    memory = f"{machine.get('memory_gb', 0):.0f} GB, {machine.get('available_gb', 0):.0f} GB free"
    yield Diagnosis("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield Diagnosis("Processor", "ok", f"{machine.get('cpu', platform.processor())}, {machine['threads']} to use")
    yield Diagnosis("Memory", "ok" if "memory_gb" in machine else "not known", memory)
    yield _llama()
    yield package("gguf", "gguf", "synthetic models", INSTALL)
    for meter in METERS.values():
        yield from meter.diagnosed(wishes)
    yield package("Other prices", "genai-prices", "c3 prices check and import", pip_install("prices"))
    yield package("NumPy", "numpy", "arrays", "pip install numpy")
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
