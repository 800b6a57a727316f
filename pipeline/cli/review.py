"""`depesche review`: the editor's desk in a browser."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options
from pipeline.errors import UsageError

PASSWORD = "DEPESCHE_REVIEW_PASSWORD"  # noqa: S105  # the name of a variable


def review(
    out: Annotated[Path, typer.Option("-o", "--out", help="Where runs are kept.")] = Path(
        "outputs"
    ),
    host: Annotated[
        str, typer.Option(help="Address to listen on; beyond this machine it asks a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8017,
    editor: Annotated[
        str | None, typer.Option(help="Who works here, where nobody logs in; else your user name.")
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Another name by which browsers address the desk."),
    ] = None,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for the password on this machine too.")
    ] = False,
    user_header: Annotated[
        str, typer.Option(metavar="HEADER", help="Header in which a reverse proxy names the user.")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="Address of that proxy; else this machine."),
    ] = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Read, mend, accept, reject, hold and order what runs have made, in a browser.

    A password is taken from DEPESCHE_REVIEW_PASSWORD or asked for the first time; its hash is kept.
    """
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.review import Desk

    set_up_logging(quiet=quiet, verbose=verbose)
    if not out.is_dir():
        raise UsageError(f"there are no runs in {out}", "give their folder with -o")
    try:
        from pipeline.review.web.access import plan_access
        from pipeline.review.web.app import serve
        from pipeline.review.web.passwords import has_password, set_password
    except ImportError as error:
        raise UsageError(
            f"the desk needs a package that is not there ({error.name})",
            "pip install 'depesche[review]'",
        ) from error
    access = plan_access(
        host,
        port,
        editor or getpass.getuser(),
        name or (),
        user_header,
        proxy or (),
        password=password,
    )
    desk = Desk(out)
    if access.entry == "password":
        if given := os.environ.pop(PASSWORD, ""):
            set_password(desk.database, given)
        elif not has_password(desk.database):
            set_password(desk.database, _asked())
    console.tell(desk.refresh())

    def announce() -> None:
        if not quiet:
            console.say(f"the desk: {access.address} (Ctrl+C ends it)")

    serve(desk, access, ready=announce, verbose=verbose > 0)


def _asked() -> str:
    """A new password, typed twice. Raises UsageError where nobody can type one."""
    if not _is_terminal():
        raise UsageError("the desk has no password yet", f"set {PASSWORD} to one")
    password: str = typer.prompt(
        "New password of the desk", hide_input=True, confirmation_prompt=True, err=True
    )
    return password


def _is_terminal() -> bool:
    return sys.stdin.isatty()
