"""Promises about the meters: RAPL against a made-up tree, NVML through pynvml against a stand-in for the driver."""

from __future__ import annotations

import ctypes
import importlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from bench_fakes import fake_nvml
from c3calc.base.errors import InputError, MeasurementError
from c3calc.bench.energy import window_energy
from c3calc.bench.machine import SystemClock
from c3calc.bench.meters.meter import PolledMeter
from c3calc.bench.meters.rapl import RaplProbe
from c3calc.bench.meters.table import METERS, MeterWishes
from c3calc.cli.flags import MeterChoice
from paths import ROOT
from skips import needs, needs_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from c3calc.bench.energy import WindowEnergy

pytestmark = [needs("pynvml"), needs_program("gcc")]


def package(root: Path, number: int, energy_uj: str, name: str = "package-0") -> Path:
    """Make a RAPL zone and return its folder."""
    zone = root / f"intel-rapl:{number}"
    zone.mkdir(parents=True)
    (zone / "name").write_text(f"{name}\n")
    (zone / "energy_uj").write_text(f"{energy_uj}\n")
    (zone / "max_energy_range_uj").write_text("262143328850\n")
    return zone


def test_the_packages_of_a_processor_are_read(tmp_path: Path) -> None:
    """Two packages in microjoules; what is no package (here the whole platform) is left out."""
    package(tmp_path, 0, "5000000")
    package(tmp_path, 1, "7500000", "package-1")
    package(tmp_path, 2, "9", "psys")
    probe = RaplProbe(tmp_path)
    assert [r.counter_j for r in probe.look(3.0)] == [5.0, 7.5]
    assert (probe.facts.boundary, probe.facts.wrap_j) == ("cpu_package", (262143.32885,) * 2)


def test_a_rapl_counter_that_wraps_around_goes_on(tmp_path: Path) -> None:
    """2 J before the end of the range and 3 J after it are 5 J."""
    zone = package(tmp_path, 0, "262141328850")
    probe = RaplProbe(tmp_path)
    readings = [probe.look(0.0)[0]]
    for at, counter in ((1.0, "262142328850"), (2.0, "1000000"), (3.0, "3000000")):
        (zone / "energy_uj").write_text(counter)
        readings.append(probe.look(at)[0])
    assert window_energy(readings, 0.0, 3.0, probe.facts.wrap_j[0]).counter_j == pytest.approx(5.0)


def test_a_counter_for_root_only_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """EACCES names the file and the command that mends it."""
    package(tmp_path, 0, "1")

    def read(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    with pytest.raises(MeasurementError) as caught:
        RaplProbe(tmp_path, read)
    assert caught.value.problems[0].code == "C3-M12"
    assert caught.value.problems[0].help.startswith(f"sudo chmod a+r {tmp_path}")


# NVML


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build the stand-in, load it under the driver's name, and return the file that says what it answers."""
    folder = tmp_path_factory.mktemp("nvml")
    ctypes.CDLL(str(fake_nvml(folder)), mode=ctypes.RTLD_GLOBAL)  # pynvml asks for libnvidia-ml.so.1: this is it now
    script = folder / "script"
    os.environ["FAKE_NVML"] = str(script)
    yield script
    del os.environ["FAKE_NVML"]


@pytest.fixture
def says(driver: Path) -> Iterator[Callable[[str], Any]]:
    """Return a function that scripts the driver and opens a probe."""
    probes: list[Any] = []

    def opened(script: str, *arguments: Any) -> Any:
        driver.write_text(script + "\n")
        probes.append(importlib.import_module("c3calc.bench.meters.nvml").NvmlProbe(*arguments))
        return probes[-1]

    yield opened
    for probe in probes:
        probe.close()


def watched(probe: Any, seconds: float) -> tuple[WindowEnergy, float]:
    """Return what the polling thread saw of the first board while some seconds went by, and how long they were."""
    clock = SystemClock()
    meter = PolledMeter(probe, clock)
    meter.start()
    begin = clock.now()
    clock.sleep(seconds)
    end = clock.now()
    return window_energy(meter.stop().channels[0], begin, end), end - begin


def problem(says: Callable[..., Any], script: str, *arguments: Any) -> tuple[str, str]:
    """Return code and message of what keeps a probe from being opened."""
    with pytest.raises(MeasurementError) as caught:
        says(script, *arguments)
    return caught.value.problems[0].code, caught.value.problems[0].message


def test_a_board_that_tells_neither_counter_nor_power_has_no_boundary(says: Any) -> None:
    """Orin (nvgpu): NotSupported (3) for the counter, the power and its fields; the board itself is known."""
    calls = ("TotalEnergyConsumption", "PowerUsage", "FieldValues")
    facts = says("\n".join(f"fail nvmlDeviceGet{call} 3" for call in calls)).facts
    assert facts.boundary is None
    assert len(facts.boards) == 1


def test_a_board_is_described(says: Any) -> None:
    """Name, memory, limit, persistence, MIG, processes and driver, as NVML says them."""
    facts = says("limit_mw 350000\npersistence 0\nprocesses 2\nmig 1").facts
    assert facts.boards == (
        {"index": 0, "name": "NVIDIA L40S", "memory_gb": 48.0, "power_limit_w": 350.0, "persistence": False,
         "mig": True, "other_processes": 2},
    )  # fmt: skip
    assert (facts.driver, facts.boundary) == ("580.95.05", "gpu_board")


def test_known_watts_give_the_right_energy_in_ten_seconds(says: Any) -> None:
    """412 W for ten seconds through pynvml, a counter of 100 ms steps and the polling thread: to 0.5 %."""
    found, watched_s = watched(says("watts 412"), 10.0)
    assert found.energy_j == pytest.approx(412 * watched_s, rel=5e-3)
    assert found.steps >= 99
    assert found.gap_share < 0.005


@pytest.mark.parametrize("function", ["nvmlDeviceGetTotalEnergyConsumption", "nvmlDeviceGetFieldValues"])
@pytest.mark.parametrize("code", [3, 4, 13])
def test_a_board_that_does_not_say_something_is_read_for_the_rest(says: Any, function: str, code: int) -> None:
    """Not supported, no permission, function not found: without a counter there is power, without the field too."""
    (reading,) = says(f"watts 200\nfail {function} {code}").look(1.0)
    has_counter = reading.counter_j == reading.counter_j
    assert (has_counter, reading.power_w) == (function != "nvmlDeviceGetTotalEnergyConsumption", pytest.approx(200))


def test_without_the_instantaneous_field_the_plain_reading_counts(says: Any) -> None:
    """Older drivers have no POWER_INSTANT."""
    (reading,) = says("watts 150\nno_instant 1").look(1.0)
    assert reading.power_w == pytest.approx(150)


def test_a_driver_that_is_not_there_is_a_clear_message(says: Any) -> None:
    """Driver not loaded, no permission at all, no board."""
    assert problem(says, "fail nvmlInit_v2 9")[0] == "C3-M14"
    assert problem(says, "fail nvmlInit_v2 4") == ("C3-M14", "NVML: Insufficient Permissions")
    assert problem(says, "count 0") == ("C3-M14", "no NVIDIA GPU is visible")


def test_a_gpu_that_is_lost_in_mid_run_is_said_at_the_end_of_its_window(says: Any) -> None:
    """The thread stops, and stop() raises what it met."""
    meter = PolledMeter(says("lost_after_ms 600"), SystemClock())
    meter.start()
    SystemClock().sleep(0.6)
    with pytest.raises(MeasurementError, match="GPU is lost"):
        meter.stop()


def test_a_counter_that_goes_back_is_noticed(says: Any) -> None:
    """A driver that was loaded anew counts from 0."""
    found, watched_s = watched(says("watts 300\nback_after_ms 800"), 1.2)
    assert found.went_back
    assert found.energy_j == pytest.approx(300 * watched_s, rel=0.01)


def test_a_counter_that_stands_still_is_noticed(says: Any) -> None:
    """Its power is integrated instead."""
    found, watched_s = watched(says("watts 300\nstuck 1"), 1.2)
    assert found.stuck
    assert found.energy_j == pytest.approx(300 * watched_s, rel=0.01)


def test_what_holds_clocks_down_is_seen(says: Any) -> None:
    """Bit 0x40 is heat, bit 4 the power limit; and processes are counted."""
    assert says("throttle 68\nprocesses 3").disturbances() == (("temperature", "power limit"), 3)


@pytest.mark.parametrize(
    ("visible", "watts"),
    [(None, [100, 200]), ("1", [200]), ("GPU-00001", [200]), ("1,0", [200, 100])],
)
def test_the_boards_that_cuda_sees_are_read(says: Any, visible: str | None, watts: list[float]) -> None:
    """By number or UUID, in the order of CUDA_VISIBLE_DEVICES; all where it is not set."""
    probe = says("count 2\nwatts0 100\nwatts1 200", (), visible)
    assert [r.power_w for r in probe.look(1.0)] == pytest.approx(watts)


def test_a_board_that_is_not_there_is_refused(says: Any) -> None:
    """By a number beyond the last, and by a slice of MIG."""
    assert problem(says, "count 2", [5]) == ("C3-M15", "there is no GPU 5")
    assert problem(says, "count 2", (), "MIG-abc")[0] == "C3-M15"
    assert problem(says, "count 2", (), "")[0] == "C3-M14"


# All of them


def test_every_meter_is_a_word_of_the_flag_and_a_row_of_the_page() -> None:
    """One table has them; what can be chosen, and what the page explains, are the same."""
    assert [choice.value for choice in MeterChoice] == ["auto", *METERS]
    page = (ROOT / "docs" / "bench.md").read_text(encoding="utf-8")
    assert [word for word in METERS if f"| `--meter {word}` |" not in page] == []


@pytest.mark.parametrize("word", METERS)
def test_a_meter_measures_where_its_table_says(word: str, driver: Path, tmp_path: Path) -> None:
    """The boundary stands beside every joule, and the doctor finds each meter that can be looked for."""
    driver.write_text("count 1\n")
    package(tmp_path, 0, "5000000")
    kind, wishes = METERS[word], MeterWishes(rapl_root=tmp_path, wall="90,410")
    meter = kind.opened(wishes, SystemClock())
    meter.close()
    assert meter.facts.boundary == kind.boundary
    assert {found.state for found in kind.diagnosed(wishes)} == ({"ok"} if kind.serves else set())


def test_a_wall_meter_wants_its_two_figures() -> None:
    """Who chooses it without --wall is told what it takes."""
    with pytest.raises(InputError, match="C3-M10"):
        METERS["wall"].opened(MeterWishes(), SystemClock())
