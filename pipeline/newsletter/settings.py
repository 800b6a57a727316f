"""The settings of a newsletter, read from a TOML file."""

from __future__ import annotations

import re
import tomllib
from email.headerregistry import Address
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.errors import UsageError
from pipeline.newsletter.clean import NAME, clean, web_link
from pipeline.newsletter.little_html import harmless

# A mail address as nearly all are (RFC 5322, dot-atom), alone or after a name.
_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*"
_MAILBOX = re.compile(rf"([^<>]*)<({_ADDRESS})>|({_ADDRESS})", re.ASCII)
_MAILTO = re.compile(rf"mailto:{_ADDRESS}(?:\?[\w=&%.+-]*)?", re.ASCII)
_LONGEST_MAILBOX = 254  # RFC 5321, with its errata
_LONGEST_LEAVE = 900  # an address is never folded, and a line of a mail has at most 998 characters

Degraded = Literal["mark", "omit"]

NOBODY = "Depesche <newsletter@depesche.invalid>"
"""The sender where none is named: its domain is one that nobody can own."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OutletChoice(_Part):
    """What is known of an outlet."""

    name: str | None = Field(None, description="How it is named; else its host or file name")
    weight: float = Field(1.0, gt=0, le=10, description="How much it counts; 1 is usual")


class Listmonk(_Part):
    """What a campaign in listmonk needs besides the issue."""

    lists: list[int] = Field(default_factory=list, description="Ids of the lists it goes to")
    template: int | None = Field(None, description="Id of a template; else listmonk's default")


class Mailchimp(_Part):
    """What a campaign in Mailchimp needs besides the issue."""

    audience: str = Field("", description="Id of the audience (list) it goes to")


class Settings(_Part):
    """Everything that decides what an issue looks like, but for the runs it is made of."""

    title: str = Field("Depesche", description="Name of the newsletter")
    sender: str = Field(NOBODY, description="From line of the mail")
    unsubscribe: str | None = Field(
        None, description="https or mailto address; else a mail to the sender"
    )
    intro: str = Field(
        "", max_length=5000, description="Words before the stories, with a little HTML"
    )
    limit: int = Field(20, ge=1, le=200, description="Most stories of an issue")
    degraded: Degraded = Field(
        "mark", description="Whether uncertain English is marked or left out"
    )
    encoder: str | None = Field(
        None, description="Sentence encoder that helps to group stories: a Hub id or a folder"
    )
    outlets: dict[str, OutletChoice] = Field(
        default_factory=dict, description="By domain, or by a pattern of file names"
    )
    listmonk: Listmonk = Listmonk()
    mailchimp: Mailchimp = Mailchimp()

    @property
    def has_sender(self) -> bool:
        """Whether a mail can be sent as it is."""
        return self.sender != NOBODY

    @field_validator("title")
    @classmethod
    def _one_line(cls, title: str) -> str:
        line = clean(title, NAME)
        if not line:
            raise ValueError("must have a letter")
        return line

    @field_validator("intro")
    @classmethod
    def _is_harmless(cls, intro: str) -> str:
        return harmless(intro)

    @field_validator("sender")
    @classmethod
    def _is_mailbox(cls, sender: str) -> str:
        mailbox(sender)
        return sender

    @field_validator("unsubscribe")
    @classmethod
    def _is_address(cls, address: str | None) -> str | None:
        if address is None:
            return None
        link = address if _MAILTO.fullmatch(address) else web_link(address)
        if link is None or not link.startswith(("https:", "mailto:")):
            raise ValueError("must be an address that begins with https:// or mailto:")
        if len(link) > _LONGEST_LEAVE:
            raise ValueError(f"must have at most {_LONGEST_LEAVE} characters")
        return link


def mailbox(text: str) -> Address:
    """The mailbox that `text` names, as in `Depesche <news@example.org>`.

    Raises ValueError if it names none.
    """
    match = _MAILBOX.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError("must be a mail address, as in Depesche <news@example.org>")
    name, boxed, bare = match.groups()
    address = boxed or bare
    if len(address) > _LONGEST_MAILBOX:
        raise ValueError(f"must be a mail address of at most {_LONGEST_MAILBOX} characters")
    return Address(clean((name or "").strip(' "'), NAME), addr_spec=address)


def load_settings(config: Path | None = None, **given: Any) -> Settings:
    """The settings in the file `config`, with those `given` that are not None laid over them.

    Raises UsageError for an unreadable file or a field that is wrong.
    """
    values = _read(config) if config else {}
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        place = f"{config}: " if config and given.get(field) is None else ""
        message = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{place}field '{field}': {message}", "see docs/newsletter.md") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path} ({error.strerror})", "check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML ({error})", "mend that line") from error
