"""Which section a story belongs to, by rules: words of its German text, and its address.

The rules are the table `data/sections.toml`, which anyone can read and mend.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from pipeline.newsletter.issue import Item, Section, Story

# What a hit counts, by where it stands. Editors chose address and kicker to name the subject.
_IN_ADDRESS, _IN_KICKER, _IN_HEADLINE, _IN_SUMMARY = 6.0, 3.0, 2.0, 1.0
_WHOLE = 3  # letters: entries up to this length must be the whole word
_WORD = re.compile(r"\w+(?:-\w+)*")


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(
        files("pipeline.newsletter").joinpath("data/sections.toml").read_text("utf-8")
    )


SECTIONS: tuple[Section, ...] = tuple(Section(name, row["title"]) for name, row in _table().items())
"""Every section, in the order in which an issue shows them; the last takes what fits nowhere."""


def section_of(items: Sequence[Item]) -> Section:
    """The section of a story with these articles: the highest score, the first one on a tie."""
    scores: Counter[str] = Counter()
    for item in items:
        scores.update(score(item))
    best = max(SECTIONS, key=lambda section: scores[section.name])
    return best if scores[best.name] > 0 else SECTIONS[-1]


def by_section(stories: Sequence[Story]) -> list[tuple[Section, list[Story]]]:
    """`stories` under their sections, in the order of `SECTIONS`; none is empty."""
    parts = [(s, [story for story in stories if story.section == s]) for s in SECTIONS]
    return [(section, members) for section, members in parts if members]


def score(item: Item) -> dict[str, float]:
    """How much speaks for each section, by name. A word counts once in each part of an item."""
    summary = " ".join(line.de for line in item.sentences)
    parts = ((item.kicker.de, _IN_KICKER), (item.headline.de, _IN_HEADLINE), (summary, _IN_SUMMARY))
    scores: defaultdict[str, float] = defaultdict(float)
    for text, points in parts:
        for word in set(_WORD.findall(text.lower())):
            for name in _of_word(word):
                scores[name] += points
    for name in _of_address(item.link):
        scores[name] += _IN_ADDRESS
    return {name: points * _table()[name].get("weight", 1.0) for name, points in scores.items()}


@cache
def _entries() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Sections by the beginnings of words, and by the parts that may stand anywhere."""
    beginnings: defaultdict[str, list[str]] = defaultdict(list)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for name, row in _table().items():
        for entry in row["words"].split():
            (parts if entry.startswith("*") else beginnings)[entry.lstrip("*")].append(name)
    return (
        {entry: tuple(names) for entry, names in beginnings.items()},
        {entry: tuple(names) for entry, names in parts.items()},
    )


@lru_cache(maxsize=65536)
def _of_word(word: str) -> frozenset[str]:
    """The sections that a word speaks for; the parts of a hyphenated word are words too."""
    beginnings, parts = _entries()
    found: set[str] = set()
    for piece in {word, *word.split("-")}:
        for end in range(1, len(piece) + 1):
            if end > _WHOLE or end == len(piece):
                found.update(beginnings.get(piece[:end], ()))
    for entry, names in parts.items():
        if entry in word:
            found.update(names)
    return frozenset(found)


def _of_address(link: str | None) -> frozenset[str]:
    """The sections that the host and the path of an address name."""
    if link is None:
        return frozenset()
    address = urlsplit(link)
    pieces = {*(address.hostname or "").split(".")[:-2], *address.path.lower().split("/")[:-1]}
    return frozenset(name for name, row in _table().items() if pieces & set(row["paths"]))
