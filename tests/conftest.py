"""Rules for every test run: in CI a skipped test is a failed test, for nobody would see that it did not run."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from hypothesis import settings

from skips import BENCH_EXTRA

settings.register_profile("untimed", deadline=None)  # a law holds or not, however busy the machine is
settings.register_profile("many", deadline=None, max_examples=20_000, print_blob=True)
settings.register_profile("steady", deadline=None, max_examples=20, derandomize=True, database=None)
settings.load_profile("untimed")


def pytest_configure() -> None:
    """Let tests interrupt c3 also in a run that a shell put in the background, where children ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites golden files."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write what the golden cases print now into their folders"
    )


def _no_skip(report: Any) -> Any:
    """Fail what is skipped, but for tests of the extra `bench`: .ci/run has a section that requires those."""
    is_skipped = report.skipped and not hasattr(report, "wasxfail") and BENCH_EXTRA not in report.longrepr[-1]
    if os.environ.get("CI") and is_skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI runs every test: {report.longrepr[-1]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Turn a skipped test into a failed one when CI is set."""
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    """Turn a skipped module into a failed one when CI is set."""
    return _no_skip((yield))
