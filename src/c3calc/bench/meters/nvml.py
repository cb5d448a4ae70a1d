"""NVIDIA boards through NVML: the energy counter, instantaneous power beside it, temperature, what holds clocks down.

The counter (millijoules since the driver was loaded, Volta and later) moves about every 0.1 s. The plain power reading
is a mean over a second on Ampere and later; the field POWER_INSTANT is taken where the driver has it. Both are of the
board: no CPU, no memory of the host, no losses of the power supply; with MIG of the whole board, whoever uses it.
Nothing is ever set. The only module that imports `pynvml`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pynvml

from c3calc.base.errors import MeasurementError, Problem
from c3calc.base.units import GIGA
from c3calc.bench.energy import Reading
from c3calc.bench.meters.meter import MeterFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MILLI = 1e-3
_SAYS_NO = (pynvml.NVML_ERROR_NOT_SUPPORTED, pynvml.NVML_ERROR_FUNCTION_NOT_FOUND, pynvml.NVML_ERROR_NO_PERMISSION)
_REMEDIES = {
    pynvml.NVML_ERROR_LIBRARY_NOT_FOUND: "there is no NVIDIA driver here; --meter rapl or --meter none",
    pynvml.NVML_ERROR_DRIVER_NOT_LOADED: "load the driver (`nvidia-smi` must work), or --meter none",
    pynvml.NVML_ERROR_NO_PERMISSION: "run as a user who may use the GPU: in a container, pass the device in",
    pynvml.NVML_ERROR_GPU_IS_LOST: "the board fell off the bus; reboot, and look at power and temperature",
}
_HELD_DOWN = {
    pynvml.nvmlClocksThrottleReasonSwThermalSlowdown: "temperature",
    pynvml.nvmlClocksThrottleReasonHwThermalSlowdown: "temperature",
    pynvml.nvmlClocksThrottleReasonHwPowerBrakeSlowdown: "power brake",
    pynvml.nvmlClocksThrottleReasonHwSlowdown: "hardware slowdown",
    pynvml.nvmlClocksThrottleReasonSwPowerCap: "power limit",
    pynvml.nvmlClocksThrottleReasonApplicationsClocksSetting: "clocks set by somebody",
}


class NvmlProbe:
    """The boards of this machine that are wanted: by their NVML numbers, else those that CUDA may see."""

    def __init__(self, wanted: Sequence[int] = (), visible: str | None = None) -> None:
        _said(pynvml.nvmlInit)
        try:
            count = int(_said(pynvml.nvmlDeviceGetCount))
            indices = _some(wanted or _visible(visible, count))
            self._boards = [_handle(i, count) for i in indices]
            boards = tuple(_board(i, b) for i, b in zip(indices, self._boards, strict=True))
            driver = str(_said(pynvml.nvmlSystemGetDriverVersion))
            tells = any(r.counter_j == r.counter_j or r.power_w == r.power_w for r in self.look(0.0))
            boundary = "gpu_board" if tells else None  # a Jetson's NVML knows its board, and no watts
            self.facts = MeterFacts("NVML", boundary, driver, boards, (math.nan,) * len(boards))
        except MeasurementError:
            pynvml.nvmlShutdown()
            raise

    def look(self, now_s: float) -> list[Reading]:
        """Return counter, power and temperature of each board."""
        return [
            Reading(now_s, _scaled(_counter, board), _power_w(board), _scaled(_temperature, board, 1.0))
            for board in self._boards
        ]

    def disturbances(self) -> tuple[tuple[str, ...], int]:
        """Return reasons why clocks are held down, and how many processes compute on the fullest board."""
        reasons = 0
        for board in self._boards:
            reasons |= int(_asked(pynvml.nvmlDeviceGetCurrentClocksThrottleReasons, board) or 0)
        counts = [len(_asked(pynvml.nvmlDeviceGetComputeRunningProcesses, board) or ()) for board in self._boards]
        return tuple(dict.fromkeys(word for bit, word in _HELD_DOWN.items() if reasons & bit)), max(counts)

    def close(self) -> None:
        """Let go of the driver."""
        pynvml.nvmlShutdown()


def _said(call: Callable[..., Any], *arguments: Any) -> Any:
    """Return what NVML answers. Raises MeasurementError C3-M14 with its own words where it does not."""
    try:
        return call(*arguments)
    except pynvml.NVMLError as exc:
        fix = _REMEDIES.get(exc.value, "see the driver's log, or --meter none")
        raise MeasurementError([Problem("C3-M14", f"NVML: {exc}", help=fix)]) from exc


def _asked(call: Callable[..., Any], *arguments: Any) -> Any:
    """Return what NVML answers, or None where this board or driver does not say."""
    try:
        return call(*arguments)
    except pynvml.NVMLError as exc:
        if exc.value in _SAYS_NO:
            return None
        return _said(call, *arguments)


def _scaled(call: Callable[..., Any], board: Any, factor: float = _MILLI) -> float:
    value = _asked(call, board)
    return math.nan if value is None else float(value) * factor


def _counter(board: Any) -> Any:
    return pynvml.nvmlDeviceGetTotalEnergyConsumption(board)


def _temperature(board: Any) -> Any:
    return pynvml.nvmlDeviceGetTemperature(board, pynvml.NVML_TEMPERATURE_GPU)


def _power_w(board: Any) -> float:
    """Return the instantaneous power; where the driver has no such field, the plain reading."""
    fields = _asked(pynvml.nvmlDeviceGetFieldValues, board, [pynvml.NVML_FI_DEV_POWER_INSTANT])
    if fields and fields[0].nvmlReturn == pynvml.NVML_SUCCESS and fields[0].value.uiVal:
        return float(fields[0].value.uiVal) * _MILLI
    return _scaled(pynvml.nvmlDeviceGetPowerUsage, board)


def _some(indices: Sequence[int]) -> Sequence[int]:
    if not indices:
        raise MeasurementError([Problem("C3-M14", "no NVIDIA GPU is visible", help="see CUDA_VISIBLE_DEVICES")])
    return indices


def _visible(visible: str | None, count: int) -> list[int]:
    """Return the boards that CUDA_VISIBLE_DEVICES names, by number or UUID; all where it is not set."""
    if visible is None:
        return list(range(count))
    return [_number(name.strip(), count) for name in visible.split(",") if name.strip() not in ("", "-1")]


def _number(name: str, count: int) -> int:
    if name.isdigit():
        return int(name)
    uuids = [_said(pynvml.nvmlDeviceGetUUID, _handle(i, count)) for i in range(count)]
    found = [i for i, uuid in enumerate(uuids) if uuid.startswith(name)]
    if len(found) != 1:
        text = f"CUDA_VISIBLE_DEVICES names `{name}`, which is none of the {count} boards"
        raise MeasurementError([Problem("C3-M15", text, help="a slice of MIG has no meter of its own: name its board")])
    return found[0]


def _handle(index: int, count: int) -> Any:
    if not 0 <= index < count:
        expected = f"0 to {count - 1}" if count else "a machine with an NVIDIA GPU"
        raise MeasurementError([Problem("C3-M15", f"there is no GPU {index}", expected=expected)])
    return _said(pynvml.nvmlDeviceGetHandleByIndex, index)


def _board(index: int, board: Any) -> dict[str, object]:
    """Return a board as the measurement file describes it."""
    mig, persistence = _asked(pynvml.nvmlDeviceGetMigMode, board), _asked(pynvml.nvmlDeviceGetPersistenceMode, board)
    memory, limit = _asked(pynvml.nvmlDeviceGetMemoryInfo, board), _asked(pynvml.nvmlDeviceGetEnforcedPowerLimit, board)
    found = {
        "index": index,
        "name": str(_said(pynvml.nvmlDeviceGetName, board)),
        "memory_gb": None if memory is None else round(memory.total / GIGA, 1),
        "power_limit_w": None if limit is None else limit * _MILLI,
        "persistence": None if persistence is None else bool(persistence),
        "mig": None if mig is None else bool(mig[0]),
        "other_processes": len(_asked(pynvml.nvmlDeviceGetComputeRunningProcesses, board) or ()),
    }
    return {key: value for key, value in found.items() if value is not None}
