"""A measurement file, version 1: what an engine did in a second and what that drew, with everything it rests on.

`c3 bench` writes it, or somebody by hand; a scenario cites it under `throughput` and `power`. Without the optional
parts it has ten lines: format, date, model, hardware, one point. What was not measured is left out, never 0.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from c3calc.scenario.block import Block, Text
from c3calc.scenario.fields import Above0, Count, Counting, Day, LimitValue, Number0

Boundary = Literal["gpu_board", "cpu_package", "wall"]


class MeasuredSpread(Block):
    """Repeated runs of one thing: what they say of the mean (95 % interval), and how far they lie apart.

    All but `runs` and `outliers` are in the unit of the figure that was measured.
    """

    runs: Counting
    mean: Number0
    median: Number0
    sd: Number0 | None = None
    low: LimitValue | None = None
    high: LimitValue | None = None
    smallest: Number0
    largest: Number0
    outliers: Count = 0


class MeasuredModel(Block):
    """The weights: `id` of the catalogue where they are known to it, effective bits with scales, hash of the file."""

    id: Text | None = None
    name: Text | None = None
    file: Text | None = None
    sha256: Text | None = None
    size_bytes: Count | Above0 | None = None
    total_params_b: Above0 | None = None
    weight_bits: Above0 | None = None
    quantisation: Text | None = None
    architecture: Text | None = None
    synthetic_weights: StrictBool = False


class Board(Block):
    """A GPU board as its driver describes it at the beginning of the run."""

    index: Count
    name: Text
    memory_gb: Number0 | None = None
    power_limit_w: Number0 | None = None
    persistence: StrictBool | None = None
    mig: StrictBool | None = None
    other_processes: Count | None = None


class Hardware(Block):
    """The machine; `gpu` is an id of the catalogue, absent where the work ran on the CPU or the board is not known."""

    gpu: Text | None = None
    gpus: Count | None = None
    driver: Text | None = None
    boards: tuple[Board, ...] = ()
    cpu: Text | None = None
    threads: Counting | None = None
    memory_gb: Number0 | None = None


class MeasuredEngine(Block):
    """What ran the model: build, backend, the devices it really used, and its settings."""

    name: Text
    version: Text | None = None
    backend: Text | None = None
    devices: tuple[Text, ...] = ()
    settings: dict[Text, Any] = Field(default={})


class MeterWindow(Block):
    """A stretch of time under the meter: the energy of its counter, and the power samples integrated beside it."""

    seconds_s: Above0
    input_tokens: Count | Above0 = 0
    output_tokens: Count | Above0 = 0
    energy_j: Number0 | None = None
    integrated_j: Number0 | None = None
    counter_steps: Count | None = None
    largest_temperature_c: LimitValue | None = None


class Joules(Block):
    """Energy of one token as the meter saw it, and less what the loaded machine draws while it does nothing."""

    gross_j: LimitValue
    net_j: LimitValue | None = None


class PointEnergy(Block):
    """Energy at one concurrency: prompts alone, whole requests, and the two tokens separated from these."""

    prompts: MeterWindow
    requests: MeterWindow
    per_input_token: Joules | None = None
    per_output_token: Joules | None = None


class Requests(Block):
    """What became of the requests to a server; `cached_tokens` are input tokens that its prompt cache answered."""

    sent: Count
    completed: Count
    failed: Count = 0
    truncated: Count = 0
    cached_tokens: Count = 0


class MeasuredLatency(Block):
    """Half of all requests are at least as fast as p50, 19 in 20 at least as fast as p95."""

    p50_s: Number0
    p95_s: Number0


class Prefill(Block):
    """How fast prompts of one length are read."""

    prompt_tokens: Counting
    prefill_tok_s: Above0
    spread: MeasuredSpread | None = None
    runs_s: tuple[Number0, ...] = ()


class Point(Block):
    """Rates at one concurrency: input tokens a second while prompts are read, output tokens a second after that."""

    concurrency: Counting
    prefill_tok_s: Above0 | None = None
    decode_tok_s: Above0 | None = None
    busy_w: Number0 | None = None
    prompt_tokens: Counting | None = None
    output_tokens: Counting | None = None
    ttft: MeasuredLatency | None = None
    tpot: MeasuredLatency | None = None
    memory_gb: Number0 | None = None
    prefill_spread: MeasuredSpread | None = None
    decode_spread: MeasuredSpread | None = None
    prefill_runs_s: tuple[Number0, ...] = ()
    decode_runs_s: tuple[Number0, ...] = ()
    requests: Requests | None = None
    energy: PointEnergy | None = None


class MeasuredPower(Block):
    """Power within a boundary, of one GPU where there are any: of a loaded engine that does nothing, and when busy."""

    boundary: Boundary
    meter: Text | None = None
    idle_w: Number0 | None = None
    busy_w: Number0 | None = None
    bare_idle_w: Number0 | None = None
    counter_step_s: Number0 | None = None


class BatchFit(Block):
    """Joules per output token as a + b / concurrency, each with its standard error."""

    a_j: LimitValue
    b_j: LimitValue
    a_error_j: Number0
    b_error_j: Number0
    points: Counting


class Warned(Block):
    """Something that makes a figure less sure, and what helps."""

    kind: Text
    message: Annotated[Text, Field(max_length=1000)]
    remedy: Text


class Measurement(Block):
    """One measurement of one model on one machine. `partial`: the run was stopped before its last point."""

    c3_measurement: Literal[1]
    date: Day
    evidence: Literal["measured"] = "measured"
    made_by: Text | None = None
    partial: StrictBool = False
    model: MeasuredModel = MeasuredModel.model_construct()
    hardware: Hardware = Hardware.model_construct()
    engine: MeasuredEngine | None = None
    method: dict[Text, Any] = Field(default={})
    power: MeasuredPower | None = None
    prefill: tuple[Prefill, ...] = ()
    points: tuple[Point, ...] = ()
    energy_fit: BatchFit | None = None
    warnings: tuple[Warned, ...] = ()
    note: Text | None = None

    def concurrencies(self, field: str) -> tuple[int, ...]:
        """Return the concurrencies, in order, at which a field of a point was measured."""
        return tuple(sorted({p.concurrency for p in self.points if getattr(p, field)}))

    def value_at(self, field: str, concurrency: float) -> float | None:
        """Return a field of the points at a concurrency: between two measured ones on the straight line between them.

        Below the lowest and above the highest it is theirs; None where no point has the field. 100 tokens/s at 4 and
        160 at 8 are 130 at 6.
        """
        found = sorted((p.concurrency, float(getattr(p, field))) for p in self.points if getattr(p, field))
        if not found:
            return None
        below = max((pair for pair in found if pair[0] <= concurrency), default=found[0])
        above = min((pair for pair in found if pair[0] >= concurrency), default=below)
        if above[0] == below[0]:
            return below[1]
        return below[1] + (above[1] - below[1]) * (concurrency - below[0]) / (above[0] - below[0])
