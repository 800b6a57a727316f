"""Parallel text from files: TSV, TMX and JSONL, read as a stream and cleaned.

`.gz` and `.xz` are unpacked on the way. Nothing here holds a corpus in memory.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import html
import json
import lzma
import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import IO, cast

from pipeline.errors import DepescheError, UsageError
from pipeline.translate.tmx import read_tmx

# A side more than twice as long as the other, beyond what short texts vary, is no translation:
# 0.26 % of the pairs in ../shared/corpora/news are caught, under 0.01 % of docs and distilled.
_SLACK, _MOST_RATIO = 15, 2.0
# A name or a title is its own translation; a longer identical line was left untranslated.
_MOST_IDENTICAL_WORDS = 3

_HELD_OUT_SHARE, _HELD_OUT_MOST = 20, 500
_DIGESTS = 1 << 64


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of parallel text and its share: how often an epoch reads each of its pairs.

    2 reads every pair twice an epoch, 0.3 another three tenths of them each time.
    """

    path: Path
    share: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Corpus:
        """`FILE` or `FILE=SHARE`. Raises UsageError for a share that is not above zero."""
        name, _, share = text.rpartition("=") if "=" in text else (text, "", "1")
        try:
            number = float(share)
        except ValueError:
            number = 0.0
        if not 0 < number < 1000:
            raise UsageError(
                f"{text} has no usable share", "say FILE or FILE=SHARE, e.g. a.tsv=0.5"
            )
        return cls(Path(name), number)


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A German segment and its English, and where they come from."""

    source: str
    de: str
    en: str

    @property
    def digest(self) -> int:
        """64 bits that stand for the two texts, the same on every machine."""
        return _digest(f"{self.de}\t{self.en}")


def read(path: Path) -> Iterator[SentencePair]:
    """The pairs of a file, in its order; the format goes by the name.

    TSV has the columns German, English or source, German, English. JSONL has objects with `de` and
    `en`. Raises UsageError for another kind of file, DepescheError for one that is broken.
    """
    packed = path.suffix if path.suffix in _OPENERS else ""
    kind = path.with_suffix("").suffix if packed else path.suffix
    if kind not in _READERS:
        raise UsageError(
            f"{path} is no parallel text that can be read",
            f"name it {', '.join(_READERS)}, with .gz or .xz behind it if it is packed",
        )
    label = path.name.removesuffix(packed).removesuffix(kind)
    try:
        with _OPENERS[packed](path) as file:
            yield from _READERS[kind](file, label)
    except UnicodeDecodeError as error:
        raise DepescheError(f"{path} is not UTF-8", "convert it to UTF-8") from error
    except (OSError, EOFError, lzma.LZMAError, zlib.error, ValueError) as error:
        raise DepescheError(f"{path} cannot be read ({error})", "repair or replace it") from error


class Cleaner:
    """Lets each good pair through once, and counts what it kept and dropped.

    `kept` counts all of them, `dropped` by reason: `empty`, `identical` (left untranslated),
    `ratio` (one side more than twice as long), `dev` (a side stands in the dev set), `duplicate`.
    """

    def __init__(self, dev: Iterable[SentencePair] = ()) -> None:
        self.kept = 0
        self.dropped: Counter[str] = Counter()
        self._dev = {_digest(_key(text)) for pair in dev for text in (pair.de, pair.en)}
        self._seen: set[int] = set()

    def clean(self, pairs: Iterable[SentencePair]) -> Iterator[SentencePair]:
        """The good ones among `pairs`, in NFC and with single spaces."""
        for raw in pairs:
            pair = SentencePair(raw.source, _normal(raw.de), _normal(raw.en))
            if reason := self._fault(pair):
                self.dropped[reason] += 1
            else:
                self.kept += 1
                yield pair

    def _fault(self, pair: SentencePair) -> str:
        if not (pair.de and pair.en):
            return "empty"
        if pair.de == pair.en and pair.de.count(" ") >= _MOST_IDENTICAL_WORDS:
            return "identical"
        shorter, longer = sorted((len(pair.de), len(pair.en)))
        if longer + _SLACK > _MOST_RATIO * (shorter + _SLACK):
            return "ratio"
        if self._dev and not self._dev.isdisjoint({_digest(_key(pair.de)), _digest(_key(pair.en))}):
            return "dev"
        if (digest := pair.digest) in self._seen:
            return "duplicate"
        self._seen.add(digest)
        return ""


def sample(corpora: Iterable[Corpus], size: int, cleaner: Cleaner) -> list[SentencePair]:
    """At most `size` clean pairs, each as likely as its corpus' share, the same every time.

    Weighted sampling after Efraimidis and Spirakis (2006), with the texts' digests for chance.
    """
    weighted = (
        (-math.log((pair.digest + 1) / (_DIGESTS + 1)) / corpus.share, pair)
        for corpus in corpora
        for pair in cleaner.clean(read(corpus.path))
    )
    return [pair for _, pair in heapq.nsmallest(size, weighted, key=itemgetter(0))]


def hold_out(corpora: Sequence[Corpus]) -> list[SentencePair]:
    """A dev set out of the data itself: one pair in twenty, at most 500.

    Raises DepescheError if there are too few pairs to spare one.
    """
    cleaner = Cleaner()
    chosen = sample(corpora, _HELD_OUT_MOST, cleaner)
    size = cleaner.kept // _HELD_OUT_SHARE
    if not size:
        raise DepescheError(
            f"there are {cleaner.kept} usable pairs in the data",
            f"give at least {_HELD_OUT_SHARE}, each a German segment and its English",
        )
    return chosen[:size]


def _read_tsv(file: IO[bytes], label: str) -> Iterator[SentencePair]:
    for number, line in enumerate(file, start=1):
        columns = line.decode().rstrip("\r\n").split("\t")
        if len(columns) == 2:
            yield SentencePair(label, columns[0], columns[1])
        elif len(columns) == 3:
            yield SentencePair(*columns)
        elif columns != [""]:
            raise ValueError(f"line {number} has {len(columns)} columns, not 2 or 3")


def _read_jsonl(file: IO[bytes], label: str) -> Iterator[SentencePair]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield SentencePair(label, _text(row["de"]), _text(row["en"]))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f'line {number} is no {{"de": "…", "en": "…"}}') from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _read_tmx(file: IO[bytes], label: str) -> Iterator[SentencePair]:
    for unit in read_tmx(file, f"{label}.tmx"):
        yield SentencePair(label, unit.de, unit.en)


def _normal(text: str) -> str:
    """One line in NFC; what HTML escaped, once or twice, is what it stands for."""
    plain = html.unescape(html.unescape(text)) if "&" in text else text
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def _key(text: str) -> str:
    """What is left when case, punctuation and spaces do not count; the text if that is nothing."""
    return "".join(filter(str.isalnum, text.casefold())) or text


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_gzip(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path))


def _open_xz(path: Path) -> IO[bytes]:
    return lzma.open(path)


_OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {"": _open, ".gz": _open_gzip, ".xz": _open_xz}
_READERS: dict[str, Callable[[IO[bytes], str], Iterator[SentencePair]]] = {
    ".tsv": _read_tsv,
    ".tmx": _read_tmx,
    ".jsonl": _read_jsonl,
}
