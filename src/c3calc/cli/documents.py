"""Answers as documents: a page, a workbook. Each is made by a module that is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from c3calc.cli.terminal import on_terminal
from c3calc.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.result import Answer


def refuse_binary(format_: str) -> None:
    """Raise InputError C3-U81 if a workbook would be printed on a terminal."""
    if format_ == "xlsx" and on_terminal():
        fix = "write it to a file: -o answer.xlsx"
        raise InputError([Problem("C3-U81", "a workbook cannot be shown on a terminal", help=fix)])


def _page(answer: Answer) -> str:
    from c3calc.render.html import render_html

    return render_html(answer)


def _workbook(answer: Answer) -> bytes:
    content: bytes = with_extra("c3calc.render.workbook", "xlsxwriter", "xlsx").render_workbook(answer)
    return content


DOCUMENTS: dict[str, Callable[[Answer], str | bytes]] = {"html": _page, "xlsx": _workbook}


def with_extra(module: str, package: str, extra: str) -> Any:
    """Return a module of ours that needs an extra's package. Raises InputError C3-U80 where that is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as exc:
        if exc.name != package:
            raise
    fix = f"pip install 'c3calc[{extra}]'"
    raise InputError([Problem("C3-U80", f"{package} is not installed", expected=f"the extra `{extra}`", help=fix)])
