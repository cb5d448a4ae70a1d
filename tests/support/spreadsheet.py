"""A spreadsheet program that calculates a workbook again: formulas are held against the figures cached in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Cells = dict[tuple[str, str], object]

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
CACHED = re.compile(rb"(</f>)<v>[^<]*</v>")


def program() -> str:
    """Return LibreOffice's command. Without it a test is skipped, and what is skipped in CI has failed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    package = "libreoffice-calc-nogui"
    return found or pytest.skip(f"LibreOffice is not installed: apt-get install --no-install-recommends {package}")


def cached(path: Path) -> Cells:
    """Return every cell's value as the file holds it, without any calculating."""
    return _cells(path, data_only=True)


def formulas(path: Path) -> Cells:
    """Return the cells that are formulas, with their text."""
    return {place: text for place, text in _cells(path, data_only=False).items() if str(text).startswith("=")}


def recalculated(paths: Sequence[Path], folder: Path) -> dict[str, Cells]:
    """Return every cell's value, by workbook, as LibreOffice calculates it from copies with cached figures of 12345."""
    profile, blank, out = folder / "profile", folder / "blank", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    blank.mkdir()
    for path in paths:
        _without_cached(path, blank / path.name)
    command = [program(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    copies = [str(blank / path.name) for path in paths]
    subprocess.run([*command, "--outdir", str(out), *copies], check=True, capture_output=True, timeout=300)
    return {path.stem: _cells(out / path.name, data_only=True) for path in paths}


def _without_cached(path: Path, target: Path) -> None:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = CACHED.sub(rb"\1<v>12345</v>", data.replace(b' t="str"', b""))
            new.writestr(name, data)


def _cells(path: Path, *, data_only: bool) -> Cells:
    book = load_workbook(path, data_only=data_only)
    rows = ((sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(name, cell.coordinate): cell.value for name, cell in rows if cell.value is not None}
