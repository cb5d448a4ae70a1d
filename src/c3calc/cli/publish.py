"""Where a report goes: to its files and its pictures, all or nothing, and then to standard output."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import near
from c3calc.cli.terminal import on_terminal, screen, write
from c3calc.render.formats import FORMATS, suffixes_of, with_extra
from c3calc.render.report import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from c3calc.render.report import Report, Screen

TABLE = "table"
TEXT = "text"
PRINTED = Path("-")
PLOT_SUFFIXES = {".svg": "svg", ".png": "png", ".pdf": "pdf", ".txt": TEXT}
PLOT_KINDS = ("crossover", "carbon", "bill", "tornado", "plane", "cashflow")


class Plot(NamedTuple):
    """A picture to be made: what it shows, and the file, whose suffix says the format, or - for standard output."""

    kind: str
    path: Path

    @property
    def is_printed(self) -> bool:
        """Whether it goes below the tables on standard output."""
        return self.path == PRINTED

    @property
    def format(self) -> str:
        """Characters where it is printed, else what the suffix says."""
        return TEXT if self.is_printed else PLOT_SUFFIXES[self.path.suffix.lower()]

    @property
    def screen(self) -> Screen:
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


def pictures(texts: Iterable[str]) -> list[Plot]:
    """Return the pictures that several `--plot` ask for."""
    return [plot_asked(text) for text in texts]


def shows_depth(format_: str, outputs: Sequence[Path], plots: Sequence[str]) -> bool:
    """Whether something that is asked for shows the tornado: a page, or its picture."""
    pages = format_ == "html" or any(path.suffix.lower() == ".html" for path in outputs)
    return pages or any(plot.startswith("tornado=") for plot in plots)


def refuse_beside_data(format_: str, plots: Iterable[Plot]) -> None:
    """Raise InputError C3-U94 if a picture would be printed below anything but tables."""
    if format_ != TABLE and any(plot.is_printed for plot in plots):
        text, fix = f"a picture cannot be printed below {format_}", "write it to a file, --plot FILE.txt"
        raise InputError([Problem("C3-U94", text, expected="--format table", help=fix)])


def draw(report: Report, plot: Plot) -> str | bytes:
    """Return a picture. Raises InputError C3-U90 without Matplotlib, C3-U93 where there is nothing to draw."""
    if plot.format == TEXT:
        from c3calc.render.charts.characters import render_plot_text, render_sweep_plot_text

        if report.kind == "sweep":
            return render_sweep_plot_text(report.record, plot.screen)
        return render_plot_text(report.record, plot.kind, plot.screen)
    name = "matplotlib_sweep" if report.kind == "sweep" else "matplotlib"
    charts = with_extra(f"c3calc.render.charts.{name}", "matplotlib", "plot")
    if report.kind == "sweep":
        return bytes(charts.render_sweep_plot(report.record, plot.format))
    return bytes(charts.render_plot(report.record, plot.kind, plot.format))


class Outputs:
    """Where a report of some kind goes.

        with Outputs("answer", "table", [Path("bill.md")]) as outputs:
            outputs.put(answer_report(question()))

    Every file is opened before the work. After it all of them are in place, or none; only then the report is printed.
    """

    def __init__(
        self,
        kind: str,
        format_: str,
        paths: Sequence[Path] = (),
        plots: Sequence[Plot] = (),
        parts: Sequence[str] = (),
    ) -> None:
        """Take what flags say; `parts` are the tables and columns that somebody picks of the report."""
        self._parts = parts
        self._kind, self._format, self._paths, self._plots = kind, FORMATS[format_], paths, plots
        from c3calc.files.text.output import OutputFiles

        drawn = [plot.path for plot in plots if not plot.is_printed]
        self._files = OutputFiles(paths, suffixes_of(kind))
        self._pictures = OutputFiles(drawn, PLOT_SUFFIXES, beside=paths)
        self._opened = ExitStack()
        self._printed: list[str | bytes] = []

    def __enter__(self) -> Self:
        """Open every file.

        Raises InputError: C3-U15 for parts of what is shown whole only, C3-U91 for a workbook on a terminal, C3-U94 for
        a picture below data, C3-U20 to C3-U23 for a file.
        """
        self._refuse_parts()
        if self._format.is_binary and on_terminal():
            fix = "write it to a file: -o answer.xlsx"
            raise InputError([Problem("C3-U91", "a workbook cannot be shown on a terminal", help=fix)])
        refuse_beside_data(self._format.name, self._plots)
        with ExitStack() as stack:
            stack.enter_context(self._files)
            stack.enter_context(self._pictures)
            self._opened = stack.pop_all()
        return self

    def _refuse_parts(self) -> None:
        """Raise InputError C3-U15 if parts are picked, and neither what is printed nor any file leaves out others."""
        written = (suffixes_of(self._kind).get(path.suffix.lower(), TABLE) for path in self._paths)
        if self._parts and self._format.whole and all(FORMATS[name].whole for name in written):
            what, fix = f"{self._format.whole} holds the whole {self._kind}", "leave out --view"
            raise InputError([Problem("C3-U15", what, help=fix + " and --columns" * (self._kind == "answer"))])

    def put(self, report: Report) -> None:
        """Write the report to each file and draw each picture; keep what is to be printed."""
        is_printed = self._format.is_awaited or not report.is_silent
        printed = [self._format.render(report, screen())] if is_printed else []
        for path in self._paths:
            self._files.write(path, FORMATS[self._files.format(path)].render(report, PLAIN))
        for plot in self._plots:
            picture = draw(report, plot)
            if plot.is_printed:
                printed += ["\n", picture]
            else:
                self._pictures.write(plot.path, picture)
        self._printed = printed

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Move the files into place and print; after an error do neither."""
        self._opened.__exit__(kind, error, trace)
        if kind is None:
            for text in self._printed:
                write(text)


def show(report: Report, format_: str) -> None:
    """Print a report of a command that writes no files."""
    write(FORMATS[format_].render(report, screen()))
