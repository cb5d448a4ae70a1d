"""Compile pricing/ into src/c3calc/catalogue.json: `python scripts/make/compile_catalogue.py [--check]`.

One line an entry. With --check nothing is written; the exit code is 1 if the compiled form is not that of the YAML.
"""

from __future__ import annotations

import pathlib
import sys
from typing import TYPE_CHECKING

from c3calc.base.errors import InputError
from c3calc.catalogue.catalogue import SHIPPED
from c3calc.files.catalogue.checks import check_references
from c3calc.files.catalogue.folder import read_folder
from c3calc.files.catalogue.load import as_text, catalogue_of

if TYPE_CHECKING:
    from c3calc.catalogue.catalogue import Catalogue

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRICING = ROOT / "pricing"
COMPILED = ROOT / "src" / "c3calc" / "catalogue.json"


def compile_folder(folder: pathlib.Path) -> Catalogue:
    """Return the catalogue of a folder whose rows must be sorted. Raises InputError with every problem."""
    tables = read_folder(folder, layer=SHIPPED, is_sorted=True)
    check_references(tables, tables)
    return catalogue_of(tables)


def compiled_text(folder: pathlib.Path) -> str:
    """Return the compiled form of a folder. Raises InputError with every problem."""
    made = compile_folder(folder)
    return as_text(made.tables, {"newest": made.newest, "oldest": made.oldest, "sold": made.sold})


def main(arguments: list[str]) -> int:
    """Write the compiled form, or with --check say whether it is up to date."""
    try:
        text = compiled_text(PRICING)
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
