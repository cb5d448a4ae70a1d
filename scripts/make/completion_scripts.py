"""The text of a completion script for each shell, from the flags and commands of c3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Value = tuple[str, ...] | str  # the choices (none: anything goes), or FILES, or DIRS
FILES, DIRS = "files", "dirs"


@dataclass(frozen=True)
class Flag:
    """A flag by all its names; `value` is what may follow it, None where nothing does."""

    names: tuple[str, ...]
    help: str
    value: Value | None
    repeatable: bool


@dataclass(frozen=True)
class Command:
    """A command: its flags, and what each of its places may hold; the last place may repeat."""

    name: str
    help: str
    flags: tuple[Flag, ...]
    places: tuple[Value, ...]
    repeats: bool


BASH = """\
# Completion of c3 for bash, made by scripts/make/completions.py. Save it as
#   ~/.local/share/bash-completion/completions/c3
_c3() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}
    local kind=-W words='' command='' place=0 i found
    [[ $cur == '=' ]] && cur=''
    [[ $prev == '=' ]] && prev=${{COMP_WORDS[COMP_CWORD - 2]}}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
            =) ((i++)) ;;
            {taking}) [[ ${{COMP_WORDS[i + 1]}} == '=' ]] || ((i++)) ;;
            -?*) ;;
            *) if [[ -z $command ]]; then command=${{COMP_WORDS[i]}}; else ((place++)); fi ;;
        esac
    done
    case "$command $prev" in
{values}
        *)
            case "$command $place $cur" in
{arms}
            esac
            ;;
    esac
    COMPREPLY=()
    [[ $kind == -W ]] || compopt -o filenames 2>/dev/null
    while IFS= read -r found; do
        COMPREPLY+=("$found")
    done < <(if [[ $kind == -W ]]; then compgen -W "$words" -- "$cur"; else compgen "$kind" -- "$cur"; fi)
}}
complete -F _c3 c3
"""

ZSH = """\
#compdef c3
# Completion of c3 for zsh, made by scripts/make/completions.py. Save it as _c3 in a folder of $fpath.
_c3() {{
    local curcontext=$curcontext state line
    local -a commands=(
{commands}
    )
    _arguments -C \\
{flags}
        '1:command:->command' \\
        '*::argument:->arguments'
    case $state in
        command) _describe -t commands command commands ;;
        arguments)
            case $line[1] in
{cases}
            esac
            ;;
    esac
}}
if [[ $funcstack[1] == _c3 ]]; then _c3 "$@"; else compdef _c3 c3; fi
"""

FISH = """\
# Completion of c3 for fish, made by scripts/make/completions.py. Save it as ~/.config/fish/completions/c3.fish
complete -c c3 -f
{lines}
"""


def bash(flags: Sequence[Flag], commands: Sequence[Command]) -> str:
    """Return the script for bash."""
    taking = sorted({name for c in commands for f in c.flags if f.value is not None for name in f.names})
    starts = [f"' 0 -'*) {_bash_action(_names(flags))} ;;"]
    starts += [f"'{c.name} '*' -'*) {_bash_action(_names(c.flags))} ;;" for c in commands]
    places = [f"' 0 '*) {_bash_action(tuple(c.name for c in commands))} ;;"]
    places += [arm for c in commands for arm in _bash_places(c)]
    arms = "\n".join(f"                {arm}" for arm in (*starts, *places))
    return BASH.format(taking=" | ".join(taking), values="\n".join(_bash_values(commands)), arms=arms)


def _names(flags: Sequence[Flag]) -> tuple[str, ...]:
    return tuple(name for flag in flags for name in flag.names)


def _bash_values(commands: Sequence[Command]) -> Iterator[str]:
    """Yield an arm for each kind of value, with every flag that takes it."""
    flags_by_action: dict[str, list[str]] = {}
    for command in commands:
        for flag in command.flags:
            if flag.value is not None:
                flags_by_action.setdefault(_bash_action(flag.value), []).extend(
                    f"'{command.name} {n}'" for n in flag.names
                )
    for action, flags in flags_by_action.items():
        yield f"        {' | '.join(flags)}) {action} ;;"


def _bash_places(command: Command) -> Iterator[str]:
    last = len(command.places) - 1
    for number, value in enumerate(command.places):
        place = "" if command.repeats and number == last else f"{number} "
        yield f"'{command.name} {place}'*) {_bash_action(value)} ;;"


def _bash_action(value: Value) -> str:
    return {FILES: "kind=-f", DIRS: "kind=-d"}[value] if isinstance(value, str) else f"words='{' '.join(value)}'"


def zsh(flags: Sequence[Flag], commands: Sequence[Command]) -> str:
    """Return the script for zsh."""
    described = "\n".join(f"        {_quoted(f'{c.name}:{_zsh_text(c.help)}')}" for c in commands)
    own = "\n".join(f"        {_zsh_flag(f)} \\" for f in flags)
    cases = "\n".join(_zsh_case(c) for c in commands)
    return ZSH.format(commands=described, flags=own, cases=cases)


def _zsh_case(command: Command) -> str:
    lines = [_zsh_flag(flag) for flag in command.flags]
    for number, value in enumerate(command.places, start=1):
        place = "*" if command.repeats and number == len(command.places) else str(number)
        lines.append(_quoted(f"{place}:{_zsh_action(value)}"))
    indent = " " * 20
    call = f" \\\n{indent}    ".join(["_arguments", *lines])
    return f"{indent[4:]}{command.name})\n{indent}{call}\n{indent};;"


def _zsh_flag(flag: Flag) -> str:
    glue = {"--": "", "-": ""} if flag.value is None else {"--": "=", "-": "+"}
    glued = [name + glue["--" if name.startswith("--") else "-"] for name in flag.names]
    names = glued[0] if len(glued) == 1 else f"{{{','.join(glued)}}}"
    before = "'*'" if flag.repeatable else f"'({' '.join(flag.names)})'"
    after = "" if flag.value is None else f":{_zsh_action(flag.value)}"
    return f"{before}{names}{_quoted(f'[{_zsh_text(flag.help)}]{after}')}"


def _zsh_action(value: Value) -> str:
    if isinstance(value, str):
        return {FILES: "file:_files", DIRS: "folder:_files -/"}[value]
    return f"word:({' '.join(value)})" if value else "word: "


def _zsh_text(text: str) -> str:
    """Return a description in which the characters that _arguments reads as its own are escaped."""
    return "".join(f"\\{c}" if c in "[]:" else c for c in text)


def fish(flags: Sequence[Flag], commands: Sequence[Command]) -> str:
    """Return the script for fish."""
    lines = [f"complete -c c3 -n __fish_use_subcommand {_fish_flag(f)}" for f in flags]
    for command in commands:
        lines.append(f"complete -c c3 -n __fish_use_subcommand -a {command.name} -d {_quoted(command.help)}")
        seen = f"complete -c c3 -n '__fish_seen_subcommand_from {command.name}'"
        lines += [f"{seen} {_fish_flag(flag)}" for flag in command.flags]
        lines += [f"{seen} {_fish_value(value)}" for value in dict.fromkeys(command.places) if value]
    return FISH.format(lines="\n".join(lines))


def _fish_flag(flag: Flag) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names)
    value = "" if flag.value is None else f" -r {_fish_value(flag.value)}".rstrip()
    return f"{names}{value} -d {_quoted(flag.help)}"


def _fish_value(value: Value) -> str:
    if isinstance(value, str):
        return {FILES: "-F", DIRS: "-f -a '(__fish_complete_directories)'"}[value]
    return f"-f -a {_quoted(' '.join(value))}" if value else "-f"


def _quoted(text: str) -> str:
    """Return a text in single quotes, for any of the shells."""
    return "'" + text.replace("'", "'\\''") + "'"


MAKERS: dict[str, Callable[[Sequence[Flag], Sequence[Command]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
