"""A measurement as tables: rates and energy by concurrency, prompts by length, what makes the figures less sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.base.units import MS_PER_S
from c3calc.render.columns import Column, View, tabulate
from c3calc.render.report import Report, made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from c3calc.render.columns import Cell, Field
    from c3calc.scenario.measurement import BatchFit, Joules, MeasuredLatency, Measurement, Point, Prefill, Warned

_BOUNDARIES = {
    "gpu_board": "the GPU board: without processor, memory of the host, fans of the case and power supply",
    "cpu_package": "the processor package: without memory, board, disks and power supply",
    "wall": "the wall: everything behind the plug",
}


def measurement_report(found: Measurement, saved: str) -> Report:
    """Return the report of a measurement; `saved` is where it was written."""
    captions = _captions(found, saved)
    points = tabulate("points", "By concurrency", _POINTS, found.points, captions=captions, empty="None.")
    prefill = tabulate("prefill", "Prompts, one at a time", _PREFILL, found.prefill)
    warnings = tabulate("warnings", "What makes this less sure", _WARNINGS, found.warnings)
    views = made(view for view in (prefill, points, warnings) if view.tells)
    return Report(kind="measurement", sentences=_subject(found), views=views, data_view="points")


def _subject(found: Measurement) -> tuple[str, ...]:
    """Return what was measured on what, a fact a line."""
    model, engine, hardware = found.model, found.engine, found.hardware
    weights = ", synthetic weights" if model.synthetic_weights else ""
    bits = f", {plain(model.weight_bits, 3)} bits a weight" if model.weight_bits else ""
    lines = [f"{model.id or model.name or model.file or 'a model'}{bits}{weights}"]
    if engine:
        devices = ", ".join(engine.devices)
        lines.append(" ".join(filter(None, (engine.name, engine.version))) + (f" on {devices}" if devices else ""))
    if hardware.threads:
        lines.append(f"{hardware.threads} thread{'' if hardware.threads == 1 else 's'}")
    return tuple(lines)


def _captions(found: Measurement, saved: str) -> tuple[str, ...]:
    lines = ["Rates are medians over the runs; decode is without the prompts, and of all sequences together."]
    if found.power:
        lines.append(f"Energy is that of {_BOUNDARIES[found.power.boundary]} ({found.power.meter}).")
        lines.append("Net is without what the loaded machine draws while it does nothing.")
    if found.energy_fit:
        lines.append(_fit(found.energy_fit))
    if found.partial:
        lines.append("Partial: the run was stopped before its last concurrency.")
    return (*lines, f"Written to {saved}; a scenario reads it as throughput: {{measurement: {saved}}}.")


def _fit(fit: BatchFit) -> str:
    a, b = (f"({plain(v, 3)} +- {plain(e, 2)})" for v, e in ((fit.a_j, fit.a_error_j), (fit.b_j, fit.b_error_j)))
    return f"Joules per output token: {a} + {b} / concurrency."


def diff_view(rows: Sequence[tuple[Cell, ...]], unlike: Sequence[str], names: tuple[str, str]) -> View:
    """Return the table of two measurements; a row is what, unit, before, after, change, low, high, verdict."""
    columns = (
        Column("what", "Figure"), Column("unit", "Unit"), Column("before", "First", "number"),
        Column("after", "Second", "number"), Column("change", "Change", "percent"),
        Column("low", "Low 95 %", "percent"), Column("high", "High 95 %", "percent"), Column("verdict", "Second is"),
    )  # fmt: skip
    captions: tuple[str, ...] = (
        "An interval that holds 0 is no difference; energy has no interval, since a window is one reading.",
    )
    if unlike:
        captions += (f"Not measured alike: {', '.join(unlike)}.",)
    title = f"{names[0]} and {names[1]}"
    return View("diff", title, columns, tuple(rows), captions=captions, empty="They have no figure in common.")


def doctor_view(rows: Sequence[tuple[Cell, ...]]) -> View:
    """Return the table of what is there: a row is what, state, detail, what to do."""
    columns = (
        Column("what", "What"),
        Column("state", "State"),
        Column("detail", "Detail"),
        Column("help", "What to do"),
    )
    return View("doctor", "What c3 finds here", columns, tuple(rows))


def _joules(name: str, part: str) -> Callable[[Point], Cell]:
    def read(point: Point) -> Cell:
        token: Joules | None = getattr(point.energy, name, None)
        return None if token is None else getattr(token, part)

    return read


def _ms(name: str, part: str) -> Callable[[Point], Cell]:
    def read(point: Point) -> Cell:
        latency: MeasuredLatency | None = getattr(point, name)
        return None if latency is None else float(getattr(latency, part)) * MS_PER_S

    return read


def _interval(point: Point) -> Cell:
    spread = point.decode_spread
    if spread is None or spread.low is None or spread.high is None:
        return None
    return (float(spread.high) - float(spread.low)) / 2 / float(spread.mean)


_ABSENT: tuple[Cell, ...] = (None,)
_POINTS: Sequence[Field[Point]] = (
    (Column("concurrency", "At once", "count"), lambda p: p.concurrency),
    (Column("prefill_tok_s", "Prefill tok/s", "number"), lambda p: p.prefill_tok_s),
    (Column("decode_tok_s", "Decode tok/s", "number"), lambda p: p.decode_tok_s),
    (Column("interval", "+- 95 %", "percent"), _interval),
    (Column("ttft_p50", "TTFT p50 ms", "number"), _ms("ttft", "p50_s")),
    (Column("ttft_p95", "TTFT p95 ms", "number", spare=2), _ms("ttft", "p95_s")),
    (Column("tpot_p50", "TPOT p50 ms", "number"), _ms("tpot", "p50_s")),
    (Column("tpot_p95", "TPOT p95 ms", "number", spare=1), _ms("tpot", "p95_s")),
    (Column("busy_w", "Power W", "number", trivial_cells=_ABSENT), lambda p: p.busy_w),
    (Column("in_j", "J/input token", "number", trivial_cells=_ABSENT), _joules("per_input_token", "gross_j")),
    (Column("out_j", "J/output token", "number", trivial_cells=_ABSENT), _joules("per_output_token", "gross_j")),
    (Column("out_net_j", "net J/output", "number", trivial_cells=_ABSENT), _joules("per_output_token", "net_j")),
    (
        Column("lost", "Lost", "count", trivial_cells=_ABSENT),
        lambda p: p.requests.failed + p.requests.truncated if p.requests else None,
    ),
)
_PREFILL: Sequence[Field[Prefill]] = (
    (Column("prompt_tokens", "Prompt tokens", "count"), lambda p: p.prompt_tokens),
    (Column("prefill_tok_s", "Prefill tok/s", "number"), lambda p: p.prefill_tok_s),
    (Column("runs", "Runs", "count"), lambda p: p.spread.runs if p.spread else None),
)
_WARNINGS: Sequence[Field[Warned]] = (
    (Column("message", "What"), lambda w: w.message),
    (Column("remedy", "What helps"), lambda w: w.remedy),
)
