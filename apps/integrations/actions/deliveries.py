"""Deliveries: given up, sent again; a sample to try an endpoint with."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.integrations.bodies import offered_types, sample_of, text_of
from apps.integrations.fan_out import GIVE_UP_AFTER, due_of, note
from apps.integrations.models import WebhookDelivery, WebhookEndpoint
from apps.integrations.payloads import delivery_body
from apps.integrations.queries import Replayable, replayable
from apps.integrations.states import UNDELIVERED, DeliveryKind, DeliveryState
from apps.integrations.transitions import NOTE_DEAD, REPLAY, SEND_SAMPLE
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.workflow import storage
from apps.workflow.runner import performing


def send_sample(endpoint_id: int, *, type_name: str, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WebhookEndpoint:
    """Notes a sample of an event for the endpoint, whether or not it asked for the type; a worker sends it. The body is what the newest
    entry of the type told, marked `"sample": true`. Raises Invalid for a type that is not sent."""
    if type_name not in {item.name for item in offered_types()}:
        raise Invalid(Reason("unknown_type", _("There are no events %(names)s."), "type_name", params={"names": type_name}))
    with performing(SEND_SAMPLE, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        entry = JournalEntry.objects.filter(type=type_name).order_by("-sequence").first()
        name = f"msg_sample_{batch.row.pk}_{int(at.timestamp() * 1_000_000):x}"
        body = sample_of(type_name, entry, at=at.isoformat()) | {"id": name}
        made = WebhookDelivery(
            endpoint=batch.row, type=type_name, message_id=name, kind=DeliveryKind.SAMPLE, sample_text=text_of(body).decode(),
            created_at=at, due_at=due_of(batch.row, at), give_up_at=at + dt.timedelta(minutes=10),
        )  # fmt: skip
        storage.insert([made])
        batch.record(lambda row: {"name": row.name, "type": type_name})
    return batch.row


def replay_delivery(delivery_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> WebhookDelivery:
    """delivered, dead -> pending: it is sent again under the same id, for 72 hours. Locks the endpoint, then the delivery. Raises
    NotVisible, NotPermitted, Invalid where it still waits."""
    found = WebhookDelivery.objects.filter(pk=delivery_id).values_list("endpoint_id", flat=True).first()
    if found is None:
        raise not_visible()
    with performing(REPLAY, WebhookEndpoint, found, actor=actor, at=at, reason=reason) as batch:
        row = locked(WebhookDelivery.objects.filter(pk=delivery_id)).get()
        if row.state in UNDELIVERED:
            batch.refuse(batch.row, Reason("still_waits", _("The delivery still waits for an attempt.")))
        else:
            _again(WebhookDelivery.objects.filter(pk=row.pk), batch.row, at)
            batch.record(lambda endpoint: {"name": endpoint.name, "message_id": row.message_id, "again": 1, "missing": 0})
    return WebhookDelivery.objects.get(pk=delivery_id)


def replay(
    endpoint_id: int, *, first: int, last: int, only_dead: bool = False, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Replayable:
    """Sends the events of the entries `first` to `last` (numbers of the journal, both included) again: those that were delivered or
    given up, and those that the endpoint asks for now and never got; which these were. `only_dead`: only what was given up. What it
    would do, queries.replayable tells. Raises Invalid for more than 10,000 events. Locks the endpoint; one transaction."""
    if not 1 <= first <= last:
        raise Invalid(Reason("range", _("Give the first and the last entry, the first one first."), "first"))
    with performing(REPLAY, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        found = replayable(batch.row, first=first, last=last, only_dead=only_dead)
        if found.too_many:
            raise Invalid(Reason("too_many", _("At most 10,000 events at a time: choose a smaller range."), "last"))
        _again(WebhookDelivery.objects.filter(pk__in=found.again), batch.row, at)
        note(((batch.row, entry) for entry in found.missing), at=at)
        counts = {"again": len(found.again), "missing": len(found.missing)}
        batch.record(lambda row: {"name": row.name, "first": first, "last": last} | counts)
    return found


def give_up(delivery_id: int, *, actor: Actor, at: dt.datetime) -> None:
    """pending, retrying -> dead, told by `webhook.dead`. Called by senders. Raises Refused where it has ended meanwhile. Locks the
    endpoint, then the delivery."""
    endpoint_id = WebhookDelivery.objects.values_list("endpoint_id", flat=True).get(pk=delivery_id)
    with performing(NOTE_DEAD, WebhookEndpoint, endpoint_id, actor=actor, at=at) as batch:
        row = locked(WebhookDelivery.objects.filter(pk=delivery_id)).get()
        if row.state in UNDELIVERED:
            WebhookDelivery.objects.filter(pk=row.pk).update(state=DeliveryState.DEAD, due_at=None, ended_at=at)
            batch.record(lambda _row: delivery_body(row))
        else:
            batch.refuse(batch.row, Reason("ended", _("The delivery has ended.")))


def _again(rows: QuerySet[WebhookDelivery], endpoint: WebhookEndpoint, at: dt.datetime) -> None:
    rows.update(
        state=DeliveryState.PENDING, due_at=due_of(endpoint, at), ended_at=None, attempts=0, replays=F("replays") + 1,
        give_up_at=at + GIVE_UP_AFTER, last_error="", last_status=None,
    )  # fmt: skip
