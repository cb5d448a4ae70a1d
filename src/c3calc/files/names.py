"""Names of files as a command is given them: patterns become the files they match, where the shell left them alone."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING

from c3calc.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Sequence


def expand(names: Sequence[str]) -> list[str]:
    """Return names with patterns (* ? [ and ** for any folders) replaced by what they match, sorted, each file once.

    Raises InputError C3-U50 for a pattern that matches nothing.
    """
    found = [(name, _matches(name)) for name in names]
    empty = [name for name, matches in found if not matches]
    if empty:
        fix = "check the pattern, and the folder that the command runs in"
        raise InputError(
            Problem("C3-U50", f"no file matches {shown(n, 200)}", expected="a file", help=fix) for n in empty
        )
    return list(dict.fromkeys(match for _, matches in found for match in matches))


def _matches(name: str) -> list[str]:
    is_pattern = name != "-" and glob.has_magic(name) and not os.path.lexists(name)
    return sorted(glob.glob(name, recursive=True)) if is_pattern else [name]  # noqa: PTH207  (`./` is kept as written)
