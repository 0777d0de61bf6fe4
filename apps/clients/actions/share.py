"""A single client shared with a person or a group of the company, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from apps.clients.models import Client
from apps.clients.transitions import SHARE, UNSHARE
from apps.kernel.actor import Actor
from apps.tenants.grants import Holder
from apps.workflow import sharing
from apps.workflow.runner import performing


def share_client(
    client_id: int, holder: Holder, permissions: Sequence[str] = (), *, actor: Actor, at: dt.datetime, last_on: dt.date | None = None,
    reason: str = "", expected_version: int | None = None,
) -> Client:  # fmt: skip
    """Lets the holder see the client and do what the permissions name (`SHARED`), up to and including the day, by the company's
    calendar. Replaces what the holder had. Locks the client, then the membership. Raises NotVisible, NotPermitted, Invalid,
    Refused for what the actor does not hold."""
    with performing(SHARE, Client, client_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        sharing.give(batch, holder, permissions, last_on=last_on, about=_about)
    return batch.row


def unshare_client(
    client_id: int, holder: Holder, *, actor: Actor, at: dt.datetime, ended_by: dt.datetime | None = None, reason: str = "",
    expected_version: int | None = None,
) -> Client:  # fmt: skip
    """Takes back what the holder has on the client; it stops at the next request. `ended_by`: only what has ended by then.
    Locks the client. Raises NotVisible, NotPermitted, Refused where nothing is shared with the holder."""
    with performing(UNSHARE, Client, client_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        sharing.take(batch, holder, about=_about, ended_by=ended_by)
    return batch.row


def _about(row: Client) -> dict[str, str | None]:
    return {"code": row.code}
