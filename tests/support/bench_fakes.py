"""An engine, a meter and a clock for the tests: constant rates, constant watts, and time that only tests spend."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from c3calc.bench.energy import Reading
from c3calc.bench.engines.engine import EngineFacts, Run
from c3calc.bench.meters.meter import MeterFacts, Trace
from paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HERE = TESTS / "support"
FACTS = EngineFacts("fake", "1", "CUDA", ("CUDA0 (NVIDIA L40S)",), {}, {"id": "llama-3.1-8b", "sha256": "0" * 64}, 2)


def fake_nvml(folder: Path) -> Path:
    """Build the stand-in for the NVIDIA driver and return its file."""
    library = folder / "libnvidia-ml.so.1"
    source = str(HERE / "fake_nvml" / "nvml.c")
    command = ["gcc", "-Wall", "-Werror", "-shared", "-fPIC", "-Wl,-soname,libnvidia-ml.so.1", "-o", str(library)]
    subprocess.run([*command, source], check=True)
    return library


@dataclass
class FakeClock:
    """Time that only moves when somebody works or sleeps."""

    at_s: float = 100.0

    def now(self) -> float:
        """Return the time."""
        return self.at_s

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.at_s += seconds


@dataclass
class FakeEngine:
    """Reads 1,000 tokens a second and writes 100, to which each further sequence adds 20 %; `before` may fail."""

    clock: FakeClock
    before: Callable[[], None] = lambda: None
    facts: EngineFacts = FACTS
    closed: bool = False

    def warm_up(self, *_: int) -> None:
        """Do nothing."""

    def prompts(self, sequences: int, prompt_tokens: int) -> Run:
        """Read."""
        return self._run(sequences, prompt_tokens, 0)

    def requests(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        """Read and write."""
        return self._run(sequences, prompt_tokens, output_tokens)

    def memory_gb(self) -> float:
        """Return a constant."""
        return 1.5

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def _run(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        self.before()
        begin, read = self.clock.now(), sequences * prompt_tokens / 1000
        write = output_tokens / 100 * sequences / (1 + 0.2 * (sequences - 1))
        self.clock.sleep(read + write)
        tokens = sequences * prompt_tokens, sequences * output_tokens
        decode = write if output_tokens else float("nan")
        tpot = (write / output_tokens,) * sequences if output_tokens else ()
        return Run(begin, self.clock.now(), *tokens, read, decode, (read,) * sequences, tpot, sent=sequences)


@dataclass
class FakeMeter:
    """A board of constant watts, seen every tenth of a second; `change` may spoil what was seen."""

    clock: FakeClock
    watts: float = 300.0
    change: Callable[[Trace], Trace] = lambda trace: trace
    facts: MeterFacts = field(
        default_factory=lambda: MeterFacts(
            "fake", "gpu_board", "580", ({"index": 0, "name": "NVIDIA L40S"},), (float("nan"),)
        )
    )
    begun_s: float = 0.0

    def start(self) -> None:
        """Begin."""
        self.begun_s = self.clock.now() - 0.5

    def stop(self) -> Trace:
        """Return readings to half a second after the end."""
        count = round((self.clock.now() + 0.5 - self.begun_s) * 10)
        times = [self.begun_s + i / 10 for i in range(count + 1)]
        readings = tuple(Reading(t, self.watts * t, self.watts, 60.0) for t in times)
        return self.change(Trace((readings,), (), 1))

    def close(self) -> None:
        """Do nothing."""
