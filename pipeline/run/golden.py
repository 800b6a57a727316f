"""A German sentence and an article whose English and summary are known: do the models work?

A checkpoint that is broken (weights not tied, a language code that names another language, as
transformers 5 had both) shows in the simplest sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.article import Article, Block, Sentence
from pipeline.errors import DepescheError
from pipeline.run.models import EMBEDDED, PREFERRED, Plan
from pipeline.summarize import Extractive
from pipeline.translate.segments import Segment

_GOLDEN = "Der Bundestag hat am Freitag den Haushalt beschlossen."
# Whatever the wording, a translation of it has two of these.
_GOLDEN_WORDS = ("bundestag", "parliament", "friday", "budget")
_GERMAN_WORDS = frozenset(("hat", "am", "den", "der", "freitag", "haushalt", "beschlossen."))
_GOLDEN_ARTICLE = {
    "de": (
        "Der Stadtrat von Haldenburg hat am Freitag den Haushalt beschlossen. "
        "Das Defizit sinkt auf 47 Millionen Euro. "
        "Bei den Schulen wird nicht gekürzt. "
        "Die Opposition stimmte gegen den Entwurf. "
        "Sie nannte ihn eine Rechnung ohne Strategie. "
        "Im Januar berät der Rat über neue Steuern."
    ),
    "en": (
        "The city council of Haldenburg passed the budget on Friday. "
        "The deficit falls to 47 million euros. "
        "There will be no cuts for schools. "
        "The opposition voted against the draft. "
        "It called it a calculation without a strategy. "
        "In January the council will discuss new taxes."
    ),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at; `remedy` says what to do where it is not well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def failed(name: str, error: DepescheError) -> Examined:
    """A thing that could not be looked at for this error."""
    return Examined(name, False, error.problem, error.remedy)


def translation(chosen: Plan) -> Examined:
    """Whether the golden sentence comes out as English that has its words."""
    try:
        result = chosen.load_translator().translate([Segment(_GOLDEN)])[0]
    except DepescheError as error:
        return failed("translation", error)
    known = sum(word in result.text.lower() for word in _GOLDEN_WORDS)
    well = result.status != "degraded" and known > 1
    return Examined(
        "translation",
        well,
        f"{_GOLDEN} -> {result.text}",
        "" if well else _translation_remedy(chosen, result.text),
    )


def _translation_remedy(chosen: Plan, said: str) -> str:
    model = chosen.translator.id
    # Not by the language alone, which is German for letters of no sense too.
    if len(set(said.lower().split()) & _GERMAN_WORDS) > 1:
        return (
            f"{model} answers in German: its language codes are wrong, or it translates another "
            "way round; pull it again, or choose a model from German to English"
        )
    if model == EMBEDDED:
        return f"the embedded model is weak: `depesche models pull {PREFERRED}`"
    return (
        "this model is weak or its weights are damaged or not tied as they should be: "
        f"`depesche models verify {model}`, then another version of transformers, or another model"
    )


def summary(chosen: Plan) -> Examined:
    """A model that gives nothing of use is replaced by the article's own sentences, and shows."""
    article = _golden_article("en" if chosen.profile.order == "translate-summarize" else "de")
    try:
        (summary,) = chosen.load_summarizer().summarize([article])
    except DepescheError as error:
        return failed("summary", error)
    (own,) = Extractive(chosen.profile.summarizer.sentences).summarize([article])
    said = " ".join(sentence.text for sentence in summary)
    return Examined(
        "summary",
        chosen.summarizer is None or summary != own,
        said,
        "this model adds nothing to the article's own sentences: try another, "
        "or kind = 'extractive'",
    )


def _golden_article(language: str) -> Article:
    texts = _GOLDEN_ARTICLE[language].split(". ")
    sentences = tuple(
        Sentence(f"s{number}", f"{text.rstrip('.')}. ")
        for number, text in enumerate(texts, start=1)
    )
    return Article(
        id="golden",
        source="doctor",
        url=None,
        published=None,
        kicker="",
        headline="",
        byline="",
        lead="",
        language=language,
        blocks=(Block("paragraph", sentences),),
    )
