import base64
import json
import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pipeline.errors import DepescheError, UsageError
from pipeline.run.export import push, records_of
from pipeline.write.parquet import CARD
from tests.records import record, write_pairs

TOKEN = "hf_testing"


def write_run(out, name, *records):
    (out / name).mkdir(parents=True)
    write_pairs(out / name / "pairs.jsonl", records)


def test_the_last_run_has_the_word(tmp_path):
    write_run(tmp_path, "mo", record(en="old"), record().model_copy(update={"id": "a2"}))
    write_run(tmp_path, "tu", record(en="new"))
    found = list(records_of(tmp_path, ["mo", "tu"]))
    assert [one.id for one in found] == ["a1", "a2"]
    assert found[0].summary[0].en == "new"
    with pytest.raises(UsageError, match="no run 'we'"):
        list(records_of(tmp_path, ["we"]))


class Repository:
    """A Hub that takes commits to data sets, as far as uploading a folder asks it."""

    def __init__(self):
        self.files = {}
        self.made = []

    def commit(self, lines):
        for line in lines:
            if line["key"] == "file":
                self.files[line["value"]["path"]] = base64.b64decode(line["value"]["content"])
            elif line["key"] == "deletedFile":
                del self.files[line["value"]["path"]]


class Handler(BaseHTTPRequestHandler):
    repository: Repository

    def log_message(self, *_):
        pass

    def do_GET(self):
        if re.search("/tree/", self.path):
            names = self.repository.files
            return self.answer(
                [{"type": "file", "path": n, "size": 1, "oid": "0" * 40} for n in names]
            )
        siblings = [{"rfilename": name} for name in self.repository.files]
        return self.answer({"id": "me/news", "sha": "0" * 40, "siblings": siblings})

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer({"error": "no"}, 401)
        here = f"http://{self.headers['Host']}/datasets/me/news"
        if self.path.endswith("/repos/create"):
            self.repository.made.append(json.loads(text))
            return self.answer({"url": here, "id": "me/news"})
        if "/preupload/" in self.path:
            files = json.loads(text)["files"]
            modes = {"uploadMode": "regular", "shouldIgnore": False}
            return self.answer({"files": [{"path": f["path"], **modes} for f in files]})
        if "/commit/" in self.path:
            self.repository.commit(map(json.loads, text.splitlines()))
            return self.answer(
                {"commitUrl": f"{here}/commit/1"} | {"commitOid": "1" * 40, "pullRequestUrl": None}
            )
        return self.answer({"status": "ok"})

    def answer(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def hub():
    handler = type("Bound", (Handler,), {"repository": Repository()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield handler.repository, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def repository(monkeypatch):
    with hub() as (served, url):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", url)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        yield served


def data_set(folder, *names):
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "part-0.parquet").write_bytes(b"PAR1")
    (folder / CARD).write_text("---\n---\n")
    return folder


def test_a_data_set_becomes_the_content_of_a_private_repository(repository, tmp_path):
    push(data_set(tmp_path / "a", "day=1", "day=2"), "me/news", public=False)
    assert repository.made[0]["name"] == "news"
    assert repository.made[0].get("private", True)
    repository.files |= {"day=1/notes.txt": b"mine", "LICENSE": b"mine"}
    push(data_set(tmp_path / "b", "day=2"), "me/news", public=False)
    mine = {"day=1/notes.txt", "LICENSE"}
    assert set(repository.files) == {"README.md", "day=2/part-0.parquet"} | mine


def test_a_token_that_is_wrong_is_said_and_not_shown(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_geheim")
    with pytest.raises(DepescheError) as caught:
        push(data_set(tmp_path / "a", "day=1"), "me/news", public=True)
    assert "HF_TOKEN" in str(caught.value)
    assert "geheim" not in str(caught.value)
