"""Golden cases: a folder each under tests/golden, rewritten by `pytest tests/cli/test_golden.py --rewrite-golden`.

A case is the file `cmd` (arguments of c3, run in a copy of the folder), the files it reads, and what came out:
`stdout`, `stderr`, `exit`, and the files it wrote under `files/`. Every case runs against the frozen catalogue.json.
"""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from command import c3
from paths import TESTS

if TYPE_CHECKING:
    from pathlib import Path

HERE = TESTS
GOLDEN = HERE / "golden"
CASES = sorted(p.parent for p in GOLDEN.rglob("cmd"))
RESULTS = ("stdout", "stderr", "exit")


def run_case(case: Path, folder: Path) -> dict[str, str]:
    """Run a case in a scratch copy of its folder, with the repository's scenarios beside it."""
    shutil.copytree(case, folder, dirs_exist_ok=True)
    for name in (*RESULTS, "files"):
        shutil.rmtree(folder / name, ignore_errors=True) if name == "files" else (folder / name).unlink(missing_ok=True)
    if not (folder / "scenarios").exists():
        (folder / "scenarios").symlink_to(HERE.parent / "scenarios")
    before = set(folder.iterdir())
    arguments = shlex.split((case / "cmd").read_text(encoding="utf-8"))
    stdin = (folder / "stdin").read_bytes() if (folder / "stdin").exists() else b""
    done = c3(folder, *arguments, stdin=stdin)
    found = {"stdout": done.out, "stderr": done.err, "exit": f"{done.code}\n"}
    written = {f"files/{p.name}": p.read_text(encoding="utf-8") for p in sorted(set(folder.iterdir()) - before)}
    return found | written


def expected(case: Path) -> dict[str, str]:
    """Return what the case holds as its results."""
    files = [case / name for name in RESULTS] + sorted((case / "files").glob("*"))
    return {str(p.relative_to(case)): p.read_text(encoding="utf-8") for p in files if p.exists()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(GOLDEN)))
def test_a_case_prints_what_it_always_printed(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """stdout, stderr, exit code and written files are the same bytes as in the folder."""
    found = run_case(case, tmp_path / case.name)
    if request.config.getoption("--rewrite-golden"):
        shutil.rmtree(case / "files", ignore_errors=True)
        for name, text in found.items():
            (case / name).parent.mkdir(exist_ok=True)
            (case / name).write_text(text, encoding="utf-8")
    assert found == expected(case)


def test_there_are_golden_cases() -> None:
    """An empty folder would pass every case."""
    assert len(CASES) >= 10
