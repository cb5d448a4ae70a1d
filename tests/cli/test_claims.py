"""Every claim of the articles is worked out again, and what holds it runs; that docs/claims.md is fresh: test_house."""

from __future__ import annotations

import ast
import operator
from typing import Any

import pytest
import test_articles

from c3calc.files.text.document import read_document
from paths import TESTS

CLAIMS: dict[str, dict[str, Any]] = dict(read_document(TESTS / "claims.yaml").data)
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
GOLDEN = " ".join(path.read_text(encoding="utf-8") for path in (TESTS / "golden").rglob("cmd"))


def worked(node: ast.AST) -> float:
    """Return the value of a sum of numbers."""
    if isinstance(node, ast.BinOp):
        return float(OPERATORS[type(node.op)](worked(node.left), worked(node.right)))
    assert isinstance(node, ast.Constant)
    return float(node.value)  # type: ignore[arg-type]


def test_all_claims_are_there() -> None:
    """25 of the triangle, 23 of managing costs, 29 of the crossover article: 77, each with a verdict and a reason."""
    assert [sum(name.startswith(article) for name in CLAIMS) for article in "PQR"] == [25, 23, 29]
    assert {row["verdict"] for row in CLAIMS.values()} == {"reproduced", "wrong", "open"}
    assert all(row["says"] and row["why"] for row in CLAIMS.values())


@pytest.mark.parametrize("name", [name for name, row in CLAIMS.items() if "sum" in row])
def test_a_claim_is_worked_out_again(name: str) -> None:
    """The sum gives the figure beside it, to the digits that are printed."""
    row = CLAIMS[name]
    assert worked(ast.parse(str(row["sum"]), mode="eval").body) == pytest.approx(float(row["gives"]), rel=2e-4)


@pytest.mark.parametrize("name", [name for name, row in CLAIMS.items() if "by" in row])
def test_what_holds_a_claim_runs(name: str) -> None:
    """A test of the articles of that name, or a shipped scenario that a golden case or such a test answers."""
    for by in CLAIMS[name]["by"]:
        if by.startswith("test_"):
            assert callable(getattr(test_articles, by))
        else:
            assert (TESTS.parent / "scenarios" / f"{by}.yaml").exists()
            assert f"{by}.yaml" in GOLDEN
