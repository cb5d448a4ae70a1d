"""Where a finding goes: to its files and its pictures, all or nothing, and then to standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from c3calc.cli.documents import PLOT_SUFFIXES, refuse_beside_data
from c3calc.cli.terminal import PLAIN, screen, write
from c3calc.files.output import OutputFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from c3calc.cli.documents import Plot

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
