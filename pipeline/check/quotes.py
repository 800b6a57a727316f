"""Quotes: what the German puts in quotation marks, the English does too."""

from __future__ import annotations

import re

from pipeline.article import Finding

NAME = "quotes"

_DOUBLE = re.compile(r"[\"“”„«»‟＂]|''|,,")
_SINGLE = re.compile(r"(?<![\w])['‘‚‹][^'’‘]{2,}?['’‘›](?!\w)")
_INCHES = re.compile(r"\d\"")


def check_quotes(de: str, en: str) -> list[Finding]:
    """Warnings for quotation marks that are lost, added or left open."""
    german = _marks(de)
    english = _marks(en)
    if german and not english and not _SINGLE.search(en):
        return [Finding(NAME, "warning", "the German quotes, the English does not")]
    if english > 1 and not german and not _SINGLE.search(de) and not _SINGLE.search(en):
        return [Finding(NAME, "warning", "the English quotes, the German does not")]
    if german % 2 == 0 and english % 2:
        return [Finding(NAME, "warning", "a quotation mark of the English is not paired")]
    return []


def _marks(text: str) -> int:
    return len(_DOUBLE.findall(_INCHES.sub(" ", text)))
