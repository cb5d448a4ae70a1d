"""How every number of an answer came about: the steps, the arithmetic with numbers put in, the inputs and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from c3calc.base.errors import InputError
from c3calc.render.columns import Column, tabulate, trimmed, unknown
from c3calc.render.formats.table import block, head, to_text, usable
from c3calc.render.numbers import shown
from c3calc.render.report import PLAIN
from c3calc.render.text import visible
from c3calc.render.views.answer import answer_report
from c3calc.render.views.bill import input_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import RenderableType

    from c3calc.answer.answer import Answer, Line, Option, Step
    from c3calc.render.report import Screen

_INSET = 4
_AMOUNT = Column("cost", "", "money")


def render_explain(
    answer: Answer, screen: Screen = PLAIN, *, label: str | None = None, option: str | None = None
) -> str:
    """Return the arithmetic of `answer`, of one `option` only or of the lines and steps called `label`.

    A label is met in any case and in part: "tokens" shows input and output tokens.
    Raises InputError: C3-U13 for a label, C3-U14 for an option that there is not.
    """
    width = usable(screen.width)
    options = _options(answer, option)
    wanted = _matcher(_labels(answer, options), label)
    blocks = [*head(answer_report(answer)), *_steps("Traffic", answer.traffic, wanted)]
    for each in options:
        blocks += _option(answer, each, wanted, width, ascii_only=screen.ascii_only)
    return to_text(blocks, width=width, color=screen.color)


def _options(answer: Answer, name: str | None) -> Sequence[Option]:
    if name is None:
        return answer.options
    found = [option for option in answer.options if option.name.casefold() == name.casefold()]
    if not found:
        raise InputError([unknown("C3-U14", "option", name, [option.name for option in answer.options])])
    return found


def _labels(answer: Answer, options: Sequence[Option]) -> list[str]:
    steps = [*answer.traffic, *(step for o in options if o.capacity for step in o.capacity.steps)]
    return list(dict.fromkeys([*(step.label for step in steps), *(line.label for o in options for line in o.lines)]))


def _matcher(labels: Sequence[str], label: str | None) -> Callable[[str], bool]:
    """Return what tells whether a label is asked for: any without `label`, else the same, else one that holds it."""
    if label is None:
        return lambda _: True
    asked = label.casefold()
    exact = {known for known in labels if known.casefold() == asked}
    found = exact or {known for known in labels if asked in known.casefold()}
    if not found:
        raise InputError([unknown("C3-U13", "line or step", label, labels)])
    return found.__contains__


def _steps(title: str, steps: Sequence[Step], wanted: Callable[[str], bool]) -> Iterator[RenderableType]:
    kept = [step for step in steps if wanted(step.label)]
    if kept:
        yield Text(visible(title), style="bold")
        yield from (_step(step) for step in kept)


def _step(step: Step) -> RenderableType:
    (value,) = shown(Column("value", "", "quantity"), [step.value])
    return _worked(f"{step.label}: {value} {step.unit}", step.arithmetic)


def _worked(title: str, arithmetic: str, *inputs: RenderableType) -> RenderableType:
    """Return a figure's title with the arithmetic below it, and its inputs below that."""
    below = Padding(Group(Text(visible(arithmetic)), *inputs), (0, 0, 0, 2), expand=False)
    return Padding(Group(Text(visible(title)), below), (0, 0, 0, 2), expand=False)


def _option(
    answer: Answer, option: Option, wanted: Callable[[str], bool], width: int | None, *, ascii_only: bool
) -> Iterator[RenderableType]:
    capacity = option.capacity.steps if option.capacity else ()
    yield from _steps(f"{option.name}: capacity", capacity, wanted)
    lines = [line for line in option.lines if wanted(line.label)]
    if lines:
        yield Text(visible(f"{option.name}: bill"), style="bold")
    for line in lines:
        inputs = trimmed(tabulate("inputs", "", input_fields("Input"), line.inputs), "brief")
        table = [block(inputs, width and width - _INSET, ascii_only=ascii_only)] if line.inputs else []
        yield _worked(_title(line, answer.currency), line.arithmetic, *table)


def _title(line: Line, currency: str) -> str:
    (cost,) = shown(_AMOUNT, [line.cost])
    unit = "" if line.cost is None else f" {currency} a month"
    return f"{line.label}: {cost}{unit} ({line.evidence}; {line.source})"
