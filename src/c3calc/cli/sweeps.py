"""From command-line arguments to a sweep: the scenario read anew for every point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from c3calc.cli.answers import TEXT_SUFFIXES, comparison, read_scenario
from c3calc.cli.axes import FLAG, SHARE, axes_of
from c3calc.cli.documents import TEXT, Plot, with_extra
from c3calc.cli.inputs import catalogue, iso_day
from c3calc.cli.publish import publish
from c3calc.cli.terminal import system_today
from c3calc.errors import InputError, Problem, near
from c3calc.files.overrides import override, place_of, value_at
from c3calc.sweep import MOST_POINTS, VOLUME, shown_value, sweep
from c3calc.units import parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from c3calc.compare import Comparison
    from c3calc.files.document import Document
    from c3calc.result_sweep import Sweep, SweepAxis

_LARGEST_WHOLE = 1e15  # above it floats skip numbers, and exponents are easier to read
_NO_FIELD = frozenset({"C3-S01"})
_NO_NUMBER = frozenset({"C3-S03", "C3-S04", "C3-S15"})


def run_sweep(
    scenario: str,
    over: Sequence[str],
    *,
    format_: str,
    outputs: Sequence[Path],
    plots: Sequence[Path],
    views: tuple[str, ...],
    settings: Sequence[str],
    pricing: Sequence[Path],
    as_of: str | None,
    today: str | None,
    only: Sequence[str],
) -> None:
    """Print what every option costs over one field or two; write it to each output file, and draw the pictures."""
    if views and {format_, *(TEXT_SUFFIXES.get(path.suffix.lower()) for path in outputs)} == {"json"}:
        raise InputError([Problem("C3-U15", "JSON holds the whole sweep", help="leave out --view")])

    def swept() -> Sweep:
        axes = axes_of(over)
        day = iso_day("--today", today) or system_today()
        document, prices, chosen = read_scenario(scenario, settings), catalogue(pricing), iso_day("--as-of", as_of)
        _refuse_twins(document, axes)

        def ask(changed: Document) -> Comparison:
            return comparison(changed, prices, day, chosen, settings, only)

        asked = _Asked(document, axes, ask)
        return sweep(asked.placed(), asked.at)

    pictures = [Plot("sweep", path) for path in plots]
    publish(swept, partial(_text, views), format_, outputs, TEXT_SUFFIXES, pictures, _picture)


def _refuse_twins(document: Document, axes: tuple[SweepAxis, ...]) -> None:
    """Raise InputError C3-U86 where two axes are the same field, however they are written."""
    places = [(VOLUME,) if a.path == VOLUME else place_of(document, f"{a.path}=0", FLAG) for a in axes]
    if len(set(places)) < len(places):
        text = f"{axes[0].path} and {axes[1].path} are the same field"
        raise InputError([Problem("C3-U86", text, expected="two different fields", help="leave one of them out")])


@dataclass(frozen=True)
class _Asked:
    """A document, the axes along which it is changed, and how a changed one is answered."""

    document: Document
    axes: tuple[SweepAxis, ...]
    ask: Callable[[Document], Comparison]

    def placed(self) -> tuple[SweepAxis, ...]:
        """Return the axes with the scenario's own values, once the scenario as it stands is found good."""
        tokens = self.ask(self.document).case.workload.tokens
        return tuple(replace(axis, now=tokens if axis.path == VOLUME else self._now(axis)) for axis in self.axes)

    def _now(self, axis: SweepAxis) -> float | None:
        return parse_number(value_at(self.document, place_of(self.document, f"{axis.path}=0", FLAG)))

    def at(self, values: tuple[float, ...]) -> Comparison:
        """Return the comparison at a value of every axis. Raises InputError C3-U82 to C3-U84 where there is none."""
        changed, volume = self.document, None
        for axis, value in zip(self.axes, values, strict=True):
            if axis.path == VOLUME:
                volume = value
            else:
                changed = override(changed, f"{axis.path}={_written(axis, value)}", FLAG)
        try:
            found = self.ask(changed)
            return found if volume is None else found.at_volume(volume)
        except InputError as exc:
            raise InputError([self._refused(values, exc.problems[0])]) from exc

    def _refused(self, values: tuple[float, ...], problem: Problem) -> Problem:
        """Return what is wrong with the fields or with their values, from the first problem of the scenario."""
        pairs = [f"{a.path}={shown_value(a, v)}" for a, v in zip(self.axes, values, strict=True)]
        is_own = problem.where is not None and problem.where.file == FLAG
        if is_own and problem.code in _NO_FIELD:
            hints = [near(axis.path, [VOLUME]) for axis in self.axes if axis.path != VOLUME]
            return replace(problem, code="C3-U82", help=next(filter(None, hints), problem.help))
        if is_own and problem.code in _NO_NUMBER:
            return replace(problem, code="C3-U83", message=f"only numbers can be swept: {problem.message}")
        message = f"the scenario may not have {', '.join(pairs)}: {problem.message}"
        steps = self._whole_steps() if "whole number" in problem.expected else ""
        return replace(problem, code="C3-U84", message=message, help=steps or problem.help)

    def _whole_steps(self) -> str:
        """Return how to ask for whole numbers only, of the axis that has others between whole ends."""
        for axis in self.axes:
            low, high = axis.values[0], axis.values[-1]
            count = int(high - low) + 1
            if low == int(low) and high == int(high) and any(v != int(v) for v in axis.values) and count <= MOST_POINTS:
                return f"in whole steps it is `{FLAG} {axis.path}={low:g}..{high:g}:{count}`"
        return ""


def _written(axis: SweepAxis, value: float) -> str:
    """Return a value as a scenario writes it: whole numbers without a point, shares that were given so in percent."""
    if axis.unit == SHARE:
        return f"{value * 100:.15g}%"
    return str(int(value)) if abs(value) < _LARGEST_WHOLE and value == int(value) else repr(value)


def _picture(found: Sweep, plot: Plot) -> str | bytes:
    if plot.format == TEXT:
        from c3calc.render.plot_text_sweep import render_sweep_plot_text

        return render_sweep_plot_text(found, plot.shape)
    content: bytes = with_extra("c3calc.render.plot_sweep", "matplotlib", "plot").render_sweep_plot(found, plot.format)
    return content


def _text(views: tuple[str, ...], found: Sweep, format_: str, shape: dict[str, Any]) -> str:
    if format_ == "json":
        from c3calc.render.json import render_json

        return render_json(found)
    from c3calc.render import sweep as render

    if format_ == "table":
        return render.render_sweep_table(found, shape, views)
    if format_ == "markdown":
        return render.render_sweep_markdown(found, views)
    return render.render_sweep_delimited(found, "," if format_ == "csv" else "\t", views)
