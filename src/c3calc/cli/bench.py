"""The commands under `c3 bench`, and `c3 doctor`. A command imports what it needs when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from c3calc.cli.flags import NONE, RAPL_ROOT, TABLE, FormatFlag, MeterChoice, Quant, RaplRoot

bench = typer.Typer(
    name="bench",
    rich_markup_mode=None,
    invoke_without_command=True,
    help="Measure tokens per second and joules per token on this machine, and write a measurement file that scenarios "
    "read. `c3 doctor` says what there is to measure with.",
)


@bench.callback()
def measure(
    context: typer.Context,
    model: Annotated[Path | None, typer.Option(metavar="FILE", help="Measure llama.cpp with this GGUF file.")] = None,
    synthetic: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="Measure llama.cpp with random weights in the shape of a model of the catalogue; `tiny` is done in "
            "seconds.",
        ),
    ] = None,
    quant: Annotated[Quant, typer.Option(help="Quantisation of the synthetic weights.")] = Quant.q4_k_m,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Measure a server that speaks the OpenAI API: http://127.0.0.1:8000/v1."),
    ] = None,
    served_model: Annotated[str, typer.Option(metavar="NAME", help="What the server calls the model.")] = "",
    replay: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Measure nothing: play a recording again."),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write the measurement.")
    ] = Path("measurement.yaml"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite the output if it is there.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Measure only the concurrencies that the output does not have yet.")
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write what the engine and the meter said, for --replay."),
    ] = None,
    prompt: Annotated[
        str,
        typer.Option(
            metavar="N,N", help="Prompt lengths in tokens; requests have the first one. Default: 512 (tiny: 128)."
        ),
    ] = "",
    output_tokens: Annotated[
        int | None, typer.Option(metavar="N", help="Tokens that each request writes. Default: 128 (tiny: 32).")
    ] = None,
    concurrency: Annotated[str, typer.Option(metavar="N,N", help="Requests at once.")] = "1,2,4,8",
    seconds: Annotated[
        float | None,
        typer.Option(metavar="S", help="A window lasts so long at least. Default: 10 with a meter, 2 without."),
    ] = None,
    most_seconds: Annotated[
        float | None,
        typer.Option(metavar="S", help="No run begins after so long. Default: 3 x --seconds."),
    ] = None,
    idle: Annotated[
        float | None,
        typer.Option(metavar="S", help="How long idle power is watched, bare and loaded. Default: 30."),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(metavar="N", help="Threads of llama.cpp. Default: the processors this process may use (tiny: 1)."),
    ] = None,
    gpu_layers: Annotated[int, typer.Option(metavar="N", help="Layers on the GPU; -1 is all, 0 none.")] = -1,
    meter: Annotated[MeterChoice, typer.Option(help="What measures energy.")] = MeterChoice.auto,
    gpu: Annotated[
        list[int], typer.Option(metavar="N", help="Number of a GPU that the meter reads. Repeatable. Default: visible.")
    ] = NONE,
    wall: Annotated[
        str, typer.Option(metavar="IDLE,BUSY", help="Watts that a meter at the wall shows: loaded but idle, and busy.")
    ] = "",
    rapl_root: RaplRoot = RAPL_ROOT,
    gpu_id: Annotated[
        str, typer.Option(metavar="ID", help="Which GPU of the catalogue this is. Default: by its name.")
    ] = "",
    model_id: Annotated[str, typer.Option(metavar="ID", help="Which model of the catalogue this is.")] = "",
    allow_host: Annotated[
        list[str], typer.Option(metavar="HOST", help="Another machine that --endpoint may name. Repeatable.")
    ] = NONE,
    key_env: Annotated[
        str, typer.Option(metavar="NAME", help="Environment variable with the server's key.")
    ] = "C3_ENDPOINT_KEY",
    timeout: Annotated[float, typer.Option(metavar="S", help="A server may say nothing for so long.")] = 120.0,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where synthetic models are kept. Default: the user's cache folder."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day of the measurement. Default: the system's."),
    ] = None,
    format_: FormatFlag = TABLE,
) -> None:
    """Measure tokens per second and joules per token on this machine, and write a measurement file."""
    flags: dict[str, Any] = dict(locals())
    if flags.pop("context").invoked_subcommand is None:
        from c3calc.cli.bench_parts import BenchFlags
        from c3calc.cli.measure import measure_and_tell

        measure_and_tell(BenchFlags(**flags))


@bench.command()
def diff(
    first: Annotated[Path, typer.Argument(metavar="FILE", help="A measurement file.")],
    second: Annotated[Path, typer.Argument(metavar="FILE", help="Another one.")],
    format_: FormatFlag = TABLE,
) -> None:
    """Compare two measurements: by how much each figure moved, and whether that is more than noise."""
    from c3calc.cli.measure import show_diff

    show_diff(first, second, format_)


def doctor(
    rapl_root: RaplRoot = RAPL_ROOT,
    format_: FormatFlag = TABLE,
) -> None:
    """Say what there is to measure with, and what to install for what is missing."""
    from c3calc.cli.measure import show_doctor

    show_doctor(rapl_root, format_)
