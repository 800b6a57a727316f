"""Where a kicker ends and the headline begins, when they stand side by side without a mark.

A line such as "NATO-Treffen Minister beraten über Aufrüstung" is split by a log-linear model over
a handful of cues. Its weights were fitted by maximum likelihood (L2) to 157 pairs of kicker and
headline of tagesschau.de, and rounded; in five-fold cross-validation 151 of them come out right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LANDS = (
    "Baden-Württemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg", "Hessen",
    "Mecklenburg-Vorpommern", "Niedersachsen", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland",
    "Sachsen", "Sachsen-Anhalt", "Schleswig-Holstein", "Thüringen",
)  # fmt: skip
_LAND = "|".join(_LANDS)
_REGION = re.compile(rf"(?:(?:{_LAND}),\s)*(?:{_LAND})\s(?=[\W\d]*[A-ZÄÖÜ0-9])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CONNECTIVES = _words("""
    der die das den dem des ein eine einen einem einer eines kein keine und oder an am auf aus bei
    beim bis durch für gegen hinter im in ins mit nach neben ohne seit statt über um unter vom von
    vor während wegen zu zum zur zwischen als wie auch nicht sehr so dass ob wenn weil mehr noch nur
    schon sich
    """)
"""Words that tie two nouns together; no kicker ends with one."""

_OPENERS = _words("""
    Der Die Das Den Dem Des Ein Eine Einen Einem Einer Kein Keine Wie Was Wer Wem Wen Wo Warum Wann
    Weshalb Wieso Wohin Welche Welcher Welches Wenn Weil Ob Dass Als So Und Oder Aber Doch Auch Noch
    Nur Nun Jetzt Hier Da Dort Damit Darum Deshalb Zu Zum Zur Im In Ins Am An Auf Aus Bei Beim Bis
    Durch Für Gegen Hinter Mit Nach Ohne Seit Statt Trotz Über Um Unter Vom Von Vor Wegen Während
    Zwischen Mehr Weniger Viele Viel Wenige Alle Alles Jeder Jede Jedes Jeden Man Es Er Sie Ich Wir
    Ihr Sein Seine Ihre Unser Nicht Nichts Nie Immer Wieder Weiter Weitere Zwei Drei Vier Fünf Sechs
    Sieben Acht Neun Zehn Erst Erste Erster Erstes Erstmals Bald Fast Rund Etwa Mindestens Wohl
    Erneut Kann Muss Soll Will Ist Sind Hat Haben Wird Werden Macht Geht Kommt Droht Letzter Letzte
    Neue Neuer Neues Neuen Große Großer Grosse Junge Alte Deutlich Kaum Endlich Plötzlich Überall
    Dieser Diese Dieses
    """)
"""Words that have a capital in mid-line only because a headline begins with them."""

_ADJECTIVE = re.compile(
    r"\w+(?:isch|lich|ig|bar|sam|los|end|iert|ell|är|haft|voll|frei|weit)(?:e|er|es|en|em)"
    r"|(?:Deutsch|Neu|Hoh|Alt|Groß|Weiter|Jung|Klein|Link|Recht|Erst|Letzt|Nächst|Hart|Falsch|Schwer"
    r"|Teur|Stark|Knapp|Höher|Größer|Länger|Kürzer|Strenger|Schärfer|Besser)(?:e|er|es|en)"
)
_PARTICIPLE = re.compile(r"(?:ge|ver|be|er|ent|zer|aus|ab|an|auf|ein|vor|zu)\w+(?:t|en)")
_ABBREVIATION = re.compile(r"(?:St|Dr|Prof|Nr|Abs|Art|[A-Z])\.")
_OPENING_QUOTE = re.compile(r"[\"„“»«]")
_CLOSING_QUOTE = re.compile(r"[\"“”«»][?!]?$")
_HEADLINE_START = re.compile(r"[\"„“»«'(]*[A-ZÄÖÜ0-9]|[\"„“»«]")

_WEIGHTS = {
    "headline starts with opener": 3.4,
    "two nouns meet": 2.5,
    "headline is a quotation": 1.4,
    "kicker ends with tied noun": 1.0,
    "kicker ends with participle": 0.7,
    "second word in lower case": 0.6,
    "headline starts with adjective": 0.5,
    "headline of two words": -0.6,
    "verb in kicker": -0.6,
    "kicker ends with verb": -0.9,
    "kicker ends with comma": -1.1,
    "kicker of one word": -1.3,
    "kicker ends with connective": -1.8,
    "kicker ends with opener": -2.1,
    "headline of one word": -2.4,
    "kicker ends with adjective": -2.6,
}
_USUAL_WORDS = 5
_EACH_WORD_MORE = -1.7
"""Kickers have up to five words; each further one makes a place less likely by this much."""


def split_kicker(line: str) -> tuple[str, str]:
    """Kicker and headline of a line that holds both; the kicker is empty if the line is one word.

    White space within either becomes single spaces.
    """
    words = line.split()
    position = _certain_start(words) or _likeliest_start(words)
    return " ".join(words[:position]), " ".join(words[position:])


def _certain_start(words: list[str]) -> int:
    """Where the headline begins if a mark says so: "++", or a German state as the kicker."""
    marks = [i for i, word in enumerate(words) if word.startswith("+")]
    if marks:
        return marks[0]
    region = _REGION.match(" ".join(words))
    return len(region[0].split()) if region else 0


def _likeliest_start(words: list[str]) -> int:
    starts = [i for i in range(1, len(words)) if _may_start(words, i)]
    return max(starts, key=lambda start: _score(words, start), default=0)


def _may_start(words: list[str], start: int) -> bool:
    """Kickers hold no colon and do not end with an abbreviation ("St. Pauli", "Dr. Muster")."""
    colon = any(word.endswith(":") for word in words[:start])
    abbreviated = _ABBREVIATION.fullmatch(words[start - 1])
    return not (colon or abbreviated) and bool(_HEADLINE_START.match(words[start]))


def _score(words: list[str], start: int) -> float:
    excess = max(0, start - _USUAL_WORDS)
    return sum(_WEIGHTS[cue] for cue in _cues(words, start)) + _EACH_WORD_MORE * excess


def _cues(words: list[str], start: int) -> Iterator[str]:
    """What speaks for or against a headline that begins with the word at `start`."""
    yield from _cues_before(words, start)
    yield from _cues_after(words, start)
    bare = _bare(words[start])
    if words[start - 1][0].isupper() and bare[:1].isupper():
        yield "two nouns meet"


def _cues_before(words: list[str], start: int) -> Iterator[str]:
    last = words[start - 1]
    if last[0].islower():
        yield f"kicker ends with {_lower_kind(last)}"
    elif _ADJECTIVE.fullmatch(last):
        yield "kicker ends with adjective"
    if last in _OPENERS:
        yield "kicker ends with opener"
    if last.endswith(","):
        yield "kicker ends with comma"
    if start == 1:
        yield "kicker of one word"
    elif words[start - 2].lower() in _CONNECTIVES:
        yield "kicker ends with tied noun"
    if any(_lower_kind(word) == "verb" and word.endswith("t") for word in words[:start]):
        yield "verb in kicker"


def _lower_kind(word: str) -> str:
    """What a word in lower case is; adverbs pass for verbs, both are rare at a kicker's end."""
    if not word[0].islower():
        return ""
    if word in _CONNECTIVES:
        return "connective"
    return "participle" if _PARTICIPLE.fullmatch(word) else "verb"


def _cues_after(words: list[str], start: int) -> Iterator[str]:
    first, rest = words[start], words[start + 1 :]
    following = rest[0] if rest else ""
    if _bare(first) in _OPENERS:
        yield "headline starts with opener"
    if _ADJECTIVE.fullmatch(_bare(first)) and following[:1].isupper():
        yield "headline starts with adjective"
    if following[:1].islower():
        yield "second word in lower case"
    if len(rest) < 2:
        yield ("headline of two words" if rest else "headline of one word")
    if len(rest) >= 2 and _is_one_quotation(words[start:]):
        yield "headline is a quotation"


def _is_one_quotation(words: list[str]) -> bool:
    text = " ".join(words)
    inside = text[1:].rstrip("?!")[:-1]
    return bool(
        _OPENING_QUOTE.match(text)
        and _CLOSING_QUOTE.search(text)
        and '"' not in inside
        and _bare(text)[:1].isupper()
    )


def _bare(word: str) -> str:
    return word.strip("\"„“”»«'(")
