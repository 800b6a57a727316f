"""Articles of which only a part was read: a note that begins with "partial:" says so, and why."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.article import Article

_PREFIX = "partial: "
_CUT = re.compile(r"\[\+\s?(?P<missing>\d+)\s(?:chars|Zeichen)\]")


def note(reason: str) -> str:
    """The note of an article that is partial for a reason."""
    return f"{_PREFIX}{reason}"


BEHIND_A_WALL = note("the page shows only the beginning of the article")


def is_partial(article: Article) -> bool:
    """Whether only a part of an article was read."""
    return any(text.startswith(_PREFIX) for text in article.notes)


def mark_cut(article: Article) -> Article:
    """The article, marked as partial if a "[+1234 chars]" among its notes says that it was cut."""
    missing = next((found for text in article.notes if (found := _CUT.search(text))), None)
    if missing is None or is_partial(article):
        return article
    reason = note(f"{missing['missing']} characters are missing at the end")
    return replace(article, notes=(*article.notes, reason))
