"""What `c3 doctor` says of a machine that lacks something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.bench.doctor import said_once
from c3calc.bench.extra import Diagnosis
from c3calc.bench.meters.table import unread_boards

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


def test_the_doctor_says_what_to_do_once() -> None:
    """Three things of one extra: the others point to the first."""
    found = [Diagnosis(what, "missing", "", fix) for what, fix in (("a", "pip"), ("b", ""), ("c", "pip"), ("d", "apt"))]
    assert [f.help for f in said_once(found)] == ["pip", "", "as for a", "apt"]
