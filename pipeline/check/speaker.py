"""Speaker: where the German says who speaks, the English does too."""

from __future__ import annotations

import re

from pipeline.article import Finding

NAME = "speaker"

_SPEAKS = re.compile(
    r"\b(?:sag(?:t|te|ten)|erklärte[nr]?|betonte[nr]?|berichtete[nr]?|meinte[nr]?|äußerte[nr]?"
    r"|warnte[nr]?|ergänzte[nr]?|erläuterte[nr]?|fügte[^.]*hinzu|teilte[^.]*\bmit)\b"
    r"|[\"“”»«],? so (?=der |die |das |[A-ZÄÖÜ])|\bnach Angaben\b|\bzufolge\b"
    r"|\b[Ll]aut (?=[A-ZÄÖÜ]|de[rmns] |eine[mrs]? )"
)
# English has many more words for it, and a colon may do.
_SPOKEN = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|tell\w*|accord\w*|stat\w+|expla\w+|stress\w*|emphasi\w+"
    r"|add(?:s|ed|ing)?|report\w*|announc\w+|warn\w*|not(?:e|es|ed|ing)|comment\w*|claim\w*"
    r"|express\w*|argu\w+|insist\w*|believ\w*|think\w*|thought|suggest\w*|declar\w+|remark\w*"
    r"|inform\w*|reveal\w*|ask\w*|answer\w*|repl(?:y|ie[sd])|call\w*|talk\w*|sp(?:eak|oke)\w*"
    r"|mention\w*|indicat\w+|point\w*|confirm\w*|admit\w*|opin\w+|view\w*|quot\w+|cit(?:e|ed|ing)"
    r"|went on|goes on|put|describ\w+|complain\w*|critici\w+|demand\w*|elaborat\w*|clarif\w+"
    r"|underlin\w+|agree\w*|issu\w+|words?|show\w*|find\w*|found|based on|data|figures|per|by"
    r"|feels?|felt|meant|concern\w*|predict\w*|estimat\w*|allege\w*|known|recall\w*|continu\w*)\b|:",
    re.IGNORECASE,
)


def check_speaker(de: str, en: str) -> list[Finding]:
    """A warning where the German has a verb of saying or a source, and the English nothing."""
    speaks = _SPEAKS.search(de)
    if not speaks or _SPOKEN.search(en):
        return []
    detail = f"“{speaks[0].strip()}” says who speaks; the English does not"
    return [Finding(NAME, "warning", detail)]
