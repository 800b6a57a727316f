"""Negation: what the German denies, the English denies too, and the reverse.

Negators are counted on both sides. A language may also deny without one (fail, lack, un-; ohne,
kaum, -los), so such words count for the side that lacks a negator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Finding, Severity
from pipeline.check.alignment import has_counterpart, renders_any
from pipeline.check.stems import english_stem, german_stem
from pipeline.check.words import words

NAME = "negation"

_GERMAN = re.compile(
    r"\b(?:nicht|nichts|kein(?:e[nmrs]?|erlei|esfalls|eswegs)?|nie(?:mals)?|niemand(?:e[nm]|s)?"
    r"|nirgend(?:s|wo)|weder)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:not|cannot|never|none|nobody|nothing|neither|nowhere|no|no-one|ain['’]t"
    r"|[a-z]+n['’]t)\b",
    re.IGNORECASE,
)
# Negators that deny nothing, or that English leaves out: "not only", "or not?", a second "kein".
_GERMAN_IDLE = re.compile(
    r"\bnicht (?:nur|allein|bloß|zuletzt|zu (?:vergessen|unterschätzen\w*)|wahr|ohne"
    r"|un(?!ter|bedingt|mittelbar|d\b|s\b|ser)\w+)\b"
    r"|\b(?:ob|oder|warum|wieso) nicht\b|\bnichts (?:anderes|weiter) als\b|\bwenn nicht\b"
    r"|\bkein(?:en)? (?:Zweifel|Wunder|Problem)\b|\b(?:und|oder|,) (?:auch )?kein\w*"
    r"|\bnicht (?:ausgeschlossen|in Frage)|\bnicht(?: \w+){0,4}, (?:bevor|ehe|bis)\b"
    r"|\bnicht sehr\b",
    re.IGNORECASE,
)
_ENGLISH_IDLE = re.compile(
    r"\bnot (?:only|just|merely|simply|least|to mention|infrequently|without)\b"
    r"|\bno (?:doubt|wonder|problem|matter)\b|\bno (?:fewer|less|more|later|longer) than\b"
    r"|\bnothing (?:but|other|more|less)\b|\b(?:or|if|why) not\b|\bNo\.|\bno\. ?\d"
    r"|\b(?:do|does|did|is|are|was|were|wo|would|have|has|ca)n['’]t (?:you|he|she|it|they|we)\?",
)
_WEDER = re.compile(r"\bweder\b", re.IGNORECASE)
_ENGLISH_WIDE = re.compile(
    r"\b(?:without|hardly|barely|scarcely|rarely|seldom|little|less|unless|rather than"
    r"|(?<!a )(?<!past )(?<!last )(?<!next )few"
    r"|instead|except|far from|anything but|yet to|out of|nor|versus|free (?:of|from)|too \w+ to"
    r"|un(?!der|til|it|ion|ivers|ique|cle|ify|ified|to\b|usual|fortunat)\w{3,}"
    r"|non-?\w{3,}|im(?:poss|prob|mob)\w+|in(?:cap|suff|adeq|eff|act|val|vis|elig)\w+"
    r"|il(?:leg|lic|log)\w+|ir(?:reg|rel|resp)\w+|dis(?:agr|appr|all|reg|like|cont|card)\w*"
    r"|\w{3,}less(?:ly)?)\b"
    r"|\b(?:fail|lack|refus|reject|prevent|avoid|absen|absten|abstain|exclu|ban(?:s|ned|ning)?\b"
    r"|barr(?:ed|ing)|forb|prohibit|declin|withh|vain\b|waive|ceas(?:e|ing)|stop|suspend|missing"
    r"|depriv|den(?:y|ied|ies|ial)|neglect|resist(?!an)|miss(?:ed|es)?\b|empty|opt(?:ed)? out)",
    re.IGNORECASE,
)
_GERMAN_WIDE = re.compile(
    r"\b(?:ohne|kaum|wenig|selten|statt|anstatt|außer|nein|sonst|höchstens|egal|noch|gegen"
    r"|un(?!d\b|s\b|ser|ter|ten\b|garn|gar|ion|iver|if)\w{3,}|miss\w+|nicht\w+"
    r"|\w{3,}(?:los|frei|leer)(?:e[nmrs]?)?)\b"
    r"|fehl|mangel|weiger|lehn|verbot|verbiet|verhinder|meid|schließ|schloss|versag|zweifel"
    r"|scheiter|leugne|dementier|verzicht|entfall|abgesag|absag|ausfall|ausgefall|ausbleib|ausblieb"
    r"|verpass|bislang keine",
    re.IGNORECASE,
)


# "not only … but also" is either kept or turned into a plain addition.
_ADDITION = re.compile(r"\bnicht (?:nur|allein|bloß)\b", re.IGNORECASE)
_ADDED = re.compile(
    r"\bnot\b|n['’]t\b|\bnor\b|\b(?:both|as well|besides|beyond|more than|in addition|apart from"
    r"|well as|alongside|addition to|further|cannot|nothing|no|alone|never|besides)\b",
    re.IGNORECASE,
)


def check_negation(de: str, en: str) -> list[Finding]:
    """A negation that one language lacks: an error where all of them are gone, else a warning."""
    german = _GERMAN.findall(_GERMAN_IDLE.sub(" ", de))
    english = _ENGLISH.findall(_ENGLISH_IDLE.sub(" ", en))
    if len(german) > len(english):
        spare = _spare_english(en, de)
        if len(german) > len(english) + spare:
            severity: Severity = "warning" if english or spare else "error"
            return [Finding(NAME, severity, f"“{german[-1]}” has no counterpart in the English")]
    elif len(english) > len(german):
        # Negators that were idle above may be the counterpart here, and "neither … nor" counts 2.
        known = len(_GERMAN.findall(de)) + len(_WEDER.findall(de))
        if len(english) > known + _spare_german(de, en):
            detail = f"the English has “{english[-1]}”; the German does not deny that"
            return [Finding(NAME, "warning", detail)]
    if _ADDITION.search(de) and not _ADDED.search(en):
        return [Finding(NAME, "warning", "“nicht nur” has no counterpart in the English")]
    return []


def _spare_german(de: str, en: str) -> int:
    """Denying words of the German that the English renders by nothing but a negation."""
    bare = _ENGLISH.sub(" ", en)
    return sum(
        not has_counterpart(german_stem(word.lower()), bare) for word in _denying(_GERMAN_WIDE, de)
    )


def _spare_english(en: str, de: str) -> int:
    """Denying words of the English that render nothing of the German but a negation."""
    bare = _GERMAN.sub(" ", de)
    return sum(
        not renders_any(english_stem(word.lower()), bare) for word in _denying(_ENGLISH_WIDE, en)
    )


def _denying(wide: re.Pattern[str], text: str) -> Iterator[str]:
    """The words of the text that deny by themselves."""
    places = {match.start() for match in wide.finditer(text)}
    if places:
        for word in words(text):
            if any(word.start <= place < word.start + len(word.text) for place in places):
                yield word.text
