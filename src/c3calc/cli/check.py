"""From command-line arguments to a check of many files: one that is broken hides none of the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from c3calc.answer.check import Fault, FileCheck
from c3calc.answer.codec import as_saved
from c3calc.base.errors import InputError, Place, Problem
from c3calc.base.text import near
from c3calc.cli.request import Sampling, saved_answer
from c3calc.cli.terminal import tell, tell_bug
from c3calc.questions.check import CheckRequest, check, summarise
from c3calc.render.formats.diagnostics import diagnostics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from c3calc.answer.answer import Answer
    from c3calc.answer.check import Check
    from c3calc.base.errors import Path as Route
    from c3calc.cli.request import SharedFlags
    from c3calc.files.text.document import Document
    from c3calc.questions.budgets import JudgingPolicy
    from c3calc.questions.comparison import Comparison
    from c3calc.questions.intervals import Uncertainty


@dataclass
class CheckRun:
    """One run over many files: what they share, and the answers that are to be shown."""

    flags: SharedFlags
    terms: JudgingPolicy
    baselines: dict[str, tuple[str, Answer]]
    shows_answers: bool
    answers: dict[str, Answer] = field(default_factory=dict)

    def all(self, names: Sequence[str]) -> Check:
        """Return the verdicts on files, and what is wrong with baselines."""
        files = [self.one(name) for name in names]
        return summarise([*files, *self.mismatches(files)], self.terms)

    def one(self, name: str) -> FileCheck:
        """Return the verdicts on a file. Its mistakes, or a bug of ours, are told and become what is said of it."""
        try:
            return self._checked(name)
        except InputError as exc:
            tell(diagnostics(exc.problems))
            faults = tuple(_fault(problem, name) for problem in exc.problems)
            return FileCheck(name, None, None, None, exc.exit_code, faults=faults)
        except Exception as exc:  # noqa: BLE001  (a bug in one file must not hide the verdicts on the others)
            tell_bug()
            return FileCheck(name, None, None, None, 70, crash=type(exc).__name__)

    def _checked(self, name: str) -> FileCheck:
        request = self.flags.request(name)
        asked = request.comparison
        saved = self.baselines.get(asked.about.scenario.name)
        if saved:
            _check_currency(saved, asked.case.currency)
        drawn = _drawn(asked) if asked.case.budgets or self.shows_answers else None
        intervals = drawn.ends if drawn else {}
        found = check(
            CheckRequest(asked, self.terms, _places(request.document), saved[1] if saved else None, intervals)
        )
        if self.shows_answers:
            self.answers[name] = _told(asked.answer, drawn)
        return found

    def mismatches(self, files: Sequence[FileCheck]) -> Iterator[FileCheck]:
        """Yield what is wrong with baselines of no scenario here, or of two; one that cannot be read may be meant."""
        if any(file.scenario is None for file in files):
            return
        names = {file.scenario.sha256: file.scenario.name for file in files if file.scenario}
        for name, (file, _) in self.baselines.items():
            if list(names.values()).count(name) != 1:
                problem = _no_single_scenario(file, name, files)
                tell(diagnostics([problem]))
                yield FileCheck(file, None, None, None, 2, faults=(_fault(problem, file),))


def _no_single_scenario(baseline: str, name: str, files: Sequence[FileCheck]) -> Problem:
    """Return what to say of a baseline that no scenario of a run has the name of, or several have."""
    names = {file.file: file.scenario.name for file in files if file.scenario}
    same = [file for file, its in names.items() if its == name]
    if same:
        message = f"the baseline {baseline} is of `{name}`, and so are {' and '.join(same)}"
        return Problem("C3-J05", message, expected="one scenario of that name", help="give each a `name` of its own")
    return Problem(
        "C3-J05",
        f"the baseline {baseline} is of another scenario, `{name}`",
        expected=f"one of {', '.join(f'`{known}`' for known in names.values())}",
        help=near(name, names.values()) or "save the baseline again: `c3 compare FILE -o base.json`",
    )


def by_scenario(baselines: Sequence[Path]) -> dict[str, tuple[str, Answer]]:
    """Return saved answers, with their files, by the name of their scenario; two of one leave it open which counts."""
    found: dict[str, tuple[str, Answer]] = {}
    for path in baselines:
        answer = saved_answer(str(path))
        first, _ = found.setdefault(answer.scenario.name, (str(path), answer))
        if first != str(path):
            message = f"{first} and {path} are both baselines of `{answer.scenario.name}`"
            raise InputError([Problem("C3-J05", message, expected="one baseline for a scenario")])
    return found


def _drawn(asked: Comparison) -> Uncertainty | None:
    """Return what draws of everything uncertain say, None where nothing is."""
    count = Sampling(draws=None).count(asked)
    if not count:
        return None
    from c3calc.questions.intervals import draw

    return draw(asked, count, seed=0)


def _told(answer: Answer, drawn: Uncertainty | None) -> Answer:
    """Return the answer as `c3 compare` gives it, with its intervals."""
    if drawn is None:
        return answer
    from c3calc.questions.intervals import with_intervals

    return as_saved(with_intervals(answer, drawn))


def _check_currency(saved: tuple[str, Answer], currency: str) -> None:
    name, answer = saved
    if answer.currency != currency:
        message = f"the baseline {name} is in {answer.currency}, the scenario in {currency}"
        fix = "save the baseline again from the scenario of today"
        raise InputError([Problem("C3-J05", message, expected=f"a baseline in {currency}", help=fix)])


def _places(document: Document) -> Callable[[Route], Place]:
    return lambda path: document.locate(path).place


def _fault(problem: Problem, name: str) -> Fault:
    place = problem.where.place if problem.where else Place(name, 1, 1)
    return Fault(problem.code, problem.message, problem.expected, problem.help, where=place)
