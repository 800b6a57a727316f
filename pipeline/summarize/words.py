"""Words as the summarizers see them: tokens, function words, light stems, character n-grams."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"\w+")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_ENDINGS = ("ern", "em", "er", "en", "es", "e", "s", "n")
_SHORTEST_STEM = 4
_GRAM = 4

_GERMAN = """
aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch
auf aus bei beim bereits bin bis bist da dabei damit dann das dass dazu daß dem den denen denn der
deren des deshalb dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine
einem einen einer eines er es etwa etwas euch für gegen geht gibt habe haben hat hatte hatten hier
hin hinter hätte hätten ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist ja
jede jedem jeden jeder jedes jedoch jetzt kann kein keine keinem keinen keiner können könnte laut
man mehr mein meine mit muss mußte müssen nach nicht noch nun nur ob oder ohne sagt sagte schon sehr
sei seien sein seine seinem seinen seiner seines seit sich sie sind so sogar soll sollen sollte
sondern sowie um und uns unser unter viel viele vom von vor wann war waren warum was weil weiter
welche wenn wer werde werden wie wieder will wir wird wo worden wurde wurden während wäre würde
würden zu zum zur zwar zwischen über
"""
_ENGLISH = """
a about after again against all also although always am among an and another any are as at back be
because been before being between both but by can could did do does down during each even few first
for from get had has have he her here him his how however i if in into is it its just like may me
might more most much must my new no not now of off on one only or other our out over said same say
says she should since so some still such than that the their them then there these they this those
through to too two under until up very was we well were what when where which while who will with
would yet you your
"""
FUNCTION_WORDS = frozenset(f"{_GERMAN} {_ENGLISH}".split())


def words(text: str) -> list[str]:
    """The lower-cased words and numbers of `text`."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """`word` without umlauts and its commonest German ending, so that inflected forms meet."""
    plain = word.translate(_UMLAUTS)
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM:
            return plain[: -len(ending)]
    return plain


@lru_cache(maxsize=4096)
def grams(word: str) -> tuple[str, ...]:
    """Character 4-grams of the stem, the first one marked as a beginning.

    They let a compound meet its parts: *Klinikaufenthalte* and *Aufenthalt* share most of them.
    """
    marked = "_" + stem(word)
    return tuple(marked[i : i + _GRAM] for i in range(max(1, len(marked) - _GRAM + 1)))


def content(tokens: Iterable[str]) -> list[str]:
    """The tokens that carry content: no function words, no single letters."""
    return [token for token in tokens if len(token) > 1 and token not in FUNCTION_WORDS]
