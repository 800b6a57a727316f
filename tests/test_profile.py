import re

import pytest

from pipeline.cli import options
from pipeline.errors import UsageError
from pipeline.profile import (
    available,
    data_folder,
    fields,
    load_profile,
    pinned,
    shipped,
    variable,
)
from pipeline.profile_tables import field_table, table, write


@pytest.mark.parametrize("name", available())
def test_every_profile_that_comes_with_depesche_is_valid(name):
    assert load_profile(name).name == name


def test_a_profile_lays_its_values_over_the_one_it_extends(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "cpu"\n[translator]\nbeam = 2\n', "utf-8")
    profile = load_profile(config=path)
    assert profile.name == "mine"
    assert profile.translator.beam == 2
    assert profile.translator.model == load_profile("cpu").translator.model


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[translator]\nbeams = 2\n", "'translator.beams': .*did you mean 'translator.beam'"),
        ("zzz = 1\n", "'zzz': there is no such field: docs"),
        ("[translator]\nbeam = 0\n", "translator.beam"),
        ("not toml", "TOML"),
        ('extends = "mine"\n', "extends itself"),
        ('extends = "nowhere"\n', "extends 'nowhere'.*choose one of auto, cpu"),
        ('extends = "../secret"\n', "names no profile"),
        ("extends = 3\n", "names no profile"),
        ('device = "banana"\n', "'device': there is no device 'banana' .say auto, cpu, cuda"),
    ],
)
def test_a_wrong_profile_is_named_with_its_field(tmp_path, text, word):
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=word):
        load_profile(config=path)


def test_a_named_profile_lies_over_a_file_but_for_what_the_file_alone_says(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    path.write_text(
        'extends = "gpu"\ndevice = "cuda:1"\nwindow = 9\n'
        '[translator]\nrevision = "abc"\nbeam = 2\n[run]\nfull = true\n'
    )
    both = load_profile("cpu", path)
    assert (both.name, both.device) == ("cpu", "cpu")
    assert both.translator == load_profile("cpu").translator
    assert both.summarizer.kind == "extractive"
    assert (both.window, both.run.full) == (9, True)
    assert (both.batch_tokens, both.cluster.gpus) == (None, 0.0)  # what only `gpu` says
    monkeypatch.setenv("DEPESCHE_PROFILE", "cpu")
    assert options.settings(None, path) == load_profile(config=path)
    assert options.settings("cpu", path) == both
    assert options.settings(None).name == "cpu"
    assert options.settings(None, path, changes=["translator.beam=3"]).translator.beam == 3


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(UsageError, match="embedded"):
        load_profile("nope")


def test_every_field_is_documented():
    page = (data_folder("configs").parent / "docs" / "profiles.md").read_text("utf-8")
    assert f"<!-- fields -->\n{field_table()}<!-- /fields -->" in page
    assert all(info.description for _, info in fields())


def test_the_environment_lies_over_the_file_and_an_option_over_both(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    path.write_text("[translator]\nbeam = 2\nlength_penalty = 1.2\n", "utf-8")
    monkeypatch.setenv("DEPESCHE_TRANSLATOR_BEAM", "3")
    monkeypatch.setenv("DEPESCHE_RUN_FULL", "true")
    monkeypatch.setenv("DEPESCHE_SUMMARIZER_SENTENCES", "")
    profile = load_profile(config=path)
    assert (profile.translator.beam, profile.translator.length_penalty) == (3, 1.2)
    assert (profile.run.full, profile.summarizer.sentences) == (True, 3)
    changed = load_profile(
        config=path,
        changes=[
            "translator.beam=5",
            'run.digest=["html", "eml"]',
            "device = cuda:1",
            'run.columns={text = "Langtext"}',
        ],
    )
    assert changed.run.columns == {"text": "Langtext"}
    assert (changed.translator.beam, changed.device) == (5, "cuda:1")
    assert changed.run.digest == ["html", "eml"]
    assert shipped("cpu").translator.beam == 4


def test_the_file_that_is_wrong_is_named(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('window = "many"\n', "utf-8")
    with pytest.raises(UsageError, match=r"mine\.toml: field 'window'"):
        load_profile("cpu", path)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("translator.beam=0", "--set translator.beam=0: field 'translator.beam'"),
        ("translator.beams=2", "--set translator.beams=2: field 'translator.beams'"),
        ("translator.beam", "sets nothing"),
        ("run.digest=[html", "no list"),
    ],
)
def test_a_wrong_option_is_named(change, word):
    with pytest.raises(UsageError, match=re.escape(word)):
        load_profile("cpu", changes=[change])


def test_a_wrong_variable_is_named(monkeypatch):
    monkeypatch.setenv("DEPESCHE_TRANSLATOR_BEAM", "many")
    with pytest.raises(UsageError, match="DEPESCHE_TRANSLATOR_BEAM: field"):
        load_profile("cpu")


def test_variables_of_fields_are_told_apart():
    names = [variable(field) for field, _ in fields()]
    assert len(names) == len(set(names))
    assert not set(names) & {"DEPESCHE_CACHE", "DEPESCHE_LOCK", "DEPESCHE_PROFILE"}


def test_pins_are_whole_commits_and_one_a_model():
    assert set(pinned()) >= {"Helsinki-NLP/opus-mt-de-en", "facebook/bart-large-cnn"}
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for commit in pinned().values())
    for name in available():
        profile = shipped(name)
        for choice in (profile.translator, profile.summarizer):
            assert choice.revision == pinned().get(choice.model), name


def test_the_table_of_the_models_page_is_that_of_the_profiles():
    page = (data_folder("configs").parent / "docs" / "models.md").read_text("utf-8")
    assert f"<!-- table -->\n{table()}<!-- /table -->" in page
    assert len(table().splitlines()) == 2 + len(available())


def test_every_link_of_the_models_page_leads_somewhere():
    docs = data_folder("configs").parent / "docs"
    targets = re.findall(r"\]\(([^)#]+)", (docs / "models.md").read_text("utf-8"))
    assert targets
    for target in targets:
        assert target.startswith("https://") or (docs / target).exists(), target


def test_writing_the_tables_changes_nothing():
    docs = data_folder("configs").parent / "docs"
    before = [(docs / page).read_text("utf-8") for page in ("models.md", "profiles.md")]
    write()
    assert [(docs / page).read_text("utf-8") for page in ("models.md", "profiles.md")] == before
