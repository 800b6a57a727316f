import pytest

from pipeline.check.lexicon import is_common_english, is_common_german, is_german_noun, lines


@pytest.mark.parametrize("word", ["Ministers", "Cities", "Planned", "Court's", "It's", "Nation"])
def test_forms_of_common_words_are_common(word):
    assert is_common_english(word)


@pytest.mark.parametrize("word", ["Merkel", "Zelensky", "Schmidt", "Kretschmann"])
def test_names_are_not_common(word):
    assert not is_common_english(word)
    assert not is_german_noun(word)


def test_a_compound_is_known_by_its_last_part():
    assert is_german_noun("Energiesicherheit")
    assert is_german_noun("Regierungen")


def test_words_at_the_beginning_of_sentences():
    assert is_common_german("Allerdings")
    assert not is_common_german("Merkel")


@pytest.mark.parametrize("name", ["words_en.txt", "words_de.txt", "nouns_de.txt"])
def test_lists_are_sorted_and_without_duplicates(name):
    assert lines(name) == sorted(set(lines(name)))
