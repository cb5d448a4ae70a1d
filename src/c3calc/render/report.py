"""What a command has to say, ready for any format: words, tables that are made when they are asked for, and a record.

A command makes one report; `render/formats` has one table of the forms that it can be printed in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from c3calc.base.errors import InputError
from c3calc.render.columns import for_people, narrowed, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from c3calc.render.columns import View

T = TypeVar("T")


class Screen(NamedTuple):
    """What text is drawn on: columns (None where nothing limits them), colour, and whether rules must be ASCII."""

    width: int | None = None
    color: bool = False
    ascii_only: bool = False


PLAIN = Screen()  # a text file


class Comment(NamedTuple):
    """What a report has as a comment on a pull request: a line by which a bot finds it again, and its largest size."""

    marker: str
    most_bytes: int


class Closing(NamedTuple):
    """How a report ends that is read from its end, on a terminal: with its title, below all that it is about.

    parts: reports shown before its own tables. log: lines in place of the tables, None where there is room for them.
    """

    parts: tuple[Report, ...]
    log: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a command has to say.

    kind: what it is, as in "the whole answer"; formats and pictures are chosen by it. record: what JSON holds and what
    documents draw; None where the tables are all there is. title, sentences, facts: whose it is, what was found, what
    that rests on. views: a table's name and what makes it, in reading order; `hidden` ones are shown to people where
    they are named. data_view: the table of a file that holds one. names, columns: what somebody asked to see of it.
    is_silent: people were told everything on standard error already; only a program waits for it.
    """

    kind: str
    views: Mapping[str, Callable[[], View]]
    record: Any = None
    title: str = ""
    sentences: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    data_view: str = ""
    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    comment: Comment | None = None
    closing: Closing | None = None
    is_silent: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nobody asked for a part of it."""
        return not (self.names or self.columns)

    def view(self, name: str) -> View:
        """Return the table called `name`, made now. Raises InputError C3-U10 where there is none."""
        refuse_unknown([name], self.views)
        return self.views[name]()

    def picked(self) -> tuple[View, ...]:
        """Return the tables that are named, in that order, or else all that have something to say.

        Raises InputError C3-U10 for every name that there is not.
        """
        refuse_unknown(self.names, self.views)
        if self.names:
            return tuple(self.view(name) for name in dict.fromkeys(self.names))
        made = (make() for name, make in self.views.items() if name not in self.hidden)
        return tuple(view for view in made if view.tells)

    def for_people(self) -> tuple[View, ...]:
        """Return what people see: all tables in brief, a table they name in full, and any column they name.

        Raises InputError C3-U10 and C3-U11 for a table or a column that there is not.
        """
        picked = self.picked()
        if self.columns:
            self.refuse_columns(picked)
            fitting = picked if self.names else [v for v in picked if v.keys >= set(self.columns)] or picked
            return tuple(narrowed(v, [v.group, *self.columns]) for v in fitting if v.keys & set(self.columns))
        views = (for_people(view, "full" if self.names else "brief") for view in picked)
        return tuple(view for view in views if self.names or len(view.columns) > 1 or not view.rows)

    def refuse_columns(self, picked: Iterable[View]) -> None:
        """Raise InputError C3-U11 for columns that none of the picked tables has; where another has them, say which."""
        own = dict.fromkeys(column.key for view in picked for column in view.columns)
        missing = [key for key in self.columns if key not in own]
        if not missing:
            return
        homes = {column.key: name for name in reversed(tuple(self.views)) for column in self.view(name).columns}
        wrong = {key: unknown("C3-U11", "column", key, own) for key in missing}
        elsewhere = [
            replace(problem, help=f"`{key}` is in view {homes[key]}: add --view {homes[key]}")
            for key, problem in wrong.items()
            if key in homes
        ]
        raise InputError(elsewhere or wrong.values())


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Raise InputError C3-U10 for every name of a table that there is not."""
    missing = [name for name in names if name not in known]
    if missing:
        raise InputError(unknown("C3-U10", "view", name, known) for name in missing)


def lazily(makers: Mapping[str, Callable[[T], View]], record: T) -> dict[str, Callable[[], View]]:
    """Return the tables of a record by name, each made when somebody asks for it."""
    return {name: partial(make, record) for name, make in makers.items()}


def made(views: Iterable[View]) -> dict[str, Callable[[], View]]:
    """Return tables that are made already, by name."""
    return {view.key: lambda view=view: view for view in views}  # type: ignore[misc]


def of_tables(*views: View) -> Report:
    """Return the report of a command that has nothing but tables to show."""
    return Report(kind="tables", views=made(views))
