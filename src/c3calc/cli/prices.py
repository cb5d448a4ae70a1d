"""The commands under `c3 prices`: find, history, diff, check, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from c3calc.cli.flags import NONE, TABLE, EntryKind, FormatFlag, ImportSource, PricesAsOf, Pricing, Today

if TYPE_CHECKING:
    from c3calc.questions.prices import PriceQuery


class _FindByDefault(TyperGroup):
    """A group whose first word may be a name to look up instead of a command: `c3 prices h100`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else ["find", *args])


prices = typer.Typer(
    name="prices",
    cls=_FindByDefault,
    rich_markup_mode=None,
    subcommand_metavar="[NAME | COMMAND] ...",
    help="Look up prices and facts of the catalogue, with source and age: c3 prices NAME, or c3 prices for what there "
    "is. `c3 prices find --help` lists the flags.",
)

Kind = Annotated[EntryKind | None, typer.Option("--kind", help="Only entries of this kind.")]
Provider = Annotated[str, typer.Option(metavar="ID", help="Only entries of this provider.")]


@prices.command()
def find(
    query: Annotated[
        str, typer.Argument(metavar="[NAME]", help="An id, a part of one, or a pattern with * and ?.")
    ] = "",
    kind: Kind = None,
    provider: Provider = "",
    format_: FormatFlag = TABLE,
    as_of: PricesAsOf = None,
    today: Today = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="Only what was last checked longer ago than its kind allows.")
    ] = False,
    pricing: Pricing = NONE,
) -> None:
    """Show entries with price, source and age. This is what c3 prices does with a NAME."""
    from c3calc.cli.lookup import look_up

    look_up(_wanted(query, kind, provider), format_, as_of, today, pricing, stale=stale)


@prices.command()
def history(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The exact id of an entry, or its model, GPU or country.")
    ],
    kind: Kind = None,
    provider: Provider = "",
    format_: FormatFlag = TABLE,
    today: Today = None,
    pricing: Pricing = NONE,
) -> None:
    """Show what a price was and from when on."""
    from c3calc.cli.publish import show
    from c3calc.cli.request import catalogue, iso_day
    from c3calc.cli.terminal import system_today
    from c3calc.questions.prices import history as periods
    from c3calc.render.report import of_tables
    from c3calc.render.views.prices import history_view

    day = iso_day("--today", today) or system_today()
    show(of_tables(history_view(periods(catalogue(pricing), _wanted(name, kind, provider), day))), format_)


@prices.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="DATE", help="The earlier day.")],
    after: Annotated[str, typer.Argument(metavar="DATE", help="The later day.")],
    query: Annotated[str, typer.Option("--name", metavar="NAME", help="Only entries by this name.")] = "",
    kind: Kind = None,
    provider: Provider = "",
    format_: FormatFlag = TABLE,
    pricing: Pricing = NONE,
) -> None:
    """Show which prices are not the same on two days."""
    from c3calc.cli.publish import show
    from c3calc.cli.request import catalogue, iso_day
    from c3calc.questions.prices import diff as moves
    from c3calc.render.report import of_tables
    from c3calc.render.views.prices import diff_view

    first, last = iso_day("DATE", before) or "", iso_day("DATE", after) or ""
    moved = moves(catalogue(pricing), _wanted(query, kind, provider), first, last)
    show(of_tables(diff_view(moved, first, last)), format_)


@prices.command()
def check(
    litellm: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also compare with LiteLLM's price file (JSON).")
    ] = None,
    format_: FormatFlag = TABLE,
    as_of: PricesAsOf = None,
    pricing: Pricing = NONE,
) -> None:
    """Compare our API prices with genai-prices and LiteLLM's. Exits with 4 where they differ."""
    from c3calc.cli.price_sources import collections
    from c3calc.cli.publish import show
    from c3calc.cli.request import catalogue, iso_day
    from c3calc.questions.prices import disagreements
    from c3calc.render.report import of_tables
    from c3calc.render.views.prices import check_view

    given = catalogue(pricing)
    day = iso_day("--as-of", as_of) or given.newest
    found = [d for name, theirs in collections(litellm, day).items() for d in disagreements(given, theirs, day, name)]
    show(of_tables(check_view(found)), format_)
    if found:
        raise typer.Exit(4)


@prices.command(name="import")
def import_(
    source: Annotated[ImportSource, typer.Argument(help="The package to read.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The catalogue folder to write apis/ in.")] = Path(
        "pricing"
    ),
    accept: Annotated[
        list[str],
        typer.Option(metavar="NAME", help="Take what vanished or jumped: a provider, or provider/model. Repeatable."),
    ] = NONE,
    checked: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day the package was released, where c3 does not know.")
    ] = None,
) -> None:
    """Write the API prices of a package into a catalogue folder, beside those kept by hand."""
    from c3calc.cli.price_sources import run_import
    from c3calc.cli.request import iso_day
    from c3calc.cli.terminal import write

    write(run_import(source.value, into, accept, iso_day("--checked", checked)))


def _wanted(name: str, kind: EntryKind | None, provider: str) -> PriceQuery:
    from c3calc.questions.prices import PriceQuery

    return PriceQuery(name, kind.value if kind else "", provider)
