"""A small server that speaks the Hugging Face Hub's API, with the faults that the real one has.

Large files are answered as the Hub does it: the metadata with a redirect to another address, where
ranges can be asked for. `faults` are used up one by one by the requests whose path they match.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_opensesame"
_LARGE = (".safetensors", ".bin", ".h5", ".spm")


@dataclass
class Fault:
    """An answer with `status`; or, with `cut`, a body that breaks off after so many bytes."""

    path: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    times: int = 1


@dataclass
class Hub:
    """What the server has: folders by repository id, gated ones, and the requests it answered."""

    repos: dict[str, Path] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""
    commit: str = COMMIT  # the newest; COMMIT stays there too
    ranges: bool = True
    slow: float = 0.0  # seconds that each thousand bytes of a large file take

    def fault(self, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None

    def asked(self, pattern: str, method: str = "GET") -> list[str]:
        """The Range of each request whose path matches; "" for one without."""
        return [r for m, path, r in self.requests if m == method and re.search(pattern, path)]


@contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """Answer requests on a port of this machine until the block ends; `hub.url` is the address."""

    class Handler(_Handler):
        content = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _git(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    content: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.content.requests.append((self.command, path, self.headers.get("Range", "")))
        fault = self.content.fault(path) if body else None
        if fault and fault.status:
            return self._send(fault.status, b"{}", fault.headers)
        if match := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
            return self._info(match[1], match[2] or "main")
        if match := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/([^/]+)", path):
            return self._tree(match[1], match[2])
        if match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            return self._resolve(match[1], match[2], match[3], body=body, fault=fault)
        if match := re.fullmatch(r"/cdn/([^/]+/[^/]+)/([0-9a-f]+)/(.+)", path):
            return self._file(match[1], match[3], match[2], body=body, fault=fault)
        return self._missing("EntryNotFound")

    def _known(self, repo: str, revision: str) -> Path | None:
        folder = self.content.repos.get(repo)
        if folder is None:
            self._missing("RepoNotFound", 401)
        elif revision not in ("main", COMMIT, self.content.commit):
            self._missing("RevisionNotFound")
            return None
        return folder

    def _info(self, repo: str, revision: str) -> None:
        if folder := self._known(repo, revision):
            files = [
                {"rfilename": row["path"], "size": row["size"], "blobId": row["oid"]}
                | ({"lfs": {"sha256": row["lfs"]["oid"], **row["lfs"]}} if "lfs" in row else {})
                for row in self._rows(folder)
            ]
            gated = "manual" if repo in self.content.gated else False
            commit = self.content.commit if revision == "main" else revision
            self._json({"id": repo, "sha": commit, "gated": gated, "siblings": files})

    def _tree(self, repo: str, revision: str) -> None:
        if folder := self._known(repo, revision):
            self._json(self._rows(folder))

    def _rows(self, folder: Path) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            data = path.read_bytes()
            row: dict[str, object] = {
                "type": "file",
                "path": path.relative_to(folder).as_posix(),
                "size": len(data),
                "oid": _git(data),
            }
            if path.suffix in _LARGE:
                row["lfs"] = {"oid": _sha256(data), "size": len(data), "pointerSize": 134}
            rows.append(row)
        return rows

    def _resolve(
        self, repo: str, revision: str, name: str, *, body: bool, fault: Fault | None
    ) -> None:
        folder = self._known(repo, revision)
        if folder is None:
            return None
        if repo in self.content.gated and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status = 403 if self.headers.get("Authorization") else 401
            return self._missing("GatedRepo", status)
        if not (folder / name).is_file():
            return self._missing("EntryNotFound")
        commit = self.content.commit if revision == "main" else revision
        if Path(name).suffix not in _LARGE:
            return self._file(repo, name, commit, body=body, fault=fault)
        data = (folder / name).read_bytes()
        # Another host's name, since the client takes redirects within one for its own.
        elsewhere = self.content.url.replace("127.0.0.1", "localhost")
        return self._send(
            302,
            b"",
            {
                "Location": f"{elsewhere}/cdn/{repo}/{commit}/{name}",
                "X-Repo-Commit": commit,
                "X-Linked-Size": str(len(data)),
                "X-Linked-ETag": f'"{_sha256(data)}"',
            },
        )

    def _file(self, repo: str, name: str, commit: str, *, body: bool, fault: Fault | None) -> None:
        data = (self.content.repos[repo] / name).read_bytes()
        headers = {"ETag": f'"{_git(data)}"', "X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if name in self.content.damaged:
            data = bytes(255 - byte for byte in data)
        status, start = 200, 0
        asked = self.headers.get("Range", "") if self.content.ranges else ""
        if match := re.fullmatch(r"bytes=(\d+)-", asked):
            status, start = 206, int(match[1])
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self._send(status, data[start:], headers, body=body, cut=fault.cut if fault else 0)

    def _json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _missing(self, code: str, status: int = 404) -> None:
        self._send(status, b"{}", {"X-Error-Code": code})

    def _send(
        self,
        status: int,
        data: bytes,
        headers: dict[str, str],
        *,
        body: bool = True,
        cut: int = 0,
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if not body or self.command == "HEAD":
            return
        sent = data[:cut] if cut else data
        for start in range(0, len(sent), 1000 if self.content.slow else max(1, len(sent))):
            Event().wait(self.content.slow)
            with suppress(BrokenPipeError):  # a client that was killed
                self.wfile.write(sent[start : start + 1000] if self.content.slow else sent)
        if cut:
            self.wfile.flush()
            self.close_connection = True
