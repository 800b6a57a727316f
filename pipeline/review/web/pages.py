"""The pages of the desk. Everything that comes from articles and editors is escaped."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.newsletter.clean import HEADLINE, NAME, clean, web_link
from pipeline.newsletter.outlets import outlet_of
from pipeline.record import Record
from pipeline.review.evidence import german_of
from pipeline.review.segments import pairs_of
from pipeline.review.web.difference import difference
from pipeline.review.web.wording import LANGUAGES, wording
from pipeline.review.words import VERDICTS, Listed, Opened, Segment

THEMES = ("auto", "light", "dark")
VERDICT_ACTIONS = {"accept": "accepted", "hold": "held", "reject": "rejected", "reopen": "open"}
"""What the buttons are called, and the verdict that each gives."""

# Keys as they are named on the keyboard, and what they do.
SHORTCUTS = (
    (("j",), "next"),
    (("k",), "previous"),
    (("Enter", "e"), "edit"),
    (("Esc",), "escape"),
    (("s", "Ctrl+Enter"), "save"),
    (("a",), "accept"),
    (("h",), "hold"),
    (("x",), "reject"),
    (("u",), "undo"),
    (("p", "n"), "articles"),
    (("l",), "list"),
    (("J", "K"), "move"),
    (("/",), "search"),
    (("?",), "help"),
)
_ROW_LETTERS = 46  # letters that fit in a line of a text field, where the browser cannot size it


def _with_code(text: str) -> Markup:
    """Wording of ours, with what stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )


_FILTERS: dict[str, Callable[..., Any]] = {
    "code": _with_code,
    "diff": difference,
    "path": lambda text: quote(text, safe=""),
    "headline": lambda text: clean(text, HEADLINE),
    "link": web_link,
    "rows": lambda text: max(1, -(-len(text) // _ROW_LETTERS)),
    "when": lambda time: f"{time[:10]} {time[11:16]} UTC",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How one visitor sees the desk: language, theme, and who that is."""

    language: str
    theme: str
    name: str
    csrf: str
    can_log_out: bool = False


class Pages:
    """Makes the pages of the desk from its templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("pipeline.review.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= _FILTERS
        # Static files change with the program: a new start lets browsers load them anew.
        self._environment.globals |= {
            "build": secrets.token_hex(4),
            "LANGUAGES": {language: wording(language)["language"] for language in LANGUAGES},
            "THEMES": THEMES,
            "VERDICTS": VERDICTS,
            "VERDICT_ACTIONS": VERDICT_ACTIONS,
            "SHORTCUTS": SHORTCUTS,
            "credits": credits_of,
        }

    def page(self, template: str, look: Look, **values: Any) -> str:
        """The page that a template makes for a visitor."""
        said = wording(look.language)

        def t(key: str, **parts: object) -> str:
            return said[key].format(**parts) if parts else said[key]

        def count(key: str, one: str, n: int) -> str:
            return said[one] if n == 1 else said[key].format(n=n)

        def check_name(name: str) -> str:
            return said.get(f"check_{name}", name)

        return self._environment.get_template(template).render(
            t=t, count=count, check_name=check_name, look=look, **values
        )


def credits_of(record: Record) -> list[str]:
    """Outlet, date and byline of an article, those that are known."""
    outlet, _ = outlet_of(record.source, web_link(record.url), {})
    date = clean(record.published or "", NAME)[:16].replace("T", " ")
    return [part for part in (outlet, date, clean(record.byline, NAME)) if part]


def by_story(listed: Iterable[Listed]) -> list[list[Listed]]:
    """The articles of each story, together."""
    return [list(story) for _, story in groupby(listed, key=lambda one: one.story)]


@dataclass(frozen=True, slots=True)
class Parts:
    """The segments of an article as its page shows them.

    body: the sentences of the article; editable is False where only the German is known.
    """

    titles: tuple[Segment, ...]
    summary: tuple[Segment, ...]
    body: tuple[Segment, ...]
    editable: bool


def parts_of(article: Opened) -> Parts:
    """The segments of an article, each in its place; the German is read again if need be."""

    def those(prefix: str) -> tuple[Segment, ...]:
        return tuple(one for one in article.segments if one.key.startswith(prefix))

    titles = tuple(one for one in article.segments if "." not in one.key)
    editable = article.record.article is not None
    body = those("article.") if editable else german_of(article.record)
    return Parts(titles, those("summary."), body, editable)


def degraded_of(article: Opened) -> frozenset[str]:
    """The keys of segments whose English no repair could make pass, and nobody changed."""
    pairs = pairs_of(article.record)
    edited = {segment.key for segment in article.segments if segment.edited}
    return frozenset(key for key, pair in pairs.items() if pair.status == "degraded") - edited
