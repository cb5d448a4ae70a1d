"""Write down what is tested: `python scripts/make/constraints.py [--upgrade] [--check]` makes constraints.txt.

One version of every package that an extra of pyproject.toml brings, directly or through another, published as a
wheel for each Python and system below. What is pinned stays unless pyproject.toml rules it out; --upgrade takes the
newest of everything. Needs the network and `pip install uv`. With --check nothing is written or fetched: the exit code
is 1 if a package that pyproject.toml names is not pinned, or is pinned where pyproject.toml does not want it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = ("x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc")
BUILT_FROM_SOURCE = "llama-cpp-python"
SERVER = f"{BUILT_FROM_SOURCE}[server]"  # the tests of the bench extra measure it
HEAD = """\
# What is tested, one version for Python 3.11 to 3.14: made by scripts/make/constraints.py.
# `python -m pip install -c constraints.txt ...` installs these; without it pip takes the newest.
"""


def required() -> list[Requirement]:
    """Return what pyproject.toml asks for, in all its extras."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    found = [Requirement(text) for texts in lists for text in texts]
    return [requirement for requirement in found if requirement.name != project["name"]]


def pinned(text: str) -> dict[str, str]:
    """Return the version of each package that a file of constraints pins, by its canonical name."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def complaints(pins: dict[str, str]) -> Iterator[str]:
    """Yield what pyproject.toml asks for that is not pinned, or is pinned where it does not want it."""
    for requirement in required():
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{requirement.name} is not in {CONSTRAINTS.name}"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name}=={version} is in {CONSTRAINTS.name}; pyproject.toml has {requirement.specifier}"


def resolved(*, upgrade: bool) -> str:
    """Return the file of constraints: one version a package, whatever the Python and the system."""
    with tempfile.TemporaryDirectory() as folder:
        asked, found = Path(folder, "asked.txt"), Path(folder, "found.txt")
        asked.write_text("\n".join([*map(str, required()), SERVER]), encoding="utf-8")
        if CONSTRAINTS.exists() and not upgrade:
            found.write_text(CONSTRAINTS.read_text(encoding="utf-8"), encoding="utf-8")
        wanted = ["--universal", "--python-version", PYTHONS[0], "--fork-strategy", "fewest"]
        _compile(asked, *wanted, "--no-header", "--no-annotate", "--output-file", str(found))
        lines = [line.split(" ;")[0] for line in found.read_text(encoding="utf-8").splitlines()]
    if len(pinned("\n".join(lines))) < len(lines):
        sys.exit("no one version of everything holds for all these Pythons")
    return HEAD + "".join(f"{line}\n" for line in lines)


def has_wheels(text: str) -> None:
    """Ask for wheels of everything on each Python and system. Raises CalledProcessError where one is missing."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "asked.txt")
        from_wheels = [str(r) for r in required() if r.name != BUILT_FROM_SOURCE]
        asked.write_text("\n".join(from_wheels), encoding="utf-8")
        limits = Path(folder, "limits.txt")
        limits.write_text(text, encoding="utf-8")
        for python, system in product(PYTHONS, SYSTEMS):
            where = ["--python-version", python, "--python-platform", system]
            _compile(asked, "--only-binary", ":all:", "--constraints", str(limits), *where)
            print(f"wheels for Python {python} on {system}")


def _compile(asked: Path, *flags: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--no-config", "--quiet", str(asked), *flags]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> int:
    """Write the file, or with --check say what is wrong with it."""
    if "--check" in arguments:
        found = list(complaints(pinned(CONSTRAINTS.read_text(encoding="utf-8"))))
        print("".join(f"{line}\n" for line in found), end="")
        return int(bool(found))
    if find_spec("uv") is None:
        print("this needs uv: python -m pip install uv")
        return 2
    text = resolved(upgrade="--upgrade" in arguments)
    has_wheels(text)
    CONSTRAINTS.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
