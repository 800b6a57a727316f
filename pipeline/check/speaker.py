"""Speaker: where the German says who speaks, the English does too."""

from __future__ import annotations

import re

from pipeline.article import Finding

NAME = "speaker"

_VERBS = (
    r"(?:sag(?:t|te|ten)|erklärte[nr]?|betonte[nr]?|berichtete[nr]?|meinte[nr]?|äußerte[nr]?"
    r"|warnte[nr]?|ergänzte[nr]?|erläuterte[nr]?|fügte[^.]{0,200}hinzu|teilte[^.]{0,200}\bmit)\b"
)
_SPEAKS = re.compile(
    rf"\b{_VERBS}|[\"“”»«],? so (?=der |die |das |[A-ZÄÖÜ])|, so (?=(?:der|die|das) )"
    r"|\bzufolge\b"
    r"|\b[Nn]ach (?:\w*[Aa]ngaben|Ansicht|Einschätzung)\b"
    r"|\b[Ll]aut (?=[A-ZÄÖÜ]|de[rmns] |eine[mrs]? )"
)
_AFTER_QUOTE = re.compile(rf"[\"“”»«],? (?:so\b|{_VERBS})")
_MARK = re.compile(r"[\"“”„«»]")
_ENDED = re.compile(r"[,.!?…]\s*$")
# "… sagte, dass …" and "… sagte, er habe …": the English then says it in so many words.
_INDIRECT = re.compile(
    rf"(?:\b{_VERBS}[^,.:;\"„“]{{0,60}}|(?<![Ee]s )\b(?:gibt|gab)\b(?! es)[^.,]{{0,200}}"
    r" (?:an|bekannt|zu)),"
    r" (?:dass\b|[\w-]+ (?:[\w-]+ ){0,4}?"
    r"(?:sei|seien|habe|hätten|werde|könne|müsse|wolle|solle|gebe)\b)"
)
_SAID = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|tell\w*|accord\w*|stat(?:e[sd]?|ing|ements?)|expla\w+|stress\w*"
    r"|emphasi\w+|add(?:s|ed|ing)|report(?:s|ed|edly|ing)?|announc\w+|warn\w*|not(?:es|ed|ing)"
    r"|comment\w*|claim\w*|express\w*|argu\w+|insist\w*|believ\w*|thinks?|thought|suggest\w*"
    r"|declar\w+|remark\w*|inform(?:s|ed|ing)?|reveal\w*|ask\w*|answer\w*|repl(?:y|ie[sd])"
    r"|talk\w*|sp(?:eak|oke)\w*|mention\w*|indicat\w+|point\w*|confirm\w*|admit\w*|opin\w+"
    r"|quot\w+|cit(?:e|ed|ing)|went on|goes on|carried on|describ\w+|complain\w*|elaborat\w*"
    r"|clarif\w+|underlin\w+|underscor\w+|highlight\w*|issu\w+|feels?|felt|meant|predict\w*"
    r"|estimat\w*|alleg\w+|recall\w*|recount\w*|maintain\w*|assert\w*|observ\w*|remind\w*"
    r"|disclos\w*|communicat\w*|advis\w*|confess\w*|conced\w+|conclud\w+|acknowledg\w+"
    r"|testif\w+|promis\w+|vow\w*|assur\w+|writ\w+|wrote|quip\w*|jok\w+|den(?:y|ie[sd]))\b",
    re.IGNORECASE,
)
# English has many more words for it, and a colon may do.
_HINTED = re.compile(
    r"\b(?:call\w*|view\w*|put|critici\w+|demand\w*|words?|show[sn]?|finds?|found|based on|as per"
    r"|concern\w*|continu\w*|urg(?:es|ed|ing)|shared?|plead\w*|silent|data)\b|:",
    re.IGNORECASE,
)


def check_speaker(de: str, en: str) -> list[Finding]:
    """A warning where the German has a verb of saying or a source, and the English nothing.

    Where the German names the speaker behind a quotation, what is quoted in English says nothing.
    """
    indirect = _INDIRECT.search(de)
    speaks = indirect or _SPEAKS.search(de)
    if not speaks:
        return []
    told = _outside(en) if _AFTER_QUOTE.search(de) else en
    if _SAID.search(told) or (_HINTED.search(told) and not indirect):
        return []
    detail = f"“{speaks[0].strip()}” says who speaks; the English does not"
    return [Finding(NAME, "warning", detail)]


def _outside(text: str) -> str:
    """What stands outside of quotation marks; a quotation may have begun in a sentence before."""
    parts = _MARK.split(text)
    begun_before = len(parts) % 2 == 0 and _ENDED.search(parts[0]) is not None
    return " ".join(parts[begun_before::2])
