from dataclasses import replace

from pipeline.article import Block, Sentence, SummarySentence
from pipeline.run.fingerprint import content_hash
from pipeline.run.twins import Shared, Sharing, Twins, sketch_of, support_of
from tests.fakes import FakeSummarizer
from tests.records import article
from tests.text.test_near import AGENCY, OTHER


class NoLedger:
    def summary(self, fingerprint):
        return []


class Counting(FakeSummarizer):
    def __init__(self):
        self.asked = []

    def summarize(self, articles):
        self.asked += [one.id for one in articles]
        return super().summarize(articles)


def report(number, text=AGENCY, top="Wilsebrücke"):
    """An article whose sentences are those of a text."""
    parts = " ".join(text.split()).split(". ")
    body = tuple(Sentence(f"s{i}", f"{part}. ") for i, part in enumerate(parts, 2))
    heading = Block("heading", (Sentence("s1", top),))
    return replace(article(number), blocks=(heading, Block("paragraph", body)))


def link(twins, one):
    [first] = twins.firsts([(one.id, content_hash(one), sketch_of(one))])
    return replace(one, duplicate_of=first.id) if first else one


def summaries(*articles, summarizer):
    twins = Twins()
    linked = [link(twins, one) for one in articles]
    return linked, Sharing(summarizer, Shared(NoLedger())).summarize(linked)


def test_a_copy_is_linked_and_shares_the_summary():
    summarizer = Counting()
    copy = report(2, "Ein Satz von der Redaktion vorweg. " + AGENCY)
    linked, (first, other, second) = summaries(
        report(1), report(3, OTHER), copy, summarizer=summarizer
    )
    assert [one.duplicate_of for one in linked] == ["", "", "a1"]
    assert summarizer.asked == ["a1", "a3"]
    assert [s.text for s in second] == [s.text for s in first]
    assert [s.evidence for s in first] == [("s2",)]
    assert [s.evidence for s in second] == [("s3",)]  # counted in its own text
    assert other != first


def test_a_version_with_other_figures_is_summarized_itself():
    summarizer = Counting()
    later = report(2, AGENCY.replace("Dienstagabend den Neubau", "Mittwoch mit 21:12 den Neubau"))
    linked, (first, second) = summaries(report(1), later, summarizer=summarizer)
    assert linked[1].duplicate_of == "a1"
    assert summarizer.asked == ["a1", "a2"]
    assert "Mittwoch" in second[0].text
    assert "Mittwoch" not in first[0].text


def test_the_summary_of_an_earlier_run_is_shared_too():
    first, summary = report(1), [SummarySentence("Die Brücke kommt.", ("s3", "s4"))]

    class Ledger:
        def summary(self, fingerprint):
            assert fingerprint == "f1"
            return [("Die Brücke kommt.", *support_of(first, summary))]

    twins, shared, summarizer = Twins(), Shared(Ledger()), Counting()
    link(twins, first)
    shared.note("a1", "f1")
    linked = link(twins, report(2, AGENCY + " Ende."))
    [made] = Sharing(summarizer, shared).summarize([linked])
    assert made == (SummarySentence("Die Brücke kommt.", ("s3", "s4")),)
    assert summarizer.asked == []


def test_a_summary_without_evidence_is_not_shared():
    twins, shared = Twins(), Shared(NoLedger())
    shared.keep(link(twins, report(1)), [SummarySentence("Frei erfunden.", ())])
    assert shared.share(link(twins, report(2, AGENCY + " Ende."))) is None


def test_an_article_is_no_duplicate_of_itself():
    twins, one = Twins(), report(1)
    assert link(twins, one).duplicate_of == ""
    assert link(twins, one).duplicate_of == ""


def test_the_first_is_known_by_its_id_and_content():
    articles = [report(1), report(2, AGENCY + " Ende.")]
    asked = [(one.id, content_hash(one), sketch_of(one)) for one in articles]
    assert Twins().firsts(asked) == [None, ("a1", content_hash(articles[0]))]
