"""Promises about measurement files: what they hold, and what becomes of a scenario that cites one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from c3calc.base.errors import InputError
from c3calc.files.measurement import read_measurement
from c3calc.scenario.measurement import Measurement
from frozen import RENTED, VOLUMES, answer, codes, line_of, notes_of, option_of, problems, scenario

if TYPE_CHECKING:
    from pathlib import Path

    from c3calc.answer.answer import Answer

POINTS = (
    {"concurrency": 4, "prefill_tok_s": 1000, "decode_tok_s": 100, "busy_w": 200},
    {"concurrency": 8, "prefill_tok_s": 1200, "decode_tok_s": 160, "busy_w": 260},
)
WHOLE = {
    "c3_measurement": 1,
    "date": "2026-10-01",
    "model": {"id": "gemma-4-31b", "weight_bits": 4.8},
    "hardware": {"gpu": "rtx-3090", "gpus": 2},
    "engine": {"name": "llama.cpp", "version": "b7000"},
    "power": {"boundary": "gpu_board", "idle_w": 25},
    "points": POINTS,
}
CITING = {**RENTED, "throughput": {"measurement": "m.yaml"}, "power": {"measurement": "m.yaml"}}


def measurement(**fields: Any) -> Measurement:
    """Return a measurement of two concurrencies, with some fields changed."""
    return Measurement.model_validate({**WHOLE, **fields})


def citing(found: Measurement | None = None, **fields: Any) -> Answer:
    """Return the answer to a scenario whose one option cites a measurement."""
    files = {"m.yaml": found or measurement()}
    return answer(scenario({**CITING, **fields}, workload={**VOLUMES, "max_context_tokens": 4096}), measurements=files)


def inputs(found: Answer) -> dict[str, tuple[float, str, str]]:
    """Return value, evidence and source of what the electricity of an option under load rests on."""
    line = line_of(found, "Rented", "Electricity, load (in the rent)")
    return {i.name: (float(i.value), i.evidence, i.source) for i in line.inputs}


def test_a_measurement_is_the_best_evidence() -> None:
    """Without a concurrency asked for, the highest one that was measured counts; the source says which."""
    found = citing()
    source = "measurement m.yaml, 2026-10-01, llama.cpp b7000, concurrency 8"
    assert inputs(found)["decode rate"] == (160, "measured", source)
    assert inputs(found)["busy power"] == (260, "measured", source)
    assert "x 8 sequences" in option_of(found, "Rented").capacity.steps[3].arithmetic  # type: ignore[union-attr]
    assert notes_of(found, "C3-N60") + notes_of(found, "C3-N61") == []


def test_between_two_concurrencies_a_rate_lies_on_the_line() -> None:
    """6 is half way between 4 and 8: (100 + 160) / 2 = 130 tokens a second, and (200 + 260) / 2 = 230 W."""
    found = citing(throughput={"measurement": "m.yaml", "at_concurrency": 6})
    assert [inputs(found)[name][0] for name in ("decode rate", "busy power")] == [130, 230]
    said = "Rented: `m.yaml` was not measured at concurrency 6; between concurrency 4 and 8 at 6"
    assert set(notes_of(found, "C3-N61")) == {said}


@pytest.mark.parametrize(("asked", "nearest", "rate"), [(2, 4, 100), (32, 8, 160)])
def test_outside_of_what_was_measured_the_nearest_counts(asked: int, nearest: int, rate: float) -> None:
    """A rate is never extrapolated, and the answer says that it was not measured there."""
    found = citing(concurrency=asked)
    assert inputs(found)["decode rate"][0] == rate
    outside = f"Rented: concurrency {asked} is outside of what `m.yaml` measured (4 to 8)"
    assert set(notes_of(found, "C3-N61")) == {f"{outside}; the figures of {nearest} are used"}


@pytest.mark.parametrize("field", ["prefill_tok_s", "decode_tok_s"])
def test_a_measurement_without_a_figure_is_refused(field: str) -> None:
    """What was not measured is missing, and missing is never 0."""
    points = [{key: value for key, value in point.items() if key != field} for point in POINTS]
    files = {"m.yaml": measurement(points=points)}
    assert codes(scenario(CITING), measurements=files) == [("C3-R21", "options.0.throughput.measurement")]


def test_a_measurement_without_a_meter_gives_no_power() -> None:
    """Energy that nobody measured is absent: both figures are asked for."""
    points = [{key: value for key, value in point.items() if key != "busy_w"} for point in POINTS]
    files = {"m.yaml": measurement(points=points, power=None)}
    found = problems(scenario(CITING), measurements=files)
    assert [(p.code, p.expected) for p in found] == [
        ("C3-R21", "idle_w: a number above 0"),
        ("C3-R21", "busy_w: a number above 0"),
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hardware": {"gpu": "l4"}}, "`m.yaml` measured l4, not the gpu rtx-3090"),
        ({"hardware": {"cpu": "AMD EPYC"}}, "`m.yaml` measured AMD EPYC, not the gpu rtx-3090"),
        ({"model": {"id": "llama-70b"}}, "`m.yaml` measured llama-70b, not the model gemma-4-31b"),
    ],
)
def test_a_measurement_of_something_else_is_refused(fields: dict[str, Any], message: str) -> None:
    """Another GPU or another model says nothing of this option."""
    spec = scenario({**CITING, "power": "unknown"})
    (problem,) = problems(spec, measurements={"m.yaml": measurement(**fields)})
    assert (problem.code, problem.message) == ("C3-R60", message)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"model": {"id": "gemma-4-31b", "weight_bits": 8.5}}, "was measured with weights of 8.5 bits"),
        ({"hardware": {"gpu": "rtx-3090", "gpus": 4}}, "was measured on 4 GPUs, a replica of the option has 2"),
        ({"model": {"id": "gemma-4-31b", "synthetic_weights": True}}, "was measured with synthetic weights"),
        ({"partial": True}, "is partial: the run was stopped"),
        ({"hardware": {}}, "does not say which gpu was measured"),
    ],
)
def test_other_conditions_are_noted(fields: dict[str, Any], said: str) -> None:
    """What fits in the main and differs in a detail is used, and the answer says in what it differs."""
    (note,) = notes_of(citing(measurement(**fields)), "C3-N60")
    assert said in note


def test_the_power_of_a_cpu_package_is_not_that_of_a_gpu() -> None:
    """RAPL sees the processor; the option's power is that of a GPU board."""
    power = {"boundary": "cpu_package", "idle_w": 25, "busy_w": 100}
    spec = scenario({**CITING, "throughput": RENTED["throughput"]})
    found = problems(spec, measurements={"m.yaml": measurement(power=power)})
    assert [p.message for p in found] == ["`m.yaml` measured the power of a CPU package, not of a GPU"]


def test_a_wall_figure_has_the_host_in_it() -> None:
    """The host is not added a second time; a host power in the scenario is set aside with a note."""
    found = citing(measurement(power={"boundary": "wall", "idle_w": 90}), host_w_per_gpu=60.0)
    assert inputs(found)["idle power"][0] == 90
    (note,) = notes_of(found, "C3-N60")
    assert "host_w_per_gpu is not added" in note
    idle = line_of(found, "Rented", "Electricity, idle (in the rent)")
    assert {i.name: float(i.value) for i in idle.inputs}["host power"] == 0


def test_every_mistake_of_a_measurement_file_is_reported_at_its_place(tmp_path: Path) -> None:
    """A version that is not known, a rate of 0 and a key that does not exist: three problems in one go."""
    path = tmp_path / "m.yaml"
    path.write_text("c3_measurement: 2\ndate: 2026-10-01\npoints: [{concurrency: 4, decode_tok_s: 0, watts: 3}]\n")
    with pytest.raises(InputError) as caught:
        read_measurement(path)
    assert [(p.code, p.where.line) for p in caught.value.problems if p.where] == [
        ("C3-S04", 1),
        ("C3-S12", 3),
        ("C3-S01", 3),
    ]
