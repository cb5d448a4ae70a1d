"""The command `c3 predict` and its flags: the shape of a question about one replica, or a table of them."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (Typer reads the annotations)
from typing import Annotated, Optional

import typer

from c3calc.cli.flags import (
    EngineClass,
    Format,
    Phase,
    Pricing,
)


def predict(
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Open weights of the catalogue, or any name with --shape.")
    ] = "",
    gpu: Annotated[str, typer.Option(metavar="NAME", help="A GPU of the catalogue.")] = "",
    gpus: Annotated[str, typer.Option(metavar="N", help="GPUs of one replica.")] = "1",
    weight_bits: Annotated[str, typer.Option(metavar="BITS", help="Bits of a weight, scales included.")] = "16",
    kv_bits: Annotated[str, typer.Option(metavar="BITS", help="Bits of a number in the KV cache.")] = "16",
    concurrency: Annotated[
        Optional[str], typer.Option(metavar="N", help="Sequences in flight. Default: the most that memory holds.")  # noqa: UP045
    ] = None,
    input_tokens: Annotated[Optional[str], typer.Option(metavar="N", help="Input tokens of a request.")] = None,  # noqa: UP045
    output_tokens: Annotated[Optional[str], typer.Option(metavar="N", help="Output tokens of a request.")] = None,  # noqa: UP045
    engine: Annotated[
        EngineClass | None, typer.Option(help="serving: vLLM, SGLang, TensorRT-LLM ...; local: llama.cpp, Ollama ...")
    ] = None,
    phase: Annotated[
        Phase, typer.Option(help="served: prefill of new requests included; decode: generation alone.")
    ] = Phase.served,
    shape: Annotated[
        list[str], typer.Option(metavar="NAME=NUMBER", help="A size of a model that the catalogue lacks. Repeatable.")
    ] = [],  # noqa: B006
    cases: Annotated[
        Optional[Path], typer.Option(metavar="FILE", help="Answer every row of a CSV file, or - for standard input.")  # noqa: UP045
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.table,  # noqa: A002
    pricing: Pricing = [],  # noqa: B006
) -> None:
    """Predict tokens per second, joules per token and memory of a model on GPUs, with intervals."""
    from c3calc.cli.predict import many, one

    if cases and (model or gpu):
        raise typer.BadParameter("--cases takes models and GPUs from its table, not from --model and --gpu")
    if cases:
        many(cases, pricing, format.value)
        return
    words = {"model": model, "gpu": gpu, "engine": engine.value if engine else "", "phase": phase.value}
    numbers = {
        "gpus": gpus, "weight_bits": weight_bits, "kv_bits": kv_bits, "concurrency": concurrency,
        "input_tokens": input_tokens, "output_tokens": output_tokens,
    }  # fmt: skip
    one(words, numbers, shape, pricing, format.value)
