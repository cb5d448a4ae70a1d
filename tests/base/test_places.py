"""Places in files: what is printed of them never has to be read back."""

from __future__ import annotations

from c3calc.base.errors import Place


def test_a_line_is_printed_as_text_and_still_knows_its_parts() -> None:
    """A name with a colon and digits in it, which text read back would take for a line."""
    line = Place("team:12", 3, 7).in_file
    assert (line, line.file, line.line) == ("team:12:3", "team:12", 3)
