"""LiteLLM's price file, `model_prices_and_context_window.json`, read as amounts per million tokens by our ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c3calc.base.errors import InputError, Problem, Where
from c3calc.base.units import TOKENS_PER_MTOK
from c3calc.files.text.source import read_bytes

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

PROVIDERS = {
    "anthropic": "anthropic", "cerebras": "cerebras", "cohere": "cohere", "cohere_chat": "cohere",
    "deepseek": "deepseek", "fireworks_ai": "fireworks", "gemini": "google", "groq": "groq", "mistral": "mistral",
    "moonshot": "moonshotai", "novita": "novita", "openai": "openai", "openrouter": "openrouter",
    "perplexity": "perplexity", "together_ai": "together", "xai": "x-ai",
}  # fmt: skip
AMOUNTS = {
    "input_per_mtok": "input_cost_per_token", "output_per_mtok": "output_cost_per_token",
    "cached_read": "cache_read_input_token_cost", "cache_write": "cache_creation_input_token_cost",
    "batch_input": "input_cost_per_token_batches", "batch_output": "output_cost_per_token_batches",
}  # fmt: skip


def read_litellm(path: pathlib.Path) -> dict[str, dict[str, float]]:
    """Return every price above 0 by provider/model. Raises InputError C3-U45 if this is not the file; C3-Y.. file."""
    try:
        data = json.loads(read_bytes(path))
        return {key: amounts for name, entry in data.items() for key, amounts in _entry(name, entry) if amounts}
    except (ValueError, AttributeError, TypeError) as exc:
        message = f"`{path}` is not LiteLLM's price file"
        fix = f"model_prices_and_context_window.json of its repository; {exc}"
        raise InputError([Problem("C3-U45", message, help=fix, where=Where(str(path)))]) from exc


def _entry(name: str, entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    provider = entry.get("litellm_provider", "")
    if provider in PROVIDERS:
        model = name.removeprefix(f"{provider}/")
        amounts = {ours: entry.get(theirs) for ours, theirs in AMOUNTS.items()}
        yield f"{PROVIDERS[provider]}/{model}", {n: TOKENS_PER_MTOK * float(a) for n, a in amounts.items() if a}
