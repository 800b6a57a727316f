import re

import pytest

from pipeline.errors import UsageError
from pipeline.profile import Profile, available, data_folder, load_profile, table


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
        ("[translator]\nbeams = 2\n", "translator.beams"),
        ("[translator]\nbeam = 0\n", "translator.beam"),
        ("not toml", "TOML"),
        ('extends = "mine"\n', "extends itself"),
        ('extends = "nowhere"\n', "nowhere"),
        ('extends = "../secret"\n', "names no profile"),
        ("extends = 3\n", "names no profile"),
    ],
)
def test_a_wrong_profile_is_named_with_its_field(tmp_path, text, word):
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=word):
        load_profile(config=path)


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(UsageError, match="embedded"):
        load_profile("nope")


def test_every_field_is_documented():
    page = (data_folder("configs").parent / "docs" / "profiles.md").read_text("utf-8")
    for field, info in Profile.model_fields.items():
        part = info.annotation
        inner = part.model_fields if hasattr(part, "model_fields") else {}
        names = [f"{field}.{name}" for name in inner] or [field]
        for name in names:
            assert name == "name" or f"`{name}`" in page, name


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
