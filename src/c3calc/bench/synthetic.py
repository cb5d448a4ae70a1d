"""A GGUF file of random weights: architecture, tensor types and size of the real one, nothing to download, no licence.

Written tensor by tensor from a pool of quantised blocks (`blocks`), so that a file of any size takes little memory. The
same name, quantisation and seed give the same file.

Tensors of a dense transformer as llama.cpp names them, and the type that llama-quantize would give each of them.

Shapes come from the catalogue. The rules of the types are those of src/llama-quant.cpp, for the files people download.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import gguf
import numpy as np

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import near
from c3calc.base.units import GIGA
from c3calc.bench.quantised import Array, blocks
from c3calc.files.gguf_header import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

ARCHITECTURES = {
    "llama-2": "llama", "llama-3": "llama", "codellama": "llama", "mistral": "llama", "qwen2.5": "qwen2",
    "qwen3": "qwen3", "tiny": "llama",
}  # fmt: skip
QUANTS = {"q4_0": "Q4_0", "q8_0": "Q8_0", "q4_k_m": "Q4_K", "f16": "F16"}
FILE_TYPES = {"f16": 1, "q4_0": 2, "q8_0": 7, "q4_k_m": 15}
TINY: Mapping[str, Any] = {
    "id": "tiny", "family": "tiny", "layers": 2, "hidden": 256, "heads": 4, "kv_heads": 2, "head_dim": 64,
    "intermediate": 768, "vocab": 2048, "context_tokens": 8192, "total_params_b": 0.00262,
}  # fmt: skip
_FALLBACK = {"Q4_K": "Q5_0", "Q5_K": "Q5_1", "Q6_K": "Q8_0", "Q4_0": "F16", "Q8_0": "F16"}
_SEVENTY_B_LAYERS = 80


class Tensor(NamedTuple):
    """A tensor: its name, rows and length of a row (None: one row of 32-bit floats), its type."""

    name: str
    rows: int | None
    width: int
    kind: str


@dataclass(frozen=True)
class SyntheticShape:
    """A dense transformer."""

    id: str
    architecture: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocab: int
    context: int
    tied: bool

    @property
    def params(self) -> int:
        """Number of weights of the matrices."""
        return sum(t.rows * t.width for t in self.tensors("f16") if t.rows)

    def size_bytes(self, quant: str) -> int:
        """Return the bytes of all tensors."""
        sizes = {name: (block, size) for name, block, size in TYPES.values()}
        return sum((t.rows or 1) * t.width // sizes[t.kind][0] * sizes[t.kind][1] for t in self.tensors(quant))

    def kv_bytes(self, tokens: int) -> float:
        """Return the KV cache of some tokens at 16 bits: 2 x 2 bytes x layers x KV heads x head size."""
        return 4.0 * self.layers * self.kv_heads * self.head_dim * tokens

    def tensors(self, quant: str) -> Iterator[Tensor]:
        """Yield every tensor in the order of the file."""
        q, kv = self.heads * self.head_dim, self.kv_heads * self.head_dim
        yield self._matrix("token_embd", self.vocab, self.hidden, quant, output=self.tied)
        for i in range(self.layers):
            more = self._more_bits(i)
            yield Tensor(f"blk.{i}.attn_norm.weight", None, self.hidden, "F32")
            yield self._matrix(f"blk.{i}.attn_q", q, self.hidden, quant)
            yield self._matrix(f"blk.{i}.attn_k", kv, self.hidden, quant)
            yield self._matrix(f"blk.{i}.attn_v", kv, self.hidden, quant, more=more, wide=self._is_70b)
            yield self._matrix(f"blk.{i}.attn_output", self.hidden, q, quant)
            yield from self._extras(i, q, kv)
            yield Tensor(f"blk.{i}.ffn_norm.weight", None, self.hidden, "F32")
            yield self._matrix(f"blk.{i}.ffn_gate", self.intermediate, self.hidden, quant)
            yield self._matrix(f"blk.{i}.ffn_up", self.intermediate, self.hidden, quant)
            yield self._matrix(f"blk.{i}.ffn_down", self.hidden, self.intermediate, quant, more=more)
        yield Tensor("output_norm.weight", None, self.hidden, "F32")
        if not self.tied:
            yield self._matrix("output", self.vocab, self.hidden, quant, output=True)

    def _extras(self, i: int, q: int, kv: int) -> Iterator[Tensor]:
        """Yield what only some architectures have: biases of Qwen 2, norms of queries and keys of Qwen 3."""
        if self.architecture == "qwen2":
            yield from (
                Tensor(f"blk.{i}.attn_{part}.bias", None, width, "F32")
                for part, width in (("q", q), ("k", kv), ("v", kv))
            )
        if self.architecture == "qwen3":
            yield from (Tensor(f"blk.{i}.attn_{part}_norm.weight", None, self.head_dim, "F32") for part in "qk")

    @property
    def _is_70b(self) -> bool:
        return self.architecture == "llama" and self.layers == _SEVENTY_B_LAYERS and self.heads != self.kv_heads

    def _more_bits(self, i: int) -> bool:
        """Whether llama-quantize gives a layer's values and down projection Q6_K in Q4_K_M."""
        n = self.layers
        return i < n // 8 or i >= 7 * n // 8 or (i - n // 8) % 3 == 2

    def _matrix(
        self,
        name: str,
        rows: int,
        width: int,
        quant: str,
        *,
        output: bool = False,
        more: bool = False,
        wide: bool = False,
    ) -> Tensor:
        kind = QUANTS[quant]
        if output and quant in ("q4_0", "q4_k_m"):
            kind = "Q6_K"
        elif quant == "q4_k_m" and (more or wide):
            kind = "Q6_K" if more else "Q5_K"
        block = 256 if kind.endswith("_K") else 32
        return Tensor(f"{name}.weight", rows, width, _FALLBACK.get(kind, kind) if width % block else kind)


def shape_of(model: Mapping[str, Any]) -> SyntheticShape:
    """Return the shape of a model of the catalogue. Raises InputError C3-M23 where it is not dense, or not known."""
    family = str(model.get("family"))
    wanted = ("layers", "hidden", "heads", "kv_heads", "head_dim", "intermediate", "vocab")
    if family not in ARCHITECTURES or any(model.get(key) is None for key in wanted) or model.get("experts"):
        text = f"c3 cannot write synthetic weights of `{model['id']}`"
        expected = f"a dense model of the families {', '.join(f for f in ARCHITECTURES if f != 'tiny')}, or `tiny`"
        raise InputError([Problem("C3-M23", text, expected=expected, help="or --model FILE.gguf")])
    sizes = {key: int(model[key]) for key in wanted}
    context = int(model.get("context_tokens") or 8192)
    both = [
        SyntheticShape(str(model["id"]), ARCHITECTURES[family], context=context, tied=tied, **sizes)
        for tied in (False, True)
    ]
    return min(both, key=lambda shape: abs(shape.params / GIGA - float(model["total_params_b"])))


def model_of(name: str, models: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return a model of the catalogue by its id, or `tiny`. Raises InputError C3-R01 with the nearest name."""
    if name == "tiny":
        return TINY
    if name not in models:
        text = f"unknown model `{name}`"
        raise InputError(
            [Problem("C3-R01", text, expected="a model of pricing/models.yaml, or `tiny`", help=near(name, models))]
        )
    return models[name]


SEED = 20261121
_POOL_BYTES = 8 << 20
_TEMPLATE = "{% for m in messages %}{{ m['content'] }}\n{% endfor %}"
_BYTE_TOKENS = 256


def write_synthetic(shape: SyntheticShape, quant: str, path: Path, tell: Callable[[int, int], None]) -> None:
    """Write the file; `tell` is given the bytes written and the bytes there will be. Raises OSError as it comes."""
    writer = gguf.GGUFWriter(path, shape.architecture)
    try:
        _write_head(writer, shape, quant)
        tensors = list(shape.tensors(quant))
        for tensor in tensors:
            _announce(writer, tensor)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        _write_weights(writer, tensors, tell)
    finally:
        writer.close()


def _write_head(writer: Any, shape: SyntheticShape, quant: str) -> None:
    writer.add_name(f"{shape.id} (synthetic weights)")
    writer.add_description("random weights written by c3: the work of the model, not its answers")
    writer.add_file_type(FILE_TYPES[quant])
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.intermediate)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_rope_dimension_count(shape.head_dim)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(shape.vocab)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(list(_tokens(shape.vocab)))
    control = [gguf.TokenType.CONTROL] * 2
    writer.add_token_types([gguf.TokenType.NORMAL] * _BYTE_TOKENS + control + [1] * (shape.vocab - _BYTE_TOKENS - 2))
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(_BYTE_TOKENS)
    writer.add_eos_token_id(_BYTE_TOKENS + 1)
    writer.add_chat_template(_TEMPLATE)


def _tokens(count: int) -> Iterator[str]:
    """Yield a vocabulary that any tokenizer takes: GPT-2's symbols of the bytes, begin, end, and words nobody says."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = iter(range(_BYTE_TOKENS, 2 * _BYTE_TOKENS))
    yield from (chr(byte if byte in printable else next(others)) for byte in range(_BYTE_TOKENS))
    yield from ("<|begin|>", "<|end|>")
    yield from (f"word{number}" for number in range(count - _BYTE_TOKENS - 2))


def _announce(writer: Any, tensor: Tensor) -> None:
    if tensor.rows is None:
        writer.add_tensor_info(tensor.name, (tensor.width,), np.dtype(np.float32), 4 * tensor.width)
        return
    kind = gguf.GGMLQuantizationType[tensor.kind]
    if tensor.kind == "F16":
        size = 2 * tensor.rows * tensor.width
        writer.add_tensor_info(tensor.name, (tensor.rows, tensor.width), np.dtype(np.float16), size)
        return
    row = _row_bytes(tensor)
    writer.add_tensor_info(tensor.name, (tensor.rows, row), np.dtype(np.uint8), tensor.rows * row, kind)


def _row_bytes(tensor: Tensor) -> int:
    block, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[tensor.kind]]
    return tensor.width // int(block) * int(size)


def _write_weights(writer: Any, tensors: list[Tensor], tell: Callable[[int, int], None]) -> None:
    file, random = writer.fout[0], np.random.default_rng(SEED)
    pools: dict[str, Array] = {}
    sizes = [4 * t.width if t.rows is None else t.rows * _row_bytes(t) for t in tensors]
    done, total = 0, sum(sizes)
    writer.write_padding(file, file.tell())
    for tensor, size in zip(tensors, sizes, strict=True):
        if tensor.rows is None:
            level = 0.0 if tensor.name.endswith("bias") else 1.0
            file.write(np.full(tensor.width, level, np.float32).tobytes())
        else:
            if tensor.kind not in pools:
                pools[tensor.kind] = _pool(tensor.kind)
            _fill(file, pools[tensor.kind], size, random)
        writer.write_padding(file, size)
        done += size
        tell(done, total)


def _pool(kind: str) -> Array:
    return blocks(kind, _POOL_BYTES // gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[kind]][1], SEED)


def _fill(file: Any, pool: Array, size: int, random: np.random.Generator) -> None:
    """Write so many bytes of blocks, each stretch from another place of the pool."""
    left = size // pool.shape[1]
    while left:
        begin = int(random.integers(len(pool)))
        stretch = pool[begin : begin + left]
        file.write(stretch.tobytes())
        left -= len(stretch)
