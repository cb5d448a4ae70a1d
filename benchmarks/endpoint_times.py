"""How the times that c3 sees of a server compare with those that the server itself counts.

    python benchmarks/endpoint_times.py [--synthetic tinyllama-1.1b --prompt 256 --output 64 --rounds 15]

Starts the real llama-server of the `xllamacpp` wheel on loopback with random weights, sends requests one after the
other as `c3 bench --endpoint` sends them, and compares: the time to the first token with the server's `prompt_ms`, and
the time from the first to the last token with its `predicted_ms`, which begins when the prompt is read.
Nothing is asserted, and a machine that does something else at the same time says nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from c3calc.bench.engines.chat import ChatReply, Server, Wishes, ask  # noqa: E402
from c3calc.bench.machine import SystemClock  # noqa: E402
from c3calc.bench.shapes import model_of, shape_of  # noqa: E402
from c3calc.bench.synthetic import write_synthetic  # noqa: E402
from c3calc.files.catalogue.load import COMPILED, load_catalogue  # noqa: E402

WORDS = ["time", "year", "people", "way", "day", "man", "thing", "woman", "life", "child", "world", "school"]


def started(model: Path, room: int, threads: int) -> Any:
    """Return a running server; it stops when the last reference to it goes."""
    import xllamacpp  # noqa: PLC0415

    params = xllamacpp.CommonParams()
    params.model.path, params.hostnames, params.port = str(model), ["127.0.0.1"], 0
    params.n_parallel, params.n_ctx = 1, room
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.model_alias = {"model"}
    return xllamacpp.Server(params)


def answered(server: Server, number: int, prompt_words: int, output_tokens: int) -> ChatReply:
    """Ask for a text that nobody has asked for before."""
    prompt = " ".join([str(number), *(WORDS[(number + i * i) % len(WORDS)] for i in range(prompt_words))])
    return ask(server, server.connect(), prompt, output_tokens, SystemClock(), Wishes())


def line(name: str, mine: list[float], other: list[float]) -> None:
    """Print both medians, and the median and range of the ratio within one request."""
    ratios = sorted(a / b for a, b in zip(mine, other, strict=True))
    ends = f"{ratios[0]:.4f} to {ratios[-1]:.4f}"
    print(f"{name:28}{median(mine):12.3f}{median(other):12.3f}{median(ratios):10.4f}{ends:>20}")


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--synthetic", default="tinyllama-1.1b")
    parser.add_argument("--quant", default="q4_0")
    parser.add_argument("--prompt", type=int, default=256, help="words")
    parser.add_argument("--output", type=int, default=64, help="tokens")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    prices = load_catalogue([], COMPILED)
    models = {name: prices.get("models", name) for name in prices.ids("models")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.gguf"
        shape = shape_of(model_of(arguments.synthetic, models))
        write_synthetic(shape, arguments.quant, path, lambda *_: None)
        running = started(path, 8 * (arguments.prompt + arguments.output), arguments.threads)
        port = int(running.listening_address.rsplit(":", 1)[1])
        server = Server(secure=False, host="127.0.0.1", port=port, base="/v1", model="model")
        ours = [answered(server, i, arguments.prompt, arguments.output) for i in range(arguments.rounds + 1)][1:]
        del running
    print(f"{'seconds':28}{'c3 median':>12}{'server':>12}{'ratio':>10}{'range':>20}")
    theirs = [answer.timings for answer in ours]
    line("to the first token", [a.first_s - a.begin_s for a in ours], [t["prompt_ms"] / 1e3 for t in theirs])
    line("first to last token", [a.last_s - a.first_s for a in ours], [t["predicted_ms"] / 1e3 for t in theirs])
    line("tokens written", [a.output_tokens for a in ours], [t["predicted_n"] for t in theirs])
    counted = [t["prompt_n"] + t.get("cache_n", 0) for t in theirs]
    line("tokens read", [a.input_tokens for a in ours], counted)


if __name__ == "__main__":
    main()
