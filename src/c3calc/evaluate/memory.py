"""What a replica needs in GPU memory: weights, KV cache of all requests in flight, overhead of each card."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.base.figures import NOISE

if TYPE_CHECKING:
    from c3calc.case.options import Memory


def needed_gb(memory: Memory, gpus: float) -> float:
    """Return the GPU memory of one replica: weights + KV cache of all sequences + overhead per card; NaN if unknown."""
    return _kept_gb(memory) + memory.overhead_gb_per_gpu * gpus


def _kept_gb(memory: Memory) -> float:
    return memory.weights_gb + memory.kv_gb_per_sequence * memory.sequences


def _at_least_gb(memory: Memory) -> float:
    """Return what a replica certainly keeps: the weights alone where the KV cache is not known."""
    return memory.weights_gb if math.isnan(memory.kv_gb_per_sequence) else _kept_gb(memory)


def fewest_gpus(memory: Memory) -> int:
    """Return the smallest power of two of cards that holds a replica; 1 where its size is not known, or no card fits.

    Engines split a model over 2, 4 or 8 cards, because that divides its heads.
    """
    room = memory.room_gb_per_gpu
    cards = _at_least_gb(memory) / room if room > 0 else math.nan
    return 1 if math.isnan(cards) else 2 ** max(0, math.ceil(math.log2(cards) - NOISE))


def missing_gb(memory: Memory, gpus: float) -> float:
    """Return by how much a replica outgrows what is filled of its cards; 0 where it fits or its size is not known."""
    outgrown = _at_least_gb(memory) - memory.room_gb_per_gpu * gpus
    return outgrown if outgrown > 0 else 0.0
