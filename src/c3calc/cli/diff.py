"""From command-line arguments to a diff of two answers, saved ones or those of scenarios."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from c3calc.cli.publish import publish
from c3calc.cli.request import TEXT_SUFFIXES, saved_answer, shared_flags
from c3calc.questions.diff import diff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from c3calc.answer.answer import Answer
    from c3calc.answer.diff import Diff


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
        flags = shared_flags(pricing=pricing, today=today, as_of=as_of, settings=settings)
        return flags.request(name).comparison.answer

    publish(lambda: diff(answer(base), answer(head)), partial(_text, views), format_, outputs, TEXT_SUFFIXES)


def _text(views: tuple[str, ...], found: Diff, format_: str, shape: dict[str, Any]) -> str:
    if format_ == "json":
        from c3calc.answer.codec import render_json

        return render_json(found)
    from c3calc.render.views import diff as render

    if format_ == "table":
        return render.render_diff_table(found, shape, views)
    if format_ == "markdown":
        return render.render_diff_markdown(found, views)
    return render.render_diff_delimited(found, "," if format_ == "csv" else "\t", views)
