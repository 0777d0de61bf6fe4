"""The reader of the journal that notes a delivery for each endpoint that asked for an entry, in the transaction of its cursor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from apps.integrations.bodies import message_id, sends
from apps.integrations.models import WebhookDelivery, WebhookEndpoint
from apps.integrations.states import EndpointState
from apps.journal.models import JournalEntry

NAME = "webhooks"
GIVE_UP_AFTER = dt.timedelta(hours=72)


def read(entries: Sequence[JournalEntry]) -> None:
    """Notes the deliveries of the entries. Idempotent by endpoint and entry. What a paused endpoint asked for waits for it."""
    endpoints = list(WebhookEndpoint.objects.filter(state__in=(EndpointState.ACTIVE, EndpointState.PAUSED)))
    if endpoints:
        note((endpoint, entry) for entry in entries for endpoint in endpoints if sends(endpoint, entry))


def due_of(endpoint: WebhookEndpoint, at: dt.datetime) -> dt.datetime:
    """When a new delivery is due: at once. Where order is kept all have one time, so that the key alone says who is next; waits are
    then the endpoint's (its pulse)."""
    return endpoint.created_at if endpoint.ordered else at


def note(pairs: Iterable[tuple[WebhookEndpoint, JournalEntry]], *, at: dt.datetime | None = None) -> int:
    """Notes a delivery for each pair that has none yet, due `at` (the time of the entry); the number of pairs."""
    rows = [
        WebhookDelivery(
            tenant_id=entry.tenant_id, endpoint=endpoint, sequence=entry.sequence, type=entry.type, message_id=message_id(entry),
            created_at=at or entry.at, due_at=due_of(endpoint, at or entry.at), give_up_at=(at or entry.at) + GIVE_UP_AFTER,
        )
        for endpoint, entry in pairs
    ]  # fmt: skip
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)
