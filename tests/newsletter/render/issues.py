"""Issues that the tests of all formats share, among them one whose every text is hostile."""

from datetime import UTC, datetime

from pipeline.newsletter.compose import compose
from pipeline.newsletter.settings import Settings
from tests.newsletter.samples import FUNK, KURIER, RECORDS, article

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SETTINGS = Settings()


def issue_of(records, settings=SETTINGS, runs=("2026-11-14",)):
    return compose(records, list(runs), settings, NOW)


def sample():
    return issue_of(RECORDS)


ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></td></table><svg onload=alert(1)>",
    "]]> <!-- &lt;b&gt; &#0; &bogus;",
    "Rat tagt\r\nBcc: victim@example.org\r\n\r\nBody",
    "Rat\u2028tagt\u2029\x85\x00\x1b[31m\u202egnp\u2066",
    "\ud800 \ufffe \uffff",
    "{{ 7 * 7 }} {% raw %} {# x #} *|EMAIL|* [[x]] %recipient%",
    "[x](javascript:alert(1)) ![y](https://evil.example/p.png) <https://evil.example>",
    "# Titel\n- Liste\n| a | b |\n***",
    "x" * 5000,
    "Ω" * 300 + "🇩🇪" * 300,
    "שלום עולם مرحبا",
    "a" + "\u0301" * 500,
    "=_57cac9f860ba5974",
)


def hostile(text):
    """An issue in which every field of two articles that are one story is `text`."""
    records = [
        article(
            f"{host}-{text[:0]}x",
            host,
            "2026-11-14T06:10:00+01:00",
            text,
            (text, text),
            (text, text),
            (text, text),
            byline=text,
            degraded=1,
            titles=titles,
        ).model_copy(update={"url": url, "source": text})
        for host, url, titles in (
            (FUNK, f"https://example.org/{text}", "degraded"),
            (KURIER, "javascript:alert(1)", "ok"),
        )
    ]
    return issue_of([*records, *RECORDS[:2]])


def doubtful(settings=SETTINGS):
    """Two stories, the newer one told twice under a degraded headline."""
    strike = ("Kein Streik bei der Bahn in Haldenburg", "Strike at the railway in Haldenburg")
    wolf = ("Der Wolf ist da", "The wolf is here")
    summary = (
        "Die Bahn in Haldenburg streikt nicht.",
        "The railway in Haldenburg is not striking.",
    )
    records = [
        article("a", FUNK, "2026-11-14T08:00+01:00", "", strike, summary, titles="degraded"),
        article("b", KURIER, "2026-11-14T07:30+01:00", "", strike, summary, titles="degraded"),
        article("c", FUNK, "2026-11-14T07:00+01:00", "", wolf, ("Er heult.", "It howls.")),
    ]
    return issue_of(records, settings)


def many(stories, sentences=3):
    """Records of as many different stories, with summaries of a usual length."""
    words = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}wort{'en' * (n % 3)}" for n in range(676)]
    return [
        article(
            f"inland/artikel-{n}",
            f"zeitung{n % 9}.example",
            f"2026-11-{1 + n % 14:02}T08:00:00+01:00",
            "",
            (f"{words[n]} {words[-n]} " * 4, f"Headline number {n} about something rather long"),
            *[
                (
                    f"{words[n]}{words[k]} " * 12,
                    "A sentence of a hundred and sixty characters, as they are in summaries of the "
                    "news, with a number such as 1.2 billion euros, and a name such as Brückner.",
                )
                for k in range(sentences)
            ],
            byline="Ada Kern, Haldenburg",
        )
        for n in range(stories)
    ]
