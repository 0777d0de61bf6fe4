"""Payments at providers on the time line of the invoice that they are asked for on, and of the payment that they became."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.kernel.actor import Actor
from apps.payments.models import ProviderPayment
from apps.workflow.timeline import Event, entries_of, event_of, state_labels

_BY = {"invoice": "invoice_id", "payment": "payment_id"}


def provider_payments_of(row: Any, *, actor: Actor, before: int | None = None, limit: int) -> list[Event]:
    """What providers told about the invoice or the payment. Nothing and no query for other records and for who may not see it; one
    query where there was none, two where there was."""
    column = _BY.get(row.subject_kind)
    if column is None or not actor.may("payments.view_providerpayment"):
        return []
    references = dict(ProviderPayment.objects.filter(**{column: row.pk}).values_list("pk", "reference"))
    if not references:
        return []
    found = []
    for entry in entries_of("provider_payment", list(references), before=before, limit=limit):
        event = event_of(entry, state_labels(ProviderPayment))
        event.details = [references[entry.subject_id]]
        event.address = reverse("admin:payments_providerpayment_change", args=[entry.subject_id])
        found.append(event)
    return found
