import pytest

from pipeline.article import Article
from pipeline.review.evidence import german_of
from pipeline.sources import read
from tests.review.conftest import full

NEWS = """Rat tagt in Haldenburg

Der Rat von Haldenburg hat am Freitag den Haushalt beschlossen. Das Defizit sinkt
auf 47,6 Millionen Euro.

Die Opposition stimmte nicht zu. Bei den Schulen wird nicht gekürzt, wie die
Oberbürgermeisterin schon im Juni zugesagt hatte.
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "rat.txt"
    path.write_text(NEWS, "utf-8")
    return path


def record(source, article_id):
    return full(1).model_copy(update={"id": article_id, "source": str(source), "article": None})


def test_the_german_is_read_again_from_its_file(source):
    [article] = read([str(source)])
    assert isinstance(article, Article)
    segments = german_of(record(source, article.id))
    assert [one.key for one in segments] == [f"article.{one.id}" for one in article.sentences()]
    assert any(one.de.startswith("Das Defizit sinkt") for one in segments)


def test_another_article_is_not_taken_for_it(source):
    assert german_of(record(source, "other")) == ()


def test_a_file_that_is_gone_too_large_or_none_is_no_evidence(source, tmp_path):
    for place in ("gone.txt", "", "https://news.example/a", "a\0b", str(tmp_path)):
        assert german_of(record(place, "a")) == ()
    source.write_text("Der Rat tagt. " * 100_000, "utf-8")
    assert german_of(record(source, "a")) == ()
