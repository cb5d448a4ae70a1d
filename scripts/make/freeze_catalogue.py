"""Freeze the catalogue that golden tests run against: `python scripts/make/freeze_catalogue.py`.

Writes tests/catalogue.json from src/c3calc/catalogue.json, keeping of the large tables only what the scenarios name,
so that a price update touches no golden file. Run it only when a golden case needs an entry that is not in there.
"""

from __future__ import annotations

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "src" / "c3calc" / "catalogue.json"
FROZEN = ROOT / "tests" / "catalogue.json"
LARGE = ("apis", "rentals", "gpus", "models")


def main() -> None:
    """Write the frozen catalogue."""
    data = json.loads(SHIPPED.read_bytes())
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "scenarios").rglob("*.yaml"))]
    for cases in ("golden", "errors"):
        asked = (path for name in ("*.yaml", "*.csv", "cmd") for path in (ROOT / "tests" / cases).rglob(name))
        texts += [path.read_text(encoding="utf-8") for path in sorted(asked)]
    named = " ".join(texts)
    tables = {name: _kept(name, table, named) for name, table in data["tables"].items()}
    FROZEN.write_text(
        json.dumps(data | {"tables": tables}, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


def _kept(name: str, table: dict[str, dict[str, object]], named: str) -> dict[str, dict[str, object]]:
    if name not in LARGE:
        return table
    return {key: entry for key, entry in table.items() if any(str(word) in named for word in _words(name, entry))}


def _words(name: str, entry: dict[str, object]) -> list[object]:
    """Return the words by which a scenario would need an entry; of an API also the weights it serves."""
    if name == "rentals":
        return [entry["sku"]]
    return [entry["id"], entry["open_weights"]] if entry.get("open_weights") else [entry["id"]]


if __name__ == "__main__":
    main()
