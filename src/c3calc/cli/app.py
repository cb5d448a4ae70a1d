"""The commands of `c3`, each a few lines: read, ask, render, print. A command imports what it needs when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from c3calc import __version__
from c3calc.cli.bench import bench, doctor
from c3calc.cli.flags import (
    AnswerFormat,
    AnswerFormatFlag,
    AsOf,
    Baselines,
    CheckFormat,
    CheckOutput,
    Columns,
    DrawCount,
    FailOn,
    Format,
    Kind,
    MaxAge,
    Options,
    Output,
    Over,
    Plots,
    Pricing,
    Scenario,
    ScenarioOrCode,
    SchemaName,
    Seed,
    Settings,
    Shell,
    SweepPlots,
    SweepViews,
    Today,
    Views,
)
from c3calc.cli.predict_command import predict
from c3calc.cli.prices import prices

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer

app = typer.Typer(
    name="c3",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Call an LLM API or run the model yourself? Break-even, monthly cost, carbon and control, with a source "
    "behind every number. Exit codes: 0 ok, 2 bad input, 3 over budget, 4 inconclusive, 5 measurement failed, 70 bug.",
)

app.add_typer(prices)
app.add_typer(bench)
app.command()(doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"c3 {__version__}")
        raise typer.Exit


@app.callback()
def _c3(
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Take the flags that stand before a command."""


@app.command()
def compare(
    scenario: Scenario,
    format: AnswerFormatFlag = AnswerFormat.table,  # noqa: A002
    output: Output = [],  # noqa: B006
    plot: Plots = [],  # noqa: B006
    columns: Columns = "",
    view: Views = "",
    option: Options = [],  # noqa: B006
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = [],  # noqa: B006
    pricing: Pricing = [],  # noqa: B006
    max_age: MaxAge = False,
    draws: DrawCount = None,
    seed: Seed = 0,
) -> None:
    """Compare the options of a scenario: cost, carbon, capacity, control, and where the order changes."""
    from c3calc.cli.publish import shows_depth
    from c3calc.cli.request import Sampling, print_answer, refuse_old, sampled, shared_flags

    asked = not {"tornado", "flips"}.isdisjoint(view.split(",")) or shows_depth(format.value, output, plot)
    sampling = Sampling(draws, seed, depth=bool(draws) or (asked and draws != 0))

    def make() -> Answer:
        flags = shared_flags(pricing=pricing, today=today, as_of=as_of, settings=set_, only=option)
        return sampled(flags.request(scenario).comparison, sampling)

    answer = print_answer(make, format.value, output, columns, view, plot)
    if max_age:
        refuse_old(answer)


app.command()(predict)


@app.command()
def check(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Scenario files or patterns, or - for standard input.")
    ],
    baseline: Baselines = [],  # noqa: B006
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave open (4) what the interval of a figure does not settle.")
    ] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Fail on errors only, or on warnings too.")
    ] = FailOn.error,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 where a budget fails (3) or is left open (4).")
    ] = False,
    max_age: Annotated[
        bool, typer.Option("--max-age", help="Leave open (4) what rests on a price older than its kind allows.")
    ] = False,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="What to print.")] = CheckFormat.table,  # noqa: A002
    output: CheckOutput = [],  # noqa: B006
    view: Views = "",
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = [],  # noqa: B006
    pricing: Pricing = [],  # noqa: B006
) -> None:
    """Hold scenarios against their budgets, waivers and expectations. Exits with 3 where one fails, 4 if open."""
    from c3calc.cli.check import run_check
    from c3calc.cli.request import words
    from c3calc.questions.budgets import JudgingPolicy

    code = run_check(
        scenarios,
        format_=format.value,
        outputs=output,
        views=words(view),
        baselines=baseline,
        pricing=pricing,
        settings=set_,
        as_of=as_of,
        today=today,
        terms=JudgingPolicy("", strict, max_age, fail_on.value),
    )
    raise typer.Exit(0 if exit_zero and code in (3, 4) else code)


@app.command()
def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A saved answer (.json), or a scenario file.")],
    head: Annotated[str, typer.Argument(metavar="HEAD", help="A saved answer (.json), or a scenario file.")],
    format: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.table,  # noqa: A002
    output: Output = [],  # noqa: B006
    view: Annotated[
        str, typer.Option("--view", metavar="A,B", help="Tables to print: options, lines, settings, causes.")
    ] = "",
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = [],  # noqa: B006
    pricing: Pricing = [],  # noqa: B006
) -> None:
    """Show what changed between two answers and why: which input, which price, which version."""
    from c3calc.cli.diff import run_diff
    from c3calc.cli.request import words

    run_diff(
        base,
        head,
        format_=format.value,
        outputs=output,
        views=words(view),
        settings=set_,
        pricing=pricing,
        as_of=as_of,
        today=today,
    )


@app.command()
def sweep(
    scenario: Scenario,
    over: Over,
    format: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.table,  # noqa: A002
    output: Output = [],  # noqa: B006
    plot: SweepPlots = [],  # noqa: B006
    view: SweepViews = "",
    option: Options = [],  # noqa: B006
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = [],  # noqa: B006
    pricing: Pricing = [],  # noqa: B006
) -> None:
    """Move one number of a scenario over a range, or two: what every option costs, and where the cheapest changes."""
    from c3calc.cli.request import words
    from c3calc.cli.sweep import run_sweep

    run_sweep(
        scenario, over, format_=format.value, outputs=output, plots=plot, views=words(view), settings=set_,
        pricing=pricing, as_of=as_of, today=today, only=option,
    )  # fmt: skip


@app.command()
def render(
    result: Annotated[str, typer.Argument(metavar="RESULT", help="An answer saved as JSON, or - for standard input.")],
    format: AnswerFormatFlag = AnswerFormat.table,  # noqa: A002
    output: Output = [],  # noqa: B006
    plot: Plots = [],  # noqa: B006
    columns: Columns = "",
    view: Views = "",
) -> None:
    """Print a saved answer again, the same bytes as when it was evaluated."""
    from c3calc.cli.request import print_answer, saved_answer

    print_answer(lambda: saved_answer(result), format.value, output, columns, view, plot)


@app.command()
def explain(
    scenario: ScenarioOrCode,
    label: Annotated[Optional[str], typer.Argument(metavar="LABEL", help="Only the lines with this label.")] = None,  # noqa: UP045
    option: Options = [],  # noqa: B006
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = [],  # noqa: B006
    pricing: Pricing = [],  # noqa: B006
) -> None:
    """Show the arithmetic of every line with its numbers and who said them; or what a code means."""
    from c3calc.files.codes import code_named

    if code := code_named(scenario):
        from c3calc.cli.codes import explain_code

        return explain_code(code, label, option, as_of, today, set_, pricing)

    from c3calc.cli.request import explain_text, shared_flags
    from c3calc.cli.terminal import write

    flags = shared_flags(pricing=pricing, today=today, as_of=as_of, settings=set_)
    return write(explain_text(flags.request(scenario).comparison.answer, label, option))


@app.command()
def validate(
    scenarios: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files, or - for standard input.")],
    pricing: Pricing = [],  # noqa: B006
    today: Today = None,
) -> None:
    """Check scenario files and list everything that must be mended."""
    from c3calc.cli.request import check_files, shared_flags

    check_files(scenarios, shared_flags(pricing=pricing, today=today))


@app.command()
def schema(name: Annotated[SchemaName, typer.Argument(help="Which schema.")]) -> None:
    """Print the JSON Schema of scenarios, of catalogue or measurement files, or of what c3 prints as JSON."""
    from c3calc.cli.schema import schema_text
    from c3calc.cli.terminal import write

    write(schema_text(name.value))


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the scenario.")] = Path("scenario.yaml"),
    kind: Annotated[
        list[Kind] | None, typer.Option(help="Kinds of option to start with. Repeatable. Default: api and rented.")
    ] = None,
    name: Annotated[Optional[str], typer.Option(help="What the scenario is called.")] = None,  # noqa: UP045
    currency: Annotated[Optional[str], typer.Option(help="ISO code of the currency to answer in.")] = None,  # noqa: UP045
    input_tokens: Annotated[Optional[str], typer.Option(help="Input tokens a month, such as 500M.")] = None,  # noqa: UP045
    output_tokens: Annotated[Optional[str], typer.Option(help="Output tokens a month, such as 150M.")] = None,  # noqa: UP045
    force: Annotated[bool, typer.Option(help="Overwrite FILE if it is there.")] = False,
) -> None:
    """Write a commented starter scenario that runs as it stands."""
    from c3calc.cli.init import write_starter

    kinds = [k.value for k in kind or []]
    write_starter(
        file, {"name": name, "currency": currency, "input": input_tokens, "output": output_tokens}, kinds, force=force
    )


@app.command()
def completion(shell: Annotated[Shell, typer.Argument(help="Your shell.")]) -> None:
    """Print a static completion script: save it where your shell looks for completions."""
    from c3calc.cli.completion import completion as script
    from c3calc.cli.terminal import write

    write(script(shell.value))
