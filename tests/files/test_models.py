"""The promise that shapes of open weights are right: their parameters, counted again, are as many as published."""

from __future__ import annotations

from typing import Any

import pytest

from c3calc.files.catalogue.load import load_catalogue

SHIPS = load_catalogue()
AGREEMENT = 0.02
# What a shape of attention and feed-forward layers cannot count: billions of parameters beyond it, and what they are.
# None is not countable from the shape at all.
BESIDE: dict[str, tuple[float | None, str]] = {
    "deepseek-v3": (-52.6, "latent attention: 187.1M parameters a layer in place of four full projections"),
    "gemma-3-12b": (0.42, "the vision tower"),
    "nemotron-nano-12b-v2": (None, "most layers are Mamba-2"),
    "nemotron-nano-9b-v2": (None, "most layers are Mamba-2"),
    "qwen3-omni-30b-a3b": (4.8, "encoders of sound and sight, and the talker"),
    "qwen3-vl-8b": (0.58, "the vision tower"),
    "qwen3.5-4b": (None, "three layers in four are gated delta nets"),
    "qwen3.5-9b": (None, "three layers in four are gated delta nets"),
}


def parameters_b(shape: Any, *, tied: bool, gated: bool) -> float:
    """Return the billions of parameters of a transformer of this shape.

    Attention: hidden x (2 q + 2 kv) with q = heads x head_dim; feed-forward: 3 matrices if gated, else 2, for each
    expert and the shared one, and a router; embeddings: vocab x hidden, twice unless input and output share them.
    """
    hidden, layers, sparse = shape["hidden"], shape["layers"], shape.get("moe_layers", 0)
    attention = 2 * hidden * shape["head_dim"] * (shape["heads"] + shape["kv_heads"])
    matrix = (3 if gated else 2) * hidden
    dense = matrix * shape["intermediate"]
    experts = shape.get("n_experts", 0)
    wide = experts * shape.get("moe_intermediate", shape["intermediate"]) + shape.get("shared_expert_intermediate", 0)
    embeddings = (1 if tied else 2) * shape["vocab"] * hidden
    feed_forward = (layers - sparse) * dense + sparse * (matrix * wide + hidden * experts)
    return float(layers * attention + feed_forward + embeddings) / 1e9


def nearest_b(model: str) -> float:
    """Return the count that is nearest to the published one, of tied and untied, gated and plain."""
    shape = SHIPS.get("models", model)
    counts = [parameters_b(shape, tied=tied, gated=gated) for tied in (True, False) for gated in (True, False)]
    beside = BESIDE.get(model, (0.0, ""))[0] or 0.0
    return min((c + beside for c in counts), key=lambda count: abs(count - shape["total_params_b"]))


def test_llama_by_hand() -> None:
    """Llama 3.1 8B: 32 x (41.9M attention + 176.2M feed-forward) + 2 x 525.3M embeddings = 8.03 billion."""
    assert pytest.approx(8.03, abs=0.005) == parameters_b(SHIPS.get("models", "llama-3.1-8b"), tied=False, gated=True)


@pytest.mark.parametrize("model", [m for m in SHIPS.ids("models") if BESIDE.get(m, (0.0,))[0] is not None])
def test_parameters_are_as_many_as_published(model: str) -> None:
    """Counted from the shape, the parameters are the published number within 2 %."""
    assert nearest_b(model) == pytest.approx(SHIPS.get("models", model)["total_params_b"], rel=AGREEMENT)


@pytest.mark.parametrize("model", SHIPS.ids("models"))
def test_active_parameters_are_some_of_all(model: str) -> None:
    """Of experts only some are active; of dense weights all but a vision tower."""
    shape = SHIPS.get("models", model)
    share = shape["active_params_b"] / shape["total_params_b"]
    assert share < 0.5 if "n_experts" in shape else 0.9 < share <= 1


def test_layers_add_up() -> None:
    """Every layer attends fully or within a window; Nemotron's and Qwen 3.5's others keep a state instead."""
    shapes = [SHIPS.get("models", model) for model in SHIPS.ids("models")]
    hybrids = {s["family"] for s in shapes if s["full_attn_layers"] + s["swa_layers"] < s["layers"]}
    assert [s["id"] for s in shapes if s["full_attn_layers"] + s["swa_layers"] > s["layers"]] == []
    assert [family for family in hybrids if not family.startswith(("nemotron", "qwen3.5", "qwen3-5"))] == []


def test_exceptions_are_needed() -> None:
    """What stands in the list does not fit without it."""
    fits = [m for m in BESIDE if min(
        abs(parameters_b(SHIPS.get("models", m), tied=t, gated=g) / SHIPS.get("models", m)["total_params_b"] - 1)
        for t in (True, False) for g in (True, False)) <= AGREEMENT]  # fmt: skip
    assert fits == []
