"""Whether a sentence states something: no question, fragment, half quote, line or teaser."""

from __future__ import annotations

import re

from pipeline.summarize.verbs import FINITE, has_finite_verb, is_no_verb
from pipeline.summarize.words import words

QUOTES = "\"'“”„‟«»‹›‚‘’"
"""Quotation marks, single and double, opening and closing."""
_CLOSING = f"{QUOTES})] \t\n\u00a0\u202f"
_FEWEST_WORDS = 5
# What announces another text, a picture or this very article instead of saying what happened.
_ASKS = r"(?:was|wie|warum|weshalb|wieso|wo|wer|wann|ob|welche\w*|worum|worauf|woran)\b"
_TEASER = re.compile(
    r"(?:Im|In (?:dem|der|unserem)) (?:Interview|Gespräch|Podcast|Video|Überblick)\b[^,]{1,80}, "
    rf"{_ASKS}"
    r"|(?:Im|In unserem) (?:\S+ )?(?:Liveblog|Newsblog|Liveticker|Newsticker)\b"
    r"|(?:Ein|Der|Unser) (?:kurzer |erster )?Überblick\b"
    r"|(?:Alle|Die) (?:wichtigen |wichtigsten |aktuellen )?(?:Infos?|Informationen|Nachrichten|"
    r"News|Fakten|Tipps|Fragen und Antworten|Antworten) (?:zu[mr]?|rund|über|auf|im|aus)\b"
    r"|(?:Alles|Das) (?:Wichtige|Wichtigste|Wissenswerte) (?:im|in|zu[mr]?|aus)\b|Was Sie wissen\b"
    r"|(?:Hinweise?|Anmerkung|Info)(?: zu[mr]? \w+)?: "
    r"|(?:Die|Unsere) (?:folgenden? |interaktiven? )?(?:Grafik|Karte|Übersicht|Tabelle)n? zeig"
    r"|Wir (?:erklären|zeigen|verraten|beantworten|fassen|geben|klären)"
    rf"(?: Ihnen|,? {_ASKS}| die wichtigsten| alles| einen Überblick)"
    r"|(?:Lesen|Sehen|Hören|Erfahren|Finden|Abonnieren) Sie\b"
    r"|Mehr (?:dazu|darüber|zum Thema)\b"
)
_READER = re.compile(
    r"\b(?:können|erfahren|finden|lesen|sehen|hören) Sie\b.{0,200}"
    r"\b(?:hier|nachlesen|Blog|blog|Ticker|ticker|Interview|Video|Podcast)\b"
)
_OVERVIEW = re.compile(r"\b(?:im|ein|der) (?:kurzen? )?Überblick$")

# "Nicht der einzige Hinweis, der dem Minister missfällt.": its only verb is in the relative clause.
_RELATIVE = re.compile(
    r"(?P<main>[^,;:–]+), (?:(?:an|auf|aus|bei|durch|für|in|mit|nach|von|vor|zu|über|um) )?"
    r"(?:der|die|das|dem|den|denen|dessen|deren|was|wo|wie|dass|weil) (?P<clause>[^,;:–]+)"
)
_MOST_VERBS_AT_END = 3


def bare(text: str) -> str:
    """`text` without the quotation marks and brackets that close it, and white space."""
    return text.rstrip(_CLOSING)


def is_statement(text: str, language: str = "de") -> bool:
    """Whether `text` is a complete statement in itself.

    No statement are questions, fragments without a verb, introductions, half quotes, what stands in
    brackets, and teasers ("Ein Überblick mit Karten.", "Die wichtigsten Infos zum Streik …").
    """
    end = bare(text)
    return (
        len(words(text)) >= _FEWEST_WORDS
        and end.endswith((".", "!", "…"))
        and not text.startswith(("(", "["))
        and not _is_half_quote(text)
        and (language != "de" or (_has_main_verb(text) and not _is_teaser(end)))
    )


def _has_main_verb(text: str) -> bool:
    """Whether a verb may stand outside of the one relative clause that a sentence ends with."""
    found = _RELATIVE.fullmatch(text.rstrip(".!…"))
    if found and _ends_with_its_verb(found["clause"].split()):
        return has_finite_verb(found["main"])
    return has_finite_verb(text)


def _ends_with_its_verb(clause: list[str]) -> bool:
    """Whether a clause is a relative one by its order: "… dem Minister nicht gefallen haben"."""
    ends = bool(clause) and clause[-1].islower() and not is_no_verb(clause[-1])
    return ends and FINITE.isdisjoint(clause[:-_MOST_VERBS_AT_END])


def _is_teaser(text: str) -> bool:
    return bool(_TEASER.match(text) or _READER.search(text) or _OVERVIEW.search(text.rstrip(".!…")))


def _is_half_quote(text: str) -> bool:
    """Whether a quotation opens or closes outside of this sentence."""
    double = sum(text.count(mark) for mark in '"„“”‟')
    guillemets = text.count("«") + text.count("»")
    return double % 2 == 1 or guillemets % 2 == 1
