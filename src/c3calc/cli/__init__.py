"""The command `c3`. This module is what every start imports, so it imports nothing heavy."""

from __future__ import annotations

import sys

from c3calc import __version__


def main() -> None:
    """Run `c3` with the arguments of the process; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"c3 {__version__}\n")
        return
    from c3calc.cli.run import run

    sys.exit(run(sys.argv[1:]))
