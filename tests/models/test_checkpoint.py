import hashlib
import json

import pytest

from pipeline.errors import ModelError
from pipeline.models import checkpoint as module
from pipeline.models.checkpoint import is_cached, resolve

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def safetensors(values: bytes = b"\0\0\0\0") -> bytes:
    header = {"w": {"dtype": "U8", "shape": [len(values)], "data_offsets": [0, len(values)]}}
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + values


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "mine"
    path.mkdir()
    (path / "config.json").write_text('{"model_type": "bart"}')
    (path / "tokenizer.json").write_text("{}")
    (path / "model.safetensors").write_bytes(safetensors())
    return path


@pytest.fixture
def hub(tmp_path, monkeypatch, folder):
    """A Hub cache that holds org/name at one commit."""
    repo = tmp_path / "hub" / "models--org--name"
    (repo / "refs").mkdir(parents=True)
    (repo / "refs" / "main").write_text(COMMIT)
    (repo / "snapshots").mkdir()
    folder.rename(repo / "snapshots" / COMMIT)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return repo / "snapshots" / COMMIT


def test_a_local_folder_goes_by_its_name(folder):
    found = resolve(str(folder))
    assert (found.id, found.folder, found.model_type) == ("mine", folder, "bart")
    assert found.weights == (folder / "model.safetensors",)
    assert is_cached(str(folder))


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_the_revision_follows_what_decides_the_output(folder, name):
    before = resolve(str(folder)).revision
    (folder / "README.md").write_text("words")
    assert resolve(str(folder)).revision == before
    assert len(before) == 12
    if name == "model.safetensors":
        (folder / name).write_bytes(safetensors(b"\1\0\0\0"))
    else:
        (folder / name).write_text('{"model_type": "bart", "more": 1}')
    assert resolve(str(folder)).revision != before


def test_a_hub_id_comes_from_the_local_cache_with_its_commit(hub):
    found = resolve("org/name")
    assert (found.id, found.revision, found.folder) == ("org/name", COMMIT, hub)
    assert resolve("org/name", "main").revision == COMMIT
    assert is_cached("org/name")


def test_a_hub_id_that_is_not_cached_names_the_command_that_fetches_it(hub):
    assert not is_cached("org/other")
    with pytest.raises(ModelError, match="not on this machine") as caught:
        resolve("org/other")
    assert caught.value.remedy == "run `depesche models pull org/other`"
    with pytest.raises(ModelError, match="revision v9 of org/name"):
        resolve("org/name", "v9")


def test_a_cached_model_that_was_cut_off_names_what_is_missing(hub):
    (hub / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors") as caught:
        resolve("org/name")
    assert "depesche models pull org/name" in caught.value.remedy
    assert not is_cached("org/name")


def test_only_when_asked_is_a_model_fetched(folder, monkeypatch):
    monkeypatch.setattr(module, "pull", lambda model_id, revision: folder)
    assert resolve("org/elsewhere", offline=False).folder == folder


@pytest.mark.parametrize("model_id", ["./gone", "/gone", "~/gone", "a/b/c"])
def test_a_folder_that_does_not_exist_is_not_looked_up_on_the_hub(model_id):
    with pytest.raises(ModelError, match="there is no model folder"):
        resolve(model_id)


@pytest.mark.parametrize("model_id", ["", "org/na me", "-x"])
def test_what_is_no_id_is_refused(model_id):
    with pytest.raises(ModelError):
        resolve(model_id)


def test_the_embedded_revision_is_the_hash_of_the_weights(folder, monkeypatch):
    monkeypatch.setattr(module, "EMBEDDED_FOLDER", folder)
    found = resolve("embedded")
    assert found.id == "embedded"
    assert found.revision == hashlib.sha256(safetensors()).hexdigest()[:12]


def test_an_installation_without_the_embedded_model_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "EMBEDDED_FOLDER", tmp_path / "gone")
    with pytest.raises(ModelError, match="install depesche again"):
        resolve("embedded")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        resolve(str(folder))


@pytest.mark.parametrize(
    ("model_type", "missing"), [("marian", "source.spm"), ("fsmt", "vocab-src.json")]
)
def test_each_family_is_missed_its_own_tokenizer(folder, model_type, missing):
    (folder / "config.json").write_text(json.dumps({"model_type": model_type}))
    with pytest.raises(ModelError, match=missing):
        resolve(str(folder))


def sharded(folder, names):
    (folder / "model.safetensors").unlink()
    index = {"weight_map": {f"w{i}": name for i, name in enumerate(names)}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def test_shards_are_found_by_their_index_and_a_missing_one_is_named(folder):
    names = ["model-1-of-2.safetensors", "model-2-of-2.safetensors"]
    sharded(folder, names)
    (folder / names[0]).write_bytes(safetensors())
    with pytest.raises(ModelError, match=names[1]):
        resolve(str(folder))
    (folder / names[1]).write_bytes(safetensors())
    assert resolve(str(folder)).weights == tuple(folder / name for name in names)


def test_an_index_cannot_lead_out_of_the_folder(folder):
    (folder.parent / "outside.safetensors").write_bytes(safetensors())
    sharded(folder, ["../outside.safetensors"])
    with pytest.raises(ModelError, match="outside"):
        resolve(str(folder))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        safetensors()[:-1],
        safetensors() + b"\0",
        safetensors()[:20],
        (3).to_bytes(8, "little") + b"[1]",
        (4).to_bytes(8, "little") + b"\xff\xfe\x00\x01",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    ],
)
def test_damaged_safetensors_are_found_before_they_are_loaded(folder, content):
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match="cut off or damaged"):
        resolve(str(folder))


@pytest.mark.parametrize("content", ["{", "[]", '{"vocab_size": 3}'])
def test_a_config_that_says_nothing_is_refused(folder, content):
    (folder / "config.json").write_text(content)
    with pytest.raises(ModelError, match=r"config\.json"):
        resolve(str(folder))


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
def test_a_checkpoint_that_brings_code_is_refused(folder, name):
    (folder / name).write_text('{"model_type": "bart", "auto_map": {"AutoModel": "evil.Model"}}')
    with pytest.raises(ModelError, match="brings its own code"):
        resolve(str(folder))


@pytest.mark.parametrize("name", ["model.pt", "weights.pkl", "tf_model.h5", "training_args.bin"])
def test_weights_that_could_run_code_are_refused_by_name(folder, name):
    (folder / "model.safetensors").rename(folder / name)
    with pytest.raises(ModelError, match=name) as caught:
        resolve(str(folder))
    assert "model.safetensors" in caught.value.remedy


def test_safetensors_come_before_pickled_weights(folder):
    (folder / "pytorch_model.bin").write_bytes(b"-")
    assert [path.name for path in resolve(str(folder)).weights] == ["model.safetensors"]
    (folder / "model.safetensors").unlink()
    assert [path.name for path in resolve(str(folder)).weights] == ["pytorch_model.bin"]


def test_the_card_tells_licence_and_quality(folder):
    assert resolve(str(folder)).card.licence == ""
    (folder / "README.md").write_text("---\nlanguage: de\nlicense: apache-2.0\n---\nlicense: no\n")
    card = resolve(str(folder)).card
    assert (card.id, card.licence, card.quality) == ("mine", "apache-2.0", "")
    (folder / "depesche.json").write_text('{"licence": "CC0", "quality": "chrF 40"}')
    card = resolve(str(folder)).card
    assert (card.licence, card.quality) == ("CC0", "chrF 40")
    assert card.revision == resolve(str(folder)).revision
