"""Options that several commands share, so that they look and mean the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.profile import Profile


class OrderChoice(StrEnum):
    """Which step comes first."""

    summarize_first = "summarize-translate"
    translate_first = "translate-summarize"


class LogFormat(StrEnum):
    """How log lines look."""

    text = "text"
    json = "json"


# What every command that reads articles takes.
Sources = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, globs, URLs, or - for stdin.", show_default=False),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="PART=NAME",
        help="What a column is called in JSON, CSV and Parquet: text=Artikel. May be repeated.",
        show_default=False,
    ),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="A profile of configs/; else that of --config or DEPESCHE_PROFILE, else auto.",
        show_default=False,
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="A profile in a TOML file of your own."),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Another value for a field of the profile, e.g. translator.beam=2.",
        show_default=False,
    ),
]


def _device(wish: str | None) -> str | None:
    """The wish itself; a word that means no device is refused before anything is read."""
    from pipeline.profile import device_wish

    return device_wish(wish) if wish else None


Device = Annotated[
    str | None,
    typer.Option(
        help="auto, cpu, cuda:N or cuda:N,M; else the profile's.",
        callback=_device,
        show_default=False,
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Fetch nothing: addresses on the web are refused.")
]
Order = Annotated[
    OrderChoice | None,
    typer.Option(help="Which step comes first; else the profile's.", show_default=False),
]
Full = Annotated[bool, typer.Option("--full", help="The whole article in English too.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Only errors on stderr.")]
Verbose = Annotated[int, typer.Option("-v", "--verbose", count=True, help="More on stderr.")]
LogStyle = Annotated[LogFormat, typer.Option(help="How lines on stderr look.")]


def picture(target: Path | None) -> Path | None:
    """The path itself; one that is no picture is refused before anything is measured."""
    from pipeline.evaluate.plot import drawable

    return drawable(target) if target else None


def settings(
    profile: str | None,
    config: Path | None = None,
    device: str | None = None,
    order: OrderChoice | None = None,
    changes: list[str] | None = None,
) -> Profile:
    """The profile that the options mean: a named one, a file, or one over the other.

    DEPESCHE_PROFILE names one where neither option does. Single fields lie over both.
    """
    import os

    from pipeline.profile import load_profile

    given = {"device": device, "order": order.value if order else None}
    named = profile or (None if config else os.environ.get("DEPESCHE_PROFILE"))
    chosen = load_profile(named, config, changes or ())
    return chosen.model_copy(update={key: value for key, value in given.items() if value})
