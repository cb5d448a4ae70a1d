"""A measurement written down as it happened, and played again without the machine.

    Recorder    keeps what an engine and a meter said, and when nothing was done
    Replay      has an engine and a meter that say it again, in the same order

A recording is JSON: facts of engine, meter and machine, then the runs of the engine and what the meter saw, each in its
order, and the plan of it all. Played on the same day it gives the same measurement file, byte for byte.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import MeasurementError, Problem
from c3calc.bench.doubts import FigureDoubt
from c3calc.bench.energy import Reading
from c3calc.bench.engines.engine import Engine, EngineFacts, Run
from c3calc.bench.meters.meter import Meter, MeterFacts, Trace
from c3calc.bench.protocol import MeasuringPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.bench.machine import Clock

VERSION = 1
_PLACES = 6  # of seconds, joules and watts: a microsecond is less than any of them is good for


@dataclass
class Recorder:
    """Keeps what an engine and a meter say; both are to be asked through it."""

    meter: Meter
    machine: Mapping[str, Any]
    plan: MeasuringPlan
    findings: tuple[FigureDoubt, ...] = ()
    engine: Engine | None = None
    runs: list[Run] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    memory: list[float | None] = field(default_factory=list)

    def rest(self, clock: Clock, seconds: float) -> Run:
        """Let some time pass, and keep when that was."""
        begin = clock.now()
        clock.sleep(seconds)
        return self.kept(Run(begin, clock.now(), 0, 0))

    def kept(self, run: Run) -> Run:
        """Keep a run, and return it as the recording has it."""
        rounded = _run(_plain([getattr(run, f.name) for f in fields(Run)]))
        self.runs.append(rounded)
        return rounded

    def data(self) -> dict[str, Any]:
        """Return the recording as plain data."""
        return {
            "c3_recording": VERSION,
            "plan": asdict(self.plan),
            "machine": dict(self.machine),
            "findings": [list(finding) for finding in self.findings],
            "meter": _plain(asdict(self.meter.facts)),
            "engine": _plain(asdict(self.engine.facts)) if self.engine else None,
            "runs": [_plain([getattr(run, f.name) for f in fields(Run)]) for run in self.runs],
            "traces": [_trace_data(trace) for trace in self.traces],
            "memory_gb": self.memory,
        }


class RecordedMeter:
    """A meter whose traces are kept, rounded as a recording has them: the first run and the replay are alike."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder, self._meter = recorder, recorder.meter
        self.facts = recorder.meter.facts

    def start(self) -> None:
        """Begin to look."""
        self._meter.start()

    def stop(self) -> Trace:
        """Return what was seen."""
        trace = _trace(_trace_data(self._meter.stop()))
        self._recorder.traces.append(trace)
        return trace

    def close(self) -> None:
        """Let go of the hardware."""
        self._meter.close()


class RecordedEngine:
    """An engine whose runs are kept."""

    def __init__(self, recorder: Recorder, engine: Engine) -> None:
        self._recorder, self._engine = recorder, engine
        recorder.engine, self.facts = engine, _engine_facts(_plain(asdict(engine.facts)))

    def warm_up(self, sequences: int, prompt_tokens: int, output_tokens: int) -> None:
        """Do a little of what will be measured; nothing of it is kept."""
        self._engine.warm_up(sequences, prompt_tokens, output_tokens)

    def prompts(self, sequences: int, prompt_tokens: int) -> Run:
        """Read prompts."""
        return self._recorder.kept(self._engine.prompts(sequences, prompt_tokens))

    def requests(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        """Read prompts and write after them."""
        return self._recorder.kept(self._engine.requests(sequences, prompt_tokens, output_tokens))

    def memory_gb(self) -> float | None:
        """Return the most memory that was used so far."""
        found = self._engine.memory_gb()
        self._recorder.memory.append(None if found is None else round(found, 3))
        return self._recorder.memory[-1]

    def close(self) -> None:
        """Let go of everything."""
        self._engine.close()


class Replay:
    """Engine and meter out of a recording: each says what it said, in the same order."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        if data.get("c3_recording") != VERSION:
            text = f"the recording is of version {data.get('c3_recording')}, not {VERSION}"
            raise MeasurementError([Problem("C3-M40", text, help="record it again: --record FILE")])
        try:
            self._runs = [_run(row) for row in data["runs"]]
            self._traces = [_trace(row) for row in data["traces"]]
            self._memory = list(data["memory_gb"])
            meter, engine = data["meter"], data["engine"]
            self.machine: Mapping[str, Any] = data["machine"]
            self.meter = _ReplayMeter(
                MeterFacts(**{**meter, "boards": tuple(meter["boards"]), "wrap_j": _floats(meter["wrap_j"])}), self
            )
            self.engine = _ReplayEngine(_engine_facts(engine), self)
            plan: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data["plan"].items()}
            self.plan = MeasuringPlan(**plan)
            self.findings = tuple(FigureDoubt(*row) for row in data["findings"])
        except (KeyError, TypeError, ValueError) as exc:
            text = f"the recording is damaged: {exc}"
            raise MeasurementError([Problem("C3-M40", text, help="record it again: --record FILE")]) from exc

    def next_run(self) -> Run:
        """Return the next run."""
        if not self._runs:
            raise _over()
        return self._runs.pop(0)

    def next_trace(self) -> Trace:
        """Return what the meter saw next."""
        if not self._traces:
            raise _over()
        return self._traces.pop(0)

    def next_memory(self) -> float | None:
        """Return the memory that was used next."""
        return self._memory.pop(0) if self._memory else None

    def rest(self, _seconds: float) -> Run:
        """Return when nothing was done."""
        return self.next_run()


def _over() -> MeasurementError:
    text = "the recording ends before the measurement does"
    return MeasurementError([Problem("C3-M41", text, help="record it again: --record FILE")])


class _ReplayMeter:
    def __init__(self, facts: MeterFacts, replay: Replay) -> None:
        self.facts, self._replay = facts, replay

    def start(self) -> None:
        """Do nothing: what was seen is written down."""

    def stop(self) -> Trace:
        """Return what was seen."""
        return self._replay.next_trace()

    def close(self) -> None:
        """Do nothing."""


class _ReplayEngine:
    def __init__(self, facts: EngineFacts, replay: Replay) -> None:
        self.facts, self._replay = facts, replay

    def warm_up(self, *_: int) -> None:
        """Do nothing: warming up was not recorded."""

    def prompts(self, sequences: int, *_: int) -> Run:
        """Return the next run."""
        return self._fitting(sequences)

    def requests(self, sequences: int, *_: int) -> Run:
        """Return the next run."""
        return self._fitting(sequences)

    def memory_gb(self) -> float | None:
        """Return what was used."""
        return self._replay.next_memory()

    def close(self) -> None:
        """Do nothing."""

    def _fitting(self, sequences: int) -> Run:
        run = self._replay.next_run()
        if run.sent % sequences:
            text = f"the recording has {run.sent} sequences at once where {sequences} are asked for"
            raise MeasurementError([Problem("C3-M41", text, help="record it again: --record FILE")])
        return run


def _plain(value: Any) -> Any:
    """Return data as JSON has it: NaN is null, numbers to a millionth."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, _PLACES)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _engine_facts(data: Mapping[str, Any]) -> EngineFacts:
    return EngineFacts(**{**data, "devices": tuple(data["devices"])})


def _floats(values: list[float | None]) -> tuple[float, ...]:
    return tuple(math.nan if value is None else float(value) for value in values)


def _run(row: list[Any]) -> Run:
    begin, end, into, out, prefill, decode, ttft, tpot, sent, failed, truncated, cached, errors, *held_back = row
    times = _floats([begin, end, prefill, decode])
    return Run(
        times[0], times[1], into, out, times[2], times[3], _floats(ttft), _floats(tpot),
        sent, failed, truncated, cached, tuple(errors), *held_back,
    )  # fmt: skip


def _trace_data(trace: Trace) -> dict[str, Any]:
    channels = [[_plain([r.at_s, r.counter_j, r.power_w, r.temperature_c]) for r in rows] for rows in trace.channels]
    rest = {"throttled": list(trace.throttled), "processes": trace.processes}
    return {"channels": channels, **rest, "idle_w": _plain(trace.idle_w), "busy_w": _plain(trace.busy_w)}


def _trace(data: Mapping[str, Any]) -> Trace:
    channels = tuple(tuple(Reading(*_floats(row)) for row in rows) for rows in data["channels"])
    return Trace(channels, tuple(data["throttled"]), data["processes"], *_floats([data["idle_w"], data["busy_w"]]))
