"""Integrations in the admin: presentation only."""

from apps.integrations.admin.deliveries import WebhookDeliveryAdmin
from apps.integrations.admin.endpoints import WebhookEndpointAdmin
from apps.integrations.admin.inbound import InboundEventAdmin

__all__ = ["InboundEventAdmin", "WebhookDeliveryAdmin", "WebhookEndpointAdmin"]
