import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models.chat import literal
from pipeline.models.chat_replies import plain, rows, without_thinking


@given(st.text())
def test_a_literal_says_the_same_and_poses_as_nothing_else(text):
    written = literal(text)
    assert json.loads(written) == text
    assert not set("<>[\n") & set(written)


@pytest.mark.parametrize(
    ("reply", "rest"),
    [
        ("<think>a < b</think>\nYes.", "Yes."),
        ("<thinking>\n\n</thinking>Yes.", "Yes."),
        ("thoughts that the prompt opened</think> Yes.", "Yes."),
        ("<think>one</think>Yes.<think>two</think>", "Yes."),
        ("<think>never ending", ""),
        ("Yes.", "Yes."),
    ],
)
def test_thoughts_are_set_aside(reply, rest):
    assert without_thinking(reply) == rest


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ('{"k": [{"a": 1}]}', [{"a": 1}]),
        ('[{"a": 1}]', [{"a": 1}]),
        ('Sure [1]: ```json\n{"k": [{"a": 1}]}\n``` done {"k": []}', [{"a": 1}]),
        ('{"other": 1} {"k": [{"a": 1}]}', [{"a": 1}]),
        ('{"k": [{"a": 1}, {"a"', None),
        ('{"k": ["a"]}', None),
        ("nothing", None),
    ],
)
def test_the_first_rows_of_a_reply_are_found(reply, found):
    assert rows(reply, "k") == found


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("The council meets.", "The council meets."),
        ("```\nThe council meets.\n```", "The council meets."),
        ("```text\nThe council meets.```", "The council meets."),
        ("Here is the translation:\n\nThe council meets.", "The council meets."),
        ('"The council meets."', "The council meets."),
        ("“The council meets.”", "The council meets."),
        ('"No", he said, "never"', '"No", he said, "never"'),
        ("He said: no.", "He said: no."),
        ("<think>hm</think>\nTranslation:\n“The council meets.”", "The council meets."),
    ],
)
def test_plain_words_are_found_in_their_wrapping(reply, text):
    assert plain(reply) == text


@given(st.text(), st.text(max_size=9))
def test_no_reply_is_too_odd_to_be_read(reply, key):
    without_thinking(reply)
    plain(reply)
    found = rows(reply, key)
    assert found is None or isinstance(found, list)
