"""The sentences that a summary may take, each with its cues: can it stand alone, whose voice?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.article import Article, Block, Sentence
from pipeline.summarize.leaning import LABEL, leans
from pipeline.summarize.statement import bare, is_statement
from pipeline.summarize.words import content, words

_SHAPED = re.compile(r"\w+")
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
                sound = (
                    block.kind != "quote"
                    and not asks
                    and is_statement(sentence.clean, article.language)
                )
                found.append(_candidate(len(found), sentence, tokens, article.language, sound))
    return found


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
        hangs=leans(text, language),
        sound=sound,
        first_person=bool(_FIRST_PERSON.search(text)),
        when=bool(_WHEN.search(text)),
    )


def _is_interviewer(block: Block) -> bool:
    """A turn of an interview that ends in a question: the one who asks, not the one who knows."""
    text = block.text.strip()
    labelled = block.speaker is not None or bool(LABEL.match(text))
    return labelled and bare(text).endswith("?")
