"""Inputs, in shards, to articles: the half of a run that needs no models, on any machine."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from pipeline.article import Article, Rejected
from pipeline.run.cluster.commits import Commits
from pipeline.run.fingerprint import code_version
from pipeline.run.twins import sketch_of
from pipeline.sources.pieces import Piece, read_piece
from pipeline.text.near import Sketch

_ARTICLE = TypeAdapter(Article)


@dataclass(frozen=True, slots=True)
class ReadShard:
    """Pieces that are read together; the key names what they are and how they are read."""

    key: str
    pieces: tuple[Piece | Rejected, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the driver knows of an article: enough to choose and compare it."""

    id: str
    source: str
    published: datetime | None
    sketch: Sketch | None


def read_shards(pieces: Iterable[Piece | Rejected], size: int) -> Iterator[ReadShard]:
    """Pieces in shards of about `size` articles, in order."""
    gathered: list[Piece | Rejected] = []
    articles = 0
    for piece in pieces:
        gathered.append(piece)
        articles += piece.articles if isinstance(piece, Piece) else 1
        if articles >= size:
            yield _shard(gathered)
            gathered, articles = [], 0
    if gathered:
        yield _shard(gathered)


def _shard(pieces: list[Piece | Rejected]) -> ReadShard:
    described = json.dumps([code_version(), *map(asdict, pieces)], ensure_ascii=False)
    key = hashlib.sha256(described.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return ReadShard(key, tuple(pieces))


def read_shard(shard: ReadShard, read: Commits) -> None:
    """Read a shard and commit its articles, a line each; the marker has an entry for each input."""
    begin = time.perf_counter()
    lines: list[str] = []
    entries: list[dict[str, Any]] = []
    for piece in shard.pieces:
        for item in [piece] if isinstance(piece, Rejected) else read_piece(piece):
            entries.append(_entry(item))
            if isinstance(item, Article):
                lines.append(_ARTICLE.dump_json(item).decode() + "\n")
    seconds = time.perf_counter() - begin
    read.put(shard.key, lines, {"entries": entries, "seconds": seconds})


def entries_of(marker: dict[str, Any]) -> Iterator[Entry | Rejected]:
    """What a read shard's marker says of each input, in order."""
    for values in marker["entries"]:
        if "reason" in values:
            yield Rejected(**values)
            continue
        published = values["published"] and datetime.fromisoformat(values["published"])
        yield Entry(values["id"], values["source"], published, _unpacked(values["sketch"]))


def has_rejected(marker: dict[str, Any]) -> bool:
    """Whether an input of a read shard became no article; another time it may."""
    return any("reason" in values for values in marker["entries"])


def article_of(line: str) -> Article:
    """The article of a line of a read shard."""
    return _ARTICLE.validate_json(line)


def _entry(item: Article | Rejected) -> dict[str, Any]:
    if isinstance(item, Rejected):
        return asdict(item)
    published = item.published.isoformat() if item.published else None
    return {
        "id": item.id,
        "source": item.source,
        "published": published,
        "sketch": _packed(sketch_of(item)),
    }


def _packed(sketch: Sketch | None) -> list[Any] | None:
    """A sketch in JSON: its size, and its values in base64."""
    if sketch is None:
        return None
    return [sketch.size, base64.b64encode(sketch.values).decode()]


def _unpacked(packed: list[Any] | None) -> Sketch | None:
    return None if packed is None else Sketch(packed[0], base64.b64decode(packed[1]))
