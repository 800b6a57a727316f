"""How well stories are grouped: `python -m tests.newsletter.measure FILE [ENCODER]`.

FILE is JSON lines with `text`, also in xz. Each of 450 articles is cut in two: its first three
sentences and the next three tell one event in different words, any other pair does not. That is
harder than news is, where headlines and wire copy help. ENCODER: a sentence encoder to add.
"""

import json
import lzma
import sys
from itertools import combinations
from pathlib import Path

from pipeline.newsletter.issue import Item, Line
from pipeline.newsletter.similarity import _product, anchors, cosines, vectors
from pipeline.newsletter.stories import ALIKE, BONUS, RELATED
from pipeline.text.sentences import split

ARTICLES, HALF, SHORTEST = 450, 3, 30


def halves(path: Path) -> list[Item]:
    """The articles' first halves, then their second halves in the same order."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    cut = [[s.strip() for s in split(text) if len(s) > SHORTEST] for text in texts]
    long = [sentences for sentences in cut if len(sentences) >= 2 * HALF][:ARTICLES]
    parts = [[s[:HALF] for s in long], [s[HALF : 2 * HALF] for s in long]]
    return [
        item(f"{side}-{n}", part) for side, some in enumerate(parts) for n, part in enumerate(some)
    ]


def item(name: str, sentences: list[str]) -> Item:
    lines = tuple(Line(sentence, "x") for sentence in sentences)
    return Item(name, Line("", ""), Line("", ""), lines, "x", 1.0, None, None, "", (), 0)


def main(path: Path, encoder: str | None) -> None:
    items = halves(path)
    known = vectors(items)
    exact = {(a, b): _product(known[a], known[b]) for a, b in combinations(range(len(items)), 2)}
    alike = {pair for pair, value in exact.items() if value >= RELATED}
    found = cosines(known)
    seen = sum(a in found[b] for a, b in alike)
    print(f"{seen} of {len(alike)} pairs of {RELATED} and more are found: {seen / len(alike):.1%}")
    report("words", items, found)
    if encoder:
        from pipeline.newsletter.meaning import Meaning

        report(f"with {encoder}", items, Meaning(encoder).added(found, items))


def report(name: str, items: list[Item], found: list[dict[int, float]]) -> None:
    rare, half = anchors(items), len(items) // 2
    right = wrong = 0
    for new, others in enumerate(found):
        for other, value in others.items():
            if value >= max(RELATED, ALIKE - BONUS * len(rare[new] & rare[other])):
                right, wrong = right + (new - other == half), wrong + (new - other != half)
    print(f"{name}: {right / half:.1%} of {half} pairs are told as one event, {wrong} others too")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
