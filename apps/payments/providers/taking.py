"""A message of a provider is taken: stored to the byte first, then judged by its signature. What it says is made of it by a job.

A wrong one is kept as refused, for a person to see what was sent; of many in an hour only so many, since anybody may send them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import F

from apps.integrations.providers import registry
from apps.integrations.providers.contract import Incoming, Verdict
from apps.payments.models import ProviderConnection, ProviderEvent, ProviderPulse
from apps.payments.providers.keys import keys_of
from apps.payments.states import EventState
from apps.tenants.scope import unscoped

MOST_BODY = 1024 * 1024
MOST_HEADER = 2000
MOST_WRONG_AN_HOUR = 60  # of one connection are kept, with those whose key is still to be fetched
KEY_ASKED_AGAIN_AFTER = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Taken:
    """`accepted`: the provider need not send it again. `event_pk` is None where it was not kept."""

    accepted: bool
    event_pk: int | None


def find_connection(public_id: str) -> ProviderConnection | None:
    """The connection behind the address of a door, unless it is archived or its company is closed."""
    rows = unscoped(ProviderConnection, reason="a provider is known by the address of its door alone").filter(public_id=public_id)
    row = rows.filter(tenant__is_active=True).exclude(state="archived").first()
    return row if row is not None and row.public_id == public_id else None


def take(connection: ProviderConnection, incoming: Incoming, *, at: dt.datetime) -> Taken:
    """Stores the message and judges its signature. Needs the bound tenant. Where the provider's key is to be fetched anew first, the
    message is accepted and judged by the job that fetches it."""
    adapter = registry.get(connection.kind)
    kept = {name: incoming.headers[name][:MOST_HEADER] for name in ("content-type", *adapter.headers) if name in incoming.headers}
    event = ProviderEvent.objects.create(
        tenant_id=connection.tenant_id, connection=connection, received_at=at, headers=kept, body=incoming.body,
        body_sha256=hashlib.sha256(incoming.body).hexdigest(), size=len(incoming.body),
    )  # fmt: skip
    return judge(event, connection, at=at)


def judge(event: ProviderEvent, connection: ProviderConnection, *, at: dt.datetime) -> Taken:
    """By the secrets that hold now; the time in a signature is held against when the message came."""
    incoming = Incoming(event.headers, bytes(event.body))
    verdict = registry.get(connection.kind).verify(incoming, keys_of(connection, at), int(event.received_at.timestamp()))
    own = ProviderEvent.objects.filter(pk=event.pk, state=EventState.RECEIVED)
    if verdict == Verdict.RIGHT:
        own.update(state=EventState.VERIFIED, due_at=at)
        ProviderPulse.objects.filter(connection=connection).update(last_event_at=at)
        return Taken(accepted=True, event_pk=event.pk)
    if _too_many(event, connection, at):
        own.delete()
        ProviderPulse.objects.filter(connection=connection).update(dropped=F("dropped") + 1)
        return Taken(accepted=False, event_pk=None)
    asked_at = ProviderPulse.objects.values_list("key_asked_at", flat=True).get(connection=connection)
    if verdict == Verdict.UNSURE and (asked_at is None or asked_at + KEY_ASKED_AGAIN_AFTER <= at):
        own.update(due_at=at)
        return Taken(accepted=True, event_pk=event.pk)
    own.update(state=EventState.REFUSED, due_at=None, ended_at=at)
    return Taken(accepted=False, event_pk=event.pk)


def _too_many(event: ProviderEvent, connection: ProviderConnection, at: dt.datetime) -> bool:
    since = at - dt.timedelta(hours=1)
    wrong = ProviderEvent.objects.filter(connection=connection, state__in=(EventState.REFUSED, EventState.RECEIVED), received_at__gt=since)
    return wrong.exclude(pk=event.pk)[:MOST_WRONG_AN_HOUR].count() >= MOST_WRONG_AN_HOUR
