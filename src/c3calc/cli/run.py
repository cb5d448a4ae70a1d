"""One run of the command: arguments in, exit code out, and every error in the form its user can act on."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from c3calc.errors import C3Error

OK, USAGE, BUG, INTERRUPTED = 0, 2, 70, 130
BUG_TEXT = "c3: this is a bug in c3, not in your file. Please report it with the command and the lines above.\n"


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code (0 ok, 2 bad input, 3 to 5 by command, 70 our bug, 130 interrupted)."""
    gc.set_threshold(100_000)  # a run is short and makes few cycles; collecting costs a tenth of it
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "1"
    )  # c3 uses none, and looking for them costs a scan of all packages
    try:
        return _dispatch(arguments)
    except C3Error as exc:
        return _report(exc)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001  (the one place where a bug of ours becomes an exit code)
        return _bug()


def _dispatch(arguments: list[str]) -> int:
    from c3calc.cli.app import app

    try:
        result: Any = app(arguments, prog_name="c3", standalone_mode=False)
    except Exception as exc:
        if isinstance(exc, C3Error) or not hasattr(exc, "exit_code"):
            raise
        return _usage(exc)
    sys.stdout.flush()
    return result if isinstance(result, int) else OK


def _usage(exc: Any) -> int:
    """Print what Typer says of a usage error; its classes are private, but they all can show themselves."""
    if hasattr(exc, "show"):
        exc.show()
    return USAGE if exc.exit_code == 1 else int(exc.exit_code)


def _report(exc: Any) -> int:
    from c3calc.render.diagnostics import diagnostics

    sys.stderr.write(diagnostics(exc.problems))
    return int(exc.exit_code)


def _bug() -> int:
    import traceback

    traceback.print_exc()
    sys.stderr.write(BUG_TEXT)
    return BUG
