"""A check as SARIF 2.1.0, for code scanning: a result at the line of every limit that is not simply kept.

A fingerprint is made of the file, the rule and what the budget is called and about, never of figures or lines, so that
a finding stays the same finding while prices move.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from c3calc.render.ci.findings import RULES, findings
from c3calc.render.text import visible

if TYPE_CHECKING:
    from c3calc.answer.check import Check
    from c3calc.render.ci.findings import Annotation
    from c3calc.render.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}


def render_sarif(report: Report) -> str:
    """Return a check as a SARIF log with one run."""
    check: Check = report.record
    found = list(findings(check))
    rules = list(dict.fromkeys([*RULES, *(f.rule for f in found)]))
    ids = [rule.id for rule in rules]
    described = [{"id": rule.id, "name": rule.name, "shortDescription": {"text": rule.text}} for rule in rules]
    driver = {"name": "c3", "version": check.c3_version, "rules": described}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(check)],
        "results": [_result(f, ids.index(f.rule.id)) for f in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _invocation(check: Check) -> dict[str, Any]:
    crashes = [f"{file.file}: {file.crash}" for file in check.files if file.crash]
    notes = [{"level": "error", "message": {"text": visible(text)}} for text in crashes]
    return {"executionSuccessful": not crashes, "exitCode": check.code, "toolExecutionNotifications": notes}


def _result(finding: Annotation, rule_index: int) -> dict[str, Any]:
    where = finding.where
    location = {
        "artifactLocation": {"uri": _uri(where.file)},
        "region": {"startLine": where.line, "startColumn": where.column},
    }
    result = {
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.level],
        "message": {"text": visible(f"{finding.title}: {finding.message}")},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"c3Finding/v1": _fingerprint(finding)},
    }
    if finding.excuse:
        excuse = {"kind": "external", "status": "accepted", "justification": visible(finding.excuse)}
        result["suppressions"] = [excuse]
    return result


def _uri(file: str) -> str:
    """Return a file as a URI: relative to where the command ran, as code scanning wants it, or with its scheme."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")


def _fingerprint(finding: Annotation) -> str:
    about = "|".join((PurePath(finding.where.file).as_posix(), finding.rule.id, finding.about))
    return hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()[:32]
