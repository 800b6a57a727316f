import json
import re

import pytest

from pipeline.errors import ModelError, UsageError
from pipeline.models import chat_local
from pipeline.models.chat_local import LocalChat
from pipeline.profile import Profile, SummarizerChoice, TranslatorChoice, load_profile
from pipeline.run.models import hub_models, plan
from pipeline.run.single import one_article
from pipeline.run.window import Recipe
from pipeline.summarize import Abstractive, Instruct
from pipeline.translate.instruct import InstructTranslator
from pipeline.translate.segments import Segment
from tests import checkpoints
from tests.models.test_chat_server import Server, running
from tests.summarize.samples import BRIDGE, article


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    return str(checkpoints.llama(tmp_path_factory.mktemp("run-models") / "llama"))


@pytest.fixture(autouse=True)
def without_environment(monkeypatch):
    monkeypatch.delenv("DEPESCHE_CHAT_URL", raising=False)
    monkeypatch.delenv("DEPESCHE_CHAT_KEY", raising=False)


def chatting(model, url=None, **more):
    return Profile(
        device="cpu",
        translator=TranslatorChoice(kind="chat", model=model, url=url),
        summarizer=SummarizerChoice(kind="chat", model=model, url=url),
        **more,
    )


def test_one_instruct_model_that_does_both_is_loaded_once(llama, monkeypatch):
    made = []
    monkeypatch.setattr(
        chat_local, "LocalChat", lambda *args: made.append(args) or LocalChat(*args)
    )
    chosen = plan(chatting(llama))
    assert made == []
    stages = chosen.load_stages()
    assert len(made) == 1
    assert isinstance(stages.translator, InstructTranslator)
    assert isinstance(stages.summarizer, Instruct)
    assert one_article(article(BRIDGE), chosen, full=False).accounting.chunks == 1
    assert chosen.models.translator.engine == "torch"
    assert chosen.models_in_use() == [chosen.checkpoint]
    assert not any("sent to" in line for line in chosen.notices())


class Assistant(Server):
    """Translates each text to itself with "EN:" before it, and summarizes with its first."""

    def answer(self, path, body):
        if path.endswith("/models"):
            return super().answer(path, body)
        content = body["messages"][0]["content"]
        data = re.search(r"<(texts|article)>\n(.*)\n</", content, re.S)
        rows = json.loads(data[2])
        if data[1] == "texts":
            said = {"translations": [{"id": r["id"], "en": f"EN: {r['de']}"} for r in rows]}
        else:
            said = {"summary": [{"text": rows[0]["text"], "evidence": ["s1"]}]}
        message = {"message": {"content": json.dumps(said)}, "finish_reason": "stop"}
        return 200, {}, {"choices": [message]}


def test_a_server_does_both_and_the_plan_says_who_reads_along(monkeypatch):
    with running(Assistant()) as server:
        profile = chatting("org/instruct", server.url)
        chosen = plan(profile)
        assert "articles are sent to 127.0.0.1" in chosen.notices()
        assert chosen.models.translator.model_dump() == {
            "id": "org/instruct",
            "revision": "served",
            "engine": "server",
        }
        stages = chosen.load_stages()
        (summary,) = stages.summarizer.summarize([article(BRIDGE)])
        assert [sentence.text for sentence in summary] == BRIDGE[:1]
        (result,) = stages.translator.translate([Segment(BRIDGE[0])])
        assert result.text == f"EN: {BRIDGE[0]}"
        record = one_article(article(BRIDGE), chosen, full=True)
        assert record.models.translator.engine == "server"
        assert [pair.de for pair in record.article or ()] == BRIDGE
        assert record.accounting.translated > len(BRIDGE)
        with pytest.raises(UsageError, match="runs on a server"):
            _ = chosen.checkpoint
        monkeypatch.setenv("DEPESCHE_CHAT_URL", server.url)
        assert plan(chatting("org/instruct", "http://elsewhere/v1")) != chosen
        assert plan(chatting("org/instruct", "http://elsewhere/v1")).notices() == chosen.notices()


def test_a_plan_asks_no_server():
    chosen = plan(chatting("org/instruct", "http://127.0.0.1:9/v1"))
    assert chosen.engine == "server"


@pytest.mark.parametrize(
    ("profile", "error", "said"),
    [
        (Profile(translator=TranslatorChoice(kind="chat")), UsageError, "names none"),
        (chatting("org/instruct", "ftp://x"), UsageError, "no address"),
        (chatting("org/instruct"), ModelError, "models pull org/instruct"),
    ],
)
def test_what_a_chat_profile_lacks_is_named(profile, error, said):
    with pytest.raises(error, match=said):
        plan(profile)


@pytest.mark.parametrize("kind", ["abstractive", "chat"])
def test_a_summarizer_without_a_model_is_named(llama, kind):
    profile = chatting(llama).model_copy(update={"summarizer": SummarizerChoice(kind=kind)})
    with pytest.raises(UsageError, match=f"of kind {kind} but names no model"):
        plan(profile)


def test_two_seq2seq_models_are_loaded_each_for_its_task(tiny):
    profile = Profile(
        device="cpu",
        translator=TranslatorChoice(model=str(tiny("marian")), engine="torch"),
        summarizer=SummarizerChoice(
            kind="abstractive", model=str(tiny("bart")), engine="torch", beam=1
        ),
    )
    chosen = plan(profile)
    assert [model.id for model in chosen.models_in_use()] == ["marian", "bart"]
    stages = chosen.load_stages()
    assert isinstance(stages.summarizer, Abstractive)
    assert one_article(article(BRIDGE), chosen, full=False).accounting.chunks >= 1
    assert isinstance(chosen.load_summarizer(), Abstractive)


def test_the_embedded_translator_is_the_witness_of_others_but_not_of_itself(tiny):
    choice = TranslatorChoice(model=str(tiny("marian")))
    assert plan(Profile(name="own", translator=choice)).load_translator().witness
    assert plan(load_profile("embedded")).load_translator().witness is None


def test_a_second_translator_is_found_with_the_plan_and_loaded_when_it_is_needed(tiny):
    first, second = str(tiny("mbart")), str(tiny("marian"))
    profile = Profile(device="cpu", translator=TranslatorChoice(model=first, second=second))
    chosen = plan(profile)
    assert [model.id for model in chosen.models_in_use()] == ["mbart", "marian"]
    translator = chosen.load_translator()
    assert translator.second().card.id == "marian"
    with pytest.raises(ModelError):
        plan(Profile(translator=TranslatorChoice(model=first, second="nobody/nothing")))


def print_of(profile, models):
    """The fingerprint of an article."""
    return next(iter(Recipe(profile, models).fingerprints([article(BRIDGE)])))


def test_what_a_profile_says_of_itself_changes_no_record(llama):
    profile = chatting(llama)
    models = plan(profile).models
    one = print_of(profile, models)
    told = profile.model_copy(update={"licence": "MIT", "memory": 3.0})
    assert print_of(told, models) == one


@pytest.mark.parametrize("name", ["llm", "quality"])
def test_the_larger_profiles_name_their_models_and_what_they_take(name):
    profile = load_profile(name)
    assert profile.licence
    assert profile.memory
    with pytest.raises(ModelError, match="depesche models pull"):
        plan(profile)


def test_a_glossary_that_was_edited_changes_what_comes_out(tmp_path, llama):
    path = tmp_path / "terms.tsv"
    path.write_text("Ampel\tcoalition\n")
    chosen = Profile(device="cpu", translator=TranslatorChoice(glossary=str(path)))
    models = plan(chosen).models
    before = print_of(chosen, models)
    assert print_of(chosen, models) == before
    path.write_text("Ampel\ttraffic-light coalition\n")
    assert print_of(chosen, models) != before
    missing = Profile(translator=TranslatorChoice(glossary=str(tmp_path / "none.tsv")))
    with pytest.raises(UsageError, match=r"none\.tsv"):
        print_of(missing, models)


def test_the_models_to_pull_are_those_that_run_here(llama, monkeypatch):
    pinned = load_profile("llm")
    (wanted,) = hub_models(pinned)
    assert wanted == ("utter-project/EuroLLM-9B-Instruct", pinned.translator.revision)
    assert hub_models(load_profile("auto")) == [("Helsinki-NLP/opus-mt-de-en", None)]
    assert [model for model, _ in hub_models(load_profile("quality"))] == [
        "facebook/wmt19-de-en",
        "facebook/bart-large-cnn",
    ]
    with pytest.raises(UsageError, match="needs no model"):
        hub_models(chatting(llama))
    monkeypatch.setenv("DEPESCHE_CHAT_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(UsageError, match="needs no model"):
        hub_models(pinned)
