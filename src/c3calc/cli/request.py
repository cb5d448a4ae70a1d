"""From flags to what they ask for: days, the catalogue with the user's layers over it, a request, an answer.

A command that only looks up prices needs none of what reads a scenario, so that is imported where it is used.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from c3calc.base.errors import InconclusiveError, InputError, Problem
from c3calc.base.text import day_of
from c3calc.cli.terminal import read, screen, system_today, write
from c3calc.files.catalogue.load import COMPILED, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from c3calc.answer.answer import Answer
    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.files.request import Request
    from c3calc.questions.comparison import Comparison


def catalogue(pricing: Sequence[Path]) -> Catalogue:
    """Return the shipped catalogue with the folders of C3_PRICING over it, then those of --pricing, the last on top.

    C3_CATALOGUE pins another compiled catalogue in place of the shipped one.
    """
    folders = [Path(folder) for folder in os.environ.get("C3_PRICING", "").split(os.pathsep) if folder]
    return load_catalogue([*folders, *pricing], Path(os.environ.get("C3_CATALOGUE") or COMPILED))


def iso_day(flag: str, value: str | None) -> str | None:
    """Return a day given on the command line, checked."""
    if value is None:
        return None
    if day := day_of(value):
        return day.isoformat()
    raise InputError([Problem("C3-U01", f"{flag} `{value}` is not a date", expected="a day written 2026-10-10")])


DRAWS = 1000  # where their number is not given: P5 and P95 to about a percent of the spread
BYTES_OF_DRAWS = 2_000_000_000
BYTES_OF_A_DRAW = 48  # of an option: cost, energy and carbon, and as much again to sort them


@dataclass(frozen=True)
class Sampling:
    """How uncertainty is looked into: `draws` None for as many as are worth while, `depth` for tornado and flips."""

    draws: int | None = 0
    seed: int = 0
    depth: bool = False

    def count(self, comparison: Comparison) -> int:
        """Return how many draws to take: none where nothing that the scenario says, or c3 predicts, is uncertain.

        Raises InputError C3-U70 for more than there is memory for.
        """
        if self.draws is None:
            return DRAWS if comparison.is_uncertain else 0
        most = BYTES_OF_DRAWS // (BYTES_OF_A_DRAW * len(comparison.case.plans))
        if not 0 <= self.draws <= most:
            text = f"{self.draws:,} draws of every option take more memory than c3 does"
            text = text if self.draws > 0 else f"{self.draws:,} is not a valid number of draws"
            raise InputError([Problem("C3-U70", text, expected=f"0 to {most:,} draws", help="take fewer draws")])
        return self.draws


@dataclass(frozen=True)
class SharedFlags:
    """The flags of every command that reads scenarios, checked and read; each file is then a request of its own."""

    catalogue: Catalogue
    today: str
    as_of: str | None = None
    settings: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def request(self, scenario: str) -> Request:
        """Return what is asked of a scenario file, or of what standard input holds where it is called `-`."""
        from c3calc.files.overrides import change_of
        from c3calc.files.request import Request
        from c3calc.files.text.document import read_document

        document = read_document(None, text=read()) if scenario == "-" else read_document(Path(scenario))
        request = Request(document, self.catalogue, self.today, self.as_of, self.only)
        return request.with_settings(*map(change_of, self.settings))


def shared_flags(
    *,
    pricing: Sequence[Path],
    today: str | None = None,
    as_of: str | None = None,
    settings: Sequence[str] = (),
    only: Sequence[str] = (),
) -> SharedFlags:
    """Return the flags of a command that reads scenarios. Raises InputError C3-U01 and C3-K.. ."""
    day, prices_of = iso_day("--today", today) or system_today(), iso_day("--as-of", as_of)
    return SharedFlags(catalogue(pricing), day, prices_of, tuple(settings), tuple(only))


def sampled(comparison: Comparison, sampling: Sampling) -> Answer:
    """Return the answer, with intervals where something is uncertain, and with what matters where that is wanted."""
    answer, count = comparison.answer, sampling.count(comparison)
    if count:
        from c3calc.questions.intervals import draw, with_intervals

        answer = with_intervals(answer, draw(comparison, count, sampling.seed))
    if sampling.depth:
        from c3calc.questions.intervals import over_volume
        from c3calc.questions.sensitivity import flips, swings

        answer = over_volume(comparison, answer, count, sampling.seed)
        answer = replace(answer, swings=swings(comparison), flips=flips(comparison))
    if not (count or sampling.depth):
        return answer
    from c3calc.answer.codec import as_saved

    return as_saved(answer)


def refuse_old(answer: Answer) -> None:
    """Raise InconclusiveError C3-U42 if the answer rests on a price or figure that is older than its kind allows."""
    old = [note for note in answer.notes if note.code == "C3-N05"]
    fix = "look the price up and give it, or lay a newer one over the catalogue with --pricing"
    if old:
        raise InconclusiveError(Problem("C3-U42", note.message, expected="newer prices", help=fix) for note in old)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list written a,b,c."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def saved_answer(name: str) -> Answer:
    """Return an answer saved as JSON, from a file or from standard input."""
    from c3calc.files.answer import read_answer

    return read_answer(None, read()) if name == "-" else read_answer(Path(name))


def answer_of(name: str, flags: Callable[[], SharedFlags]) -> Answer:
    """Return the answer that is saved in a file, or the one to the scenario in it, for which alone flags are read."""
    return saved_answer(name) if name.lower().endswith(".json") else flags().request(name).comparison.answer


def explain_text(answer: Answer, label: str | None, options: Sequence[str]) -> str:
    """Return the explanation of an answer, of all options or of those named."""
    from c3calc.render.formats.explain import render_explain

    return "".join(render_explain(answer, screen(), label=label, option=name) for name in options or (None,))


def check_files(scenarios: Sequence[str], flags: SharedFlags) -> None:
    """Check files one by one and say of each that it is good; every problem of every file is raised at the end."""
    problems: list[Problem] = []
    for name in scenarios:
        try:
            write(f"{flags.request(name).comparison.about.scenario.file}: ok\n")
        except InputError as exc:
            problems.extend(exc.problems)
    if problems:
        raise InputError(problems)
