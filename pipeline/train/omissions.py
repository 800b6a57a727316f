"""Pairs whole and cut on purpose, from which a translator learns to tell the one from the other.

Such a row begins with a piece that asks for the verdict, and ends with it: the end of the text
after whole English, another piece after English that lost something, of which no more is learned.
Translating begins without the question and is not touched by the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pipeline.errors import UsageError
from pipeline.train.corpus import SentencePair
from pipeline.train.start import Coder

ASK, LOST = "<s>", "<unk>"
"""The piece that asks, and the verdict that something is missing."""

_FEWEST = 3  # words that are cut off, and that are left
_MOST = 12  # words that are cut out of the midst
_END = re.compile(r"[.!?…]?[\"“”'’)\]]*\s*$")
_LOOSE = " ,;:–—-"
_CONJUNCTIONS = "and|but|or|because|which|who|while|as|after|when|that|where|so|since|although|if"
_PREPOSITIONS = "with|in|on|for|to|from|by|of|at|than|including"
_CLAUSE = re.compile(rf",? (?=(?:{_CONJUNCTIONS})\b)|[,;:–—-] ")
_PHRASE = re.compile(rf"[,;:–—-]\s?|\s(?=(?:{_CONJUNCTIONS}|{_PREPOSITIONS})\b)")

Row = tuple[list[int], list[int]]
"""A source and its target."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The ids of the piece that asks, and of both answers."""

    ask: int
    whole: int
    lost: int


def verdicts_of(coder: Coder) -> Verdicts:
    """The ids in a checkpoint's vocabulary. Raises UsageError if it lacks a piece."""
    vocabulary = coder.tokenizer.get_vocab()
    if not {ASK, LOST} <= vocabulary.keys():
        raise UsageError(
            f"--omissions needs {ASK} and {LOST} in the vocabulary", "leave the option out"
        )
    return Verdicts(vocabulary[ASK], int(coder.tokenizer.eos_token_id), vocabulary[LOST])


class Judging:
    """Makes rows to judge of a share of the pairs, drawn by chance."""

    def __init__(self, coder: Coder, share: float, seed: int) -> None:
        self._coder, self._share = coder, share
        self._verdicts = verdicts_of(coder)
        self._chance = Random(seed)  # noqa: S311

    def rows(self, pairs: Sequence[SentencePair], longest: int) -> list[Row]:
        """Some of the pairs, each once whole and once cut; those too short are passed over.

        longest: the most tokens of a source or a target.
        """
        drawn = [pair for pair in pairs if self._chance.random() < self._share]
        cut = [(pair, shortened(pair.en, self._chance)) for pair in drawn]
        made = [(pair, english) for pair, english in cut if english]
        if not made:
            return []
        ids, target = self._verdicts, self._coder.target
        sources = self._coder.source([pair.de for pair, _ in made])
        whole = [[ids.ask, *row[:-1], ids.whole] for row in target([p.en for p, _ in made])]
        lost = [[ids.ask, *row[:-1], ids.lost] for row in target([english for _, english in made])]
        both = zip([*sources, *sources], [*whole, *lost], strict=True)
        return [row for row in both if max(map(len, row)) <= longest]


def shortened(english: str, chance: Random) -> str | None:
    """English that lost its last clause, a phrase or its last words; None if it is too short."""
    (first,) = chance.choices([_last_clause, _phrase, _last_words], [0.5, 0.25, 0.25])
    found = (way(english, chance) for way in (first, _phrase, _last_words))
    return next((text for text in found if text and text != english), None)


def _last_clause(english: str, _: Random) -> str | None:
    body, end = _parted(english)
    for border in reversed(list(_CLAUSE.finditer(body))):
        kept, lost = body[: border.start()], body[border.end() :]
        if min(len(kept.split()), len(lost.split())) > _FEWEST:
            return kept + end
    return None


def _phrase(english: str, chance: Random) -> str | None:
    """A stretch from one border to another, wherever it stands."""
    body, end = _parted(english)
    borders = [0, *(border.start() for border in _PHRASE.finditer(body)), len(body)]
    words = len(body.split())
    found = [
        (start, stop)
        for place, start in enumerate(borders)
        for stop in borders[place + 1 :]
        if _FEWEST <= (lost := len(body[start:stop].split())) <= _MOST and words - lost > _FEWEST
    ]
    if not found:
        return None
    start, stop = chance.choice(found)
    before, after = body[:start].rstrip(_LOOSE), body[stop:].lstrip(_LOOSE)
    kept = f"{before} {after}".strip()
    return kept[:1].upper() + kept[1:] + end


def _last_words(english: str, chance: Random) -> str | None:
    body, end = _parted(english)
    spoken = body.split()
    most = max(_FEWEST, 2 * len(spoken) // 3)
    kept = spoken[: -chance.randint(_FEWEST, most)]
    if len(kept) <= _FEWEST:
        return None
    return " ".join(kept).rstrip(_LOOSE) + chance.choice([end or ".", ""])


def _parted(english: str) -> tuple[str, str]:
    """A text without its final mark, and the mark."""
    ending = _END.search(english)
    assert ending is not None, "the pattern matches nothing at all"
    return english[: ending.start()], ending[0]
