"""Whether a sentence of a summary stands on its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import Finding, Severity
from pipeline.check import numerals_de, numerals_en
from pipeline.check.dates import named_dates
from pipeline.check.lexicon import is_common_english, is_common_german, is_german_noun
from pipeline.check.names import fold, is_spelt
from pipeline.check.quantities import unmatched
from pipeline.check.words import Word, words

_LONG = 4  # letters of a word that carries content
_STEM = 5  # letters that two forms of one word share
# Shares of the content words below which a sentence is hardly, or not, from its evidence.
_SUPPORTED, _UNSUPPORTED = 0.5, 0.3
_TITLES = frozenset(("herr", "herrn", "frau", "mr", "mrs", "ms", "dr", "prof"))


def check_summary(
    sentence: str, evidence: Sequence[str], *, language: str = "de"
) -> tuple[Finding, ...]:
    """Errors for each number, date and name of the sentence that its evidence does not have.

    Both are in the same language, German or English ("en"). A warning where fewer than half of
    the content words come from the evidence, an error where fewer than three tenths do.
    """
    if not any(text.strip() for text in evidence):
        return (Finding("evidence", "error", "the sentence has no evidence"),)
    source = " ".join(evidence)
    findings = _numbers(sentence, source, language) + _names(sentence, source, language)
    findings += [
        Finding("dates", "error", f"{date} is not in the evidence")
        for date in sorted(named_dates(sentence) - named_dates(source))
    ]
    share = _support(sentence, source)
    if share < _SUPPORTED:
        detail = f"only {share:.0%} of the content words stand in the evidence"
        findings.append(Finding("support", _severity(share), detail))
    return tuple(findings)


def _severity(share: float) -> Severity:
    return "error" if share < _UNSUPPORTED else "warning"


def _numbers(sentence: str, source: str, language: str) -> list[Finding]:
    read = numerals_en.read if language == "en" else numerals_de.read
    return [
        Finding("numbers", "error", f"{mention.text} is not in the evidence")
        for mention in unmatched(read(sentence), read(source))
    ]


def _names(sentence: str, source: str, language: str) -> list[Finding]:
    spoken = words(sentence)
    found = dict.fromkeys(
        word.text
        for before, word in zip((None, *spoken), spoken, strict=False)
        if _may_be_name(before, word, language) and not is_spelt(word.text, source, fuzzy=False)
    )
    return [Finding("names", "error", f"{name} is not in the evidence") for name in found]


def _may_be_name(before: Word | None, word: Word, language: str) -> bool:
    """Whether a word in capitals is a name, as far as a list of common words can tell."""
    if not word.capitalized or len(word.text) < 2:
        return False
    if before is not None and before.text.lower() in _TITLES:
        return True
    if language == "en":
        return not is_common_english(word.text)
    return not is_german_noun(word.text) and not (word.first and is_common_german(word.text))


def _support(sentence: str, source: str) -> float:
    """The share of content words whose stems stand in the evidence."""
    stems = {fold(word.text)[:_STEM] for word in words(source)}
    content = [fold(w.text)[:_STEM] for w in words(sentence) if len(w.text) >= _LONG]
    return sum(stem in stems for stem in content) / len(content) if content else 1.0
