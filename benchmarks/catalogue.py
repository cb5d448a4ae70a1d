"""What the catalogue costs: a start with all of it, with next to none of it, and `c3 prices h100`. Needs only Python.

    python benchmarks/catalogue.py               15 rounds with the c3 of this Python, or of src/
    python benchmarks/catalogue.py -n 5

The commands run one after the other, round by round, so that a busy machine slows all alike; the first round is not
counted. The aims are: the whole catalogue adds less than 10 ms to `c3 compare`, `c3 prices h100` answers within 1.5
times `c3 --help`, and looking up one model reads no other. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
HERE = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from c3calc.cli import main; sys.exit(main())"
SCENARIO = """\
c3: 1
name: One API
currency: USD
as_of: 2026-11-10
workload: {input_tokens_per_month: 500M, output_tokens_per_month: 150M}
options: [{name: GPT-5, kind: api, provider: openai, model: gpt-5}]
"""


def c3_command() -> list[str]:
    """Return the c3 installed beside this Python, or else this Python running the one in src/."""
    script = Path(sys.executable).with_name("c3")
    return [str(script)] if script.exists() else [sys.executable, "-c", HERE]


def small_catalogue(folder: Path) -> Path:
    """Write a compiled catalogue that has of the API models only the one of the scenario."""
    sys.path.insert(0, str(ROOT / "src"))
    from c3calc.files.catalogue.load import as_text, load_catalogue  # noqa: PLC0415

    whole = load_catalogue()
    one = {"openai/gpt-5": whole.get("apis", "openai/gpt-5")}
    tables = {name: one if name == "apis" else dict(table) for name, table in whole.tables.items()}
    path = folder / "catalogue.json"
    path.write_text(as_text(tables, {"newest": whole.newest, "oldest": whole.oldest, "sold": {}}), encoding="utf-8")
    return path


def wall_ms(argv: list[str], **environment: str) -> float:
    """Return how long a process took; `SystemExit` with its errors if it fails."""
    begun = time.perf_counter()
    done = subprocess.run(argv, env=os.environ | environment, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{argv} exits with {done.returncode}:\n{done.stderr.decode()}")
    return (time.perf_counter() - begun) * 1e3


def measure(rounds: int, folder: Path) -> dict[str, list[float]]:
    """Return the times of every command in every counted round."""
    scenario = folder / "one.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    small, c3 = str(small_catalogue(folder)), c3_command()
    compare = [*c3, "compare", str(scenario), "--format", "json"]
    runs: dict[str, tuple[list[str], dict[str, str]]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], {}),
        "c3 --help": ([*c3, "--help"], {}),
        "c3 prices h100": ([*c3, "prices", "h100"], {}),
        "c3 compare, one model": (compare, {"C3_CATALOGUE": small}),
        "c3 compare, all models": (compare, {}),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, (argv, environment) in runs.items():
            took = wall_ms(argv, **environment)
            times[name] += [took] if number else []
    return times


def time_lookups() -> None:
    """Print how long it takes within a process to load the catalogue, and to look up one model."""
    from c3calc.files.catalogue.load import COMPILED, load_catalogue  # noqa: PLC0415

    loads, lookups = [], []
    for _ in range(20):
        begun = time.perf_counter()
        catalogue = load_catalogue()
        loaded = time.perf_counter()
        catalogue.get("apis", "openai/gpt-5")
        loads.append((loaded - begun) * 1e3)
        lookups.append((time.perf_counter() - loaded) * 1e3)
    size = COMPILED.stat().st_size / 1e6
    print(f"\nload {size:.1f} MB: {median(loads):.2f} ms; look up one model: {median(lookups):.2f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--rounds", type=int, default=15, help="counted rounds (default: 15)")
    with tempfile.TemporaryDirectory() as folder:
        times = measure(parser.parse_args().rounds, Path(folder))
    middle = {name: median(values) for name, values in times.items()}
    for name, values in times.items():
        ratio = middle[name] / middle["python -c pass"]
        print(f"{name:24}{middle[name]:8.1f} ms   min {min(values):6.1f}   {ratio:5.2f} times a bare start")
    added = middle["c3 compare, all models"] - middle["c3 compare, one model"]
    print(f"\nall models add {added:.1f} ms to c3 compare (aim: below 10)")
    print(f"c3 prices h100 takes {middle['c3 prices h100'] / middle['c3 --help']:.2f} times c3 --help (aim: below 1.5)")
    time_lookups()


if __name__ == "__main__":
    main()
