"""What `c3 doctor` says of a machine that lacks something."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from c3calc.bench.doctor import said_once
from c3calc.bench.extra import Diagnosis
from c3calc.bench.meters.table import unread_boards
from command import run

if TYPE_CHECKING:
    from pathlib import Path


def test_the_doctor_sees_gpus_without_the_bindings(tmp_path: Path) -> None:
    """By the driver's folders, or by its program; without either there is none."""
    for name in ("0000:01:00.0", "0000:02:00.0"):
        (tmp_path / "gpus" / name).mkdir(parents=True)
    none, folder, program = (
        unread_boards(tmp_path / name, smi) for name, smi in (("x", None), ("gpus", None), ("x", "/bin/nvidia-smi"))
    )
    assert (none.state, folder.state, program.state) == ("none", "found", "found")
    assert folder.detail.startswith("2 by ")
    assert program.detail.startswith("by /bin/nvidia-smi")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["doctor"], 0),
        (["bench", "--synthetic", "tiny", "--meter", "none"], 2),
        (["bench", "--endpoint", "http://127.0.0.1:9/v1", "--served-model", "m", "--meter", "none"], 5),
        (["bench", "diff", "a.yaml", "b.yaml"], 2),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_what_needs_no_extra_runs_without_one(tmp_path: Path, arguments: list[str], code: int) -> None:
    """Without gguf, llama.cpp and pynvml nothing is a bug of ours: a server can be measured, a file be missing."""
    program = "import sys; sys.modules |= dict.fromkeys(['gguf', 'llama_cpp', 'pynvml'])\n"
    program += f"from c3calc.cli.run import run; sys.exit(run({arguments}))"
    found = run([sys.executable, "-c", program], tmp_path)
    assert found.code == code, found.err
    assert "Traceback" not in found.err


def test_the_doctor_says_what_to_do_once() -> None:
    """Three things of one extra: the others point to the first."""
    found = [Diagnosis(what, "missing", "", fix) for what, fix in (("a", "pip"), ("b", ""), ("c", "pip"), ("d", "apt"))]
    assert [f.help for f in said_once(found)] == ["pip", "", "as for a", "apt"]
