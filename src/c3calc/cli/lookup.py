"""What `c3 prices NAME` shows, without Typer where there are no flags: reading none takes longer than the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.cli.publish import show
from c3calc.cli.request import catalogue, iso_day
from c3calc.cli.terminal import system_today
from c3calc.questions import prices as question
from c3calc.render.report import of_tables
from c3calc.render.views import prices as render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from c3calc.questions.prices import PriceQuery
    from c3calc.render.columns import View

COMMANDS = ("find", "history", "diff", "check", "import")


def bare_name(arguments: Sequence[str]) -> str | None:
    """Return NAME where the arguments are `prices NAME` and nothing else, or None."""
    is_bare = len(arguments) == 2 and arguments[0] == "prices"
    return arguments[1] if is_bare and arguments[1] not in COMMANDS and not arguments[1].startswith("-") else None


def look_up(
    wanted: PriceQuery,
    format_: str = "table",
    as_of: str | None = None,
    today: str | None = None,
    pricing: Sequence[Path] = (),
    *,
    stale: bool = False,
) -> None:
    """Print the entries that are wanted, of them the stale ones, or what the catalogue has where nothing is named."""
    given, day = catalogue(pricing), iso_day("--today", today) or system_today()
    on = iso_day("--as-of", as_of) or min(given.newest, day)
    views: tuple[View, ...]
    if stale:
        views = (render.stale_view(question.stale(given, wanted, on, day)),)
    elif wanted == question.PriceQuery():
        views = (render.overview_view(question.overview(given, day)),)
    else:
        views = render.found_views(question.find(given, wanted, on, day))
    show(of_tables(*views), format_)
