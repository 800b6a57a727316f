"""The ladder of repair: other ways to translate what the checks object to.

What the first search found next best, beam search, another length penalty, a ban on repeated
n-grams, clause by clause, the profile's second model: each rung is tried only where the findings
call for it, for all such segments in one call. Where all fail, the best candidate is kept and
marked as degraded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.article import Finding, Rung, Status
from pipeline.check.evidence import Scorer, opinions
from pipeline.check.glossary import Term, left_in_german
from pipeline.check.omission import Omission, omissions
from pipeline.check.pair import check_pair
from pipeline.check.prescribed import beginnings, lacks_prescribed
from pipeline.models.engine import Decoding, Hypothesis, join_hypotheses

Decode = Callable[[Sequence[str], Decoding], list[Hypothesis]]
"""Translates texts with a decoding: one hypothesis a text, in order."""

Translate = Callable[[Sequence[str]], list[Hypothesis]]
"""Translates texts in a settled way: one hypothesis a text, in order."""

Split = Callable[[str], list[str]]
"""Parts a text at its clauses."""

Complete = Callable[[Sequence[str], Sequence[str], Decoding], list[Hypothesis]]
"""Translates texts such that each output begins with its prefix: one hypothesis a text."""

_BEAM = 4
_LONGER, _SHORTER = 1.6, 0.6  # length penalties for what was left out, and for what was added
_NO_REPEAT = 4
_REPETITION_PENALTY = 1.1
_MOST_PRESCRIBED = 3  # terms and addresses that are put into one sentence
# A wrong number or name stays wrong at any length: of 107 such sentences the rung mended none.
_OMISSION = frozenset(("coverage", "ending"))
_DOUBTFUL = frozenset(("numbers", "coverage"))
_LOOPS = frozenset(("repetition", "coverage"))


@dataclass(frozen=True, slots=True)
class Repaired:
    """The translation that was kept, what the checks still find, and the rung it came from."""

    hypothesis: Hypothesis
    findings: tuple[Finding, ...]
    status: Status
    rung: Rung

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def wanting(self) -> bool:
        """Whether another rung is worth its time: for errors, numbers in doubt and omissions."""
        return any(f.severity == "error" or f.name in _DOUBTFUL for f in self.findings)

    @property
    def rank(self) -> tuple[int, int, float]:
        """Fewer errors come first, then fewer warnings, then the more likely."""
        return self.errors, len(self.findings) - self.errors, -self.hypothesis.score


def repair(
    sources: Sequence[str],
    first: Sequence[Hypothesis],
    decode: Decode,
    *,
    base: Decoding,
    split: Split | None = None,
    second: Translate | None = None,
    complete: Complete | None = None,
    headings: Sequence[bool] = (),
    terms: Sequence[Term] = (),
    scorer: Scorer | None = None,
) -> list[Repaired]:
    """Checks each translation and repairs those that want it; one result a source, in order.

    `first` are the translations by `decode` with `base`. Without `split`, `second` or `complete`
    their rungs are left out. `headings` says which sources are headings; none if empty. `scorer` is
    another model, which is asked for omissions. A translation that passes is never exchanged.
    """
    ladder = _Ladder(sources, headings or [False] * len(sources), terms, scorer)
    ladder.offer(enumerate(first), "first")
    ladder.offer(((i, other) for i in ladder.wanting() for other in first[i].others()), "nbest")
    if base.beam < _BEAM:
        wider = replace(base, beam=_BEAM)
        ladder.climb("beam", ladder.wanting(), _with(decode, wider))
    wide = replace(base, beam=max(base.beam, _BEAM))
    _try_lengths(ladder, decode, wide)
    unlooped = replace(wide, no_repeat_ngram=_NO_REPEAT, repetition_penalty=_REPETITION_PENALTY)
    ladder.climb("repetition", ladder.wanting(_LOOPS), _with(decode, unlooped))
    if split is not None:
        _try_clauses(ladder, decode, wide, split)
    if second is not None:
        ladder.climb("second", ladder.wanting(), second)
    if complete is not None:
        for _ in range(_MOST_PRESCRIBED):
            _try_prescribed(ladder, complete, base)
    return [ladder.best[index] for index in range(len(sources))]


def _with(decode: Decode, decoding: Decoding) -> Translate:
    return lambda texts: decode(texts, decoding)


class _Ladder:
    """The best translation of each source so far."""

    def __init__(
        self,
        sources: Sequence[str],
        headings: Sequence[bool],
        terms: Sequence[Term],
        scorer: Scorer | None,
    ) -> None:
        self.sources = sources
        self.headings = headings
        self.terms = terms
        self.scorer = scorer
        self.best: dict[int, Repaired] = {}

    def offer(self, found: Iterable[tuple[int, Hypothesis]], rung: Rung) -> None:
        """Keeps each hypothesis of a source if it is better than what there is."""
        offers = list(found)
        pairs = [(self.sources[index], hypothesis.text) for index, hypothesis in offers]
        said = opinions(pairs, self.scorer) if self.scorer else omissions(pairs)
        for (index, hypothesis), omission in zip(offers, said, strict=True):
            candidate = self.judge(index, hypothesis, rung, omission)
            best = self.best.get(index)
            if best is None or candidate.rank < best.rank:
                self.best[index] = candidate

    def judge(
        self, index: int, hypothesis: Hypothesis, rung: Rung, omission: Omission | None = None
    ) -> Repaired:
        """What the checks say of a hypothesis."""
        findings = check_pair(
            self.sources[index],
            hypothesis.text,
            hypothesis,
            heading=self.headings[index],
            terms=self.terms,
            omission=omission,
        )
        candidate = Repaired(hypothesis, findings, "ok", rung)
        if candidate.errors:
            candidate = replace(candidate, status="degraded")
        elif rung != "first":
            candidate = replace(candidate, status="repaired")
        return candidate

    def wanting(self, names: Iterable[str] | None = None) -> list[int]:
        """The sources that want repair, for one of the named findings if any are named."""
        wanted = None if names is None else frozenset(names)
        return [
            index
            for index, best in self.best.items()
            if best.wanting and (wanted is None or any(f.name in wanted for f in best.findings))
        ]

    def climb(self, rung: Rung, indexes: Sequence[int], translate: Translate) -> None:
        """Translates the sources anew, all in one call, and keeps what is better."""
        if not indexes:
            return
        outputs = translate([self.sources[index] for index in indexes])
        self.offer(zip(indexes, outputs, strict=True), rung)


def _try_lengths(ladder: _Ladder, decode: Decode, wide: Decoding) -> None:
    """Favours longer output for what was left out, shorter output for what was added."""
    wanting = ladder.wanting(_OMISSION)
    added = [index for index in wanting if _too_long(ladder.sources[index], ladder.best[index])]
    short = [index for index in wanting if index not in set(added)]
    for indexes, penalty in ((short, _LONGER), (added, _SHORTER)):
        ladder.climb("length", indexes, _with(decode, replace(wide, length_penalty=penalty)))


def _too_long(source: str, best: Repaired) -> bool:
    named = any(finding.name == "coverage" for finding in best.findings)
    return named and len(best.hypothesis.text) > len(source)


def _try_clauses(ladder: _Ladder, decode: Decode, wide: Decoding, split: Split) -> None:
    """Translates clause by clause and joins, where there is more than one clause."""
    pieces = {index: split(ladder.sources[index]) for index in ladder.wanting()}
    pieces = {index: parts for index, parts in pieces.items() if len(parts) > 1}
    if not pieces:
        return
    outputs = iter(decode([part for parts in pieces.values() for part in parts], wide))
    joined = [join_hypotheses(_take(outputs, len(parts))) for parts in pieces.values()]
    ladder.offer(zip(pieces, joined, strict=True), "split")


def _try_prescribed(ladder: _Ladder, complete: Complete, base: Decoding) -> None:
    """Puts a term of the glossary, or an address, where the model finds it likeliest.

    Every place is tried greedily; the best one is completed as carefully as the rest was.
    """
    tried = [
        (index, begun)
        for index, best in ladder.best.items()
        if lacks_prescribed(best.findings)
        for begun in beginnings(ladder.sources[index], best.hypothesis.text, ladder.terms)
    ]
    if not tried:
        return
    texts = [ladder.sources[index] for index, _ in tried]
    scouts = complete(texts, [begun for _, begun in tried], replace(base, beam=1))
    likeliest: dict[int, tuple[tuple[int, int, int, float], str]] = {}
    for (index, begun), scout in zip(tried, scouts, strict=True):
        rank = ladder.judge(index, replace(scout, score=0.0), "prescribed").rank[:2]
        german = left_in_german(scout.text, ladder.terms)  # put beside the word, not in its place
        found = (*rank, german, -scout.score), begun
        likeliest[index] = min(likeliest.get(index, found), found)
    starts = {index: begun for index, (_, begun) in likeliest.items()}
    outputs = complete([ladder.sources[i] for i in starts], list(starts.values()), base)
    # Words that were prescribed say nothing of how sure the model was.
    sure = [
        replace(output, score=max(output.score, ladder.best[index].hypothesis.score))
        for index, output in zip(starts, outputs, strict=True)
    ]
    ladder.offer(zip(starts, sure, strict=True), "prescribed")


def _take(outputs: Iterator[Hypothesis], count: int) -> list[Hypothesis]:
    return [next(outputs) for _ in range(count)]
