"""What a GGUF file says of itself, without loading it: architecture, shape, types and sizes of its tensors.

Layout: github.com/ggml-org/ggml, docs/gguf.md, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import hashlib
import re
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
_KEPT_ITEMS = 1024  # of an array: a number a layer is wanted, not a vocabulary
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$")
# ggml's number of a type: its name, the weights of a block, the bytes of a block (ggml/src/ggml.c, type_traits).
TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18),
    21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2),
    26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36),
    41: ("Q1_0", 128, 18), 42: ("Q2_0", 64, 18),
}  # fmt: skip


@dataclass(frozen=True)
class GgufFacts:
    """A model, in one file or several: metadata of the first (long arrays cut), weights and bytes by type, size."""

    metadata: Mapping[str, Any]
    weights: Mapping[str, int]
    tensor_bytes: Mapping[str, int]
    size_bytes: int
    parts: tuple[pathlib.Path, ...]

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
        """Return the KV cache of some tokens at 16 bits: KV heads x (key + value size) x 2 bytes of each layer.

        A layer with a window keeps no more than that; a latent one (MLA) its rank and its rotated part. Heads [8, 1],
        keys of 512, values of 256, 1,000 tokens: 9 x 768 x 2 x 1,000 = 13.8 MB.
        """
        heads = self._by_layer("attention.head_count_kv", self.hyperparameter("attention.head_count"))
        slides = self._by_layer("attention.sliding_window_pattern", 0)
        window = self.hyperparameter("attention.sliding_window") or tokens
        kept = (min(tokens, window) if sliding else tokens for sliding in slides)
        return 2.0 * sum(n * self._width(h, s) for n, h, s in zip(kept, heads, slides, strict=True))

    def _by_layer(self, name: str, default: int) -> list[int]:
        """Return a size of each layer; patterns shorter than the network begin anew."""
        value, layers = self.metadata.get(f"{self.architecture}.{name}", default), self.hyperparameter("block_count")
        sizes = list(map(int, value)) if isinstance(value, list) and value else [default]
        if not isinstance(value, list) and not name.endswith("pattern"):
            sizes = [int(value)]
        return [sizes[i % len(sizes)] for i in range(layers)]

    def _width(self, kv_heads: int, slides: int) -> int:
        """Return the numbers that a layer caches of a token."""
        if rank := self.hyperparameter("attention.kv_lora_rank"):
            return rank + self.hyperparameter("rope.dimension_count")
        heads = self.hyperparameter("attention.head_count")
        head = self.hyperparameter("embedding_length") // heads if heads else 0
        key, value = (self.hyperparameter(f"attention.{part}_length", head) for part in ("key", "value"))
        if slides:
            key = self.hyperparameter("attention.key_length_swa", key)
            value = self.hyperparameter("attention.value_length_swa", value)
        return kv_heads * (key + value)


def read_gguf(path: pathlib.Path) -> GgufFacts:
    """Return what a GGUF file, and the parts that belong to it, say of themselves.

    Raises InputError: C3-M20 no GGUF, C3-M21 cut off, C3-M80 a type of unknown size, C3-M81 a part that is missing or
    is not the first, C3-Y0x unreadable.
    """
    first = _read(path)
    paths = _parts(path, int(first.metadata.get("split.count", 1)))
    found = [first, *map(_read, paths[1:])]
    weights: dict[str, int] = {}
    stored: dict[str, int] = {}
    for part in found:
        for total, more in ((weights, part.weights), (stored, part.tensor_bytes)):
            total.update({name: total.get(name, 0) + count for name, count in more.items()})
    if not weights:
        raise InputError([_cut_off(path, first.size_bytes)])
    return GgufFacts(first.metadata, weights, stored, sum(part.size_bytes for part in found), tuple(paths))


def _parts(path: pathlib.Path, count: int) -> list[pathlib.Path]:
    """Return the files of a model that comes in `count` of them."""
    if count <= 1:
        return [path]
    name = _PART.search(path.name)
    paths = [path.with_name(_PART.sub(f"-{i:05}-of-{count:05}.gguf", path.name)) for i in range(1, count + 1)]
    missing = [part.name for part in paths if not part.exists()]
    if not name or int(name[1]) != 1 or missing:
        text = f"{shown(path, 200)} is one of {count} files of a model"
        missed = f"missing: {', '.join(missing[:3])}" if name and missing else "name the first, ...-00001-of-..."
        raise InputError([Problem("C3-M81", text, expected="the first, beside all others", help=missed)])
    return paths


def _read(path: pathlib.Path) -> GgufFacts:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            return _facts(_Reader(file, path, size))
    except OSError as exc:
        raise InputError([unopened(path, exc)]) from exc


def sha256_of(*paths: pathlib.Path) -> str:
    """Return the SHA-256 of a file, or of several one after the other, as hexadecimal text."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


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
        return _cut_off(self.path, self.size)


def _cut_off(path: pathlib.Path, size: int) -> Problem:
    text = f"{shown(path, 200)} is cut off, or damaged: its {size:,} bytes end before its tensors do"
    return Problem("C3-M21", text, help="download or write it again", where=Where(str(path)))


def _unknown_type(path: pathlib.Path, kind: int) -> Problem:
    text = f"{shown(path, 200)} has tensors of ggml type {kind}, whose size c3 does not know"
    return Problem("C3-M80", text, help="take a file with types of llama.cpp", where=Where(str(path)))


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
        if kind not in TYPES:
            raise InputError([_unknown_type(reader.path, kind)])
        name, block, block_bytes = TYPES[kind]
        size = count // block * block_bytes
        weights[name], stored[name] = weights.get(name, 0) + count, stored.get(name, 0) + size
        end = max(end, offset + size)
    alignment = int(metadata.get("general.alignment", 32))
    begin = -(-reader.place() // alignment) * alignment
    if tensors and begin + end > reader.size:
        raise InputError([reader.cut_off()])
    return GgufFacts(metadata, weights, stored, reader.size, (reader.path,))
