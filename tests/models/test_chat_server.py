import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.errors import ModelError, UsageError
from pipeline.models.chat import Message
from pipeline.models.chat_served import served
from pipeline.models.openai import ServerChat

MODEL = "org/instruct"
ASK = [Message("user", "Der Rat tagt.")]
SCHEMA = {"type": "object"}


class Server:
    """Answers chat completions as vLLM does; `faults` are (status, headers, body) used up first."""

    def __init__(self):
        self.faults = []
        self.models = [{"id": MODEL, "max_model_len": 8192}]
        self.bodies, self.keys = [], []
        self.unknown = ()
        self.reply = {"message": {"content": "The council meets."}, "finish_reason": "stop"}
        self.at_once = self.most_at_once = 0
        self.delay = 0.0
        self.lock = threading.Lock()
        self.url = ""

    def answer(self, path, body):
        if self.faults:
            return self.faults.pop(0)
        if path == "/v1/models":
            return (404, {}, {}) if self.models is None else (200, {}, {"data": self.models})
        if path != "/v1/chat/completions":
            return 404, {}, {}
        if set(self.unknown) & set(body):
            return 400, {}, {"error": {"message": f"unknown field {self.unknown[0]}"}}
        self.bodies.append(body)
        content = body["messages"][-1]["content"]
        choice = json.loads(json.dumps(self.reply).replace("$CONTENT", content))
        return 200, {}, {"choices": [choice], "usage": {"completion_tokens": 4}}


@contextmanager
def running(server):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.do_POST()

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"null")
            server.keys.append(self.headers.get("Authorization"))
            with server.lock:
                server.at_once += 1
                server.most_at_once = max(server.most_at_once, server.at_once)
            if server.delay:
                threading.Event().wait(server.delay)
            status, headers, value = server.answer(self.path, body)
            with server.lock:
                server.at_once -= 1
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked may have gone
                self.wfile.write(data)

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


@pytest.fixture
def server():
    with running(Server()) as one:
        yield one


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    waited = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.delenv("DEPESCHE_CHAT_KEY", raising=False)
    return waited


def opened(server, model=MODEL):
    return ServerChat(served(model, server.url))


def test_a_reply_with_its_tokens_and_how_it_ended(server):
    chat = opened(server)
    (reply,) = chat.complete([ASK], 50, SCHEMA)
    assert (reply.text, reply.finished, reply.tokens) == ("The council meets.", True, 4)
    (body,) = server.bodies
    assert (body["model"], body["temperature"], body["max_tokens"]) == (MODEL, 0, 50)
    assert body["messages"] == [{"role": "user", "content": "Der Rat tagt."}]
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert (chat.card.id, chat.card.revision, chat.engine) == (MODEL, "served", "server")
    server.reply["finish_reason"] = "length"
    assert not chat.complete([ASK], 50)[0].finished
    server.reply["message"]["content"] = None
    assert chat.complete([ASK], 50)[0].text == ""


def test_the_context_is_the_servers_or_a_careful_guess(server):
    assert opened(server).context == 8192
    server.models = [{"id": MODEL}]
    assert opened(server).context == 4096
    server.models = None
    assert opened(server).context == 4096


def test_a_server_that_knows_no_schemas_is_asked_without_from_then_on(server):
    server.unknown = ("response_format",)
    chat = opened(server)
    assert chat.complete([ASK], 50, SCHEMA)[0].text == "The council meets."
    assert chat.complete([ASK], 50, SCHEMA)[0].text == "The council meets."
    assert not any("response_format" in body for body in server.bodies)
    assert len(server.keys) == 1 + 2 + 1  # models; refused and asked again; known by now


def test_replies_keep_their_order_and_no_more_than_eight_are_under_way(server):
    server.reply["message"]["content"] = "$CONTENT"
    server.delay = 0.01
    prompts = [[Message("user", f"Text {n}")] for n in range(30)]
    replies = opened(server).complete(prompts, 50)
    assert [reply.text for reply in replies] == [f"Text {n}" for n in range(30)]
    assert 1 < server.most_at_once <= 8
    assert opened(server).complete([], 50) == []


def test_the_key_comes_from_the_environment(server, monkeypatch):
    opened(server)
    assert server.keys == [None]
    monkeypatch.setenv("DEPESCHE_CHAT_KEY", "sesame")
    opened(server)
    assert server.keys[-1] == "Bearer sesame"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_waited_for(server, waits, status):
    chat = opened(server)
    server.faults = [(status, {"Retry-After": "7"}, {}), (status, {}, {})]
    assert chat.complete([ASK], 50)[0].text == "The council meets."
    assert waits == [7, 3]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ((401, {}, {}), "DEPESCHE_CHAT_KEY"),
        ((403, {}, {}), "DEPESCHE_CHAT_KEY"),
        ((404, {}, {}), "ends in /v1"),
        ((429, {}, {}), "try again later"),
        ((503, {}, {}), "the server's log"),
        ((307, {"Location": "http://elsewhere/"}, {}), "check the address"),
        ((400, {}, {"error": {"message": "too long"}}), "too long"),
        ((400, {}, {"error": "too long"}), "too long"),
        ((400, {}, b"<html>"), "check the address"),
        ((200, {}, b"<html>"), "check the address"),
        ((200, {}, {"choices": []}), "no chat completion"),
        ((200, {}, {"choices": [{"message": "x"}]}), "no chat completion"),
    ],
)
def test_what_a_server_refuses_comes_with_its_remedy(server, waits, fault, said):
    chat = opened(server)
    server.faults = [fault] * 6
    with pytest.raises(ModelError, match=said):
        chat.complete([ASK], 50)
    assert sum(waits) < 60


def test_a_dead_server_is_waited_for_but_once(server, waits):
    chat = opened(server)
    server.faults = [(503, {}, {})] * 6
    for tries in (4, 4):
        with pytest.raises(ModelError, match="the server's log"):
            chat.complete([ASK], 50)
        assert len(waits) == tries
    assert chat.complete([ASK], 50)
    server.faults = [(503, {}, {})]
    assert chat.complete([ASK], 50)
    assert len(waits) == 5


def test_a_reply_that_takes_too_long_is_not_asked_for_again(server, waits, monkeypatch):
    chat = opened(server)
    chat._client.timeout = 0.05
    server.delay = 0.5
    with pytest.raises(ModelError, match="took more than 300 seconds"):
        chat.complete([ASK], 50)
    assert waits == []


def test_no_server_is_no_server(waits):
    with pytest.raises(ModelError, match="does not answer"):
        ServerChat(served(MODEL, "http://127.0.0.1:9/v1"))
    assert len(waits) == 4


def test_a_model_that_is_not_served_names_those_that_are(server):
    with pytest.raises(ModelError, match=MODEL):
        opened(server, "org/other")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://host/v1", "no address of a server"),
        ("host:8000", "no address of a server"),
        ("http://", "no address of a server"),
        ("http://host:port/v1", "no address"),
        ("https://me:secret@host/v1", "DEPESCHE_CHAT_KEY"),
        ("https://host/v1?api_key=secret", "DEPESCHE_CHAT_KEY"),
    ],
)
def test_an_address_is_checked_and_holds_no_secret(url, said):
    with pytest.raises(UsageError, match=said) as caught:
        served(MODEL, url)
    assert "secret@" not in str(caught.value)


def test_tokens_are_estimated_from_above(server):
    text = "Der Bundestag hat den Haushalt beschlossen."
    assert len(text.split()) * 2 < opened(server).count([text])[0] < len(text)


def test_translategemma_on_a_server_is_told_the_languages(server):
    server.models = [{"id": "translategemma-4b-it", "max_model_len": 131072}]
    chat = opened(server, "translategemma-4b-it")
    assert (chat.translates, chat.context) == (True, 4000)
    (reply,) = chat.complete([[Message("user", "Der Rat tagt.", ("de", "en"))]], 50)
    assert reply.text == "The council meets."
    (body,) = server.bodies
    assert body["chat_template_kwargs"] == {"source_lang_code": "de", "target_lang_code": "en"}
    assert body["messages"] == [{"role": "user", "content": "Der Rat tagt."}]
    assert "response_format" not in body
