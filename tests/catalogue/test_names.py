"""Promises of hints for a model's name: the model that is meant, or none; over every id of the catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from c3calc.catalogue.names import near_model, undated
from c3calc.files.catalogue.load import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN: dict[str, list[str]] = defaultdict(list)
for key in load_catalogue().ids("apis"):
    OWN[key.split("/")[0]].append(key.split("/", 1)[1])


def hint(provider: str, name: str) -> str:
    """Return the model that is suggested for a name among those of a provider."""
    found = near_model(name, OWN[provider])
    return found.names[0] if found else ""


def shorter(name: str) -> Iterator[str]:
    """Yield an id with its day, a vendor, a first word or a last one cut off."""
    yield undated(name)
    yield name.split("/", 1)[-1]
    yield name.rsplit("/", 1)[-1]
    yield re.sub(r"^\w+[-./:]", "", name)
    yield re.sub(r"[-./:]\w*$", "", name)
    yield re.sub(r"(-v\d+)?:\w*$", "", name)


def plain(name: str) -> str:
    """Return an id without vendor, case and marks."""
    return re.sub(r"\W", "-", name.rsplit("/", 1)[-1].lower()).strip("-")


@pytest.mark.parametrize(
    ("provider", "name", "meant"),
    [
        ("openai", "gpt-4o-2024-08-06", "gpt-4o"),
        ("openai", "gpt-5-2025-08-07", "gpt-5"),
        ("openai", "gpt-4.1-2025-04-14", "gpt-4.1"),
        ("openai", "gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("openai", "gtp-5-mini", "gpt-5-mini"),
        ("openai", "GPT5", "gpt-5"),
        ("openai", "gpt-7", ""),
        ("anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("anthropic", "claude-opus-4-1-20250805", "claude-opus-4-1"),
        ("anthropic", "claude-sonnet-9-9", ""),
        ("google", "gemini-2.5-flash-preview-09-2025", ""),  # costs twice the undated preview
        ("mistral", "mistral-large-latest", ""),
        ("mistral", "mistral-medium", ""),  # not magistral-medium
        ("groq", "gpt-oss-120b", "openai/gpt-oss-120b"),
        ("aws-bedrock", "amazon.nova-pro", "amazon.nova-pro-v1:0"),
        ("aws-bedrock", "anthropic.claude-sonnet-5-v1:0", ""),  # global and regional have a price each
        ("aws-bedrock", "us.anthropic.claude-sonnet-5-v1:0", ""),
    ],
)
def test_a_hint_is_the_model_that_is_meant_or_none(provider: str, name: str, meant: str) -> None:
    """A day is cut off and the id that is left suggested; another size, generation, geography or twin never is."""
    assert hint(provider, name) == meant


def test_an_id_with_a_day_added_is_that_id() -> None:
    """Of every id with a day behind it the hint is the id itself, or none for a preview; nothing else."""
    found = [(hint(p, f"{name}{day}"), name) for p, ids in OWN.items() for name in ids[::3]
             for day in ("-2025-08-07", "-20250807")]  # fmt: skip
    assert [pair for pair in found if pair[0] not in ("", pair[1])] == []
    assert sum(bool(made) for made, _ in found) > 0.9 * len(found)


def test_an_id_cut_short_is_that_id_or_none() -> None:
    """Of every id without its day, vendor, first or last word the hint is the id, one spelt as the rest is, or none."""
    wrong, right = [], 0
    for provider, ids in OWN.items():
        for name, cut in dict.fromkeys((own, cut) for own in ids for cut in shorter(own) if cut not in ids):
            made = hint(provider, cut)
            right += made == name
            if plain(made) not in ("", plain(name), plain(cut), plain(undated(cut))):
                wrong.append((provider, name, cut, made))
    assert wrong == []
    assert right > 1000


def test_a_retired_name_says_so() -> None:
    """DeepSeek's two names of 2025 are out of service: whoever is billed at their price is told (C3-N24)."""
    entries = [load_catalogue().get("apis", f"deepseek/{name}") for name in ("deepseek-chat", "deepseek-reasoner")]
    assert [entry["note"].startswith("retired") for entry in entries] == [True, True]
