"""The command `c3`. This module is what every start imports, so it imports nothing heavy."""

from __future__ import annotations

import sys
from contextlib import suppress

from c3calc import __version__


def main() -> None:
    """Run `c3` with the arguments of the process; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        with suppress(OSError, AttributeError):  # what cannot be written is reported below
            sys.stdout.write(f"c3 {__version__}\n")
            sys.stdout.flush()
            return
    try:
        from c3calc.cli.run import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while c3 was still being imported
        code = 130
    sys.exit(code)
