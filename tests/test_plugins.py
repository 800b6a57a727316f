"""The example package of docs/plugins runs as if it were installed."""

import json
import tomllib
from pathlib import Path

import pytest

from pipeline import plugins
from pipeline.errors import UsageError
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from pipeline.plugins import installed, plugin
from pipeline.profile import Profile, RunChoice, SummarizerChoice, TranslatorChoice
from pipeline.run.job import Job, run
from pipeline.run.meter import Meter
from pipeline.run.models import plan
from pipeline.sources import read
from pipeline.translate.segments import Segment

EXAMPLE = Path(__file__).parent.parent / "docs" / "plugins" / "depesche-example"
PAGE = "112\nRat tagt\n\nDer Rat tagt am Freitag. Er berät bis Mitternacht.\n"


class Silent:
    def advance(self, articles, rejected):
        pass


def put(folder, name, groups):
    """The metadata of a package, as an installer leaves it on the path."""
    info = folder / f"{name}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    lines = [
        line
        for group, entries in groups.items()
        for line in (f"[{group}]", *(f"{key} = {value}" for key, value in entries.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


@pytest.fixture
def example(tmp_path, monkeypatch):
    site = tmp_path / "site"
    site.mkdir()
    told = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    put(site, told["name"], told["entry-points"])
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(site))
    plugins.readers.cache_clear()
    yield site
    plugins.readers.cache_clear()


def test_one_of_each_kind_is_found_with_its_version(example):
    groups = ("engines", "translators", "summarizers", "sources", "writers")
    names = [set(installed(group)) for group in groups]
    assert names == [{"echo"}, {"dictionary"}, {"lead"}, {"teletext"}, {"tsv"}]
    assert plugin("engines", "echo").version == "0.1.0"


def test_a_run_is_read_translated_summarized_and_written_by_plugins(example, tmp_path):
    (tmp_path / "112.txt").write_text(PAGE, encoding="utf-8")
    profile = Profile(
        device="cpu",
        translator=TranslatorChoice(kind="dictionary"),
        summarizer=SummarizerChoice(kind="lead", sentences=1),
        run=RunChoice(writers=["tsv"]),
    )
    chosen = plan(profile)
    inputs = list(read([str(tmp_path / "112.txt")]))
    job = Job(tmp_path, "t", profile, chosen.models)
    tally = run(job, inputs, chosen.load_stages, Silent(), Meter())
    assert tally.done == 1
    row = json.loads((tmp_path / "t" / "pairs.jsonl").read_text("utf-8"))
    assert (row["headline"]["de"], row["headline"]["en"]) == ("Rat tagt", "Council meets")
    assert row["summary"][0]["en"] == "The council meets on Friday."
    assert row["models"] == {
        "summarizer": {"id": "lead", "revision": "0.1.0"},
        "translator": {"id": "dictionary", "revision": "0.1.0", "engine": "dictionary"},
    }
    told = (tmp_path / "t" / "pairs.tsv").read_text("utf-8")
    assert told.endswith("\tDer Rat tagt am Freitag.\tThe council meets on Friday.\n")


def test_an_engine_of_a_plugin_runs_a_checkpoint_and_passes_the_checks(example, tiny):
    model = load(str(tiny("mbart")), task="translate", engine="echo", device="cpu")
    assert model.generate(["Ja."], Decoding())[0].text == "Ja."
    choice = TranslatorChoice(model=str(tiny("mbart")), engine="echo")
    chosen = plan(Profile(device="cpu", translator=choice))
    assert chosen.models.translator.engine == "echo"
    (said,) = chosen.load_translator().translate([Segment("Der Rat tagt am Freitag in Berlin.")])
    assert said.status == "degraded", "German is no English"


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"translator": TranslatorChoice(kind="nope")}, "seq2seq, chat, dictionary"),
        ({"summarizer": SummarizerChoice(kind="nope")}, "extractive, abstractive, chat, lead"),
        ({"translator": TranslatorChoice(engine="nope")}, "auto, torch, ctranslate2, echo"),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(example, choice, said):
    with pytest.raises(UsageError, match="there is no 'nope'") as caught:
        plan(Profile(device="cpu", **choice))
    assert said in caught.value.remedy


def test_a_plugin_that_cannot_be_imported_is_named(example, tmp_path):
    put(example, "broken", {"depesche.writers": {"broken": "no_such_module:write"}})
    with pytest.raises(UsageError, match=r"the plugin broken .* cannot be loaded"):
        plugin("writers", "broken").load()


def test_a_writer_that_fails_leaves_the_pairs(example, tmp_path, monkeypatch):
    (tmp_path / "112.txt").write_text(PAGE, encoding="utf-8")
    import depesche_example

    def fail(*_):
        raise ValueError("no room")

    monkeypatch.setattr(depesche_example, "write_tsv", fail)
    profile = Profile(
        translator=TranslatorChoice(kind="dictionary"), run=RunChoice(writers=["tsv"])
    )
    chosen = plan(profile)
    job = Job(tmp_path, "t", profile, chosen.models)
    with pytest.raises(UsageError, match="the writer tsv failed"):
        run(job, read([str(tmp_path / "112.txt")]), chosen.load_stages, Silent(), Meter())
    assert (tmp_path / "t" / "pairs.jsonl").exists()
