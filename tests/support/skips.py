"""Which tests may be skipped where, so that in CI none is skipped unseen."""

from __future__ import annotations

import importlib.util
import os
import shutil

import pytest

BENCH_EXTRA = "not installed: the extra `bench`"
REQUIRED = os.environ.get("C3_BENCH_TESTS") == "required"


def needs(package: str) -> pytest.MarkDecorator:
    """Skip a test where a package of the extra is not installed, unless C3_BENCH_TESTS=required: then it fails."""
    missing = importlib.util.find_spec(package) is None
    return pytest.mark.skipif(missing and not REQUIRED, reason=f"{package} is {BENCH_EXTRA}")


def needs_program(name: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not there, unless C3_BENCH_TESTS=required."""
    return pytest.mark.skipif(shutil.which(name) is None and not REQUIRED, reason=f"there is no {name}")
