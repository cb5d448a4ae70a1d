"""The parts of a measurement that the flags of `c3 bench` choose: model file, engine, meter.

The flags of `c3 bench` as one value.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError, MeasurementError, Problem
from c3calc.base.units import GIGA, MEGA
from c3calc.bench.doubts import FigureDoubt
from c3calc.bench.engines.endpoint import LOOPBACK, EndpointEngine, server_at
from c3calc.bench.extra import of_extra
from c3calc.bench.machine import check_memory, machine_facts, threads
from c3calc.bench.meters.meter import NoMeter
from c3calc.bench.meters.table import METERS, MeterWishes
from c3calc.bench.shapes import model_of, shape_of
from c3calc.files.gguf_header import read_gguf, sha256_of
from c3calc.files.text.output import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from c3calc.bench.engines.engine import Engine
    from c3calc.bench.machine import Clock
    from c3calc.bench.meters.meter import Meter
    from c3calc.bench.protocol import MeasuringPlan
    from c3calc.bench.shapes import SyntheticShape
    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.files.gguf_header import GgufFacts

    Boards = Sequence[Mapping[str, object]]

_SYNTHETIC = "(synthetic weights)"
_TOLD_SHARE = 0.25  # of a file that is written: progress is told so often


def engine_opener(
    asked: BenchFlags, plan: MeasuringPlan, clock: Clock, prices: Catalogue, boards: Boards, tell: Callable[[str], None]
) -> Callable[[], Engine]:
    """Return what opens the engine that was asked for; everything that can be refused before is refused now."""
    ids = prices.ids("models")
    if asked.model_id and asked.model_id not in ids:
        model_of(asked.model_id, {i: {} for i in ids})
    if asked.endpoint is not None:
        return _endpoint(asked, clock)
    if asked.synthetic:
        model = model_of(
            asked.synthetic, {i: prices.get("models", i) for i in ids if i == asked.synthetic} or {i: {} for i in ids}
        )
        path = _synthetic(asked, shape_of(model), plan, boards, tell)
    else:
        assert asked.model is not None
        path = asked.model
    facts = read_gguf(path)
    llama = of_extra("c3calc.bench.engines.llama", "llama_cpp", "llama-cpp-python")
    _check_fit(asked, (facts.size_bytes + facts.kv_bytes(plan.longest_tokens)) / GIGA, boards)

    def opened() -> Engine:
        tell(f"hashing and loading {path.name}, {facts.size_bytes / MEGA:,.0f} MB")
        engine: Engine = llama.LlamaEngine(
            path, _model(asked, path, facts), clock, threads=_threads(asked), gpu_layers=asked.gpu_layers
        )
        return engine

    return opened


def _threads(asked: BenchFlags) -> int:
    """Return the threads asked for, else all that may run; the tiny model has too little work to share out."""
    return asked.threads or (1 if asked.synthetic == "tiny" else threads())


def _check_fit(asked: BenchFlags, needed_gb: float, boards: Boards) -> None:
    """Refuse a model that does not fit where it would run: into the GPUs, or into what memory is free."""
    if not _may_use_gpu(asked):
        check_memory(needed_gb, machine_facts().get("available_gb"), "this machine")
    elif asked.gpu_layers < 0 and all("memory_gb" in board for board in boards):
        check_memory(needed_gb, sum(float(str(board["memory_gb"])) for board in boards) or None, "the GPU")


def _endpoint(asked: BenchFlags, clock: Clock) -> Callable[[], Engine]:
    if not asked.served_model:
        text = "--endpoint needs the name of the model"
        raise InputError([Problem("C3-M03", text, expected="--served-model NAME", help="GET /v1/models lists them")])
    key = os.environ.get(asked.key_env) or None
    server = server_at(asked.endpoint or "", asked.served_model, key, asked.allow_host, asked.timeout)
    model = {"id": asked.model_id} if asked.model_id else {}
    return lambda: EndpointEngine(server, clock, model)


def _synthetic(
    asked: BenchFlags, shape: SyntheticShape, plan: MeasuringPlan, boards: Boards, tell: Callable[[str], None]
) -> Path:
    """Return the synthetic model in the cache folder, written if it is not there."""
    quant = str(asked.quant)
    _check_fit(asked, (shape.size_bytes(quant) + shape.kv_bytes(plan.longest_tokens)) / GIGA, boards)
    folder = asked.cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "c3"
    path = folder / f"{shape.id}.{quant}.synthetic.gguf"
    synthetic = of_extra("c3calc.bench.synthetic", "gguf", "gguf")
    told = [0.0]

    def progress(done: int, total: int) -> None:
        if total > GIGA and done / total >= told[0] + _TOLD_SHARE:
            told[0] = done / total
            tell(f"writing {path.name}: {done / GIGA:.1f} of {total / GIGA:.1f} GB")

    return kept(path, lambda part: synthetic.write_synthetic(shape, quant, part, progress))


def _model(asked: BenchFlags, path: Path, facts: GgufFacts) -> dict[str, Any]:
    """Return the model as the measurement file describes it."""
    name = str(facts.metadata.get("general.name", path.stem))
    is_synthetic = name.endswith(_SYNTHETIC)
    known = asked.model_id or (asked.synthetic if asked.synthetic != "tiny" else None)
    found = {
        "id": known, "name": name, "file": path.name, "sha256": sha256_of(*facts.parts), "size_bytes": facts.size_bytes,
        "total_params_b": facts.params / GIGA, "weight_bits": round(facts.weight_bits, 4),
        "quantisation": str(asked.quant).upper() if asked.synthetic else facts.quantisation,
        "architecture": facts.architecture, "synthetic_weights": is_synthetic,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


def choose_meter(asked: BenchFlags, clock: Clock) -> tuple[Meter, tuple[FigureDoubt, ...]]:
    """Return the meter that was asked for, or the best one there is; doubts say why there is none."""
    wishes = MeterWishes(asked.gpu, os.environ.get("CUDA_VISIBLE_DEVICES"), asked.rapl_root, asked.wall)
    word = "wall" if asked.wall else asked.meter
    if word != "auto":
        return METERS[word].opened(wishes, clock), ()
    if asked.endpoint is not None and not any(f"//{host}" in asked.endpoint for host in LOOPBACK):
        return NoMeter(), ()
    return _best(wishes, clock, ("gpu", "any") if _may_use_gpu(asked) else ("any",))


def _best(wishes: MeterWishes, clock: Clock, work: Sequence[str]) -> tuple[Meter, tuple[FigureDoubt, ...]]:
    """Return the first meter that serves the work and is there, else none and why."""
    reasons = []
    for kind in (kind for kind in METERS.values() if kind.serves in work):
        try:
            return kind.opened(wishes, clock), ()
        except (MeasurementError, InputError) as exc:
            reasons += [problem.message for problem in exc.problems]
    return NoMeter(), (FigureDoubt("no_energy", f"energy was not measured: {'; '.join(reasons)}"),)


def _may_use_gpu(asked: BenchFlags) -> bool:
    """Whether the work may be on a GPU: of a server nobody knows, llama.cpp says which devices it has."""
    if asked.endpoint is not None:
        return True
    llama = of_extra("c3calc.bench.engines.llama", "llama_cpp", "llama-cpp-python")
    return not llama.used_devices(asked.gpu_layers)[0].startswith("CPU")


@dataclass(frozen=True)
class BenchFlags:
    """The flags of `c3 bench`."""

    model: Path | None
    synthetic: str | None
    quant: str
    endpoint: str | None
    served_model: str
    replay: Path | None
    output: Path
    force: bool
    resume: bool
    record: Path | None
    prompt: str
    output_tokens: int | None
    concurrency: str
    seconds: float | None
    most_seconds: float | None
    idle: float | None
    threads: int | None
    gpu_layers: int
    meter: str
    gpu: list[int]
    wall: str
    rapl_root: Path
    gpu_id: str
    model_id: str
    allow_host: list[str]
    key_env: str
    timeout: float
    cache: Path | None
    date: str | None
    format_: str
