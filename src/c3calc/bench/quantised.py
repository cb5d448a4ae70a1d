"""Really quantised Gaussian weights: blocks of ggml's types made from random numbers, the way llama.cpp makes them.

Power depends on the data (a matrix product on zeros draws less), so weights are Gaussian with the spread of a trained
layer, and each block has scales and values that fit them. The gguf package quantises the plain types; K types, which it
only reads, are packed here (layout: ggml/src/ggml-common.h).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gguf
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]

SPREAD = 0.02  # standard deviation of the weights, as a trained linear layer has
_K = 256  # weights of a K block
_SUB = 32


def blocks(kind: str, count: int, seed: int) -> Array:
    """Return `count` blocks of a ggml type as bytes, a row each: Gaussian weights of spread 0.02, quantised."""
    random = np.random.default_rng(seed)
    made = _MAKERS.get(kind)
    per_block = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[kind]][0]
    weights = random.standard_normal((count, per_block), dtype=np.float32) * np.float32(SPREAD)
    if made is not None:
        return made(weights)
    quantised: Array = gguf.quants.quantize(weights, gguf.GGMLQuantizationType[kind])
    return quantised.view(np.uint8).reshape(count, -1)


def _q4_k(weights: Array) -> Array:
    head, values = _scaled_subblocks(weights, 15)
    pairs = values.reshape(-1, 4, 2, _SUB)
    return np.concatenate([head, (pairs[:, :, 0] | pairs[:, :, 1] << 4).reshape(-1, 128)], axis=1)


def _q5_k(weights: Array) -> Array:
    head, values = _scaled_subblocks(weights, 31)
    pairs = values.reshape(-1, 4, 2, _SUB)
    low = ((pairs[:, :, 0] & 15) | (pairs[:, :, 1] & 15) << 4).reshape(-1, 128)
    bits = np.arange(8, dtype=np.uint8).reshape(1, 8, 1)
    high = np.bitwise_or.reduce((values >> 4) << bits, axis=1)
    return np.concatenate([head, high, low], axis=1)


def _scaled_subblocks(weights: Array, most: int) -> tuple[Array, Array]:
    """Return the heads of Q4_K or Q5_K blocks (d, dmin, eight scales and minima in 6 bits) and values 0 to `most`."""
    parts = weights.reshape(-1, 8, _SUB)
    lowest = np.minimum(parts.min(axis=2), 0)
    scale, minimum = (parts.max(axis=2) - lowest) / most, -lowest
    d = (scale.max(axis=1, keepdims=True) / 63).astype(np.float16)
    dmin = (minimum.max(axis=1, keepdims=True) / 63).astype(np.float16)
    sc = np.clip(np.rint(scale / d.astype(np.float32)), 1, 63).astype(np.uint8)
    mi = np.clip(np.rint(minimum / dmin.astype(np.float32)), 0, 63).astype(np.uint8)
    step, offset = (sc * d.astype(np.float32))[:, :, None], (mi * dmin.astype(np.float32))[:, :, None]
    values = np.clip(np.rint((parts + offset) / step), 0, most).astype(np.uint8)
    packed = np.concatenate(
        [
            sc[:, :4] | (sc[:, 4:] >> 4) << 6,
            mi[:, :4] | (mi[:, 4:] >> 4) << 6,
            (sc[:, 4:] & 15) | (mi[:, 4:] & 15) << 4,
        ],
        axis=1,
    )
    return np.concatenate([d.view(np.uint8), dmin.view(np.uint8), packed], axis=1), values


def _q6_k(weights: Array) -> Array:
    parts = weights.reshape(-1, 16, 16)
    scale = np.abs(parts).max(axis=2) / 31
    d = (scale.max(axis=1, keepdims=True) / 127).astype(np.float16)
    sc = np.clip(np.rint(scale / d.astype(np.float32)), 1, 127).astype(np.int8)
    step = (sc * d.astype(np.float32))[:, :, None]
    values = (np.clip(np.rint(parts / step), -32, 31) + 32).astype(np.uint8).reshape(-1, 2, 4, _SUB)
    low, high = values & 15, values >> 4
    ql = np.concatenate([low[:, :, 0] | low[:, :, 2] << 4, low[:, :, 1] | low[:, :, 3] << 4], axis=2)
    qh = high[:, :, 0] | high[:, :, 1] << 2 | high[:, :, 2] << 4 | high[:, :, 3] << 6
    return np.concatenate([ql.reshape(-1, 128), qh.reshape(-1, 64), sc.view(np.uint8), d.view(np.uint8)], axis=1)


_MAKERS: dict[str, Callable[[Array], Array]] = {
    "Q4_K": _q4_k,
    "Q5_K": _q5_k,
    "Q6_K": _q6_k,
    "F16": lambda weights: weights.astype(np.float16).view(np.uint8),
}
