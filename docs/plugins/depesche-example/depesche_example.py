"""One plugin of each kind, as small as they come: start your own from what you need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.article import Article, Rejected, SummarySentence
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.engine import Decoding, Hypothesis, Limits, ModelCard
from pipeline.profile import SummarizerChoice, TranslatorChoice
from pipeline.record import Record
from pipeline.sources.plaintext import PlainTextReader
from pipeline.sources.reader import Input
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation
from pipeline.write.atomic import write_parts

WORDS = {"der": "the", "rat": "council", "tagt": "meets", "am": "on", "freitag": "Friday"}


class Echo:
    """An engine that gives back what it is given, to see what a model would be asked."""

    name = "echo"
    limits = Limits(source=512, target=512)
    threads = 1
    batch_tokens = 2048

    def __init__(self, card: ModelCard) -> None:
        self.card = card

    def count(self, texts: Sequence[str]) -> list[int]:
        """Words of each text, and one for its end."""
        return [len(text.split()) + 1 for text in texts]

    def generate(
        self, texts: Sequence[str], decoding: Decoding, prefixes: Sequence[str] = ()
    ) -> list[Hypothesis]:
        """Each text as it is."""
        return [Hypothesis(text, 0.0, len(text.split()), True) for text in texts]


def open_echo(checkpoint: Checkpoint, **_: object) -> Echo:
    """Entry point of an engine: told the checkpoint, task, device, prefix and batch_tokens."""
    return Echo(checkpoint.card)


class Dictionary:
    """A translator that knows some words."""

    budget = 512

    def count(self, texts: Sequence[str]) -> list[int]:
        """Words of each text."""
        return [len(text.split()) for text in texts]

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """One translation a segment, in order; unknown words stay."""
        return [Translation(self._english(segment.text)) for segment in segments]

    def _english(self, text: str) -> str:
        def known(word: re.Match[str]) -> str:
            return WORDS.get(word[0].lower(), word[0])

        said = re.sub(r"\w+", known, text)
        return said[:1].upper() + said[1:]


def open_dictionary(choice: TranslatorChoice, device: str) -> Dictionary:
    """Entry point of a translator: told the profile's [translator] table and its device."""
    return Dictionary()


class Lead:
    """A summarizer that takes the first sentences."""

    card = ModelCard("lead", "1")

    def __init__(self, sentences: int) -> None:
        self._sentences = sentences

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """The first sentences of each article, each its own evidence."""
        return [
            tuple(
                SummarySentence(sentence.clean, (sentence.id,))
                for sentence in list(article.sentences())[: self._sentences]
            )
            for article in articles
        ]


def open_lead(choice: SummarizerChoice, device: str) -> Lead:
    """Entry point of a summarizer: told the profile's [summarizer] table and its device."""
    return Lead(choice.sentences)


class Teletext:
    """A reader of pages that begin with a page number, as teletext has them."""

    name = "teletext"
    _number = re.compile(rb"\s*[1-8]\d\d\n")

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether the first line is a page number."""
        return self._number.match(head) is not None

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The page's text, read as any text, without its number."""
        rest = self._number.sub(b"", item.head, count=1)
        yield from PlainTextReader().read(replace(item, head=rest))


TELETEXT = Teletext()


def write_tsv(folder: Path, records: Iterable[Record]) -> None:
    """Entry point of a writer: told the run's folder and its records, in order."""
    rows = (f"{record.id}\t{pair.de}\t{pair.en}\n" for record in records for pair in record.summary)
    write_parts(folder / "pairs.tsv", rows)
