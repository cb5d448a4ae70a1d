"""Promises about the documents: what they show was run, what they name is there, what they say is so.

That generated parts are fresh (docs/errors.md, docs/notes.md, docs/commands.md, docs/schema/, the output below every
`$ c3` line) is checked with every other generator in tests/cli/test_house.py.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from c3calc import __version__
from c3calc.cli.flags import Format
from c3calc.files.codes import read_family
from c3calc.files.measurement import read_measurement
from command import ENVIRONMENT, Run, c3, run
from house_names import numbers_of
from house_source import modules
from paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENTS = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
FENCE = re.compile(r"^```(\w+)\n([\s\S]*?)^```$", re.MULTILINE)
NAMED_FILE = re.compile(r"`((?:src|tests|docs|scripts|scenarios|pricing|benchmarks)/[\w./-]+)`")


def text(name: str) -> str:
    """Return a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def fences(document: Path, language: str) -> Iterator[str]:
    """Yield what a document shows in one language."""
    for found, body in FENCE.findall(document.read_text(encoding="utf-8")):
        if found == language:
            yield body


def shown_commands() -> list[tuple[str, str]]:
    """Return every block of shell lines that calls c3, by document; installing is not tried again here."""
    blocks = [(document.name, body) for document in DOCUMENTS for body in fences(document, "sh")]
    return [(name, body) for name, body in blocks if "c3 " in body and "python -m" not in body]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as a reader has it: the repository's scenarios and catalogue, and c3 on the path."""
    for name in ("scenarios", "pricing", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "c3"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m c3calc "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def shell(script: str, folder: Path) -> Run:
    """Run shell lines as a reader would."""
    path = f"{folder / 'bin'}:{ENVIRONMENT['PATH']}"
    return run(["/bin/sh", "-eu", "-c", script], folder, PATH=path, HOME=str(folder))


@pytest.mark.parametrize("block", shown_commands(), ids=lambda block: f"{block[0]}: {block[1].splitlines()[0]}")
def test_every_command_that_is_shown_works(block: tuple[str, str], folder: Path) -> None:
    """Whoever copies a block of commands into a shell sees no error."""
    done = shell(block[1], folder)
    assert (done.code, done.err) == (0, "")


def test_every_measurement_that_is_shown_is_a_good_one(tmp_path: Path) -> None:
    """The ten lines that somebody may write by hand are read."""
    shown = [body for d in DOCUMENTS for body in fences(d, "yaml") if body.startswith("c3_measurement: 1\n")]
    assert shown
    for body in shown:
        (tmp_path / "m.yaml").write_text(body, encoding="utf-8")
        assert read_measurement(tmp_path / "m.yaml").points


def shown_scenarios() -> list[tuple[str, str]]:
    """Return every complete scenario in a document."""
    return [(d.name, body) for d in DOCUMENTS for body in fences(d, "yaml") if body.startswith("c3: 1\n")]


@pytest.mark.parametrize("shown", shown_scenarios(), ids=lambda shown: shown[0])
def test_every_scenario_that_is_shown_is_a_good_one(shown: tuple[str, str]) -> None:
    """A scenario copied out of a document validates."""
    assert c3(ROOT, "validate", "-", stdin=shown[1].encode()) == Run(0, "<stdin>: ok\n", "")


def test_the_readme_says_how_to_install_run_and_test() -> None:
    """One line installs and answers, one line tests; CI runs the second as it stands."""
    lines = text("README.md").splitlines()
    assert "python -m pip install . && c3 compare scenarios/quickstart.yaml" in lines
    assert "python -m pip install -c constraints.txt -e '.[dev]' && python -m pytest" in lines


def test_the_readme_names_every_command_and_format() -> None:
    """Nothing that c3 offers is missing from its first page."""
    readme = text("README.md")
    commands = re.findall(r"^## (c3 \w+)$", text("docs/commands.md"), re.MULTILINE)
    assert len(commands) >= 6
    assert [command for command in commands if f"`{command} " not in readme] == []
    assert "|".join(format_.value for format_ in Format) in readme


def test_every_code_is_explained() -> None:
    """Who meets a code finds it under a heading of its own."""
    headings = re.findall(r"^###? (C3-[A-Z]\d\d): ", text("docs/errors.md") + text("docs/notes.md"), re.MULTILINE)
    assert headings == [row.code for letter in "YSRKUJMN" for row in read_family(letter).codes]


def test_every_file_that_is_named_is_there() -> None:
    """A path in a document leads to a file or a folder; `<name>` and `...` stand for what the reader puts in."""
    named = [(d.name, path) for d in DOCUMENTS for path in NAMED_FILE.findall(d.read_text(encoding="utf-8"))]
    assert len(named) > 20
    assert [(name, path) for name, path in named if not (ROOT / path).exists()] == []


def test_the_changelog_says_what_this_version_changes() -> None:
    """The version of the package has an entry, and every entry says which numbers change."""
    entries = re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    released = [entry for entry in entries if not entry.startswith("Unreleased")]
    assert released[0].startswith(f"{__version__} (")
    assert [entry.split("\n")[0] for entry in released if "### Numbers change" not in entry] == []


@pytest.fixture(scope="module")
def quickstart() -> dict[str, Any]:
    """Return the answer that the method page works by hand."""
    answer: dict[str, Any] = json.loads(c3(ROOT, "compare", "scenarios/quickstart.yaml", "-f", "json").out)
    return answer


def rented(answer: dict[str, Any], *keys: str) -> str:
    """Return a figure of the rented option: of a line by its label, else of a block by its key."""
    option = next(o for o in answer["options"] if o["kind"] == "rented")
    lines = {line["label"]: line for line in option["lines"]}
    found = lines.get(keys[0]) or option[keys[0]]
    return str(found[keys[1]])


WORKED = [
    (("Rent", "cost"), 2, "2,371.04"),
    (("Engineering", "cost"), 2, "1,500.00"),
    (("Electricity, idle (in the rent)", "energy_kwh"), 1, "438.0"),
    (("Electricity, load (in the rent)", "energy_kwh"), 1, "80.2"),
    (("Embodied carbon", "carbon_kg"), 1, "35.2"),
    (("monthly", "carbon_kg"), 1, "56.7"),
    (("capacity", "idle_cost"), 2, "1,937.11"),
]


@pytest.mark.parametrize(("keys", "decimals", "worked"), WORKED, ids=str)
def test_the_method_page_works_out_what_c3_answers(
    keys: tuple[str, ...], decimals: int, worked: str, quickstart: dict[str, Any]
) -> None:
    """The numbers that the page works by hand are those of the answer."""
    assert worked in text("docs/method.md")
    assert f"{float(rented(quickstart, *keys)):,.{decimals}f}" == worked


def fields_of_the_language() -> set[tuple[str, str]]:
    """Return block and name of every field of the scenario's schema."""
    schema = json.loads(text("docs/schema/scenario.schema.json"))
    blocks = {"Scenario": schema} | schema["$defs"]
    return {(name, field) for name, block in blocks.items() for field in block.get("properties", {})}


def test_every_field_of_a_scenario_is_explained() -> None:
    """The page of the language has a row for each field of the schema, and the row says what the field means."""
    sections = re.split(r"^## ", text("docs/scenario.md"), flags=re.MULTILINE)[1:]
    rows = [
        (section.split("\n")[0], *re.split(r" (?<!\\)\| ", line)[:4])
        for section in sections
        for line in section.split("\n")
        if line.startswith("| `")
    ]
    assert {(block, field.strip("| `")) for block, field, *_ in rows} == fields_of_the_language()
    assert [(block, field) for block, field, _, _, meaning in rows if not meaning.strip()] == []


def test_every_quantity_is_in_the_nomenclature() -> None:
    """Every number of the nouns has a row with its unit: a name that nobody has explained is not there."""
    found = re.findall(
        r"^\| `(\w+)` \| ([^|]+) \|", text("docs/nomenclature.md").split("## Quantities")[1], re.MULTILINE
    )
    names = {field for name in ("answer", "case", "catalogue", "scenario") for field in numbers_in(name)}
    assert names - {name for name, _ in found} == set()
    assert [name for name, unit in found if not unit.strip()] == []


def numbers_in(room: str) -> set[str]:
    """Return the names of the numeric fields of a room's classes."""
    return {field for m in modules() if m.room == room for _, field in numbers_of(import_module(f"c3calc.{m.name}"))}
