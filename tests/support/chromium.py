"""A real Chromium for the browser tests, and pages that notice what goes wrong in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

#: Headless, possibly as root in a container, and never speaking to anybody but our own server.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PHONE: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

#: Opens a page in a context of its own: `new_page(color_scheme="dark")`,
#: `new_page(viewport=PHONE)`, `new_page(java_script_enabled=False)`.
NewPage = Callable[..., Page]


def chromium_path() -> str | None:
    """KB_CHROMIUM, or one on the path; scripts/ensure-chromium is what may install one."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("KB_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """A headless browser; leaves no event loop behind, so that later tests may have their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def watched(page: Page, problems: list[str]) -> Page:
    """Note every script error and console error, such as a breach of the content policy."""

    def heard(message: ConsoleMessage) -> None:
        # The browser reports the status of an error page too; its test asks for exactly that.
        if message.type == "error" and "Failed to load resource" not in message.text:
            problems.append(f"{page.url}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    return page
