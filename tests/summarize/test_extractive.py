import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Block, Sentence
from pipeline.summarize import EXTRACTIVE, Extractive
from tests.summarize.samples import BRIDGE, article


def texts(summary):
    return [sentence.text for sentence in summary]


def summarize(one, sentences=3):
    return Extractive(sentences).summarize([one])[0]


def test_the_news_makes_the_summary():
    summary = texts(summarize(article(BRIDGE)))
    assert summary[0] == BRIDGE[0]
    assert BRIDGE[6] not in summary


def test_sentences_are_verbatim_in_order_and_name_their_source():
    ids = {f"s{i}": text for i, text in enumerate(BRIDGE, 1)}
    summary = summarize(article(BRIDGE))
    assert [ids[sentence.evidence[0]] for sentence in summary] == texts(summary)
    places = [int(sentence.evidence[0][1:]) for sentence in summary]
    assert places == sorted(places)


def test_white_space_inside_of_a_sentence_is_one_space():
    one = article(["Die Stadt\nsperrt  die Brücke."])
    assert texts(summarize(one)) == ["Die Stadt sperrt die Brücke."]


def test_no_more_sentences_than_asked_for():
    for number in range(1, 8):
        assert 1 <= len(summarize(article(BRIDGE), number)) <= number


def test_long_sentences_make_fewer():
    long = [f"{text[:-1]} und dafür gibt es {'viele ' * 30}Gründe." for text in BRIDGE]
    assert len(summarize(article(long))) == 1


def test_headings_are_never_taken():
    heading = "Neuhafen sperrt die Elbbrücke ab Montag"
    assert heading not in texts(summarize(article(BRIDGE, heading=heading)))
    assert summarize(article(heading=heading)) == ()


def test_questions_are_not_taken():
    asked = ["Warum sperrt Neuhafen die Elbbrücke?", *BRIDGE]
    assert not any(text.endswith("?") for text in texts(summarize(article(asked), 5)))


def test_what_leans_comes_with_what_it_leans_on():
    for number in range(1, 8):
        summary = texts(summarize(article(BRIDGE), number))
        assert BRIDGE[2] not in summary or BRIDGE[1] in summary


def test_the_lead_opens_the_summary():
    lead = [f"Wer {'Kaffee und ' * 20}Kuchen mag, braucht Geduld.", "Warum?"]
    assert texts(summarize(article(lead, BRIDGE)))[0] == BRIDGE[0]
    summary = texts(summarize(article(lead, BRIDGE, lead=True)))
    assert summary[0] == lead[0]


def test_a_lead_that_asks_opens_nothing():
    lead = ["Wie lange bleibt die Elbbrücke zu?"]
    assert texts(summarize(article(lead, BRIDGE, lead=True)))[0] == BRIDGE[0]


def test_a_short_article_is_its_own_summary():
    short = ["Die Brücke ist zu.", "Warum?", "Das weiß niemand."]
    assert texts(summarize(article(short, heading="Sperrung"))) == short


def test_nothing_is_summarized_to_nothing():
    assert Extractive().summarize([article(), article(BRIDGE)])[0] == ()
    assert Extractive().summarize([]) == []


def test_where_nothing_is_sound_something_is_taken():
    asked = [f"Was wird aus dem Hafen {name}?" for name in ("Nord", "Ost", "Süd", "West")]
    assert summarize(article(asked))
    leaning = [f"Er hat den Hafen {name} besucht." for name in ("Nord", "Ost", "Süd", "West")]
    assert summarize(article(leaning))


def test_the_same_sentence_is_taken_once():
    summary = texts(summarize(article([BRIDGE[0], *BRIDGE[4:], BRIDGE[0]])))
    assert len(set(summary)) == len(summary)


def test_what_was_said_is_not_said_again_in_other_words():
    again = "Ab Montag sperrt die Stadt Neuhafen ihre Elbbrücke, sie bleibt zwei Jahre zu."
    summary = texts(summarize(article([BRIDGE[0], again, *BRIDGE[4:]]), 4))
    assert len({BRIDGE[0], again} & set(summary)) == 1


def test_in_an_interview_the_answers_are_taken():
    turns = []
    for place in ("Nord", "Süd", "Mitte"):
        turns.append([f"tagblatt.de: Die Elbbrücke {place} ist zu.", "Was sagen Sie dazu?"])
        turns.append([f"Lohse: Neuhafen ersetzt die Elbbrücke {place} durch eine große Fähre."])
    summary = texts(summarize(article(*turns)))
    assert summary
    assert not any(text.startswith("tagblatt.de") for text in summary)


def test_english_articles_work_too():
    english = [
        "The city of Newport closes its bridge on Monday for two years.",
        "It is the oldest bridge in the country.",
        "How could it come to this?",
        "The new bridge in Newport will cost 80 million euros.",
        "Ferries will replace the bridge until the new one is ready.",
    ]
    one = article(english, headline="Newport closes bridge", language="en")
    summary = texts(summarize(one))
    assert summary[0] == english[0]
    assert english[2] not in summary


def test_articles_do_not_touch_each_other():
    one, other = article(BRIDGE), article(list(reversed(BRIDGE)))
    together = Extractive().summarize([one, other, one])
    assert together == [summarize(one), summarize(other), summarize(one)]


def test_the_card_names_the_method():
    assert Extractive().card is EXTRACTIVE


def test_a_liveblog_of_a_thousand_sentences_takes_seconds_at_most():
    entries = [f"{text[:-1]}, Meldung {i} folgt später." for i in range(125) for text in BRIDGE]
    start = time.perf_counter()
    assert summarize(article(entries))
    assert time.perf_counter() - start < 5


@given(
    st.lists(st.text(max_size=60), max_size=8),
    st.text(max_size=40),
    st.integers(min_value=1, max_value=6),
)
def test_any_text_gives_sentences_of_its_own(paragraph, headline, number):
    sentences = tuple(Sentence(f"s{i}", text) for i, text in enumerate(paragraph))
    one = replace(article(headline=headline), blocks=(Block("paragraph", sentences),))
    summary = summarize(one, number)
    sources = {sentence.id: " ".join(sentence.clean.split()) for sentence in sentences}
    assert len(summary) <= number
    assert all(sources[part.evidence[0]] == part.text for part in summary)
    assert bool(summary) == any(any(c.isalnum() or c == "_" for c in text) for text in paragraph)
