"""The source code as data, for the promises of test_house: modules, functions, calls, words, and what a start loads."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from typing import TYPE_CHECKING, Any

from paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = ROOT / "src" / "c3calc"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A module of c3: its name below c3calc, its text and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of the name: the room that it stands in."""
        return self.name.split(".")[0]


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of c3, in the order of names."""
    return tuple(_module(path) for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py")


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return Module(".".join(p for p in parts if p != "__init__"), text, ast.parse(text))


@cache
def contracts() -> dict[str, Any]:
    """Return the import contracts of pyproject.toml by their ids: the one list of rooms."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {c["id"]: c for c in project["tool"]["importlinter"]["contracts"]}


def arithmetic() -> tuple[Module, ...]:
    """Return the modules of the room that only calculates."""
    rooms = {name.removeprefix("c3calc.") for name in contracts()["arithmetic"]["source_modules"]}
    return tuple(m for m in modules() if m.room in rooms)


def floors() -> list[set[str]]:
    """Return the rooms of c3, the uppermost first; two that know nothing of one another share a floor."""
    return [{name.strip(" ()") for name in floor.split("|")} for floor in contracts()["rooms"]["layers"]]


def imported_rooms(module: Module) -> Iterator[str]:
    """Yield the rooms of c3 that a module imports, in type-checking blocks too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "c3calc":
            yield from (alias.name for alias in node.names if not alias.name.startswith("__"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("c3calc."):
            yield (node.module or "").split(".")[1]


def functions(tree: ast.AST) -> list[Function]:
    """Return every function and method of a tree, nested ones too."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def public_functions(tree: ast.Module) -> Iterator[Function]:
    """Yield the functions and methods that others may call: no name on the way begins with an underscore."""
    public_classes = (node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
    for scope in (tree, *public_classes):
        yield from (node for node in scope.body if isinstance(node, Function) and not node.name.startswith("_"))


def body_lines(function: Function) -> int:
    """Return the lines of a function below its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def calls(tree: ast.AST) -> Iterator[str]:
    """Yield what is called, as written: `print`, `date.today`, `path.open`."""
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every string literal, docstrings too."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def repository_files() -> Iterator[Path]:
    """Yield every file of the repository but those that .gitignore names."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split() if line]
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not any(fnmatch(part, pattern) for part in parts for pattern in (".git", *ignored)):
            yield path


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run this Python from the root of the repository, with c3 importable and some variables set."""
    environment = os.environ | {"PYTHONPATH": str(SOURCE.parent)} | variables
    argv = [sys.executable, *arguments]
    return subprocess.run(argv, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)


def loaded_by(statements: str) -> set[str]:
    """Return the top-level modules that a fresh Python has loaded after running some statements."""
    code = f"import sys\ntry:\n    {statements}\nexcept SystemExit:\n    pass\nsys.stderr.write(' '.join(sys.modules))"
    run = python("-c", code)
    assert run.returncode == 0, run.stderr
    return {name.split(".")[0] for name in run.stderr.split()}


def loaded_by_c3(*arguments: str) -> set[str]:
    """Return the top-level modules that `c3` with these arguments loads."""
    return loaded_by(f"sys.argv = ['c3', *{arguments}]; from c3calc.cli import main; main()")
