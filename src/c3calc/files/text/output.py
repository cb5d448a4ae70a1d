"""Answers into files: opened before the work, moved into place after it, never left half written.

    with OutputFiles([Path("bill.md")], {".md": "markdown"}) as files:
        files.write(path, text)

Each target gets a temporary file beside it, so that a path that cannot be written fails before minutes of work and
the move is one atomic step. If anything goes wrong, the temporary files are removed and the targets are as before.

Recordings of a measurement: JSON in a file of its own.

Names of files as a command is given them: patterns become the files they match, where the shell left them alone.

Large files that c3 makes once and keeps: written beside their place, and moved into it when they are whole.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from c3calc.base.errors import InputError, MeasurementError, Problem, Where
from c3calc.base.text import near, shown
from c3calc.files.text.source import unopened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_TEMPORARY = ".c3-{}.tmp"
_STALE_S = 86_400.0
_NEW_FILE_MODE = 0o666  # less the umask, as any new file


class _Pending(NamedTuple):
    """A target behind all links, and the temporary file that will become it."""

    target: Path
    temporary: Path


class OutputFiles:
    """The files an answer goes to; `formats` maps a suffix to the name of its format.

    `beside` are files that somebody else writes: none of ours may be one of them.
    """

    def __init__(self, paths: Iterable[Path], formats: Mapping[str, str], beside: Iterable[Path] = ()) -> None:
        self._paths = tuple(paths)
        self._beside = tuple(beside)
        self._formats = formats
        self._pending: dict[Path, _Pending] = {}
        self._written: set[Path] = set()

    def __enter__(self) -> Self:
        """Check and open every path.

        Raises InputError: C3-U20 suffix, C3-U21 not a file, C3-U22 not writable, C3-U23 named twice.
        """
        problems = self._name_problems()
        if not problems:
            problems = [problem for path in self._paths for problem in self._open(path)]
        if problems:
            self._remove()
            raise InputError(problems)
        return self

    def format(self, path: Path) -> str:
        """Return the format of a path, by its suffix."""
        return self._formats[path.suffix.lower()]

    def write(self, path: Path, content: str | bytes) -> None:
        """Write the whole content of one file; text as UTF-8 with its line ends as they are."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        try:
            self._pending[path].temporary.write_bytes(data)
        except OSError as exc:
            raise InputError([_unwritable(path, exc)]) from exc
        self._written.add(path)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Move what was written into place, or after an error remove it."""
        try:
            for path in self._paths if kind is None else ():
                if path in self._written:
                    self._move(path)
        finally:
            self._remove()

    def _name_problems(self) -> list[Problem]:
        seen = {os.path.realpath(path): path for path in self._beside}
        problems = []
        for path in self._paths:
            problems += _suffix_problems(path, self._formats)
            first = seen.setdefault(os.path.realpath(path), path)
            problems += [_twice(path, first)] if first is not path else []
        return problems

    def _open(self, path: Path) -> list[Problem]:
        target = Path(os.path.realpath(path))
        temporary = target.with_name(_TEMPORARY.format(secrets.token_hex(8)))
        try:
            mode = _mode(target)
            if mode is not None and not stat.S_ISREG(mode):
                return [_not_a_file(path, "a folder" if stat.S_ISDIR(mode) else "not a plain file")]
            _create(temporary, target, mode)
        except OSError as exc:
            return [_unwritable(path, exc)]
        self._pending[path] = _Pending(target, temporary)
        _sweep(temporary)
        return []

    def _move(self, path: Path) -> None:
        pending = self._pending[path]
        try:
            pending.temporary.replace(pending.target)
        except OSError as exc:
            raise InputError([_unwritable(path, exc)]) from exc

    def _remove(self) -> None:
        for pending in self._pending.values():
            pending.temporary.unlink(missing_ok=True)  # gone already if it was moved into place
        self._pending.clear()


def _sweep(new: Path) -> None:
    """Remove temporary files that runs left behind which were killed: those a day older than a new one beside them."""
    now = new.stat().st_mtime
    for old in new.parent.glob(_TEMPORARY.format("*")):
        with suppress(OSError):  # gone meanwhile, or somebody else's
            if now - old.stat().st_mtime > _STALE_S:
                old.unlink()


def _mode(target: Path) -> int | None:
    """Return the mode of what is at `target`, or None if nothing is."""
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def _create(temporary: Path, target: Path, mode: int | None) -> None:
    """Create the temporary file with the permissions of the file that it will replace, or of a new one.

    Replacing a file takes the right to write to its folder only; a read-only file is left alone all the same.
    """
    if mode is not None and not (mode & _ANY_WRITE and os.access(target, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    os.close(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_EXCL, _NEW_FILE_MODE))
    if mode is not None:
        temporary.chmod(stat.S_IMODE(mode))


def _suffix_problems(path: Path, formats: Mapping[str, str]) -> list[Problem]:
    suffix = path.suffix.lower()
    if suffix in formats:
        return []
    what = f"the suffix {shown(suffix)} names no format" if suffix else "the name has no suffix that names a format"
    fix = near(suffix, formats) if suffix else "end the name with one of these"
    return [_problem("C3-U20", path, f"{shown(path, 200)}: {what}", " ".join(formats), fix)]


def _twice(path: Path, first: Path) -> Problem:
    same = "" if path == first else f", the same file as {shown(first, 200)},"
    return _problem(
        "C3-U23", path, f"{shown(path, 200)}{same} is named twice", "each output file once", "give it another name"
    )


def _not_a_file(path: Path, what: str) -> Problem:
    return _problem("C3-U21", path, f"{shown(path, 200)} is {what}", "the name of a file", "name a file in a folder")


def _unwritable(path: Path, exc: OSError) -> Problem:
    reason = exc.strerror or str(exc)
    folder = "" if path.parent.is_dir() else f": there is no folder {shown(path.parent, 200)}"
    message = f"{shown(path, 200)} cannot be written{folder or ': ' + reason}"
    return _problem(
        "C3-U22", path, message, "a file in a folder you may write to", "make the folder first" if folder else ""
    )


def _problem(code: str, path: Path, message: str, expected: str, fix: str) -> Problem:
    return Problem(code, message, expected=expected, help=fix, where=Where(str(path)))


_MAX_BYTES = 50_000_000


def read_recording(path: Path) -> Mapping[str, Any]:
    """Return a recording as plain data. Raises MeasurementError: C3-Y0x not there, C3-M40 no recording."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_MAX_BYTES))
    except ValueError as exc:
        text = f"{shown(path, 200)} is not a recording: {exc}"
        raise MeasurementError([Problem("C3-M40", text, help="c3 bench --record FILE writes one")]) from exc
    except OSError as exc:
        raise MeasurementError([unopened(path, exc)]) from exc
    if not isinstance(data, dict):
        raise MeasurementError(
            [Problem("C3-M40", f"{shown(path, 200)} is not a recording", where=Where(str(path)), help="--record FILE")]
        )
    return data


def recording_text(data: Mapping[str, Any]) -> str:
    """Return a recording as text: a line for each part."""
    parts = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in data.items())
    return f"{{\n{parts}\n}}\n"


def expand(names: Sequence[str]) -> list[str]:
    """Return names with patterns (* ? [ and ** for any folders) replaced by what they match, sorted, each file once.

    Raises InputError C3-U50 for a pattern that matches nothing.
    """
    found = [(name, _matches(name)) for name in names]
    empty = [name for name, matches in found if not matches]
    if empty:
        fix = "check the pattern, and the folder that the command runs in"
        raise InputError(
            Problem("C3-U50", f"no file matches {shown(n, 200)}", expected="a file", help=fix) for n in empty
        )
    return list(dict.fromkeys(match for _, matches in found for match in matches))


def _matches(name: str) -> list[str]:
    import glob  # noqa: PLC0415  (only where patterns are given)

    is_pattern = name != "-" and glob.has_magic(name) and not os.path.lexists(name)
    return sorted(glob.glob(name, recursive=True)) if is_pattern else [name]  # noqa: PTH207  (`./` is kept as written)


def kept(path: Path, make: Callable[[Path], None]) -> Path:
    """Return a file that `make` writes unless it is there. Raises InputError C3-U22 where it cannot be written."""
    if path.exists():
        return path
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make(part)
        part.replace(path)
    except OSError as exc:
        reason = exc.strerror or str(exc)
        text = f"{shown(path, 200)} cannot be written: {reason}"
        problem = Problem("C3-U22", text, help="another folder: --cache DIR, with room enough", where=Where(str(path)))
        raise InputError([problem]) from exc
    finally:
        with suppress(OSError):  # gone already, moved into place, or in no folder at all
            part.unlink()
    return path
