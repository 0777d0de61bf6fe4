from apps.integrations.models.delivery import DeliveryAttempt, WebhookDelivery
from apps.integrations.models.endpoint import EndpointPulse, EndpointSecret, WebhookEndpoint
from apps.integrations.models.inbound import InboundEvent

__all__ = ["DeliveryAttempt", "EndpointPulse", "EndpointSecret", "InboundEvent", "WebhookDelivery", "WebhookEndpoint"]
