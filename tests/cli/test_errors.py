"""The error corpus: a folder each under tests/errors, rewritten by `pytest tests/cli/test_errors.py --rewrite-golden`.

A case is called after the code it shows. It holds `cmd` (the arguments of c3, run in a copy of the folder), perhaps
`env`, the files that are wrong, and what c3 said: `stderr` and `exit`. What no file in git can be is made by
tests/support/error_recipes.py; why a code has no case stands in without_a_case.yaml.
Every case runs against the frozen tests/catalogue.json. docs/errors.md takes its examples from here.
"""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from c3calc.files.codes import LETTERS, read_family
from c3calc.files.text.document import read_document
from command import Run, c3
from error_recipes import RECIPES, SCENARIO
from paths import ROOT, TESTS

if TYPE_CHECKING:
    from pathlib import Path

HERE = TESTS
ERRORS = HERE / "errors"
CASES = sorted(p.parent for p in ERRORS.glob("*/cmd"))
WITHOUT_A_CASE = read_document(ERRORS / "without_a_case.yaml").data
FAILED_MEASUREMENTS = ("C3-M11", "C3-M13", "C3-M40")
BLOCK = re.compile(r"^error\[(C3-[A-Z]\d\d)\]: (.+)$")
PLACE = re.compile(r"^ *--> (.+):(\d+):(\d+)$")


def run_case(case: Path, folder: Path) -> tuple[Run, set[str]]:
    """Run a case in a scratch copy of its folder; return also the files that were not there before."""
    shutil.copytree(case, folder)
    for name in ("cmd", "env", "stderr", "exit"):
        (folder / name).unlink(missing_ok=True)
    RECIPES.get(case.name, lambda _: None)(folder)
    environment = (case / "env").read_text(encoding="utf-8").split() if (case / "env").exists() else []
    arguments = shlex.split((case / "cmd").read_text(encoding="utf-8"))
    before = set(folder.rglob("*"))
    run = c3(folder, *arguments, **dict(line.split("=", 1) for line in environment))
    return run, {str(path.relative_to(folder)) for path in set(folder.rglob("*")) - before}


def blocks(case: Path) -> list[list[str]]:
    """Return what a case says, by error."""
    text = (case / "stderr").read_text(encoding="utf-8").rstrip("\n")
    return [block.split("\n") for block in text.split("\n\n") if not block.startswith("... and ")]


def by_name(case: Path) -> str:
    """Return what a case is called."""
    return case.name


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_a_mistake_is_reported_as_it_always_was(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A mistake has the same report, the exit code 2 (5 where a meter fails), and no output, no file, no traceback."""
    found, left = run_case(case, tmp_path / case.name)
    if request.config.getoption("--rewrite-golden"):
        (case / "stderr").write_text(found.err, encoding="utf-8")
        (case / "exit").write_text(f"{found.code}\n", encoding="utf-8")
    assert found.err == (case / "stderr").read_text(encoding="utf-8")
    assert (case / "exit").read_text(encoding="utf-8") == f"{found.code}\n"
    assert found.code == (5 if case.name.startswith(FAILED_MEASUREMENTS) else 2)
    assert found.out == ("good.yaml: ok\n" if (case / "good.yaml").exists() else "")
    assert left == set()


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_a_report_has_the_code_of_its_case_and_says_what_to_do(case: Path) -> None:
    """Every error has a code, a message, and what was expected, how to mend it, or the word that was meant."""
    codes = [BLOCK.fullmatch(block[0]) for block in blocks(case)]
    assert None not in codes
    assert case.name[:6] in {match[1] for match in codes if match}
    helpful = re.compile(r" = (expected|help): .|\^ did you mean ")
    assert [block for block in blocks(case) if not helpful.search("\n".join(block))] == []


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_a_caret_stands_under_what_the_place_says(case: Path) -> None:
    """The line quoted is the line named, and the caret begins below the column named."""
    for block in blocks(case):
        place = PLACE.fullmatch(block[1]) if len(block) > 4 else None
        if place and "|" in block[2] and (case / place[1]).is_file():
            line = (case / place[1]).read_text(encoding="utf-8").split("\n")[int(place[2]) - 1]
            quoted, carets = (text.split("| ", 1)[1] for text in block[3:5])
            if quoted == line:
                assert carets.index("^") == int(place[3]) - 1
            else:
                assert "..." in quoted or "\\t" in quoted  # cut to the width, or with its tabs made visible


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_no_mistake_is_reported_twice(case: Path) -> None:
    """One mistake, one report: no place has the same code twice with the same message."""
    heads = [tuple(block[:2]) for block in blocks(case)]
    assert len(heads) == len(set(heads))


def test_every_code_has_a_case() -> None:
    """What can go wrong is shown by a file in which it went wrong."""
    shown = {case.name[:6] for case in CASES}
    families = [read_family(letter) for letter in LETTERS]
    known = {row.code for family in families for row in family.codes if family.kind == "error"}
    assert sorted(known - shown) == sorted(WITHOUT_A_CASE)


def test_a_reason_names_the_test_that_shows_its_code() -> None:
    """A code without a case is tested where its reason says; two cannot be: no machine for one, no way to the other."""
    named = {code: re.search(r"tests/\S+\.py", reason) for code, reason in WITHOUT_A_CASE.items()}
    assert [code for code, file in named.items() if not file] == ["C3-M25", "C3-S07"]
    shown = {code: (ROOT / file[0]).read_text(encoding="utf-8") for code, file in named.items() if file}
    assert [code for code, test in shown.items() if code not in test] == []


def test_every_recipe_is_used() -> None:
    """A recipe belongs to a case."""
    assert sorted(RECIPES.keys() - {case.name for case in CASES}) == []


def test_several_mistakes_of_one_file_are_reported_at_once() -> None:
    """A typo, an ambiguous share, an unknown model, a missing price, an unknown GPU, a mix of 110 % ...: one run."""
    found = [BLOCK.fullmatch(block[0]) for block in blocks(ERRORS / "C3-S01-many-mistakes-at-once")]
    codes = [match[1] for match in found if match]
    assert codes == ["C3-S01", "C3-S11", "C3-R02", "C3-S02", "C3-R01", "C3-R11", "C3-R19", "C3-R13"]


FINE = {
    "CRLF": SCENARIO.replace("\n", "\r\n"),
    "CR": SCENARIO.replace("\n", "\r"),
    "a byte order mark": "\ufeff" + SCENARIO,
    "no newline at the end": SCENARIO.rstrip("\n"),
    "a tab behind a colon": SCENARIO.replace("kind: api", "kind:\tapi"),
    "an exponent as a number": SCENARIO.replace("150M", "1.5e8"),
    "underscores as thousands": SCENARIO.replace("150M", "150_000_000"),
    "a number in quotes": SCENARIO.replace("150M", '"150M"'),
    "octal": SCENARIO.replace("150M", "0o17"),
    "Norway as a name": SCENARIO.replace("One mistake", "NO"),
    "on as a name": SCENARIO.replace("One mistake", "on"),
    "a time as a name": SCENARIO.replace("One mistake", "12:30"),
    "a date as a name": SCENARIO.replace("One mistake", "2026-10-10"),
    "an exponent in quotes as a name": SCENARIO.replace("One mistake", "'1e9'"),
    "a document marker at the beginning": "---\n" + SCENARIO + "...\n",
    "JSON": '{"c3": 1, "name": "x", "currency": "USD", "workload": {"input_tokens_per_month": 5, '
    '"output_tokens_per_month": 5}, "options": [{"name": "a", "kind": "fixed", "amount": 3}]}',
}


@pytest.mark.parametrize("name", FINE)
def test_what_only_looks_like_a_mistake_is_none(name: str, tmp_path: Path) -> None:
    """Line ends, marks, exponents and words that YAML 1.1 turns into something else are read as they are written."""
    assert c3(tmp_path, "validate", "-", stdin=FINE[name].encode()) == Run(0, "<stdin>: ok\n", "")
