"""A process that has imported c3 and runs it in children of its own: the same command, without its start.

    python tests/support/zygote.py FD    reads requests from a socket, a JSON line each, and answers with exit codes

A request names arguments, folder, environment and three files for the streams. The child is a fresh copy of a process
that has done nothing but import, so nothing of one run is left to the next. What Python does at its start and its end
is not in it: tests of that start a process of their own.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import IO, Any, NoReturn

import c3calc

NOT_READ = (
    "c3calc.bench",
    "c3calc.render.charts.matplotlib",
    "c3calc.render.workbook.workbook",
)  # they need extras; a child may read them
STREAMS = ("stdin", "stdout", "stderr")


class Zygote:
    """The process and the line to it."""

    def __init__(self, environment: dict[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, __file__, str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)
        self._line = ours.makefile("rw", encoding="utf-8")
        ours.close()

    def run(self, arguments: tuple[str, ...], folder: Path, stdin: bytes, environment: dict[str, str]) -> list[Any]:
        """Run c3 and return its exit code and the bytes of its standard output and error."""
        with TemporaryDirectory() as name:
            files = [Path(name) / stream for stream in STREAMS]
            files[0].write_bytes(stdin)
            request = [arguments, str(folder), environment, [str(file) for file in files]]
            self._line.write(json.dumps(request) + "\n")
            self._line.flush()
            return [int(self._line.readline()), *(file.read_bytes() for file in files[1:])]

    def close(self) -> None:
        """Let the process end."""
        self._line.close()
        self._process.wait()


def serve(requests: IO[str], codes: IO[str]) -> None:
    """Fork for each request and answer with the exit code; return in a child, with a request to run."""
    for line in requests:
        child = os.fork()
        if not child:
            requests.close()
            codes.close()
            become(*json.loads(line))
            return
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        codes.write(f"{code}\n")
        codes.flush()
    requests.close()
    codes.close()
    sys.exit()


def become(arguments: list[str], folder: str, environment: dict[str, str], files: list[str]) -> None:
    """Take arguments, folder, environment and streams."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
        opened = os.open(file, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["c3", *arguments]


def leave(code: Any) -> NoReturn:
    """End without taking a whole Python apart, which is half of the time of a run."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


def read_everything() -> None:
    """Import c3, so that no child has to."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"  # as c3 itself does before it imports anything
    for module in walk_packages(c3calc.__path__, "c3calc."):
        if not module.name.startswith(NOT_READ) and not module.name.endswith("__main__"):
            import_module(module.name)


if __name__ == "__main__":
    from c3calc.cli import main

    read_everything()
    gc.freeze()  # or the first collection of a child would copy all of it
    line = int(sys.argv[1])
    serve(open(line, encoding="utf-8"), open(os.dup(line), "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    try:
        main()
    except SystemExit as exc:
        leave(exc.code)
    leave(None)
