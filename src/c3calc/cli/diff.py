"""From command-line arguments to a diff of two answers, saved ones or those of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.cli.publish import Outputs
from c3calc.cli.request import saved_answer, shared_flags
from c3calc.questions.diff import diff
from c3calc.render.views.diff import diff_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from c3calc.answer.answer import Answer


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

    with Outputs("diff", format_, outputs) as opened:
        opened.put(diff_report(diff(answer(base), answer(head)), views))
