"""Predictions scaled by the user's own measurements."""

from __future__ import annotations

from typing import Any

import pytest

from c3calc.case.hardware import Setup, Trial
from c3calc.case.traffic import UNKNOWN
from c3calc.evaluate.prediction import predict
from c3calc.evaluate.replica import factor
from c3calc.scenario.measurement import Measurement
from frozen import CATALOGUE, RENTED, VOLUMES, answer, codes, hosted, line_of, notes_of, scenario

MACHINE = hosted(throughput="predicted").machine
assert MACHINE is not None
FIT = MACHINE.constants
WHOLE = {
    "c3_measurement": 1,
    "date": "2026-10-01",
    "model": {"id": "llama-70b", "weight_bits": 4.8},
    "hardware": {"gpu": "rtx-3090", "gpus": 2},
    "engine": {"name": "vLLM"},
    "points": [{"concurrency": 8, "prefill_tok_s": 500, "decode_tok_s": 100, "busy_w": 150}],
}


def trial(places: float, **figures: float) -> Trial:
    """Return a measured replica of the option's own model."""
    assert MACHINE is not None
    known = {"prefill_tok_s": UNKNOWN, "decode_tok_s": UNKNOWN, "busy_w": UNKNOWN, **figures}
    return Trial(MACHINE.architecture, MACHINE.accelerator, Setup(2, 4.8, 16, places, 512.0, 128.0), **known)


def predicted(places: float) -> float:
    """Return the decode rate that is predicted for the same."""
    setup = trial(places).setup
    assert MACHINE is not None
    return float(predict(MACHINE.architecture, MACHINE.accelerator, FIT, setup).decode_tok_s)


def test_a_factor_is_the_geometric_mean_of_measured_over_predicted() -> None:
    """Twice as fast at one concurrency and half as fast at another cancel; 1.25 and 1 / 0.9 make 1.1785."""
    four, eight = predicted(4.0), predicted(8.0)
    cancel = (trial(4.0, decode_tok_s=2 * four), trial(8.0, decode_tok_s=eight / 2))
    assert factor("decode_tok_s", FIT, cancel) == pytest.approx(1.0)
    mean = (trial(4.0, decode_tok_s=1.25 * four), trial(8.0, decode_tok_s=eight / 0.9))
    assert factor("decode_tok_s", FIT, mean) == pytest.approx(1.1785, abs=1e-4)


def test_what_was_not_measured_is_not_scaled() -> None:
    """No trial, or trials without the figure."""
    assert factor("busy_w", FIT, ()) == 1.0
    assert factor("busy_w", FIT, (trial(4.0, decode_tok_s=100.0),)) == 1.0


def inputs(**fields: Any) -> dict[str, tuple[float, str]]:
    """Return value and source of what a predicted option's electricity rests on, calibrated with a measurement."""
    files = {"m.yaml": Measurement.model_validate(WHOLE)}
    found = answer(scenario({**RENTED, **fields}, workload=VOLUMES), measurements=files)
    return {
        i.name: (float(i.value), i.source) for i in line_of(found, "Rented", "Electricity, load (in the rent)").inputs
    }


def test_a_calibrated_option_says_so_and_scales_its_rates() -> None:
    """The factor of the other model on the same card goes into the rates of this one, and into its watts."""
    plain = inputs(throughput="predicted", power="predicted")
    scaled = inputs(throughput={"calibration": "m.yaml"}, power={"calibration": "m.yaml"})
    for name in ("decode rate", "prefill rate", "busy power"):
        ratio = scaled[name][0] / plain[name][0]
        assert ratio != pytest.approx(1.0, abs=1e-3)
        assert scaled[name][1].endswith("by your own measurement")
        assert f"x {ratio:.3g}" in scaled[name][1]
    assert scaled["idle power"] == plain["idle power"]


def test_a_calibration_of_the_model_itself_gives_back_what_was_measured() -> None:
    """At the same cards, places and lengths the prediction is the measurement."""
    point = {"concurrency": 8, "decode_tok_s": 100, "prompt_tokens": 769, "output_tokens": 231}
    own = {**WHOLE, "model": {"id": "gemma-4-31b", "weight_bits": 4.8}, "points": [point]}
    files = {"m.yaml": Measurement.model_validate(own)}
    option = {**RENTED, "throughput": {"calibration": "m.yaml"}, "concurrency": 8}
    asked = {"requests_per_month": 100_000, "input_tokens_per_request": 769, "output_tokens_per_request": 231}
    found = answer(scenario(option, workload=asked), measurements=files)
    rates = {i.name: i.value for i in line_of(found, "Rented", "Rent").inputs}
    assert rates["decode rate"] == pytest.approx(100.0)
    assert "calibrated" not in "".join(notes_of(found, "C3-N60"))


@pytest.mark.parametrize(
    "changed",
    [
        {"hardware": {"gpu": "h100"}},
        {"hardware": {}},
        {"model": {"id": "nobody-7b"}},
        {"model": {}},
        {"engine": {"name": "llama.cpp"}},
        {"engine": {"name": "LM Studio"}},
        {"points": []},
    ],
)
def test_a_calibration_with_something_else_is_refused(changed: dict[str, Any]) -> None:
    """Another card, an unknown model, another class of engine, nothing measured."""
    files = {"m.yaml": Measurement.model_validate({**WHOLE, **changed})}
    spec = scenario({**RENTED, "throughput": {"calibration": "m.yaml"}})
    assert codes(spec, measurements=files) == [("C3-R61", "options.0.throughput.calibration")]


def test_a_measurement_under_lm_studio_is_one_of_a_local_engine() -> None:
    """What an engine's name says is asked in one table, whoever asks."""
    files = {"m.yaml": Measurement.model_validate({**WHOLE, "engine": {"name": "LM Studio"}})}
    spec = scenario({**RENTED, "engine": "local", "throughput": {"calibration": "m.yaml"}})
    assert codes(spec, measurements=files) == []


def test_the_catalogue_of_these_tests_has_the_model_that_was_measured() -> None:
    """Or the tests above would show nothing."""
    assert WHOLE["model"]["id"] in CATALOGUE.ids("models")  # type: ignore[index]
