"""One run of the command: arguments in, exit code out, and every error in the form its user can act on."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from functools import cache
from typing import Any, NoReturn

from c3calc.base.errors import C3Error, InputError, Problem
from c3calc.cli.terminal import silence, tell, tell_bug

OK, USAGE, BUG, INTERRUPTED, TERMINATED = 0, 2, 70, 130, 143


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code.

    0 ok, 2 bad input, 3 to 5 by command, 70 our bug, 130 interrupted, 143 terminated.
    """
    with suppress(ValueError):  # in a thread of somebody else's program signals are not ours to handle
        signal.signal(signal.SIGTERM, _terminate)
    gc.set_threshold(100_000)  # a run is short and makes few cycles; collecting costs a tenth of it
    # c3 uses no plugins of Pydantic, and looking for them costs a scan of all packages.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    try:
        code = _answered(arguments)
    finally:
        gc.freeze()  # the process ends here: looking through everything for cycles once more costs a tenth of the run
    is_terminated = code == INTERRUPTED and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    return TERMINATED if is_terminated else code


def _terminate(*_: object) -> NoReturn:
    """End like an interrupt, so that whatever cleans up after one cleans up after `docker stop` too."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise KeyboardInterrupt


def _answered(arguments: list[str]) -> int:
    try:
        return _dispatch(arguments)
    except C3Error as exc:
        return _report(exc)
    except (BrokenPipeError, SystemExit):  # Typer turns the first into the second, with a 1 that no other error has
        silence(sys.stdout)
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as exc:  # noqa: BLE001  (the one place where a bug of ours becomes an exit code)
        return _refused(exc) if isinstance(exc, OSError) and exc.filename is None else _bug()


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] == ["prices"] and (code := _looked_up(arguments)) is not None:
        return code
    if arguments[:1] == ["explain"] and _explained(arguments):
        return OK
    from typer import Abort

    try:
        result: Any = _helped(arguments) or _command()(arguments, prog_name="c3", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except Abort:
        return INTERRUPTED
    except Exception as exc:
        if isinstance(exc, C3Error) or not hasattr(exc, "exit_code"):
            raise
        return _usage(exc)
    return result if isinstance(result, int) else OK


@cache
def _command() -> Any:
    """Return the command line that Typer makes of our functions: making it is most of a short run, and done once."""
    from typer.main import get_command

    from c3calc.cli.app import app

    return get_command(app)


def _helped(arguments: list[str]) -> str:
    """Print the help of a command, if that is all that is asked: on its way there Typer would load Pydantic for it."""
    if len(arguments) != 2 or arguments[1] != "--help":
        return ""
    commands = _command().commands
    if arguments[0] not in commands:
        return ""
    commands[arguments[0]].main(["--help"], prog_name=f"c3 {arguments[0]}", standalone_mode=False)
    return arguments[0]


def _looked_up(arguments: list[str]) -> int | None:
    """Answer `c3 prices NAME`, if that is all that is asked."""
    from c3calc.cli.lookup import bare_name, look_up
    from c3calc.questions.prices import PriceQuery

    name = bare_name(arguments)
    if name is None:
        return None
    look_up(PriceQuery(name))
    return OK


def _explained(arguments: list[str]) -> bool:
    """Answer `c3 explain CODE`, if that is all that is asked; tell whether it was."""
    from c3calc.cli.codes import bare_code, explain_code

    code = bare_code(arguments)
    if code:
        explain_code(code)
    return bool(code)


def _usage(exc: Any) -> int:
    """Report a usage error of Typer, whose classes are private; without a command it is the help that is shown."""
    if type(exc).__name__ == "NoArgsIsHelpError":
        exc.show()
        return USAGE
    context = getattr(exc, "ctx", None)
    command = context.command_path if context else "c3"
    said = " ".join(str(exc.format_message()).replace("Value error, ", "").split())
    return _report(InputError([Problem("C3-U05", said, help=f"`{command} --help` says what it takes")]))


def _report(exc: Any) -> int:
    from c3calc.render.formats.diagnostics import diagnostics

    tell(diagnostics(exc.problems))
    return int(exc.exit_code)


def _refused(exc: OSError) -> int:
    """Report an error of standard output: whatever opens files words its own, so no other is left."""
    silence(sys.stdout)
    reason = exc.strerror or str(exc)
    fix = "make room, or send it elsewhere"
    return _report(InputError([Problem("C3-U24", f"standard output cannot be written: {reason}", help=fix)]))


def _bug() -> int:
    tell_bug()
    return BUG
