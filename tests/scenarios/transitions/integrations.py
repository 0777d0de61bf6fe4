"""Webhook endpoints in every state, with a delivery that waits."""

from __future__ import annotations

from typing import Any

from apps.integrations import actions as acts
from apps.integrations.models import WebhookDelivery, WebhookEndpoint
from apps.integrations.payloads import delivery_body, endpoint_body
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch
from tests.factories import AT, system
from tests.factories import integrations as make
from tests.scenarios.transitions import WHY, Case, by_key, setting


def an_endpoint(company: Tenant, state: str, number: int) -> WebhookEndpoint:
    made = make.endpoint(company, "https://hooks.example.com/in", "client.created", name=f"Endpoint {state} {number}")
    if state == "paused":
        acts.pause_endpoint(made.pk, actor=system(company), **WHY)
    if state == "archived":
        acts.archive_endpoint(made.pk, actor=system(company), **WHY)
    WebhookDelivery.objects.create(
        tenant=company, endpoint=made, sequence=1, type="client.created", message_id="msg_1", created_at=AT, due_at=AT, give_up_at=AT
    )
    return WebhookEndpoint.objects.get(pk=made.pk)


def _delivery(row: Any) -> WebhookDelivery:
    return WebhookDelivery.objects.filter(endpoint=row).order_by("pk")[0]


def plainly(batch: Batch[Any]) -> None:
    batch.record(endpoint_body)


def telling(**told: Any) -> Any:
    """An apply that records the name and what else is told."""
    return lambda batch: batch.record(lambda row: {"name": row.name} | told)


def giving_up(batch: Batch[Any]) -> None:
    batch.record(lambda row: delivery_body(_delivery(row)))


MAKERS = {"integrations.WebhookEndpoint": an_endpoint}
CASES = {
    "webhook_endpoint.update": Case(lambda row, actor: acts.update_endpoint(row.pk, actor=actor, ordered=True, **WHY), setting(endpoint_body, ordered=True)),
    "webhook_endpoint.rotate_secret": by_key(acts.rotate_secret, telling(overlap_hours=24)),
    "webhook_endpoint.pause": by_key(acts.pause_endpoint, plainly),
    "webhook_endpoint.resume": by_key(acts.resume_endpoint, plainly),
    "webhook_endpoint.archive": by_key(acts.archive_endpoint, plainly),
    "webhook_endpoint.send_sample": Case(
        lambda row, actor: acts.send_sample(row.pk, type_name="invoice.issued", actor=actor, **WHY), telling(type="invoice.issued")
    ),
    "webhook_endpoint.replay": Case(
        lambda row, actor: acts.replay(row.pk, first=1, last=1, actor=actor, **WHY), telling(first=1, last=1, again=0, missing=0)
    ),
    "webhook_endpoint.note_dead": Case(lambda row, actor: acts.give_up(_delivery(row).pk, actor=actor, at=AT), giving_up, reason=""),
}
