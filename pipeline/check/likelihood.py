"""Likelihood: how sure the model was of its own words (Seq-Logprob, Guerreiro et al. 2023)."""

from __future__ import annotations

from pipeline.article import Finding
from pipeline.models.engine import Hypothesis

NAME = "likelihood"

# Mean natural log-probabilities a token. Models that know the language pair give sound sentences
# -0.2 to -0.8; below -1.5 a model mostly makes words up.
UNSURE = -1.0
GUESSING = -1.5


def check_likelihood(hypothesis: Hypothesis | None) -> list[Finding]:
    """A warning where the model was unsure of its output, an error where it was guessing."""
    if hypothesis is None or hypothesis.score >= UNSURE:
        return []
    if hypothesis.score >= GUESSING:
        detail = f"the model was unsure (log-probability {hypothesis.score:.2f} a token)"
        return [Finding(NAME, "warning", detail)]
    detail = f"the model was guessing (log-probability {hypothesis.score:.2f} a token)"
    return [Finding(NAME, "error", detail)]
