"""From a document to a resolved case: every mistake of a scenario in one go, wherever on the way it shows.

A mistake in one block must not hide those in the others. Blocks that do not validate are set aside, the rest is
resolved, and what only went wrong because a block was set aside is left out of the report.
"""

from __future__ import annotations

import os
import pathlib
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from c3calc.base.errors import FileLine, InputError, Path, Problem
from c3calc.base.text import shown
from c3calc.files.profile import read_profile
from c3calc.files.text.document import Document, by_place
from c3calc.files.validation import problems_from
from c3calc.resolve.scenario import Resolved, resolve
from c3calc.scenario.options import HostedOption
from c3calc.scenario.scenario import Scenario
from c3calc.scenario.workload import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.scenario.measurement import Measurement

_LISTS = ("options", "costs", "budgets", "waivers", "expect")
# What cannot be read is judged as if it said this, so that the rest can be judged too.
_STAND_INS = {"c3": 1, "name": "scenario", "currency": "USD"}
_FLAT_DAY = (1.0,) * 24


@dataclass(frozen=True)
class Draft:
    """A scenario as far as it validates: what is wrong with the rest, and which list items were set aside.

    stand_ins: ids that the catalogue lacks, which were read as others.
    """

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    kept: dict[str, list[int]]
    dropped_blocks: frozenset[str]
    dropped_names: frozenset[str]
    dropped_options: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    def original(self, path: Path) -> Path:
        """Return the path in the document of a path in the scenario without the items that were set aside."""
        if len(path) > 1 and path[0] in self.kept and isinstance(path[1], int):
            return (path[0], self.kept[str(path[0])][path[1]], *path[2:])
        return path

    def is_genuine(self, problem: Problem) -> bool:
        """Whether a problem would be there even if nothing had been set aside."""
        if problem.path and problem.path[0] in self.dropped_blocks:
            return False
        if problem.rests_on_ids and self.stand_ins:
            return False
        return self.dropped_names.isdisjoint(problem.names)

    def expected(self, problem: Problem) -> str:
        """Return what a problem expected, with the options that were set aside among those there are."""
        dropped = self.dropped_options if problem.lists == "options" else ()
        return ", ".join((problem.expected, *dropped))


def read_case(
    document: Document, catalogue: Catalogue, *, today: str, as_of: str | None = None
) -> tuple[Scenario, Resolved]:
    """Return the scenario in a document and the case it resolves to. Raises InputError with every problem found."""
    draft = _draft(document, catalogue)
    if draft.scenario is None:
        raise InputError(draft.problems)
    resolved, problems = _resolved(draft, document, catalogue, today, as_of)
    if resolved is None or draft.problems or problems:
        raise InputError(sorted(dict.fromkeys((*draft.problems, *problems)), key=by_place))
    return draft.scenario, resolved


def _resolved(
    draft: Draft, document: Document, catalogue: Catalogue, today: str, as_of: str | None
) -> tuple[Resolved | None, list[Problem]]:
    scenario = draft.scenario
    assert scenario is not None

    def where(path: Path) -> FileLine:
        return document.locate(draft.original(path)).in_file

    problems: list[Problem] = []
    attached = _Attached(draft, document, problems)
    profiles = attached.read(_profile_names(scenario), read_profile, _FLAT_DAY)
    measurements = attached.read(_measurement_names(scenario), _read_measurement, None)
    try:
        return resolve(
            scenario, catalogue, today=today, as_of=as_of, where=where, profiles=profiles, measurements=measurements
        ), problems
    except InputError as exc:
        genuine = [p for p in exc.problems if draft.is_genuine(p)]
        return None, problems + [_placed(p, draft, document) for p in genuine]


def _placed(problem: Problem, draft: Draft, document: Document) -> Problem:
    """Return a problem at its place; of a block that begins below its key it is the key that is underlined."""
    path = draft.original(problem.path)
    key, value = document.locate(path, on_key=True), document.locate(path)
    on_key = document.has(path) and value.line > key.line
    return document.place(replace(problem, path=path, on_key=on_key, expected=draft.expected(problem)))


def _draft(document: Document, catalogue: Catalogue) -> Draft:
    tables = ("gpus", "grids", "currencies")
    names = {t: {i: str(catalogue.get(t, i).get("name", i)) for i in catalogue.ids(t)} for t in tables}
    countries = dict.fromkeys(k.split("/")[0] for k in catalogue.ids("electricity"))
    context = {"ids": names | {"countries": {i: names["grids"].get(i, i) for i in countries}}}
    try:
        return Draft(Scenario.model_validate(document.data, context=context), (), {}, frozenset(), frozenset())
    except ValidationError as exc:
        return _without_mistakes(document, context, exc)


def _without_mistakes(document: Document, context: dict[str, Any], exc: ValidationError) -> Draft:
    """Set aside what does not validate and try once more with the rest."""
    problems = tuple(problems_from(exc, document, Scenario))
    stand_ins: list[str] = []  # an unknown GPU must not hide that the model beside it is unknown too
    context = context | {"stand_ins": stand_ins}
    try:
        scenario = Scenario.model_validate(document.data, context=context)
        return Draft(scenario, problems, {}, frozenset(), frozenset(), stand_ins=tuple(stand_ins))
    except ValidationError as rest:
        places = [error["loc"] for error in rest.errors(include_url=False)]
    bad_items = {(loc[0], loc[1]) for loc in places if len(loc) > 1 and loc[0] in _LISTS and isinstance(loc[1], int)}
    bad_blocks = frozenset(
        str(loc[0]) for loc in places if loc and (loc[0], loc[1] if len(loc) > 1 else None) not in bad_items
    )
    kept = {name: [i for i in range(len(_items(document, name))) if (name, i) not in bad_items] for name in _LISTS}
    data = {k: v for k, v in document.data.items() if k not in bad_blocks - {"workload"}}
    data |= {k: v for k, v in _STAND_INS.items() if k in bad_blocks}
    lists = [name for name in _LISTS if name in data and (kept[name] or name != "options")]
    data |= {name: [document.data[name][i] for i in kept[name]] for name in lists}
    data |= {"workload": _only_valid(document.data.get("workload"), places)}
    named = {(n, i): str(_items(document, n)[i].get("name")) for n, i in bad_items if _is_named(document, n, i)}
    names, options = frozenset(named.values()), tuple(name for (n, _), name in sorted(named.items()) if n == "options")
    rest_of_it = _validated(data, context)
    return Draft(rest_of_it, problems, kept, bad_blocks, names, options, tuple(stand_ins))


def _validated(data: Any, context: dict[str, Any]) -> Scenario | None:
    try:
        return Scenario.model_validate(data, context=context)
    except ValidationError:
        return None


def _is_named(document: Document, name: str, index: int) -> bool:
    return isinstance(_items(document, name)[index], dict)


def _items(document: Document, name: str) -> list[Any]:
    items = document.data.get(name)
    return items if isinstance(items, list) else []


def _only_valid(workload: Any, places: list[tuple[int | str, ...]]) -> Any:
    """Return the workload without the fields that do not validate; resolving needs one."""
    bad = {loc[1] for loc in places if len(loc) > 1 and loc[0] == "workload"}
    return {k: v for k, v in workload.items() if k not in bad} if isinstance(workload, dict) else {}


def _profile_names(scenario: Scenario) -> Iterator[tuple[str, Path]]:
    places: list[tuple[Any, Path]] = [(scenario.workload, ("workload",))]
    places += [(f, ("workload", "features", i)) for i, f in enumerate(scenario.workload.features)]
    for traffic, path in places:
        if isinstance(traffic.shape, Shape) and traffic.shape.hourly:
            yield traffic.shape.hourly, (*path, "shape", "hourly")


def _read_measurement(path: pathlib.Path) -> Measurement:
    """Return the measurement in a file; a scenario that names none does not pay for its types."""
    from c3calc.files.measurement import read_measurement  # noqa: PLC0415

    return read_measurement(path)


def _measurement_names(scenario: Scenario) -> Iterator[tuple[str, Path]]:
    for i, option in enumerate(scenario.options):
        if isinstance(option, HostedOption):
            for name in ("throughput", "power"):
                block = getattr(option, name)
                for field in () if isinstance(block, str) else ("measurement", "calibration"):
                    if file := getattr(block, field):
                        yield file, ("options", i, name, field)


class _Attached:
    """Reads the files that a scenario names, from beside it, and collects what is wrong with them."""

    def __init__(self, draft: Draft, document: Document, problems: list[Problem]) -> None:
        self._draft, self._document, self._problems = draft, document, problems

    def read(
        self, names: Iterator[tuple[str, Path]], read: Callable[[pathlib.Path], Any], stand_in: Any
    ) -> dict[str, Any]:
        """Return what each file holds by its name; one that cannot be read is a problem where it is named."""
        found: dict[str, Any] = {}
        for name, path in names:
            try:
                found[name] = read(_below(pathlib.Path(self._document.name).parent, name))
            except InputError as exc:
                self._problems.extend(self._named(problem, path) for problem in exc.problems)
                found[name] = stand_in
        return found

    def _named(self, problem: Problem, path: Path) -> Problem:
        """Return a problem with a file as a whole at the line that names it; one within a file stays where it is.

        What is wrong with the file as text says nothing of it: it may be any file, with anybody's secrets.
        """
        has_line = problem.where and problem.where.text and not "C3-Y01" <= problem.code <= "C3-Y08"
        return problem if has_line else problem.at(self._document.locate(self._draft.original(path)))


def _below(folder: pathlib.Path, name: str) -> pathlib.Path:
    """Return the file that a scenario in a folder names: others' files are none of its business.

    Raises InputError C3-S65 for what lies elsewhere, links followed, C3-Y03 for a pipe or a device.
    """
    path = folder / name.replace("\0", "\ufffd")  # which no file has
    is_absolute = pathlib.Path(name).is_absolute()
    if is_absolute or not pathlib.Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        what = "is an absolute path" if is_absolute else "lies outside the scenario's folder"
        help_ = "copy it beside the scenario, or keep the scenario in a folder above it"
        expected = "a file in the scenario's folder, or in one below it"
        raise InputError([Problem("C3-S65", f"{shown(name)} {what}", expected=expected, help=help_)])
    with suppress(OSError):  # what is not there is said where it is read
        if not (stat.S_ISREG(mode := path.stat().st_mode) or stat.S_ISDIR(mode)):
            raise InputError([Problem("C3-Y03", f"{shown(name)} is a pipe or a device", expected="a file")])
    return path
