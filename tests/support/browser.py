"""A page opened in headless Chromium, without any network, and everything that it complained about."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


def program() -> str:
    """Return the command of Chromium. Without it a test is skipped, and what is skipped in CI has failed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or pytest.skip("Chromium is not installed: apt-get install --no-install-recommends chromium")


@contextmanager
def browser() -> Iterator[Browser]:
    """Open Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


def opened(within: Browser, path: Path, width: int, *, dark: bool = False) -> tuple[Page, list[str]]:
    """Return a page at a width, and the list that gathers its complaints and what it asks the network for."""
    page = within.new_page(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(path.as_uri())
    return page, said
