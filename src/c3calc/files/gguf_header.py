"""What a GGUF file says of itself, without loading it: architecture, shape, types and sizes of its tensors.

Layout: github.com/ggml-org/ggml, docs/gguf.md, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from c3calc.base.errors import InputError, Problem, Where
from c3calc.base.text import shown
from c3calc.files.text.source import unopened

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Mapping

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LONGEST_TEXT = 10_000_000
_KEPT_ITEMS = 64  # of an array: its shape is wanted, not a vocabulary
# ggml's number of a type: its name, the weights of a block, the bytes of a block (ggml/src/ggml.c, type_traits).
TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18),
    21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2),
    26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip


@dataclass(frozen=True)
class GgufFacts:
    """A model file: its metadata (long arrays cut), weights and bytes by the name of their type, size in bytes."""

    metadata: Mapping[str, Any]
    weights: Mapping[str, int]
    tensor_bytes: Mapping[str, int]
    size_bytes: int

    @property
    def architecture(self) -> str:
        """The name llama.cpp knows the architecture by."""
        return str(self.metadata.get("general.architecture", "unknown"))

    @property
    def params(self) -> int:
        """Number of weights."""
        return sum(self.weights.values())

    @property
    def weight_bits(self) -> float:
        """Effective bits of a weight, scales and unquantised tensors included."""
        return 8 * sum(self.tensor_bytes.values()) / self.params

    @property
    def quantisation(self) -> str:
        """The type of most weights."""
        return max(self.weights, key=lambda name: self.weights[name])

    def hyperparameter(self, name: str, default: int = 0) -> int:
        """Return a size of the network: `block_count`, `attention.head_count_kv` ...; the largest of several."""
        value = self.metadata.get(f"{self.architecture}.{name}", default)
        return max(map(int, value)) if isinstance(value, list) else int(value)

    def kv_bytes(self, tokens: int) -> float:
        """Return the KV cache of some tokens at 16 bits: 2 x 2 bytes x layers x KV heads x head size."""
        heads = self.hyperparameter("attention.head_count")
        kv_heads = self.hyperparameter("attention.head_count_kv", heads)
        width = self.hyperparameter("embedding_length") // heads if heads else 0
        size = self.hyperparameter("attention.key_length", width)
        return 4.0 * self.hyperparameter("block_count") * kv_heads * size * tokens


def read_gguf(path: pathlib.Path) -> GgufFacts:
    """Return what a GGUF file says of itself. Raises InputError: C3-M20 no GGUF, C3-M21 cut off, C3-Y0x unreadable."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            return _facts(_Reader(file, path, size))
    except OSError as exc:
        raise InputError([unopened(path, exc)]) from exc


def sha256_of(path: pathlib.Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Reader:
    """Reads numbers and texts one after the other."""

    def __init__(self, file: BinaryIO, path: pathlib.Path, size: int) -> None:
        self._file, self.path, self.size = file, path, size

    def take(self, count: int) -> bytes:
        data = self._file.read(count) if count <= self.size else b""
        if len(data) < count:
            raise InputError([self.cut_off()])
        return data

    def number(self, code: str) -> Any:
        return struct.unpack(f"<{code}", self.take(struct.calcsize(code)))[0]

    def text(self) -> str:
        length = self.number("Q")
        return self.take(length if length <= _LONGEST_TEXT else self.size + 1).decode("utf-8", "replace")

    def place(self) -> int:
        return self._file.tell()

    def cut_off(self) -> Problem:
        text = f"{shown(self.path, 200)} is cut off, or damaged: its {self.size:,} bytes end before its tensors do"
        return Problem("C3-M21", text, help="download or write it again", where=Where(str(self.path)))


def _facts(reader: _Reader) -> GgufFacts:
    magic, version = (reader.take(4), reader.number("I")) if reader.size >= 8 else (b"", 0)
    if magic != MAGIC or version not in _VERSIONS:
        what = f"is GGUF of version {version}" if magic == MAGIC else "is not a GGUF file"
        raise InputError(
            [
                Problem(
                    "C3-M20",
                    f"{shown(reader.path, 200)} {what}",
                    expected="a model in GGUF, version 2 or 3, little-endian",
                    help="or --synthetic MODEL, which needs no file",
                    where=Where(str(reader.path)),
                )
            ]
        )
    tensors, entries = reader.number("Q"), reader.number("Q")
    metadata = {reader.text(): _value(reader, reader.number("I")) for _ in range(entries)}
    return _with_tensors(reader, metadata, tensors)


def _value(reader: _Reader, kind: int) -> Any:
    if kind == _STRING:
        return reader.text()
    if kind == _ARRAY:
        inner, count = reader.number("I"), reader.number("Q")
        if inner in _SCALARS:
            data = reader.take(count * struct.calcsize(_SCALARS[inner]))
            kept = min(count, _KEPT_ITEMS)
            return list(struct.unpack_from(f"<{kept}{_SCALARS[inner]}", data))
        return [_value(reader, inner) for _ in range(count)][:_KEPT_ITEMS]
    if kind not in _SCALARS:
        raise InputError([reader.cut_off()])
    return reader.number(_SCALARS[kind])


def _with_tensors(reader: _Reader, metadata: Mapping[str, Any], tensors: int) -> GgufFacts:
    weights: dict[str, int] = {}
    stored: dict[str, int] = {}
    end = 0
    for _ in range(tensors):
        reader.text()
        count = 1
        for size in [reader.number("Q") for _ in range(reader.number("I"))]:
            count *= size
        kind, offset = reader.number("I"), reader.number("Q")
        name, block, block_bytes = TYPES.get(kind, (f"type {kind}", 1, 0))
        size = count // block * block_bytes
        weights[name], stored[name] = weights.get(name, 0) + count, stored.get(name, 0) + size
        end = max(end, offset + size)
    alignment = int(metadata.get("general.alignment", 32))
    begin = -(-reader.place() // alignment) * alignment
    if begin + end > reader.size or not weights:
        raise InputError([reader.cut_off()])
    return GgufFacts(metadata, weights, stored, reader.size)
