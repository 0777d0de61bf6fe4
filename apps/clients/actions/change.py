"""Changes of a client: each a named act, for a row and where it makes sense for a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models

from apps.clients.accounts import checked_ibans, digest_of, numbers_of
from apps.clients.actions.create import assign
from apps.clients.models import Client, ClientIban
from apps.clients.payloads import FIELDS, client_body
from apps.clients.transitions import ARCHIVE, HOLD, QUALIFY, RELEASE, RESTORE, UPDATE
from apps.kernel.actor import Actor
from apps.kernel.transitions import Transition
from apps.workflow import storage
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, performing
from apps.workflow.sets import performing_many


def update_client(
    client_id: int, *, actor: Actor, at: dt.datetime, expected_version: int | None = None, reason: str = "",
    ibans: Sequence[str] | None = None, **values: Any,
) -> Client:  # fmt: skip
    """Changes fields and, where `ibans` is given, replaces the accounts. The journal keeps old and new.

    Locks the client, and so its accounts. Raises NotVisible, NotPermitted, Stale, Invalid, Refused.
    """
    with performing(UPDATE, Client, client_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        client = batch.row
        before = client_body(client)
        assign(client, values)
        if ibans is not None:
            had, numbers = numbers_of(client), checked_ibans(ibans)
            storage.delete_children(ClientIban.objects.filter(client=client))
            storage.insert([ClientIban(client=client, iban=number) for number in numbers])
            client.ibans_digest = digest_of(numbers)
        changed = {name: [before[name], getattr(client, name)] for name in FIELDS if before[name] != getattr(client, name)}
        if ibans is not None:
            changed["ibans"] = [had, numbers]
        batch.record(lambda row: {"code": row.code, "changed": changed})
    return client


def qualify_client(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Client:
    """prospect -> active."""
    return _one(QUALIFY, client_id, actor, at, reason, expected_version)


def hold_client(client_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Client:
    """active -> on_hold: no new contracts and invoices. Needs a reason."""
    return _one(HOLD, client_id, actor, at, reason, expected_version)


def release_client(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Client:
    """on_hold -> active."""
    return _one(RELEASE, client_id, actor, at, reason, expected_version)


def archive_client(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Client:
    """prospect, active -> archived; refused while money is open."""
    return _one(ARCHIVE, client_id, actor, at, reason, expected_version)


def restore_client(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Client:
    """archived -> active."""
    return _one(RESTORE, client_id, actor, at, reason, expected_version)


def _one(declared: Transition, client_id: int, actor: Actor, at: dt.datetime, reason: str, version: int | None) -> Client:
    with performing(declared, Client, client_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        _plain(batch)
    return batch.row


def _plain(batch: Batch[Client]) -> None:
    batch.record(lambda row: {"code": row.code})


def _set_act(declared: Transition) -> Callable[..., SetOutcome]:
    def run(
        queryset: models.QuerySet[Client], *, actor: Actor, at: dt.datetime, reason: str = "",
        params: Mapping[str, Any] | None = None, ids: Sequence[int] | None = None, after: int = 0,
        on_chunk: Callable[[SetOutcome], None] | None = None,
    ) -> SetOutcome:  # fmt: skip
        return performing_many(
            declared, queryset, _plain, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk
        )

    run.__name__ = f"{declared.name}_clients"
    run.__doc__ = f"{declared.name} over a set: see performing_many."
    return run


qualify_clients = _set_act(QUALIFY)
archive_clients = _set_act(ARCHIVE)
