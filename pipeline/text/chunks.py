"""Group sentences into chunks that fit a model's input, by the model's own count of tokens.

Nothing is cut off and nothing is added: the chunks' texts join to the text that came in. A count
is a call of a tokenizer, so texts are counted in batches: a few calls for a whole article.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.article import Block, Chunk, Sentence
from pipeline.errors import UsageError

Count = Callable[[Sequence[str]], list[int]]
"""Tokens of each text, special tokens included (`Engine.count`)."""

_WELL_FILLED = 0.5
_LEAST_PART = 1 / 8

_CONJUNCTIONS = (
    "und|oder|aber|denn|sondern|doch|jedoch|sowie|weil|dass|ob|wenn|als|da|während|nachdem|bevor"
    "|ehe|obwohl|obgleich|damit|sodass|so dass|indem|falls|sofern|solange|sobald|bis|seit|seitdem"
    "|um|ohne|statt|anstatt|zumal|wobei|wodurch|womit|wofür|wozu|woraus|worauf|wohin|woher|wo|wie"
)
_RELATIVE_PRONOUNS = (
    "der|die|das|dem|den|dessen|deren|denen|welche[rsmn]?|wer|wen|wem|was|"
    "(?:in|an|auf|aus|bei|mit|nach|von|vor|zu|über|unter|durch|für|gegen) (?:der|die|das|dem|den)"
)
_CUTS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (0.0, re.compile(r"[;:–—][\"'“”»«)]?\s+|\s-\s+")),
    (0.1, re.compile(rf",[\"'“”»«)]?\s+(?=(?:{_CONJUNCTIONS}|{_RELATIVE_PRONOUNS})\b)")),
    (0.2, re.compile(r",[\"'“”»«)]?\s+")),
    (0.5, re.compile(r"\s+")),
)
"""Where a clause may be cut, behind the match; the cost is in shares of the text's length."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence that fits, its tokens, and whether a chunk ends well behind it."""

    sentence: Sentence
    tokens: int
    closes: bool = False


def chunk(sentences: Sequence[Sentence], count: Count, budget: int) -> list[Chunk]:
    """Consecutive sentences in as few chunks of at most `budget` tokens as greedy packing gives.

    A sentence longer than the budget is cut at its clauses (`clauses`); its pieces keep its id.
    Raises UsageError if the budget is too small for a single character.
    """
    return _chunk([(sentence, False) for sentence in sentences], count, budget)


def chunk_blocks(blocks: Sequence[Block], count: Count, budget: int) -> list[Chunk]:
    """Like `chunk`, but a chunk rather ends with a block if it is half full by then.

    A heading stays with the block that follows it where the budget allows.
    """
    marked = [
        (sentence, at == len(block.sentences) and block.kind != "heading")
        for block in blocks
        for at, sentence in enumerate(block.sentences, start=1)
    ]
    return _chunk(marked, count, budget)


def clauses(text: str, count: Count, budget: int) -> list[str]:
    """Cut `text` into pieces of at most `budget` tokens that join to it exactly.

    Cuts lie at a semicolon, colon or dash, before a conjunction or relative pronoun, at another
    comma, at white space or, in a word longer than the budget, between characters: the better
    place wins unless it makes the pieces too unequal. Calls `count` once a round; the number of
    rounds grows with the logarithm of the text's length.
    Raises UsageError if the budget is too small for a single character.
    """
    return [piece for piece, _ in _fit([text], count, budget)[0]]


def _chunk(marked: Sequence[tuple[Sentence, bool]], count: Count, budget: int) -> list[Chunk]:
    if not marked:
        return []
    fitted = _fit([sentence.text for sentence, _ in marked], count, budget)
    parts = [
        _Part(Sentence(sentence.id, text), tokens, closes and at == len(pieces))
        for (sentence, closes), pieces in zip(marked, fitted, strict=True)
        for at, (text, tokens) in enumerate(pieces, start=1)
    ]
    return _verified(list(_packed(parts, budget, count([""])[0])), count, budget)


def _packed(parts: Sequence[_Part], budget: int, overhead: int) -> Iterator[Sequence[_Part]]:
    """Groups of parts that should fit; special tokens (`overhead`) count once a group."""
    begin, used = 0, overhead
    at = 0
    while at < len(parts):
        cost = max(0, parts[at].tokens - overhead)
        if at > begin and used + cost > budget:
            begin, end = _best_end(parts, begin, at, overhead, budget), begin
            yield parts[end:begin]
            at, used = begin, overhead
            continue
        used += cost
        at += 1
    if begin < len(parts):
        yield parts[begin:]


def _best_end(parts: Sequence[_Part], begin: int, limit: int, overhead: int, budget: int) -> int:
    """The last block end before `limit` with which the group is well filled, else `limit`."""
    used = [max(0, part.tokens - overhead) for part in parts[begin:limit]]
    for end in range(limit, begin, -1):
        if parts[end - 1].closes and sum(used[: end - begin]) >= _WELL_FILLED * budget:
            return end
    return limit


def _verified(groups: list[Sequence[_Part]], count: Count, budget: int) -> list[Chunk]:
    """Chunks of the groups; a group that does not fit after all is halved and counted again."""
    done: dict[int, Chunk] = {}
    pending = _numbered(groups)
    while pending:
        tokens = count(["".join(part.sentence.text for part in group) for _, group in pending])
        halves: list[tuple[int, Sequence[_Part]]] = []
        for (begin, group), size in zip(pending, tokens, strict=True):
            if size <= budget or len(group) == 1:
                done[begin] = Chunk(tuple(part.sentence for part in group), size)
            else:
                middle = len(group) // 2
                halves += [(begin, group[:middle]), (begin + middle, group[middle:])]
        pending = halves
    return [done[begin] for begin in sorted(done)]


def _numbered(groups: Sequence[Sequence[_Part]]) -> list[tuple[int, Sequence[_Part]]]:
    begins = [0]
    for group in groups:
        begins.append(begins[-1] + len(group))
    return list(zip(begins, groups, strict=False))


def _fit(texts: Sequence[str], count: Count, budget: int) -> list[list[tuple[str, int]]]:
    """The pieces of each text with their tokens, none over budget; one `count` a round."""
    fitted: list[dict[int, tuple[str, int]]] = [{} for _ in texts]
    pending = [(index, 0, text) for index, text in enumerate(texts)]
    while pending:
        tokens = count([text for _, _, text in pending])
        too_long: list[tuple[int, int, str]] = []
        for (index, offset, text), size in zip(pending, tokens, strict=True):
            if size <= budget:
                fitted[index][offset] = (text, size)
            else:
                cut = _best_cut(text, size, budget)
                too_long += [(index, offset, text[:cut]), (index, offset + cut, text[cut:])]
        pending = too_long
    return [[pieces[offset] for offset in sorted(pieces)] for pieces in fitted]


def _best_cut(text: str, tokens: int, budget: int) -> int:
    """The offset to cut `text` at, so that both sides are whole multiples of the budget."""
    if len(text) < 2:
        raise UsageError(
            f"a budget of {budget} tokens does not hold {text!r} ({tokens} tokens)",
            "use a model with a longer input, or raise the budget",
        )
    parts = max(2, math.ceil(tokens / max(1, budget)))
    target = len(text) * (parts // 2) / parts
    least = min(max(1, math.ceil(len(text) * _LEAST_PART)), len(text) // 2)
    places = [(1.0, min(max(round(target), least), len(text) - least))]
    for cost, pattern in _CUTS:
        ends = (match.end() for match in pattern.finditer(text))
        places += [
            (cost + abs(end - target) / len(text), end)
            for end in ends
            if least <= end <= len(text) - least
        ]
    return min(places)[1]
