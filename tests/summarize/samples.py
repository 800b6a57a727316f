"""Articles of our own, in the manner of German news."""

from pipeline.article import Article, Block, Sentence

BRIDGE = [
    "Die Stadt Neuhafen sperrt die Elbbrücke ab Montag für zwei Jahre.",
    "Grund sind Risse in den Trägern, die ein Gutachter im Frühjahr entdeckt hat.",
    "Er nannte den Zustand des Bauwerks bedenklich.",
    "Wie konnte es so weit kommen?",
    '"Wir haben zu lange gewartet", sagte Bürgermeisterin Petra Lohse.',
    "Der Neubau der Elbbrücke kostet nach Angaben der Stadt 80 Millionen Euro.",
    "Im Rathauskeller öffnet ein neues Café mit Kuchen vom Blech.",
    "Fähren sollen die Brücke ersetzen, bis der Neubau fertig ist.",
]


def article(
    *paragraphs: list[str],
    headline: str = "Neuhafen sperrt Elbbrücke",
    heading: str = "",
    lead: bool = False,
    language: str = "de",
) -> Article:
    """An article of paragraphs of sentences, with one heading before the first of them."""
    parts = [("heading", [heading])] if heading else []
    parts += [("paragraph", texts) for texts in paragraphs]
    blocks, count = [], 0
    for kind, texts in parts:
        found = tuple(Sentence(f"s{count + i}", f"{text} ") for i, text in enumerate(texts, 1))
        blocks.append(Block(kind, found))
        count += len(texts)
    return Article(
        id="a",
        source="a.txt",
        url=None,
        published=None,
        kicker="",
        headline=headline,
        byline="",
        lead=" ".join(paragraphs[0]) if lead else "",
        language=language,
        blocks=tuple(blocks),
    )
