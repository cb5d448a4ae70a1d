"""Which open weights a seller's model name stands for: by rule, and by a table of the names that no rule reaches.

A link that is not certain is not made. Another checkpoint, a fine-tune, a distilled model or a size that the name does
not say are other weights, however near their names are.
"""

from __future__ import annotations

import re

# How weights are served (precision, engine, speed) or that they follow instructions; never which they are.
_SERVING = re.compile(
    r"-(instruct|it|chat|hf|fp8|fp16|bf16|awq|int4|fp4|nvfp4|fast|turbo|lite|versatile|instant|specdec|tee|maas|basic)$"
)

# The weights of pricing/models.yaml: what is left of their names at sellers once the words above are gone.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "deepseek-coder-33b": ("deepseek-coder-33b",),
    "deepseek-v3": ("deepseek-v3", "deepseek_v3"),
    "gemma-2-27b": ("gemma-2-27b",),
    "gemma-2-2b": ("gemma-2-2b",),
    "gemma-2-9b": ("gemma-2-9b", "gemma2-9b"),
    "gemma-3-12b": ("gemma-3-12b", "google.gemma-3-12b", "databricks-gemma-3-12b"),
    "gemma-3-27b": ("gemma-3-27b", "google.gemma-3-27b"),
    "gemma-4-31b": ("gemma-4-31b",),
    "glm-4.5-air": ("glm-4.5-air",),
    "gpt-oss-120b": ("gpt-oss-120b", "openai.gpt-oss-120b-1", "databricks-gpt-oss-120b"),
    "gpt-oss-20b": ("gpt-oss-20b", "openai.gpt-oss-20b-1", "databricks-gpt-oss-20b"),
    "hunyuan-a13b": ("hunyuan-a13b",),
    "llama-2-70b": ("llama-2-70b", "llama2-70b-4096"),
    "llama-3.1-405b": ("llama-3.1-405b", "meta-llama-3.1-405b"),
    "llama-3.1-70b": ("llama-3.1-70b", "meta-llama-3.1-70b", "meta.llama3-1-70b-instruct-v1"),
    "llama-3.1-8b": (
        "llama-3.1-8b", "llama3.1-8b", "llama-v3p1-8b", "meta-llama-3.1-8b", "meta.llama3-1-8b-instruct-v1",
        "databricks-meta-llama-3-1-8b",
    ),
    "llama-3.2-3b": ("llama-3.2-3b", "llama-3.2-3b-preview", "meta.llama3-2-3b-instruct-v1"),
    "llama-3.3-70b": (
        "llama-3.3-70b", "meta-llama-3.3-70b", "meta-llama-3_3-70b", "meta.llama3-3-70b-instruct-v1",
        "databricks-meta-llama-3-3-70b",
    ),
    "llama-4-maverick": (
        "llama-4-maverick", "llama-4-maverick-17b-128e", "llama4-maverick", "meta.llama4-maverick-17b-instruct-v1",
        "databricks-llama-4-maverick",
    ),
    "llama-4-scout": ("llama-4-scout", "llama-4-scout-17b-16e", "meta.llama4-scout-17b-instruct-v1"),
    "minimax-m2.5": ("minimax-m2.5",),
    "mistral-7b": ("mistral-7b",),
    "mistral-nemo-12b": ("mistral-nemo", "mistral-nemo-instruct-2407"),
    "mistral-small-24b": ("mistral-small-24b-instruct-2501",),
    "mixtral-8x22b": ("mixtral-8x22b", "mixtral-8x22b-instruct-v0.1"),
    "mixtral-8x7b": (
        "mixtral-8x7b", "mixtral-8x7b-v0.1", "mixtral-8x7b-instruct-v0.1", "mixtral-8x7b-32768",
        "mistral.mixtral-8x7b-instruct-v0",
    ),
    "nemotron-nano-12b-v2": ("nvidia-nemotron-nano-12b-v2",),
    "nemotron-nano-9b-v2": ("nemotron-nano-9b-v2", "nvidia.nemotron-nano-9b-v2"),
    "phi-3-medium": ("phi-3-medium-128k",),
    "phi-3-mini": ("phi-3-mini-128k",),
    "phi-4-14b": ("phi-4",),
    "qwen2.5-7b": ("qwen2.5-7b", "qwen-2.5-7b"),
    "qwen3-14b": ("qwen3-14b",),
    "qwen3-235b-a22b": ("qwen3-235b-a22b",),
    "qwen3-30b-a3b": ("qwen3-30b-a3b",),
    "qwen3-32b": ("qwen3-32b", "qwen-3-32b", "qwen.qwen3-32b-v1"),
    "qwen3-8b": ("qwen3-8b",),
    "qwen3-coder-480b-a35b": ("qwen3-coder-480b-a35b", "qwen-3-coder-480b", "qwen.qwen3-coder-480b-a35b-v1"),
    "qwen3-vl-235b-a22b": ("qwen3-vl-235b-a22b", "qwen.qwen3-vl-235b-a22b-v1"),
    "qwen3-vl-30b-a3b": ("qwen3-vl-30b-a3b",),
    "qwen3-vl-32b": ("qwen3-vl-32b",),
    "qwen3-vl-8b": ("qwen3-vl-8b",),
    "qwen3.5-397b-a17b": ("qwen3.5-397b-a17b",),
    "qwen3.5-9b": ("qwen3.5-9b",),
}  # fmt: skip
_WEIGHTS = {spelling: weights for weights, spellings in SPELLINGS.items() for spelling in spellings}


def weights_of(name: str) -> str | None:
    """Return the id of the weights a seller's model name stands for, or None where that is not certain."""
    left = name.lower().rpartition("/")[2].partition(":")[0]
    while left not in _WEIGHTS and _SERVING.search(left):
        left = _SERVING.sub("", left)
    return _WEIGHTS.get(left)
