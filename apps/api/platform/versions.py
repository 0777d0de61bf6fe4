"""The dated versions of the contract: a request of an old one is made new at the door, and its answer old again.

The code below speaks the newest version only, and the idempotency ledger keeps the newest shape. A version is a list of changes
against the one before it; each names the operations that it touches as "<basename>.<action>".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from apps.api.platform.queries import BadHeader
from apps.kernel.errors import Reason
from apps.tenants.models import ApiKey

HEADER = "Oblik-Version"
FIRST = "2026-11-01"


class UnknownVersion(BadHeader):
    """400: a request cannot be read before its version is known."""

    status = 400


@dataclass(frozen=True)
class Change:
    """One change that would break a caller, with the way back.

    `says`: what changed, a sentence for callers. `upgrade` makes a body of the version before new and raises Invalid for what
    that version refused; `downgrade` makes one record of an answer old. `names`: names of the new version by those of the old
    one, for the pointers of errors and for `fields`.
    """

    says: str
    operations: frozenset[str]
    upgrade: Callable[[Any], Any]
    downgrade: Callable[[Any], Any]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """A dated version and what it changed."""

    date: str
    changes: tuple[Change, ...] = ()


_versions: dict[str, Version] = {FIRST: Version(FIRST)}


def register(version: Version) -> None:
    """Declares a version, later than all before it. Called from ready(), where the nouns that changed are known."""
    if version.date not in _versions and version.date < newest():
        raise ValueError(f"{version.date} is older than {newest()}")
    _versions[version.date] = version


def known() -> list[str]:
    """The dates of all versions, the first one first."""
    return list(_versions)


def newest() -> str:
    """The date of the newest version."""
    return list(_versions)[-1]


def changes_of(date: str) -> tuple[Change, ...]:
    """What a version changed against the one before it."""
    return _versions[date].changes


def version_of(request: Request) -> str:
    """The version that a request speaks: its header's, else the one that its key is pinned to, else the newest.

    Raises UnknownVersion (400) for one that never was: dates between two versions are not rounded.
    """
    asked = request.headers.get(HEADER)
    if asked is None:
        return pinned(request.auth) if isinstance(request.auth, ApiKey) else newest()
    if asked not in _versions:
        said = _("There is no version “%(asked)s”. Write one of: %(known)s.")
        raise UnknownVersion(Reason("unknown_version", said, HEADER, {"asked": asked[:20], "known": ", ".join(known())}))
    return asked


def pinned(key: ApiKey) -> str:
    """The version of a key: the newest when it was made; the first for one that was made before there were versions."""
    return key.contract_version if key.contract_version in _versions else FIRST


def upgraded(body: Any, *, version: str, operation: str) -> Any:
    """The body of a request as the newest version has it. Raises Invalid with places of the caller's version."""
    for change in _later(version, operation):
        body = change.upgrade(body)
    return body


def downgraded(answer: Any, *, version: str, operation: str) -> Any:
    """An answer as a version has it: a record, or a list of them under `items`."""
    for change in reversed(_later(version, operation)):
        if isinstance(answer, Mapping) and isinstance(answer.get("items"), list):
            answer = {**answer, "items": [change.downgrade(item) for item in answer["items"]]}
        else:
            answer = change.downgrade(answer)
    return answer


def renamed(problem: dict[str, Any], *, version: str, operation: str) -> dict[str, Any]:
    """A problem whose pointers lead into the body as the caller sent it."""
    back = {new: old for change in _later(version, operation) for old, new in change.names.items()}
    if not back or not problem.get("errors"):
        return problem
    errors = [{**item, "pointer": "/".join(back.get(part, part) for part in item["pointer"].split("/"))} if "pointer" in item else item for item in problem["errors"]]
    return {**problem, "errors": errors}


def names_of(names: Iterable[str], *, version: str, operation: str) -> dict[str, str]:
    """The names of fields as a version has them, with those of the newest."""
    back = {new: old for change in _later(version, operation) for old, new in change.names.items()}
    return {back.get(name, name): name for name in names}


def _later(version: str, operation: str) -> list[Change]:
    """The changes of an operation that came after a version, the oldest first."""
    return [change for date in known() if date > version for change in changes_of(date) if operation in change.operations]
