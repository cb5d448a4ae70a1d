"""The question behind `c3 predict --cases`: the same as `c3 predict`, for every row of a table at once.

Names and hardware are looked up once for each combination that occurs, lengths are held against them as arrays, and all
rows of a class of engines go through the arithmetic together. A row that cannot be answered says why.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from c3calc.answer.prediction import COMPUTED, CaseAnswers
from c3calc.base.numbers import parse_number
from c3calc.case.hardware import Accelerator, Architecture, Setup
from c3calc.evaluate.prediction import largest_concurrency, predict
from c3calc.questions.predict import mean_request, overhead_gb
from c3calc.resolve.hardware import accelerator, architecture, constants, released_bits
from c3calc.resolve.replica_spec import (
    ENGINES,
    MOST_COUNT,
    KnownNames,
    ReplicaSpec,
    engine_class,
    engine_of,
    not_a_number,
    wrong_fit,
    wrong_numbers,
    wrong_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from c3calc.base.errors import Problem
    from c3calc.catalogue.catalogue import Catalogue

Array = Any  # a NumPy array with an element a row
NUMBERS = {
    "num_gpus": 1.0, "weight_bits": np.nan, "kv_bits": 16.0, "concurrency": np.nan, "input_tokens": np.nan,
    "output_tokens": np.nan,
}  # fmt: skip
_WORDS = {"model": "", "gpu": "", "engine": "", "phase": "served"}


def answer_cases(catalogue: Catalogue, columns: Mapping[str, Sequence[str]], count: int) -> CaseAnswers:
    """Return the answers to a table's columns, whose cells are texts; columns and cells may be missing."""
    errors = [""] * count
    words = {
        name: [cell.strip() or default for cell in columns.get(name, ("",) * count)] for name, default in _WORDS.items()
    }
    words["engine"] = [engine_class(catalogue, cell) if cell else "" for cell in words["engine"]]
    words["phase"] = [cell.lower() for cell in words["phase"]]
    numbers = {name: _numbers(name, columns.get(name), count, errors) for name in NUMBERS}
    machines = _Replicas(catalogue)
    numbers["weight_bits"] = machines.bits(words["model"], numbers["weight_bits"])
    kinds = machines.of_rows(words, numbers, errors)
    computed = {name: np.full(count, np.nan) for name in (*COMPUTED, "missing_gb")}
    for engine in ENGINES:
        rows = np.flatnonzero(np.array([kind == engine for kind in kinds], dtype=bool))
        if rows.size:
            found = machines.predicted(engine, rows, words, numbers)
            for name, values in found.items():
                computed[name][rows] = values
    missing = computed.pop("missing_gb")
    return CaseAnswers(computed, [not m if k else None for k, m in zip(kinds, missing, strict=True)], errors)


def _numbers(name: str, cells: Sequence[str] | None, count: int, errors: list[str]) -> Array:
    """Return a column of numbers; empty cells are the default, and cells that are no number become errors."""
    if cells is None:
        return np.full(count, NUMBERS[name])
    read = {cell: parse_number(cell) if cell.strip() else NUMBERS[name] for cell in set(cells)}
    if None in read.values():
        wrong = {cell: _said(not_a_number(name, cell)) for cell, value in read.items() if value is None}
        errors[:] = [error or wrong.get(cell, "") for error, cell in zip(errors, cells, strict=True)]
    return np.array([read[cell] for cell in cells], dtype=float)


class _Replicas:
    """Models and cards of the catalogue as arithmetic needs them, each made once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._models, self._gpus = KnownNames(catalogue, "models", "model"), KnownNames(catalogue, "gpus", "GPU")
        self._checked: dict[tuple[Any, ...], tuple[str, str]] = {}

    def bits(self, models: Sequence[str], given: Array) -> Array:
        """Return bits of a weight, of every row that gives none those that its model was released with."""
        released = {name: released_bits(self._models.find(name) or {}) for name in set(models)}
        return np.where(np.isnan(given), [released[name] for name in models], given)

    def of_rows(self, words: dict[str, list[str]], numbers: dict[str, Array], errors: list[str]) -> list[str]:
        """Return the engine of every row, empty where it cannot be answered, and put into `errors` what is wrong.

        What does not depend on lengths is checked once for rows that agree in it; lengths are, where they look wrong.
        """
        fine, alone = self._plausible(words, numbers), np.where(numbers["concurrency"] == 1, 1.0, np.nan)
        given = [numbers[name].tolist() for name in NUMBERS]
        kept = [*given[:3], alone.tolist()]
        named = [words[name] for name in _WORDS]
        kinds = []
        for row, (is_fine, *key) in enumerate(zip(fine.tolist(), *named, *kept, strict=True)):
            engine, error = self._once(tuple(key)) if is_fine else self._check((*key[:4], *(c[row] for c in given)))
            kinds.append("" if errors[row] else engine)
            errors[row] = errors[row] or error
        return kinds

    def _plausible(self, words: dict[str, list[str]], numbers: dict[str, Array]) -> Array:
        """Return where concurrency and lengths are not given, or at least 1 and within the model's context."""
        inputs, outputs = numbers["input_tokens"], numbers["output_tokens"]
        contexts: dict[str, float] = {}
        for model in set(words["model"]):
            contexts[model] = (self._models.find(model) or {}).get("context_tokens") or np.inf
        most = np.array([contexts[model] for model in words["model"]])
        decode = np.array([phase == "decode" for phase in words["phase"]], dtype=bool)
        long = np.nan_to_num(inputs) + np.nan_to_num(outputs) > most
        short = (inputs < 1) & ~((inputs == 0) & decode)
        uncounted = [(count < 1) | (count > MOST_COUNT) for count in (numbers["concurrency"], outputs)]
        return ~(long | short | (inputs > MOST_COUNT) | uncounted[0] | uncounted[1])

    def _once(self, key: tuple[Any, ...]) -> tuple[str, str]:
        """Return what `_check` says of a row without lengths; NaN is never equal to itself, so None stands for it."""
        key = tuple(None if x != x else x for x in key)  # noqa: PLR0124
        if key not in self._checked:
            self._checked[key] = self._check((*(np.nan if x is None else x for x in key), np.nan, np.nan))
        return self._checked[key]

    def _check(self, key: tuple[Any, ...]) -> tuple[str, str]:
        """Return the engine of a row and what is wrong with it; no engine where that leaves nothing to answer.

        What a model was not made for, a longer context or other cards, is answered all the same: some people do it.
        """
        model, gpu, engine, phase, gpus, weight_bits, kv_bits, *given = key
        concurrency, inputs, outputs = (None if np.isnan(x) else x for x in given)
        asked = ReplicaSpec(model, gpu, gpus, weight_bits, kv_bits, concurrency, inputs, outputs, engine, phase)
        shape, card = self._models.find(model), self._gpus.find(gpu)
        problems = [*wrong_words(asked), *wrong_numbers(asked)]
        problems += [] if shape else [self._models.problem(model)]
        problems += [] if card else [self._gpus.problem(gpu)]
        kind = engine or (engine_of(card, asked) if card else "")
        if problems or shape is None:
            return "", "; ".join(map(_said, problems))
        return kind, "; ".join(map(_said, wrong_fit(shape, asked, kind)))

    def predicted(
        self, engine: str, rows: Array, words: dict[str, list[str]], numbers: dict[str, Array]
    ) -> dict[str, Array]:
        """Return the computed columns of some rows of one class of engines."""
        shapes = self._stacked(Architecture, [(words["model"][row],) for row in rows.tolist()], self._shape)
        bits = numbers["weight_bits"][rows]
        names = [(words["gpu"][row], bit, engine) for row, bit in zip(rows.tolist(), bits.tolist(), strict=True)]
        cards = self._stacked(Accelerator, names, self._card)
        fit, setup = constants(self._catalogue, engine), self._setup({n: numbers[n][rows] for n in numbers})
        held = largest_concurrency(shapes, cards, fit, setup)
        setup = replace(setup, concurrency=np.where(np.isnan(setup.concurrency), held, setup.concurrency))
        found = predict(shapes, cards, fit, setup)
        decode = np.array([words["phase"][row] == "decode" for row in rows.tolist()], dtype=bool)
        rate = np.where(decode, found.decode_tok_s, found.output_tok_s)
        joules = np.where(decode, found.decode_energy_per_token_j, found.energy_per_output_token_j)
        spans = [column for value, factor in ((rate, found.throughput_factor), (joules, found.energy_factor))
                 for column in (value, value / factor, value * factor)]  # fmt: skip
        columns = zip(COMPUTED, [*spans, found.memory_needed_gb, found.memory_gb], strict=True)
        return dict(columns) | {"missing_gb": found.missing_gb}

    def _setup(self, numbers: dict[str, Array]) -> Setup:
        inputs, outputs = mean_request(self._catalogue)
        return Setup(
            gpus=numbers["num_gpus"],
            weight_bits=numbers["weight_bits"],
            kv_bits=numbers["kv_bits"],
            concurrency=numbers["concurrency"],
            input_tokens=np.where(np.isnan(numbers["input_tokens"]), inputs, numbers["input_tokens"]),
            output_tokens=np.where(np.isnan(numbers["output_tokens"]), outputs, numbers["output_tokens"]),
            overhead_gb_per_gpu=overhead_gb(self._catalogue),
        )

    def _shape(self, model: str) -> Architecture:
        return architecture(self._models.find(model) or {})

    def _card(self, gpu: str, weight_bits: float, engine: str) -> Accelerator:
        return accelerator(self._gpus.find(gpu) or {}, weight_bits, engine)

    @staticmethod
    def _stacked(kind: Any, keys: list[tuple[Any, ...]], make: Any) -> Any:
        """Return one noun whose fields are arrays with an element a key; equal keys are made once."""
        places: dict[tuple[Any, ...], int] = {}
        index = np.array([places.setdefault(key, len(places)) for key in keys])
        made = [make(*key) for key in places]
        return kind(**{f.name: np.array([getattr(one, f.name) for one in made])[index] for f in fields(kind)})


def _said(problem: Problem) -> str:
    """Return a problem on one line."""
    return ", ".join(part for part in (f"{problem.code}: {problem.message}", problem.help) if part)
