"""What became of the deliveries of a record's events, for its time line."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.integrations.models import WebhookDelivery
from apps.integrations.states import DeliveryState
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.workflow.timeline import Event


def deliveries_of(row: Any, *, actor: Actor, before: int | None = None, limit: int) -> list[Event]:
    """The newest deliveries about the row, below `before`. Nothing and no query for who may not see deliveries. One query."""
    if not actor.may("integrations.view_webhookdelivery"):
        return []
    entries = JournalEntry.objects.filter(subject_kind=row.subject_kind, subject_id=row.pk)
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    found = WebhookDelivery.objects.filter(sequence__in=entries.values("sequence")).select_related("endpoint").order_by("-sequence", "pk")
    return [_event(delivery) for delivery in found[:limit]]


def _event(delivery: WebhookDelivery) -> Event:
    details = [_("Attempts: %(count)s") % {"count": delivery.attempts}]
    if delivery.last_error and delivery.state != DeliveryState.DELIVERED:
        details.append(delivery.last_error)
    if delivery.due_at and delivery.state == DeliveryState.RETRYING:
        details.append(_("Next attempt: %(when)s") % {"when": localize(localtime(delivery.due_at))})
    return Event(
        delivery.sequence or 0, delivery.ended_at or delivery.created_at, str(delivery.endpoint), "job",
        _("Webhook %(type)s: %(state)s") % {"type": delivery.type, "state": delivery.get_state_display()},
        details=details, address=reverse("admin:integrations_webhookdelivery_change", args=[delivery.pk]),
    )  # fmt: skip
