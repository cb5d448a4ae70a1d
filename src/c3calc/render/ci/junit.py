"""A check as JUnit XML: a suite a file, a test a limit. It keeps to the schemas of Ant and of Jenkins' xUnit plug-in.

A limit that fails is a failure, one that is left open an error, one that is waived is skipped; a doubt is a test of its
own, a failure only where warnings fail. What fails nothing stands in the suite's output. Times are 0 and the day is the
run's, so that the same input gives the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from c3calc.answer.check import FAILED
from c3calc.render.text import visible
from c3calc.render.views.check import said

if TYPE_CHECKING:
    from c3calc.answer.check import BudgetVerdict, Check, FileCheck
    from c3calc.render.report import Report

_NO_XML = re.compile("[\ufffe\uffff]")


def render_junit(report: Report) -> str:
    """Return a check as a JUnit document."""
    check: Check = report.record
    root = Element("testsuites")
    for number, file in enumerate(check.files):
        _suite(root, number, file, check)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, number: int, file: FileCheck, check: Check) -> None:
    suite = SubElement(root, "testsuite", name=_text(file.file), timestamp=f"{check.today}T00:00:00", time="0")
    suite.attrib |= {"hostname": "localhost", "package": "c3", "id": str(number)}
    properties = SubElement(suite, "properties")
    for name, value in (("c3", check.c3_version), ("scenario", file.scenario.name if file.scenario else "")):
        SubElement(properties, "property", name=name, value=_text(value))
    for verdict in file.verdicts:
        _verdict(suite, file, verdict)
    for doubt in file.doubts:
        failure = ("failure", doubt.message, "warning", f"{doubt.where}: {doubt.message}") if doubt.fails else ()
        _case(suite, file, doubt.code, *failure)
    errors = [(fault.code, f"{fault.where}: {fault.message}") for fault in file.faults]
    for kind, text in [*errors, *([("bug in c3", file.crash)] if file.crash else [])]:
        _case(suite, file, kind, "error", text, kind, text)
    tags = [child.tag for case in suite.iter("testcase") for child in case]
    counts = {"tests": len(suite.findall("testcase")), "failures": tags.count("failure")}
    counts |= {"errors": tags.count("error"), "skipped": tags.count("skipped")}
    suite.attrib |= {key: str(count) for key, count in counts.items()}
    told = [f"{v.status}: {v.budget}: {said(v)}" for v in file.verdicts]
    told += [f"warning: {d.code}: {d.message}" for d in file.doubts]
    told += [f"waiver {w.status}: {w.budget}: {w.why}" for w in file.waivers]
    SubElement(suite, "system-out").text = "\n".join(map(_text, told))
    SubElement(suite, "system-err")


def _verdict(suite: Element, file: FileCheck, verdict: BudgetVerdict) -> None:
    outcome: tuple[str, ...] = ()
    if verdict.code:
        tag = "failure" if verdict.code == FAILED else "error"
        outcome = tag, said(verdict), verdict.status, f"{verdict.where}: {said(verdict)}"
    elif verdict.status == "waived":
        outcome = "skipped", said(verdict)
    _case(suite, file, f"{verdict.budget} ({verdict.kind})", *outcome)


def _case(
    suite: Element, file: FileCheck, name: str, tag: str = "", message: str = "", kind: str = "", text: str = ""
) -> None:
    """Add a test to a suite, and to the test how it came out where that is not simply well."""
    case = SubElement(suite, "testcase", name=_text(name), classname=_text(file.file), time="0")
    if tag:
        outcome = SubElement(case, tag, {"type": kind} if kind else {}, message=_text(message))
        outcome.text = _text(text) or None


def _text(text: str) -> str:
    """Return text that XML can hold, on one line and without hidden characters."""
    return _NO_XML.sub("?", visible(text))
