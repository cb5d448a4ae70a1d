"""Tensors of a dense transformer as llama.cpp names them, and the type that llama-quantize would give each of them.

Shapes come from the catalogue. The rules of the types are those of src/llama-quant.cpp, for the files people download.
They need no extra: the size of a file is known before anything is there to write it with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.base.errors import InputError, Problem
from c3calc.base.text import near
from c3calc.base.units import GIGA
from c3calc.files.gguf_header import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
