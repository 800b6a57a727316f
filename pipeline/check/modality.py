"""Modality: what the German only reports, the English does not state as fact.

German marks reported speech by the Konjunktiv I ("Es gebe Gründe"), rumour by "soll", sources by
"laut". English needs a reporting verb, a modal or the past tense for the same.
"""

from __future__ import annotations

import re

from pipeline.article import Finding
from pipeline.check.alignment import has_counterpart
from pipeline.check.stems import german_stem
from pipeline.check.words import excerpt

NAME = "modality"

# Forms that are Konjunktiv I beyond doubt; "habe" and "werde" only where no "ich" stands.
_REPORTED = re.compile(
    r"\b(?:sei|seien|könne|müsse|dürfe|wolle|solle|gebe|gehe|stehe|liege|komme|bleibe|lasse"
    r"|handele|handle|brauche|wisse|mache|bestehe|habe|werde)\b"
)
_NOT_REPORTED = re.compile(
    r"\b(?:es sei denn|sei es|wie dem auch sei|Gott sei Dank|sei (?:du|Dank)|ich|gelte es)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:laut|zufolge|nach (?:eigenen )?Angaben|angeblich|mutmaßlich\w*|offenbar|vermutlich"
    r"|möglicherweise|womöglich|vielleicht|wahrscheinlich|voraussichtlich|wohl)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:said|say|says|saying|according|report\w*|claim\w*|told|tell\w*|stat(?:e[sd]?|ing)"
    r"|announc\w+|expla\w+|argu\w+|alleg\w+|insist\w*|belie\w+|think\w*|thought|add(?:s|ed|ing)"
    r"|warn\w*|suggest\w*|would|could|might|may|should|if|whether|be|was|were|had|did|been"
    r"|appar\w+|presum\w+|suppos\w+|suspect\w*|perhaps|maybe|probabl\w+|possibl\w+|likely"
    r"|potential\w*|seem\w*|appear\w*|expect\w*|view|opinion|calls?|called|want\w*|accus\w+"
    r"|purport\w*|assum\w+|consider\w*|estimat\w+|predict\w*|forecast\w*|obvious\w*|evident\w*"
    r"|clear\w*|no doubt|surely|certainly|from|per|as|by|anticipat\w+|due|set to|is to|are to"
    r"|show\w*|find\w*|found|cit\w+|quot\w+|word\w*|indicat\w+|reveal\w*|confirm\w*|convinced"
    r"|let|must|can|it's like|I guess|guess|in all likelihood|chance\w*|arguabl\w+|felt|feels?)\b"
    r"|['’]d\b|\w{3,}ed\b",
    re.IGNORECASE,
)


# Adverbs of doubt: the English has its own, or a modal, or a verb of seeming, thinking or saying.
_DOUBT = re.compile(
    r"\b(?:angeblich\w*|mutmaßlich\w*|vermutlich\w*|möglicherweise|womöglich|wahrscheinlich"
    r"|voraussichtlich|offenbar)\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\b(?:may|might|could|would|should|can|seem\w*|appear\w*|apparent\w*|probab\w+"
    r"|possib\w+|likely|likelihood|perhaps|maybe|potential\w*|presum\w+|suppos\w+|suspect\w*|alleg\w+|accus\w+"
    r"|report\w*|purport\w*|said|says?|claim\w*|belie\w+|th(?:ink|ought)\w*|expect\w*|assum\w+"
    r"|estimat\w+|predict\w*|forecast\w*|project\w*|obvious\w*|evident\w*|clear\w*|chance\w*"
    r"|guess\w*|set to|due|sure\w*|must|will|anticipat\w+|so-called|self-styled|odds"
    r"|about to|suggest\w*|indicat\w*|in all|according|if"
    r"|reputed\w*|plan\w*|schedul\w*|risk|danger|fear\w*)\b",
    re.IGNORECASE,
)


def _stem(match: re.Match[str]) -> str:
    return german_stem(match.group().lower())


def check_modality(de: str, en: str) -> list[Finding]:
    """A warning where the German reports or hedges and nothing in the English does."""
    doubt = _DOUBT.search(de)
    if doubt and not _DOUBTED.search(en) and not has_counterpart(_stem(doubt), en):
        return [Finding(NAME, "warning", f"“{doubt.group()}” has no counterpart in the English")]
    if _HEDGED.search(en):
        return []
    reported = None if _NOT_REPORTED.search(de) else _REPORTED.search(de)
    marker = reported or _SOURCE.search(de)
    if not marker:
        return []
    detail = f"“{marker.group()}” reports or hedges; “{excerpt(en, 40)}” states a fact"
    return [Finding(NAME, "warning", detail)]
