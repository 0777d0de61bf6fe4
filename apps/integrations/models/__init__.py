from apps.integrations.models.delivery import DeliveryAttempt, WebhookDelivery
from apps.integrations.models.endpoint import EndpointPulse, EndpointSecret, WebhookEndpoint

__all__ = ["DeliveryAttempt", "EndpointPulse", "EndpointSecret", "WebhookDelivery", "WebhookEndpoint"]
