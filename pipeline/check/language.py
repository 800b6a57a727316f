"""Language: the English is English, not German left as it was, nor another script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.article import Finding
from pipeline.check.lexicon import is_common_english
from pipeline.check.protected import without_protected
from pipeline.check.words import excerpt, words

NAME = "language"

# Frequent German words that no English text has, as far as they are written in lower case.
_GERMAN = frozenset(
    (
        *("und", "ist", "nicht", "ein", "eine", "einen", "einem", "einer", "eines", "mit", "auf"),
        *("für", "im", "dem", "sich", "auch", "wird", "werden", "wurde", "wurden", "bei", "nach"),
        *("über", "wie", "aber", "oder", "sie", "wir", "ich", "dass", "daß", "sind", "haben"),
        *("waren", "durch", "aus", "noch", "nur", "bis", "zum", "zur", "vom", "beim", "kann"),
        *("können", "muss", "müssen", "soll", "sollen", "seit", "wegen", "gegen", "zwischen"),
        *("diese", "dieser", "dieses", "diesem", "diesen", "sein", "seine", "seiner", "seinen"),
        *("ihre", "ihrer", "ihren", "ihr", "keine", "kein", "keinen", "mehr", "schon", "wenn"),
        *("weil", "doch", "jedoch", "sehr", "hier", "dort", "immer", "wieder", "unter", "vor"),
        *("ohne", "während", "sowie", "bereits", "etwa", "rund", "laut", "sagte", "gibt", "mich"),
        *("mir", "uns", "euch", "ihm", "ihn", "ihnen", "hatte", "hatten", "wäre", "würde", "zwei"),
        *("drei", "neue", "neuen", "neuer", "viele", "alle", "andere", "anderen", "wollen", "das"),
        *("zu", "der", "von"),
    )
)
_IN_NAMES = frozenset(("der", "von", "zu", "das", "im", "und", "für", "vor", "ist", "sein", "aus"))
_UMLAUT = re.compile(r"[äöüß]")
_LETTERS = re.compile(r"[^\W\d_]")
_QUOTED = re.compile(r"[\"“„«»][^\"“”„«»]{1,80}[\"”“«»]|\([^()]{1,80}\)")
_SHARE = 0.2  # of German words in the English, above which it is German
_COPIED_WORDS = 3


def check_language(de: str, en: str) -> list[Finding]:
    """Errors for English that is a copy of the German, is German, or is in another script."""
    # Addresses and hashtags stay as they are, whatever words are in them.
    de, en = without_protected(de), without_protected(en)
    script = _foreign_script(de, en)
    if script:
        return [Finding(NAME, "error", f"the English has {script} letters")]
    if _copied(de, en):
        return [Finding(NAME, "error", f"“{excerpt(en)}” is the German itself")]
    unquoted = _unquoted(en)
    left = [word for word in _german_words(unquoted) if word not in _IN_NAMES]
    if len(left) >= max(2, _SHARE * len(words(unquoted))):
        return [Finding(NAME, "error", f"left in German: {', '.join(_unique(left))}")]
    run = _run_left(de, unquoted)
    if run:
        return [Finding(NAME, "error", f"left in German: {run}")]
    if left:
        return [Finding(NAME, "warning", f"left in German: {', '.join(_unique(left))}")]
    return []


def _unquoted(text: str) -> str:
    """The text without what it quotes, where anything is left of it."""
    rest = _QUOTED.sub(" ", text)
    return rest if len(words(rest)) >= _COPIED_WORDS else text


def _unique(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _german_words(text: str) -> list[str]:
    """Words in lower case that are German for certain: frequent ones, and any with an umlaut."""
    return [
        word.text
        for word in words(text)
        if word.text in _GERMAN
        or (not word.text.isascii() and word.text.islower() and _UMLAUT.search(word.text))
    ]


def _copied(de: str, en: str) -> bool:
    """Whether nearly all words stand as they were, some of them in lower case."""
    german, english = words(de), words(en)
    if len(english) < _COPIED_WORDS:
        return False
    source = {word.text for word in german}
    same = [word.text for word in english if word.text in source]
    return len(same) >= 0.85 * len(english) and any(w.islower() and len(w) > 2 for w in same)


def _run_left(de: str, en: str) -> str | None:
    """Three words in a row that stand as in the German, at least two of them not English."""
    source = {word.text for word in words(de)}
    english = [word.text for word in words(en)]
    strange = [
        w.islower() and len(w) > 2 and w in source and not is_common_english(w) for w in english
    ]
    if sum(strange) < 2:
        return None
    joined = " ".join(word.text for word in words(de))
    for start in range(len(english) - 2):
        run = " ".join(english[start : start + 3])
        if sum(strange[start : start + 3]) >= 2 and run in joined:
            return run
    return None


def _foreign_script(de: str, en: str) -> str | None:
    """The script of letters beyond Latin that the German does not have, by its Unicode name."""
    if en.isascii():
        return None
    strange = {letter for letter in _LETTERS.findall(en) if letter > "ɏ"} - set(de)
    for letter in sorted(strange):
        script = unicodedata.name(letter, "unknown").split()[0]
        if script not in ("LATIN", "MODIFIER"):
            return script.capitalize()
    return None
