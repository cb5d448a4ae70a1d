"""Typed data from a document, or every mistake in it with its place.

Pydantic finds the mistakes; here each becomes one problem at one place: names of union branches, which mean nothing to
people, are dropped from its path, and a mistyped key swallows the complaint about the key that is missing for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from c3calc.base.errors import InputError, Path, Problem
from c3calc.base.text import Suggestion, near, shown
from c3calc.files.complaints import Complaint, blocks_at, known_keys, named, unknown_key, worded
from c3calc.files.text.document import by_place

if TYPE_CHECKING:
    from c3calc.files.text.document import Document

Model = TypeVar("Model", bound=BaseModel)
_MOST_HINTS = 50  # a near name costs a comparison with every known one; a file with more typos has another problem


def validate(
    model: type[Model], document: Document, *, root: Path = (), context: dict[str, Any] | None = None
) -> Model:
    """Return the part of `document` at `root` as `model`. Raises InputError with every problem, C3-S.. and C3-R.. ."""
    data: Any = document.data
    for part in root:
        data = data[part]
    try:
        return model.model_validate(data, context=context)
    except ValidationError as exc:
        raise InputError(problems_from(exc, document, model, root=root)) from exc


def problems_from(
    exc: ValidationError, document: Document, model: type[BaseModel], *, root: Path = ()
) -> list[Problem]:
    """Return one problem a mistake, sorted by place. `model` names the known keys; `root` is where its data begins."""
    complaints = [_complaint(error, document, model, root) for error in exc.errors(include_url=False)]
    complaints = _without_empty_rest(_one_branch_each(complaints))
    unknown = [c for c in complaints if c.type == "extra_forbidden"]
    hints = _hints(sorted(unknown, key=lambda c: _line_of(c, document)), complaints)
    mended = {(path[:-1], hint.names[0]) for path, hint in hints.items()}
    problems = [unknown_key(c, hints.get(c.path, "")) for c in unknown]
    problems += [worded(c) for c in complaints if c.type != "extra_forbidden" and not _is_mended(c, mended)]
    return sorted(dict.fromkeys(map(document.place, problems)), key=by_place)


def _complaint(error: Any, document: Document, model: type[BaseModel], root: Path) -> Complaint:
    loc: Path = error["loc"]
    kept = _kept(loc[:-1] if error["type"] == "missing" else loc, document, root)
    path = (*root, *(loc[i] for i in kept))
    blocks = blocks_at(model, loc[:-1] if error["type"] == "extra_forbidden" else loc)
    around = _value(document, path[:-1])
    return Complaint(
        error["type"],
        loc,
        path,
        kept,
        error["input"],
        around,
        error.get("ctx", {}),
        error["msg"],
        blocks,
        _inside(path, document),
    )


def _kept(loc: Path, document: Document, root: Path) -> tuple[int, ...]:
    """Return which parts of `loc` lead through the document: as many as can, the last one above all."""
    candidates: list[tuple[int, ...]] = [()]
    for index, part in enumerate(loc):
        candidates += [(*kept, index) for kept in candidates if document.has((*root, *(loc[i] for i in kept), part))]
    return max(candidates, key=lambda kept: (kept[-1:] == (len(loc) - 1,), len(kept)))


def _value(document: Document, path: Path) -> Any:
    value: Any = document.data
    for part in path:
        value = value[part]
    return value


def _inside(path: Path, document: Document) -> str:
    """Return where a key is missing: in the item called so, in a block, or nothing for the file itself."""
    value = _value(document, path)
    name = value.get("name") if isinstance(value, dict) and path else None
    if isinstance(name, str):
        return f" in {shown(name)}"
    return f" in {named(path)}" if path else ""


def _one_branch_each(complaints: list[Complaint]) -> list[Complaint]:
    """Keep, where a plain union complained once a branch, the branch that comes nearest to what was written."""
    for depth in range(max((len(c.loc) for c in complaints), default=0)):
        branches: dict[Path, dict[str | int, list[Complaint]]] = {}
        for c in complaints:
            if depth < len(c.loc) - (c.type == "missing") and depth not in c.kept:
                branches.setdefault(c.loc[:depth], {}).setdefault(c.loc[depth], []).append(c)
        lost = {id(c) for by_branch in branches.values() for c in _losers(by_branch)}
        complaints = [c for c in complaints if id(c) not in lost]
    return complaints


def _losers(by_branch: dict[str | int, list[Complaint]]) -> list[Complaint]:
    best = min(by_branch, key=lambda branch: _distance(by_branch[branch]))
    return [c for branch, complaints in by_branch.items() if branch != best for c in complaints]


def _distance(complaints: list[Complaint]) -> tuple[bool, int, bool]:
    """Sort key of a union's branch: not even the right kind of value, number of mistakes, not in our own words."""
    wrong_kind = any(
        c.type.endswith("_type") and len(c.kept) < len(c.loc) and c.kept == tuple(range(len(c.kept)))
        for c in complaints
    )
    return (wrong_kind, len(complaints), not complaints[0].type.startswith("C3-"))


def _without_empty_rest(complaints: list[Complaint]) -> list[Complaint]:
    """Drop "too short" of a list that is only short because its items are wrong."""
    parents = {c.path[:end] for c in complaints for end in range(len(c.path))}
    return [c for c in complaints if c.type != "too_short" or c.path not in parents]


def _hints(unknown: list[Complaint], complaints: list[Complaint]) -> dict[Path, Suggestion]:
    """Return the key that each unknown one was probably meant to be, by its path; a missing key is likeliest."""
    missing: dict[Path, list[str]] = {}
    for c in complaints:
        if c.type == "missing":
            missing.setdefault(c.path, []).append(str(c.loc[-1]))
    found = {c.path: _meant(c, missing.get(c.path[:-1], [])) for c in unknown[:_MOST_HINTS]}
    return {path: meant for path, meant in found.items() if meant}


def _meant(complaint: Complaint, missing: list[str]) -> Suggestion | Literal[""]:
    written = str(complaint.path[-1])
    return near(written, missing) or near(written, known_keys(complaint.blocks))


def _is_mended(complaint: Complaint, mended: set[tuple[Path, str]]) -> bool:
    return complaint.type == "missing" and (complaint.path, str(complaint.loc[-1])) in mended


def _line_of(complaint: Complaint, document: Document) -> tuple[int, int]:
    where = document.locate(complaint.path, on_key=True)
    return (where.line, where.column)
