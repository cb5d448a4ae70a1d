"""The arguments and flags that several commands share, each declared once with its help, and the words they may be."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from c3calc.render.formats import formats_of


def _formats(kind: str) -> Any:
    """Return the formats that reports of a kind have, as words."""
    return StrEnum(f"{kind}_formats", {format_.name: format_.name for format_ in formats_of(kind)})


if TYPE_CHECKING:  # made from the one table of formats, and to a command a text
    Format = str
    AnswerFormat = str
    CheckFormat = str
else:
    Format, AnswerFormat, CheckFormat = map(_formats, ("tables", "answer", "check"))

TABLE = "table"  # the format where none is asked for
NONE: list[Any] = []  # what a flag that may be repeated holds where it is not given; nobody puts anything in


class EngineClass(StrEnum):
    """Classes of inference engines that a prediction is made for."""

    serving = "serving"
    local = "local"


class Phase(StrEnum):
    """What a predicted rate is of: requests with their prefill, or generation alone."""

    served = "served"
    decode = "decode"


class FailOn(StrEnum):
    """What makes a check fail."""

    error = "error"
    warning = "warning"


class SchemaName(StrEnum):
    """What has a published JSON Schema."""

    scenario = "scenario"
    pricing = "pricing"
    result = "result"
    measurement = "measurement"
    check = "check"
    diff = "diff"
    sweep = "sweep"


class Kind(StrEnum):
    """Kinds of option that a starter scenario may have."""

    api = "api"
    rented = "rented"
    owned = "owned"
    fixed = "fixed"


class EntryKind(StrEnum):
    """Kinds of entry that the catalogue has."""

    api = "api"
    rental = "rental"
    gpu = "gpu"
    model = "model"
    grid = "grid"
    electricity = "electricity"
    currency = "currency"


class Shell(StrEnum):
    """Shells with a completion script."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


class ImportSource(StrEnum):
    """Packages that prices can be imported from."""

    genai_prices = "genai-prices"


class Quant(StrEnum):
    """Quantisations of synthetic weights."""

    q4_k_m = "q4_k_m"
    q4_0 = "q4_0"
    q8_0 = "q8_0"
    f16 = "f16"


class MeterChoice(StrEnum):
    """What measures energy."""

    auto = "auto"
    nvml = "nvml"
    rapl = "rapl"
    wall = "wall"
    none = "none"


FormatFlag = Annotated[Format, typer.Option("--format", "-f", help="What to print.")]
AnswerFormatFlag = Annotated[
    AnswerFormat, typer.Option("--format", "-f", help="What to print; html is a page, xlsx a workbook.")
]
CheckFormatFlag = Annotated[CheckFormat, typer.Option("--format", "-f", help="What to print.")]
Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML), or - for standard input.")]
ScenarioOrCode = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO|CODE",
        help="A scenario file (YAML), or - for standard input; or a code that c3 prints, such as C3-N15.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Day whose prices count. Default: the scenario's, else the catalogue's newest, not after --today.",
    ),
]
PricesAsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day whose prices count. Default: the newest checked.")
]
Today = Annotated[str | None, typer.Option(metavar="DATE", help="Day on which ages are judged. Default: the system's.")]
Settings = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value of the scenario, such as workload.shape.peak_to_mean=4. Repeatable.",
    ),
]
Pricing = Annotated[
    list[Path], typer.Option("--pricing", metavar="DIR", help="Lay your own prices over the catalogue. Repeatable.")
]
Options = Annotated[list[str], typer.Option("--option", metavar="NAME", help="Compare only these options. Repeatable.")]
Columns = Annotated[str, typer.Option(metavar="A,B", help="Columns to print, by their keys.")]
Views = Annotated[
    str,
    typer.Option(
        "--view",
        metavar="A,B",
        help="Tables to print: summary, bill, savings, energy, capacity, crossovers, volumes, features, notes ...",
    ),
]
DrawCount = Annotated[
    int | None,
    typer.Option(
        "--draws",
        metavar="N",
        help="Draws of what is uncertain; also adds the tornado and the flips. "
        "Default: 1,000 where the scenario has ranges or predictions. 0 for none.",
    ),
]
Seed = Annotated[int, typer.Option(metavar="S", min=0, max=2**32 - 1, help="Other draws for another seed.")]
Output = Annotated[
    list[Path],
    typer.Option("-o", "--output", metavar="FILE", help="Also write FILE; its suffix says the format. Repeatable."),
]
Over = Annotated[
    list[str],
    typer.Option(
        metavar="PATH=LO..HI[:N][log]",
        help="A number of the scenario, as --set names it, or volume, and its range: 11 points, or N; "
        "with log each the same ratio above the one before. Once or twice.",
    ),
]
SweepViews = Annotated[
    str, typer.Option("--view", metavar="A,B", help="Tables to print: curve, crossings, map, points.")
]
Plots = Annotated[
    list[str],
    typer.Option(
        metavar="[KIND=]FILE",
        help="Draw a picture (.svg .png .pdf .txt, - below the tables): crossover, carbon, bill, tornado, plane or "
        "cashflow. Repeatable.",
    ),
]
SweepPlots = Annotated[
    list[Path],
    typer.Option(
        "--plot",
        metavar="FILE",
        help="Draw a picture (.svg .png .pdf .txt, - below the tables): the costs over one field, a map of the "
        "cheapest over two. Repeatable.",
    ),
]
CheckOutput = Annotated[
    list[Path],
    typer.Option(
        "-o", "--output", metavar="FILE", help="Also write FILE; its suffix says the format, .xml is JUnit. Repeatable."
    ),
]
Baselines = Annotated[
    list[Path],
    typer.Option(metavar="FILE", help="A saved answer that increases count from, matched by name. Repeatable."),
]
MaxAge = Annotated[
    bool, typer.Option("--max-age", help="Exit with 4 where a price was last checked longer ago than its kind allows.")
]
RaplRoot = Annotated[Path, typer.Option(metavar="DIR", help="Where the RAPL counters are.")]
RAPL_ROOT = Path("/sys/class/powercap")
