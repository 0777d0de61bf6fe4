from apps.integrations.admin.deliveries import WebhookDeliveryAdmin
from apps.integrations.admin.endpoints import WebhookEndpointAdmin

__all__ = ["WebhookDeliveryAdmin", "WebhookEndpointAdmin"]
