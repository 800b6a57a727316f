"""Preparing a segment for a translation model, and making its output fit the source again."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_STOPS = ".!?…:;"
_CLOSING = "\"'”’»)]"
# German and Swiss double quotation marks become plain ones, which every model has seen most.
_DOUBLE = str.maketrans(dict.fromkeys("„“”»«‟〝〞", '"'))
_SINGLE = str.maketrans(dict.fromkeys("‚‘’‹›", "'"))
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIRST = re.compile(r"\W*([^\W\d_]+)")
# Models that learned from web text write quotation marks as HTML does: "&quot;", "&#39;".
_ENTITY = re.compile(r"&(?:amp;)?(?:quot|apos|amp|lt|gt|nbsp|#34|#39);")
_ADDRESS = re.compile(r"^(?:https?://\S+|www\.\S+|\S+@\S+\.\S+|[#@]\w+)$")

_RULE = re.compile(r"[^\w\s](?: ?[^\w\s]){9,}")
_LONGEST_WORD, _LONGEST_ADDRESS = 100, 300
_BLOB = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of German to translate: a sentence, or a heading, which has no full stop."""

    text: str
    heading: bool = False


def is_translatable(text: str) -> bool:
    """False for what is copied as it is: bare numbers, results, addresses, hashtags."""
    clean = text.strip()
    return bool(_WORD.search(clean)) and not _ADDRESS.match(clean)


def plain(text: str) -> str:
    """`text` on one line with plain quotation marks, as translation models know them."""
    return " ".join(text.translate(_DOUBLE).translate(_SINGLE).split())


def prepare(text: str) -> str:
    """What a translation model is given of `text`: on one line, with plain quotation marks.

    Rules of dashes, dots or quotation marks are cut short, and so are words that no language has:
    a model would search for minutes for what they mean.
    """
    return _BLOB.sub(_shortened, _RULE.sub(lambda found: found[0][:3], plain(text)))


def _shortened(found: re.Match[str]) -> str:
    word = found[0]
    most = _LONGEST_ADDRESS if _ADDRESS.match(word) else _LONGEST_WORD
    return word if len(word) <= most else word[:_LONGEST_WORD] + "…"


def finish(source: str, output: str) -> str:
    """`output` with the beginning and the ending of its source.

    A capital stays one, no full stop is added to a heading, none is lost. Entities of HTML become
    what they stand for, unless the source has some too.
    """
    if not _ENTITY.search(source):
        output = _ENTITY.sub(lambda found: html.unescape(html.unescape(found[0])), output)
    text = " ".join(output.split())
    if not text:
        return text
    text = _begun_as(source, text)
    wanted, got = _ending(source.strip()), _ending(text)
    if not wanted and got == ".":
        return _without_stop(text)
    if wanted == "." and not got:
        return text + "."
    return text


def _begun_as(source: str, text: str) -> str:
    """`text` with a capital where its source begins with one; a name such as "iPhone" stays."""
    german, english = _FIRST.match(source), _FIRST.match(text)
    if german and english and german[1][0].isupper() and english[1].islower():
        at = english.start(1)
        return text[:at] + text[at].upper() + text[at + 1 :]
    return text


def _ending(text: str) -> str:
    """The stop at the end of `text`, looked for behind closing quotes and brackets; "" for none."""
    bare = text.rstrip(_CLOSING + "“")
    return bare[-1] if bare and bare[-1] in _STOPS else ""


def _without_stop(text: str) -> str:
    bare = text.rstrip(_CLOSING)
    return bare.removesuffix(".") + text[len(bare) :]
