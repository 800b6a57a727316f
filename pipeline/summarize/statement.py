"""Whether a sentence states something: no question, fragment, half quote, line or teaser."""

from __future__ import annotations

import re

from pipeline.summarize.verbs import has_finite_verb
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
        and (language != "de" or (has_finite_verb(text) and not _is_teaser(end)))
    )


def _is_teaser(text: str) -> bool:
    return bool(_TEASER.match(text) or _READER.search(text) or _OVERVIEW.search(text.rstrip(".!…")))


def _is_half_quote(text: str) -> bool:
    """Whether a quotation opens or closes outside of this sentence."""
    double = sum(text.count(mark) for mark in '"„“”‟')
    guillemets = text.count("«") + text.count("»")
    return double % 2 == 1 or guillemets % 2 == 1
