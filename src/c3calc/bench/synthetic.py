"""A GGUF file of random weights: architecture, tensor types and size of the real one, nothing to download, no licence.

Written tensor by tensor from a pool of quantised blocks (`blocks`), so that a file of any size takes little memory. The
same name, quantisation and seed give the same file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gguf
import numpy as np

from c3calc.bench.quantised import Array, blocks
from c3calc.bench.shapes import FILE_TYPES, SyntheticShape, Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
