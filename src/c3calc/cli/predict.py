"""The command `c3 predict`: the shape of a question about one replica, or a table of them, and what it prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003  (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from c3calc.base.errors import InputError, Problem
from c3calc.base.numbers import parse_number
from c3calc.base.text import near, shown
from c3calc.cli.flags import NONE, TABLE, EngineClass, FormatFlag, Phase, Pricing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHAPE = (
    "total_params_b", "active_params_b", "layers", "hidden", "heads", "kv_heads", "head_dim", "n_experts",
    "experts_per_tok", "context_tokens",
)  # fmt: skip
MOST_SIZE = 1e9
_NEEDED = ("total_params_b", "layers", "kv_heads", "head_dim")


def predict(
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Open weights of the catalogue, or any name with --shape.")
    ] = "",
    gpu: Annotated[str, typer.Option(metavar="NAME", help="A GPU of the catalogue.")] = "",
    gpus: Annotated[str, typer.Option(metavar="N", help="GPUs of one replica.")] = "1",
    weight_bits: Annotated[
        str | None, typer.Option(metavar="BITS", help="Bits of a weight, scales included. Default: as released, or 16.")
    ] = None,
    kv_bits: Annotated[str, typer.Option(metavar="BITS", help="Bits of a number in the KV cache.")] = "16",
    concurrency: Annotated[
        str | None, typer.Option(metavar="N", help="Sequences in flight. Default: the most that memory holds.")
    ] = None,
    input_tokens: Annotated[str | None, typer.Option(metavar="N", help="Input tokens of a request.")] = None,
    output_tokens: Annotated[str | None, typer.Option(metavar="N", help="Output tokens of a request.")] = None,
    engine: Annotated[
        EngineClass | None, typer.Option(help="serving: vLLM, SGLang, TensorRT-LLM ...; local: llama.cpp, Ollama ...")
    ] = None,
    phase: Annotated[
        Phase, typer.Option(help="served: prefill of new requests included; decode: generation alone.")
    ] = Phase.served,
    shape: Annotated[
        list[str], typer.Option(metavar="NAME=NUMBER", help="A size of a model that the catalogue lacks. Repeatable.")
    ] = NONE,
    cases: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answer every row of a CSV file, or - for standard input.")
    ] = None,
    format_: FormatFlag = TABLE,
    pricing: Pricing = NONE,
) -> None:
    """Predict tokens per second, joules per token and memory of a model on GPUs, with intervals."""
    if cases and (model or gpu):
        raise typer.BadParameter("--cases takes models and GPUs from its table, not from --model and --gpu")
    if cases:
        _many(cases, pricing, format_)
        return
    words = {"model": model, "gpu": gpu, "engine": engine.value if engine else "", "phase": phase.value}
    numbers = {
        "gpus": gpus, "weight_bits": weight_bits, "kv_bits": kv_bits, "concurrency": concurrency,
        "input_tokens": input_tokens, "output_tokens": output_tokens,
    }  # fmt: skip
    _one(words, numbers, shape, pricing, format_)


def _one(
    words: Mapping[str, str],
    numbers: Mapping[str, str | None],
    shape: Sequence[str],
    pricing: Sequence[Path],
    format_: str,
) -> None:
    """Predict one replica and print the answer."""
    from c3calc.cli.publish import show
    from c3calc.cli.request import catalogue
    from c3calc.questions.predict import predicted
    from c3calc.render.views.prediction import prediction_report
    from c3calc.resolve.hardware import released_bits
    from c3calc.resolve.replica_spec import KnownNames, ReplicaSpec

    known = catalogue(pricing)
    released = released_bits(KnownNames(known, "models", "model").find(words["model"]) or {})
    given: dict[str, Any] = {name: _number(name, text) for name, text in numbers.items() if text is not None}
    given = {"weight_bits": released} | given
    asked = replace(ReplicaSpec(words["model"], words["gpu"], engine=words["engine"], phase=words["phase"]), **given)
    show(prediction_report(predicted(known, asked, _shape(words["model"], shape))), format_)


def _many(path: Path, pricing: Sequence[Path], format_: str) -> None:
    """Predict every row of a table and print the table."""
    from c3calc.cli.request import catalogue
    from c3calc.cli.terminal import read, write
    from c3calc.files.text.csv import parse_cases, read_cases
    from c3calc.questions.predict_cases import answer_cases
    from c3calc.render.formats.cases import render_cases

    if format_ not in ("csv", "tsv", "json", "table"):
        raise InputError([Problem("C3-U05", "--cases prints csv, tsv or json", help="add --format csv")])
    cases = parse_cases(read(), "<stdin>") if str(path) == "-" else read_cases(path)
    answers = answer_cases(catalogue(pricing), cases.columns(), len(cases.rows))
    write(render_cases(cases, answers, "csv" if format_ == "table" else format_))


def _number(name: str, text: str) -> float:
    from c3calc.resolve.replica_spec import not_a_number

    value = parse_number(text)
    if value is None:
        raise InputError([not_a_number(f"--{name.replace('_', '-')}", text)])
    return value


def _shape(model: str, pairs: Sequence[str]) -> dict[str, Any] | None:
    """Return the shape that was given as name=number, or None. Raises InputError C3-U65 for what is no shape."""
    if not pairs:
        return None
    shape: dict[str, Any] = {"name": model, "id": model}
    for pair in pairs:
        name, _, text = pair.partition("=")
        value = parse_number(text)
        if name not in SHAPE or not value or not 0 < value <= MOST_SIZE:
            raise InputError([_no_size(pair, name)])
        shape[name] = value
    missing = [name for name in _NEEDED if name not in shape]
    if missing or ("n_experts" in shape) != ("experts_per_tok" in shape):
        expected = ", ".join(f"--shape {name}=..." for name in missing) or "n_experts and experts_per_tok together"
        raise InputError([Problem("C3-U65", "the shape of the model is not complete", expected=expected)])
    return shape


def _no_size(pair: str, name: str) -> Problem:
    """Return what to say of a pair whose name, or else whose number, is none."""
    if name in SHAPE:
        return Problem("C3-U65", f"--shape {shown(pair)} gives no size", expected=f"{name}=NUMBER, above 0, at most 1B")
    expected = f"NAME=NUMBER, of {', '.join(SHAPE)}"
    return Problem("C3-U65", f"--shape {shown(pair)} gives no size", expected=expected, help=near(name, SHAPE))
