"""Other collections of prices: the package genai-prices, where it is installed, and LiteLLM's file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import pip_install
from c3calc.questions.prices import AMOUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Prices = dict[str, dict[str, float]]


def collections(litellm: Path | None, day: str) -> dict[str, Prices]:
    """Return the prices of every collection that is there, by its name. Raises InputError C3-U44 if there is none."""
    package = _package()
    found = {f"genai-prices {package.package_version()}": _package_prices(package, day)} if package else {}
    if litellm is not None:
        from c3calc.files.importers.litellm import read_litellm

        found[litellm.name] = read_litellm(litellm)
    if not found:
        raise InputError([_not_installed("or give --litellm FILE")])
    return found


def _package() -> Any:
    """Return our reader of genai-prices, or None if that is not installed."""
    try:
        return import_module("c3calc.files.importers.genai_prices")
    except ModuleNotFoundError as exc:
        if exc.name != "genai_prices":
            raise
        return None


def _not_installed(otherwise: str = "") -> Problem:
    fix = pip_install("prices") + (f", {otherwise}" if otherwise else "")
    return Problem("C3-U44", "genai-prices is not installed", expected="the extra `prices`", help=fix)


def _package_prices(package: Any, day: str) -> Prices:
    from c3calc.files.importers.imported import in_force

    rows = {f"{one.provider}/{key}": in_force(model["prices"], day)
            for one in package.imported(day) for key, model in one.models.items()}  # fmt: skip
    return {key: {name: row[name] for name in AMOUNTS["api"] if name in row} for key, row in rows.items()}


def run_import(source: str, folder: Path, accepted: Sequence[str], checked: str | None) -> str:
    """Import a package's prices into a folder and return what to tell. Raises InputError."""
    from c3calc.files.importers.imported import write_import

    package = _package()
    if package is None:
        raise InputError([_not_installed()])
    version, day = package.package_version(), release_day(package, checked)
    changes = write_import(package.imported(day), folder, accepted)
    lines = [f"{c.provider}: {c.models} models, {c.new} new, {c.changed} changed, {c.vanished} vanished, "
             f"{c.unpriced} without a price per token" for c in changes]  # fmt: skip
    total = f"{source} {version}, {day}: {sum(c.models for c in changes)} models of {len(changes)} providers"
    return "\n".join([*lines, total, ""])


def release_day(package: Any, given: str | None) -> str:
    """Return the day on which a package was released: as given, else as known. Raises InputError C3-U43."""
    version = package.package_version()
    day: str | None = given or package.RELEASED.get(version)
    if day is None:
        message = f"this c3 does not know when version {version} of the package was released"
        raise InputError(
            [Problem("C3-U43", message, expected="--checked DATE", help="PyPI names the day of each file")]
        )
    return day
