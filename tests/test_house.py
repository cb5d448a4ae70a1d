"""Promises about the code itself: where it may look, what it may load, how it is named, how long it may grow."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles

import pytest
from house_names import EXCEPTIONS, numbers_of, says_its_unit
from house_source import (
    ROOT,
    SOURCE,
    Module,
    arithmetic,
    body_lines,
    calls,
    floors,
    functions,
    imported_layers,
    loaded_by,
    loaded_by_c3,
    modules,
    public_functions,
    python,
    repository_files,
    texts,
)

HEAVY = {"typer", "rich", "pydantic", "yaml", "numpy"}
MAX_MODULE_LINES = 300
MEDIAN_BODY_LINES = 8
NINE_IN_TEN_BODY_LINES = 25

OPENS_FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "listdir", "mkdir", "unlink"}
READS_CLOCK = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "localtime", "gmtime"}
READS_PROCESS = {"getenv", "input", "getlocale", "getcwd", "random", "urandom"}
PRINTS = {"print", "echo", "secho", "exit", "write"}
CODE = re.compile(r"C3-[A-Z]\d\d")
CODE_TABLES = ("error_codes", "note_codes")

SCENARIOS = sorted(str(path) for path in (ROOT / "scenarios").glob("*.yaml"))
GENERATORS = sorted(path.name for path in (ROOT / "scripts").glob("*.py") if "--check" in path.read_text(encoding="utf-8"))


def called(module: Module, names: set[str]) -> list[str]:
    """Return the calls of a module whose last name is one of `names`."""
    return [f"{module.name}: {call}" for call in calls(module.tree) if call.rsplit(".", 1)[-1] in names]


def test_imports_only_go_down_the_floors() -> None:
    """A module imports from its own floor and the floors below, never from above."""
    depth = {name: number for number, floor in enumerate(floors()) for name in floor}
    upward = [f"{m.name} imports {name}" for m in modules() for name in imported_layers(m) if depth[name] < depth[m.layer]]
    assert upward == []


def test_arithmetic_opens_no_file_reads_no_clock_and_prints_nothing() -> None:
    """The floor of arithmetic works on what it is given and on nothing else."""
    wanted = OPENS_FILES | READS_CLOCK | READS_PROCESS | PRINTS
    assert [call for module in arithmetic() for call in called(module, wanted)] == []


def test_only_files_opens_files() -> None:
    """Whatever is read or written goes through `files`, which words what can go wrong."""
    found = [call for m in modules() if m.layer != "files" for call in called(m, OPENS_FILES)]
    assert found == ["cli.run: os.open"]  # the null device, where a closed pipe is pointed


def test_only_the_command_line_prints_exits_and_asks_for_the_day() -> None:
    """Everything below `cli` returns its answer and raises its errors."""
    below = [m for m in modules() if m.layer not in ("cli", "__main__")]
    text_files = [call for m in below if m.layer != "files" for call in called(m, PRINTS)]
    clocks = [call for m in below for call in called(m, READS_CLOCK | READS_PROCESS)]
    # Rich draws into a text of its own
    assert [call for call in text_files if call != "render.table: console.print"] + clocks == []


def test_every_public_function_has_a_docstring() -> None:
    """Who calls a function can read what it does."""
    import ast

    bare = [f"{m.name}.{f.name}" for m in modules() for f in public_functions(m.tree) if not ast.get_docstring(f)]
    assert bare == []
