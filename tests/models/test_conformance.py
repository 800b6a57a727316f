"""Every architecture, on both engines where CTranslate2 runs it, passes the same suite.

A tiny checkpoint with a tokenizer trained on the spot goes the whole way: found in its folder,
loaded by `from_pretrained`, an article read, summarized, translated, checked, repaired, written.
"""

import json
import shutil

import pytest

from pipeline.article import Article
from pipeline.models.checkpoint import resolve
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from pipeline.models.tokenizer import open_tokenizer
from pipeline.profile import Profile, SummarizerChoice, TranslatorChoice
from pipeline.run.job import Job, run
from pipeline.run.meter import Meter
from pipeline.run.models import plan
from pipeline.sources import read
from pipeline.translate.segments import Segment
from tests.checkpoints import CAUSAL, CONVERTIBLE, EVERY, GENERATORS

BOTH = CONVERTIBLE | GENERATORS
CASES = [
    *((name, engine) for name in BOTH for engine in ("torch", "ctranslate2")),
    *((name, "torch") for name in EVERY if name not in BOTH),
]
LIMIT = 48  # tokens; small, so that little goes past it
CONTEXT = 1100

CLAUSES = ", ".join(f"weil der Rat in Saal {number} am Freitag tagt" for number in range(7))
LONG = f"Die Sitzung beginnt später, {CLAUSES}."
ODD = (
    "Der Rat sagte </s> <pad> <unk> [MASK] >>fra<< __fr__ <2de> <extra_id_0> <|im_end|> "
    "<end_of_turn> deu_Latn 🙂 cafe\u0301 привет 中文 zu\u200b."
)
NEWS = {
    "seltsam.txt": f"Rat tagt\n\nDie Opposition stimmte nicht zu. {ODD}\n\n{LONG}\n\n3:1\n",
    "leer.txt": "",
}


class Silent:
    def advance(self, articles, rejected):
        pass


@pytest.fixture
def folder(tiny, tmp_path, request):
    """A copy of the checkpoint that takes little, so that the suite is quick."""
    name = request.getfixturevalue("case")[0]
    copy = tmp_path / name
    shutil.copytree(tiny(name), copy)
    limit = CONTEXT if name in CAUSAL else LIMIT
    change(copy / "tokenizer_config.json", model_max_length=limit)
    if name == "longt5":
        change(copy / "config.json", n_positions=limit)
    return copy


@pytest.fixture(params=CASES, ids=lambda case: "-".join(case))
def case(request):
    return request.param


def change(path, **values):
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), encoding="utf-8")


def profile_of(name, engine, folder):
    """The checkpoint as the translator and, where it can, as the summarizer."""
    model = str(folder)
    if name in CAUSAL:
        told = {"kind": "chat", "model": model, "engine": engine}
        translates_only = name == "translategemma"
        return Profile(
            device="cpu",
            translator=TranslatorChoice(**told),
            summarizer=SummarizerChoice() if translates_only else SummarizerChoice(**told),
        )
    return Profile(
        device="cpu",
        translator=TranslatorChoice(model=model, engine=engine, beam=1),
        summarizer=SummarizerChoice(
            kind="abstractive", model=model, engine=engine, beam=1, sentences=1
        ),
    )


@pytest.fixture
def news(tmp_path):
    home = tmp_path / "news"
    home.mkdir()
    for name, text in NEWS.items():
        (home / name).write_text(text, encoding="utf-8")
    return home


def test_the_whole_pipeline_loses_nothing(case, folder, news, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    chosen = plan(profile_of(*case, folder))
    inputs = list(read([str(news)]))
    expected = {
        a.source: [s.clean for s in a.sentences()] for a in inputs if isinstance(a, Article)
    }
    job = Job(tmp_path, "t", chosen.profile, chosen.models, full=True)
    tally = run(job, inputs, chosen.load_stages, Silent(), Meter())
    assert (tally.done, len(tally.failures)) == (1, 1), "the empty file is set aside with a reason"
    rows = [json.loads(line) for line in (tmp_path / "t" / "pairs.jsonl").open(encoding="utf-8")]
    for row in rows:
        told = [sentence["de"].strip() for sentence in row["article"]]
        assert told == expected[row["source"]]
        assert row["models"]["translator"]["engine"] == case[1]
        assert row["summary"]
        assert all(pair["evidence"] for pair in row["summary"])
        for pair in (*row["article"], row["headline"], *row["summary"]):
            assert pair.get("status", "ok") in ("ok", "repaired", "degraded")
    assert any("</s>" in s for texts in expected.values() for s in texts)
    assert any(LONG in texts for texts in expected.values())


@pytest.mark.parametrize(
    "case", [c for c in CASES if c[0] not in CAUSAL], ids="-".join, indirect=True
)
def test_an_input_past_the_limit_goes_in_pieces_that_fit(case, folder, tmp_path, monkeypatch):
    """Instruct models refuse what does not fit their context: tests/models/test_chat_local.py."""
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    model = load(str(folder), task="translate", engine=case[1], device="cpu")
    assert model.limits.source == LIMIT
    assert model.count([LONG])[0] > LIMIT
    tokenizer, _ = open_tokenizer(resolve(str(folder)), "translate")
    assert len(tokenizer.encode([LONG])[0]) == model.count([LONG])[0], "nothing is truncated"
    blank = model.generate(["", " \n", "Ja."], Decoding(beam=1, max_new_tokens=2))
    assert [(h.text, h.tokens, h.finished) for h in blank[:2]] == [("", 0, True)] * 2


def test_blank_segments_stay_blank_and_numbers_are_copied(case, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    translator = plan(profile_of(*case, folder)).load_translator()
    results = translator.translate([Segment(""), Segment("3:1"), Segment("  ")])
    assert [result.text for result in results] == ["", "3:1", ""]
