"""What the desk answers to each address."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from pipeline.newsletter.clean import NAME, clean
from pipeline.review.web.forms import FormError, number, read_form
from pipeline.review.web.pages import (
    THEMES,
    VERDICT_ACTIONS,
    by_story,
    degraded_of,
    parts_of,
)
from pipeline.review.web.passwords import is_password
from pipeline.review.web.sessions import csrf_of, new_token
from pipeline.review.web.visit import (
    LANGUAGE,
    THEME,
    ForeignFormError,
    Form,
    Visit,
    Visitor,
    is_own,
    is_secure,
    keep_choice,
    keep_session,
    look_of,
    office_of,
    peer_of,
)
from pipeline.review.web.wording import LANGUAGES
from pipeline.review.words import (
    VERDICTS,
    ConflictError,
    EmptyTextError,
    NotFoundError,
    Opened,
    OrderConflictError,
    Verdict,
)

PER_PAGE = 30
_LAST_PAGE = 10_000_000
_OWN_FIELDS = ("csrf", "version", "do", "at")  # of the form of an article; the others are texts

router = APIRouter()


def run_path(run: str) -> str:
    """The address of a run's list."""
    return f"/runs/{quote(run, safe='')}"


def article_path(run: str, article: str) -> str:
    """The address of an article's page."""
    return f"{run_path(run)}/articles/{quote(article, safe='')}"


@router.get("/")
def runs(visit: Visitor) -> Response:
    """All runs."""
    problems = visit.office.desk.refresh()
    return visit.page("runs.html", runs=visit.office.desk.runs(), problems=problems)


@router.get("/runs/{run}")
def stories(
    visit: Visitor, run: str, show: str = "all", page: int = 1, after: str = ""
) -> Response:
    """The stories of a run, all or those with one verdict."""
    visit.office.desk.refresh()
    return _list(visit, run, show, page, after)


@router.post("/runs/{run}/move")
def move(visit: Visitor, form: Form, run: str) -> Response:
    """Move a story in the order of its run, or take the last move back."""
    desk, version = visit.office.desk, number(form, "version")
    try:
        if "undo" in form:
            desk.undo_move(run, version, visit.session.name)
        else:
            place = number(form, "to")
            desk.move(run, form.get("story", ""), place, version, visit.session.name)
    except OrderConflictError:
        return _list(visit, run, "all", 1, status=409)
    page = number(form, "page")
    return visit.go(f"{run_path(run)}?page={page}#story-{quote(form.get('story', ''), safe='')}")


@router.get("/runs/{run}/articles/{article}")
def article(
    visit: Visitor, run: str, article: str, after: str = "", saved: bool = False
) -> Response:
    """An article, German and English side by side."""
    desk = visit.office.desk
    opened = desk.open(run, article)
    before, behind = desk.neighbours(run, article)
    return visit.page(
        "article.html",
        article=opened,
        parts=parts_of(opened),
        degraded=degraded_of(opened),
        history=desk.history(run, article),
        before=before,
        behind=behind,
        saved=saved,
        was=_decided(visit, run, after),
    )


@router.post("/runs/{run}/articles/{article}")
def save(visit: Visitor, form: Form, run: str, article: str) -> Response:
    """Save what an editor wrote and decided, or take the last of it back."""
    desk, action = visit.office.desk, form.get("do", "save")
    version, name = number(form, "version"), visit.session.name
    if action not in ("save", "undo", *VERDICT_ACTIONS):
        raise FormError(400)
    verdict = cast(Verdict | None, VERDICT_ACTIONS.get(action))
    texts = {key: text for key, text in form.items() if key not in _OWN_FIELDS}
    try:
        if action == "undo":
            desk.undo(run, article, version, name)
        else:
            desk.save(run, article, version, texts, name, verdict)
    except ConflictError as conflict:
        return visit.page("conflict.html", 409, conflict=conflict)
    except EmptyTextError as empty:
        return visit.page("empty.html", 422, empty=empty)
    return visit.go(_after(visit, run, article, verdict, form.get("at", "")))


@router.get("/search")
def search(visit: Visitor, q: str = "", page: int = 1) -> Response:
    """The articles of all runs that hold the words."""
    page = _in_range(page)
    query = clean(q, NAME)
    hits = visit.office.desk.search(query, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return visit.page(
        "search.html", query=query, hits=hits[:PER_PAGE], page=page, more=len(hits) > PER_PAGE
    )


@router.get("/help")
def show_help(visit: Visitor) -> Response:
    """How the desk is used, for browsers without the script."""
    return visit.page("help.html")


@router.get("/edited.jsonl")
def edited(visit: Visitor) -> Response:
    """What people wrote, as parallel text."""
    headers = {"Content-Disposition": 'attachment; filename="edited.jsonl"'}
    text = "".join(visit.office.desk.pair_lines())
    return PlainTextResponse(text, headers=headers, media_type="application/jsonl")


@router.get("/view")
def view(request: Request, language: str = "", theme: str = "", back: str = "/") -> Response:
    """Choose a language or a theme, and go back."""
    response = RedirectResponse(_local(back), 303)
    if language in LANGUAGES:
        keep_choice(request, response, LANGUAGE, language)
    if theme in THEMES:
        keep_choice(request, response, THEME, theme)
    return response


@router.get("/login")
def login_page(request: Request, back: str = "/") -> Response:
    """The form to log in with."""
    return _login(request, _local(back))


@router.post("/login")
async def login(request: Request) -> Response:
    """Log in with a name and the password."""
    from starlette.concurrency import run_in_threadpool

    form = await read_form(request)
    return await run_in_threadpool(_try_login, request, form)


@router.post("/logout")
def logout(visit: Visitor, _form: Form) -> Response:
    """Log out."""
    visit.office.sessions.end(visit.session.token)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(visit.office.access.cookie)
    return response


def _list(
    visit: Visit, run: str, show: str, page: int, after: str = "", status: int = 200
) -> Response:
    desk = visit.office.desk
    page = _in_range(page)
    summary, version = desk.run(run)
    verdict = next((one for one in VERDICTS if one == show), None)
    listed = desk.stories(run, verdict, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return visit.page(
        "stories.html",
        status,
        run=summary,
        version=version,
        show=verdict or "all",
        stories=by_story(listed[:PER_PAGE]),
        page=page,
        more=len(listed) > PER_PAGE,
        was=_decided(visit, run, after),
        conflict=status == 409,
    )


def _decided(visit: Visit, run: str, article: str) -> Opened | None:
    """The article that was decided on just before, to tell of it and offer to take it back."""
    try:
        return visit.office.desk.open(run, article) if article else None
    except NotFoundError:
        return None


def _after(visit: Visit, run: str, article: str, verdict: Verdict | None, at: str) -> str:
    """Where to go: on to the next open article once this one is decided on, else back to it.

    at: the id of the row at which the editor was, to which the browser then returns.
    """
    if verdict is None or verdict == "open":
        place = f"#{quote(at[:NAME], safe='')}" if at else ""
        return f"{article_path(run, article)}?saved=1{place}"
    following = visit.office.desk.next_open(run, article)
    address = article_path(run, following) if following else run_path(run)
    return f"{address}?after={quote(article, safe='')}"


def _login(request: Request, back: str, problem: str = "", seconds: int = 0) -> Response:
    token = new_token()
    look = look_of(request, None)
    page = office_of(request).pages.page(
        "login.html", look, back=back, problem=problem, seconds=seconds, own_csrf=csrf_of(token)
    )
    status = 429 if seconds else 403 if problem else 200
    headers = {"Retry-After": str(seconds)} if seconds else None
    response = HTMLResponse(page, status, headers)
    response.set_cookie(
        _login_cookie(request), token, httponly=True, samesite="lax", secure=is_secure(request)
    )
    return response


def _try_login(request: Request, form: dict[str, str]) -> Response:
    office, peer = office_of(request), peer_of(request)
    back, name = _local(form.get("back", "/")), clean(form.get("name", ""), NAME)
    if not is_own(form, request.cookies.get(_login_cookie(request), "")):
        raise ForeignFormError
    if seconds := office.attempts.wait(peer):
        return _login(request, back, "too_often", seconds)
    if not name:
        return _login(request, back, "name_missing")
    if not is_password(office.desk.database, form.get("password", "")[:1000]):
        office.attempts.failed(peer)
        return _login(request, back, "wrong_password")
    response = RedirectResponse(back, 303)
    keep_session(request, response, office.sessions.begin(name))
    response.delete_cookie(_login_cookie(request))
    return response


def _login_cookie(request: Request) -> str:
    return f"{office_of(request).access.cookie}-login"


def _in_range(page: int) -> int:
    return min(max(page, 1), _LAST_PAGE)


def _local(address: str) -> str:
    """An address on this desk; the list of runs if it leads elsewhere."""
    safe = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if safe and address.isprintable() else "/"
