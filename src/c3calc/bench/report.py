"""From what was observed to a measurement file: rates, energy per token, and what makes them less sure."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from c3calc.bench.doubts import FigureDoubt, energy_findings, general_findings, request_findings, spread_findings
from c3calc.bench.energy import Load, WindowEnergy, batch_line, separated, step_s, window_energy
from c3calc.bench.statistics import quantile, sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from c3calc.bench.engines.engine import EngineFacts, Run
    from c3calc.bench.meters.meter import MeterFacts
    from c3calc.bench.protocol import MeasuringPlan, Observed, PointRuns, Stretch

_DIGITS = 6  # significant, of what is evaluated; raw runs are kept to a microsecond


@dataclass(frozen=True)
class ReportContext:
    """What a measurement rests on beside the runs. `machine`: facts of the computer, before and after."""

    plan: MeasuringPlan
    meter: MeterFacts
    machine: Mapping[str, Any]
    date: str
    made_by: str
    gpu: str | None = None
    findings: tuple[FigureDoubt, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)  # the file of a run that is resumed


def measurement_data(seen: Observed, engine: EngineFacts | None, ctx: ReportContext) -> dict[str, Any]:
    """Return the measurement file as plain data; what was not measured is left out."""
    findings = list(ctx.findings)
    if engine and engine.backend == "CPU" and ctx.meter.boards:
        findings.append(FigureDoubt("other_board", "the model ran on the CPU, and the meter is that of a GPU"))
    if engine and engine.settings.get("fixed_length") is False:
        findings.append(FigureDoubt("no_fixed_length", "the server does not know ignore_eos"))
    idle_w = _idle_w(seen.loaded, ctx.meter)
    points = [_point(p, ctx, idle_w, findings) for p in seen.points]
    points = sorted([*ctx.before.get("points", ()), *points], key=lambda p: int(p["concurrency"]))
    findings += general_findings(seen, ctx.meter, ctx.machine, ctx.gpu, findings)
    prefill = [_prefill(n, s, findings) for n, s in seen.prefill.items()] or list(ctx.before.get("prefill", ()))
    found = {
        "c3_measurement": 1,
        "date": ctx.date,
        "evidence": "measured",
        "made_by": ctx.made_by,
        "partial": None if seen.is_whole else True,
        "model": dict(engine.model) if engine else None,
        "hardware": _hardware(ctx, engine),
        "engine": _engine(engine) if engine else None,
        "method": _method(ctx.plan),
        "power": _power(seen, ctx, idle_w) or ctx.before.get("power"),
        "prefill": prefill,
        "points": points,
        "energy_fit": _fit(points),
        "warnings": [*ctx.before.get("warnings", ()), *(_warned(f) for f in dict.fromkeys(findings))],
    }
    return dict(_tidy(found))


def _tidy(value: Any) -> Any:
    """Return data without what is not known, and with evaluated numbers rounded; raw runs are rounded already."""
    if isinstance(value, dict):
        kept = {key: item if key.endswith("runs_s") else _tidy(item) for key, item in value.items()}
        return {k: v for k, v in kept.items() if v is not None and v not in ({}, [], ()) and not _is_nan(v)}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _engine(engine: EngineFacts) -> dict[str, Any]:
    return {
        "name": engine.name, "version": engine.version or None, "backend": engine.backend,
        "devices": list(engine.devices),
        "settings": dict(engine.settings),
    }  # fmt: skip


def _hardware(ctx: ReportContext, engine: EngineFacts | None) -> dict[str, Any]:
    boards, machine = list(ctx.meter.boards), ctx.machine
    return {
        "gpu": ctx.gpu,
        "gpus": len(boards) or None,
        "driver": ctx.meter.driver,
        "boards": boards,
        "cpu": machine.get("cpu"),
        "threads": engine.threads if engine else None,
        "memory_gb": machine.get("memory_gb"),
    }


def _method(plan: MeasuringPlan) -> dict[str, Any]:
    return {
        "prompt_tokens": list(plan.prompt_tokens), "output_tokens": plan.output_tokens,
        "concurrency": list(plan.concurrencies), "window_s": plan.seconds_s, "most_window_s": plan.most_seconds_s,
        "idle_s": plan.idle_s, "narrow_share": plan.narrow_share, "interval": "95 % of the mean, Student's t",
        "rates": "median of the runs",
    }  # fmt: skip


def _warned(finding: FigureDoubt) -> dict[str, str]:
    return {"kind": finding.kind, "message": finding.message, "remedy": finding.remedy}


# Rates


def _prefill(length: int, stretch: Stretch, findings: list[FigureDoubt]) -> dict[str, Any]:
    seconds = [_reading_s(run) for run in stretch.runs]
    rates = [run.input_tokens / s for run, s in zip(stretch.runs, seconds, strict=True)]
    findings += spread_findings(f"prefill of {length} tokens", rates)
    return {
        "prompt_tokens": length, "prefill_tok_s": quantile(rates, 0.5), "spread": _spread(rates),
        "runs_s": [round(s, 6) for s in seconds],
    }  # fmt: skip


def _reading_s(run: Run) -> float:
    return run.seconds_s if math.isnan(run.prefill_s) else run.prefill_s


def _writing_s(run: Run, first: float) -> tuple[float, int]:
    """Return the seconds in which output was written, and the tokens of it.

    Where an engine does not tell prompt from output, the time of the prompts (one token each) is taken off the whole.
    """
    if not math.isnan(run.decode_s):
        return run.decode_s, run.output_tokens
    return run.seconds_s - first, run.output_tokens - (run.sent - run.failed)


def _point(point: PointRuns, ctx: ReportContext, idle_w: float, findings: list[FigureDoubt]) -> dict[str, Any]:
    prompts, requests = point.prompts.runs, point.requests.runs
    at = f"concurrency {point.concurrency}"
    reading = [run.input_tokens / _reading_s(run) for run in prompts]
    first = quantile([run.seconds_s for run in prompts], 0.5)
    writing = [(seconds, tokens) for seconds, tokens in (_writing_s(run, first) for run in requests) if seconds > 0]
    rates = [tokens / seconds for seconds, tokens in writing]
    if len(writing) < len(requests):
        text = f"{at}: {len(requests) - len(writing)} of {len(requests)} requests took no longer than their prompts"
        findings.append(FigureDoubt("odd_rate", text))
    findings += spread_findings(f"decode at {at}", rates)
    findings += request_findings((*prompts, *requests), at)
    energy = _energy(point, ctx, idle_w, findings)
    busy = energy["requests"]["energy_j"] / energy["requests"]["seconds_s"] if energy else math.nan
    return {
        "concurrency": point.concurrency,
        "prefill_tok_s": quantile(reading, 0.5),
        "decode_tok_s": quantile(rates, 0.5) if rates else None,
        "busy_w": busy / _boards(ctx.meter),
        "prompt_tokens": ctx.plan.prompt_tokens[0],
        "output_tokens": _written(requests, ctx.plan.output_tokens),
        "ttft": _latency(t for run in requests for t in run.ttft_s),
        "tpot": _latency(t for run in requests for t in run.tpot_s),
        "memory_gb": point.memory_gb,
        "prefill_spread": _spread(reading),
        "decode_spread": _spread(rates),
        "prefill_runs_s": [round(_reading_s(run), 6) for run in prompts],
        "decode_runs_s": [round(seconds, 6) for seconds, _ in writing],
        "requests": _requests(requests, prompts),
        "energy": energy,
    }


def _written(runs: Sequence[Run], asked_tokens: int) -> int:
    """Return the output tokens of a request: what was asked for, or the mean of a server that cut answers short."""
    answered = sum(run.sent - run.failed for run in runs)
    is_cut = any(run.truncated for run in runs)
    return max(1, round(sum(run.output_tokens for run in runs) / answered)) if is_cut and answered else asked_tokens


def _spread(values: Sequence[float]) -> dict[str, Any] | None:
    return asdict(sample(values)) if values else None


def _latency(values: Iterable[float]) -> dict[str, float] | None:
    found = list(values)
    return {"p50_s": quantile(found, 0.5), "p95_s": quantile(found, 0.95)} if found else None


def _requests(requests: Sequence[Run], prompts: Sequence[Run]) -> dict[str, int] | None:
    """Return what became of requests to a server; an engine in this process loses none."""
    runs = (*requests, *prompts)
    if not any(math.isnan(run.prefill_s) for run in runs):
        return None
    sent, failed = sum(run.sent for run in runs), sum(run.failed for run in runs)
    return {
        "sent": sent, "completed": sent - failed, "failed": failed, "truncated": sum(run.truncated for run in runs),
        "cached_tokens": sum(run.cached_tokens for run in runs),
    }  # fmt: skip


# Energy


def _idle_w(stretch: Stretch | None, meter: MeterFacts) -> float:
    """Return mean power while nothing was done, of all boards; NaN where nobody looked."""
    if stretch is None:
        return math.nan
    if not stretch.trace.channels:
        return stretch.trace.idle_w
    return _joules(_channels(stretch, meter)) / (stretch.end_s - stretch.begin_s)


def _channels(stretch: Stretch, meter: MeterFacts) -> list[WindowEnergy]:
    wraps = meter.wrap_j or (math.nan,) * len(stretch.trace.channels)
    return [
        window_energy(readings, stretch.begin_s, stretch.end_s, wrap)
        for readings, wrap in zip(stretch.trace.channels, wraps, strict=True)
    ]


def _joules(channels: Sequence[WindowEnergy]) -> float:
    return sum(c.energy_j for c in channels) if channels else math.nan


def _boards(meter: MeterFacts) -> int:
    """Return how many GPUs the power is divided by: the scenario wants that of one."""
    return len(meter.boards) or 1


def _load(stretch: Stretch, meter: MeterFacts) -> tuple[Load, list[WindowEnergy]]:
    seconds = stretch.end_s - stretch.begin_s
    channels = _channels(stretch, meter)
    joules = _joules(channels) if channels else stretch.trace.busy_w * seconds
    tokens = sum(run.input_tokens for run in stretch.runs), sum(run.output_tokens for run in stretch.runs)
    return Load(seconds, *tokens, joules), channels


def _energy(point: PointRuns, ctx: ReportContext, idle_w: float, findings: list[FigureDoubt]) -> dict[str, Any] | None:
    if ctx.meter.boundary is None:
        return None
    loads = [_load(stretch, ctx.meter) for stretch in (point.prompts, point.requests)]
    names = (f"prompts, concurrency {point.concurrency}", f"requests, concurrency {point.concurrency}")
    for name, (load, channels), stretch in zip(names, loads, (point.prompts, point.requests), strict=True):
        findings += energy_findings(name, load, channels, stretch)
    gross = separated(loads[0][0], loads[1][0])
    net = separated(loads[0][0].less_idle(idle_w), loads[1][0].less_idle(idle_w))
    if min(gross) < 0:
        text = f"at concurrency {point.concurrency} a token would take {min(gross):.3g} J"
        findings.append(FigureDoubt("odd_energy", text))
    windows = [
        _window(load, channels, s) for (load, channels), s in zip(loads, (point.prompts, point.requests), strict=True)
    ]
    return {
        "prompts": windows[0], "requests": windows[1],
        "per_input_token": _token(gross[0], net[0]), "per_output_token": _token(gross[1], net[1]),
    }  # fmt: skip


def _token(gross: float, net: float) -> dict[str, float] | None:
    return None if math.isnan(gross) else {"gross_j": gross, "net_j": net}


def _window(load: Load, channels: Sequence[WindowEnergy], stretch: Stretch) -> dict[str, Any]:
    warm = [r.temperature_c for readings in stretch.trace.channels for r in readings if not math.isnan(r.temperature_c)]
    return {
        "seconds_s": load.seconds_s, "input_tokens": int(load.input_tokens), "output_tokens": int(load.output_tokens),
        "energy_j": load.energy_j, "integrated_j": sum(c.integrated_j for c in channels) if channels else math.nan,
        "counter_steps": min((c.steps for c in channels), default=None),
        "largest_temperature_c": max(warm, default=None),
    }  # fmt: skip


def _power(seen: Observed, ctx: ReportContext, idle_w: float) -> dict[str, Any] | None:
    if ctx.meter.boundary is None:
        return None
    stretches = [s for p in seen.points for s in (p.prompts, p.requests)]
    steps = [step for s in stretches for readings in s.trace.channels if not math.isnan(step := step_s(readings))]
    boards = _boards(ctx.meter)
    return {
        "boundary": ctx.meter.boundary, "meter": ctx.meter.name, "idle_w": idle_w / boards,
        "bare_idle_w": _idle_w(seen.bare, ctx.meter) / boards,
        "counter_step_s": quantile(steps, 0.5) if steps else None,
    }  # fmt: skip


def _fit(points: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return a + b / concurrency through the gross joules per output token."""
    found = [(p["concurrency"], (p.get("energy") or {}).get("per_output_token")) for p in points]
    known = [(float(c), float(token["gross_j"])) for c, token in found if token]
    line = batch_line([c for c, _ in known], [j for _, j in known]) if known else None
    return None if line is None or math.isnan(line.a_error_j) else {**asdict(line), "points": len(known)}
