from pipeline.article import Article
from pipeline.sources import partial
from pipeline.sources.build import RawBlock, build
from pipeline.sources.inputs import read
from tests.sources.inputs import TEXT


def test_a_text_that_says_how_much_is_missing_is_marked(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"Rat tagt\n\n{TEXT} Und… [+96 chars]\n", encoding="utf-8")
    (article,) = read([str(path)])
    assert isinstance(article, Article) and partial.is_partial(article)
    assert article.notes[-1] == "partial: 96 characters are missing at the end"


def test_what_is_whole_or_marked_stays_as_it_is():
    whole = build("x", blocks=[RawBlock("paragraph", TEXT)], notes=["dpa"])
    assert partial.mark_cut(whole) is whole and not partial.is_partial(whole)
    marked = build("x", blocks=[], notes=["[+9 chars]", partial.BEHIND_A_WALL])
    assert partial.mark_cut(marked) is marked
