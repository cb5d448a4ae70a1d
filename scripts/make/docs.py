"""Make what is generated in the documents: `python scripts/make/docs.py [--check]`.

- docs/errors.md and docs/notes.md from src/c3calc/files/codes, and the error corpus in tests/errors
- docs/commands.md from the commands, docs/schema/ from `c3 schema`
- docs/scenario.md from the schema, scenarios/language.yaml and field_meanings.py
- docs/nomenclature.md from the classes of the rooms that name things, and tests/support/house_names.py
- the output below every `$ c3 ...` line of a console block in any Markdown file, run against the frozen catalogue

With --check nothing is written; the exit code is 1 if a file is not what it would be, and its name is printed.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from command_reference import commands, section
from nomenclature import page as nomenclature_page
from scenario_reference import page as scenario_page

from c3calc.cli.app import app
from c3calc.cli.flags import SchemaName
from c3calc.cli.schema import schema_text
from c3calc.files.codes import CodeFamily, CodeText, read_family

if TYPE_CHECKING:
    from collections.abc import Iterator


ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ERRORS = ROOT / "tests" / "errors"
CONSOLE = re.compile(r"^```console\n\$ c3 (.+)\n[\s\S]*?^```$", re.MULTILINE)
NOON_OF_2026_11_21 = "1795262400"
ENVIRONMENT = {"C3_CATALOGUE": str(ROOT / "tests" / "catalogue.json"), "SOURCE_DATE_EPOCH": NOON_OF_2026_11_21}
MADE = "<!-- Made by scripts/make/docs.py: change what it is made from, and run that. -->\n"
ERROR_LETTERS = "YSRKUJM"  # in the order in which a user meets them


def errors_page() -> str:
    """Return the list of errors: title, meaning, how to mend it, and how one looks."""
    head = f"""\
{MADE}
# Errors

Everything that is wrong with the input is reported at once, with exit code 2 (5 where a measurement failed) and
nothing on standard output: what is wrong, the file with line and column, the line, what was expected, and the nearest
name where one is near. A code is never given another meaning. Every example is a case under `tests/errors`, run by the
tests.

"""
    families = [read_family(letter) for letter in ERROR_LETTERS]
    index = "\n".join(f"- [{family.title}](#{_anchor(family.title)})" for family in families)
    return "\n".join([head + index, *map(_family, families)]) + "\n"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _family(family: CodeFamily) -> str:
    return "\n".join([f"\n## {family.title}", *map(_error, family.codes)])


def _error(row: CodeText) -> str:
    text = f"\n### {row.code}: {row.title}\n\n{row.explanation}\n\n**What to do.** {row.fix}\n"
    return f"{text}{_example(row.code)}".rstrip()


def _example(code: str) -> str:
    """Return the shortest report of the corpus with this code."""
    cases = [case for case in sorted(ERRORS.glob(f"{code}-*")) if (case / "stderr").exists()]
    if not cases:
        return ""
    case = min(cases, key=lambda case: _read(case / "stderr").count("\n"))
    return f"\n```text\n$ c3 {_read(case / 'cmd')}{_read(case / 'stderr')}```"


def notes_page() -> str:
    """Return the list of notes: title, meaning, what to do."""
    head = f"""\
{MADE}
# Notes

A note is something the reader of an answer must know: a default that was used, a price that is old, a thing left out.
Notes stand at the end of a table and under `notes` in the JSON, each with its code, level and place.
"""
    rows = read_family("N").codes
    notes = (f"\n## {n.code}: {n.title}\n\n{n.explanation}\n\n**What to do.** {n.fix}" for n in rows)
    return "\n".join([head.rstrip("\n"), *notes]) + "\n"


def commands_page() -> str:
    """Return what every command takes."""
    sections = (section(name, callback) for name, callback in commands(app, "c3"))
    tail = "\nEvery command has `--help`; `c3 --version` says the version.\n"
    return "\n".join([f"{MADE}\n# Commands\n\n{app.info.help}", *sections, tail]).rstrip("\n") + "\n"


def with_outputs(text: str) -> str:
    """Return a document with every console block as the command prints it now."""
    return CONSOLE.sub(lambda match: f"```console\n$ c3 {match[1]}\n{output(match[1])}```", text)


def output(line: str) -> str:
    """Return what c3 prints, run from the repository against the frozen catalogue.

    `| head -9` keeps the first nine lines, `| tail -9` the last.
    """
    words, _, kept = line.partition(" | ")
    command = [sys.executable, "-m", "c3calc", *shlex.split(words)]
    env = {"PATH": os.environ["PATH"]} | ENVIRONMENT
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=env)
    lines = [line.rstrip() for line in done.stdout.decode().rstrip("\n").split("\n")]
    which, _, count = kept.partition(" -")
    part = {"": slice(None), "head": slice(int(count or 0)), "tail": slice(-int(count or 0), None)}[which]
    return "\n".join([*lines[part], ""])


def documents() -> Iterator[tuple[Path, str]]:
    """Yield every file with its content as it should be."""
    yield DOCS / "errors.md", errors_page()
    yield DOCS / "notes.md", notes_page()
    yield DOCS / "commands.md", commands_page()
    yield DOCS / "scenario.md", scenario_page(MADE)
    yield DOCS / "nomenclature.md", nomenclature_page(MADE)
    for name in SchemaName:
        yield DOCS / "schema" / f"{name.value}.schema.json", schema_text(name.value)
    for path in sorted((*ROOT.glob("*.md"), *DOCS.glob("*.md"))):
        if CONSOLE.search(_read(path)):
            yield path, with_outputs(_read(path))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the documents, or with --check say which are not fresh."""
    stale = [(path, text) for path, text in documents() if not path.exists() or _read(path) != text]
    for path, text in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is not fresh: run python scripts/make/docs.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
