"""The order of a measurement: idle bare, idle loaded, prompts by length, then prompts and requests by concurrency.

A window is repeated runs of one kind under the meter: at least as long as asked, until the 95 % interval of the rate
is narrow, or until a cap. Whatever stops it, what is complete is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from c3calc.base.errors import MeasurementError
from c3calc.bench.statistics import half_width_share, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from c3calc.bench.engines.engine import Engine, Run
    from c3calc.bench.meters.meter import Meter, Trace


@dataclass(frozen=True)
class MeasuringPlan:
    """What to measure. The first prompt length is that of the requests; a window lasts `seconds_s` at least."""

    prompt_tokens: tuple[int, ...]
    output_tokens: int
    concurrencies: tuple[int, ...]
    seconds_s: float
    most_seconds_s: float
    idle_s: float
    narrow_share: float = 0.02
    least_runs: int = 3
    most_runs: int = 200

    @property
    def longest_tokens(self) -> int:
        """Tokens of the largest context: all sequences of the highest concurrency, or the longest prompt alone."""
        request = self.prompt_tokens[0] + self.output_tokens
        return max(max(self.concurrencies) * request, *self.prompt_tokens)


@dataclass(frozen=True)
class Stretch:
    """One window: its runs, and what the meter saw meanwhile."""

    runs: tuple[Run, ...]
    trace: Trace

    @property
    def begin_s(self) -> float:
        """The moment the first run began."""
        return self.runs[0].begin_s

    @property
    def end_s(self) -> float:
        """The moment the last run ended."""
        return self.runs[-1].end_s


@dataclass(frozen=True)
class PointRuns:
    """Both windows of one concurrency, and the most memory used so far."""

    concurrency: int
    prompts: Stretch
    requests: Stretch
    memory_gb: float | None


@dataclass
class Observed:
    """Everything that was measured, as far as it came; `failure` is what ended it before its time."""

    bare: Stretch | None = None
    loaded: Stretch | None = None
    prefill: dict[int, Stretch] = field(default_factory=dict)
    points: list[PointRuns] = field(default_factory=list)
    is_whole: bool = False
    failure: MeasurementError | None = None


@dataclass
class Bench:
    """A measurement in progress.

    `rest` lets some seconds pass, `open_engine` is called after the machine was watched without it, `tell` is given
    what is measured next, its number, how many there are and the seconds left at least, `save` what there is so far.
    """

    plan: MeasuringPlan
    meter: Meter
    rest: Callable[[float], Run]
    open_engine: Callable[[], Engine]
    tell: Callable[[str, int, int, float], None]
    save: Callable[[Observed, Engine], None]
    done: frozenset[int] = frozenset()
    _step: int = 0

    def measure(self) -> tuple[Observed, Engine | None]:
        """Return what was measured, and with which engine; it ends early by Ctrl-C, and where a part fails."""
        seen = Observed()
        engine: Engine | None = None
        try:
            seen.bare = self._watch("the machine without the engine")
            engine = self.open_engine()
            self._measure(seen, engine)
            seen.is_whole = True
        except MeasurementError as exc:
            seen.failure = exc
        except KeyboardInterrupt:
            pass
        finally:
            if engine is not None:
                engine.close()
        return seen, engine

    def _measure(self, seen: Observed, engine: Engine) -> None:
        plan = self.plan
        seen.loaded = self._watch("the engine at rest")
        for length in plan.prompt_tokens if not self.done else ():
            engine.warm_up(1, length, 0)
            read = partial(engine.prompts, 1, length)
            seen.prefill[length] = self._window(f"prompts of {length} tokens", read, _prefill_rate)
        for count in (c for c in plan.concurrencies if c not in self.done):
            seen.points.append(self._point(engine, count, plan.prompt_tokens[0], plan.output_tokens))
            self.save(seen, engine)

    def _point(self, engine: Engine, count: int, length: int, out: int) -> PointRuns:
        """Measure one concurrency: prompts alone, then whole requests."""
        engine.warm_up(count, length, out)
        read, answer = partial(engine.prompts, count, length), partial(engine.requests, count, length, out)
        prompts = self._window(f"prompts, {count} at once", read, _prefill_rate)
        requests = self._window(f"requests, {count} at once", answer, _request_rate)
        return PointRuns(count, prompts, requests, engine.memory_gb())

    @property
    def _steps(self) -> int:
        left = len([c for c in self.plan.concurrencies if c not in self.done])
        return 2 * self._is_watched + (0 if self.done else len(self.plan.prompt_tokens)) + 2 * left

    @property
    def _is_watched(self) -> bool:
        """Whether there is a meter to watch while nothing is asked of the machine."""
        return self.meter.facts.boundary is not None and self.plan.idle_s > 0

    def _announce(self, what: str) -> None:
        self._step += 1
        self.tell(what, self._step, self._steps, (self._steps - self._step + 1) * self.plan.seconds_s)

    def _watch(self, what: str) -> Stretch | None:
        """Watch the meter while nothing is asked of the machine; None where there is nothing to watch."""
        if not self._is_watched:
            return None
        self._announce(what)
        self.meter.start()
        run = self.rest(self.plan.idle_s)
        return Stretch((run,), self.meter.stop())

    def _window(self, what: str, work: Callable[[], Run], rate: Callable[[Run], float]) -> Stretch:
        self._announce(what)
        self.meter.start()
        runs: list[Run] = []
        try:
            while not self._is_enough(runs, rate):
                runs.append(work())
        finally:
            trace = self.meter.stop()
        return Stretch(tuple(runs), trace)

    def _is_enough(self, runs: list[Run], rate: Callable[[Run], float]) -> bool:
        plan = self.plan
        if len(runs) < plan.least_runs:
            return False
        spent = runs[-1].end_s - runs[0].begin_s
        if len(runs) >= plan.most_runs and spent >= plan.seconds_s:
            return True
        rates = [rate(run) for run in runs]
        narrow = not any(map(math.isnan, rates)) and half_width_share(sample(rates)) <= plan.narrow_share
        return spent >= plan.most_seconds_s or (narrow and spent >= plan.seconds_s)


def _prefill_rate(run: Run) -> float:
    seconds = run.seconds_s if math.isnan(run.prefill_s) else run.prefill_s
    return run.input_tokens / seconds


def _request_rate(run: Run) -> float:
    seconds = run.seconds_s if math.isnan(run.decode_s) else run.decode_s
    return run.output_tokens / seconds
