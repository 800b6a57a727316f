"""The languages of the desk's pages; what they say is in wording.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LANGUAGES = ("en", "de")


@cache
def wording(language: str) -> dict[str, str]:
    """What the pages say in one of `LANGUAGES`, by key."""
    text = resources.files("pipeline.review.web").joinpath("wording.toml").read_text("utf-8")
    said: dict[str, str] = tomllib.loads(text)[language]
    return said


def preferred(accept_language: str) -> str:
    """The language that a browser's Accept-Language header names first, else English."""
    wanted = []
    for part in accept_language.split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag.strip().lower()[:2]))
        except ValueError:
            continue
    known = (tag for _, tag in sorted(wanted, key=lambda one: one[0]) if tag in LANGUAGES)
    return next(known, "en")
