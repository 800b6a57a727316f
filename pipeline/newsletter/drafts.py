"""An issue becomes a draft in listmonk, Buttondown or Mailchimp. Nothing is sent to readers.

Addresses and keys come from the environment alone, so that no file, record or log can hold them.
Each request is made once: an answer that was lost may have been a draft that was made.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from pipeline.errors import DepescheError, UsageError
from pipeline.text.printable import printable

_CONNECT, _READ = 10.0, 60.0  # seconds
_SHOWN = 200  # characters of what a service says


class DraftError(DepescheError):
    """A service did not take the draft."""


def create_draft(service: str, payload: str, environment: Mapping[str, str] = os.environ) -> str:
    """Make `payload`, which `render` wrote in the format of that name, a draft; where it is found.

    Raises UsageError if an address, a key or a list is missing, DraftError if the service refuses.
    """
    if service not in _SERVICES:
        raise UsageError(
            f"{service} is a format, no service", f"use --format {', '.join(_SERVICES)}"
        )
    return _SERVICES[service](json.loads(payload), environment)


def _listmonk(campaign: dict[str, Any], environment: Mapping[str, str]) -> str:
    address = _address(environment, "DEPESCHE_LISTMONK_URL", "")
    token = _needed(environment, "DEPESCHE_LISTMONK_TOKEN", "the API user and token, as user:token")
    if not campaign["lists"]:
        raise UsageError("listmonk needs a list", "set lists = [1] under [listmonk] in --config")
    with _client(address, f"token {token}") as client:
        made = _asked(client, "POST", "/api/campaigns", campaign)
    return f"{address}/campaigns/{_found(made, 'data', 'id')}"


def _buttondown(email: dict[str, Any], environment: Mapping[str, str]) -> str:
    address = _address(environment, "DEPESCHE_BUTTONDOWN_URL", "https://api.buttondown.com")
    key = _needed(environment, "DEPESCHE_BUTTONDOWN_KEY", "the API key")
    with _client(address, f"Token {key}") as client:
        made = _asked(client, "POST", "/v1/emails", email)
    return f"https://buttondown.com/emails/{_found(made, 'id')}"


def _mailchimp(payload: dict[str, Any], environment: Mapping[str, str]) -> str:
    key = _needed(environment, "DEPESCHE_MAILCHIMP_KEY", "the API key")
    centre = re.fullmatch(r"\w+-([a-z]{1,4}\d{1,4})", key, re.ASCII)
    if centre is None:
        raise UsageError(
            "DEPESCHE_MAILCHIMP_KEY names no data centre", "copy the whole key, such as …-us6"
        )
    usual = f"https://{centre[1]}.api.mailchimp.com"
    address = _address(environment, "DEPESCHE_MAILCHIMP_URL", usual)
    if not payload["campaign"]["recipients"]["list_id"]:
        raise UsageError(
            "Mailchimp needs an audience", 'set audience = "ID" under [mailchimp] in --config'
        )
    with _client(address, f"Bearer {key}") as client:
        made = _asked(client, "POST", "/3.0/campaigns", payload["campaign"])
        one = _found(made, "id")
        shown = _found(made, "web_id") if "web_id" in made else one
        place = f"https://{centre[1]}.admin.mailchimp.com/campaigns/edit?id={shown}"
        try:
            _asked(client, "PUT", f"/3.0/campaigns/{one}/content", payload["content"])
        except DraftError as error:
            raise DraftError(
                f"{error.problem}; a draft without its content may be there",
                f"delete it before you try again: {place}",
            ) from error
    return place


_SERVICES: dict[str, Callable[[dict[str, Any], Mapping[str, str]], str]] = {
    "listmonk": _listmonk,
    "buttondown": _buttondown,
    "mailchimp": _mailchimp,
}


def _client(address: str, authorization: str) -> httpx2.Client:
    # Redirects are not followed: a key goes to no other host than the one that was named.
    return httpx2.Client(
        base_url=address,
        headers={"Authorization": authorization},
        timeout=httpx2.Timeout(_READ, connect=_CONNECT),
    )


def _needed(environment: Mapping[str, str], name: str, what: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise UsageError(f"{name} is not set", f"set it to {what}")
    if not value.isascii() or not value.isprintable():
        raise UsageError(f"{name} holds characters that no key has", f"set it to {what}")
    return value


def _address(environment: Mapping[str, str], name: str, usual: str) -> str:
    """The address of a service: https, or http within one's own network.

    It is shown with the draft, and so may hold nothing secret: no credentials, no query.
    """
    address = environment.get(name, "").strip().rstrip("/") or usual
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:  # a broken host or port
        is_address = False
    if not is_address or not parts.hostname or {"@", "?", "#"} & set(address):
        raise UsageError(f"{name} is no address", "set it to one such as https://mail.example.org")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise UsageError(f"{name} would send the key in the clear", "use an https:// address")
    return address


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:  # a name without a dot is one of this network
        return "." not in host


def _asked(client: httpx2.Client, method: str, path: str, body: object) -> dict[str, Any]:
    """The JSON object that a service answers. Raises DraftError; no message holds a key."""
    host = client.base_url.host
    try:
        response = client.request(method, path, json=body)
    except httpx2.HTTPError as error:
        raise DraftError(
            f"{host} does not answer ({type(error).__name__})",
            "look there whether the draft was made, else try again",
        ) from error
    value = _json_of(response)
    status = response.status_code
    if status in (401, 403):
        raise DraftError(f"{host} refuses the key ({status})", "set a valid one")
    if status == 429:
        raise DraftError(f"{host} cannot do it now ({status})", "try again later")
    if status >= 500:
        raise DraftError(
            f"{host} cannot do it now ({status})",
            "look there whether the draft was made, else try again later",
        )
    if status >= 300 or value is None:
        said = _said(value, client.headers["Authorization"])
        raise DraftError(f"{host} does not take the draft ({status}{said})", "mend that")
    return value


def _json_of(response: httpx2.Response) -> dict[str, Any] | None:
    try:
        value = response.json() if response.content else {}
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _said(value: dict[str, Any] | None, authorization: str) -> str:
    """What a service says is wrong. It may echo what it was asked, the key among it."""
    found = value or {}
    said = printable(str(found.get("detail") or found.get("message") or found.get("title") or ""))
    key = authorization.partition(" ")[2]
    secrets = [key, key.rpartition(":")[2], key.rpartition("-")[0]]  # user:KEY, KEY-us6
    pattern = "|".join(re.escape(secret) for secret in secrets if secret)
    said = re.sub(pattern, "…", said, flags=re.IGNORECASE)
    return f": {said[:_SHOWN]}" if said else ""


def _found(value: dict[str, Any], *keys: str) -> str:
    found: Any = value
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if not re.fullmatch(r"[\w-]{1,100}", str(found or ""), re.ASCII):
        raise DraftError("the answer names no draft", "check that the address is that of the API")
    return str(found)
