"""Make the shell completions that c3 ships from its commands: `python scripts/make/completions.py [--check]`.

A completion made by Typer starts Python at every TAB; these are plain scripts. With --check nothing is written; the
exit code is 1 if a shipped file is not what the commands say now.
"""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import typer
from completion_scripts import DIRS, FILES, MAKERS, Command, Flag, Value

from c3calc.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[2] / "src" / "c3calc" / "cli" / "completions"
HELP = Flag(("--help",), "Show what this command takes.", None, repeatable=False)
BY_METAVAR: dict[str, Value] = {"SCENARIO": FILES, "SCENARIO|CODE": FILES, "FILE": FILES, "FILE...": FILES, "DIR": DIRS}


def command_tree() -> tuple[tuple[Flag, ...], tuple[Command, ...]]:
    """Return the flags of c3 itself and its commands, as its Typer application declares them."""
    group: Any = typer.main.get_command(app)
    below = {str(g.typer_instance.info.name): g.typer_instance for g in app.registered_groups if g.typer_instance}
    callbacks = _callbacks(app)
    shown = [(name, command) for name, command in group.commands.items() if not command.hidden]
    made = (_group(n, c, below[n]) if n in below else _command(n, c, get_type_hints(callbacks[n])) for n, c in shown)
    return _flags(group.params, {}), tuple(made)


def _callbacks(of: typer.Typer) -> dict[str, Any]:
    return {i.name or getattr(i.callback, "__name__", "").replace("_", "-"): i.callback for i in of.registered_commands}


def _group(name: str, group: Any, of: typer.Typer) -> Command:
    """Return a group as one command: its first place takes its commands, its flags are those of all of them."""
    callbacks = _callbacks(of)
    hints = {key: get_type_hints(callback) for key, callback in callbacks.items()}
    flags = {flag.names: flag for key, c in group.commands.items() for flag in _flags(c.params, hints[key])}
    own = of.registered_callback
    if own and own.callback:
        flags = {flag.names: flag for flag in _flags(group.params, get_type_hints(own.callback))} | flags
    return Command(name, _line(group.help), tuple(flags.values()), (tuple(callbacks),), repeats=False)


def _command(name: str, command: Any, hints: dict[str, Any]) -> Command:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    places = tuple(_value(p.metavar, hints[p.name]) for p in arguments)
    return Command(
        name, _line(command.help), _flags(command.params, hints), places, any(p.nargs == -1 for p in arguments)
    )


def _flags(parameters: list[Any], hints: dict[str, Any]) -> tuple[Flag, ...]:
    return (*(f for p in parameters if p.param_type_name == "option" and not p.hidden for f in _option(p, hints)), HELP)


def _option(option: Any, hints: dict[str, Any]) -> Iterator[Flag]:
    value = None if option.is_flag else _value(option.metavar, hints[option.name])
    names = tuple(sorted(option.opts, key=len, reverse=True))
    yield Flag(names, _line(option.help), value, repeatable=option.multiple)
    if option.secondary_opts:
        yield Flag(tuple(option.secondary_opts), f"Not {names[0]}.", None, repeatable=False)


def _value(metavar: str | None, hint: Any) -> Value:
    """Return what a word may be: one of some choices, a file, a folder, or anything."""
    kinds = (hint, *get_args(hint), *(inner for outer in get_args(hint) for inner in get_args(outer)))
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return tuple(str(member.value) for member in kind)
    return BY_METAVAR.get(metavar or "", ())


def _line(text: str | None) -> str:
    return (text or "").split("\n", 1)[0]


def main(arguments: list[str]) -> int:
    """Write the shipped files, or with --check say whether they are up to date."""
    flags, commands = command_tree()
    made = {FOLDER / f"c3.{shell}": make(flags, commands) for shell, make in MAKERS.items()}
    if "--check" in arguments:
        return int(any(not path.exists() or path.read_text(encoding="utf-8") != text for path, text in made.items()))
    FOLDER.mkdir(exist_ok=True)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
