from pathlib import Path

from pipeline.article import Article
from pipeline.evaluate.invented import evaluate
from pipeline.evaluate.summary import as_article
from pipeline.sources import read

SEEDS = Path(__file__).parents[2] / "seeds"


def test_what_the_sample_articles_lack_is_flagged_and_nothing_else():
    articles = [item for item in read([str(SEEDS)]) if isinstance(item, Article)]
    shares = {row.change: row for row in evaluate(articles).rows}
    assert shares["number"].sentences > 50
    assert shares["number"].share >= 0.98
    assert shares["name"].sentences > 100
    assert shares["name"].share >= 0.98
    assert shares["nothing"].share == 0


def test_short_sentences_and_headings_take_no_part():
    report = evaluate([as_article({"text": "Überschrift ohne Punkt\n\nKurz ist er. Ja."})])
    assert [row.sentences for row in report.rows] == [0, 0, 0]
