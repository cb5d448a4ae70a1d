"""Pictures in characters: lines and dots in cells, with an axis on the left and one below.

No library draws them. plotext, the best known, dropped all functions of its version 5 with version 6, and would make a
picture in the terminal an extra like Matplotlib; what is needed here is a grid of letters and two rows of ticks.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from c3calc.render.charts.chart import Axis, Point

CanvasCell = tuple[int, int]
_SHORTEST, _TALLEST = 12, 24
_WIDE_AS_TALL = 5
_ASCII = str.maketrans("│┤└─┬░█", "|++-+:#")


class Canvas:
    """A grid of characters as wide as the text is, its ticks at the left included; cells count from the lower left.

    Ends of the axes are the middles of the outer cells.
    """

    def __init__(self, x: Axis, y: Axis, width: int) -> None:
        self.x, self.y = x, y
        self.margin = max((len(text) for _, text in y.ticks), default=0) + 1
        self.width = width - self.margin - 1
        self.height = min(max(width // _WIDE_AS_TALL, _SHORTEST), _TALLEST)
        self.cells: dict[CanvasCell, str] = {}
        self._lines: dict[CanvasCell, set[str]] = {}

    def cell(self, at: Point) -> CanvasCell:
        """Return column and row of a point."""
        return self.column(at[0]), round(self.y.share(at[1]) * (self.height - 1))

    def column(self, value: float) -> int:
        """Return the column of a value of the lower axis."""
        return round(self.x.share(value) * (self.width - 1))

    def upright(self, value: float, mark: str) -> None:
        """Draw a line from bottom to top."""
        self.cells |= {(self.column(value), row): mark for row in range(self.height)}

    def level(self, value: float, mark: str) -> None:
        """Draw a line from left to right."""
        row = self.cell((self.x.ends[0], value))[1]
        self.cells |= {(column, row): mark for column in range(self.width)}

    def line(self, points: Sequence[Point], letter: str) -> None:
        """Draw a line of one letter. Where lines run on each other they take turns, so that all of them are seen."""
        turn = 0
        for cell in dict.fromkeys(_path([self.cell(point) for point in points])):
            there = self._lines.setdefault(cell, set())
            there.add(letter.upper())
            turn += len(there) > 1
            if turn % len(there) == 0:
                self.cells[cell] = letter

    def put(self, at: Point, mark: str) -> None:
        """Put a mark over whatever is there."""
        self.cells[self.cell(at)] = mark

    def dot(self, at: Point, letter: str) -> None:
        """Put a letter on a point, or where there is one already, on the next free cell to the right or the left."""
        column, row = self.cell(at)
        order = (*range(column, self.width), *range(column - 1, -1, -1))
        free = (place for place in order if not self.cells.get((place, row), "").isalpha())
        self.cells[next(free, column), row] = letter

    def text(self) -> str:
        """Return the picture: the label of the left axis, the rows, the lower axis and its label."""
        ticks = {self.cell((self.x.ends[0], value))[1]: text for value, text in self.y.ticks}
        rows = [
            f"{ticks.get(row, ''):>{self.margin}}{'┤' if row in ticks else '│'}"
            + "".join(self.cells.get((column, row), " ") for column in range(self.width))
            for row in reversed(range(self.height))
        ]
        below = scale([(self.column(value), text) for value, text in self.x.ticks], self.margin, self.width)
        return "\n".join([self.y.label, *rows, *below, centred(self.x.label, self.margin, self.width)])


def _path(corners: Sequence[CanvasCell]) -> Iterator[CanvasCell]:
    """Yield the cells of a line through its corners, none left out; a rise within a column is drawn upright."""
    yield from corners[:1]
    for (column, row), (last_column, last_row) in pairwise(corners):
        across, up = last_column - column, last_row - row
        steps = max(abs(across), abs(up))
        yield from ((column + round(across * i / steps), row + round(up * i / steps)) for i in range(1, steps + 1))


def scale(ticks: Iterable[tuple[int, str]], margin: int, width: int) -> tuple[str, str]:
    """Return a lower axis of some width with its ticks, and their texts below, without those that would touch."""
    rule, texts = ["─"] * width, ""
    for column, text in ticks:
        rule[column] = "┬"
        start = max(min(margin + 1 + column - len(text) // 2, margin + 1 + width - len(text)), 0)
        if start > len(texts) or start == len(texts) == 0:
            texts = texts.ljust(start) + text
    return f"{'└':>{margin + 1}}{''.join(rule)}", texts


def centred(label: str, margin: int, width: int) -> str:
    """Return the label of a lower axis, in its middle."""
    return " " * max(margin + 1 + (width - len(label)) // 2, 0) + label


def plain_ascii(text: str) -> str:
    """Return a picture in the characters that every terminal has."""
    return text.translate(_ASCII)
