"""Promises about a measurement: its order, what it evaluates, what it warns of, and what is left when it is stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import c3calc.bench
from bench_fakes import FACTS, FakeClock, FakeEngine, FakeMeter
from c3calc.base.errors import InputError, MeasurementError, Problem
from c3calc.bench.diff import moved, unlike
from c3calc.bench.doubts import REMEDIES, general_findings
from c3calc.bench.energy import Reading
from c3calc.bench.engines.engine import Run
from c3calc.bench.machine import catalogue_gpu, check_memory, machine_facts
from c3calc.bench.meters.meter import MeterFacts, NoMeter, Trace, WallMeter
from c3calc.bench.protocol import Bench, MeasuringPlan, Observed
from c3calc.bench.recording import RecordedEngine, RecordedMeter, Recorder, Replay
from c3calc.bench.report import ReportContext, measurement_data
from c3calc.files.text.document import read_document
from c3calc.files.text.yaml_text import to_yaml
from c3calc.files.validation import validate
from c3calc.scenario.measurement import Measurement

if TYPE_CHECKING:
    from c3calc.bench.meters.meter import Meter

BENCH = Path(c3calc.bench.__file__).parent
PLAN = MeasuringPlan((512, 64), 128, (1, 2, 4), seconds_s=10.0, most_seconds_s=30.0, idle_s=5.0)
MACHINE = {"cpu": "A processor", "threads": 2, "memory_gb": 16.0, "load": 0.1}


def context(meter: Meter, plan: MeasuringPlan = PLAN, **fields: Any) -> ReportContext:
    """Return what a report rests on beside its runs."""
    return ReportContext(plan, meter.facts, MACHINE, "2026-11-21", "c3 test", "l40s", **fields)


def observed(
    clock: FakeClock, engine: FakeEngine, meter: Meter, plan: MeasuringPlan = PLAN, done: frozenset[int] = frozenset()
) -> tuple[Observed, list[str]]:
    """Return what a whole measurement saw, and what was told meanwhile."""
    told: list[str] = []

    def rest(seconds: float) -> Run:
        begin = clock.now()
        clock.sleep(seconds)
        return Run(begin, clock.now(), 0, 0)

    def tell(what: str, step: int, steps: int, left_s: float) -> None:
        told.append(f"{step}/{steps} {what}, {left_s:g} s")

    seen, _ = Bench(plan, meter, rest, lambda: engine, tell, lambda *_: None, done).measure()
    return seen, told


def reported(seen: Observed, engine: FakeEngine, ctx: ReportContext) -> Measurement:
    """Return the file of what was seen, read as any file is."""
    text = to_yaml(measurement_data(seen, engine.facts, ctx))
    return validate(Measurement, read_document(None, name="m.yaml", text=text))


def whole(watts: float = 300.0, change: Any = lambda trace: trace) -> Measurement:
    """Return the file of a measurement under a meter of constant watts."""
    clock = FakeClock()
    engine, meter = FakeEngine(clock), FakeMeter(clock, watts, change)
    seen, _ = observed(clock, engine, meter)
    return reported(seen, engine, context(meter))


def kinds(found: Measurement) -> set[str]:
    """Return the kinds of the warnings of a file."""
    return {warned.kind for warned in found.warnings}


def test_the_order_of_a_measurement() -> None:
    """Idle twice, prompts by length, then both windows of each concurrency; the time left never grows."""
    clock = FakeClock()
    _, told = observed(clock, FakeEngine(clock), FakeMeter(clock))
    assert told[:4] == [
        "1/10 the machine without the engine, 100 s",
        "2/10 the engine at rest, 90 s",
        "3/10 prompts of 512 tokens, 80 s",
        "4/10 prompts of 64 tokens, 70 s",
    ]
    assert told[-2:] == ["9/10 prompts, 4 at once, 20 s", "10/10 requests, 4 at once, 10 s"]


def test_rates_and_energy_of_a_constant_machine() -> None:
    """1,000 tokens/s read and 160 written by four; at 300 W 0.3 J an input token and 300 / 160 J an output token."""
    found = whole()
    first, _, last = found.points
    assert (first.prefill_tok_s, first.decode_tok_s, first.busy_w) == pytest.approx((1000, 100, 300), rel=1e-3)
    assert last.decode_tok_s == pytest.approx(160, rel=1e-3)
    energy = last.energy
    assert energy is not None
    assert energy.per_input_token is not None
    assert energy.per_output_token is not None
    assert energy.per_input_token.gross_j == pytest.approx(0.3, rel=2e-3)
    assert energy.per_output_token.gross_j == pytest.approx(300 / 160, rel=2e-3)
    assert energy.per_output_token.net_j == pytest.approx(0, abs=0.01)
    assert found.power is not None
    assert (found.power.boundary, found.power.idle_w) == ("gpu_board", pytest.approx(300, rel=1e-3))


def test_the_batch_line_is_fitted() -> None:
    """100, 120 and 160 tokens/s at 300 W are 3, 2.5 and 1.875 J: Sxx 0.29167, Sxy 0.41667, b 1.42857, a 1.625."""
    fit = whole().energy_fit
    assert fit is not None
    assert (fit.a_j, fit.b_j, fit.points) == (pytest.approx(1.625, rel=0.01), pytest.approx(1.42857, rel=0.01), 3)


def test_a_clean_measurement_warns_of_nothing() -> None:
    """Ten seconds and a hundred steps are enough."""
    assert whole().warnings == ()


def without_counter(trace: Trace) -> Trace:
    """Return what a board without a counter shows."""
    return replace(trace, channels=tuple(tuple(replace(r, counter_j=float("nan")) for r in c) for c in trace.channels))


def reset(trace: Trace) -> Trace:
    """Return what a counter shows that fell to 0 in the middle."""
    middle = len(trace.channels[0]) // 2
    rows = trace.channels[0]
    fallen = (*rows[:middle], *(replace(r, counter_j=r.counter_j - rows[middle].counter_j) for r in rows[middle:]))
    return replace(trace, channels=(fallen,))


def half_power(trace: Trace) -> Trace:
    """Return what a board shows whose power reading is half of what its counter says."""
    return replace(trace, channels=tuple(tuple(replace(r, power_w=r.power_w / 2) for r in c) for c in trace.channels))


def test_a_board_without_power_says_that_energy_was_not_measured() -> None:
    """A Jetson: its driver knows the board, and neither counter nor watts; no other doubt of energy is raised."""
    meter = MeterFacts("NVML", None, "540.4", ({"index": 0, "name": "Orin (nvgpu)"},), (float("nan"),))
    found = [*general_findings(Observed(), meter, {}, "jetson-agx-orin-64gb", ())]
    assert [(f.kind, f.message) for f in found] == [("no_energy", "energy was not measured: this board tells no power")]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (without_counter, "no_counter"),
        (reset, "counter_back"),
        (half_power, "meters_disagree"),
        (lambda t: replace(t, throttled=("temperature",)), "throttled"),
        (lambda t: replace(t, processes=3), "other_processes"),
        (lambda t: replace(t, channels=(tuple(replace(r, counter_j=7.0) for r in t.channels[0]),)), "counter_stuck"),
    ],
)
def test_what_spoils_energy_is_said(change: Any, kind: str) -> None:
    """The figure stays, from the integrated power where the counter cannot be believed, with a warning and a remedy."""
    found = whole(change=change)
    assert kinds(found) == {kind}
    assert found.points[0].busy_w == pytest.approx(300, rel=0.02)
    assert {w.remedy for w in found.warnings} == {REMEDIES[kind]}


def test_the_energy_of_a_gpu_is_not_that_of_work_on_the_cpu() -> None:
    """An engine on the CPU under the meter of a GPU: the file says that the energy is not that of the work."""
    clock = FakeClock()
    engine, meter = FakeEngine(clock, facts=replace(FACTS, backend="CPU")), FakeMeter(clock)
    seen, _ = observed(clock, engine, meter)
    assert kinds(reported(seen, engine, context(meter))) == {"other_board"}


def test_a_short_window_is_flagged() -> None:
    """Two seconds are twenty steps of a counter: each window says so."""
    clock = FakeClock()
    engine, meter, plan = FakeEngine(clock), FakeMeter(clock), replace(PLAN, seconds_s=1.0, most_seconds_s=1.0)
    seen, _ = observed(clock, engine, meter, plan)
    assert kinds(reported(seen, engine, context(meter, plan))) == {"few_seconds"}


def test_without_a_meter_energy_is_absent_and_never_0() -> None:
    """No power, no energy, no idle watch; and the file says that energy was not measured."""
    clock = FakeClock()
    engine = FakeEngine(clock)
    seen, _ = observed(clock, engine, NoMeter())
    found = reported(seen, engine, context(NoMeter()))
    assert (found.power, found.energy_fit, [p.energy for p in found.points]) == (None, None, [None] * 3)
    assert [p.busy_w for p in found.points] == [None] * 3
    assert kinds(found) == {"no_energy"}


def test_a_wall_meter_read_by_hand() -> None:
    """90 W idle, 410 W busy: 0.41 J an input token gross, 0.32 J net, within the boundary of the wall."""
    clock = FakeClock()
    engine, meter = FakeEngine(clock), WallMeter(90, 410)
    seen, _ = observed(clock, engine, meter)
    found = reported(seen, engine, context(meter))
    assert found.power is not None
    assert (found.power.boundary, found.power.idle_w, found.points[0].busy_w) == ("wall", 90, 410)
    token = found.points[0].energy and found.points[0].energy.per_input_token
    assert token
    assert (token.gross_j, token.net_j) == pytest.approx((0.41, 0.32), rel=1e-3)


def test_a_wall_meter_shows_more_under_load() -> None:
    """410 idle and 90 busy are mixed up."""
    with pytest.raises(InputError, match="C3-M10"):
        WallMeter(410, 90)


def test_ctrl_c_keeps_what_was_measured() -> None:
    """Stopped in the second concurrency: the first one is there, the file is partial, the engine is closed."""
    clock = FakeClock()

    def stop() -> None:
        if clock.now() > 160:
            raise KeyboardInterrupt

    engine, meter = FakeEngine(clock, stop), FakeMeter(clock)
    seen, _ = observed(clock, engine, meter)
    found = reported(seen, engine, context(meter))
    assert ([p.concurrency for p in found.points], found.partial, engine.closed) == ([1], True, True)


def test_a_failure_keeps_what_was_measured() -> None:
    """A board that is lost in mid-run ends the measurement, and what is whole stays."""
    clock = FakeClock()

    def fail() -> None:
        if clock.now() > 160:
            raise MeasurementError([Problem("C3-M14", "NVML: GPU is lost")])

    engine, meter = FakeEngine(clock, fail), FakeMeter(clock)
    seen, _ = observed(clock, engine, meter)
    assert (seen.failure is not None, seen.is_whole, len(seen.points), engine.closed) == (True, False, 1, True)


def test_a_run_goes_on_where_it_stopped() -> None:
    """With concurrency 1 in the file, only 2 and 4 are measured, and the new file has all three."""
    clock = FakeClock()
    engine, meter = FakeEngine(clock), FakeMeter(clock)
    seen, _ = observed(clock, engine, meter, replace(PLAN, concurrencies=(1,)))
    before = measurement_data(seen, engine.facts, context(meter))
    rest, told = observed(clock, engine, meter, done=frozenset({1}))
    found = reported(rest, engine, context(meter, before=before))
    assert [p.concurrency for p in found.points] == [1, 2, 4]
    assert (len(found.prefill), found.partial, len(told)) == (2, False, 6)


def test_a_recording_gives_the_same_file_byte_for_byte() -> None:
    """What engine and meter said, written as JSON and played again, is the same measurement."""
    clock = FakeClock()
    engine, meter = FakeEngine(clock), FakeMeter(clock)
    recorder = Recorder(meter, MACHINE, PLAN)
    kept = RecordedEngine(recorder, engine)
    rest = lambda seconds: recorder.rest(clock, seconds)  # noqa: E731
    first, _ = Bench(PLAN, RecordedMeter(recorder), rest, lambda: kept, lambda *_: None, lambda *_: None).measure()
    replay = Replay(json.loads(json.dumps(recorder.data(), allow_nan=False)))
    again, _ = Bench(
        replay.plan, replay.meter, replay.rest, lambda: replay.engine, lambda *_: None, lambda *_: None
    ).measure()
    texts = [to_yaml(measurement_data(seen, kept.facts, context(meter))) for seen in (first, again)]
    assert texts[0] == texts[1]
    assert len(texts[0]) > 5000


@pytest.mark.parametrize("spoil", [{"c3_recording": 2}, {"runs": [[1]]}, {"meter": {}}])
def test_a_damaged_recording_is_refused(spoil: dict[str, Any]) -> None:
    """Another version, half a run, no meter: a recording that cannot be played says so."""
    clock = FakeClock()
    recorder = Recorder(FakeMeter(clock), MACHINE, PLAN)
    RecordedEngine(recorder, FakeEngine(clock))
    with pytest.raises(MeasurementError, match="C3-M40"):
        Replay({**recorder.data(), **spoil})


def test_a_recording_that_ends_too_early_says_so() -> None:
    """One run of many: the next one asked for is not there."""
    clock = FakeClock()
    recorder = Recorder(FakeMeter(clock), MACHINE, PLAN)
    RecordedEngine(recorder, FakeEngine(clock)).prompts(1, 16)
    replay = Replay(recorder.data())
    assert replay.engine.prompts(1, 16).input_tokens == 16
    with pytest.raises(MeasurementError, match="C3-M41"):
        replay.engine.prompts(1, 16)


def test_every_kind_of_warning_is_used() -> None:
    """A remedy that nothing leads to is taken out of the table."""
    sources = "".join(path.read_text() for path in BENCH.glob("*.py"))
    sources += (BENCH.parent / "cli" / "bench_parts.py").read_text()
    assert [kind for kind in REMEDIES if f'FigureDoubt("{kind}"' not in sources] == []


def test_two_measurements_side_by_side() -> None:
    """Twice the same file differs in nothing; three runs that are 10 % apart with little spread do."""
    found = whole()
    assert unlike(found, found) == []
    assert {m.verdict for m in moved(found, found) if m.low is not None} == {"within the noise"}
    spread = found.points[0].decode_spread
    assert spread is not None
    faster = spread.model_copy(update={"mean": spread.mean * 1.1, "sd": 0.1})
    points = (found.points[0].model_copy(update={"decode_spread": faster}), *found.points[1:])
    changes = {m.what: m for m in moved(found, found.model_copy(update={"points": points}))}
    change = changes["decode, 1 at once"]
    assert (change.verdict, change.share) == ("higher", pytest.approx(0.1))


@pytest.mark.parametrize(
    ("name", "gpu"),
    [
        ("NVIDIA GeForce RTX 3090", "rtx-3090"),
        ("NVIDIA L40S", "l40s"),
        ("NVIDIA L4", "l4"),
        ("NVIDIA A100-SXM4-80GB", "a100-sxm-80gb"),
        ("NVIDIA H100 80GB HBM3", "h100-sxm-80gb"),
        ("NVIDIA H200", None),
        ("Unheard of", None),
    ],
)
def test_a_board_is_found_in_the_catalogue(name: str, gpu: str | None) -> None:
    """By the words of its name; where several fit, nobody guesses."""
    ids = ("rtx-3090", "l4", "l40s", "a100-sxm-80gb", "a100-pcie-80gb", "h100-sxm-80gb", "h200-sxm-141gb")
    assert catalogue_gpu(name, ids) == gpu


def test_a_model_larger_than_memory_is_refused_with_the_figures() -> None:
    """16.1 GB do not fit into 8: nothing is loaded."""
    with pytest.raises(InputError, match=r"C3-M22: .* need 16\.1 GB, and this machine has 8\.0 GB free"):
        check_memory(16.06, 8.0, "this machine")


def test_what_the_system_says_of_the_machine(tmp_path: Path) -> None:
    """Memory, swap and load from a made-up /proc; what is not there is left out."""
    (tmp_path / "meminfo").write_text("MemTotal: 16000000 kB\nSwapTotal: 2000000 kB\nSwapFree: 1000000 kB\n")
    (tmp_path / "loadavg").write_text("1.50 1.00 0.50 1/100 999\n")
    found = machine_facts(tmp_path)
    assert (found["memory_gb"], found["swap_before_gb"], found["load"]) == (16.384, 1.024, 1.5)
    assert "cpu" not in found
    assert "available_gb" not in found


def test_text_that_could_mean_something_else_is_quoted() -> None:
    """A hash of digits with an e is not a number, and a colon no key: what is written is what is read."""
    data = {"sha": "12e4", "text": "a: b", "empty": "", "flag": True, "list": [1, 0.5, "NO", "- x"], "none": None}
    assert read_document(None, name="x", text=to_yaml(data)).data == data


def test_a_long_list_is_wrapped() -> None:
    """Two hundred runs stand on several lines, and are the same when read."""
    data = {"points": [{"runs_s": [0.123456] * 200, "name": "x" * 130}], "deep": {"runs_s": [1.5] * 100}}
    text = to_yaml(data)
    assert max(map(len, text.splitlines())) <= 145
    assert read_document(None, name="x", text=text).data == data


def test_readings_are_kept_as_they_were() -> None:
    """A trace goes into a recording and comes back, with what is not known."""
    clock = FakeClock()
    recorder = Recorder(FakeMeter(clock, change=without_counter), MACHINE, PLAN)
    recorded = RecordedMeter(recorder)
    recorded.start()
    clock.sleep(1.0)
    trace = recorded.stop()
    assert isinstance(trace.channels[0][0], Reading)
    assert trace.channels[0][0].counter_j != trace.channels[0][0].counter_j
