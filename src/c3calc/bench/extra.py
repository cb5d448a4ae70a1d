"""The extra `bench`: the command that installs it, its modules, and what is there of it."""

from __future__ import annotations

from importlib import import_module, metadata
from pathlib import Path
from typing import Any, NamedTuple

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import pip_install

CMAKE_FILE = Path(__file__).with_name("engine_only.cmake")
_BUILD = f'CMAKE_ARGS="-DLLAVA_BUILD=OFF -DCMAKE_PROJECT_llama.cpp_INCLUDE={CMAKE_FILE}" '
INSTALL = _BUILD + pip_install("bench", "--no-cache-dir ")


class Diagnosis(NamedTuple):
    """One thing c3 can use: what, whether it is there, in detail, and what to do where it is not."""

    what: str
    state: str
    detail: str
    help: str = ""


def package(what: str, name: str, use: str, fix: str) -> Diagnosis:
    """Return whether a package is installed, and which version."""
    try:
        return Diagnosis(what, "ok", f"{name} {metadata.version(name)}: {use}")
    except metadata.PackageNotFoundError:
        return Diagnosis(what, "missing", f"{name}: {use}", fix)


def of_extra(module: str, imports: str, name: str) -> Any:
    """Return a module of c3 that `imports` something of the extra, called `name` on the package index.

    Raises InputError C3-M04 with the command that installs it.
    """
    try:
        return import_module(module)
    except (ImportError, OSError, RuntimeError) as exc:
        if isinstance(exc, ModuleNotFoundError) and exc.name != imports:
            raise
        what = "is not installed" if isinstance(exc, ModuleNotFoundError) else f"does not load: {exc}"
        raise InputError([Problem("C3-M04", f"{name} {what}", expected="the extra `bench`", help=INSTALL)]) from exc
