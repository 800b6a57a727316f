"""Numbers and names that a summary invents: how many of them the checks flag.

Each sentence of an article stands for a summary sentence whose evidence is itself and its
neighbours. A number or a name in it is exchanged for one that the evidence lacks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from pipeline.article import Article
from pipeline.check.summary import check_summary
from pipeline.evaluate.damage import STRANGERS

_SHORTEST = 40  # characters of a sentence that could be a summary's
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][^\W\d_]{3,}")

Change = Callable[[str, str, Random], str | None]


@dataclass(frozen=True, slots=True)
class Flagged:
    """Of so many sentences the share that has an error."""

    change: str
    sentences: int
    share: float


@dataclass(frozen=True, slots=True)
class InventedReport:
    """Sentences with an invented number or name, and as they were (false alarms)."""

    rows: list[Flagged]


def evaluate(articles: Iterable[Article]) -> InventedReport:
    """Check the sentences of the articles, changed and unchanged. Chance is seeded by place."""
    shown = [pair for article in articles for pair in _with_evidence(article)]
    changes: dict[str, Change] = {"number": _number, "name": _name, "nothing": _nothing}
    return InventedReport([_flagged(name, change, shown) for name, change in changes.items()])


def _flagged(name: str, change: Change, shown: Sequence[tuple[str, tuple[str, ...]]]) -> Flagged:
    found = []
    for place, (sentence, evidence) in enumerate(shown):
        changed = change(sentence, " ".join(evidence), Random(place))  # noqa: S311
        if changed is not None:
            findings = check_summary(changed, evidence)
            found.append(any(finding.severity == "error" for finding in findings))
    return Flagged(name, len(found), round(sum(found) / len(found), 4) if found else 0.0)


def _with_evidence(article: Article) -> list[tuple[str, tuple[str, ...]]]:
    texts = [
        sentence.clean
        for block in article.blocks
        if block.kind != "heading"
        for sentence in block.sentences
    ]
    return [
        (text, tuple(texts[max(0, place - 1) : place + 2]))
        for place, text in enumerate(texts)
        if len(text) >= _SHORTEST
    ]


def _number(sentence: str, evidence: str, chance: Random) -> str | None:
    found = list(_NUMBER.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    other = str(int(match[0]) + chance.randint(1, 9))
    if re.search(rf"(?<!\d){other}(?!\d)", evidence):
        return None
    return sentence[: match.start()] + other + sentence[match.end() :]


def _name(sentence: str, evidence: str, chance: Random) -> str | None:
    found = list(_NAME.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    stranger = chance.choice([name for name in STRANGERS if name not in evidence])
    return sentence[: match.start()] + stranger + sentence[match.end() :]


def _nothing(sentence: str, evidence: str, chance: Random) -> str | None:
    return sentence
