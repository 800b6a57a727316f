"""Servers in the shape of the public APIs of listmonk, Buttondown and Mailchimp.

They hold to what those document: paths, methods, keys, which fields there are, of which type, and
which are needed; and to the form of their answers and errors. A field that they do not document is
refused, so that a payload that has one fails here rather than at the service.
"""

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema

TEXT, WORD = {"type": "string"}, {"type": "string", "minLength": 1}


def _object(needed, **fields):
    return {
        "type": "object",
        "properties": fields,
        "required": needed,
        "additionalProperties": False,
    }


LISTMONK = _object(
    ["name", "subject", "lists", "type", "content_type", "body"],
    name=WORD,
    subject=WORD,
    lists={"type": "array", "items": {"type": "integer"}, "minItems": 1},
    from_email=TEXT,
    type={"enum": ["regular", "optin"]},
    content_type={"enum": ["richtext", "html", "markdown", "plain", "visual"]},
    body=WORD,
    altbody=TEXT,
    send_at=TEXT,
    messenger=TEXT,
    template_id={"type": "integer"},
    tags={"type": "array", "items": TEXT},
    headers={"type": "array", "items": {"type": "object"}},
)
BUTTONDOWN = _object(
    ["subject"],
    subject={"type": "string", "minLength": 1, "maxLength": 2000},
    body=TEXT,
    status={"enum": ["draft", "about_to_send", "scheduled"]},
    email_type={"enum": ["public", "private", "premium", "free", "hidden"]},
    description=TEXT,
    canonical_url=TEXT,
    slug=TEXT,
    publish_date=TEXT,
    metadata={"type": "object", "additionalProperties": TEXT},
)
MAILCHIMP = _object(
    ["type"],
    type={"enum": ["regular", "plaintext", "absplit", "rss", "variate"]},
    recipients=_object(["list_id"], list_id=WORD),
    settings=_object(
        [],
        subject_line={"type": "string", "maxLength": 150},
        preview_text={"type": "string", "maxLength": 150},
        title=TEXT,
        from_name=TEXT,
        reply_to={"type": "string", "pattern": "^[^ <>@]+@[^ <>@]+$"},
    ),
)
CONTENT = _object(["html"], html=WORD, plain_text=TEXT)

TOKEN, KEY, CHIMP = "news:s3cret-token", "b0ttled-s3cret", "0123456789abcdefs3cret-us6"


class Service(ThreadingHTTPServer):
    """What was asked, and, where a test sets it, an answer that is given instead.

    `instead` is that answer, or such answers by method.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.instead = [], None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self._answer("POST")

    def do_PUT(self):
        self._answer("PUT")

    def log_message(self, *_):
        pass

    def _answer(self, method):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((method, self.path, body, dict(self.headers)))
        instead = self.server.instead
        given = instead.get(method) if isinstance(instead, dict) else instead
        status, said, *more = given or answer(method, self.path, body, self.headers)
        text = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in more:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def answer(method, path, body, headers):
    """Status and body, as the services document them."""
    key = headers.get("Authorization", "")
    if (method, path) == ("POST", "/api/campaigns"):
        if key != f"token {TOKEN}":
            return 403, {"message": "invalid session"}
        if wrong := problem(body, LISTMONK):
            return 400, {"message": wrong}
        return 200, {"data": {"id": 7, "status": "draft", "name": body["name"]}}
    if (method, path) == ("POST", "/v1/emails"):
        if key != f"Token {KEY}":
            return 401, {"detail": "Invalid token."}
        if wrong := problem(body, BUTTONDOWN):
            return 422, {"detail": wrong}
        return 201, {"id": "em_2026", "status": body["status"], "subject": body["subject"]}
    if not path.startswith("/3.0/"):
        return 404, {"message": "Not Found"}
    basic = base64.b64encode(f"any:{CHIMP}".encode()).decode()
    if key not in (f"Bearer {CHIMP}", f"Basic {basic}"):
        return 401, {"title": "API Key Invalid", "status": 401, "detail": "Your API key is invalid"}
    schema = {("POST", "/3.0/campaigns"): MAILCHIMP, ("PUT", "/3.0/campaigns/c1/content"): CONTENT}
    if (method, path) not in schema:
        return 404, {"title": "Resource Not Found", "status": 404, "detail": "not there"}
    if wrong := problem(body, schema[method, path]):
        return 400, {"title": "Invalid Resource", "status": 400, "detail": wrong}
    return 200, {"id": "c1", "web_id": 42, "status": "save"} if method == "POST" else {}


def problem(body, schema):
    errors = jsonschema.Draft202012Validator(schema).iter_errors(body)
    return next((f"{error.json_path}: {error.message[:80]}" for error in errors), "")


@contextmanager
def service():
    """A server that answers for all three services."""
    server = Service()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
