"""c3 run as its users run it: a process with arguments, streams and an environment, against the frozen catalogue."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from paths import TESTS
from zygote import Zygote

if TYPE_CHECKING:
    from pathlib import Path

HERE = TESTS
FROZEN = HERE / "catalogue.json"
NOON_OF_2026_11_21 = "1795262400"
COVERAGE = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}  # measures subprocesses
ENVIRONMENT = {
    "C3_CATALOGUE": str(FROZEN), "PATH": os.environ["PATH"], "PYTHONWARNINGS": "error",
    "SOURCE_DATE_EPOCH": NOON_OF_2026_11_21,
} | COVERAGE  # fmt: skip
COMMAND = [sys.executable, "-m", "c3calc"]


class Run(NamedTuple):
    """What a run of c3 said."""

    code: int
    out: str
    err: str


def c3(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> Run:
    """Run c3 in a folder; what Python itself reads of an environment needs a new Python, all else a child of one."""
    if any(name.startswith("PYTHON") for name in environment):
        return run([*COMMAND, *arguments], folder, stdin, **environment)
    code, out, err = _zygote().run(arguments, folder, stdin, ENVIRONMENT | environment)
    return Run(code, out.decode(), err.decode())


@cache
def _zygote() -> Zygote:
    started = Zygote(ENVIRONMENT)
    atexit.register(started.close)
    return started


def run(command: list[str], folder: Path, stdin: bytes = b"", **environment: str) -> Run:
    """Run a command in a folder with pipes for its streams."""
    env = ENVIRONMENT | environment
    done = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False, env=env)
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
