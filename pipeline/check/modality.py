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
    r"|['’]d\b|\b\w{3,}ed\b",
    re.IGNORECASE,
)


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(text.split())})\b", re.IGNORECASE)


# Words of doubt, and those by one of which the English renders a kind of them: its own, a modal, a
# verb of seeming, thinking or saying. Which they are was read in human translations of news.
_DOUBTS = (
    (
        _words(r"angeblich\w* mutma(?:ß|ss)lich\w* vermeintlich\w* vorgeblich\w*"),
        _words(
            r"alleg\w+ suppos\w+ purport\w* reported\w* reputed\w* claim\w* suspect\w* accus\w+"
            r" believed thought presum\w+ assum\w+ apparent\w* ostensib\w* putative\w* perceived"
            r" so-called self-styled would-be professed pretend\w* imagin\w+ charg\w+ accord\w+"
            r" said\sto seem\w* appear\w* probab\w+ possib\w+ likely may might"
        ),
    ),
    (
        _words(
            "wahrscheinlich vermutlich voraussichtlich möglicherweise womöglich vielleicht"
            r" eventuell\w*"
        ),
        _words(
            r"probab\w+ (?:un)?likel\w+ possib\w+ perhaps maybe may might could presum\w+ expect\w*"
            r" suppos\w+ potential\w* seem\w* appear\w* apparent\w* believ\w* thought estimat\w+"
            r" predict\w* forecast\w* project\w* schedul\w* plan\w* set\sto due bound\sto about\sto"
            r" guess\w* chances? odds risk\w* danger fear\w* anticipat\w+ assum\w+ suspect\w*"
            r" alleg\w+ reported\w* in\sall provisional\w* suggest\w* indicat\w* conceivabl\w*"
            r" arguabl\w* considered eventual\w*"
        ),
    ),
    (
        _words("könnten? könne dürften?"),
        _words(
            r"may might could\w* can\w* would should must shall let if able unable ability capab\w+"
            r" capacit\w+ possib\w+ imposs\w+ conceiv\w+ perhaps maybe (?:un)?likel\w+ probab\w+"
            r" potential\w* opportunit\w+ chances? options? feasib\w+ difficult hard eas(?:y|ily)"
            r" allow\w* enabl\w+ permit\w* entitle\w* free\sto afford manag\w+ fail\w* up\sto"
            r" expect\w* seem\w* appear\w* apparent\w* suppos\w+ suggest\w* believ\w*"
            r" hop(?:e|es|ed|ing) predict\w* estimat\w+ presum\w+ assum\w+ anticipat\w+ forecast\w*"
            r" risk\w* fear\w* threat\w* danger due ought bound poised set\sto going\sto"
            r" (?:was|were|is|are)\sto"
            r" no\sdoubt not sure\w* \w*['’](?:d|t)"
        ),
    ),
    (
        _words("offenbar anscheinend scheinbar"),
        _words(
            r"apparent\w* seem\w* appear\w* obvious\w* evident\w* clear\w* plain\w* manifest\w*"
            r" patent\w* ostensib\w* noticeabl\w* undoubted\w* of\scourse sure\w* must turns?\sout"
            r" looks? sign\sof reported\w* alleg\w+ suspect\w* presum\w+ suppos\w+ pretend\w*"
            r" probab\w+ possib\w+ likely believ\w* thought suggest\w* indicat\w* may might"
        ),
    ),
)


def check_modality(de: str, en: str) -> list[Finding]:
    """A warning where the German reports or hedges and nothing in the English does."""
    if doubt := _without_counterpart(de, en):
        return [Finding(NAME, "warning", f"“{doubt}” has no counterpart in the English")]
    if _HEDGED.search(en):
        return []
    reported = None if _NOT_REPORTED.search(de) else _REPORTED.search(de)
    marker = reported or _SOURCE.search(de)
    if not marker:
        return []
    detail = f"“{marker.group()}” reports or hedges; “{excerpt(en, 40)}” states a fact"
    return [Finding(NAME, "warning", detail)]


def _without_counterpart(de: str, en: str) -> str | None:
    """The first word of doubt that nothing in the English renders."""
    for german, english in _DOUBTS:
        doubt = german.search(de)
        if not doubt or english.search(en):
            continue
        if not has_counterpart(german_stem(doubt[0].lower()), en):
            return doubt[0]
    return None
