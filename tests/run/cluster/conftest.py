import uuid

import fsspec
import pytest

from pipeline.run.cluster.store import open_store


@pytest.fixture(params=["folder", "objects"])
def store(request, tmp_path):
    """An empty store of each kind."""
    if request.param == "folder":
        return open_store(str(tmp_path / "store"))
    name = uuid.uuid4().hex
    request.addfinalizer(lambda: fsspec.filesystem("memory").rm(f"/{name}", recursive=True))
    opened = open_store(f"memory://{name}/")
    opened.put("other/x", ["x"])
    return opened
