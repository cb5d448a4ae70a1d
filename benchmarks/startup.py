"""How long c3 takes to start: wall and CPU time of whole processes, and of loading a catalogue. Needs only Python.

    python benchmarks/startup.py                 15 rounds with the c3 of this Python, or of src/
    python benchmarks/startup.py -n 3 --only "c3 --version"
    python benchmarks/startup.py --command "/tmp/venv/bin/c3"

The commands run one after the other, round by round (A B C A B C ...), so that a busy machine slows all of them
alike; the first round is not counted. Ratios compare medians of wall time. Nothing is asserted: the aims are
`c3 --version` within 3 times bare Python, `c3 compare` within 1.2 times importing what it needs, and less than
10 ms for a catalogue of 500 kB.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
BARE = "python -c pass"
IMPORTS = "import what c3 needs"
NEEDED = """
import typer, yaml, rich.console, rich.table
from pydantic import BaseModel
class Trivial(BaseModel):
    a: int = 0
Trivial.model_validate({"a": 1})
"""


@dataclass
class Contender:
    """A command line and its measured times in ms, one of each for every counted round."""

    name: str
    argv: list[str]
    against: str = BARE
    aim: float | None = None
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def run_once(argv: list[str]) -> tuple[float, float]:
    """Return wall and CPU time in ms of one process; `SystemExit` with its stderr if it fails."""
    with tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall_ms = (time.perf_counter() - begun) * 1e3
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{shlex.join(argv)} exits with {process.returncode}:\n{errors.read().decode()}")
    return wall_ms, (usage.ru_utime + usage.ru_stime) * 1e3


def c3_command() -> list[str]:
    """Return the c3 installed beside this Python, or else this Python running the one in src/."""
    script = Path(sys.executable).with_name("c3")
    here = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from c3calc.cli import main; sys.exit(main())"
    return [str(script)] if script.exists() else [sys.executable, "-c", here]


def contenders(c3: list[str], scenario: Path | None) -> list[Contender]:
    """Return what is compared: Python, its imports, and the commands of c3."""
    python = sys.executable
    listed = [
        Contender(BARE, [python, "-c", "pass"]),
        Contender(IMPORTS, [python, "-c", NEEDED]),
        Contender("c3 --version", [*c3, "--version"], aim=3.0),
        Contender("c3 --help", [*c3, "--help"], IMPORTS),
        Contender("c3 bench --help", [*c3, "bench", "--help"], "c3 --help", 1.3),
    ]
    formats = ("json", "table") if scenario else ()
    compare = [*c3, "compare", str(scenario), "--format"]
    return listed + [Contender(f"c3 compare ({f})", [*compare, f], IMPORTS, 1.2) for f in formats]


def measure(listed: list[Contender], rounds: int) -> None:
    """Run every contender once a round, in turn, and keep all rounds but the first."""
    for number in range(rounds + 1):
        for contender in listed:
            wall_ms, cpu_ms = run_once(contender.argv)
            if number:
                contender.wall_ms.append(wall_ms)
                contender.cpu_ms.append(cpu_ms)


def report(listed: list[Contender]) -> None:
    """Print a line for each contender: times, and its median wall time over that of what it is held against."""
    walls = {c.name: median(c.wall_ms) for c in listed}
    print(f"{'ms':24}{'wall median':>12}{'min':>8}{'CPU median':>12}{'min':>8}   times as long as")
    for c in listed:
        ratio = f"{walls[c.name] / walls[c.against]:.2f}  {c.against}" if c.against in walls else ""
        aim = f"  (aim: {c.aim:.1f})" if c.aim and ratio else ""
        times = f"{walls[c.name]:12.1f}{min(c.wall_ms):8.1f}{median(c.cpu_ms):12.1f}{min(c.cpu_ms):8.1f}"
        print(f"{c.name:24}{times}   {ratio}{aim}")


def synthetic_catalogue(size_bytes: int) -> bytes:
    """Return JSON of about this size, in the form of catalogue entries."""
    entry = {
        "sku": "GPU-1X-80GB", "gpu": "h100-sxm-80gb", "region": "DE", "gpus": 1, "commitment": "on_demand",
        "amount": 1890.5, "per": "month", "currency": "EUR", "tax": "excluded", "valid_from": "2026-10-01",
        "checked": "2026-11-20",
        "evidence": "published", "source": "https://example.com/pricing/gpu-servers/",
    }  # fmt: skip
    count = size_bytes // (len(json.dumps({"entry-00000": entry})) + 1)
    return json.dumps({f"entry-{i:05}": {**entry, "amount": i + 0.5} for i in range(count)}).encode()


def time_loading(path: Path, repeats: int) -> tuple[float, float]:
    """Return median and minimum time in ms to read and parse a JSON file."""
    times_ms = []
    for _ in range(repeats):
        begun = time.perf_counter()
        json.loads(path.read_bytes())
        times_ms.append((time.perf_counter() - begun) * 1e3)
    return median(times_ms), min(times_ms)


def report_loading(repeats: int) -> None:
    """Print how long the catalogue's JSON takes to load: as shipped, in the size of pricing/, and of 500 kB."""
    pricing_bytes = sum(p.stat().st_size for p in (ROOT / "pricing").rglob("*.yaml"))
    print(f"\n{'catalogue as JSON':44}{'kB':>8}{'median ms':>12}{'min ms':>10}")
    with tempfile.TemporaryDirectory() as folder:
        made = {"as large as pricing/": pricing_bytes, "synthetic, aim below 10 ms": 500_000}
        files = {str(p.relative_to(ROOT)): p for p in sorted((ROOT / "src").rglob("*.json"))}
        for name, size_bytes in made.items():
            files[name] = Path(folder) / f"{size_bytes}.json"
            files[name].write_bytes(synthetic_catalogue(size_bytes))
        for name, path in files.items():
            middle, least = time_loading(path, repeats)
            print(f"{name:44}{path.stat().st_size / 1e3:8.0f}{middle:12.2f}{least:10.2f}")


def options() -> argparse.Namespace:
    """Return the command line of this benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--rounds", type=int, default=15, help="counted rounds (default: 15)")
    parser.add_argument("--command", type=shlex.split, default=c3_command(), help="how to call c3")
    parser.add_argument("--scenario", type=Path, default=min((ROOT / "scenarios").glob("*.yaml"), default=None))
    parser.add_argument("--only", action="append", help="measure only what begins like this")
    return parser.parse_args()


def main() -> None:
    """Measure, and print both tables."""
    given = options()
    scenario = given.scenario.resolve() if given.scenario else None
    wanted = (BARE, IMPORTS, *(given.only or ("c3",)))
    listed = [c for c in contenders(given.command, scenario) if c.name.startswith(wanted)]
    print(f"Python {sys.version.split()[0]}, {given.rounds} rounds, {scenario or 'no scenario'}")
    measure(listed, given.rounds)
    report(listed)
    report_loading(max(3, given.rounds))


if __name__ == "__main__":
    main()
