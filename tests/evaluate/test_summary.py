import json
import lzma

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.baselines import Lead, TextRank
from pipeline.evaluate.summary import Row, as_article, evaluate, read_rows
from pipeline.evaluate.summary_weights import first_paragraph_rows, fit, main, subtitle_rows
from pipeline.summarize import Extractive
from pipeline.summarize.scoring import CUES, WORD_CUES
from tests.summarize.samples import BRIDGE, article

RECORD = {
    "id": "bruecke",
    "text": "\n\n".join([BRIDGE[0], "Lange Sperrung", " ".join(BRIDGE[1:])]),
    "summary": "Neuhafen sperrt die Elbbrücke. Fähren ersetzen sie.",
    "headline": "Brücke zu",
}


@pytest.fixture
def rows():
    return [Row(as_article(RECORD), RECORD["summary"])]


def texts(summary):
    return [sentence.text for sentence in summary]


def test_rows_become_articles_without_their_lead(tmp_path):
    path = tmp_path / "lead.jsonl"
    path.write_text(json.dumps(RECORD) + "\n\n", encoding="utf-8")
    (row,) = read_rows(path)
    assert row.reference == RECORD["summary"]
    assert (row.article.id, row.article.headline, row.article.lead) == ("bruecke", "Brücke zu", "")
    assert [block.kind for block in row.article.blocks] == ["paragraph", "heading", "paragraph"]
    assert [s.id for s in row.article.sentences()] == [f"s{i}" for i in range(1, 10)]


def test_encyclopedias_are_read_too(tmp_path):
    path = tmp_path / "klexikon.jsonl.xz"
    record = {"text": "Eine Brücke trägt.\nSie steht.\n\n== Bau\n\nAus Stein.", "summary": "Kurz."}
    path.write_bytes(lzma.compress(json.dumps(record).encode()))
    (row,) = read_rows(path)
    assert [block.kind for block in row.article.blocks] == ["paragraph", "heading", "paragraph"]
    assert [s.clean for s in row.article.blocks[1].sentences] == ["Bau"]
    assert row.article.headline == ""


@pytest.mark.parametrize(
    "content", ["{", '{"text": "Ein Text."}', "[]", '{"text": 3, "summary": ""}']
)
def test_what_is_no_row_is_refused(tmp_path, content):
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"rows\.jsonl"):
        read_rows(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_rows(tmp_path / "none.jsonl")
    (tmp_path / "rows.xz").write_bytes(b"no archive")
    with pytest.raises(UsageError, match="cannot be read"):
        read_rows(tmp_path / "rows.xz")


def test_baselines_stand_beside_ours(rows):
    report = evaluate(rows)
    names = [score.name for score in report.scores]
    assert names == ["extractive", "lead-1", "lead-3", "textrank", "oracle sentence"]
    assert report.rows == 1
    assert report.reference_words == 7
    assert json.loads(json.dumps(report.as_dict()))["scores"][0]["name"] == "extractive"


def test_scores_are_means_over_rows(rows):
    # lead-1 has 11 words and 10 pairs; in common with the reference's 7 words and 6 pairs are
    # 4 (neuhafen, sperrt, die, elbbrücke) and 3.
    lead = evaluate(rows).scores[1]
    assert (lead.words, lead.sentences) == (11, 1)
    assert lead.rouge1 == pytest.approx(2 * 4 / 18 * 100, abs=0.05)
    assert lead.rouge2 == pytest.approx(2 * 3 / 16 * 100, abs=0.05)
    other = Row(rows[0].article, "Nichts davon")
    assert evaluate([*rows, other]).scores[1].rouge1 == pytest.approx(lead.rouge1 / 2, abs=0.1)


def test_summarizers_may_be_brought_along(rows):
    report = evaluate(rows, {"one": Extractive(1), "two": Lead(2)})
    assert [score.name for score in report.scores[:2]] == ["one", "two"]
    assert report.scores[1].sentences == 2


def test_the_oracle_is_the_best_sentence(rows):
    report = evaluate(rows)
    assert report.scores[-1].rouge1 >= report.scores[1].rouge1
    assert report.scores[-1].sentences == 1


def test_nothing_to_score():
    report = evaluate([])
    assert (report.rows, report.scores[0].rouge1) == (0, 0)
    empty = Row(article(), "Text")
    assert evaluate([empty]).scores[-1].rouge1 == 0


def test_lead_leaves_headings_out():
    (summary,) = Lead(2).summarize([article(BRIDGE, heading="Lange Sperrung")])
    assert texts(summary) == BRIDGE[:2]
    assert Lead(3).card.id == "lead-3"


def test_textrank_takes_what_others_resemble():
    odd = "Kaffee und Kuchen gibt es wieder."
    alike = [f"Die Elbbrücke in Neuhafen bleibt {word} gesperrt." for word in ("lange", "ganz")]
    (summary,) = TextRank(2).summarize([article([odd, *alike])])
    assert texts(summary) == alike
    assert TextRank(2).summarize([article()]) == [()]
    assert TextRank(2).card.id == "textrank"


def test_weights_are_learned_from_rows(rows):
    reference = f"{BRIDGE[0]} {BRIDGE[1]}"
    weights = fit([([Row(rows[0].article, reference)] * 8, 1.0)])
    assert (len(weights.cues), len(weights.word_cues)) == (len(CUES), len(WORD_CUES))
    assert weights.cues[CUES.index("position")] < 0
    assert weights.word_cues[WORD_CUES.index("early")] > 0
    assert fit([([Row(article(), "")], 1.0)]).cues == (0.0,) * len(CUES)


def test_first_paragraphs_and_subtitles_are_references():
    body = " ".join([*BRIDGE, "Alle hoffen auf das Frühjahr."])
    lead = "Neuhafen sperrt am Montag die Elbbrücke, denn sie hat Risse in den Trägern."
    (news,) = first_paragraph_rows([{"text": f"{lead}\n\n{body}", "title": "Brücke zu"}])
    assert (news.reference, news.article.headline) == (lead, "Brücke zu")
    (paper,) = subtitle_rows([{"text": f"{lead} Neuhafen – {body}"}, {"text": body}])
    assert paper.reference == lead
    assert next(paper.article.sentences()).clean == BRIDGE[0]
    assert list(first_paragraph_rows([{"text": lead, "title": ""}])) == []


def test_weights_are_printed(tmp_path, monkeypatch, capsys):
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"text": " ".join(BRIDGE), "title": "Brücke zu"}), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["summary_weights", str(path), str(path)])
    main()
    assert capsys.readouterr().out.startswith("Weights(cues=")
