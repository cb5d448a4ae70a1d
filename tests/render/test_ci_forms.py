"""What CI systems are given: JUnit and SARIF by their schemas, annotations by the rules of the runner, Markdown."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]
import pytest
import xmlschema
from markdown_it import MarkdownIt

from answers import answer, bare_answer
from c3calc.answer.codec import render_json
from c3calc.answer.schema import check_schema
from c3calc.questions.diff import diff
from c3calc.render.ci.findings import RULES, findings
from c3calc.render.ci.github import render_github
from c3calc.render.ci.junit import render_junit
from c3calc.render.ci.sarif import render_sarif
from c3calc.render.formats.markdown import COMMENT_BYTES, cut, render_comment, render_markdown
from c3calc.render.formats.table import render_table
from c3calc.render.report import Comment
from c3calc.render.views.check import MARKER, SUMMARY_BYTES, check_report
from c3calc.render.views.diff import diff_report
from checks import NASTY, check_of, doubt, everything, file_check, verdict, waiver
from paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.answer.check import Check
    from c3calc.render.report import Report

SCHEMAS = TESTS / "schemas"
EMPTY = check_of()
CHECKS = pytest.mark.parametrize("check", [everything(), check_of(file_check()), EMPTY], ids=["full", "bare", "empty"])


@CHECKS
def test_junit_keeps_to_the_published_schema(check: Check) -> None:
    """Jenkins reads it, whatever names hold."""
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(render_junit(check_report(check)))


def test_the_junit_schema_is_one_that_can_be_broken() -> None:
    """A test without a name is refused."""
    broken = render_junit(check_report(everything())).replace("<testcase name=", "<testcase nam=", 1)  # fmt: skip
    assert not xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").is_valid(broken)


def test_junit_counts_what_it_holds() -> None:
    """Failures, errors and skipped tests are those of the suite; what passed is there too."""
    suites = ET.fromstring(render_junit(check_report(everything())))  # noqa: S314  (our own text)
    full, bad, crashed = suites
    counts = [int(full.attrib[key]) for key in ("tests", "failures", "errors", "skipped")]
    assert counts == [12, 4, 3, 1]
    assert [len(full.findall(f"testcase/{tag}")) for tag in ("failure", "error", "skipped")] == [4, 3, 1]
    assert [suite.attrib["errors"] for suite in (bad, crashed)] == ["1", "1"]


@CHECKS
def test_sarif_keeps_to_the_published_schema(check: Check) -> None:
    """Code scanning reads it, whatever names hold."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert list(validator.iter_errors(json.loads(render_sarif(check_report(check))))) == []


def test_the_sarif_schema_is_one_that_can_be_broken() -> None:
    """A result without a message is refused."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(render_sarif(check_report(everything())))
    del log["runs"][0]["results"][0]["message"]
    assert not jsonschema.validators.validator_for(schema)(schema).is_valid(log)


def results(check: Check) -> list[Any]:
    """Return the results of a SARIF log."""
    found: list[Any] = json.loads(render_sarif(check_report(check)))["runs"][0]["results"]
    return found


def test_a_sarif_result_names_its_rule_line_and_level() -> None:
    """A rule of the log, the line of the limit, and a file that code scanning finds."""
    log = json.loads(render_sarif(check_report(everything())))["runs"][0]
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    assert [rules[r["ruleIndex"]] for r in log["results"]] == [r["ruleId"] for r in log["results"]]
    over = next(r for r in log["results"] if r["ruleId"] == "C3-B001")
    place = over["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "team/a%20b.yaml"}, "region": {"startLine": 3, "startColumn": 7}}
    assert over["level"] == "error"
    assert log["invocations"][0]["executionSuccessful"] is False


def test_every_rule_is_used() -> None:
    """Each documented rule id comes from some verdict."""
    assert {rule.id for rule in RULES} <= {found.rule.id for found in findings(everything())}


def test_a_fingerprint_outlives_figures_lines_and_days() -> None:
    """A finding stays the same while prices move; another budget, rule or file makes another."""
    first = verdict("over")
    moved = replace(first, found=9e9, value=9e9, margin=-9e9, why="other words", where=replace(first.where, line=99))
    others = [replace(first, budget="other"), replace(first, status="missing"), replace(first, kind="min")]
    others.append(replace(first, where=replace(first.where, file="team/b.yaml")))
    prints = [results(check_of(file_check(v)))[0]["partialFingerprints"] for v in (first, moved, *others)]
    assert prints[0] == prints[1]
    assert len({str(p) for p in prints}) == 1 + len(others)


def test_the_fingerprint_of_a_doubt_outlives_figures() -> None:
    """The same price, still wrong, is the same finding; that of another option is another."""
    messages = ("A1: 6 USD for `Output`", "A1: 7.5 USD for `Output`", "A1: 6 USD for `Input`", "A2: 6 USD for `Output`")
    found = [results(check_of(file_check(doubts=(doubt(message=text),))))[0] for text in messages]
    prints = [str(result["partialFingerprints"]) for result in found]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def test_a_waived_result_is_suppressed_with_its_reason() -> None:
    """Code scanning shows it as accepted, and why."""
    (found,) = results(check_of(file_check(verdict("waived", 5), waivers=(waiver("used"),))))
    assert found["suppressions"][0]["justification"] == "migration (approved by finance until 2026-12-31)"


class Command(NamedTuple):
    """A workflow command as the runner understands a line of the log."""

    name: str
    properties: dict[str, str]
    data: str


def runner(log: str) -> list[Command]:
    """Return the commands of a log by the rules of the runner: ActionCommand.cs, and the stop that it obeys."""
    found, stopped = [], ""
    for line in log.split("\n"):
        match = re.match(r"\s*::([^:\s]+)(?: ([^:]*(?::(?!:)[^:]*)*?))?::(.*)$", line)
        if match and stopped in ("", match[1]):
            stopped = match[3] if match[1] == "stop-commands" else ""
            if match[1] in ("error", "warning", "notice"):
                pairs = (pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
                found.append(Command(match[1], {k: unescaped(v) for k, v in pairs}, unescaped(match[3])))
    assert stopped == ""
    return found


def unescaped(text: str) -> str:
    """Return what the runner makes of a value."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_annotations_stand_at_the_line_of_the_limit() -> None:
    """File, line, column, a title and the whole message, unescaped by the runner to what was meant."""
    commands = runner(render_github(check_report(check_of(file_check(verdict("over", 3))))))
    assert commands == [
        Command(
            "error",
            {"file": "team/a b.yaml", "line": "3", "col": "7", "title": "C3-B001 over: budget 3"},
            "cost_per_month of API: USD 2,750 a month, of which USD 2,500 are allowed",
        )
    ]


def test_no_name_gives_the_runner_an_order() -> None:
    """A scenario called `::error::` is a name in the log, in titles and in messages."""
    check = check_of(file_check(verdict("over", 3, budget=NASTY, why="::warning::x\n::add-mask::y")))
    report = check_report(replace(check, summary="::error::from the log"))
    assert "\n::error::from the log\n" in render_table(report)
    (command,) = runner(render_github(report))
    assert command.name == "error"
    assert command.properties["title"].startswith("C3-B001 over: cap: 100 %, <b>|`x`")


@pytest.mark.parametrize(("errors", "warnings", "shown"), [(10, 10, 20), (11, 0, 11), (25, 13, 21), (0, 11, 11)])
def test_ten_annotations_a_level_and_one_that_counts_the_rest(errors: int, warnings: int, shown: int) -> None:
    """More than ten of a level the runner drops without a word."""
    verdicts = [verdict("over", n) for n in range(1, errors + 1)]
    verdicts += [verdict("warning", n) for n in range(1, warnings + 1)]
    commands = runner(render_github(check_report(check_of(file_check(*verdicts)))))
    assert len(commands) == shown
    by_level = [sum(c.name == level for c in commands) for level in ("error", "warning", "notice")]
    assert max(by_level) <= 10
    if errors == 25:
        assert commands[-1].data == "15 more errors, 3 more warnings: the log has them all"


def test_the_notice_that_counts_has_room_among_the_notices() -> None:
    """Eleven waived budgets: nine notices and the one that counts."""
    commands = runner(render_github(check_report(check_of(file_check(*(verdict("waived", n) for n in range(1, 12)))))))
    assert [c.name for c in commands] == ["notice"] * 10
    assert commands[-1].data == "2 more notices: the log has them all"


def test_everything_stands_in_the_log() -> None:
    """Also what is not annotated."""
    verdicts = [verdict("over", n) for n in range(1, 31)]
    check = check_of(file_check(*verdicts))
    text = render_github(check_report(check))
    assert all(f"budget {n}: cost_per_month of API" in text for n in range(1, 31))


def test_markdown_begins_with_the_marker_and_shows_no_markup_of_names() -> None:
    """A bot finds its comment by the first line; a name is a name."""
    text = render_markdown(check_report(everything()))
    assert text.startswith("<!-- c3: check -->\n\n## FAILED\n")
    assert "<b>" not in text
    assert r"\|" in text


@pytest.mark.parametrize(
    "text",
    [
        render_markdown(check_report(everything(), {"a.yaml": answer()})),
        render_markdown(diff_report(diff(bare_answer(), answer()))),
    ],
)
def test_markdown_is_read_as_tables_whose_rows_have_the_cells_of_their_heads(text: str) -> None:
    """Whatever names hold, by a CommonMark reader with tables; the marker is the only HTML."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") >= 2
    for table in "".join(
        {"th_open": "h", "td_open": "d", "tr_open": "\n", "table_open": "T"}.get(k, "") for k in kinds
    ).split("T"):
        rows = [len(row) for row in table.split("\n") if row]
        assert len(set(rows)) <= 1
    html = [t.content for t in tokens if t.type == "html_block"]
    html += [c.content for t in tokens for c in t.children or () if c.type == "html_inline"]
    assert [h.strip() for h in html] in (["<!-- c3: check -->"], ["<!-- c3: diff -->"])


@pytest.mark.parametrize(
    ("rows", "render", "most"), [(500, render_comment, COMMENT_BYTES), (3000, render_markdown, SUMMARY_BYTES)]
)
def test_markdown_is_cut_on_a_line_that_says_so(rows: int, render: Callable[[Report], str], most: int) -> None:
    """A comment has at most 65,536 characters; a step summary of a mebibyte, or little less, is dropped as a whole."""
    check = check_of(file_check(*(verdict("over", n, why="é" * 300) for n in range(1, rows))))
    report = check_report(check)
    text = render(report)
    assert most - 1000 < len(text.encode()) <= most
    assert re.search(r"\n\n\*\*Cut here: ([\d,]+) more lines are in the log and in the JSON\.\*\*\n$", text)
    whole = render_markdown(replace(report, comment=Comment(MARKER, 10**9))).split("\n")
    assert whole[: len(text.split("\n")) - 3] == text.split("\n")[:-3]


@pytest.mark.parametrize("most", [100, 130, 200, 301])
def test_a_cut_text_is_never_longer_than_allowed(most: int) -> None:
    """Whatever the lines are."""
    text = "".join(f"{'é' * (n % 7)}\n" for n in range(200))
    assert len(cut(text, most).encode()) <= most
    assert cut("short\n", most) == "short\n"


@CHECKS
def test_json_keeps_to_its_schema(check: Check) -> None:
    """`c3 schema check` is true, and valid itself."""
    jsonschema.Draft202012Validator.check_schema(check_schema())
    assert list(jsonschema.Draft202012Validator(check_schema()).iter_errors(json.loads(render_json(check)))) == []
