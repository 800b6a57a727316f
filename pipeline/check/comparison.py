"""Comparison: whether English has all that its German says, by a small network that reads both.

A decomposable attention model (Parikh et al. 2016): the pieces of both sides, each seen with its
neighbours, are linked softly, every piece is compared with what it is linked to, and what finds
nothing counts. It knows 8,000 pieces and takes a quarter of a millisecond a pair, so that it needs
no engine. `python -m pipeline.train.comparison` trains it; the weights hold no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from pipeline.models.tokenizer import JsonTokenizer

WEIGHTS = "comparison.npz"
_PIECES = Path(__file__).parent / "data" / "comparison.tokenizer.json"
PAD = 1
"""The piece that stands for none."""

_MOST = 250  # pieces of a side that are looked at
_TOGETHER = 8  # pairs of like length that are computed at once
_NO_LINK = np.float32(-30)

Encode = Callable[[Sequence[str]], list[list[int]]]
Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a network is: pieces that it knows, values of a piece, links of a pair."""

    vocabulary: int = 8000
    width: int = 96
    heads: int = 4
    hidden: int = 32


class _Text(NamedTuple):
    """One side of some pairs. found: pairs × pieces × width; mask: pairs × pieces × 1.

    places: where each piece stands, from 0 to 1. length: pieces of each.
    """

    found: Numbers
    mask: Numbers
    places: Numbers
    length: Numbers


class Comparison:
    """The network, with the weights that `pipeline.train.comparison` made."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.floating]]) -> None:
        self._weights = {
            name: np.ascontiguousarray(value if "pieces" in name else value.T, np.float32)
            for name, value in weights.items()
        }
        self._heads = len(weights["near"])

    def odds(self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[float]:
        """The log-odds that the English of each pair lost something, by the ids of the pieces."""
        order = sorted(range(len(pairs)), key=lambda place: sum(map(len, pairs[place])))
        found = [0.0] * len(pairs)
        for start in range(0, len(order), _TOGETHER):
            some = order[start : start + _TOGETHER]
            de, en = (_padded(side) for side in zip(*(pairs[n] for n in some), strict=True))
            for place, odds in zip(some, self._odds(de, en).tolist(), strict=True):
                found[place] = odds
        return found

    def _odds(self, de: npt.NDArray[np.intp], en: npt.NDArray[np.intp]) -> Numbers:
        german, english = self._text("de", de), self._text("en", en)
        asked = self._divided(german.found @ self._weights["ask.weight"])
        links = asked @ self._divided(english.found).swapaxes(2, 3)
        apart = np.abs(german.places[:, :, None] - english.places[:, None])
        links -= apart[:, None] * self._weights["near"][:, None, None]
        ratio = np.log(english.length / german.length)
        lengths = [np.log(german.length) - 3, np.log(english.length) - 3, ratio]
        read = [
            *self._read("german", german, english, links),
            *self._read("english", english, german, links.swapaxes(2, 3)),
            np.stack(lengths, 1),
        ]
        last = self._layer("last", np.concatenate(read, 1))
        odds: Numbers = last @ self._weights["end.weight"] + self._weights["end.bias"]
        return odds[:, 0]

    def _text(self, side: str, ids: npt.NDArray[np.intp]) -> _Text:
        mask = (ids != PAD)[:, :, None].astype(np.float32)
        length = mask.sum((1, 2))
        found = self._weights[f"{side}.pieces.weight"][ids]
        found *= mask
        for layer, step in (("near", 1), ("far", 2)):
            found += self._layer(f"{side}.{layer}", _windows(found, 3, step))
            found *= mask
        places = np.arange(ids.shape[1], dtype=np.float32) / length[:, None]
        return _Text(found, mask, places, length)

    def _read(self, name: str, own: _Text, other: _Text, links: Numbers) -> tuple[Numbers, Numbers]:
        """What of one side is found in the other: pairs × `hidden`, twice."""
        links = np.where(other.mask[:, None, None, :, 0] > 0, links, _NO_LINK)
        best = links.max(3, keepdims=True)
        weights = np.exp(links - best)
        total = weights.sum(3, keepdims=True)
        weights /= total
        linked = (weights @ self._divided(other.found)).swapaxes(1, 2).reshape(own.found.shape)
        there = (weights @ other.places[:, None, :, None])[..., 0].swapaxes(1, 2)
        null = own.found @ self._weights[f"{name}.null.weight"]
        null += self._weights[f"{name}.null.bias"]
        best = best[..., 0].swapaxes(1, 2) - null
        here = own.places[:, :, None]
        features = [
            np.tanh((best + np.log(total)[..., 0].swapaxes(1, 2)) / 4),
            np.tanh(best / 4),
            there,
            there - here,
            here,
            self._layer(f"{name}.compare", np.concatenate([own.found, linked], 2)),
        ]
        hidden = np.concatenate(features, 2) * own.mask
        hidden = self._layer(f"{name}.first", _windows(hidden, 5, 1)) * own.mask
        hidden += self._layer(f"{name}.second", _windows(hidden, 5, 2))
        hidden *= own.mask
        return hidden.max(1), hidden.sum(1) / 20

    def _layer(self, name: str, values: Numbers) -> Numbers:
        weight = self._weights[f"{name}.weight"]
        found: Numbers = values.reshape(-1, len(weight)) @ weight
        found += self._weights[f"{name}.bias"]
        np.maximum(found, 0, out=found)
        return found.reshape(*values.shape[:-1], -1)

    def _divided(self, found: Numbers) -> Numbers:
        """pairs × pieces × width -> pairs × heads × pieces × part of the width"""
        pairs, pieces, _ = found.shape
        return found.reshape(pairs, pieces, self._heads, -1).swapaxes(1, 2)


def _padded(rows: Sequence[Sequence[int]]) -> npt.NDArray[np.intp]:
    table = np.full((len(rows), max(map(len, rows))), PAD)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table


def _windows(found: Numbers, width: int, step: int) -> Numbers:
    """Each piece's values beside those of its neighbours, zeros beyond both ends."""
    pairs, length, size = found.shape
    reach = width // 2 * step
    padded = np.zeros((pairs, length + 2 * reach, size), np.float32)
    padded[:, reach : reach + length] = found
    return np.concatenate([padded[:, n * step : n * step + length] for n in range(width)], 2)


def open_pieces() -> Encode:
    """What cuts texts into the pieces that the network knows, a vocabulary of its own."""
    return JsonTokenizer(_PIECES).encode


def stay_in_one_thread() -> None:
    """Let numpy compute where it is called: products as small as these wait longer than they take.

    For all of the process; PyTorch and CTranslate2 have threads of their own.
    """
    for library in ThreadpoolController().lib_controllers:
        if library.internal_api == "openblas" and "torch" not in library.filepath:
            library.set_num_threads(1)


@lru_cache(maxsize=1)
def _opened() -> tuple[Comparison, Encode]:
    stay_in_one_thread()
    with files("pipeline.check").joinpath("data", WEIGHTS).open("rb") as file:
        return Comparison(np.load(file)), open_pieces()


def lost(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """The log-odds that the English of each pair, German and English, lost something."""
    network, encode = _opened()
    sides = ([_encodable(text) for text in side] for side in zip(*pairs, strict=True))
    german, english = ([ids[:_MOST] for ids in encode(side)] for side in sides)
    return network.odds(list(zip(german, english, strict=True)))


def _encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON may hold and no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
