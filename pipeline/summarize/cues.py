"""Cues on the surface of a sentence: can it stand alone, does it ask, whose voice is it?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.article import Article, Block, Sentence
from pipeline.summarize.words import content, words

_QUOTES = "\"'“”„‟«»‹›‚‘’"
_OPEN = re.compile(rf"^[{_QUOTES}(\[]+")
_CLOSE = re.compile(rf"[\s{_QUOTES})\]]+$")
_LABEL = re.compile(r"^(?!https?)[^\W\d_][\w.\- ]{1,38}:\s+(?=\S)")
_FEWEST_WORDS = 5
_SHAPED = re.compile(r"\w+")

_PRONOUNS = (
    "Er|Sie|Ihm|Ihn|Ihnen|Sein|Seine|Seinen|Seinem|Seiner|Ihr|Ihre|Ihren|Ihrem|Ihrer|"
    "Dies|Diese|Dieser|Dieses|Diesen|Diesem|Derjenige|Letztere[rs]?|Beide|Dessen|Deren"
)
_CONNECTIVES = (
    "Aber|Allerdings|Also|Auch|Außerdem|Dabei|Dadurch|Dafür|Dagegen|Daher|Damit|Danach|Daneben|"
    "Dann|Daran|Darauf|Daraufhin|Daraus|Darin|Darüber|Darum|Davon|Davor|Dazu|Demnach|Demzufolge|"
    "Denn|Dennoch|Deshalb|Deswegen|Doch|Dort|Ebenfalls|Ebenso|Ferner|Folglich|Gleichwohl|Hier|"
    "Hierbei|Hierfür|Hierzu|Hingegen|Immerhin|Indes|Jedoch|Oder|Schließlich|So|Somit|Sondern|"
    "Stattdessen|Trotzdem|Und|Vielmehr|Weiterhin|Zudem|Zugleich|Zwar"
)
_ARTICLE_AS_PRONOUN = (
    r"(?:Das|Die|Der|Den|Dem|Es) (?:ist|sind|war|waren|sei|seien|wäre|hat|haben|habe|hatte|hätte|"
    r"wird|werde|wurde|würde|soll|solle|sollte|kann|könne|könnte|konnte|konnten|muss|müsse|musste|"
    r"mussten|will|wolle|wollte|wollten|gilt|gelte|"
    r"geht|gehe|ging|heißt|heiße|bedeutet|bedeute|zeigt|zeige|zeigte|liegt|liege|lag|macht|mache|"
    r"machte|kommt|komme|kam|führt|führte|sagte|sagten|teilte|teilten|erklärte|berichtete|"
    r"bestätigte|ergab|ergeben|geschah|reicht|klingt|scheint|stimmt|betrifft|entspricht)"
)
_ENGLISH = (
    "He|She|They|His|Her|Their|Him|Them|This|These|That|Those|It|Its|But|And|So|Also|However|Then|"
    "Still|Yet|Nevertheless|Instead|Meanwhile|Moreover|Furthermore|Therefore|Thus|Or"
)
_HANGS = {
    "de": re.compile(rf"(?:(?:{_PRONOUNS}|{_CONNECTIVES})|{_ARTICLE_AS_PRONOUN})\b"),
    "en": re.compile(rf"(?:{_ENGLISH})\b"),
}
# "Die Bahn verweist derweil …": such an adverb near the beginning turns against what was said.
_TURNS = re.compile(
    r"(?:\S+ ){1,5}(?:allerdings|jedoch|hingegen|dagegen|derweil|zudem|außerdem|ebenfalls|deshalb|"
    r"daher|dennoch|trotzdem|demnach|stattdessen|however|therefore)\b"
)
_SAYS = (
    "sagte|sagt|so|erklärte|erklärt|betonte|betont|meinte|meint|teilte|schrieb|schreibt|fügte|"
    "warnte|warnt|forderte|fordert|kritisierte|kritisiert|berichtete|berichtet|ergänzte"
)
_ROLES = (
    "minister|kanzler|präsident|vorsitzende|chef|sprecher|leiter|direktor|bürgermeister|politiker|"
    "abgeordnete|experte|expertin|forscher|professor|ärztin|arzt|richter|anwalt|anwältin|trainer|"
    "mann|frau|autor"
)
# "… sagte er.", "…, so der Minister.": whoever speaks is named in an earlier sentence.
_UNNAMED_SPEAKER = re.compile(
    rf"\b(?:{_SAYS}) (?:er|sie|(?:der|die) [\w-]*(?:{_ROLES})(?:in)?)(?: (?:mit|hinzu|weiter))?$"
    r"|\b(?:he|she|they) (?:said|added|says)$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:ich|wir|mir|mich|uns|unser\w*|mein\w*|i|we|us|our|my)\b", re.IGNORECASE
)
_DAYS = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag"
_ENGLISH_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WHEN = re.compile(
    rf"\b(?:heute|gestern|morgen|nun|jetzt|(?:{_DAYS})\w*|today|yesterday|now|{_ENGLISH_DAYS})\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that a summary may take.

    index: its place among the sentences that are no headings, from 0.
    words: all its words in lower case; content: those that are no function words.
    names: those with a capital behind the first word: nouns and names in German, names in English.
    hangs: it needs the sentence before it to be understood.
    sound: a complete statement in the article's own voice; others serve only for want of these.
    """

    index: int
    sentence: Sentence
    words: tuple[str, ...]
    content: tuple[str, ...]
    names: tuple[str, ...]
    hangs: bool
    sound: bool
    first_person: bool
    when: bool


def candidates(article: Article) -> list[Candidate]:
    """Every sentence of the article but the headings, with its cues, in reading order."""
    found: list[Candidate] = []
    for block in article.blocks:
        if block.kind == "heading":
            continue
        asks = _is_interviewer(block)
        for sentence in block.sentences:
            tokens = _SHAPED.findall(sentence.clean)
            if tokens:
                sound = block.kind != "quote" and not asks and is_statement(sentence.clean)
                found.append(_candidate(len(found), sentence, tokens, article.language, sound))
    return found


def is_statement(text: str) -> bool:
    """Whether `text` is a complete statement: no question, fragment, introduction or half quote."""
    bare = _CLOSE.sub("", text)
    return (
        len(words(text)) >= _FEWEST_WORDS
        and bare.endswith((".", "!", "…"))
        and not _is_half_quote(text)
    )


def hangs(text: str, language: str = "de") -> bool:
    """Whether `text` leans on the sentence before it: by pronoun, connective or unnamed speaker."""
    start = _OPEN.sub("", _LABEL.sub("", text))
    bare = _CLOSE.sub("", text).rstrip(".!… ")
    opener = _HANGS.get(language, _HANGS["de"])
    leans = opener.match(start) or _TURNS.match(start) or _UNNAMED_SPEAKER.search(bare)
    return bool(leans) or _is_bare_quote(text)


def _candidate(
    index: int, sentence: Sentence, tokens: list[str], language: str, sound: bool
) -> Candidate:
    text = sentence.clean
    lowered = tuple(words(text))
    return Candidate(
        index=index,
        sentence=sentence,
        words=lowered,
        content=tuple(content(lowered)),
        names=tuple(token.lower() for token in tokens[1:] if token[0].isupper()),
        hangs=hangs(text, language),
        sound=sound,
        first_person=bool(_FIRST_PERSON.search(text)),
        when=bool(_WHEN.search(text)),
    )


def _is_interviewer(block: Block) -> bool:
    """A turn of an interview that ends in a question: the one who asks, not the one who knows."""
    text = block.text.strip()
    labelled = block.speaker is not None or bool(_LABEL.match(text))
    return labelled and _CLOSE.sub("", text).endswith("?")


def _is_half_quote(text: str) -> bool:
    """Whether a quotation opens or closes outside of this sentence."""
    double = sum(text.count(mark) for mark in '"„“”‟')
    guillemets = text.count("«") + text.count("»")
    return double % 2 == 1 or guillemets % 2 == 1


def _is_bare_quote(text: str) -> bool:
    """Whether all of `text` is one quotation, so that nobody says whose it is."""
    if text[:1] not in _QUOTES or text[-1:] not in _QUOTES:
        return False
    return not any(mark in text[1:-1] for mark in '"“”„«»')
