import shutil

import huggingface_hub
import pytest
from huggingface_hub import errors

from pipeline.errors import ModelError
from pipeline.models.hub import Cached, cached, pull

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """A Hub whose repositories hold `files`; what a download asks for is remembered."""

    def serve(files, error=None):
        requests = []

        def list_files(self, model_id, revision=None):
            if error:
                raise error.__new__(error)
            return files

        def download(model_id, **settings):
            requests.append((model_id, settings))
            return str(tmp_path)

        monkeypatch.setattr(huggingface_hub.HfApi, "list_repo_files", list_files)
        monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
        return requests

    return serve


@pytest.mark.parametrize(
    ("files", "wanted", "unwanted"),
    [
        (["model.safetensors", "pytorch_model.bin"], "*.safetensors", "pytorch_model*.bin"),
        (["pytorch_model.bin", "tf_model.h5"], "pytorch_model*.bin", "*.safetensors"),
    ],
)
def test_one_kind_of_weights_is_fetched_and_no_other_framework(
    asked, tmp_path, files, wanted, unwanted
):
    requests = asked(files)
    assert pull("org/name", "v1") == tmp_path
    ((model_id, settings),) = requests
    assert (model_id, settings["revision"]) == ("org/name", "v1")
    assert wanted in settings["allow_patterns"]
    assert unwanted not in settings["allow_patterns"]
    assert not any(pattern.endswith((".h5", ".py")) for pattern in settings["allow_patterns"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.GatedRepoError, "accept its terms"),
        (errors.RevisionNotFoundError, "has no revision"),
        (errors.RepositoryNotFoundError, "check the spelling"),
        (errors.HFValidationError, "check the spelling"),
        (errors.OfflineModeIsEnabled, "unset it"),
        (errors.HfHubHTTPError, "check the network"),
        (ConnectionError, "check the network"),
    ],
)
def test_what_goes_wrong_on_the_hub_comes_with_its_remedy(asked, error, said):
    asked([], error)
    with pytest.raises(ModelError, match=said):
        pull("org/name")


def test_the_local_cache_is_listed(tiny, tmp_path, monkeypatch):
    cache = tmp_path / "hub"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
    monkeypatch.setattr("huggingface_hub.utils._cache_manager.HF_HUB_CACHE", str(cache))
    assert cached() == []
    repo = cache / "models--org--name"
    shutil.copytree(tiny("mbart"), repo / "snapshots" / COMMIT)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(COMMIT)
    (found,) = cached()
    assert (found.id, found.revision) == ("org/name", COMMIT)
    assert found.size > 100_000
    assert isinstance(found, Cached)
