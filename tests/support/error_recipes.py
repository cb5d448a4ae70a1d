"""What a case of the error corpus needs and no file in git can be: huge, binary, a folder, a link to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from command import c3

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIO = """\
c3: 1
name: One mistake
currency: USD
workload:
  input_tokens_per_month: 500M
  output_tokens_per_month: 150M
options:
  - name: GPT-5 API
    kind: api
    provider: openai
    model: gpt-5
"""


def _holds(data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / "bad.yaml").write_bytes(data)


def _saved(name: str, old: str = "", new: str = "") -> Callable[[Path], object]:
    """Save the answer to scenario.yaml, with one figure changed."""

    def make(folder: Path) -> None:
        text = c3(folder, "compare", "scenario.yaml", "--format", "json").out
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")

    return make


RECIPES: dict[str, Callable[[Path], object]] = {
    "C3-Y02-folder": lambda folder: (folder / "bad.yaml").mkdir(),
    "C3-Y03-link-to-itself": lambda folder: (folder / "bad.yaml").symlink_to("bad.yaml"),
    "C3-Y04-too-large": _holds(SCENARIO.encode() + b"# " + b"x" * 2_000_000),
    "C3-Y04-too-many-values": _holds(SCENARIO.encode() + b"costs: [" + b"1, " * 100_001 + b"1]\n"),
    "C3-Y05-utf-16": _holds(SCENARIO.encode("utf-16")),
    "C3-Y05-utf-16-without-mark": _holds(SCENARIO.encode("utf-16-le")),
    "C3-Y05-utf-32": _holds(SCENARIO.encode("utf-32")),
    "C3-Y06-binary": _holds(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "C3-Y06-latin-1": _holds(SCENARIO.replace("One mistake", "Café").encode("latin-1")),
    "C3-Y07-control-character": _holds(SCENARIO.replace("One mistake", "One\x1b[31m mistake").encode()),
    "C3-Y07-line-separator": _holds(SCENARIO.replace("One mistake", "One\u2028mistake").encode()),
    "C3-Y11-100000-brackets": _holds(b"c3: " + b"[" * 100_000),
    "C3-J04-number": _saved("answer.json", '"cost": "625.00"', '"cost": 625.0'),
    "C3-J20-baseline": _saved("answer.json", '"baseline": "GPT-5 API"', '"baseline": "GPT-4 API"'),
    "C3-J05-another-currency": _saved("base.json"),
    "C3-U21-folder": lambda folder: (folder / "answers.json").mkdir(),
    "C3-U23-twice-by-a-link": lambda folder: (folder / "link.csv").symlink_to("bill.csv"),
}
