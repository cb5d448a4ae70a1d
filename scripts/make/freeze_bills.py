"""Ask genai-prices, request by request, for 1,000 random bills: `python scripts/make/freeze_bills.py`.

Writes tests/bills.json, against which tests/files/test_import_bills.py holds ours. Run it after an import. A case is a
model, a day, one request's tokens, how it is sent, how many of them a month, and what the package asks for all of them.
The requests lie evenly over the day, a half hour apart, for some prices depend on the hour.
"""

from __future__ import annotations

import json
import pathlib
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from genai_prices import Usage
from genai_prices.data_snapshot import get_snapshot

from c3calc.catalogue.catalogue import UNDATED, Catalogue, Entry
from c3calc.files.catalogue.load import load_catalogue
from c3calc.files.importers.genai_prices import BILLED_IN, PROVIDERS

FROZEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "bills.json"
CASES = 1000
SEED = 20261121
FIRST, DAYS = date(2026, 1, 1), 400
CONTEXTS = {
    "standard": {}, "batch": {"processing": "batch"}, "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"}, "fast": {"speed": "fast"},
}  # fmt: skip
SIZES = (100, 2_000, 31_999, 32_000, 32_001, 128_000, 128_001, 200_000, 200_001, 272_000, 272_001, 600_000)


def case(catalogue: Catalogue, key: str, dice: random.Random) -> dict[str, Any] | None:
    """Return a random case of a model, or None where a price kept by hand takes the place of the package's."""
    day = (FIRST + timedelta(days=dice.randrange(DAYS))).isoformat()
    row = catalogue.price_on(catalogue.get("apis", key)["prices"], day)
    if row is None or "/genai-prices/" not in row["where"]:
        return None
    sent = dice.choice([name for name in CONTEXTS if name in ("standard", "batch") or name in row])
    usage = _usage(row, dice)
    requests = 48 * dice.randrange(1, 5000)
    found = {"key": key, "day": day, "sent": sent, "lifetime": dice.choice(["5m", "1h"]), **usage, "requests": requests}
    return found | {"expected": str(_asked(found).normalize())}


def _usage(row: Entry, dice: random.Random) -> dict[str, int]:
    """Return one request's tokens; a model without a price of output, an embedding, writes none."""
    sent = dice.choice(SIZES)
    cached = dice.choice([0, sent // 4, sent // 2])
    written = dice.choice([0, sent // 4])
    return {"input": sent, "cached": cached, "written": written,
            "output": dice.choice([1, 60, 1500]) if "output_per_mtok" in row else 0}  # fmt: skip


def _asked(given: dict[str, Any]) -> Decimal:
    """Return what the package asks for all requests of a case, one by one over the half hours of the day."""
    provider_id, model_id = given["key"].split("/", 1)
    theirs = {ours: name for name, ours in PROVIDERS.items()}.get(provider_id, provider_id)
    provider = next(p for p in get_snapshot().providers if p.id == theirs)
    model = next(m for m in provider.models if m.id == model_id)
    longer = given["written"] if given["lifetime"] == "1h" else 0
    usage = Usage(input_tokens=given["input"], output_tokens=given["output"], cache_read_tokens=given["cached"],
                  cache_write_tokens=given["written"], cache_write_1h_tokens=longer)  # fmt: skip
    midnight = datetime.fromisoformat(given["day"]).replace(tzinfo=UTC)
    times = [midnight + timedelta(minutes=30 * i) for i in range(48)]
    asked = (model.calc_price(usage, provider, genai_request_timestamp=t, price_context=CONTEXTS[given["sent"]])
             for t in times)  # fmt: skip
    return sum((price.total_price for price in asked), Decimal(0)) * int(given["requests"]) / 48


def main() -> None:
    """Write the cases, one a line."""
    dice, catalogue = random.Random(SEED), load_catalogue()  # noqa: S311  (chance, not a secret)
    keys = [key for key in catalogue.ids("apis") if key.split("/")[0] not in BILLED_IN]
    special = [k for k in keys if any(r.keys() & {"long_context", "flex", "fast", "time_of_day", "batch_input"}
                                      for r in catalogue.get("apis", k)["prices"])]  # fmt: skip
    cases: list[dict[str, Any]] = []
    while len(cases) < CASES:
        made = case(catalogue, dice.choice(special if len(cases) % 2 else keys), dice)
        cases += [made] if made else []
    FROZEN.write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n", encoding="utf-8")
    undated = sum(catalogue.get("apis", c["key"])["prices"][0]["valid_from"] == UNDATED for c in cases)
    print(f"{len(cases)} cases, {undated} of models without a first day")


if __name__ == "__main__":
    main()
