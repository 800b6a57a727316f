"""An article as `depesche extract` shows it."""

from __future__ import annotations

from typing import Any

from pipeline.article import Article


def as_extracted(article: Article) -> dict[str, Any]:
    """What was read of an article, as the contract spells it."""
    return {
        "id": article.id,
        "source": article.source,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "kicker": article.kicker,
        "headline": article.headline,
        "byline": article.byline,
        "lead": article.lead,
        "language": article.language,
        "blocks": [
            {
                "kind": block.kind,
                "text": block.text,
                "sentences": [sentence.text for sentence in block.sentences],
            }
            for block in article.blocks
        ],
        "notes": list(article.notes),
    }
