"""What a result depends on, as one hash: equal fingerprints mean equal records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.check.glossary import read_glossary
from pipeline.profile import Profile, glossary_file
from pipeline.record import SCHEMA, Models

# The rooms whose code decides what a record says: a change there is a new result.
_ROOMS = ("check", "models", "sources", "summarize", "text", "translate")
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


def fingerprint(article: Article, profile: Profile, models: Models, *, full: bool) -> str:
    """SHA-256 over the article, the models with their revisions, the parameters and the code.

    Where the article lies is left out: a file that was moved is no new article.
    """
    depends = {"article": asdict(replace(article, source=""))}
    return _hash(depends | _settings(profile, models, full))


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
def code_version() -> str:
    """SHA-256 over the source files (and word lists) of the rooms that make a record."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".py", ".txt", ".gz") and path.is_file():
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


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
