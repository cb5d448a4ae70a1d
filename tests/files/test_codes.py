"""The texts of codes: each row whole, in its place, and said once."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from c3calc.files.codes import HERE, LETTERS, code_named, read_family
from c3calc.files.text.document import read_document
from c3calc.render.ci.findings import RULES

KINDS = {"B": "rule", "N": "note"}


@pytest.mark.parametrize("letter", LETTERS)
def test_a_family_is_whole(letter: str) -> None:
    """Its codes begin with its letter, are sorted and none stands twice; every field is there, in whole sentences."""
    family = read_family(letter)
    codes = [row.code for row in family.codes]
    assert (family.kind, bool(family.title)) == (KINDS.get(letter, "error"), True)
    assert [code for code in codes if code_named(code) != code or code[3] != letter] == []
    assert codes == sorted(set(codes))
    assert [row.code for row in family.codes if not all(astuple(row))] == []
    assert [row.code for row in family.codes if not (row.explanation.endswith(".") and row.fix.endswith("."))] == []


@pytest.mark.parametrize("letter", LETTERS)
def test_a_family_says_nothing_else(letter: str) -> None:
    """No key is there that nobody reads, and every value is text."""
    (path,) = HERE.glob(f"{letter}-*")
    data = read_document(path).data
    assert list(data) == ["kind", "title", "codes"]
    assert {tuple(row) for row in data["codes"]} == {("code", "title", "explanation", "fix")}
    assert {type(value) for row in data["codes"] for value in row.values()} == {str}


def test_a_rule_is_explained_as_code_scanning_shows_it() -> None:
    """SARIF and `c3 explain` say the same of a rule."""
    assert {row.code: row.explanation for row in read_family("B").codes} == {rule.id: rule.text for rule in RULES}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("C3-N15", "C3-N15"), ("c3-n15", "C3-N15"), ("C3-B001", "C3-B001"), ("C3-Z99", "C3-Z99"),
        ("./C3-N15", ""), ("N15", ""), ("C3-N015", ""), ("C3-N1", ""), ("C3-N15.yaml", ""), ("C3-N\u0661\u0665", ""),
        ("", ""), ("-", ""),
    ],
)  # fmt: skip
def test_only_a_whole_code_is_one(word: str, code: str) -> None:
    """Capitals or not; a path, a part of a code, or a code with more behind it is the name of a file."""
    assert code_named(word) == code
