"""Two thousand broken inputs: c3 answers, or says what is wrong with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).with_name("fuzz.py")
CASES, PARTS = 2000, 8  # each part in a process of its own, so that several workers share them


@pytest.mark.parametrize("part", range(PARTS))
def test_broken_inputs_end_in_an_answer_or_in_an_error(part: int) -> None:
    """No traceback, no exit code but 0, 2, 3, 4 and 5, no word missing, no figure that is none."""
    each = CASES // PARTS
    command = [sys.executable, str(FUZZ), str(each), "--start", str(part * each)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
