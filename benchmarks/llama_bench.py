"""How c3 bench compares with llama.cpp's own programs: same source, same model, same threads and lengths, in turn.

    python benchmarks/llama_bench.py --model model.gguf     builds the programs first, in five minutes
    python benchmarks/llama_bench.py --model model.gguf --programs DIR   takes llama-bench and llama-batched-bench there
    python benchmarks/llama_bench.py --synthetic tinyllama-1.1b --threads 2 --rounds 5

Needs the extra `bench`, cmake, ninja and a compiler. The source is that of the installed llama-cpp-python, from PyPI.
Each round runs c3, then llama-bench, then llama-batched-bench; decoding is compared after a prompt of the same length.
Ratios are medians of c3's rates over medians of theirs; the aim is 0.98 to 1.02. Nothing is asserted, and a machine
that does something else at the same time says nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_AMX = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"  # as src/c3calc/bench/engine_only.cmake builds the engine
OFF = ("TESTS", "EXAMPLES", "APP", "UI")


def build(folder: Path) -> Path:
    """Build llama-bench and llama-batched-bench from the source of the installed package and return their folder."""
    name = f"llama-cpp-python=={version('llama-cpp-python')}"
    command = [sys.executable, "-m", "pip", "download", "--no-cache-dir", "--no-deps", "--no-binary", ":all:", name]
    run([*command, "--dest", str(folder)])
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    source, made = next(folder.glob("llama_cpp_python-*")) / "vendor" / "llama.cpp", folder / "build"
    flags = [f"-DLLAMA_BUILD_{part}=OFF" for part in OFF] + ["-DLLAMA_USE_PREBUILT_UI=OFF", "-DLLAMA_OPENSSL=OFF"]
    if os.uname().machine == "x86_64":
        flags += [f"-DCMAKE_{language}_FLAGS={WITHOUT_AMX}" for language in ("C", "CXX")]
    release = ["-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=ON"]
    run(["cmake", "-S", str(source), "-B", str(made), "-G", "Ninja", *release, *flags])
    run(["ninja", "-C", str(made), "llama-bench", "llama-batched-bench"])
    return made / "bin"


def run(command: list[str], folder: Path | None = None) -> str:
    """Run a program and return what it printed; `SystemExit` with its errors if it fails."""
    libraries = {"LD_LIBRARY_PATH": str(Path(command[0]).parent)} if command[0].startswith("/") else {}
    if "python" in Path(command[0]).name:
        libraries = {}
    done = subprocess.run(command, cwd=folder, env=os.environ | libraries, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} exits with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def ours(arguments: argparse.Namespace, model: Path, folder: Path) -> dict[str, float]:
    """Return c3's medians."""
    lengths = ["--prompt", str(arguments.prompt), "--output-tokens", str(arguments.output)]
    lengths += ["--concurrency", arguments.concurrency, "--threads", str(arguments.threads), "--seconds", "0.001"]
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from c3calc.cli import main; main()"
    flags = ["bench", "--model", str(model), "--meter", "none", "-o", "m.yaml", "--force", *lengths]
    run([sys.executable, "-c", code, *flags], folder)
    found: dict[str, Any] = yaml.safe_load((folder / "m.yaml").read_text(encoding="utf-8"))
    rates = {"prefill, 1": found["prefill"][0]["prefill_tok_s"]}
    return rates | {f"decode, {p['concurrency']}": p["decode_tok_s"] for p in found["points"]}


def theirs(arguments: argparse.Namespace, programs: Path, model: Path) -> dict[str, float]:
    """Return the rates of llama-bench, and where several sequences are asked for of llama-batched-bench."""
    usual = ["-m", str(model), "-t", str(arguments.threads)]
    prompt, output = str(arguments.prompt), str(arguments.output)
    bench = [str(programs / "llama-bench"), *usual, "-r", "3", "-o", "json"]
    (prefill,) = json.loads(run([*bench, "-p", prompt, "-n", "0"]))
    (decode,) = json.loads(run([*bench, "-p", "0", "-n", output, "-d", prompt]))
    rates = {"prefill, 1": median(prefill["samples_ts"]), "decode, 1": median(decode["samples_ts"])}
    several = [int(c) for c in arguments.concurrency.split(",") if int(c) > 1]
    if several:
        room = str(max(several) * (arguments.prompt + arguments.output))
        batched = [str(programs / "llama-batched-bench"), *usual, "-c", room, "--output-format", "jsonl"]
        counts = ",".join(map(str, several))
        lines = run([*batched, "-npp", prompt, "-ntg", output, "-npl", counts]).splitlines()
        rows = [json.loads(line) for line in lines if line.startswith("{")]
        rates |= {f"decode, {row['pl']}": row["speed_tg"] for row in rows}
    return rates


def model_of(arguments: argparse.Namespace, folder: Path) -> Path:
    """Return the model file, written if it is a synthetic one."""
    if arguments.model:
        return Path(arguments.model).resolve()
    sys.path.insert(0, str(ROOT / "src"))
    from c3calc.bench.shapes import model_of as known  # noqa: PLC0415
    from c3calc.bench.shapes import shape_of  # noqa: PLC0415
    from c3calc.bench.synthetic import write_synthetic  # noqa: PLC0415
    from c3calc.files.catalogue.load import COMPILED, load_catalogue  # noqa: PLC0415

    prices = load_catalogue([], COMPILED)
    models = {i: prices.get("models", i) for i in prices.ids("models")}
    path = folder / "model.gguf"
    write_synthetic(shape_of(known(arguments.synthetic, models)), arguments.quant, path, lambda *_: None)
    return path


def report(mine: list[dict[str, float]], other: list[dict[str, float]]) -> None:
    """Print a line for each figure: both medians with their ranges, and the ratio of the medians."""
    print(f"{'tokens/s':14}{'c3 median':>12}{'range':>20}{'llama.cpp':>12}{'range':>20}{'ratio':>8}")
    for name in mine[0]:
        columns = [[rates[name] for rates in rounds if name in rates] for rounds in (mine, other)]
        if all(columns):
            middle = [median(column) for column in columns]
            ranges = [f"{min(column):,.1f} to {max(column):,.1f}" for column in columns]
            print(f"{name:14}{middle[0]:12,.1f}{ranges[0]:>20}{middle[1]:12,.1f}{ranges[1]:>20}", end="")
            print(f"{middle[0] / middle[1]:8.3f}")


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--synthetic", default="tinyllama-1.1b")
    parser.add_argument("--quant", default="q4_0")
    parser.add_argument("--programs", type=Path)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--output", type=int, default=128)
    parser.add_argument("--concurrency", default="1,4")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs, model = arguments.programs or build(folder), model_of(arguments, folder)
        mine, other = [], []
        for _ in range(arguments.rounds):
            mine.append(ours(arguments, model, folder))
            other.append(theirs(arguments, programs.resolve(), model))
        report(mine, other)


if __name__ == "__main__":
    main()
