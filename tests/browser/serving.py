"""A desk on a real server of this machine, for tests and pictures."""

import socket
import threading
import time
from contextlib import contextmanager

import uvicorn

from pipeline.review.web.access import plan_access
from pipeline.review.web.app import create_app


@contextmanager
def served(desk, editor="Ada", **options):
    """The address of a desk at which `editor` works; `options` are those of `plan_access`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(desk, plan_access("127.0.0.1", port, editor, **options))
        config = uvicorn.Config(app, log_level="error", server_header=False, proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
