"""From the flags of `c3 bench` to a measurement file: engine, meter, how long, and what is told meanwhile."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc import __version__
from c3calc.base.errors import InputError, Problem
from c3calc.base.numbers import parse_number
from c3calc.bench.diff import moved, unlike
from c3calc.bench.doctor import findings as doctor_findings
from c3calc.bench.machine import SystemClock, catalogue_gpu, machine_facts, swap_gb
from c3calc.bench.meters.table import MeterWishes
from c3calc.bench.protocol import Bench, MeasuringPlan, Observed
from c3calc.bench.recording import RecordedEngine, RecordedMeter, Recorder, Replay
from c3calc.bench.report import ReportContext, measurement_data
from c3calc.cli.bench_parts import choose_meter, engine_opener
from c3calc.cli.publish import show
from c3calc.cli.request import catalogue, iso_day
from c3calc.cli.terminal import system_today
from c3calc.files.measurement import read_measurement
from c3calc.files.text.document import read_document
from c3calc.files.text.output import OutputFiles, read_recording, recording_text
from c3calc.files.text.yaml_text import to_yaml
from c3calc.files.validation import validate
from c3calc.render.report import of_tables
from c3calc.render.views.measurement import diff_view, doctor_view, measurement_report
from c3calc.scenario.measurement import Measurement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from c3calc.bench.engines.engine import Engine
    from c3calc.bench.meters.meter import Meter
    from c3calc.catalogue.catalogue import Catalogue
    from c3calc.cli.bench_parts import BenchFlags

_SUFFIXES = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
_METERED_S, _MOST_IDLE_S, _MOST_TIMES = 10.0, 30.0, 3
_SUBJECTS = "--model FILE.gguf, --synthetic MODEL (such as tiny), --endpoint URL, or --replay FILE"


class _Usual(NamedTuple):
    """What is measured where nothing is said: prompt and output tokens, and a window without a meter."""

    prompt: str
    output: int
    seconds_s: float


_MOST = 86_400  # seconds of a day; and tokens of an answer, and threads
_MOST_PROMPT, _MOST_CONCURRENCY = 10_000_000, 4096
_USUAL, _TINY = _Usual("512", 128, 2.0), _Usual("128", 32, 0.5)  # the tiny model is to be done in seconds


@dataclass
class _Session:
    """One measurement: what was asked, what takes part in it, and the file of the run that it goes on with."""

    asked: BenchFlags
    plan: MeasuringPlan
    recorder: Recorder
    date: str
    prices: Catalogue
    before: Mapping[str, Any]

    def save(self, seen: Observed, engine: Engine) -> None:
        """Write what was measured so far."""
        self.saved(seen, engine)

    def saved(self, seen: Observed, engine: Engine) -> Measurement:
        """Write what was measured so far, checked as any file is that is read, and return it."""
        parts = self.recorder
        ctx = ReportContext(
            self.plan, parts.meter.facts, parts.machine, self.date, f"c3 {__version__}",
            _gpu(self.asked, parts.meter, engine, self.prices), parts.findings, self.before,
        )  # fmt: skip
        text = to_yaml(measurement_data(seen, engine.facts, ctx))
        found = validate(Measurement, read_document(None, name=str(self.asked.output), text=text))
        with OutputFiles([self.asked.output], _SUFFIXES) as files:
            files.write(self.asked.output, text)
        return found


def measure_and_tell(asked: BenchFlags) -> None:
    """Measure, write the file, print it. Raises InputError before, MeasurementError or KeyboardInterrupt after that."""
    prices = catalogue(())
    _check(asked, prices)
    day, before = iso_day("--date", asked.date) or system_today(), _before(asked)
    if asked.replay:
        _replay(asked, day, prices, Replay(read_recording(asked.replay)))
        return
    clock = SystemClock()
    meter, findings = choose_meter(asked, clock)
    try:
        plan = _plan(asked, meter)
        recorder = Recorder(meter, machine_facts(), plan, findings)
        opener = _checked(engine_opener(asked, plan, clock, prices, meter.facts.boards, _note), recorder, before)
        session = _Session(asked, plan, recorder, day, prices, before)
        done = frozenset(int(point["concurrency"]) for point in before.get("points", ()))
        rest = partial(recorder.rest, clock)
        bench = Bench(plan, RecordedMeter(recorder), rest, opener, _progress, session.save, done)
        seen, engine = bench.measure()
    finally:
        meter.close()
    recorder.machine = {**recorder.machine, "swap_after_gb": swap_gb()}
    _finish(session, seen, engine)


def _replay(asked: BenchFlags, day: str, prices: Catalogue, replay: Replay) -> None:
    """Play a recording as if it happened now."""
    recorder = Recorder(replay.meter, replay.machine, replay.plan, replay.findings)
    session = _Session(asked, replay.plan, recorder, day, prices, {})
    bench = Bench(replay.plan, replay.meter, replay.rest, lambda: replay.engine, _progress, session.save)
    _finish(session, *bench.measure())


def _before(asked: BenchFlags) -> Mapping[str, Any]:
    """Return the file of the run that this one goes on with, checked; nothing where it begins anew."""
    if not (asked.resume and asked.output.exists()):
        return {}
    read_measurement(asked.output)
    return read_document(asked.output).data


def _finish(session: _Session, seen: Observed, engine: Engine | None) -> None:
    """Write and print the whole measurement, or as much of it as there is."""
    asked, recorder = session.asked, session.recorder
    if asked.record and recorder.engine:
        with OutputFiles([asked.record], _SUFFIXES) as files:
            files.write(asked.record, recording_text(recorder.data()))
    if engine and (seen.points or seen.prefill or session.before):
        found = session.saved(seen, engine)
        show(measurement_report(found, str(asked.output)), asked.format_)
    if seen.failure:
        raise seen.failure
    if not seen.is_whole:
        raise KeyboardInterrupt


def _checked(open_engine: Callable[[], Engine], recorder: Recorder, before: Mapping[str, Any]) -> Callable[[], Engine]:
    """Return what opens the engine, keeps what it says, and refuses to go on with a file of something else."""

    def opened() -> Engine:
        engine = RecordedEngine(recorder, open_engine())
        facts = engine.facts
        same = {"model": dict(facts.model), "version": facts.version, "threads": facts.threads}
        there = {
            "model": before.get("model"),
            "version": before.get("engine", {}).get("version"),
            "threads": before.get("hardware", {}).get("threads"),
        }
        unlike_ = [key for key in same if before and not _alike(same[key], there[key])]
        if unlike_:
            engine.close()
            text = f"the output was measured with another {' and another '.join(unlike_)}"
            raise InputError([Problem("C3-M61", text, help="another -o FILE, or --force")])
        return engine

    return opened


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.get("sha256", one.get("name")) == other.get("sha256", other.get("name"))
    return (one or None) == (other or None)


def _check(asked: BenchFlags, prices: Catalogue) -> None:
    """Refuse what makes no measurement, or could not be written, before anything is measured."""
    subjects = [asked.model, asked.synthetic, asked.endpoint, asked.replay]
    if (named := sum(subject is not None for subject in subjects)) != 1:
        text = f"{named} things to measure were given" if named else "nothing to measure was given"
        raise InputError([Problem("C3-M01", text, expected=f"one of {_SUBJECTS}")])
    if asked.gpu_id and asked.gpu_id not in prices.ids("gpus"):
        problem = Problem("C3-R01", f"unknown GPU `{asked.gpu_id}`", expected="an id of the catalogue's gpus",
                          help="`c3 prices --kind gpu` lists them")  # fmt: skip
        raise InputError([problem])
    if asked.output.exists() and not (asked.force or asked.resume):
        problem = Problem("C3-U03", f"{asked.output} already exists", help="another -o FILE, --resume, or --force")
        raise InputError([problem])
    with OutputFiles([asked.output, *([asked.record] if asked.record else ())], _SUFFIXES):
        pass


def _plan(asked: BenchFlags, meter: Meter) -> MeasuringPlan:
    """Return what to measure, for how long. Raises InputError C3-M02 for numbers that are none, or out of bounds."""
    _check_bounds({
        "--seconds": asked.seconds, "--most-seconds": asked.most_seconds, "--timeout": asked.timeout,
        "--output-tokens": asked.output_tokens, "--threads": asked.threads,
    }, above=0)  # fmt: skip
    _check_bounds({"--idle": asked.idle, "--gpu": min(asked.gpu, default=0)}, above=-1)
    usual = _TINY if asked.synthetic == "tiny" else _USUAL
    prompts = _numbers("--prompt", asked.prompt or usual.prompt, _MOST_PROMPT)
    counts = _numbers("--concurrency", asked.concurrency, _MOST_CONCURRENCY)
    seconds = asked.seconds or (_METERED_S if meter.facts.boundary else usual.seconds_s)
    idle = asked.idle if asked.idle is not None else min(_MOST_IDLE_S, _MOST_TIMES * seconds)
    most = asked.most_seconds or _MOST_TIMES * seconds
    return MeasuringPlan(prompts, asked.output_tokens or usual.output, tuple(sorted(counts)), seconds, most, idle)


def _check_bounds(values: Mapping[str, float | None], *, above: int) -> None:
    """Refuse what is not above a bound, or more than a day has seconds, which no number of anything here is either."""
    bounds = f"a number {'above 0' if above == 0 else 'of 0 or more'}, at most {_MOST:,}"
    wrong = [(flag, value) for flag, value in values.items() if value is not None and not above < value <= _MOST]
    if wrong:
        problems = (Problem("C3-M02", f"{flag} {value:g} is out of range", expected=bounds) for flag, value in wrong)
        raise InputError(problems)


def _numbers(flag: str, text: str, most: int) -> tuple[int, ...]:
    found = [parse_number(word.strip()) for word in text.split(",")]
    if any(n is None or not 1 <= n <= most or n != int(n) for n in found):
        bounds = f"numbers such as 1,2,4,8, at most {most:,}"
        raise InputError([Problem("C3-M02", f"{flag} `{text}` is not a list of whole numbers", expected=bounds)])
    return tuple(dict.fromkeys(int(n) for n in found if n))


def _gpu(asked: BenchFlags, meter: Meter, engine: Engine, prices: Catalogue) -> str | None:
    """Return which GPU of the catalogue did the work: as told, else by its name; None for work on the CPU."""
    names = [str(board["name"]) for board in meter.facts.boards]
    by_name = catalogue_gpu(names[0], prices.ids("gpus")) if names and engine.facts.backend != "CPU" else None
    return asked.gpu_id or by_name


def _progress(what: str, step: int, steps: int, left_s: float) -> None:
    _note(f"[{step}/{steps}] {what}; {left_s:.0f} s left at least")


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def show_diff(first: Path, second: Path, format_: str) -> None:
    """Print two measurements side by side."""
    one, other = read_measurement(first), read_measurement(second)
    rows = [(m.what, m.unit, m.before, m.after, m.share, m.low, m.high, m.verdict) for m in moved(one, other)]
    show(of_tables(diff_view(rows, unlike(one, other), (str(first), str(second)))), format_)


def show_doctor(rapl_root: Path, format_: str) -> None:
    """Print what there is to measure with."""
    wishes = MeterWishes(visible=os.environ.get("CUDA_VISIBLE_DEVICES"), rapl_root=rapl_root)
    rows = [tuple(found) for found in doctor_findings(wishes)]
    show(of_tables(doctor_view(rows)), format_)
