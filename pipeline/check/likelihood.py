"""Likelihood: how sure the model was of its own words (Seq-Logprob, Guerreiro et al. 2023)."""

from __future__ import annotations

from pipeline.article import Finding
from pipeline.models.engine import Hypothesis

NAME = "likelihood"

UNSURE = -1.5
"""Mean natural log-probability a token below which a hypothesis is worth a second look."""


def check_likelihood(hypothesis: Hypothesis | None, *, unsure: float = UNSURE) -> list[Finding]:
    """A warning where the model gave its own output little probability."""
    if hypothesis is None or hypothesis.score >= unsure:
        return []
    detail = f"the model was unsure (log-probability {hypothesis.score:.2f} a token)"
    return [Finding(NAME, "warning", detail)]
