import shutil

import pytest

from pipeline.errors import ModelError, UsageError
from pipeline.models.chat import Message
from pipeline.models.chat_ct2 import FastChat
from pipeline.models.chat_local import LocalChat
from pipeline.models.checkpoint import resolve
from pipeline.models.load import choose_chat_engine, open_chat
from tests.checkpoints import GENERATORS, GERMAN


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))


def questions(count=12):
    return [[Message("user", text)] for text in GERMAN[:count]]


@pytest.mark.parametrize("name", GENERATORS)
def test_both_engines_give_the_same_replies(tiny, name):
    checkpoint = resolve(str(tiny(name)))
    torch = LocalChat(checkpoint).complete(questions(), 8)
    fast = FastChat(checkpoint, quantization="float32").complete(questions(), 8)
    assert fast == torch
    assert len({reply.text for reply in torch}) > 3, "replies that are all alike prove nothing"


def test_a_reply_that_ran_out_of_room_is_not_finished(tiny):
    chat = FastChat(resolve(str(tiny("llama"))))
    (reply,) = chat.complete(questions(1), 3)
    assert (reply.tokens, reply.finished, chat.engine) == (3, False, "ctranslate2")


def test_the_engine_is_the_one_that_was_asked_for(tiny):
    checkpoint = resolve(str(tiny("llama")))
    assert choose_chat_engine(checkpoint) == choose_chat_engine(checkpoint, "torch") == "torch"
    assert isinstance(open_chat(checkpoint, "cpu", engine="ctranslate2"), FastChat)
    assert isinstance(open_chat(checkpoint, "cpu"), LocalChat)
    with pytest.raises(UsageError, match="there is no engine 'nope'"):
        choose_chat_engine(checkpoint, "nope")
    with pytest.raises(ModelError, match="does not run gemma3"):
        choose_chat_engine(resolve(str(tiny("translategemma"))), "ctranslate2")


def test_memory_that_runs_out_halves_the_batch_and_loses_nothing(tiny, monkeypatch):
    chat = FastChat(resolve(str(tiny("llama"))))
    whole = chat.complete(questions(3), 4)
    decode = chat._decode

    def tight(batch, room):
        if len(batch) > 1:
            raise RuntimeError("CUDA failed with error out of memory")
        return decode(batch, room)

    monkeypatch.setattr(chat, "_decode", tight)
    assert chat.complete(questions(3), 4) == whole

    def never(*_):
        raise RuntimeError("CUDA failed with error out of memory")

    monkeypatch.setattr(chat, "_decode", never)
    with pytest.raises(ModelError, match="out of memory"):
        chat.complete(questions(3), 4)


def test_a_damaged_conversion_names_the_folder(tiny, tmp_path):
    checkpoint = resolve(str(tiny("llama")))
    FastChat(checkpoint)
    (folder,) = (tmp_path / "cache" / "ctranslate2" / "llama").glob("*-int8")
    (folder / "model.bin").write_bytes(b"")
    with pytest.raises(ModelError, match="CTranslate2 cannot run llama"):
        FastChat(checkpoint)
    shutil.rmtree(folder)
    assert FastChat(checkpoint)
