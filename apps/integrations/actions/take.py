"""Business events are taken: each is held against its contract and stored, once by source and id."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.integrations.models import InboundEvent
from apps.integrations.schema_checks import Problem, problems_of
from apps.journal.hashing import canonical
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.tenants.permission import require
from apps.workflow.unit import unit_of_work

MOST_EVENTS = 500


@dataclass
class Taken:
    """What became of one event of a request. `status`: "accepted"; "known" for one that is here already with the same content; else
    "refused" with its problems, and nothing of it is stored."""

    index: int
    status: str
    row: InboundEvent | None = None
    problems: list[Problem] = field(default_factory=list)


def take_events(events: Sequence[Any], *, actor: Actor, at: dt.datetime) -> list[Taken]:
    """Stores the events that keep their contracts, in one transaction, for a worker to handle; one answer for each, in their order.

    Idempotent by source and id in the company: the same content again is known, another content is refused. Waits for a concurrent
    request that stores one of them. The caller's door wakes a worker after commit. Raises NotPermitted.
    """
    require(actor, "integrations.send_inbound_event")
    with unit_of_work(actor=actor, at=at):
        found: list[Taken] = []
        fresh: list[InboundEvent] = []
        rows = {index: _row(event, actor, at) for index, event in enumerate(events) if not (problems_of(event))}
        known = _known([row.key_hash for row in rows.values()])
        for index, event in enumerate(events):
            row = rows.get(index)
            if row is None:
                found.append(Taken(index, "refused", problems=problems_of(event)))
                continue
            if row.key_hash not in known:
                known[row.key_hash] = _store(row)
                if known[row.key_hash] is row:
                    fresh.append(row)
                    found.append(Taken(index, "accepted", row))
                    continue
            found.append(_again(index, row, known[row.key_hash]))
    return found


def _row(event: dict[str, Any], actor: Actor, at: dt.datetime) -> InboundEvent:
    text = canonical(event)
    return InboundEvent(
        tenant_id=actor.tenant_id, source=event["source"], event_id=event["id"], type=event["type"], schema_version=event["version"],
        key_hash=hashlib.sha256(f"{event['source']}\0{event['id']}".encode()).hexdigest(), body_text=text,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(), occurred_at=dt.datetime.fromisoformat(event["occurred_at"]),
        caller=actor.label[:160], membership_id=actor.membership_id, request_id=actor.request_id, created_at=at, due_at=at,
    )  # fmt: skip


def _known(hashes: list[str]) -> dict[str, InboundEvent]:
    return {row.key_hash: row for row in InboundEvent.objects.filter(key_hash__in=hashes)}


def _store(row: InboundEvent) -> InboundEvent:
    """The row, stored, or the one that another request stored meanwhile."""
    try:
        with transaction.atomic():
            InboundEvent.objects.bulk_create([row])
    except IntegrityError:
        return InboundEvent.objects.get(key_hash=row.key_hash)
    if row.pk is None:  # MySQL tells no keys of bulk inserts
        return InboundEvent.objects.get(key_hash=row.key_hash)
    return row


def _again(index: int, row: InboundEvent, kept: InboundEvent) -> Taken:
    if row.fingerprint == kept.fingerprint:
        return Taken(index, "known", kept)
    told = _("This source sent an event with this id before, with other content. A new event needs a new id.")
    return Taken(index, "refused", kept, [Problem(("id",), Reason("event_id_reused", told))])
