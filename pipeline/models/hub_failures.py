"""What goes wrong on the way to the Hugging Face Hub: waited out, or said with its remedy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from pipeline.errors import ModelError

_WAITS = (1.0, 4.0, 15.0)  # seconds before another attempt, where the Hub does not say
_LONGEST_WAIT = 60.0

Result = TypeVar("Result")


def patiently(call: Callable[[], Result]) -> Result:
    """What `call` gives; where the Hub is busy or stumbles, after waiting as long as it asks."""
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

    for wait in _WAITS:
        try:
            return call()
        except (HTTPError, OSError) as error:
            status = _status(_root(error))
            if status != 429 and (status is None or status < 500):
                raise
            time.sleep(min(_retry_after(_root(error)) or wait, _LONGEST_WAIT))
    return call()


def explained(model_id: str, revision: str | None, error: Exception) -> ModelError:
    """The failure in words, with what to do about it."""
    from huggingface_hub import constants, errors

    cause = _root(error)
    status = _status(cause)
    if isinstance(cause, errors.GatedRepoError):
        return ModelError(
            f"{model_id} is gated", "accept its terms on its page, then set HF_TOKEN to your token"
        )
    if isinstance(cause, errors.RevisionNotFoundError):
        return ModelError(
            f"{model_id} has no revision {revision}",
            "check --revision; --revision main is the newest",
        )
    if isinstance(cause, errors.OfflineModeIsEnabled):
        return ModelError("HF_HUB_OFFLINE is set", "unset it to fetch a model")
    if isinstance(cause, errors.RepositoryNotFoundError | errors.HFValidationError):
        return ModelError(
            f"the Hub has no {model_id}", "check the spelling, or set HF_TOKEN if it is private"
        )
    if status in (401, 403):
        return ModelError(f"the Hub refuses {model_id} ({status})", "set HF_TOKEN to a valid token")
    if status == 429:
        return ModelError(
            "the Hub limits how often one may ask", "wait a few minutes, or set HF_TOKEN"
        )
    if status is not None and status >= 500:
        return ModelError(
            f"{constants.ENDPOINT} fails ({status})", "try again later, or set HF_ENDPOINT"
        )
    return ModelError(
        f"cannot fetch {model_id} ({type(cause).__name__})",
        "check the network, a proxy or HF_ENDPOINT, then run the command again: "
        "complete files are kept",
    )


def _root(error: Exception) -> Any:
    """What is behind "not in the cache", which a failed request also ends in."""
    from huggingface_hub.errors import LocalEntryNotFoundError

    hidden = isinstance(error, LocalEntryNotFoundError) and error.__cause__ is not None
    return error.__cause__ if hidden else error


def _status(error: Any) -> int | None:
    return getattr(getattr(error, "response", None), "status_code", None)


def _retry_after(error: Any) -> float | None:
    told = error.response.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else None
