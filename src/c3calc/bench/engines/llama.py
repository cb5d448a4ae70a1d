"""llama.cpp through its own C functions: batches of tokens in, seconds out. The only module that imports `llama_cpp`.

The recipe is that of llama-bench and llama-batched-bench: random tokens, logits of the last token of a prompt only, the
device synchronised after the prompt and after each token, memory cleared outside of the clock. Batches are filled
before the clock starts. Every return code is looked at: these functions raise nothing.
"""

from __future__ import annotations

import ctypes
import random
import resource
from typing import TYPE_CHECKING, Any

import llama_cpp
from llama_cpp import llama_cpp as api

from c3calc.base.errors import MeasurementError, Problem
from c3calc.base.units import GIGA
from c3calc.bench.engines.engine import EngineFacts, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from c3calc.bench.machine import Clock

BATCH_TOKENS = 512  # of one call; llama.cpp works in such parts anyway, and Ctrl-C waits for the end of a call
_WARM_OUTPUT = 2
_SEED = 20261121
_LEVEL_ERROR = 4
_GPU_KINDS = (1, 2)  # ggml_backend_dev_type: GPU, integrated GPU
_KB_PER_GB = GIGA / 1024
_NEEDED = {
    api.llama_model_params: ("n_gpu_layers",),
    api.llama_context_params: (
        "n_ctx", "n_batch", "n_ubatch", "n_seq_max", "n_threads", "n_threads_batch", "no_perf", "kv_unified",
    ),
}  # fmt: skip
_SAID: list[str] = []  # what llama.cpp complained of since the last call


def _keep_error(level: int, text: bytes, _data: Any) -> None:
    if level == _LEVEL_ERROR:
        _SAID.append(text.decode("utf-8", "replace").strip())


_KEEP_ERROR = api.llama_log_callback(_keep_error)  # kept for as long as llama.cpp may call it


class LlamaEngine:
    """A model file in llama.cpp; `gpu_layers` -1 puts all layers on the GPU where there is one."""

    def __init__(
        self, path: Path, model: Mapping[str, Any], clock: Clock, *, threads: int, gpu_layers: int = -1
    ) -> None:
        _check_structures()
        self._clock, self._threads, self._random = clock, threads, random.Random(_SEED)  # noqa: S311
        api.llama_log_set(_KEEP_ERROR, None)
        api.llama_backend_init()
        params = api.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        _SAID.clear()
        self._model = api.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            fix = "a newer llama-cpp-python may know it: `c3 doctor` says which one is installed"
            raise MeasurementError([Problem("C3-M24", f"llama.cpp does not load {path}: {_complaint()}", help=fix)])
        vocabulary = api.llama_model_get_vocab(self._model)
        self._tokens, self._begin = api.llama_vocab_n_tokens(vocabulary), api.llama_vocab_bos(vocabulary)
        self._context: Any = None
        self._context_for = (0, 0)
        devices = used_devices(gpu_layers)
        settings = {"batch_tokens": BATCH_TOKENS, "gpu_layers": gpu_layers, "flash_attention": "auto", "kv_bits": 16}
        self.facts = EngineFacts(
            "llama.cpp", build(), devices[0].split(" ")[0].rstrip("0123456789"), devices, settings, model, threads
        )

    def warm_up(self, sequences: int, prompt_tokens: int, output_tokens: int) -> None:
        """Read one prompt whole and write two tokens for each sequence."""
        lengths = [min(prompt_tokens, BATCH_TOKENS), *[1] * (sequences - 1)]
        self._open(sequences, prompt_tokens + output_tokens)
        self._work(lengths, min(_WARM_OUTPUT, output_tokens))

    def prompts(self, sequences: int, prompt_tokens: int) -> Run:
        """Read prompts."""
        self._open(sequences, prompt_tokens)
        return self._work([prompt_tokens] * sequences, 0)

    def requests(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        """Read prompts and write after them, a token for each sequence at a time."""
        self._open(sequences, prompt_tokens + output_tokens)
        return self._work([prompt_tokens] * sequences, output_tokens)

    def memory_gb(self) -> float | None:
        """Return the most memory of the host that this process has used."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB_PER_GB

    def close(self) -> None:
        """Free context and model."""
        self._close_context()
        if self._model:
            api.llama_model_free(self._model)
            self._model = None

    def _close_context(self) -> None:
        if self._context:
            api.llama_free(self._context)
            self._context, self._context_for = None, (0, 0)

    def _open(self, sequences: int, length: int) -> None:
        """Make a context with room for so many sequences of such a length, each its own part, unless it is there."""
        if self._context_for[0] == sequences and self._context_for[1] >= length:
            return
        self._close_context()
        params = api.llama_context_default_params()
        params.n_ctx, params.n_seq_max = sequences * length, sequences
        params.n_batch = params.n_ubatch = BATCH_TOKENS
        params.n_threads = params.n_threads_batch = self._threads
        params.no_perf, params.kv_unified = True, False
        _SAID.clear()
        self._context = api.llama_init_from_model(self._model, params)
        if not self._context:
            text = f"llama.cpp makes no context of {sequences} x {length} tokens: {_complaint()}"
            raise MeasurementError([Problem("C3-M25", text, help="fewer sequences, or shorter ones")])
        self._context_for = (sequences, length)

    def _work(self, lengths: Sequence[int], output_tokens: int) -> Run:
        """Read prompts of these lengths, then write `output_tokens` for each."""
        chunks = list(self._chunks(lengths))
        step = _step(len(lengths))
        try:
            api.llama_memory_clear(api.llama_get_memory(self._context), False)
            api.llama_synchronize(self._context)
            begin = self._clock.now()
            for chunk in chunks:
                self._decode(chunk)
            api.llama_synchronize(self._context)
            read = self._clock.now()
            for number in range(output_tokens):
                self._fill(step, lengths, number)
                self._decode(step)
                api.llama_synchronize(self._context)
            end = self._clock.now()
        finally:
            for batch in (*chunks, step):
                api.llama_batch_free(batch)
        tokens, written, count = sum(lengths), output_tokens * len(lengths), len(lengths)
        tpot = ((end - read) / output_tokens,) * count if output_tokens else ()
        return Run(
            begin, end, tokens, written, read - begin, end - read if output_tokens else float("nan"),
            (read - begin,) * count, tpot, sent=count,
        )  # fmt: skip

    def _chunks(self, lengths: Sequence[int]) -> Iterator[Any]:
        """Yield the prompts as filled batches; a sequence's last token alone asks for logits."""
        tokens = [
            (self._begin if place == 0 and self._begin >= 0 else self._random.randrange(self._tokens), place, number,
             place == length - 1)
            for number, length in enumerate(lengths) for place in range(length)
        ]  # fmt: skip
        for start in range(0, len(tokens), BATCH_TOKENS):
            part = tokens[start : start + BATCH_TOKENS]
            batch = api.llama_batch_init(len(part), 0, 1)
            batch.n_tokens = len(part)
            for i, (token, place, number, is_last) in enumerate(part):
                batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, place, 1
                batch.seq_id[i][0], batch.logits[i] = number, is_last
            yield batch

    def _fill(self, step: Any, lengths: Sequence[int], number: int) -> None:
        """Put the next token of each sequence, any one, behind those it has."""
        tokens, places = step.token, step.pos
        for i, length in enumerate(lengths):
            tokens[i], places[i] = self._random.randrange(self._tokens), length + number

    def _decode(self, batch: Any) -> None:
        code = api.llama_decode(self._context, batch)
        if code:
            what = {1: "no room in its memory", 2: "it was aborted", -1: "the batch is not valid"}
            text = f"llama.cpp returned {code}: {what.get(code, 'the computation failed')}; {_complaint()}"
            raise MeasurementError([Problem("C3-M26", text, help="fewer sequences or shorter ones; see its log")])


def _step(sequences: int) -> Any:
    """Return a batch of a token for each sequence, all but the tokens and their places filled in."""
    batch = api.llama_batch_init(sequences, 0, 1)
    batch.n_tokens = sequences
    for i in range(sequences):
        batch.n_seq_id[i], batch.seq_id[i][0], batch.logits[i] = 1, i, 1
    return batch


def _complaint() -> str:
    return "; ".join(dict.fromkeys(_SAID)) or "it says nothing of why"


def _check_structures() -> None:
    """Refuse a llama-cpp-python whose structures differ: ctypes takes any name and ignores those it does not have."""
    for structure, names in _NEEDED.items():
        lacking = set(names) - {field[0] for field in structure._fields_}
        if lacking:
            text = f"llama-cpp-python {llama_cpp.__version__} has no {', '.join(sorted(lacking))}"
            raise MeasurementError([Problem("C3-M27", text, help="install the version that c3calc[bench] names")])


def build() -> str:
    """Return the versions of the Python package and, where it tells, of ggml with its commit."""
    said = [_ggml_text(name) for name in ("ggml_version", "ggml_commit")]
    ggml = " ".join(filter(None, said))
    return f"llama-cpp-python {llama_cpp.__version__}" + (f", ggml {ggml}" if ggml else "")


def _ggml_text(name: str) -> str:
    function = getattr(_ggml(), name, None)
    if function is None:
        return ""
    function.restype = ctypes.c_char_p
    return (function() or b"").decode()


def _ggml() -> Any:
    from llama_cpp import _ggml  # noqa: PLC0415  (the only way to the library that knows the devices)

    return _ggml.libggml


def used_devices(gpu_layers: int = -1) -> tuple[str, ...]:
    """Return the devices that work is given to: the GPUs that ggml has found, else the CPU."""
    library, found = _ggml(), {}
    library.ggml_backend_dev_count.restype = ctypes.c_size_t
    library.ggml_backend_dev_get.restype = library.ggml_backend_dev_name.restype = ctypes.c_void_p
    for i in range(library.ggml_backend_dev_count()):
        device = ctypes.c_void_p(library.ggml_backend_dev_get(ctypes.c_size_t(i)))
        kind = int(library.ggml_backend_dev_type(device))
        name, description = (_text(getattr(library, f), device) for f in _DEVICE_TEXTS)
        found[f"{name} ({description})"] = kind
    gpus = tuple(name for name, kind in found.items() if kind in _GPU_KINDS)
    return gpus if gpus and gpu_layers else tuple(name for name, kind in found.items() if kind == 0) or ("CPU",)


_DEVICE_TEXTS = ("ggml_backend_dev_name", "ggml_backend_dev_description")


def _text(function: Any, device: Any) -> str:
    function.restype = ctypes.c_char_p
    return str((function(device) or b"").decode().strip())
