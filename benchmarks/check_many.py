"""How long `c3 check` takes for many files in one call, against one file, and whether its memory grows with them.

    python benchmarks/check_many.py                       5 rounds, 1 to 200 copies of scenarios/budgets.yaml
    python benchmarks/check_many.py -n 3 --format junit
    python benchmarks/check_many.py --scenario scenarios/language.yaml

The calls run in turn, round by round, so that a busy machine slows all of them alike; the first round is not counted.
Ratios compare medians of the same run. Nothing is asserted: the aim is 200 files in less than 3 times the time of one,
and memory that does not grow with the number of files.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from startup import ROOT, c3_command

COUNTS = (1, 50, 100, 200)
FORMATS = ("table", "json", "junit", "sarif", "github", "markdown")


@dataclass
class Call:
    """A call over so many files, and what each counted round took."""

    files: int
    argv: list[str]
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)


def copies(scenario: Path, folder: Path, count: int) -> list[str]:
    """Write copies of a scenario, each with a name of its own, and return their paths."""
    text = scenario.read_text(encoding="utf-8")
    first = next(line for line in text.split("\n") if line.startswith("name:"))
    for number in range(count):
        (folder / f"team-{number:03}.yaml").write_text(text.replace(first, f"name: Team {number}", 1), encoding="utf-8")
    return sorted(map(str, folder.glob("team-*.yaml")))


def run_once(call: Call) -> tuple[float, float, float]:
    """Return wall and CPU time in ms and the peak of memory in MiB of one call; verdicts are no failures here."""
    begun = time.perf_counter()
    process = subprocess.Popen(call.argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_ms = (time.perf_counter() - begun) * 1e3
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3, 4):
        sys.exit(f"{shlex.join(call.argv[:8])} ... exits with {process.returncode}")
    return wall_ms, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024


def measure(calls: list[Call], rounds: int) -> None:
    """Run every call once a round, in turn, and keep all rounds but the first."""
    for number in range(rounds + 1):
        for call in calls:
            taken = run_once(call)
            if number:
                for kept, figure in zip((call.wall_ms, call.cpu_ms, call.peak_mib), taken, strict=True):
                    kept.append(figure)


def report(calls: list[Call]) -> None:
    """Print a line a call, with ratios to the call over one file."""
    one = calls[0]
    print("files   wall ms      x   cpu ms      x   peak MiB      x")
    for call in calls:
        cells = [
            f"{median(mine):9.1f}  {median(mine) / median(base):5.2f}"
            for mine, base in zip(
                (call.wall_ms, call.cpu_ms, call.peak_mib), (one.wall_ms, one.cpu_ms, one.peak_mib), strict=True
            )
        ]
        print(f"{call.files:5}" + "".join(cells))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("-n", "--rounds", type=int, default=5)
    parser.add_argument("--scenario", type=Path, default=ROOT / "scenarios" / "budgets.yaml")
    parser.add_argument("--format", choices=FORMATS, default="table")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = copies(given.scenario, Path(folder), max(COUNTS))
        flags = ["check", "--format", given.format, "--today", "2026-11-21"]
        calls = [Call(count, [*c3_command(), *flags, *names[:count]]) for count in COUNTS]
        measure(calls, given.rounds)
    report(calls)


if __name__ == "__main__":
    main()
