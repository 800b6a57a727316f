"""A request's visitor: who it is, in which language and theme, and whether a form is theirs."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.newsletter.clean import NAME, clean
from pipeline.review.desk import Desk
from pipeline.review.web.access import Access
from pipeline.review.web.forms import read_form
from pipeline.review.web.pages import THEMES, Look, Pages
from pipeline.review.web.passwords import Attempts
from pipeline.review.web.sessions import Session, Sessions, csrf_of
from pipeline.review.web.wording import LANGUAGES, preferred

LANGUAGE, THEME = "depesche-language", "depesche-theme"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Office:
    """All that the pages work with."""

    desk: Desk
    access: Access
    sessions: Sessions
    attempts: Attempts
    pages: Pages


class LoginNeededError(Exception):
    """Nobody is logged in."""


class NotThroughProxyError(Exception):
    """The request did not come through the proxy that names the editor."""


class ForeignFormError(Exception):
    """A form that no page of this session made."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor with a session; `fresh` if the browser does not have its cookie yet."""

    office: Office
    request: Request
    session: Session
    fresh: bool = False

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The response with a page."""
        look = look_of(self.request, self.session)
        page = self.office.pages.page(template, look, **values)
        return self._with_cookie(HTMLResponse(page, status))

    def go(self, address: str) -> Response:
        """The response that sends the browser to a page after a form."""
        return self._with_cookie(RedirectResponse(address, 303))

    def _with_cookie(self, response: Response) -> Response:
        if self.fresh:
            keep_session(self.request, response, self.session)
        return response


def office_of(request: Request) -> Office:
    """What the application was made with."""
    office: Office = request.app.state.office
    return office


def look_of(request: Request, session: Session | None) -> Look:
    """The look that the visitor chose, or that the browser asks for."""
    language = request.cookies.get(LANGUAGE, "")
    if language not in LANGUAGES:
        language = preferred(request.headers.get("accept-language", ""))
    theme = request.cookies.get(THEME, "")
    return Look(
        language=language,
        theme=theme if theme in THEMES else "auto",
        name=session.name if session else "",
        csrf=session.csrf if session else "",
        can_log_out=session is not None and office_of(request).access.entry == "password",
    )


def visit(request: Request) -> Visit:
    """The visit of a request. Raises LoginNeededError or NotThroughProxyError."""
    office = office_of(request)
    access = office.access
    session = office.sessions.find(request.cookies.get(access.cookie, ""))
    if access.entry == "password":
        if session is None:
            raise LoginNeededError
        return Visit(office, request, session)
    name = _proxied(request, access) if access.entry == "proxy" else access.editor
    if session is None or session.name != name:
        return Visit(office, request, office.sessions.begin(name), fresh=True)
    return Visit(office, request, session)


def is_own(form: dict[str, str], token: str) -> bool:
    """Whether a form brings what only pages made for that token know."""
    given = form.get("csrf", "").encode("utf-8", "replace")
    return bool(token) and hmac.compare_digest(given, csrf_of(token).encode())


def keep_session(request: Request, response: Response, session: Session) -> None:
    """Let the browser keep the session until it is closed; scripts and other sites never see it."""
    access = office_of(request).access
    response.set_cookie(
        access.cookie, session.token, httponly=True, samesite="lax", secure=is_secure(request)
    )


def keep_choice(request: Request, response: Response, name: str, value: str) -> None:
    """Let the browser keep a choice for a year."""
    response.set_cookie(
        name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=is_secure(request)
    )


def is_secure(request: Request) -> bool:
    """Whether the browser came by HTTPS, here or to the proxy before us."""
    forwarded = request.headers.get("x-forwarded-proto", "") == "https"
    proxied = peer_of(request) in office_of(request).access.proxies
    return request.url.scheme == "https" or (forwarded and proxied)


def peer_of(request: Request) -> str:
    """The address at the other end of the connection."""
    return request.client.host if request.client else ""


def _proxied(request: Request, access: Access) -> str:
    names = request.headers.getlist(access.header)
    if peer_of(request) not in access.proxies or len(names) != 1:
        raise NotThroughProxyError
    # ASGI gives headers as Latin-1; proxies send names in UTF-8.
    name = clean(names[0].encode("latin-1").decode("utf-8", "replace"), NAME)
    if not name:
        raise NotThroughProxyError
    return name


Visitor = Annotated[Visit, Depends(visit)]


async def own_form(request: Request, visit: Visitor) -> dict[str, str]:
    """The fields of a form that a page of this very session made.

    Raises FormError, or ForeignFormError where it may be another site's.
    """
    form = await read_form(request)
    if visit.fresh or not is_own(form, visit.session.token):
        raise ForeignFormError
    return form


Form = Annotated[dict[str, str], Depends(own_form)]
