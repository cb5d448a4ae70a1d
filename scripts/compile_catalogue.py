"""Compile pricing/ into src/c3calc/catalogue.json, one line an entry: `python scripts/compile_catalogue.py [--check]`.

With --check nothing is written; the exit code is 1 if the compiled form is not that of the YAML.
"""

from __future__ import annotations

import json
import pathlib
import sys
from typing import TYPE_CHECKING

from c3calc.errors import InputError
from c3calc.files.catalogue import catalogue_of
from c3calc.files.catalogue_checks import check_references
from c3calc.files.catalogue_folder import SHIPPED, read_folder

if TYPE_CHECKING:
    from c3calc.catalogue import Catalogue

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRICING = ROOT / "pricing"
COMPILED = ROOT / "src" / "c3calc" / "catalogue.json"


def compile_folder(folder: pathlib.Path) -> Catalogue:
    """Return the catalogue of a folder whose rows must be sorted. Raises InputError with every problem."""
    tables = read_folder(folder, layer=SHIPPED, is_sorted=True)
    check_references(tables, tables)
    return catalogue_of(tables)


def as_text(catalogue: Catalogue) -> str:
    """Return the compiled form: JSON with sorted ids and one line an entry, so that differences can be read."""
    tables = ",\n".join(f"{json.dumps(name)}: {{\n{_entries(catalogue, name)}\n}}" for name in sorted(catalogue.tables))
    days = f'"newest": {json.dumps(catalogue.newest)},\n"oldest": {json.dumps(catalogue.oldest)}'
    return f'{{\n{days},\n"tables": {{\n{tables}\n}}\n}}\n'


def _entries(catalogue: Catalogue, table: str) -> str:
    return ",\n".join(f"{_json(key)}: {_json(catalogue.get(table, key))}" for key in catalogue.ids(table))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main(arguments: list[str]) -> int:
    """Write the compiled form, or with --check say whether it is up to date."""
    try:
        text = as_text(compile_folder(PRICING))
    except InputError as exc:
        for problem in exc.problems:
            sys.stderr.write(
                f"{problem.where}: {problem.code} {problem.message}; expected {problem.expected}. {problem.help}\n"
            )
        return 2
    if "--check" in arguments:
        current = COMPILED.read_text(encoding="utf-8") if COMPILED.exists() else ""
        return int(text != current)
    COMPILED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
