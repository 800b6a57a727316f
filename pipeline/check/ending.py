"""Ending: a sentence that is finished in German is finished in English."""

from __future__ import annotations

import re

from pipeline.article import Finding
from pipeline.check.omission import Omission
from pipeline.models.engine import Hypothesis

NAME = "ending"

_END = re.compile(r"[.!?…](?:[\"“”„»«'’‘)\]]|\s)*$")
_QUESTION = re.compile(r"\?(?:[\"“”„»«'’‘)\]]|\s)*$")
_SHORT = 40  # characters
_POSSIBLE = 0.0  # log-odds of an omission
_CUT = re.compile(r"(?:[,;(–-]|\b(?:and|or|but|the|a|an|of|to|with|that|which|in|for|by|as))\s*$")


def check_ending(
    de: str,
    en: str,
    found: Omission,
    hypothesis: Hypothesis | None = None,
    *,
    heading: bool = False,
) -> list[Finding]:
    """An error where the model did not come to its end or the English stops in mid-sentence.

    A heading needs no full stop; elsewhere the German's is missed as a warning, and so is its
    question mark. `found` is what speaks for an omission.
    """
    if hypothesis is not None and not hypothesis.finished:
        return [Finding(NAME, "error", "the model did not come to the end of the sentence")]
    if not en.strip():
        return []
    if _END.search(de) and _CUT.search(en):
        return [Finding(NAME, "error", f"the English stops in mid-sentence: “…{en.strip()[-30:]}”")]
    if _QUESTION.search(de) and "?" not in en:
        return [Finding(NAME, "warning", "the German asks, the English does not")]
    if heading or not _END.search(de) or _END.search(en) or en.rstrip().endswith(":"):
        return []
    # A full stop alone is no loss; where words may be missing too, it is one more sign. Short
    # texts have too few words to tell.
    if len(de) <= _SHORT or found.odds > _POSSIBLE:
        return [Finding(NAME, "warning", "the English has no mark at its end")]
    return []
