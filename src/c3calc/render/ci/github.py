"""A check as workflow commands of GitHub Actions: annotations at the line of the limit, and everything in the log.

The runner shows ten annotations of a level and drops the rest without a word, so the rest is counted in one more. It
takes any line of the log that begins with `::` for a command; between two stop lines it takes none, so that no name in
a scenario can give orders. Escapes are those of the runner's own toolkit (actions/toolkit, command.ts).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from c3calc.render.ci.findings import findings
from c3calc.render.formats.table import render_table
from c3calc.render.text import visible

if TYPE_CHECKING:
    from c3calc.render.ci.findings import Annotation, AnnotationLevel
    from c3calc.render.report import Report

MOST_OF_A_LEVEL = 10
_LEVELS: tuple[AnnotationLevel, ...] = ("error", "warning", "notice")


def render_github(report: Report) -> str:
    """Return annotations for a check and below them its tables, in which the runner looks for no commands."""
    check = report.record
    by_level = {level: [f for f in findings(check) if f.level == level] for level in _LEVELS}
    over = any(len(found) > MOST_OF_A_LEVEL for found in by_level.values())
    room = {level: MOST_OF_A_LEVEL - (level == "notice" and over) for level in _LEVELS}
    lines = [_annotation(f) for level in _LEVELS for f in by_level[level][: room[level]]]
    lines += [
        f"::error title=c3::{_data(f'{f.file}: a bug in c3, no verdict: {f.crash}')}" for f in check.files if f.crash
    ]
    rest = [(len(by_level[level]) - room[level], level) for level in _LEVELS]
    more = ", ".join(f"{n} more {level}{'s' * (n > 1)}" for n, level in rest if n > 0)
    if more:
        lines.append(f"::notice title=c3::{_data(more + ': the log has them all')}")
    return "\n".join([*lines, *_fenced(render_table(report))]) + "\n"


def _fenced(log: str) -> list[str]:
    """Return the log between two lines that stop and start commands; the word between is nobody's to guess."""
    word = f"c3-{hashlib.sha256(log.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
    return [f"::stop-commands::{word}", log.rstrip("\n"), f"::{word}::"]


def _annotation(finding: Annotation) -> str:
    where = finding.where
    place = {} if where.file.startswith(("<", "-")) else {"file": where.file, "line": where.line, "col": where.column}
    properties = {**place, "title": f"{finding.rule.id} {finding.title}"}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{finding.level} {listed}::{_data(finding.message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
