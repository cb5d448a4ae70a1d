"""The commands of c3 as a page, read off the functions behind them: what each takes, in the words of its help."""

from __future__ import annotations

import inspect
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from typer import Context
from typer.models import ArgumentInfo, OptionInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typer import Typer

Parameter = tuple[str, Any, Any, Any]  # name, type, what its help says, default


def commands(app: Typer, prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every command by its full name, those of a group after the group's others."""
    for command in app.registered_commands:
        if command.callback and not command.hidden:
            name = command.name or command.callback.__name__.replace("_", "-")
            yield f"{prefix} {name}", command.callback
    for group in app.registered_groups:
        inner = group.typer_instance
        if inner:
            own = inner.registered_callback
            if own and own.callback:
                yield f"{prefix} {group.name or inner.info.name}", own.callback
            yield from commands(inner, f"{prefix} {group.name or inner.info.name}")


def section(name: str, callback: Callable[..., Any]) -> str:
    """Return a command's heading, help, usage, and what each of its arguments and flags is."""
    parameters = list(_parameters(callback))
    arguments = [p for p in parameters if isinstance(p[2], ArgumentInfo)]
    usage = " ".join([name, *map(_place, arguments), "[FLAGS]"])
    help_ = inspect.cleandoc(callback.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
    rows = "\n".join(map(_row, parameters))
    return f"\n## {name}\n\n{help_}\n\n```text\n{usage}\n```\n\n{rows}"


def _parameters(callback: Callable[..., Any]) -> Iterator[Parameter]:
    hints = get_type_hints(callback, include_extras=True)
    for name, parameter in inspect.signature(callback).parameters.items():
        if hints[name] is Context:
            continue
        kind, *notes = get_args(hints[name])
        info = next(note for note in notes if isinstance(note, ArgumentInfo | OptionInfo))
        yield name, kind, info, parameter.default


def _place(parameter: Parameter) -> str:
    name, _, info, default = parameter
    shown = str(info.metavar or name.upper())
    return shown if default is inspect.Parameter.empty or shown.startswith("[") else f"[{shown}]"


def _row(parameter: Parameter) -> str:
    name, kind, info, default = parameter
    choices = _choices(kind)
    if isinstance(info, ArgumentInfo):
        words = f" One of {', '.join(choices)}." if choices else ""
        return f"- `{info.metavar or name.upper()}`: {info.help}{words}{_default(default)}"
    flags = ", ".join(_names(name, info))
    value = "" if kind is bool else " " + (info.metavar or "|".join(choices) or "TEXT")
    return f"- `{flags}{value}`: {info.help}{_default(default)}"


def _names(name: str, info: OptionInfo) -> list[str]:
    """Return the names of a flag; beside an annotation Typer keeps the first of them as the default."""
    given = [word for word in (info.default, *(info.param_decls or ())) if isinstance(word, str) and word[:1] == "-"]
    return given or [f"--{name.strip('_').replace('_', '-')}"]


def _choices(kind: Any) -> list[str]:
    """Return the words of an enumeration, also where it is optional or in a list."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return [word for inner in get_args(kind) for word in _choices(inner)] if get_origin(kind) or get_args(kind) else []


def _default(default: Any) -> str:
    value = default.value if isinstance(default, Enum) else default
    is_said = value is not inspect.Parameter.empty and not isinstance(value, bool | list | None)
    return f" Default: {value}." if is_said and str(value) else ""
