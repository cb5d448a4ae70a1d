"""Where a finding goes: to its files and its pictures, all or nothing, and then to standard output.

Answers as documents: a page, a workbook, pictures. What makes each is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import near, pip_install
from c3calc.cli.terminal import PLAIN, on_terminal, screen, write
from c3calc.files.text.output import OutputFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from c3calc.answer.answer import Answer


def refuse_binary(format_: str) -> None:
    """Raise InputError C3-U91 if a workbook would be printed on a terminal."""
    if format_ == "xlsx" and on_terminal():
        fix = "write it to a file: -o answer.xlsx"
        raise InputError([Problem("C3-U91", "a workbook cannot be shown on a terminal", help=fix)])


def _page(answer: Answer) -> str:
    from c3calc.render.page.html import render_html

    return render_html(answer)


def _workbook(answer: Answer) -> bytes:
    content: bytes = with_extra("c3calc.render.workbook.workbook", "xlsxwriter", "xlsx").render_workbook(answer)
    return content


TEXT = "text"
PRINTED = Path("-")
DOCUMENTS: dict[str, Callable[[Answer], str | bytes]] = {"html": _page, "xlsx": _workbook}


PLOT_SUFFIXES = {".svg": "svg", ".png": "png", ".pdf": "pdf", ".txt": TEXT}
PLOT_KINDS = ("crossover", "carbon", "bill", "tornado", "plane", "cashflow")


class Plot(NamedTuple):
    """A picture to be made: what it shows, and the file, whose suffix says the format, or - for standard output."""

    kind: str
    path: Path

    @property
    def is_printed(self) -> bool:
        """Tell whether it goes below the tables on standard output."""
        return self.path == PRINTED

    @property
    def format(self) -> str:
        """Characters where it is printed, else what the suffix says."""
        return TEXT if self.is_printed else PLOT_SUFFIXES[self.path.suffix.lower()]

    @property
    def shape(self) -> dict[str, Any]:
        """What characters are drawn on."""
        return screen() if self.is_printed else PLAIN


def plot_asked(text: str) -> Plot:
    """Return what `--plot KIND=FILE` or `--plot FILE` asks for. Raises InputError C3-U92 for an unknown kind."""
    kind, equals, name = text.partition("=")
    if not equals or not kind.isalpha():
        return Plot(PLOT_KINDS[0], Path(text))
    if kind not in PLOT_KINDS:
        fix = near(kind, PLOT_KINDS) or "a file whose name has an equals sign is written ./NAME"
        raise InputError([Problem("C3-U92", f"there is no picture `{kind}`", expected=", ".join(PLOT_KINDS), help=fix)])
    return Plot(kind, Path(name))


def shows_depth(format_: str, outputs: Sequence[Path], plots: Sequence[str]) -> bool:
    """Tell whether something that is asked for shows the tornado: a page, or its picture."""
    pages = format_ == "html" or any(path.suffix.lower() == ".html" for path in outputs)
    return pages or any(plot.startswith("tornado=") for plot in plots)


def refuse_beside_data(format_: str, plots: Iterable[Plot]) -> None:
    """Raise InputError C3-U94 if a picture would be printed below anything but tables."""
    if format_ != "table" and any(plot.is_printed for plot in plots):
        text, fix = f"a picture cannot be printed below {format_}", "write it to a file, --plot FILE.txt"
        raise InputError([Problem("C3-U94", text, expected="--format table", help=fix)])


def draw(answer: Answer, plot: Plot) -> str | bytes:
    """Return a picture. Raises InputError C3-U90 without Matplotlib, C3-U93 where there is nothing to draw."""
    if plot.format == TEXT:
        from c3calc.render.charts.characters import render_plot_text

        return render_plot_text(answer, plot.kind, plot.shape)
    content: bytes = with_extra("c3calc.render.charts.matplotlib", "matplotlib", "plot").render_plot(
        answer, plot.kind, plot.format
    )
    return content


def with_extra(module: str, package: str, extra: str) -> Any:
    """Return a module of ours that needs an extra's package. Raises InputError C3-U90 where that is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as exc:
        if exc.name != package:
            raise
    expected = f"the extra `{extra}`"
    raise InputError([Problem("C3-U90", f"{package} is not installed", expected=expected, help=pip_install(extra))])


Found = TypeVar("Found")


def publish(
    find: Callable[[], Found],
    show: Callable[[Found, str, dict[str, Any]], str | bytes],
    format_: str,
    outputs: Sequence[Path],
    formats: Mapping[str, str],
    plots: Sequence[Plot] = (),
    draw: Callable[[Found, Plot], str | bytes] | None = None,
) -> Found:
    """Open every file, find, write each file and each picture, print what was found and return it.

    show: what it looks like in a format, drawn on a screen or a text file. formats: by the suffix of an output.
    """
    refuse_beside_data(format_, plots)
    drawn = [plot.path for plot in plots if not plot.is_printed]
    with OutputFiles(outputs, formats) as files, OutputFiles(drawn, PLOT_SUFFIXES, beside=outputs) as pictures:
        found = find()
        content = show(found, format_, screen())
        for path in outputs:
            files.write(path, show(found, formats[path.suffix.lower()], PLAIN))
        made = [(plot, draw(found, plot)) for plot in plots] if draw else []
        for plot, picture in made:
            if not plot.is_printed:
                pictures.write(plot.path, picture)
    write(content)
    for picture in (picture for plot, picture in made if plot.is_printed):
        write("\n")
        write(picture)
    return found
