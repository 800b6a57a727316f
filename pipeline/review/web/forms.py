"""What browsers send with a form, read with limits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST = 4_000_000
"""Bytes of a form: an article of a book's length, every sentence changed."""

_MOST_FIELDS = 20_000


class FormError(Exception):
    """A form that cannot be read; `status` is what HTTP says to that."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; of several with one name the last. Raises FormError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormError(415)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise FormError(413)
    try:
        text = body.decode("ascii")
        return dict(
            parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        )
    except ValueError as error:
        raise FormError(400) from error


def number(form: dict[str, str], field: str) -> int:
    """A whole number in a form. Raises FormError where there is none."""
    try:
        return int(form[field][:12])
    except (KeyError, ValueError) as error:
        raise FormError(400) from error
