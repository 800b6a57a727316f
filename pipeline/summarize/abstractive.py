"""Summaries in a model's own words, by any sequence-to-sequence checkpoint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.article import Article, Block, Sentence, SummarySentence
from pipeline.check.summary import check_summary
from pipeline.models.engine import Decoding, Engine, Hypothesis, ModelCard
from pipeline.summarize.extractive import Extractive
from pipeline.summarize.words import content, stem, words
from pipeline.text.chunks import chunk_blocks
from pipeline.text.sentences import split

_ENDS = re.compile(r"[.!?…][\s\"'“”»«‘’)\]]*$")
_ROUNDS = 4
_TOKENS_A_SENTENCE = 48
_NO_REPEAT = 3
_MOST_EVIDENCE = 3
_LEAST_NEW = 0.2


class Abstractive:
    """Summarizes with `engine`; what is longer than its input is summarized in parts first.

    An article's chunks are summarized, and their summaries again, until one remains. A sentence
    that the model did not finish, one that it said already, and one with a number, name or date
    that the article does not have are dropped; where nothing is left, the article's own sentences
    stand in. Unless `decoding` says otherwise, a summary may take 48
    tokens a sentence and repeats no three tokens.
    """

    def __init__(self, engine: Engine, decoding: Decoding, sentences: int = 3) -> None:
        self._engine = engine
        self._sentences = sentences
        room = min(engine.limits.target, _TOKENS_A_SENTENCE * sentences)
        self._decoding = replace(
            decoding,
            max_new_tokens=decoding.max_new_tokens or room,
            no_repeat_ngram=decoding.no_repeat_ngram or _NO_REPEAT,
        )
        self._fallback = Extractive(sentences)

    @property
    def card(self) -> ModelCard:
        """Which checkpoint summarizes."""
        return self._engine.card

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order; all chunks of all articles are decoded together.

        Raises ModelError if the engine fails.
        """
        drafts = [self._draft(_plain(article)) for article in articles]
        for _ in range(_ROUNDS):
            drafts = self._shortened(drafts)
        return [self._finish(*pair) for pair in zip(articles, drafts, strict=True)]

    def _draft(self, blocks: Sequence[Block]) -> _Draft:
        chunks = chunk_blocks(blocks, self._engine.count, self._engine.limits.source)
        return _Draft(tuple(chunk.text.strip() for chunk in chunks), done=not chunks)

    def _shortened(self, drafts: Sequence[_Draft]) -> list[_Draft]:
        """Every draft that is not done, summarized once more, all in one call of the engine."""
        texts = [text for draft in drafts if not draft.done for text in draft.texts]
        hypotheses = iter(self._engine.generate(texts, self._decoding) if texts else ())
        return [
            draft if draft.done else self._reduced([next(hypotheses) for _ in draft.texts])
            for draft in drafts
        ]

    def _reduced(self, hypotheses: Sequence[Hypothesis]) -> _Draft:
        """What the parts' summaries say; done if there was one, else to be summarized again."""
        said = list(_distinct(text for each in hypotheses for text in _finished(each)))
        if len(hypotheses) == 1 or not said:
            return _Draft(tuple(said), done=True)
        sentences = tuple(Sentence(f"s{i}", f"{text} ") for i, text in enumerate(said, 1))
        shorter = self._draft([Block("paragraph", sentences)])
        # A model that does not shorten would go on for ever.
        return shorter if len(shorter.texts) < len(hypotheses) else _Draft(tuple(said), done=True)

    def _finish(self, article: Article, draft: _Draft) -> tuple[SummarySentence, ...]:
        sources = [sentence for block in _plain(article) for sentence in block.sentences]
        texts = [text for said in draft.texts for text in _sentences(said)]
        said = (SummarySentence(text, evidence(text, sources)) for text in texts)
        supported = [one for one in said if _is_supported(one, sources, article.language)]
        return tuple(supported[: self._sentences]) or self._fallback.summarize([article])[0]


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article on its way: texts still to be summarized, or the finished sentences."""

    texts: tuple[str, ...]
    done: bool


def evidence(text: str, sources: Sequence[Sentence]) -> tuple[str, ...]:
    """The ids of the sentences that `text` rests on, one to three, in reading order.

    The sentence that has most of its words comes first; another one is added while it has a fifth
    of the words that no earlier one has. Empty only without `sources`.
    """
    wanted = _roots(text)
    roots = [_roots(source.clean) for source in sources]
    found: list[int] = []
    missing = set(wanted)
    while sources and len(found) < _MOST_EVIDENCE:
        best = max(range(len(sources)), key=lambda i: (_gain(missing, roots[i]), -i))
        if found and len(missing & roots[best]) < max(1, _LEAST_NEW * len(wanted)):
            break
        found.append(best)
        missing -= roots[best]
    return tuple(sources[i].id for i in sorted(found))


def _is_supported(sentence: SummarySentence, sources: Sequence[Sentence], language: str) -> bool:
    """Whether every number, name and date of the sentence stands in its evidence."""
    texts = [source.clean for source in sources if source.id in sentence.evidence]
    findings = check_summary(sentence.text, texts, language=language)
    return not any(finding.severity == "error" for finding in findings)


def _gain(missing: set[str], roots: set[str]) -> tuple[int, float]:
    """How much a source adds, and how little else it says."""
    common = len(missing & roots)
    return common, common / len(roots) if roots else 0.0


def _roots(text: str) -> set[str]:
    tokens = words(text)
    return {stem(word) for word in content(tokens) or tokens}


def _plain(article: Article) -> list[Block]:
    """The article without headings, its sentences separated by one space each."""
    return [
        replace(block, sentences=tuple(replace(s, text=f"{s.clean} ") for s in block.sentences))
        for block in article.blocks
        if block.kind != "heading"
    ]


def _finished(hypothesis: Hypothesis) -> list[str]:
    """The hypothesis' sentences without a last one that was cut off."""
    texts = _sentences(hypothesis.text)
    cut = bool(texts) and not hypothesis.finished and not _ENDS.search(texts[-1])
    return texts[:-1] if cut else texts


def _sentences(text: str) -> list[str]:
    return [" ".join(piece.split()) for piece in split(text) if words(piece)]


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    """The texts without those that say what an earlier one said, word for word."""
    said: set[tuple[str, ...]] = set()
    for text in texts:
        key = tuple(words(text))
        if key not in said:
            said.add(key)
            yield text
