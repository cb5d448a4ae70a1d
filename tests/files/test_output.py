"""Answers into files: checked before the work, whole or not at all, as any new file would be."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from c3calc.base.errors import InputError, Problem
from c3calc.files.text.output import OutputFiles

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = {".md": "markdown", ".json": "json"}


def refused(*paths: Path) -> tuple[Problem, ...]:
    """Return the problems of paths that must not be opened."""
    with pytest.raises(InputError) as caught, OutputFiles(paths, FORMATS):
        pytest.fail("the work has begun")
    return caught.value.problems


def names(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_is_there_afterwards_and_not_before(tmp_path: Path) -> None:
    """The move is the last thing, and no temporary file stays."""
    bill, data = tmp_path / "bill.md", tmp_path / "data.JSON"
    with OutputFiles([bill, data], FORMATS) as files:
        files.write(bill, "é\n")
        files.write(data, b"{}")
        assert not bill.exists()
        assert (files.format(bill), files.format(data)) == ("markdown", "json")
    assert (bill.read_bytes(), data.read_bytes()) == (b"\xc3\xa9\n", b"{}")
    assert names(tmp_path) == ["bill.md", "data.JSON"]


def test_what_killed_runs_left_behind_is_removed_after_a_day(tmp_path: Path) -> None:
    """A temporary file as old as that is nobody's any more; a younger one may be at work, another file is not ours."""
    ages = {".c3-0123456789abcdef.tmp": 90_000, ".c3-fedcba9876543210.tmp": 3_600, ".c3-notes": 90_000}
    for name, age in ages.items():
        (tmp_path / name).touch()
        seconds = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (seconds, seconds))
    with OutputFiles([tmp_path / "bill.md"], FORMATS) as files:
        files.write(tmp_path / "bill.md", "")
    assert names(tmp_path) == [".c3-fedcba9876543210.tmp", ".c3-notes", "bill.md"]


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    """The same bytes on every system."""
    with OutputFiles([tmp_path / "a.md"], FORMATS) as files:
        files.write(tmp_path / "a.md", "a\r\nb\n")
    assert (tmp_path / "a.md").read_bytes() == b"a\r\nb\n"


def test_after_an_error_everything_is_as_before(tmp_path: Path) -> None:
    """Even after Ctrl-C."""
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text("before")

    def work() -> None:
        with OutputFiles([old, new], FORMATS) as files:
            files.write(old, "after")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert (old.read_text(), names(tmp_path)) == ("before", ["old.md"])


def test_what_was_not_written_is_left_alone(tmp_path: Path) -> None:
    """Opening a file does not empty it."""
    old = tmp_path / "old.md"
    old.write_text("before")
    with OutputFiles([old, tmp_path / "new.md"], FORMATS):
        pass
    assert (old.read_text(), names(tmp_path)) == ("before", ["old.md"])


def test_an_unknown_suffix_fails_before_the_work_and_lists_the_known_ones(tmp_path: Path) -> None:
    """The format follows from the name."""
    (problem,) = refused(tmp_path / "bill.jsn")
    assert (problem.code, problem.expected, problem.help) == ("C3-U20", ".md .json", "did you mean `.json`?")
    assert refused(tmp_path / "bill")[0].help == "end the name with one of these"


def test_a_missing_folder_fails_before_the_work(tmp_path: Path) -> None:
    """No minutes of work for a slip in a path."""
    (problem,) = refused(tmp_path / "there" / "a.md")
    assert (problem.code, problem.help) == ("C3-U22", "make the folder first")
    assert problem.message.endswith(f"cannot be written: there is no folder `{tmp_path / 'there'}`")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder called bill.md is still a folder."""
    (tmp_path / "a.md").mkdir()
    (problem,) = refused(tmp_path / "a.md")
    assert (problem.code, problem.message) == ("C3-U21", f"`{tmp_path / 'a.md'}` is a folder")


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """Replacing a pipe or a device by a file would break its reader."""
    os.mkfifo(tmp_path / "a.md")
    assert refused(tmp_path / "a.md")[0].message.endswith("is not a plain file")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A path through a file cannot be written."""
    (tmp_path / "a").touch()
    assert refused(tmp_path / "a" / "b.md")[0].code == "C3-U22"


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """The reason of the operating system is passed on."""
    assert refused(tmp_path / ("x" * 300 + ".md"))[0].message.endswith("File name too long")


def test_a_longest_name_is_fine(tmp_path: Path) -> None:
    """The temporary name does not grow with the real one."""
    path = tmp_path / ("x" * 252 + ".md")
    with OutputFiles([path], FORMATS) as files:
        files.write(path, "a")
    assert path.read_text() == "a"


def test_one_file_named_twice_is_refused_even_by_another_name(tmp_path: Path) -> None:
    """The second would silently replace the first."""
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    assert [p.code for p in refused(tmp_path / "a.md", tmp_path / "a.md")] == ["C3-U23"]
    (problem,) = refused(tmp_path / "a.md", tmp_path / "b.md")
    assert f"the same file as `{tmp_path / 'a.md'}`" in problem.message


def test_all_bad_paths_are_reported_and_nothing_stays_behind(tmp_path: Path) -> None:
    """Good paths beside bad ones leave no temporary file."""
    (tmp_path / "c.md").mkdir()
    assert [p.code for p in refused(tmp_path / "a.xyz", tmp_path / "b")] == ["C3-U20", "C3-U20"]
    assert [p.code for p in refused(tmp_path / "a.md", tmp_path / "c.md", tmp_path / "d" / "e.md")] == [
        "C3-U21",
        "C3-U22",
    ]
    assert names(tmp_path) == ["c.md"]


def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    """Not those of a private temporary file."""
    mask = os.umask(0o027)
    try:
        with OutputFiles([tmp_path / "a.md"], FORMATS) as files:
            files.write(tmp_path / "a.md", "a")
    finally:
        os.umask(mask)
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    """Replacing it does not open or close it to others."""
    (tmp_path / "a.md").touch()
    (tmp_path / "a.md").chmod(0o604)
    with OutputFiles([tmp_path / "a.md"], FORMATS) as files:
        files.write(tmp_path / "a.md", "a")
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o604


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    """Even for the superuser, and although its folder could be written to."""
    (tmp_path / "a.md").touch()
    (tmp_path / "a.md").chmod(0o444)
    (problem,) = refused(tmp_path / "a.md")
    assert (problem.code, problem.message) == ("C3-U22", f"`{tmp_path / 'a.md'}` cannot be written: Permission denied")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it points at is replaced."""
    (tmp_path / "there").mkdir()
    (tmp_path / "a.md").symlink_to(tmp_path / "there" / "b.md")
    with OutputFiles([tmp_path / "a.md"], FORMATS) as files:
        files.write(tmp_path / "a.md", "a")
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "there" / "b.md").read_text() == "a"


def test_a_target_that_goes_away_during_the_work_is_reported(tmp_path: Path) -> None:
    """The move fails, the message says so, nothing stays behind."""
    path = tmp_path / "a.md"

    def work() -> None:
        with OutputFiles([path], FORMATS) as files:
            files.write(path, "a")
            path.mkdir()
            (path / "b").touch()

    with pytest.raises(InputError) as caught:
        work()
    assert caught.value.problems[0].code == "C3-U22"
    assert names(tmp_path) == ["a.md"]


def test_a_folder_that_goes_away_during_the_work_is_reported(tmp_path: Path) -> None:
    """Writing fails, and the message says so."""
    folder = tmp_path / "there"
    folder.mkdir()

    def work() -> None:
        with OutputFiles([folder / "a.md"], FORMATS) as files:
            for name in names(folder):
                (folder / name).unlink()
            folder.rmdir()
            files.write(folder / "a.md", "a")

    with pytest.raises(InputError) as caught:
        work()
    assert caught.value.problems[0].help == "make the folder first"
