"""From command-line arguments to a diff of two answers, saved ones or those of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.cli.answers import TEXT_SUFFIXES, answer_for, saved_answer
from c3calc.cli.terminal import screen, write
from c3calc.diff import diff
from c3calc.files.output import OutputFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from c3calc.result import Answer
    from c3calc.result_diff import Diff


def run_diff(
    base: str,
    head: str,
    *,
    format_: str,
    outputs: Sequence[Path],
    views: tuple[str, ...],
    settings: Sequence[str],
    pricing: Sequence[Path],
    as_of: str | None,
    today: str | None,
) -> None:
    """Print what changed between two answers, and write it to each output file."""

    def answer(name: str) -> Answer:
        if name.lower().endswith(".json"):
            return saved_answer(name)
        return answer_for(name, settings, pricing, as_of, today, ())

    with OutputFiles(outputs, TEXT_SUFFIXES) as files:
        found = diff(answer(base), answer(head))
        text = _text(found, format_, views, screen())
        for path in outputs:
            shape = {"width": None, "color": False, "ascii_only": False}
            files.write(path, _text(found, TEXT_SUFFIXES[path.suffix.lower()], views, shape))
    write(text)


def _text(found: Diff, format_: str, views: tuple[str, ...], shape: dict[str, Any]) -> str:
    if format_ == "json":
        from c3calc.render.json import render_json

        return render_json(found)
    from c3calc.render import diff as render

    if format_ == "table":
        return render.render_diff_table(found, shape, views)
    if format_ == "markdown":
        return render.render_diff_markdown(found, views)
    return render.render_diff_delimited(found, "," if format_ == "csv" else "\t", views)
