"""What a result depends on, as one hash: equal fingerprints mean equal records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from pipeline.article import Article
from pipeline.profile import Profile
from pipeline.record import SCHEMA, Models

# Raise this whenever a change of the code changes what a record says.
CODE_SCHEMA = 1
# What a profile says of itself, and what only the speed depends on.
_WITHOUT_EFFECT = {"description", "licence", "memory", "device", "window", "batch_tokens", "run"}


def fingerprint(article: Article, profile: Profile, models: Models, *, full: bool) -> str:
    """SHA-256 over the article, the models with their revisions, the parameters and the code."""
    depends = {
        "article": asdict(article),
        "profile": profile.model_dump(exclude=_WITHOUT_EFFECT),
        "models": models.model_dump(),
        "full": full,
        "schema": [SCHEMA, CODE_SCHEMA],
    }
    return _hash(depends)


def translator_key(profile: Profile, models: Models) -> str:
    """SHA-256 over what a segment's English depends on: the model, how it searches, the code."""
    depends = {
        "translator": models.translator.model_dump(),
        "decoding": profile.translator.model_dump(exclude={"model", "revision", "engine"}),
        "schema": CODE_SCHEMA,
    }
    return _hash(depends)


def _hash(depends: dict[str, Any]) -> str:
    text = json.dumps(depends, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
