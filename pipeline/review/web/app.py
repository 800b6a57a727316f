"""The desk as a web application, and the server that shows it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from pipeline.errors import DepescheError
from pipeline.review.desk import Desk
from pipeline.review.web.access import Access
from pipeline.review.web.forms import FormError
from pipeline.review.web.guard import Guard
from pipeline.review.web.pages import Pages
from pipeline.review.web.passwords import Attempts
from pipeline.review.web.routes import router
from pipeline.review.web.sessions import Sessions
from pipeline.review.web.visit import (
    ForeignFormError,
    LoginNeededError,
    NotThroughProxyError,
    Office,
    look_of,
    office_of,
)
from pipeline.review.words import NotFoundError


class ListenError(DepescheError):
    """The desk's port is taken, or its address is not one of this machine."""


def create_app(desk: Desk, access: Access) -> FastAPI:
    """The application that shows `desk` to those whom `access` lets in."""
    app = FastAPI(title="Depesche", docs_url=None, redoc_url=None, openapi_url=None)
    sessions = Sessions(desk.database)
    app.state.office = Office(desk, access, sessions, Attempts(), Pages())
    app.include_router(router)
    static = resources.files("pipeline.review.web").joinpath("static")
    app.mount("/static", StaticFiles(directory=Path(str(static))))
    app.add_middleware(Guard, access=access)
    app.add_exception_handler(LoginNeededError, _to_login)
    app.add_exception_handler(NotThroughProxyError, _message(403, "refused", "proxy_text"))
    app.add_exception_handler(ForeignFormError, _message(403, "expired", "expired_text"))
    app.add_exception_handler(NotFoundError, _message(404, "not_found", "not_found_text"))
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(FormError, _form_error)
    app.add_exception_handler(RequestValidationError, _message(400, "bad_form", "bad_form_text"))
    app.add_exception_handler(DepescheError, _failure)
    return app


def serve(desk: Desk, access: Access, *, ready: Callable[[], None], verbose: bool = False) -> None:
    """Show the desk until it is interrupted. `ready` is called once browsers can reach it.

    Raises ListenError where it cannot listen at its address.
    """
    import uvicorn

    config = uvicorn.Config(
        create_app(desk, access),
        log_level="info" if verbose else "warning",
        server_header=False,
        # The peer is what decides whether a proxy is trusted; no header may change it.
        proxy_headers=False,
    )
    sockets = _listening(access)
    ready()
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets)


def _listening(access: Access) -> list[socket.socket]:
    """A socket for each address of the host; browsers that come early wait at it."""
    try:
        found = socket.getaddrinfo(
            access.host, access.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        return [socket.create_server(address, family=family) for family, *_, address in found]
    except OSError as error:
        raise ListenError(
            f"the desk cannot listen at {access.address} ({error.strerror})",
            "give another --port, or an address of this machine with --host",
        ) from error


def _to_login(request: Request, _error: Exception) -> Response:
    if request.method != "GET":
        return _say(request, 403, "expired", "expired_text")
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?back={quote(here, safe='')}", 303)


def _message(status: int, title: str, text: str) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, _error: Exception) -> Response:
        return _say(request, status, title, text)

    return answer


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    missing = error.status_code == 404
    title, text = ("not_found", "not_found_text") if missing else ("failed", "bad_form_text")
    return _say(request, error.status_code, title, text)


def _form_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, FormError)
    return _say(request, error.status, "bad_form", "bad_form_text")


def _failure(request: Request, error: Exception) -> Response:
    return _say(request, 500, "failed", "", str(error))


def _say(request: Request, status: int, title: str, text: str, detail: str = "") -> Response:
    page = office_of(request).pages.page(
        "message.html", look_of(request, None), title=title, text=text, detail=detail
    )
    return HTMLResponse(page, status)
