"""Promises about the real llama.cpp on the CPU, with a synthetic model of a few MB. They need the extra `bench`.

Nothing here asserts a speed: identities only. One thread, since threads of an engine that share a processor with a test
run wait for each other.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.base.errors import MeasurementError
from c3calc.bench.machine import SystemClock
from c3calc.bench.shapes import TINY, shape_of
from c3calc.files.gguf_header import read_gguf
from c3calc.files.measurement import read_measurement
from command import Run, c3, run
from skips import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs("llama_cpp")
QUICK = ("--threads", "1", "--prompt", "32", "--output-tokens", "8", "--seconds", "0.05")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the tiny model once."""
    path = tmp_path_factory.mktemp("models") / "tiny.q4_k_m.synthetic.gguf"
    synthetic = importlib.import_module("c3calc.bench.synthetic")
    synthetic.write_synthetic(shape_of(TINY), "q4_k_m", path, lambda *_: None)
    return path


@pytest.fixture
def engine(model: Path) -> Iterator[Any]:
    """Open the tiny model with one thread."""
    opened = importlib.import_module("c3calc.bench.engines.llama").LlamaEngine(model, {}, SystemClock(), threads=1)
    yield opened
    opened.close()


def test_tokens_are_counted_and_the_clock_holds_their_time(engine: Any) -> None:
    """Three sequences of 40 in and 5 out: 120 and 15 tokens, and reading and writing fill the whole time."""
    engine.warm_up(3, 40, 5)
    found = engine.requests(3, 40, 5)
    assert (found.input_tokens, found.output_tokens, found.sent) == (120, 15, 3)
    assert found.prefill_s + found.decode_s == pytest.approx(found.seconds_s)
    assert found.ttft_s == (found.prefill_s,) * 3
    assert found.tpot_s == pytest.approx((found.decode_s / 5,) * 3)


def test_prompts_longer_than_a_batch_are_read_in_parts(engine: Any) -> None:
    """1,300 tokens are three batches of 512 at most; and a longer prompt after a short one has room."""
    assert engine.prompts(1, 16).input_tokens == 16
    found = engine.prompts(1, 1300)
    assert (found.input_tokens, found.output_tokens) == (1300, 0)
    assert found.decode_s != found.decode_s


def test_the_engine_says_what_it_is(engine: Any) -> None:
    """Build, device, threads, and the memory it uses."""
    assert engine.facts.version.startswith("llama-cpp-python 0.3.36")
    assert engine.facts.devices
    assert engine.facts.threads == 1
    assert engine.memory_gb() > 0.01


def test_a_model_of_an_unknown_architecture_is_refused_in_llama_cpps_words(model: Path, tmp_path: Path) -> None:
    """The name of the architecture is in the message."""
    path = tmp_path / "odd.gguf"
    path.write_bytes(model.read_bytes().replace(b"llama", b"lhama", 1))
    assert read_gguf(path).architecture == "lhama"
    llama = importlib.import_module("c3calc.bench.engines.llama")
    with pytest.raises(MeasurementError, match=r"(?s)C3-M24: .*unknown model architecture: 'lhama'"):
        llama.LlamaEngine(path, {}, SystemClock(), threads=1)


def test_a_step_that_fails_is_noticed(engine: Any) -> None:
    """A token beyond the vocabulary makes llama.cpp return -1, which raises nothing by itself."""
    engine._tokens = 10**6  # noqa: SLF001  (there is no other way to a bad batch)
    with pytest.raises(MeasurementError, match="C3-M26"):
        engine.prompts(1, 16)


def test_another_structure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any name can be set through ctypes: a field that llama-cpp-python lacks is found before that."""
    llama = importlib.import_module("c3calc.bench.engines.llama")
    monkeypatch.setitem(llama._NEEDED, type(llama.api.llama_model_default_params()), ("use_mmap",))  # noqa: SLF001
    with pytest.raises(MeasurementError, match=r"C3-M27: .* has no use_mmap"):
        llama.LlamaEngine(None, {}, SystemClock(), threads=1)


def test_a_whole_run_with_synthetic_weights(tmp_path: Path) -> None:
    """From no model at all to a file that a scenario can read: rates, hash, engine, and no energy without a meter."""
    found = c3(
        tmp_path, "bench", "--synthetic", "tiny", "--cache", "models", "--concurrency", "1,2", "--record", "r.json",
        "--meter", "none", *QUICK,
    )  # fmt: skip
    assert found.code == 0, found.err
    assert "synthetic weights" in found.out
    measured = read_measurement(tmp_path / "measurement.yaml")
    assert [p.concurrency for p in measured.points] == [1, 2]
    assert all(p.prefill_tok_s and p.decode_tok_s for p in measured.points)
    assert (measured.model.synthetic_weights, measured.model.quantisation) == (True, "Q4_K_M")
    assert measured.model.sha256
    assert str(measured.date) == "2026-11-21"
    assert (measured.power, measured.energy_fit) == (None, None)
    again = c3(tmp_path, "bench", "--replay", "r.json", "-o", "again.yaml")
    assert again.code == 0, again.err
    assert (tmp_path / "again.yaml").read_bytes() == (tmp_path / "measurement.yaml").read_bytes()


def test_a_file_of_ones_own_and_a_run_that_goes_on(model: Path, tmp_path: Path) -> None:
    """Concurrency 1 first, then 1 and 2 with --resume: the first stays. With other threads it is refused."""
    first = ("bench", "--model", str(model), "--meter", "none", *QUICK)
    assert c3(tmp_path, *first, "--concurrency", "1", "--model-id", "llama-3.3-70b").code == 0
    before = read_measurement(tmp_path / "measurement.yaml")
    assert before.model.id == "llama-3.3-70b"
    refused = c3(tmp_path, *first, "--concurrency", "1,2")
    assert (refused.code, "C3-U03" in refused.err) == (2, True)
    resumed = c3(tmp_path, *first, "--concurrency", "1,2", "--resume")
    assert resumed.code == 0, resumed.err
    after = read_measurement(tmp_path / "measurement.yaml")
    assert after.points[0] == before.points[0]
    assert [p.concurrency for p in after.points] == [1, 2]
    other = (*first[:-6], "--threads", "2", *first[-4:])
    refused = c3(tmp_path, *other, "--concurrency", "4", "--resume")
    assert (refused.code, "C3-M61" in refused.err) == (2, True), refused.err


def test_energy_through_the_whole_command(model: Path, tmp_path: Path) -> None:
    """A made-up RAPL counter that stands still: the file says so, and energy that is not known is left out."""
    zone = tmp_path / "powercap" / "intel-rapl:0"
    zone.mkdir(parents=True)
    for name, text in (("name", "package-0"), ("energy_uj", "1000"), ("max_energy_range_uj", "262143328850")):
        (zone / name).write_text(text)
    quick = (*QUICK, "--meter", "rapl", "--rapl-root", "powercap", "--idle", "0.2", "--concurrency", "1")
    found = c3(tmp_path, "bench", "--model", str(model), *quick, "--seconds", "1.2")
    assert found.code == 0, found.err
    measured = read_measurement(tmp_path / "measurement.yaml")
    assert "counter_stuck" in {w.kind for w in measured.warnings}
    assert measured.power is not None
    assert measured.power.boundary == "cpu_package"
    assert measured.points[0].busy_w is None


def test_without_the_extra_the_command_that_installs_it_is_shown(model: Path, tmp_path: Path) -> None:
    """A Python without llama_cpp says what to run, before anything else happens."""
    code = (
        "import sys; sys.modules['llama_cpp'] = None; from c3calc.cli.run import run; "
        f"sys.exit(run(['bench', '--model', {str(model)!r}, '--meter', 'none']))"
    )
    found: Run = run([sys.executable, "-c", code], tmp_path)
    assert found.code == 2
    assert "C3-M04" in found.err
    assert "CMAKE_ARGS=" in found.err


def test_the_doctor_says_what_there_is(tmp_path: Path) -> None:
    """Engine with its devices, model writer, bindings, counters: a row each, with what to do where one is missing."""
    found = c3(tmp_path, "doctor", "--format", "json", "--rapl-root", "nowhere")
    rows = {row["what"]: row for row in json.loads(found.out)["doctor"]}
    states = {name: rows[name]["state"] for name in ("llama.cpp", "gguf", "RAPL")}
    assert (found.code, states) == (0, {"llama.cpp": "ok", "gguf": "ok", "RAPL": "none"})
    assert rows["RAPL"]["help"]
