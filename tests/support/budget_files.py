"""Scenario files with a budget, as checks are given them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BASE = """\
c3: 1
name: {name}
currency: USD
workload: {{input_tokens_per_month: 500M, output_tokens_per_month: 150M}}
options:
  - {{name: API, kind: api, model: m, price: {{input_per_mtok: {price}, output_per_mtok: 10}}}}
"""
BUDGET = "budgets: [{name: cap, metric: cost_per_month, max: 3000}]\n"
INCREASE = "budgets: [{name: jump, metric: cost_per_month, max_increase: 100}]\n"


def write(folder: Path, name: str, rest: str = BUDGET, price: float = 2.5) -> None:
    """Write a scenario: USD 2,750 a month at 2.50 a Mtok."""
    (folder / f"{name}.yaml").write_text(BASE.format(name=name, price=price) + rest, encoding="utf-8")
