"""What makes a measured figure less sure, as data: a kind, the offending number, what helps. Worded in one place."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """A kind of `REMEDIES`, and what was found, in one sentence."""

    kind: str
    message: str

    @property
    def remedy(self) -> str:
        """What helps."""
        return REMEDIES[self.kind]


REMEDIES = {
    "no_energy": "name a meter: --meter nvml, --meter rapl, or --wall IDLE,BUSY; `c3 doctor` says what there is",
    "few_seconds": "measure longer: --seconds 10 or more",
    "no_counter": "energy is the integrated power: give it --seconds 30, and compare with a meter at the wall",
    "counter_stuck": "energy is the integrated power; update the driver, or measure at the wall",
    "counter_back": "keep the driver loaded (nvidia-smi -pm 1) and measure again; energy is the integrated power",
    "meters_disagree": "measure longer, and at the wall: one of the two is wrong",
    "throttled": "cool the board, or lift the limit; the rates are those of a board held down",
    "other_processes": "stop them: their energy and their work are in these figures",
    "mig": "the energy is that of the whole board: measure with MIG off, or with the board to yourself",
    "gpu_not_in_catalogue": "--gpu-id ID says which GPU of the catalogue it is: `c3 prices --kind gpu`",
    "other_board": "--meter rapl for a processor, or llama.cpp built for the GPU: this energy is not that of the work",
    "not_narrow": "stop what else runs on the machine, or measure longer: --seconds, --most-seconds",
    "outliers": "look at the raw runs: something else ran at times",
    "swapped": "use a smaller model, or fewer sequences: the machine moved memory to disk",
    "busy_machine": "stop what else runs on the machine",
    "odd_energy": "measure longer: the two loads cannot be told apart",
    "odd_rate": "ask for longer answers: --output-tokens; these say nothing of writing",
    "requests_lost": "look at the server's log; only whole requests count",
    "answers_cached": "switch the server's prompt cache off: cached input is not read",
    "no_fixed_length": "the server writes as long as it likes: compare with care, or choose one with ignore_eos",
}
