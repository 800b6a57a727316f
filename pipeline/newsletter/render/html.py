"""The issue as an HTML mail: tables, styles in the elements, nothing that must be fetched."""

from __future__ import annotations

from pipeline.errors import DepescheError
from pipeline.newsletter.issue import Issue
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.settings import Settings

LARGEST = 100_000
"""Bytes of UTF-8: Gmail cuts a mail off at 102 KB, and what is cut off nobody reads."""

_TEMPLATE = "mail.html"
# Mailing systems fill in what stands in such marks. As references they look the same to a reader,
# and no article can ask for an address or a name.
_MERGE_MARKS = {"{{": "{&#123;", "{%": "{&#37;", "{#": "{&#35;", "*|": "*&#124;", "[[": "[&#91;"}


def to_html(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The mail of `issue`, of as many of its stories as it takes in `LARGEST` bytes."""
    return _page(fitted(issue, settings, pages), settings, pages)


def fitted(issue: Issue, settings: Settings, pages: Pages) -> Issue:
    """The issue with as many of its first stories as fit in a mail.

    Raises DepescheError if not even one does, which only a template of one's own can cause.
    """
    if _fits(issue, settings, pages):
        return issue
    fit, too_many = 0, len(issue.stories)
    while too_many - fit > 1:
        middle = (fit + too_many) // 2
        if _fits(issue.shortened(middle), settings, pages):
            fit = middle
        else:
            too_many = middle
    if not fit:
        raise DepescheError(
            f"not one story fits in a mail of {LARGEST} bytes",
            f"make the template {_TEMPLATE} smaller",
        )
    return issue.shortened(fit)


def _fits(issue: Issue, settings: Settings, pages: Pages) -> bool:
    return len(_page(issue, settings, pages).encode()) <= LARGEST


def _page(issue: Issue, settings: Settings, pages: Pages) -> str:
    page = _inlined(pages.issue(_TEMPLATE, issue, settings))
    for mark, harmless in _MERGE_MARKS.items():
        page = page.replace(mark, harmless)
    return page


def _inlined(page: str) -> str:
    """Styles moved from <style> into the elements; only the @media rules stay."""
    from css_inline import CSSInliner

    inliner = CSSInliner(
        keep_at_rules=True,
        load_remote_stylesheets=False,
        minify_css=True,
        remove_inlined_selectors=True,
    )
    return str(inliner.inline(page))
