"""The issue as plain text, for a terminal and as the twin of the HTML mail."""

from __future__ import annotations

import re

from pipeline.newsletter.issue import Issue
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.settings import Settings


def to_text(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The issue in lines of 72 columns; addresses stay whole."""
    return _tidy(pages.issue("issue.txt", issue, settings))


def to_markdown(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The issue as CommonMark. Article text is data in it, never markup."""
    return _tidy(pages.issue("issue.md", issue, settings))


def _tidy(page: str) -> str:
    """No more than one empty line in a row: what a template left out leaves no gap."""
    return re.sub(r"\n{3,}", "\n\n", page).strip("\n") + "\n"
