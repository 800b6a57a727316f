import json

from pipeline.article import Article, Block, Finding, Pair, Sentence
from pipeline.record import Models, SummarizerModel, TranslatorModel, read_record
from pipeline.run.assemble import assemble
from pipeline.run.stages import Outcome

FINDING = Finding("names", "warning", "Brandt has no counterpart")
MODELS = Models(
    summarizer=SummarizerModel(id="s", revision="1"),
    translator=TranslatorModel(id="t", revision="1", engine="torch"),
)


def record():
    sentence = Sentence("s1", "Es regnet.")
    article = Article(
        *("a1", "a.txt", None, None, "Wetter", "Regen", "", "", "de"),
        (Block("paragraph", (sentence,)),),
    )
    pair = Pair("Es regnet.", "It rains.", "repaired", (FINDING,), "beam")
    outcome = Outcome(
        article=article,
        kicker=Pair("Wetter", "Weather"),
        headline=Pair("Regen", "Rain", "degraded", (FINDING,), "length"),
        summary=((pair, ("s1",)),),
        sentences=((sentence, pair),),
        translated=3,
        chunks=(),
    )
    return assemble(outcome, MODELS, profile="p", order="summarize-translate")


def test_a_record_says_which_rung_gave_the_english_and_what_the_titles_lack():
    values = record().as_json()
    assert values["summary"][0]["rung"] == values["article"][0]["rung"] == "beam"
    assert values["kicker"]["rung"] == "first"
    assert values["kicker"]["checks"] == []
    assert values["headline"]["status"] == "degraded"
    assert values["headline"]["checks"][0]["name"] == "names"


def test_a_record_from_before_is_read():
    values = record().as_json()
    for title in ("kicker", "headline"):
        values[title] = {key: values[title][key] for key in ("de", "en")}
    for pair in (*values["summary"], *values["article"]):
        del pair["rung"]
    old = read_record(json.dumps(values))
    assert old.headline.status == "ok"
    assert old.summary[0].rung == "first"
