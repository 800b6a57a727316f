import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Block, Sentence
from pipeline.errors import UsageError
from pipeline.text.chunks import chunk, chunk_blocks, clauses


class Counter:
    """A tokenizer that counts with `tokens` and remembers how often it was called."""

    def __init__(self, tokens) -> None:
        self.tokens = tokens
        self.calls = 0

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.calls += 1
        return [self.tokens(text) for text in texts]


def words(text: str) -> int:
    """A word a token, and one special token."""
    return len(text.split()) + 1


SILLY = st.sampled_from(
    [
        words,
        len,
        lambda text: len(text.encode()) + 2,
        lambda text: len(text) // 4,
        lambda text: 1,
        lambda text: len(text) ** 2,
        lambda text: len(text) + 7 * (len(text) % 3 == 2),
        lambda text: 0 if len(text) < 3 else 3 * len(text),
    ]
)
TEXT = st.text(st.sampled_from("abä ß.,;:–-\n„“0"), max_size=60)
BUDGET = st.integers(min_value=6, max_value=40)


def numbered(texts: Sequence[str]) -> list[Sentence]:
    return [Sentence(f"s{at}", text) for at, text in enumerate(texts, start=1)]


def block(*texts: str, kind="paragraph") -> Block:
    return Block(kind, tuple(numbered(texts)))


def texts_of(chunks) -> list[str]:
    return [each.text for each in chunks]


@given(TEXT, SILLY, BUDGET)
def test_clauses_join_and_fit(text, tokens, budget) -> None:
    pieces = clauses(text, Counter(tokens), budget)
    assert "".join(pieces) == text
    assert all(tokens(piece) <= budget for piece in pieces)


@given(st.lists(TEXT, max_size=12), SILLY, BUDGET)
def test_chunks_join_and_fit(texts, tokens, budget) -> None:
    chunks = chunk(numbered(texts), Counter(tokens), budget)
    assert "".join(texts_of(chunks)) == "".join(texts)
    assert all(each.tokens == tokens(each.text) <= budget for each in chunks)


@given(
    st.lists(st.lists(TEXT, max_size=4), max_size=6),
    st.lists(st.sampled_from(["heading", "paragraph", "quote"]), min_size=6, max_size=6),
    SILLY,
    BUDGET,
)
def test_chunks_of_blocks_join_and_fit(texts, kinds, tokens, budget) -> None:
    blocks = [block(*each, kind=kind) for each, kind in zip(texts, kinds, strict=False)]
    chunks = chunk_blocks(blocks, Counter(tokens), budget)
    assert "".join(texts_of(chunks)) == "".join(each.text for each in blocks)
    assert all(each.tokens == tokens(each.text) <= budget for each in chunks)


@given(st.lists(TEXT, max_size=12), SILLY, BUDGET)
def test_every_sentence_keeps_its_id_and_order(texts, tokens, budget) -> None:
    found: dict[str, str] = {}
    for each in chunk(numbered(texts), Counter(tokens), budget):
        for sentence in each.sentences:
            found[sentence.id] = found.get(sentence.id, "") + sentence.text
    assert list(found.items()) == [(s.id, s.text) for s in numbered(texts)]


def test_no_sentence_no_chunk() -> None:
    assert chunk([], Counter(words), 10) == []
    assert chunk_blocks([], Counter(words), 10) == []


def test_chunks_are_filled_in_order() -> None:
    sentences = numbered(["Eins zwei drei. ", "Vier fünf. ", "Sechs. ", "Sieben acht neun zehn."])
    chunks = chunk(sentences, Counter(words), 7)
    assert texts_of(chunks) == ["Eins zwei drei. Vier fünf. Sechs. ", "Sieben acht neun zehn."]
    assert [each.tokens for each in chunks] == [7, 5]


def test_chunk_rather_ends_with_a_block() -> None:
    blocks = [block("a a a a. ", "b b. "), block("c c. ", "d d. ", "e e.")]
    assert texts_of(chunk_blocks(blocks, Counter(words), 10)) == [
        "a a a a. b b. ",
        "c c. d d. e e.",
    ]
    assert texts_of(
        chunk(numbered(["a a a a. ", "b b. ", "c c. ", "d d. "]), Counter(words), 10)
    ) == [
        "a a a a. b b. c c. ",
        "d d. ",
    ]


def test_chunk_does_not_end_with_a_block_when_it_is_nearly_empty() -> None:
    blocks = [block("a. "), block("b b b b. ", "c c c c. ", "d d d d.")]
    assert texts_of(chunk_blocks(blocks, Counter(words), 10)) == [
        "a. b b b b. c c c c. ",
        "d d d d.",
    ]


def test_heading_stays_with_the_block_that_follows() -> None:
    blocks = [block("a a a a a. "), block("H. ", kind="heading"), block("b b b b b.")]
    assert texts_of(chunk_blocks(blocks, Counter(words), 9)) == ["a a a a a. ", "H. b b b b b."]


def test_long_sentence_is_cut_between_chunks() -> None:
    sentence = "Er kam spät nach Hause, weil der Zug im Tunnel stand. "
    chunks = chunk(numbered(["Ja. ", sentence, "Nein."]), Counter(words), 8)
    assert texts_of(chunks) == [
        "Ja. Er kam spät nach Hause, ",
        "weil der Zug im Tunnel stand. Nein.",
    ]
    assert [s.id for each in chunks for s in each.sentences] == ["s1", "s2", "s2", "s3"]


@pytest.mark.parametrize(
    "marked",
    [
        "Der Rat stimmte zu; |die Stadt, heißt es, zahlt.",
        "Der Rat der Stadt, heißt es: |Die Stadt zahlt.",
        "Der Rat stimmte am Ende zu – |die Stadt, so sagt man, zahlt.",
        "Der Rat stimmte zu, |weil die Stadt, so heißt es, zahlt.",
        "Der Rat, heißt es, lobt Frau Ott, |die das Amt seit Mai leitet.",
        "Der Rat stimmte gestern zu, |anders als früher erwartet.",
        "Der Rat der Stadt |stimmte gestern zu.",
        "Für 3,4 Millionen |wird gebaut.",
    ],
)
def test_clauses_are_cut_at_the_best_place(marked: str) -> None:
    text = marked.replace("|", "")
    assert clauses(text, Counter(words), words(text) - 1) == marked.split("|")


def test_text_that_fits_is_not_cut() -> None:
    assert clauses("Kurz, aber gut.", Counter(words), 4) == ["Kurz, aber gut."]


def test_word_longer_than_the_budget_is_cut_between_characters() -> None:
    pieces = clauses("Donaudampfschifffahrt", Counter(len), 8)
    assert "".join(pieces) == "Donaudampfschifffahrt"
    assert max(map(len, pieces)) <= 8
    assert len(pieces) == 3


def test_budget_below_one_character_is_refused() -> None:
    with pytest.raises(UsageError, match="budget of 2 tokens"):
        clauses("abc", Counter(lambda text: len(text) + 2), 2)
    with pytest.raises(UsageError):
        chunk(numbered(["a"]), Counter(lambda text: 5), 4)


def test_few_calls_of_the_tokenizer() -> None:
    count = Counter(words)
    sentences = numbered([f"Das ist der Satz mit der Nummer {at}. " for at in range(2_000)])
    chunks = chunk(sentences, count, 100)
    assert count.calls <= 4
    assert len(chunks) == math.ceil(2_000 / 12)


def test_few_calls_for_a_long_text_without_a_stop() -> None:
    count = Counter(words)
    pieces = clauses("wort " * 10_000, count, 100)
    assert count.calls <= 10
    assert len(pieces) <= 200
