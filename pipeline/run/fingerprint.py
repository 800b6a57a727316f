"""What a result depends on, as one hash: equal fingerprints mean equal records."""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.check.glossary import read_glossary
from pipeline.profile import Profile, glossary_file
from pipeline.record import SCHEMA, Models

# The rooms whose code decides what a record says: a change there is a new result.
_ROOMS = ("check", "models", "sources", "summarize", "text", "translate")
# What decides what an article reads like: our code, and libraries that a reader relies on.
_READING = ("sources", "text")
_READ_WITH = ("ftfy", "lxml", "py3langid", "trafilatura")
_CONTENT = (
    "id",
    "url",
    "published",
    "kicker",
    "headline",
    "byline",
    "lead",
    "language",
    "notes",
)
# What a profile says of itself, and what only the speed depends on.
_WITHOUT_EFFECT = {
    "description",
    "licence",
    "memory",
    "device",
    "window",
    "batch_tokens",
    "run",
    "cluster",
}


def fingerprint(content: str, duplicate_of: str, settings: str) -> str:
    """SHA-256 over all that the record of an article depends on.

    content: the article's `content_hash`. duplicate_of: what it repeats, "" for nothing.
    settings: the run's `settings_key`.
    """
    return _hash({"article": content, "duplicate_of": duplicate_of, "settings": settings})


def content_hash(article: Article) -> str:
    """SHA-256 over an article as it was read.

    Where it lies is left out: a file that was moved is no new article. So is what it repeats, which
    depends on the articles before it.
    """
    values = {name: getattr(article, name) for name in _CONTENT}
    blocks = [
        [block.kind, block.speaker, *(sentence.text for sentence in block.sentences)]
        for block in article.blocks
    ]
    return _hash(values | {"blocks": blocks})


def settings_key(profile: Profile, models: Models, *, full: bool) -> str:
    """SHA-256 over everything but the article that a record depends on."""
    return _hash(_settings(profile, models, full))


def translator_key(profile: Profile, models: Models) -> str:
    """SHA-256 over what a segment's English depends on: the model, how it searches, the code."""
    depends = {
        "translator": models.translator.model_dump(),
        "decoding": profile.translator.model_dump(exclude={"model", "revision", "engine"}),
        "glossary": _glossary(profile),
        "schema": code_version(),
    }
    return _hash(depends)


def _glossary(profile: Profile) -> str:
    """The terms themselves, not where they lie: a file that was edited changes what comes out."""
    path = glossary_file(profile.translator)
    written = path.stat() if path.is_file() else None
    return _terms(path, written and (written.st_mtime_ns, written.st_size))


@lru_cache(maxsize=8)
def _terms(path: Path, written: tuple[int, int] | None) -> str:
    """The terms of a file as it was when it was `written`; asked for with every article."""
    return repr(read_glossary(path))


@cache
def code_version(*rooms: str) -> str:
    """SHA-256 over the source files (and lists and weights) of some rooms, or those of records."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room in rooms or _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".py", ".txt", ".gz", ".html", ".json", ".npz") and path.is_file():
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def reading_version() -> str:
    """SHA-256 over what decides, besides its bytes, what article an input holds."""
    libraries = {name: version(name) for name in _READ_WITH}
    return _hash({"code": code_version(*_READING), "libraries": libraries})


def _settings(profile: Profile, models: Models, full: bool) -> dict[str, Any]:
    return {
        "profile": profile.model_dump(exclude=_WITHOUT_EFFECT),
        "models": models.model_dump(),
        "glossary": _glossary(profile),
        "full": full,
        "schema": [SCHEMA, code_version()],
    }


def _hash(depends: dict[str, Any]) -> str:
    text = json.dumps(depends, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
