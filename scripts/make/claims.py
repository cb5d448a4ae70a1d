"""Write docs/claims.md, what becomes of the figures of the articles: `python scripts/make/claims.py [--check]`."""

from __future__ import annotations

import pathlib
import sys
from typing import Any

from c3calc.files.text.document import read_document

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "claims.md"
VERDICTS = {"reproduced": "reproduced", "wrong": "**wrong**", "open": "not checkable"}
HEAD = """# What the articles claim, and what becomes of it

Every figure of three articles (P: cost, control, carbon; Q: managing costs; R: API or self-hosted):
{counts}. Made by `scripts/make/claims.py` from `tests/claims.yaml`; the tests work out every sum again, and run the
scenarios and tests that are named. `c3 check` holds the scenarios' `expect` against the answer.

| claim | what it says | verdict | why | worked out | held by |
|---|---|---|---|---|---|
"""


def claims() -> dict[str, dict[str, Any]]:
    """Return the claims by their id."""
    return dict(read_document(ROOT / "tests" / "claims.yaml").data)


def page() -> str:
    """Return the page."""
    rows = claims()
    count = {verdict: sum(r["verdict"] == verdict for r in rows.values()) for verdict in VERDICTS}
    held = f"{count['reproduced']} come out, {count['wrong']} do not, {count['open']} cannot be checked"
    counts = f"{len(rows)}, of which {held}"
    return HEAD.format(counts=counts) + "".join(_row(name, row) for name, row in rows.items())


def _row(name: str, row: dict[str, Any]) -> str:
    worked = f"{row['sum']} = {row['gives']:,}" if "sum" in row else ""
    held = ", ".join(f"`{by}`" for by in row.get("by", ()))
    return f"| {name} | {row['says']} | {VERDICTS[row['verdict']]} | {row['why']} | {worked} | {held} |\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is fresh."""
    if "--check" in arguments:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
