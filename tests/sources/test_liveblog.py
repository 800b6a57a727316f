from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.build import RawBlock
from pipeline.sources.inputs import read
from pipeline.sources.liveblog import clock, in_order_of_time


def live(*headings, top=("Der Pegel sinkt.",)):
    blocks = [RawBlock("paragraph", text) for text in top]
    for heading in headings:
        blocks += [RawBlock("heading", heading), RawBlock("paragraph", f"Text zu {heading}.")]
    return blocks


def headings(blocks):
    return [block.text for block in blocks if block.kind == "heading"]


def test_newest_first_becomes_oldest_first_and_the_top_stays():
    found = in_order_of_time(live("18:17 Uhr - C", "12:10 Uhr - B", "07:05 Uhr - A"))
    assert found[0].text == "Der Pegel sinkt."
    assert headings(found) == ["07:05 Uhr - A", "12:10 Uhr - B", "18:17 Uhr - C"]
    assert found[2].text == "Text zu 07:05 Uhr - A."


def test_over_midnight():
    found = in_order_of_time(live("00:40 Uhr: C", "23:55 Uhr: B", "22:10 Uhr: A"))
    assert headings(found) == ["22:10 Uhr: A", "23:55 Uhr: B", "00:40 Uhr: C"]


def test_what_is_in_order_or_is_no_liveblog_stays():
    for blocks in (
        live("07:05 Uhr - A", "12:10 Uhr - B", "18:17 Uhr - C"),
        live("18:17 Uhr - B", "07:05 Uhr - A"),
        live("Was war", "Was ist", "Was wird"),
        live("3:1 im Derby", "2:0 in Quern", "1:1 zum Schluss"),
    ):
        assert in_order_of_time(blocks) == blocks


def test_times_that_a_page_declares():
    blocks = live("Dritter", "Zwischentitel", "Zweiter", "Erster")
    moments = {"dritter": 30_000_300.0, "zweiter": 30_000_200.0, "erster": 30_000_100.0}
    assert headings(in_order_of_time(blocks, moments)) == [
        *["Erster", "Zweiter", "Dritter", "Zwischentitel"]
    ]


def test_clock():
    assert clock("++ 18.17 Uhr - Pegel") == 18 * 60 + 17
    assert clock("0:05 | Los") == 5
    assert clock("25.04.24 | 13:47 Uhr") is None
    assert clock("10.12.2026 - Rat") is None
    assert clock("3:1 Uhr") is None


@given(st.lists(st.from_regex(r"([01]?\d|2[0-3]):[0-5]\d Uhr x", fullmatch=True), max_size=8))
def test_nothing_is_lost(times):
    blocks = live(*times)
    assert sorted(b.text for b in in_order_of_time(blocks)) == sorted(b.text for b in blocks)


PAGE = """<html><head><script type="application/ld+json">
{"@type": "LiveBlogPosting", "headline": "Hochwasser", "liveBlogUpdate": [
 {"@type": "BlogPosting", "headline": "Pegel sinkt", "datePublished": "2026-11-14T18:17:00+01:00"},
 {"@type": "BlogPosting", "headline": "Deich hält", "datePublished": "2026-11-14T12:10:00+01:00"},
 {"@type": "BlogPosting", "headline": "Sturm da", "datePublished": "2026-11-13T23:05:00+01:00"}]}
</script></head><body><article><h1>Hochwasser</h1><div class="b">%s</div></article></body></html>"""
ENTRY = "<h2>{}</h2><p>Die Einsatzkräfte melden am Deich von Niederaue: {} und weiter geht es.</p>"


def test_pages_with_entries_in_json_ld(tmp_path):
    names = ("Pegel sinkt", "Deich hält", "Sturm da")
    entries = "".join(ENTRY.format(name, name) for name in names)
    (tmp_path / "live.html").write_text(PAGE % entries, "utf-8")
    (article,) = read([str(tmp_path / "live.html")])
    assert headings(article.blocks) == ["Sturm da", "Deich hält", "Pegel sinkt"]


def test_pages_with_a_time_above_each_heading(tmp_path):
    times = zip(("18:17", "12:10", "07:05"), ("Pegel sinkt", "Deich hält", "Sturm da"), strict=True)
    entries = "".join(f"<p>{at} Uhr</p>" + ENTRY.format(name, name) for at, name in times)
    page = f"<html><body><article><h1>Hochwasser</h1><div>{entries}</div></article></body></html>"
    (tmp_path / "live.html").write_text(page, "utf-8")
    (article,) = read([str(tmp_path / "live.html")])
    assert headings(article.blocks) == ["Sturm da", "Deich hält", "Pegel sinkt"]
