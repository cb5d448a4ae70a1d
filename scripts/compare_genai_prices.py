"""Hold our API prices against genai-prices (to be installed): `python scripts/compare_genai_prices.py 2026-11-10`.

Prints each model whose input, output or cached price differs on that day, and each that genai-prices does not have;
the exit code is 1 if there is any. Two collections that agree are no proof: they read from each other.
"""

from __future__ import annotations

import math
import sys
from datetime import UTC, datetime, time

from genai_prices.data_snapshot import get_snapshot

from c3calc.files.catalogue import load_catalogue

HOURS = range(24)
FIELDS = {"input_per_mtok": "input_mtok", "output_per_mtok": "output_mtok", "cached_read": "cache_read_mtok"}
THEIR_NAMES = {"aws-bedrock": "aws"}


def their_price(provider: str, model: str, day: str) -> dict[str, float | None] | None:
    """Return a model's prices per million tokens, averaged over the hours of a day; None if they do not have it."""
    providers = {p.id: p for p in get_snapshot().providers}
    models = {m.id: m for m in providers[THEIR_NAMES.get(provider, provider)].models}
    if model not in models:
        return None
    midnight = datetime.combine(datetime.fromisoformat(day), time(), UTC)
    rows = [models[model].get_prices(midnight.replace(hour=hour), {}) for hour in HOURS]
    return {ours: _mean([getattr(row, theirs) for row in rows]) for ours, theirs in FIELDS.items()}


def _mean(prices: list[object]) -> float | None:
    """Return the mean of the prices below any long-context tier, or None where one is missing."""
    amounts = [getattr(price, "base", price) for price in prices]
    return None if None in amounts else math.fsum(map(float, map(str, amounts))) / len(amounts)


def differences(day: str) -> list[str]:
    """Return a line for each price of ours that is not theirs on a day."""
    catalogue, lines = load_catalogue(), []
    for key in catalogue.ids("apis"):
        entry = catalogue.get("apis", key)
        ours = catalogue.price_on(entry["prices"], day)
        theirs = their_price(entry["provider"], entry["id"], day)
        if theirs is None:
            lines.append(f"{entry['where']}: {key} is not in genai-prices")
        elif ours is not None:
            lines += [f"{ours['where']}: {key} {f}: ours {ours.get(f)}, theirs {theirs[f]}" for f in FIELDS
                      if not math.isclose(ours.get(f, math.nan), theirs[f] or math.nan, rel_tol=1e-4)
                      and (f in ours or theirs[f] is not None)]  # fmt: skip
    return lines


def main(day: str) -> int:
    """Print the differences of a day."""
    found = differences(day)
    print(*found, sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
