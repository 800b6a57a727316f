"""Which model on which server: found without asking it, so that a plan costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.errors import UsageError
from pipeline.models.engine import ModelCard

KEY = "DEPESCHE_CHAT_KEY"
URL = "DEPESCHE_CHAT_URL"

_REMEDY = "say http://HOST:PORT/v1"


@dataclass(frozen=True, slots=True)
class Served:
    """A model that a server runs at `url`, the base address that ends in /v1."""

    id: str
    url: str

    @property
    def revision(self) -> str:
        """A server does not tell which revision it runs."""
        return "served"

    @property
    def card(self) -> ModelCard:
        """The model's name as the server knows it; nothing is known of its licence."""
        return ModelCard(self.id, self.revision)


def served(model: str, url: str) -> Served:
    """The model at `url`. Raises UsageError if that is no address, or one that holds a secret."""
    try:
        parsed = urlsplit(url)
        usable = parsed.scheme in ("http", "https") and parsed.hostname and parsed.port != 0
    except ValueError as error:
        raise UsageError(f"the profile gives no address of a server ({error})", _REMEDY) from error
    if parsed.username or parsed.password or parsed.query:
        raise UsageError("the server's address holds a secret", f"put the key into {KEY}")
    if not usable:
        raise UsageError(f"{url!r} is no address of a server", _REMEDY)
    return Served(model, url.rstrip("/"))
