"""Debian's Chromium, driven by Playwright: pages that say what they fetch and complain about."""

import os
import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, NARROW = (1280, 900), (375, 812)
NEEDED = "DEPESCHE_NEEDS_CHROMIUM"
"""Set where a missing Chromium must fail the tests rather than skip them, as `.ci/run` does."""


def is_missing():
    """Whether tests go without Chromium. Raises AssertionError where they must not."""
    assert PROGRAM or not os.environ.get(NEEDED), "chromium is missing: apt-get install chromium"
    return PROGRAM is None


@contextmanager
def chromium():
    """A running browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=PROGRAM, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """What happens in a page that nobody asked for."""

    def __init__(self, page):
        self.requests, self.complaints, self.dialogs = [], [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dismiss)

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()


def fits(page):
    """Whether nothing reaches out of a page's sides."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
