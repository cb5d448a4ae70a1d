"""Promises about the scripts: what they complain of, and that they say which package."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from paths import ROOT


def script(name: str) -> Any:
    """Return a script of the repository as a module."""
    spec = spec_from_file_location(name.replace("/", "_"), ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_not_tested_as_wanted_is_named() -> None:
    """A package that pyproject.toml wants newer, or that nothing pins, is said by its name."""
    constraints = script("make/constraints")
    pins = constraints.pinned(constraints.CONSTRAINTS.read_text(encoding="utf-8"))
    assert list(constraints.complaints(pins)) == []
    found = list(constraints.complaints({**pins, "rich": "13.0.0"} | {"numpy": "1.26.0"}))
    assert found == ["rich==13.0.0 is in constraints.txt; pyproject.toml has >=13.9"]
    del pins["pyyaml"]
    assert list(constraints.complaints(pins)) == ["PyYAML is not in constraints.txt"]


def test_a_wheel_without_prices_or_licence_is_told() -> None:
    """A wheel holds the catalogue and the licence, nothing beside its package, and is small."""
    wheel = script("check/wheel")
    good = ["c3calc/__init__.py", "c3calc/pricing/gpus.yaml", "c3calc-1.dist-info/licenses/LICENSE"]
    assert list(wheel.complaints(1000, good)) == []
    assert list(wheel.complaints(4_000_000, ["tests/a.py"])) == [
        "the wheel is larger than 3 MB",
        "pricing/ is not in the wheel",
        "the licence is not in the wheel",
        "tests/a.py is outside c3calc/",
    ]


def test_every_room_is_counted_once() -> None:
    """The lines of the rooms are those of the package."""
    modules, lines = script("check/lines").counted()
    files = list((ROOT / "src" / "c3calc").rglob("*.py"))
    assert modules.total() == len(files)
    assert lines.total() == sum(path.read_text(encoding="utf-8").count("\n") for path in files)
    assert {"base", "bench", "cli", "evaluate"} <= set(lines)


def test_the_package_that_breaks_a_test_is_named() -> None:
    """Of two packages that moved, the one whose tested version mends the test is the culprit."""
    newest = script("check/newest")
    versions = newest.moved({"pyyaml": "6.0.3", "rich": "15.0"}, {"pyyaml": "6.0.4", "rich": "15.0", "pip": "26"})
    assert versions == {"pyyaml": ("6.0.3", "6.0.4")}
    summary = "..F\nFAILED tests/a.py::test_deep[a b] - AssertionError: 1\nERROR tests/b.py\n1 failed"
    assert newest.failed(summary) == ["tests/a.py::test_deep[a b]", "tests/b.py"]
    still = {"pyyaml": ["tests/b.py"], "rich": ["tests/a.py", "tests/b.py"]}
    found = newest.culprits(["tests/a.py", "tests/b.py"], ["pyyaml", "rich"], still.__getitem__)
    assert list(found) == [("pyyaml", ["tests/a.py"])]
