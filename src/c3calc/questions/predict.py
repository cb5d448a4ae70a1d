"""The question behind `c3 predict`: what this model will do on these cards, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from c3calc.answer.prediction import Span, span
from c3calc.base.errors import InputError
from c3calc.base.numbers import plain
from c3calc.case.hardware import Setup
from c3calc.evaluate.prediction import largest_concurrency, memory_needed_gb, predict
from c3calc.resolve.hardware import accelerator, architecture, constants, memory_gb
from c3calc.resolve.replica_spec import KnownNames, ReplicaSpec, engine_of, wrong_fit, wrong_numbers, wrong_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from c3calc.case.hardware import Accelerator, Architecture, Constants, Prediction
    from c3calc.catalogue.catalogue import Catalogue, Entry

_MOST_CARDS = 16
_SMALLER_BITS = (8.0, 4.5, 4.0, 3.0, 2.0)


@dataclass(frozen=True)
class Predicted:
    """The answer to one question.

    asked: with everything that was left open filled in. terms: what a decode step's time goes to, largest first.
    missing_gb: 0 where it fits. usable_gb: what an engine fills of the cards' memory. fixes: what would make it fit.
    tdp_w: what no card draws more than.
    """

    asked: ReplicaSpec
    model: str
    gpu: str
    found: Prediction
    chosen: tuple[str, ...]
    output_tok_s: Span
    energy_per_output_token_j: Span
    terms: tuple[tuple[str, float], ...]
    missing_gb: float
    usable_gb: float
    fixes: tuple[str, ...]
    tdp_w: float
    source: str

    @property
    def fits(self) -> bool:
        """Whether the cards hold weights, KV cache and overhead."""
        return self.missing_gb == 0

    @property
    def bound(self) -> str:
        """What limits a decode step, in words: memory-bound: 71 % weights, 12 % KV cache."""
        kind = _BOUND[self.terms[0][0]]
        return f"{kind}: " + ", ".join(
            f"{plain(100 * share, 2)} % {name}" for name, share in self.terms if share >= 0.01
        )


_TERMS = {
    "weights": "weights_share", "KV cache": "kv_share", "arithmetic": "compute_share", "launches": "launch_share",
    "links between cards": "link_share", "work per sequence": "sequence_share",
}  # fmt: skip
_BOUND = {
    "weights": "memory-bound", "KV cache": "memory-bound", "arithmetic": "compute-bound", "launches": "launch-bound",
    "links between cards": "link-bound", "work per sequence": "host-bound",
}  # fmt: skip


@dataclass(frozen=True)
class _Replica:
    shape: Architecture
    card: Accelerator
    fit: Constants


def predicted(catalogue: Catalogue, asked: ReplicaSpec, inline: Mapping[str, Any] | None = None) -> Predicted:
    """Return the answer; `inline` is the shape of a model that the catalogue does not have.

    Raises InputError with everything that is wrong with the question.
    """
    shape, gpu, engine = _looked_up(catalogue, asked, inline)
    machine = _Replica(architecture(shape), accelerator(gpu, asked.weight_bits, engine), constants(catalogue, engine))
    filled, chosen = _filled(catalogue, replace(asked, engine=engine), machine)
    setup = _setup(catalogue, filled)
    found = predict(machine.shape, machine.card, machine.fit, setup)
    decoding = asked.phase == "decode"
    rate = found.decode_tok_s if decoding else found.output_tok_s
    joules = found.decode_energy_per_token_j if decoding else found.energy_per_output_token_j
    missing = float(found.missing_gb)
    terms = sorted(((name, getattr(found, field)) for name, field in _TERMS.items()), key=lambda term: -term[1])
    return Predicted(
        asked=filled,
        model=str(shape["name"]),
        gpu=str(gpu["name"]),
        found=found,
        chosen=chosen,
        output_tok_s=span(rate, found.throughput_factor),
        energy_per_output_token_j=span(joules, found.energy_factor),
        terms=tuple(terms),
        missing_gb=missing,
        usable_gb=float(machine.card.vram_gb * machine.card.usable_share * asked.gpus),
        fixes=tuple(_fixes(catalogue, shape, gpu, machine, setup)) if missing else (),
        tdp_w=machine.card.tdp_w,
        source=str(catalogue.get("engines", engine)["source"]),
    )


def _looked_up(catalogue: Catalogue, asked: ReplicaSpec, inline: Mapping[str, Any] | None) -> tuple[Entry, Entry, str]:
    """Return the model's shape, the card and the engine. Raises InputError with every problem of the question."""
    models, gpus = KnownNames(catalogue, "models", "model"), KnownNames(catalogue, "gpus", "GPU")
    shape, gpu = inline or models.find(asked.model), gpus.find(asked.gpu)
    problems = [*wrong_words(asked), *wrong_numbers(asked)]
    problems += [] if shape else [models.problem(asked.model)]
    problems += [] if gpu else [gpus.problem(asked.gpu)]
    engine = asked.engine or (engine_of(gpu, asked) if gpu else "")
    if shape and not problems:
        problems += wrong_fit(shape, asked, engine)
    if problems or shape is None or gpu is None:
        raise InputError(problems)
    return shape, gpu, engine


def mean_request(catalogue: Catalogue) -> tuple[float, float]:
    """Return input and output tokens of a request where nothing is said."""
    return _default(catalogue, "input_tokens_per_request"), _default(catalogue, "output_tokens_per_request")


def overhead_gb(catalogue: Catalogue) -> float:
    """Return GB of a card that neither weights nor caches may use."""
    return _default(catalogue, "vram_overhead_gb_per_gpu")


def _default(catalogue: Catalogue, key: str) -> float:
    entry = catalogue.get("defaults", key)
    return float(entry.get("value", entry.get("mode")))


def _filled(catalogue: Catalogue, asked: ReplicaSpec, machine: _Replica) -> tuple[ReplicaSpec, tuple[str, ...]]:
    """Return the question with what was left open filled in, and the names of what that is."""
    request = dict(zip(("input_tokens", "output_tokens"), mean_request(catalogue), strict=True))
    open_ = [name for name in (*request, "concurrency") if getattr(asked, name) is None]
    assumed: dict[str, Any] = {name: value for name, value in request.items() if name in open_}
    asked = replace(asked, **assumed)
    if "concurrency" in open_:
        held = largest_concurrency(
            machine.shape, machine.card, machine.fit, _setup(catalogue, replace(asked, concurrency=1.0))
        )
        asked = replace(asked, concurrency=float(held))
    return asked, tuple(open_)


def _setup(catalogue: Catalogue, asked: ReplicaSpec) -> Setup:
    """Return a question that is filled in as numbers."""
    tokens = (asked.input_tokens or 0.0, asked.output_tokens or 0.0)
    return Setup(
        float(asked.gpus), asked.weight_bits, asked.kv_bits, asked.concurrency or 1.0, *tokens, overhead_gb(catalogue)
    )


def _fixes(catalogue: Catalogue, shape: Entry, gpu: Entry, machine: _Replica, setup: Setup) -> Iterator[str]:
    """Yield what would hold the replica: fewer sequences, more of these cards, fewer bits, another card."""

    def holds(memory: float, **change: Any) -> bool:
        made = replace(setup, **change)
        return bool(memory_needed_gb(machine.shape, made) <= memory * machine.card.usable_share * made.gpus)

    fewest = float(largest_concurrency(machine.shape, machine.card, machine.fit, setup))
    if fewest < setup.concurrency and holds(machine.card.vram_gb, concurrency=fewest):
        yield f"{plain(fewest)} sequences in flight"
    heads, there = shape.get("heads") or 0, machine.card.vram_gb
    counts = (2.0**k for k in range(1, 5) if 2**k > setup.gpus and heads % 2**k == 0)
    more = next((n for n in counts if n <= _MOST_CARDS and holds(there, gpus=n)), None)
    fewer = next((b for b in _SMALLER_BITS if b < setup.weight_bits and holds(there, weight_bits=b)), None)
    others = sorted(
        (catalogue.get("gpus", key) for key in catalogue.ids("gpus")), key=lambda e: (memory_gb(e), e["id"])
    )
    larger = next((e for e in others if holds(memory_gb(e))), None)
    if more:
        yield f"{plain(more)} x {gpu['name']}"
    if fewer:
        yield f"weights of {plain(fewer)} bits"
    if larger:
        yield f"{plain(setup.gpus)} x {larger['name']} ({plain(larger['vram_gb'])} GB)"
