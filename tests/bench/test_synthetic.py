"""Promises about synthetic models: really quantised weights, the size of the real file, what a GGUF says of itself."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.base.errors import InputError
from c3calc.bench.shapes import TINY, SyntheticShape, model_of, shape_of
from c3calc.files.gguf_header import read_gguf, sha256_of
from c3calc.files.text.output import kept
from skips import needs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

np = pytest.importorskip("numpy")

LLAMA_8B: Mapping[str, Any] = {
    "id": "llama-3.1-8b", "family": "llama-3", "total_params_b": 8.03, "layers": 32, "hidden": 4096, "heads": 32,
    "kv_heads": 8, "head_dim": 128, "intermediate": 14336, "vocab": 128256, "context_tokens": 131072,
}  # fmt: skip
TINYLLAMA: Mapping[str, Any] = {
    "id": "tinyllama-1.1b", "family": "llama-2", "total_params_b": 1.1, "layers": 22, "hidden": 2048, "heads": 32,
    "kv_heads": 4, "head_dim": 64, "intermediate": 5632, "vocab": 32000,
}  # fmt: skip
QWEN3_06B: Mapping[str, Any] = {
    "id": "qwen3-0.6b", "family": "qwen3", "total_params_b": 0.596, "layers": 28, "hidden": 1024, "heads": 16,
    "kv_heads": 8, "head_dim": 128, "intermediate": 3072, "vocab": 151936,
}  # fmt: skip


def written(folder: Path, shape: SyntheticShape, quant: str) -> Path:
    """Write a synthetic model."""
    path = folder / f"{shape.id}.{quant}.gguf"
    importlib.import_module("c3calc.bench.synthetic").write_synthetic(shape, quant, path, lambda *_: None)
    return path


@pytest.mark.parametrize(
    ("model", "quant", "published_bytes"),
    [
        (LLAMA_8B, "q4_k_m", 4_920_734_272),  # bartowski/Meta-Llama-3.1-8B-Instruct-GGUF, 4.92 GB
        (LLAMA_8B, "q8_0", 8_540_771_328),  # the same, 8.54 GB
        (TINYLLAMA, "q4_0", 637_000_000),  # TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF, 637 MB
        (TINYLLAMA, "q4_k_m", 668_788_096),
        (QWEN3_06B, "q8_0", 639_000_000),
    ],
)
def test_a_synthetic_model_has_the_size_of_the_real_file(
    model: Mapping[str, Any], quant: str, published_bytes: int
) -> None:
    """The tensors of the files people download, to 1 % (a file also holds its vocabulary)."""
    assert shape_of(model).size_bytes(quant) == pytest.approx(published_bytes, rel=0.01)


def test_tied_embeddings_are_seen_by_the_number_of_weights() -> None:
    """Qwen 3 0.6B has one matrix for both ends, Llama 3.1 8B two."""
    assert (shape_of(QWEN3_06B).tied, shape_of(LLAMA_8B).tied) == (True, False)


@needs("gguf")
@pytest.mark.parametrize(
    ("kind", "most"), [("Q4_0", 0.10), ("Q8_0", 0.01), ("Q4_K", 0.09), ("Q5_K", 0.05), ("Q6_K", 0.025), ("F16", 0.001)]
)
def test_blocks_hold_the_gaussian_weights_they_were_made_from(kind: str, most: float) -> None:
    """Dequantised by the gguf package, they differ from the weights by what such a type loses, and are no zeros."""
    gguf = importlib.import_module("gguf")
    made = importlib.import_module("c3calc.bench.quantised").blocks(kind, 500, seed=1)
    type_ = gguf.GGMLQuantizationType[kind]
    per_block = gguf.GGML_QUANT_SIZES[type_][0]
    weights = np.random.default_rng(1).standard_normal((500, per_block), dtype=np.float32) * np.float32(0.02)
    data = made.view(np.float16) if kind == "F16" else made.reshape(1, -1)
    error = gguf.quants.dequantize(data, type_).reshape(500, per_block) - weights
    assert float(np.sqrt((error**2).mean())) / 0.02 < most
    assert float(weights.std()) == pytest.approx(0.02, rel=0.02)


@needs("gguf")
@pytest.mark.parametrize("quant", ["q4_k_m", "q4_0", "q8_0", "f16"])
def test_what_is_written_is_what_was_announced(quant: str, tmp_path: Path) -> None:
    """Shape, number of weights, bytes and types as the header says; the name says that the weights are synthetic."""
    shape = shape_of(TINY)
    facts = read_gguf(written(tmp_path, shape, quant))
    assert sum(facts.tensor_bytes.values()) == shape.size_bytes(quant)
    assert facts.params - shape.params == 5 * 256  # the norms
    assert facts.metadata["general.name"] == "tiny (synthetic weights)"
    assert (facts.architecture, facts.hyperparameter("block_count")) == ("llama", 2)
    assert facts.kv_bytes(1000) == shape.kv_bytes(1000) == 4 * 2 * 2 * 64 * 1000
    assert facts.quantisation == {"q4_k_m": "Q4_K", "q4_0": "Q4_0", "q8_0": "Q8_0", "f16": "F16"}[quant]


@needs("gguf")
def test_the_same_model_is_the_same_file(tmp_path: Path) -> None:
    """Name, quantisation and seed decide every byte."""
    (tmp_path / "a").mkdir()
    paths = [written(folder, shape_of(TINY), "q4_0") for folder in (tmp_path, tmp_path / "a")]
    assert sha256_of(paths[0]) == sha256_of(paths[1])


@needs("gguf")
def test_a_file_that_is_cut_off_is_noticed_wherever_it_ends(tmp_path: Path) -> None:
    """In its head, in its list of tensors, in its last tensor: before anything is loaded."""
    path = written(tmp_path, shape_of(TINY), "q4_0")
    data = path.read_bytes()
    for length in (20, 1000, len(data) // 2, len(data) - 100):
        path.write_bytes(data[:length])
        with pytest.raises(InputError, match="C3-M21"):
            read_gguf(path)


@pytest.mark.parametrize("data", [b"", b"GG", b"PK\3\4 something else", b"GGUF\x09\0\0\0" + b"\0" * 16])
def test_what_is_no_gguf_is_refused(data: bytes, tmp_path: Path) -> None:
    """Empty, too short, another kind of file, a version nobody knows."""
    path = tmp_path / "model.gguf"
    path.write_bytes(data)
    with pytest.raises(InputError, match="C3-M20"):
        read_gguf(path)


def test_models_that_are_not_dense_or_not_known_are_refused() -> None:
    """Experts, another family, a size that is missing, a name that is wrong."""
    for model in ({**LLAMA_8B, "experts": 8}, {**LLAMA_8B, "family": "gemma-4"}, {**LLAMA_8B, "vocab": None}):
        with pytest.raises(InputError, match="C3-M23"):
            shape_of(model)
    with pytest.raises(InputError) as caught:
        model_of("lama-3.1-8b", {"llama-3.1-8b": LLAMA_8B})
    assert caught.value.problems[0].help == "did you mean `llama-3.1-8b`?"


def test_a_file_of_the_cache_is_whole_or_not_there(tmp_path: Path) -> None:
    """What breaks off leaves nothing; what is there is not made again; what cannot be written says so."""

    def broken(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device"):
        kept(tmp_path / "c3" / "model.gguf", broken)
    assert list((tmp_path / "c3").iterdir()) == []
    made = kept(tmp_path / "c3" / "model.gguf", lambda part: part.write_text("whole") and None)
    assert kept(made, broken).read_text() == "whole"
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="C3-U22"):
        kept(tmp_path / "file" / "model.gguf", broken)
