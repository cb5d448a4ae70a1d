"""Try the quick tests with the newest of everything: `python scripts/check/newest.py [SECONDS]`. Printed, not judged.

Installs c3 with its dev extra and without constraints.txt into an environment of its own, names each package whose
version is not the tested one, runs the quick tests, and puts the tested versions back one by one to name the package
that breaks a test. Ends with 0 whatever it finds, and after SECONDS (480) wherever it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
QUICK = (
    "tests/base", "tests/scenario", "tests/files", "tests/evaluate", "tests/cli/test_golden.py",
    "--ignore=tests/evaluate/test_laws.py",
)  # fmt: skip


def tested() -> dict[str, str]:
    """Return the version of every package in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def moved(pins: Mapping[str, str], installed: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the packages whose version is not the tested one: tested, installed."""
    both = {name: (pins[name], version) for name, version in installed.items() if name in pins}
    return {name: versions for name, versions in both.items() if versions[0] != versions[1]}


def failed(output: str) -> list[str]:
    """Return the tests that failed, as pytest's short summary names them."""
    lines = [line for line in output.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return list(dict.fromkeys(line.split(" ", 1)[1].split(" - ")[0] for line in lines))


def culprits(
    broken: Sequence[str], packages: Sequence[str], broken_without: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, list[str]]]:
    """Yield each package with the tests that pass with its tested version; `broken_without` runs them so."""
    for name in packages:
        still = broken_without(name)
        mended = [test for test in broken if test not in still]
        if mended:
            yield name, mended


class Environment:
    """A virtual environment with a deadline: every call raises TimeoutExpired after it."""

    def __init__(self, folder: Path, limit_s: float) -> None:
        venv.create(folder, with_pip=True)
        self._python = str(folder / "bin" / "python")
        self._until_s = time.monotonic() + limit_s

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m ...` in the repository."""
        left_s = max(self._until_s - time.monotonic(), 1.0)
        command = [self._python, "-m", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=left_s)

    def pip(self, *arguments: str) -> str:
        """Run pip and return what it prints. Raises RuntimeError with its last words where it fails."""
        done = self.run("pip", *arguments)
        if done.returncode:
            raise RuntimeError(f"pip {arguments[0]} failed: {' '.join(done.stderr.split()[-60:])}")
        return done.stdout

    def installed(self) -> dict[str, str]:
        """Return the version of every package that is installed."""
        rows = json.loads(self.pip("list", "--format=json"))
        return {row["name"].lower().replace("_", "-").replace(".", "-"): row["version"] for row in rows}

    def broken(self, *tests: str) -> list[str]:
        """Return the tests that fail. Raises RuntimeError where pytest itself does not get that far."""
        done = self.run("pytest", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-n", "2", *tests)
        found = failed(done.stdout)
        if done.returncode and not found:
            raise RuntimeError(
                f"pytest ended with {done.returncode}: {' '.join((done.stdout + done.stderr).split()[-60:])}"
            )
        return found

    def broken_with(self, name: str, version: str, newest: str, tests: Sequence[str]) -> list[str]:
        """Return the tests that fail with one package at another version, which is then the newest again."""
        self.pip("install", "--quiet", "--no-deps", f"{name}=={version}")
        try:
            return self.broken(*tests)
        except RuntimeError:
            return list(tests)  # the two do not go together
        finally:
            self.pip("install", "--quiet", "--no-deps", f"{name}=={newest}")


def tried(environment: Environment) -> Iterator[str]:
    """Yield what is newer than what is tested, which test breaks, and by which package."""
    environment.pip("install", "--quiet", "-e", ".[dev]")
    newer = moved(tested(), environment.installed())
    yield from (f"{name}: {before} is tested, {now} is the newest" for name, (before, now) in newer.items())
    if not newer:
        yield "what is tested is the newest of everything"
        return
    broken = environment.broken(*QUICK)
    yield from (f"breaks: {test}" for test in broken)
    if not broken:
        yield "the quick tests pass with the newest of everything"
        return
    for name, mended in culprits(broken, list(newer), lambda n: environment.broken_with(n, *newer[n], broken)):
        yield f"{name} {newer[name][1]} breaks {', '.join(mended)}: with {newer[name][0]} they pass"


def main(arguments: list[str]) -> None:
    """Print what is found, as it is found."""
    limit_s = float(arguments[0]) if arguments else 480.0
    with tempfile.TemporaryDirectory() as folder:
        try:
            for line in tried(Environment(Path(folder), limit_s)):
                print(line, flush=True)
        except subprocess.TimeoutExpired:
            print(f"stopped after {limit_s:g} s: no more is known")
        except RuntimeError as error:
            print(f"stopped: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
