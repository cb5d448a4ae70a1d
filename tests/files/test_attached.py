"""Files that a scenario names: only those that lie with it are read, and nobody's secrets are quoted of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from command import c3

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "TOPSECRET"  # noqa: S105  (of nobody)
SCENARIO = """\
c3: 1
name: Names a file
currency: USD
workload: {{input_tokens_per_month: 500M, output_tokens_per_month: 150M, shape: {{hourly: {}}}}}
options:
  - {{name: API, kind: api, provider: openai, model: gpt-5}}
  - name: Own
    kind: rented
    model: llama-3.1-8b
    gpu: h100-sxm-80gb
    gpus_per_replica: 1
    throughput: {{measurement: {}}}
    rent: {{amount: 2, per: hour}}
"""
DAY = "".join(f"{hour}\n" for hour in range(24))


def run(folder: Path, name: str, *arguments: str) -> tuple[int, str]:
    """Return the exit code and all that is said of a scenario that names one file as a profile and as a measurement."""
    (folder / "work").mkdir(exist_ok=True)
    quoted = '"' + name.replace("\0", "\\0") + '"'
    (folder / "work" / "bad.yaml").write_text(SCENARIO.format(quoted, quoted))
    found = c3(folder / "work", *(arguments or ("compare",)), "bad.yaml")
    return found.code, found.out + found.err


def linked(folder: Path) -> str:
    """Return a link beside the scenario that leads out of its folder."""
    (folder / "work" / "link").symlink_to(folder / "secret")
    return "link"


def pipe(folder: Path) -> str:
    """Return a pipe into which nobody writes."""
    os.mkfifo(folder / "work" / "pipe")
    return "pipe"


def outside(folder: Path) -> str:
    """Return the absolute path of a file outside."""
    return str(folder / "secret")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (outside, "C3-S65"), ("../secret", "C3-S65"), ("sub/../../secret", "C3-S65"), (linked, "C3-S65"),
        ("/proc/self/environ", "C3-S65"), (pipe, "C3-Y03"), ("a\0b", "C3-Y01"), ("x" * 300, "C3-Y03"),
    ],
)  # fmt: skip
def test_a_file_outside_the_folder_is_not_opened(tmp_path: Path, name: Callable[[Path], str] | str, code: str) -> None:
    """By no way round: absolute, upwards, through a link, from a process, from a pipe that never ends."""
    (tmp_path / "work").mkdir()
    (tmp_path / "secret").write_text(DAY + SECRET)
    exit_code, said = run(tmp_path, name if isinstance(name, str) else name(tmp_path))
    assert (exit_code, said.count(f"error[{code}]"), SECRET in said) == (2, 2, False)


@pytest.mark.parametrize(
    "data",
    [
        f"user:x:0:{SECRET}\n" * 30, f"[core]\n\turl = https://{SECRET}@host\n" * 12, f"password: {SECRET}\n",
        f"{SECRET}\0", f"{SECRET} \x1b", f"- {SECRET}\n- {{\n", f"K={SECRET}\n" * 13 + "1\n" * 11,
    ],
    ids=range(7),
)  # fmt: skip
@pytest.mark.parametrize("arguments", [("compare",), ("check", "-f", "sarif"), ("check", "-f", "github")])
def test_of_another_kind_of_file_no_word_is_quoted(tmp_path: Path, data: str, arguments: tuple[str, ...]) -> None:
    """Neither as a profile nor as a measurement, not in the forms that become comments either."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "other").write_text(data)
    exit_code, said = run(tmp_path, "other", *arguments)
    assert (exit_code, SECRET in said) == (2, False)


def test_of_a_profile_only_the_load_at_fault_is_quoted(tmp_path: Path) -> None:
    """The columns before it may say anything."""
    (tmp_path / "work").mkdir()
    rows = "".join(f"{SECRET}-{hour},{hour if hour != 7 else 'x'}\n" for hour in range(24))
    (tmp_path / "work" / "day.csv").write_text(rows)
    _, said = run(tmp_path, "day.csv")
    assert "error[C3-S21]: `x` is not a load" in said
    assert SECRET not in said
