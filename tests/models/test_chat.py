import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models.chat import Message, harmless, literal
from pipeline.models.chat_replies import plain, rows, without_thinking
from pipeline.models.translation_prompt import is_translation_model, translation_body


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
        ("<|channel>thought\n<channel|>Yes.", "Yes."),
        ("<|channel>thought\nYes or no?<channel|>Yes.", "Yes."),
        ("<|channel>thought\nnever ending", ""),
        ("thoughts that the prompt opened<channel|>Yes.", "Yes."),
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


@given(st.text())
def test_a_harmless_text_says_the_same_and_opens_no_mark(text):
    made = harmless(text)
    assert made.replace(" ", "") == text.replace(" ", "")
    assert not re.search("<[^\\W\\d]|<[/|<]", made)
    assert harmless(made) == made


@pytest.mark.parametrize(
    ("model", "content", "codes"),
    [
        (
            "Infomaniak-AI/vllm-translategemma-4b-it",
            "<<<source>>>de<<<target>>>en<<<text>>>Guten Tag.",
            None,
        ),
        (
            "translategemma-4b-it-Q8_0.gguf",
            "Guten Tag.",
            {"source_lang_code": "de", "target_lang_code": "en"},
        ),
    ],
)
def test_each_server_is_told_the_languages_in_its_own_way(model, content, codes):
    body = translation_body(model, Message("user", "Guten Tag.", ("de", "en")))
    assert body["messages"] == [{"role": "user", "content": content}]
    assert body.get("chat_template_kwargs") == codes
    assert is_translation_model(model)


def test_a_server_without_the_template_gets_the_prompt_that_it_writes():
    body = translation_body("translategemma:4b", Message("user", "{x} Guten Tag.", ("de", "en")))
    said = body["messages"][0]["content"]
    assert said.startswith("You are a professional German (de) to English (en) translator.")
    assert said.endswith("into English:\n\n\n{x} Guten Tag.")
    assert not is_translation_model("utter-project/EuroLLM-9B-Instruct")
