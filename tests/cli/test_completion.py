"""Promises about shell completion: c3 prints a plain script, and a TAB offers what fits."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from c3calc.cli.app import COMPLETIONS as FOLDER
from house_source import ROOT, python

if TYPE_CHECKING:
    from pathlib import Path

OFFER = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_c3
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(*words: str, folder: Path = ROOT) -> list[str]:
    """Return what bash offers for a line whose last word is being typed, in some folder."""
    argv = ["/bin/bash", "-c", OFFER, "bash", str(FOLDER / "c3.bash"), *words]
    run = subprocess.run(argv, cwd=folder, text=True, capture_output=True, check=True)
    assert run.stderr == ""
    return run.stdout.split()


def test_bash_accepts_the_script() -> None:
    """The script for bash has no syntax error."""
    subprocess.run(["/bin/bash", "-n", FOLDER / "c3.bash"], check=True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_command_prints_the_shipped_script(shell: str) -> None:
    """`c3 completion SHELL` prints the script that ships, byte for byte, and no other text."""
    run = python("-m", "c3calc", "completion", shell)
    assert (run.returncode, run.stdout, run.stderr) == (0, (FOLDER / f"c3.{shell}").read_text(encoding="utf-8"), "")


def test_a_command_is_completed() -> None:
    """`c3 com` may become compare or completion."""
    assert offered("c3", "com") == ["compare", "completion"]


def test_nothing_is_offered_where_nothing_fits() -> None:
    """An unknown beginning is left alone."""
    assert offered("c3", "xyz") == []


def test_flags_of_the_command_are_completed() -> None:
    """A dash offers the flags of the command that was typed, not those of another."""
    assert offered("c3", "compare", "s.yaml", "--form") == ["--format"]
    assert offered("c3", "schema", "--form") == []


@pytest.mark.parametrize("line", [("--format", "js"), ("-f", "js"), ("--format", "=", "js")])
def test_choices_are_completed(line: tuple[str, ...]) -> None:
    """After a flag with choices come its choices, be there a space or an equals sign between."""
    assert offered("c3", "compare", "s.yaml", *line) == ["json"]


def test_an_equals_sign_alone_offers_every_choice() -> None:
    """`--format=` offers all formats."""
    assert offered("c3", "compare", "--format", "=") == ["table", "markdown", "csv", "tsv", "json", "html", "xlsx"]


def test_choices_of_an_argument_are_completed() -> None:
    """A word that must be one of a few is offered."""
    assert offered("c3", "completion", "") == ["bash", "zsh", "fish"]


def test_files_are_completed_where_a_scenario_goes(tmp_path: Path) -> None:
    """A scenario is a file, also after flags that take a value."""
    (tmp_path / "mine.yaml").touch()
    assert offered("c3", "compare", "mi", folder=tmp_path) == ["mine.yaml"]
    assert offered("c3", "compare", "--format", "json", "mi", folder=tmp_path) == ["mine.yaml"]


def test_a_command_with_one_place_offers_no_second_file(tmp_path: Path) -> None:
    """`compare` takes one scenario; `validate` takes many."""
    (tmp_path / "mine.yaml").touch()
    assert offered("c3", "compare", "mine.yaml", "mi", folder=tmp_path) == []
    assert offered("c3", "validate", "mine.yaml", "mi", folder=tmp_path) == ["mine.yaml"]


def test_only_folders_are_completed_where_a_folder_goes(tmp_path: Path) -> None:
    """`--pricing` takes a folder."""
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices.yaml").touch()
    assert offered("c3", "compare", "--pricing", "pri", folder=tmp_path) == ["prices"]


def test_free_text_is_left_to_its_writer(tmp_path: Path) -> None:
    """After a flag that takes a date, no file is offered."""
    (tmp_path / "2026.yaml").touch()
    assert offered("c3", "compare", "--as-of", "20", folder=tmp_path) == []
