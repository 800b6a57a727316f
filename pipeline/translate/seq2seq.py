"""Translating with any sequence-to-sequence engine: nothing truncated, everything checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.article import Finding, Rung, Status
from pipeline.check.clauses import split_clauses
from pipeline.check.evidence import Scorer
from pipeline.check.glossary import Term
from pipeline.check.repair import repair
from pipeline.models.engine import Decoding, Engine, Hypothesis, join_hypotheses
from pipeline.models.lanes import in_lanes
from pipeline.text.chunks import clauses
from pipeline.translate.segments import Segment, finish, is_translatable, prepare

# English needs up to this many times the tokens of its German; so much room is left in the output.
_GROWTH = 1.3


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of a segment, what the checks found, and which rung of the ladder gave it."""

    text: str
    status: Status = "ok"
    findings: tuple[Finding, ...] = ()
    rung: Rung = "first"
    score: float = 0.0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Seq2SeqTranslator:
    """Translates segments with `engine`; `decoding` is how the first attempt searches.

    `terms` are a house's own, which the English uses. `second` gives another engine, for what no
    decoding of the first one mends. `witness` is another model, which is asked for omissions.
    """

    engine: Engine
    decoding: Decoding = field(default_factory=Decoding)
    terms: tuple[Term, ...] = ()
    second: Callable[[], Engine] | None = None
    witness: Scorer | None = None

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """The translation of each segment, in order; equal segments are translated once."""
        unique = list(dict.fromkeys(s for s in segments if is_translatable(s.text)))
        sizes = self.engine.count([segment.text for segment in unique])
        engine = self.engine
        done = in_lanes(unique, sizes, engine.threads, engine.batch_tokens, self._translate)
        known = dict(zip(unique, done, strict=True))
        # What has no words (results, addresses) is copied: it means the same in English.
        return [known.get(segment) or Translation(segment.text.strip()) for segment in segments]

    def _translate(self, segments: Sequence[Segment]) -> list[Translation]:
        sources = [segment.text.strip() for segment in segments]
        repaired = repair(
            sources,
            self.decode(sources, replace(self.decoding, hypotheses=self.decoding.beam)),
            self.decode,
            base=self.decoding,
            split=split_clauses,
            second=self._by_second if self.second else None,
            complete=self.complete,
            headings=[segment.heading for segment in segments],
            terms=self.terms,
            scorer=self.witness,
        )
        return [
            Translation(
                text=r.hypothesis.text,
                status=r.status,
                findings=r.findings,
                rung=r.rung,
                score=r.hypothesis.score,
                tokens=r.hypothesis.tokens,
            )
            for r in repaired
        ]

    def decode(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        """One hypothesis a text. A text too long for the model is translated clause by clause."""
        pieces = self._fitting(texts)
        outputs = iter(self.engine.generate([p for parts in pieces for p in parts], decoding))
        return [
            _joined(text, [next(outputs) for _ in parts])
            for text, parts in zip(texts, pieces, strict=True)
        ]

    def _by_second(self, texts: Sequence[str]) -> list[Hypothesis]:
        assert self.second is not None, "the ladder asks only where there is one"
        return Seq2SeqTranslator(self.second()).decode(texts, self.decoding)

    def complete(
        self, texts: Sequence[str], prefixes: Sequence[str], decoding: Decoding
    ) -> list[Hypothesis]:
        """One hypothesis a text that begins with its prefix, but for a text of several pieces."""
        fits = [len(pieces) == 1 for pieces in self._fitting(texts)]
        asked = [prepare(text) for text, whole in zip(texts, fits, strict=True) if whole]
        begun = [prefix for prefix, whole in zip(prefixes, fits, strict=True) if whole]
        outputs = iter(self.engine.generate(asked, decoding, begun) if asked else ())
        return [
            _joined(text, [next(outputs)]) if whole else Hypothesis("", 0.0, 0, False)
            for text, whole in zip(texts, fits, strict=True)
        ]

    @property
    def budget(self) -> int:
        """The most source tokens of one model input, such that its English fits the output."""
        limits = self.engine.limits
        return min(limits.source, int(limits.target / _GROWTH))

    def _fitting(self, texts: Sequence[str]) -> list[list[str]]:
        """Each text, prepared, in pieces that the model can take."""
        # Bytes bound tokens from above, so that short texts need no counting but for what every
        # input has besides, such as a task's prefix.
        most = self.budget - self.engine.count([""])[0]
        return [
            [text]
            if len(text.encode()) <= most
            else [piece.strip() for piece in clauses(text, self.engine.count, self.budget)]
            for text in map(prepare, texts)
        ]


def _joined(source: str, parts: Sequence[Hypothesis]) -> Hypothesis:
    """The hypotheses of a text's pieces as one, ending as the text does."""
    whole = parts[0] if len(parts) == 1 else join_hypotheses(parts)
    return replace(
        whole,
        text=finish(source, whole.text),
        others=lambda: [_finished(source, other) for other in whole.others()],
    )


def _finished(source: str, hypothesis: Hypothesis) -> Hypothesis:
    return replace(hypothesis, text=finish(source, hypothesis.text))
