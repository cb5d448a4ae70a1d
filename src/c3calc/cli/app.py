"""The commands of `c3`, each a few lines: read, ask, render, print. A command imports what it needs when it runs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from c3calc import __version__
from c3calc.cli.bench import bench, doctor
from c3calc.cli.flags import (
    NONE,
    TABLE,
    AnswerFormatFlag,
    AsOf,
    Baselines,
    CheckFormatFlag,
    CheckOutput,
    Columns,
    DrawCount,
    FailOn,
    FormatFlag,
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
from c3calc.cli.predict import predict
from c3calc.cli.prices import prices

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

COMPLETIONS = Path(__file__).with_name("completions")  # scripts/make/completions.py makes them, so that a TAB is fast


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
    format_: AnswerFormatFlag = TABLE,
    output: Output = NONE,
    plot: Plots = NONE,
    columns: Columns = "",
    view: Views = "",
    option: Options = NONE,
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = NONE,
    pricing: Pricing = NONE,
    max_age: MaxAge = False,
    draws: DrawCount = None,
    seed: Seed = 0,
) -> None:
    """Compare the options of a scenario: cost, carbon, capacity, control, and where the order changes."""
    from c3calc.cli.publish import Outputs, pictures, shows_depth
    from c3calc.cli.request import Sampling, refuse_old, sampled, shared_flags, words
    from c3calc.render.views.answer import answer_report

    asked = not {"tornado", "flips"}.isdisjoint(view.split(",")) or shows_depth(format_, output, plot)
    sampling = Sampling(draws, seed, depth=bool(draws) or (asked and draws != 0))
    tables, keys = words(view), words(columns)
    with Outputs("answer", format_, output, pictures(plot), parts=(*tables, *keys)) as outputs:
        flags = shared_flags(pricing=pricing, today=today, as_of=as_of, settings=set_, only=option)
        answer = sampled(flags.request(scenario).comparison, sampling)
        outputs.put(answer_report(answer, tables, keys))
    if max_age:
        refuse_old(answer)


app.command()(predict)


@app.command()
def check(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Scenario files or patterns, or - for standard input.")
    ],
    baseline: Baselines = NONE,
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
    format_: CheckFormatFlag = TABLE,
    output: CheckOutput = NONE,
    view: Views = "",
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = NONE,
    pricing: Pricing = NONE,
) -> None:
    """Hold scenarios against their budgets, waivers and expectations. Exits with 3 where one fails, 4 if open."""
    from c3calc.cli.check import CheckRun, by_scenario
    from c3calc.cli.publish import Outputs
    from c3calc.cli.request import shared_flags, words
    from c3calc.files.text.output import expand
    from c3calc.questions.budgets import JudgingPolicy
    from c3calc.render.views.check import check_report, refuse_unknown

    tables = words(view)
    refuse_unknown(tables)
    files = expand(scenarios)
    with Outputs("check", format_, output) as outputs:
        saved = by_scenario(baseline)
        flags = shared_flags(pricing=pricing, today=today, as_of=as_of, settings=set_)
        policy = JudgingPolicy(flags.today, strict, max_age, fail_on.value)
        run = CheckRun(flags, policy, saved, shows_answers=bool(tables) or len(files) == 1)
        found = run.all(files)
        outputs.put(check_report(found, run.answers, tables))
    raise typer.Exit(0 if exit_zero and found.code in (3, 4) else found.code)


@app.command()
def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A saved answer (.json), or a scenario file.")],
    head: Annotated[str, typer.Argument(metavar="HEAD", help="A saved answer (.json), or a scenario file.")],
    format_: FormatFlag = TABLE,
    output: Output = NONE,
    view: Annotated[
        str, typer.Option("--view", metavar="A,B", help="Tables to print: options, lines, settings, causes.")
    ] = "",
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = NONE,
    pricing: Pricing = NONE,
) -> None:
    """Show what changed between two answers and why: which input, which price, which version."""
    from c3calc.cli.publish import Outputs
    from c3calc.cli.request import answer_of, shared_flags, words
    from c3calc.questions.diff import diff as difference
    from c3calc.render.views.diff import diff_report

    flags = partial(shared_flags, pricing=pricing, today=today, as_of=as_of, settings=set_)
    with Outputs("diff", format_, output) as outputs:
        found = difference(answer_of(base, flags), answer_of(head, flags))
        outputs.put(diff_report(found, words(view)))


@app.command()
def sweep(
    scenario: Scenario,
    over: Over,
    format_: FormatFlag = TABLE,
    output: Output = NONE,
    plot: SweepPlots = NONE,
    view: SweepViews = "",
    option: Options = NONE,
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = NONE,
    pricing: Pricing = NONE,
) -> None:
    """Move one number of a scenario over a range, or two: what every option costs, and where the cheapest changes."""
    from c3calc.cli.publish import Outputs, Plot
    from c3calc.cli.request import shared_flags, words
    from c3calc.cli.sweep import axes_of, swept
    from c3calc.render.views.sweep import sweep_report

    tables = words(view)
    with Outputs("sweep", format_, output, [Plot("sweep", path) for path in plot], parts=tables) as outputs:
        axes = axes_of(over)
        flags = shared_flags(pricing=pricing, today=today, as_of=as_of, settings=set_, only=option)
        outputs.put(sweep_report(swept(flags.request(scenario), axes), tables))


@app.command()
def render(
    result: Annotated[str, typer.Argument(metavar="RESULT", help="An answer saved as JSON, or - for standard input.")],
    format_: AnswerFormatFlag = TABLE,
    output: Output = NONE,
    plot: Plots = NONE,
    columns: Columns = "",
    view: Views = "",
) -> None:
    """Print a saved answer again, the same bytes as when it was evaluated."""
    from c3calc.cli.publish import Outputs, pictures
    from c3calc.cli.request import saved_answer, words
    from c3calc.render.views.answer import answer_report

    tables, keys = words(view), words(columns)
    with Outputs("answer", format_, output, pictures(plot), parts=(*tables, *keys)) as outputs:
        outputs.put(answer_report(saved_answer(result), tables, keys))


@app.command()
def explain(
    scenario: ScenarioOrCode,
    label: Annotated[str | None, typer.Argument(metavar="LABEL", help="Only the lines with this label.")] = None,
    option: Options = NONE,
    as_of: AsOf = None,
    today: Today = None,
    set_: Settings = NONE,
    pricing: Pricing = NONE,
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
    pricing: Pricing = NONE,
    today: Today = None,
) -> None:
    """Check scenario files and list everything that must be corrected."""
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
    name: Annotated[str | None, typer.Option(help="What the scenario is called.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO code of the currency to answer in.")] = None,
    input_tokens: Annotated[str | None, typer.Option(help="Input tokens a month, such as 500M.")] = None,
    output_tokens: Annotated[str | None, typer.Option(help="Output tokens a month, such as 150M.")] = None,
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
    from c3calc.cli.terminal import write
    from c3calc.files.text.source import read_bytes

    write(read_bytes(COMPLETIONS / f"c3.{shell.value}").decode())
