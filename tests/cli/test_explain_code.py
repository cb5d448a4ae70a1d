"""`c3 explain CODE` as its users meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from c3calc.cli.codes import code_page
from c3calc.files.codes import LETTERS, read_family
from command import c3
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOTE = """\
note C3-N15: GPUs stand idle

Mean use of the provisioned
GPUs is below 20 %; the note
says what the idle hours cost.

What to do: Fewer or smaller
GPUs, a steadier load, hours
released when idle, or an API.
"""


def test_a_page_is_wrapped_to_the_terminal() -> None:
    """No line is longer than the terminal is wide."""
    row = next(row for row in read_family("N").codes if row.code == "C3-N15")
    assert code_page("note", row, 30) == NOTE


@pytest.mark.parametrize("letter", LETTERS)
def test_wrapping_loses_nothing(letter: str) -> None:
    """However narrow the terminal, every word of every code is there."""
    family = read_family(letter)
    pages = [(code_page(family.kind, row, 20), code_page(family.kind, row, None)) for row in family.codes]
    assert [narrow.split() for narrow, _ in pages] == [whole.split() for _, whole in pages]


def test_a_code_wins_over_a_file_of_its_name(tmp_path: Path) -> None:
    """The file is given with its folder."""
    (tmp_path / "C3-N15").write_bytes((ROOT / "scenarios" / "quickstart.yaml").read_bytes())
    assert c3(tmp_path, "explain", "C3-N15").out.startswith("note C3-N15: GPUs stand idle\n")
    assert c3(tmp_path, "explain", "./C3-N15").out.startswith("Call GPT-5, or run Gemma 4 31B?\n")
