"""What a GGUF file says of itself: types, parts, the KV cache of each layer."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.base.errors import InputError
from c3calc.files.gguf_header import read_gguf, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHAPE = {
    "general.architecture": "llama", "llama.block_count": 2, "llama.embedding_length": 1024,
    "llama.attention.head_count": 8, "llama.attention.head_count_kv": 2,
}  # fmt: skip
F32, Q4_K = (0, 1, 4), (12, 256, 144)  # a type: its number, the weights of a block, its bytes


def text(value: str) -> bytes:
    """Return a text as GGUF holds it."""
    return struct.pack("<Q", len(value)) + value.encode()


def entry(name: str, value: Any) -> bytes:
    """Return an entry of the metadata: a text, a number, or a list of numbers."""
    if isinstance(value, str):
        return text(name) + struct.pack("<I", 8) + text(value)
    if isinstance(value, list):
        return text(name) + struct.pack(f"<IIQ{len(value)}I", 9, 4, len(value), *value)
    return text(name) + struct.pack("<II", 4, value)


def write(path: Path, metadata: Mapping[str, Any], *types: tuple[int, int, int]) -> Path:
    """Write a model with a tensor of 1,024 x 1,024 weights for each type."""
    infos, end = b"", 0
    for kind, block, size in types:
        infos += text("t") + struct.pack("<IQQIQ", 2, 1024, 1024, kind, end)
        end += 1024 * 1024 // block * size
    head = b"GGUF" + struct.pack("<IQQ", 3, len(types), len(metadata))
    data = head + b"".join(entry(k, v) for k, v in metadata.items()) + infos
    path.write_bytes(data + bytes(-len(data) % 32 + end))
    return path


@pytest.mark.parametrize(
    ("kind", "name", "bits"),
    [
        ((39, 32, 17), "MXFP4", 4.25),
        ((40, 64, 36), "NVFP4", 4.5),
        ((41, 128, 18), "Q1_0", 1.125),
        ((42, 64, 18), "Q2_0", 2.25),
    ],
)
def test_types_of_2026_have_their_bits(kind: tuple[int, int, int], name: str, bits: float, tmp_path: Path) -> None:
    """8 x bytes / weights of a block."""
    found = read_gguf(write(tmp_path / "m.gguf", SHAPE, kind))
    assert (found.quantisation, found.weight_bits) == (name, bits)


def test_a_type_of_unknown_size_is_refused(tmp_path: Path) -> None:
    """Type 137 of a fork: counted as no bytes, its model would seem to need none."""
    with pytest.raises(InputError, match="C3-M80"):
        read_gguf(write(tmp_path / "m.gguf", SHAPE, (137, 256, 128)))


def parts(folder: Path, count: int = 3) -> list[Path]:
    """Write a model in some files, the first of which holds no tensors."""
    paths = [folder / f"m-{i:05}-of-{count:05}.gguf" for i in range(1, count + 1)]
    for i, path in enumerate(paths):
        write(path, {**(SHAPE if i == 0 else {}), "split.no": i, "split.count": count}, *([Q4_K] if i else []))
    return paths


def test_a_model_in_several_files_is_read_whole(tmp_path: Path) -> None:
    """2 x 1,048,576 weights at 4.5 bits, in the second and the third file; the hash is that of all bytes."""
    paths = parts(tmp_path)
    found = read_gguf(paths[0])
    assert (found.params, found.weight_bits) == (2 * 1024 * 1024, 4.5)
    assert found.size_bytes == sum(path.stat().st_size for path in paths)
    whole = tmp_path / "whole"
    whole.write_bytes(b"".join(path.read_bytes() for path in paths))
    assert sha256_of(*found.parts) == sha256_of(whole)


def test_a_part_that_is_missing_or_not_the_first_is_refused(tmp_path: Path) -> None:
    """llama.cpp takes the first and finds the others beside it."""
    paths = parts(tmp_path)
    with pytest.raises(InputError, match="C3-M81"):
        read_gguf(paths[1])
    paths[2].unlink()
    with pytest.raises(InputError, match="C3-M81"):
        read_gguf(paths[0])


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({}, 2 * 2 * (128 + 128)),
        ({"head_count_kv": [8, 1], "key_length": 512, "value_length": 256}, 9 * 768),
        ({"kv_lora_rank": 512, "key_length": 192}, 2 * (512 + 64)),
        ({"sliding_window": 100, "sliding_window_pattern": [1, 0]}, (0.1 + 1) * 2 * 256),
        ({"sliding_window": 100, "sliding_window_pattern": [1, 0], "key_length_swa": 64}, 0.1 * 2 * 192 + 512),
    ],
)
def test_each_layer_caches_its_own_heads_sizes_and_window(more: dict[str, Any], kept: float, tmp_path: Path) -> None:
    """Numbers of a token, 2 bytes each, 1,000 tokens: [8, 1] heads of 512 + 256 are 13.8 MB; a latent 512 + 64."""
    metadata = SHAPE | {f"llama.attention.{k}": v for k, v in more.items()} | {"llama.rope.dimension_count": 64}
    found = read_gguf(write(tmp_path / "m.gguf", metadata, F32))
    assert found.kv_bytes(1000) == pytest.approx(2 * 1000 * kept)
