"""What a server refuses: problem details, RFC 9457, as exceptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class NoAnswer(Exception):
    """No answer came. What was sent may have taken effect: send it again with the same Idempotency-Key."""


@dataclass(frozen=True)
class Cause:
    """One reason. `pointer` (into the body, RFC 6901), `parameter` (of the query) or `header` says where."""

    code: str
    detail: str
    pointer: str = ""
    parameter: str = ""
    header: str = ""


class Problem(Exception):
    """A refusal. `code` is stable and for programs; `title`, `detail` and those of `errors` are for people."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status, self.headers = status, headers
        self.code, self.title, self.detail = str(body.get("code", "")), str(body.get("title", "")), str(body.get("detail", ""))
        self.request_id = str(body.get("request_id", "") or headers.get("x-request-id", ""))
        known = Cause.__dataclass_fields__
        self.errors = [Cause(**{name: str(value) for name, value in item.items() if name in known}) for item in body.get("errors", ())]
        causes = "; ".join(f"{item.pointer or item.parameter or item.header} {item.detail}".strip() for item in self.errors)
        super().__init__(f"{status} {self.code}: {causes or self.detail or self.title}")


class NotSignedIn(Problem):
    """401: the key is missing, wrong, expired or revoked."""


class NotPermitted(Problem):
    """403: the key may not do this."""


class NotFound(Problem):
    """404: it is not there, or not visible."""


class Refused(Problem):
    """409: the state of things does not allow it; `errors` has every reason."""


class Stale(Problem):
    """412: somebody else has changed the record since the version in if_match."""


class Invalid(Problem):
    """422 and 400: what was sent cannot be used; `errors` says where."""


class TooMany(Problem):
    """429: too many requests, after all attempts."""


class Busy(Problem):
    """503: the server was busy, and nothing was changed, after all attempts."""


KINDS: dict[int, type[Problem]] = {400: Invalid, 401: NotSignedIn, 403: NotPermitted, 404: NotFound, 409: Refused, 412: Stale, 422: Invalid, 429: TooMany, 503: Busy}


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """The exception of an answer that is a refusal, whatever its body is."""
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    return KINDS.get(status, Problem)(status, told if isinstance(told, dict) else {}, headers)
