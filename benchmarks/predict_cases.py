"""How long `c3 predict --cases` takes beside reading and writing the same table: `python benchmarks/predict_cases.py`.

Both run as processes of their own, so both pay for starting Python, and NumPy where they need it. The promise is
10,000 rows in less than 1.5 times what starting c3 (a table of one row) and reading and writing the table with NumPy or
csv takes.
"""

from __future__ import annotations

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEASURED = sorted((ROOT / "benchmarks" / "measurements").glob("*.csv"))
ROWS, REPEATS, PROMISE = 10_000, 7, 1.5
COLUMNS = (
    "model",
    "gpu",
    "num_gpus",
    "weight_bits",
    "kv_bits",
    "concurrency",
    "input_tokens",
    "output_tokens",
    "engine",
    "phase",
)

ROUND_TRIP = """
import csv, sys
import numpy
with open(sys.argv[1], newline="") as file:
    rows = list(csv.reader(file))
numbers = numpy.array([[cell or "nan" for cell in row[2:8]] for row in rows[1:]], dtype=float)
computed = numpy.resize(numbers, (len(rows) - 1, 8)).tolist()
csv.writer(sys.stdout).writerows([*row, *more, "true", ""] for row, more in zip(rows[1:], computed))
"""


def write_cases(path: pathlib.Path) -> None:
    """Write 10,000 questions that are all different: measured set-ups, each with other lengths."""
    measured = [row for file in MEASURED for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    measured = [row for row in measured if row["phase"] != "prefill"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, row in enumerate(islice(cycle(measured), ROWS)):
            lengths = {"input_tokens": 100 + number % 997, "output_tokens": 50 + number % 499}
            writer.writerow([(row | lengths)[name] for name in COLUMNS])


def seconds(command: list[str]) -> float:
    """Return the shortest of several runs of a command."""
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> int:
    """Print the times and their ratio as JSON; the exit code is 1 where the promise is not kept."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "cases.csv")
        write_cases(path)
        predict = [python, "-m", "c3calc", "predict", "--format", "csv", "--cases"]
        predict_s = seconds([*predict, str(path)])
        round_trip_s = seconds([python, "-c", ROUND_TRIP, str(path)])
        one = pathlib.Path(folder, "one.csv")
        one.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
        start_s = seconds([*predict, str(one)]) - seconds([python, "-c", "import csv, numpy"])
    ratio = predict_s / (round_trip_s + start_s)
    found = {"rows": ROWS, "predict_s": predict_s, "round_trip_s": round_trip_s, "start_s": start_s, "ratio": ratio}
    print(json.dumps(found | {"promise": PROMISE}, indent=1))
    return int(ratio >= PROMISE)


if __name__ == "__main__":
    sys.exit(main())
