"""Promises about the code itself: where it may look, what it may load, how it is named, how long it may grow."""

from __future__ import annotations

import re
from ast import ImportFrom, get_docstring
from importlib import import_module
from statistics import median, quantiles
from typing import TYPE_CHECKING

import pytest

from c3calc.files.codes import LETTERS, code_named, read_family
from house_names import EXCEPTIONS, numbers_of, says_its_unit, unit_stands_beside
from house_source import (
    ROOT,
    Module,
    arithmetic,
    body_lines,
    calls,
    floors,
    functions,
    imported_rooms,
    loaded_by,
    loaded_by_c3,
    modules,
    public_functions,
    python,
    repository_files,
    texts,
)

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = {"llama_cpp", "pynvml", "gguf", "http"}
HEAVY = {"typer", "rich", "pydantic", "yaml", "numpy"} | ENGINES
MAX_MODULE_LINES = 330
MEDIAN_BODY_LINES = 8
NINE_IN_TEN_BODY_LINES = 25

# A name with a dot is a method or a module's function, one without is called as it stands.
OPENS_FILES = {
    "open",
    ".open",
    ".read_text",
    ".read_bytes",
    ".write_text",
    ".write_bytes",
    ".iterdir",
    ".mkdir",
    ".unlink",
}
READS_CLOCK = {".now", ".utcnow", ".today", ".time", ".monotonic", ".perf_counter", ".localtime", ".gmtime"}
READS_PROCESS = {"input", ".getenv", ".getlocale", ".getcwd", ".random", ".urandom"}
PRINTS = {"print", "exit", ".print", ".echo", ".secho", ".exit", ".write"}

PRIVATE_PATH = re.compile(r"(?<![\w.)}/-])(?:/(?:home|root|work|Users|mnt)/\w|~/\w|[A-Z]:\\\w)|\bshared/\w")
MARKDOWN_LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")

SCENARIOS = sorted(str(path) for path in (ROOT / "scenarios").glob("*.yaml"))
MAKERS = sorted((ROOT / "scripts" / "make").glob("*.py"))
GENERATORS = [path for path in MAKERS if "--check" in path.read_text(encoding="utf-8")]
DESCRIBED = sorted(m.name for m in modules() if m.room in ("answer", "case", "catalogue", "scenario"))


def called(module: Module, names: set[str]) -> list[str]:
    """Return the calls of a module that are among `names`."""
    return [f"{module.name}: {call}" for call in calls(module.tree) if re.sub(r".*(?=\.)", "", call) in names]


def codes(module: Module) -> set[str]:
    """Return the codes that stand in a module as texts of their own."""
    return {text for text in texts(module.tree) if text and code_named(text) == text}


def numbers() -> list[tuple[type, str]]:
    """Return class and field of every number of the scenario, the case, the answer and the catalogue."""
    return [number for name in DESCRIBED for number in numbers_of(import_module(f"c3calc.{name}"))]


def test_imports_only_go_down() -> None:
    """A module imports from its own room and the rooms below, never from above or beside."""
    depth = {name: number for number, floor in enumerate(floors()) for name in floor}
    assert {m.room for m in modules()} - set(depth) == set()
    pairs = [(m, name) for m in modules() for name in imported_rooms(m) if name != m.room]
    assert [f"{m.name} imports {name}" for m, name in pairs if depth[name] <= depth[m.room]] == []


def test_arithmetic_opens_no_file_reads_no_clock_and_prints_nothing() -> None:
    """The floor of arithmetic works on what it is given and on nothing else."""
    wanted = OPENS_FILES | READS_CLOCK | READS_PROCESS | PRINTS
    assert [call for module in arithmetic() for call in called(module, wanted)] == []


def test_only_files_opens_files() -> None:
    """Whatever is read or written goes through `files`, which words what can go wrong."""
    found = [call for m in modules() if m.room != "files" for call in called(m, OPENS_FILES)]
    assert found == ["cli.terminal: os.open"]  # the null device, to which a closed pipe is pointed


def test_only_the_command_line_prints_and_exits() -> None:
    """Everything below `cli` returns its answer and raises its errors."""
    below = [m for m in modules() if m.room not in ("cli", "__main__", "files")]
    found = [call for m in below for call in called(m, PRINTS)]
    assert found == [
        "bench.synthetic: file.write", "bench.synthetic: file.write",  # a model of many GB, in the file of its writer
        "render.formats.table: console.print",  # Rich draws into a text
    ]  # fmt: skip


def test_only_the_command_line_asks_for_the_day() -> None:
    """The same input gives the same bytes: the day is asked for once, above everything else."""
    below = [m for m in modules() if m.room not in ("cli", "__main__")]
    found = [call for m in below for call in called(m, READS_CLOCK | READS_PROCESS)]
    assert [call for call in found if not call.endswith("clock.now")] == ["bench.machine: time.perf_counter"]


def test_every_public_function_has_a_docstring() -> None:
    """Who calls a function can read what it does."""
    listed = [(m, f) for m in modules() for f in public_functions(m.tree)]
    assert [f"{m.name}.{f.name}" for m, f in listed if not get_docstring(f)] == []


def test_functions_are_short() -> None:
    """Half of all functions have at most 8 lines below the docstring, and nine in ten at most 25."""
    lengths = [body_lines(f) for m in modules() for f in functions(m.tree)]
    assert median(lengths) <= MEDIAN_BODY_LINES
    assert quantiles(lengths, n=10)[-1] <= NINE_IN_TEN_BODY_LINES


def test_modules_are_short() -> None:
    """No module is so long that nobody reads it to its end."""
    lengths = {m.name: m.text.count("\n") for m in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_MODULE_LINES} == {}


def test_every_number_says_its_unit() -> None:
    """A field's name ends in its unit, has the unit beside it, or is an exception in the list with its reason."""
    bare = [(kind, name) for kind, name in numbers() if not says_its_unit(name) and name not in EXCEPTIONS]
    assert [f"{kind.__name__}.{name}" for kind, name in bare if not unit_stands_beside(kind, name)] == []


def test_the_list_of_exceptions_has_nothing_that_is_not_needed() -> None:
    """An exception that no field uses any more, or that ends in a unit after all, is taken off the list."""
    used = {name for kind, name in numbers() if not unit_stands_beside(kind, name)}
    assert [name for name in EXCEPTIONS if name not in used or says_its_unit(name)] == []


def test_a_name_without_a_unit_is_noticed() -> None:
    """The promise above can fail: these names say nothing of a unit."""
    wanting = ("energy", "latency", "carbon_per_kw", "tokens_total", "growth_per_fortnight")
    assert [name for name in wanting if says_its_unit(name)] == []
    bare, told = (
        type("Bare", (), {"__doc__": "A value."}),
        type("Told", (), {"__doc__": "A value in the unit of cost."}),
    )
    assert [unit_stands_beside(kind, "value") for kind in (bare, told)] == [False, True]
    assert not unit_stands_beside(told, "latency")


def test_codes_in_the_code_and_in_the_tables_are_the_same() -> None:
    """Every code a user can meet is documented, and none is documented that nobody can meet."""
    tabled = {row.code for letter in LETTERS for row in read_family(letter).codes}
    used = {code for m in modules() for code in codes(m)}
    assert (sorted(used - tabled), sorted(tabled - used)) == ([], [])


def test_no_other_command_loads_the_texts_of_codes() -> None:
    """They are read when somebody asks for one: whatever imports them on its way in is that command's own."""
    texts_and_their_command = {"c3calc.files.codes", "c3calc.cli.codes"}
    imports = [(m.name, node) for m in modules() for node in m.tree.body if isinstance(node, ImportFrom)]
    assert {name for name, node in imports if node.module in texts_and_their_command} == {"cli.codes"}


def test_explaining_a_code_loads_nothing_heavy() -> None:
    """`c3 explain CODE` reads a file of texts and nothing else."""
    assert loaded_by_c3("explain", "C3-N15") & HEAVY == {"yaml"}


@pytest.mark.parametrize("script", GENERATORS, ids=lambda path: path.name)
def test_what_is_generated_is_fresh(script: Path) -> None:
    """Every file that a script makes is what the script would make now: `python scripts/make/NAME.py` mends it."""
    run = python(str(script), "--check")
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_no_file_names_a_private_path() -> None:
    """What is published names no folder of anybody's machine."""
    found = []
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in PRIVATE_PATH.finditer(text)]
    assert found == []


def test_links_between_documents_lead_somewhere() -> None:
    """A relative link in a Markdown file leads to a file of the repository."""
    documents = [path for path in repository_files() if path.suffix == ".md"]
    links = [(path, link) for path in documents for link in MARKDOWN_LINK.findall(path.read_text(encoding="utf-8"))]
    assert [f"{path.relative_to(ROOT)}: {link}" for path, link in links if not (path.parent / link).exists()] == []


def test_importing_c3_loads_nothing_heavy() -> None:
    """`import c3calc` loads none of the packages that take long."""
    assert loaded_by("import c3calc") & HEAVY == set()


def test_version_loads_nothing_heavy() -> None:
    """`c3 --version` answers before anything slow is loaded."""
    assert loaded_by_c3("--version") & HEAVY == set()


def test_compare_does_not_load_numpy() -> None:
    """A point answer works on plain numbers."""
    assert loaded_by_c3("compare", SCENARIOS[0]) & {"numpy"} == set()


def test_a_price_is_looked_up_without_flags_and_without_a_scenario() -> None:
    """`c3 prices NAME` answers before anything is loaded that reads flags or scenarios."""
    assert loaded_by_c3("prices", "h100") & (HEAVY - {"rich"}) == set()


@pytest.mark.parametrize("arguments", [("compare", SCENARIOS[0]), ("bench", "--help"), ("prices", "h100")])
def test_only_a_measurement_loads_engines_and_meters(arguments: tuple[str, ...]) -> None:
    """Every other command, and the help of this one, load none of what measures."""
    assert loaded_by_c3(*arguments) & ENGINES == set()
