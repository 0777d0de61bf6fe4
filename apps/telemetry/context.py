"""What every log line of the current request or job carries."""

from __future__ import annotations

import re
import uuid

from structlog import contextvars

CARRIED = ("request_id", "tenant", "user_id", "door")
_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def sane_request_id(offered: str | None) -> str:
    """Return `offered` when it is 8 to 64 letters, digits, dots, dashes, underscores; else a new UUID.

    Anything else could forge log lines or grow columns, so it is replaced and not repaired.
    """
    if offered and _SANE_REQUEST_ID.fullmatch(offered):
        return offered
    return str(uuid.uuid4())


def bind(**values: str | int | None) -> None:
    """Add `request_id`, `tenant`, `user_id` or `door` to every later log line; None leaves it as it is."""
    unknown = set(values) - set(CARRIED)
    if unknown:
        raise ValueError(f"The log context carries only {CARRIED}, not {sorted(unknown)}")
    contextvars.bind_contextvars(**{key: value for key, value in values.items() if value is not None})


def current() -> dict[str, str | int]:
    """Return what is bound now, without the keys that are not set."""
    bound = contextvars.get_contextvars()
    return {key: bound[key] for key in CARRIED if key in bound}


def request_id() -> str:
    """Return the id of the current request or job, or an empty text outside of one."""
    return str(contextvars.get_contextvars().get("request_id", ""))


def clear() -> None:
    """Forget everything: the next request or job must not inherit it."""
    contextvars.clear_contextvars()
