"""Power meters: what one is, what it saw, and the thread that reads it while something else works.

Probe                 one look at the counters: nvml.NvmlProbe, rapl.RaplProbe
Meter                 watches from start() to stop() and returns a Trace
├── PolledMeter       looks through a probe, 50 times a second
├── WallMeter         watts that a person read off a meter at the wall
├── NoMeter           there is none: energy is absent, never 0
└── recording.Replay  what another meter saw
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from c3calc.base.errors import InputError, MeasurementError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from c3calc.bench.energy import Reading
    from c3calc.bench.machine import Clock

POLLS_PER_S = 50
_LEAD_S = 0.25  # before the work, so that a step of the counter lies before it
_TAIL_S = 0.4  # after the work at most, so that one lies after it


@dataclass(frozen=True)
class MeterFacts:
    """What a meter is: its name, where it measures, its boards, and the range of each counter (NaN: it never wraps)."""

    name: str
    boundary: str | None
    driver: str | None = None
    boards: tuple[Mapping[str, object], ...] = ()
    wrap_j: tuple[float, ...] = ()


@dataclass(frozen=True)
class Trace:
    """What a meter saw: the readings of each board or package, what held clocks down, the most processes on a board."""

    channels: tuple[tuple[Reading, ...], ...] = ()
    throttled: tuple[str, ...] = ()
    processes: int = 0
    idle_w: float = math.nan  # of a wall meter that is read by hand: it has no readings
    busy_w: float = math.nan


class Meter(Protocol):
    """Watches power while something else works."""

    facts: MeterFacts

    def start(self) -> None:
        """Begin to look."""

    def stop(self) -> Trace:
        """Return what was seen since `start`. Raises MeasurementError where the meter was lost on the way."""

    def close(self) -> None:
        """Let go of the hardware."""


class Probe(Protocol):
    """One look at all boards or packages."""

    facts: MeterFacts

    def look(self, now_s: float) -> Sequence[Reading]:
        """Return a reading of each. Raises MeasurementError where one is lost."""

    def disturbances(self) -> tuple[tuple[str, ...], int]:
        """Return reasons why clocks are held down, and how many processes compute on the boards."""

    def close(self) -> None:
        """Let go of the hardware."""


@dataclass
class _Watch:
    """What the thread has gathered."""

    readings: list[Sequence[Reading]] = field(default_factory=list)
    throttled: set[str] = field(default_factory=set)
    processes: int = 0
    lost: MeasurementError | None = None


class PolledMeter:
    """A meter that looks through a probe from a thread of its own."""

    def __init__(self, probe: Probe, clock: Clock) -> None:
        self.facts = probe.facts
        self._probe, self._clock = probe, clock
        self._watch, self._stop = _Watch(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look from now on; return when a step of the counters lies behind."""
        self._watch, self._stop = _Watch(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._watch, self._stop), daemon=True)
        self._thread.start()
        self._clock.sleep(_LEAD_S)

    def stop(self) -> Trace:
        """Look until every counter has moved once more, and return what was seen."""
        watch, begun = self._watch, self._clock.now()
        seen = len(watch.readings)
        while watch.lost is None and self._clock.now() - begun < _TAIL_S and not _all_moved(watch.readings[seen:]):
            self._clock.sleep(1 / POLLS_PER_S)
        self._halt()
        if watch.lost is not None:
            raise watch.lost
        channels = tuple(zip(*watch.readings, strict=True))
        return Trace(channels, tuple(sorted(watch.throttled)), watch.processes)

    def close(self) -> None:
        """Stop looking and let go of the hardware."""
        self._halt()
        self._probe.close()

    def _halt(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, watch: _Watch, stop: threading.Event) -> None:
        try:
            while True:
                watch.readings.append(self._probe.look(self._clock.now()))
                if len(watch.readings) % POLLS_PER_S == 1:
                    reasons, processes = self._probe.disturbances()
                    watch.throttled.update(reasons)
                    watch.processes = max(watch.processes, processes)
                if stop.wait(1 / POLLS_PER_S):
                    watch.readings.append(self._probe.look(self._clock.now()))
                    return
        except MeasurementError as exc:
            watch.lost = exc


def _all_moved(readings: Sequence[Sequence[Reading]]) -> bool:
    """Whether every counter that there is has moved since the first of these readings."""
    if len(readings) < 2:
        return False
    pairs = zip(readings[0], readings[-1], strict=True)
    return all(math.isnan(a.counter_j) or a.counter_j != b.counter_j for a, b in pairs)


class NoMeter:
    """No meter: energy is absent."""

    facts = MeterFacts("none", None)

    def start(self) -> None:
        """Do nothing."""

    def stop(self) -> Trace:
        """Return a trace without readings."""
        return Trace()

    def close(self) -> None:
        """Do nothing."""


class WallMeter:
    """Watts at the wall, read by a person: of the machine with the engine loaded but idle, and under load."""

    def __init__(self, idle_w: float, busy_w: float) -> None:
        if not 0 < idle_w <= busy_w:
            text = f"--wall {idle_w:g},{busy_w:g}: the machine draws more under load than idle, and more than nothing"
            raise InputError([Problem("C3-M10", text, expected="IDLE,BUSY in watts, such as 90,410")])
        self.facts = MeterFacts("wall meter, read by hand", "wall")
        self._idle_w, self._busy_w = idle_w, busy_w

    def start(self) -> None:
        """Do nothing: a person looks."""

    def stop(self) -> Trace:
        """Return the two figures."""
        return Trace(idle_w=self._idle_w, busy_w=self._busy_w)

    def close(self) -> None:
        """Do nothing."""
