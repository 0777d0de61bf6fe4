"""What the journal keeps of integrations, version 1, and how each type is told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.integrations.models import WebhookDelivery, WebhookEndpoint

TOLD = {
    "webhook_endpoint.created": _("Webhook endpoint made"),
    "webhook_endpoint.updated": _("Webhook endpoint changed"),
    "webhook_endpoint.secret_rotated": _("Secret of a webhook endpoint changed"),
    "webhook_endpoint.paused": _("Webhook endpoint paused"),
    "webhook_endpoint.resumed": _("Webhook endpoint resumed"),
    "webhook_endpoint.archived": _("Webhook endpoint archived"),
    "webhook_endpoint.sample_sent": _("Sample sent to a webhook endpoint"),
    "webhook_endpoint.replayed": _("Webhook deliveries sent again"),
    "webhook.dead": _("Webhook delivery given up"),
}

ENDPOINT = ("name", "url", "types", "ordered")


def endpoint_body(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """What a person enters of an endpoint; never a secret."""
    return {name: getattr(endpoint, name) for name in ENDPOINT}


def delivery_body(delivery: WebhookDelivery) -> dict[str, Any]:
    """Which delivery was given up, after how many attempts and why."""
    return {
        "delivery_id": delivery.pk, "message_id": delivery.message_id, "type": delivery.type, "sequence": delivery.sequence,
        "attempts": delivery.attempts, "status": delivery.last_status, "error": delivery.last_error,
    }  # fmt: skip
