"""Trains the network of `pipeline.check.comparison` to tell whole English from cut.

    python -m pipeline.train.comparison news.tsv.xz=2 distilled.tsv.xz \\
        --leave-out newstest2017 --dev dev/newstest2018.de dev/newstest2018.en --out comparison.npz

A pair of parallel text is whole; the same German with English that lost a clause, a phrase or its
last words is cut. The network is a decomposable attention model (Parikh et al. 2016): each piece
of a side is linked softly to those of the other and compared with what it is linked to. No text is
kept. It needs an hour or so on two cores.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.check.comparison import PAD, Shape, open_pieces
from pipeline.train.allocator import keep_large_blocks
from pipeline.train.corpus import Cleaner, Corpus, SentencePair, read
from pipeline.train.omissions import shortened
from pipeline.train.precision import best_precision, computing_in
from pipeline.train.score import read_dev

_SHORTEST, _LONGEST = 4, 180  # pieces of a side
_CUTS = 3  # ways in which one pair is cut
_BATCH = 128  # pairs, each once whole and once cut
_RATE, _WARM, _CONSTANT = 2e-3, 300, 0.3  # steps that the rate rises, share of the time it stays
_STEEPEST = 2.0  # norm of the gradient
_BETAS = (0.9, 0.99)
_BLEND, _BLEND_EVERY, _BLEND_FROM = 0.03, 10, 500  # of the weights' running mean
_ROUND = 6  # pieces by which texts of one batch may differ in length
_NO_LINK = -30.0
# Against learning by heart: pieces that are hidden, values that are dropped, and batches whose rows
# are joined in pairs, so that the same text is whole beside one and cut beside another.
_HIDDEN, _DROPPED, _JOINED = 0.1, 0.1, 0.5
_LONGEST_JOINED = 120  # pieces of the German
_UNKNOWN = 3

Pieces = npt.NDArray[np.uint16]


class Example(NamedTuple):
    """The pieces of a German text, of its English, and of English that lost something, if any."""

    de: Pieces
    whole: Pieces
    cut: list[Pieces]


class _Side(nn.Module):
    """The pieces of one language, each with those around it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.pieces = nn.Embedding(shape.vocabulary, width)
        self.near, self.far = nn.Linear(3 * width, width), nn.Linear(3 * width, width)
        self.dropout = nn.Dropout(_DROPPED)
        nn.init.normal_(self.pieces.weight, std=width**-0.5)
        for layer in (self.near, self.far):
            nn.init.normal_(layer.weight, std=0.2 * (3 * width) ** -0.5)
            nn.init.zeros_(layer.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """rows × pieces -> rows × pieces × width"""
        found: Tensor = self.dropout(self.pieces(ids)) * mask
        for layer, step in ((self.near, 1), (self.far, 2)):
            found = (found + functional.relu(layer(_windows(found, 3, step)))) * mask
        return found


class _Reading(nn.Module):
    """What of one side is found in the other."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, heads, hidden = shape.width, shape.heads, shape.hidden
        self.null = nn.Linear(width, heads)
        self.compare = nn.Linear(2 * width, hidden)
        self.first = nn.Linear(5 * (4 * heads + 1 + hidden), hidden)
        self.second = nn.Linear(5 * hidden, hidden)
        self.dropout = nn.Dropout(_DROPPED)

    def forward(self, own: _Text, other: _Text, links: Tensor) -> Tensor:
        """links: rows × heads × own pieces × other pieces -> rows × twice `hidden`"""
        links = links.masked_fill(~other.mask[:, None, None, :, 0], _NO_LINK)
        weights = links.softmax(3)
        heads = links.shape[1]
        linked = _joined(weights @ _divided(other.found, heads))
        there = (weights * other.places[:, None, None]).sum(3).transpose(1, 2)
        null = self.null(own.found)
        here = own.places[:, :, None]
        features = [
            torch.tanh((links.logsumexp(3).transpose(1, 2) - null) / 4),
            torch.tanh((links.amax(3).transpose(1, 2) - null) / 4),
            there,
            there - here,
            here,
            functional.relu(self.compare(torch.cat([own.found, linked], 2))),
        ]
        hidden = self.dropout(torch.cat([feature.float() for feature in features], 2)) * own.mask
        hidden = functional.relu(self.first(_windows(hidden, 5, 1))) * own.mask
        hidden = (hidden + functional.relu(self.second(_windows(hidden, 5, 2)))) * own.mask
        return torch.cat([hidden.amax(1), hidden.sum(1) / 20], 1)


class _Text(NamedTuple):
    """One side of a batch. found: rows × pieces × width; mask: rows × pieces × 1.

    places: where each piece stands, from 0 to 1. length: pieces of each row.
    """

    found: Tensor
    mask: Tensor
    places: Tensor
    length: Tensor


class Network(nn.Module):
    """The log-odds that English lost something of its German."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.de, self.en = _Side(shape), _Side(shape)
        self.ask = nn.Linear(shape.width, shape.width, bias=False)
        self.near = nn.Parameter(torch.full((shape.heads,), 2.0))
        self.german, self.english = _Reading(shape), _Reading(shape)
        self.last = nn.Linear(4 * shape.hidden + 3, shape.hidden)
        self.end = nn.Linear(shape.hidden, 1)
        nn.init.eye_(self.ask.weight)
        self.ask.weight.data *= 6.0

    def forward(self, de: Tensor, en: Tensor) -> Tensor:
        """de: rows × pieces; en: a multiple of the rows, block by block -> one value a row of en"""
        german, english = _text(self.de, de, len(en) // len(de)), _text(self.en, en)
        heads = self.shape.heads
        asked = _divided(self.ask(german.found), heads)
        links = (asked @ _divided(english.found, heads).transpose(2, 3)).float()
        apart = (german.places[:, :, None] - english.places[:, None]).abs()
        links = links - apart[:, None] * self.near[:, None, None]
        ratio = (english.length / german.length).log()
        lengths = [german.length.log() - 3, english.length.log() - 3, ratio]
        read = [
            self.german(german, english, links),
            self.english(english, german, links.transpose(2, 3)),
            torch.stack(lengths, 1),
        ]
        odds: Tensor = self.end(functional.relu(self.last(torch.cat(read, 1))))
        return odds[:, 0]


def _text(side: _Side, ids: Tensor, copies: int = 1) -> _Text:
    mask = (ids != PAD)[:, :, None]
    length = mask.sum((1, 2)).float()
    places = torch.arange(ids.shape[1])[None] / length[:, None]
    text = side(ids, mask), mask, places, length
    return _Text(*(torch.cat([one] * copies) for one in text))


def _windows(found: Tensor, width: int, step: int) -> Tensor:
    """Each piece's values beside those of its neighbours, zeros beyond both ends."""
    reach, length = width // 2 * step, found.shape[1]
    padded = functional.pad(found, (0, 0, reach, reach))
    return torch.cat([padded[:, n * step : n * step + length] for n in range(width)], 2)


def _divided(found: Tensor, heads: int) -> Tensor:
    """rows × pieces × width -> rows × heads × pieces × part of the width"""
    rows, pieces, _ = found.shape
    return found.view(rows, pieces, heads, -1).transpose(1, 2)


def _joined(found: Tensor) -> Tensor:
    return found.transpose(1, 2).flatten(2)


def examples(pairs: Sequence[SentencePair], seed: int) -> list[Example]:
    """The pairs, each cut in up to three ways; a short one in none."""
    chance = Random(seed)  # noqa: S311
    cut = [list(dict.fromkeys(_cuts(pair.en, chance))) for pair in pairs]
    encode = open_pieces()
    de, whole = encode([pair.de for pair in pairs]), encode([pair.en for pair in pairs])
    made = iter(encode(list(chain.from_iterable(cut))))
    found = []
    for german, english, texts in zip(de, whole, cut, strict=True):
        lost = [np.array(next(made), np.uint16) for _ in texts]
        fits = min(len(german), len(english)) >= _SHORTEST
        if fits and max(len(german), len(english)) <= _LONGEST:
            found.append(Example(np.array(german, np.uint16), np.array(english, np.uint16), lost))
    return found


def _cuts(english: str, chance: Random) -> Iterator[str]:
    for _ in range(_CUTS):
        if text := shortened(english, chance):
            yield text


def train(
    network: Network, epoch: Sequence[Example], minutes: float, say: Callable[[str], None]
) -> None:
    """Train until the time is over; the weights are a running mean of the last ones.

    epoch: what is read again and again, each time in another order.
    """
    precision = best_precision("cpu")
    optimizer = torch.optim.Adam(network.parameters(), lr=_RATE, betas=_BETAS)
    mean = {name: value.clone() for name, value in network.state_dict().items()}
    begin, total = time.monotonic(), 0.0
    for step, batch in enumerate(_batches(epoch), start=1):
        used = (time.monotonic() - begin) / (60 * minutes)
        if used >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, step / _WARM, (1 - used) / (1 - _CONSTANT))
        de, en = batch
        wanted = torch.cat([torch.zeros(len(de)), torch.ones(len(en) - len(de))])
        with computing_in(precision, "cpu"):
            odds = network(de, en)
        loss = functional.binary_cross_entropy_with_logits(odds.float(), wanted)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
        optimizer.step()
        total += loss.item()
        if step % _BLEND_EVERY == 0:
            share = _BLEND if step > _BLEND_FROM else 1.0
            for name, value in network.state_dict().items():
                mean[name].lerp_(value, share)
        if step % _BLEND_FROM == 0:
            say(f"{used:.0%} {step} steps, loss {total / _BLEND_FROM:.4f}")
            total = 0.0
    network.load_state_dict(mean)
    network.eval()


def _batches(epoch: Sequence[Example]) -> Iterator[tuple[Tensor, Tensor]]:
    """German, and whole and cut English below each other, epoch after epoch."""
    chance = np.random.default_rng(1)
    lengths = np.array([len(example.de) for example in epoch], np.float32)
    while True:
        near = np.argsort(lengths + chance.random(len(epoch)) * _ROUND)
        parts = np.array_split(near, max(1, len(near) // _BATCH))
        for number in chance.permutation(len(parts)).tolist():
            some = [epoch[place] for place in parts[number].tolist()]
            shift = int(chance.integers(1, max(2, len(some))))
            others = [*some[shift:], *some[:shift]]
            joined = chance.random() < _JOINED and 2 * len(some[-1].de) <= _LONGEST_JOINED
            row = _joined_row if joined else _row
            rows = [row(one, other, chance) for one, other in zip(some, others, strict=True)]
            de, whole, lost = zip(*rows, strict=True)
            yield _hidden(_padded(de), chance), _hidden(_padded(whole + lost), chance)


Row = tuple[Pieces, Pieces, Pieces]
"""German, English that is whole, and English that is not."""


def _row(one: Example, other: Example, chance: np.random.Generator) -> Row:
    """One example. Where it is too short to be cut, the English of another one is not whole."""
    lost = one.cut[chance.integers(len(one.cut))] if one.cut else other.whole
    return one.de, one.whole, lost


def _joined_row(one: Example, other: Example, chance: np.random.Generator) -> Row:
    """Two examples, one of which is cut, or gone if it is too short."""
    de, whole = _chained(one.de, other.de), _chained(one.whole, other.whole)
    shown, hurt = (other, one) if chance.random() < 0.5 else (one, other)
    if not hurt.cut:
        return de, whole, shown.whole
    lost = hurt.cut[chance.integers(len(hurt.cut))]
    both = (lost, shown.whole) if hurt is one else (shown.whole, lost)
    return de, whole, _chained(*both)


def _chained(one: Pieces, other: Pieces) -> Pieces:
    """Two texts as one: without the mark of the end between them, and that of the beginning."""
    return np.concatenate([one[:-1], other[1:]])


def _hidden(ids: Tensor, chance: np.random.Generator) -> Tensor:
    """Some pieces made unknown, so that no text is known by its words."""
    hidden = torch.from_numpy(chance.random(ids.shape) < _HIDDEN) & (ids > _UNKNOWN)
    return ids.masked_fill(hidden, _UNKNOWN)


def _padded(rows: Sequence[Pieces]) -> Tensor:
    table = np.full((len(rows), max(map(len, rows))), PAD, np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return torch.from_numpy(table)


def distinct(pairs: Iterable[SentencePair], seen: set[str]) -> Iterator[SentencePair]:
    """The pairs neither side of which was `seen`: of several translations of a text the first."""
    for pair in pairs:
        if pair.de not in seen and pair.en not in seen:
            seen.update((pair.de, pair.en))
            yield pair


def arrays(network: Network) -> dict[str, npt.NDArray[np.floating]]:
    """The weights as the checks read them: the many of the pieces in 16 bits, the rest in 32."""
    named = {name: value.detach().numpy() for name, value in network.named_parameters()}
    return {name: _short(value) if "pieces" in name else value for name, value in named.items()}


def _short(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float16]:
    return values.astype(np.float16)


def main(arguments: list[str] | None = None) -> None:
    """Train a network on the files and write its weights."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.train.comparison")
    parser.add_argument("files", nargs="+", type=Corpus.parse, help="FILE or FILE=TIMES")
    parser.add_argument(
        "--leave-out", action="append", default=[], help="sources, by how they begin"
    )
    parser.add_argument(
        "--dev", nargs=2, type=Path, help="German and English that no pair may hold"
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    keep_large_blocks()
    torch.manual_seed(asked.seed)
    cleaner = Cleaner(read_dev(*asked.dev).pairs if asked.dev else ())
    left_out = tuple(asked.leave_out)
    epoch: list[Example] = []
    seen: set[str] = set()
    for corpus in asked.files:
        pairs = [
            pair
            for pair in distinct(cleaner.clean(read(corpus.path)), seen)
            if not (left_out and pair.source.startswith(left_out))
        ]
        epoch += examples(pairs, asked.seed) * round(corpus.share)
    network = Network(Shape())
    if asked.start:
        kept = np.load(asked.start)
        network.load_state_dict({name: torch.from_numpy(kept[name]) for name in kept})
    train(network, epoch, asked.minutes, lambda line: print(line, flush=True))
    np.savez_compressed(asked.out, **arrays(network))  # type: ignore[arg-type]
    print(f"{len(epoch)} pairs an epoch, {asked.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
