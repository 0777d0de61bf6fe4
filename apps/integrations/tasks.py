"""Schedules only: each body is one call."""

from celery import shared_task

from apps.integrations import actions, queries, sending
from apps.integrations.models import InboundEvent
from apps.kernel import clock
from apps.tenants.scope import unscoped

SCHEDULES = {
    "integrations.wake_webhooks": {"task": "integrations.wake_webhooks", "schedule": 5.0, "options": {"queue": "beat"}},
    "integrations.wake_events": {"task": "integrations.wake_events", "schedule": 15.0, "options": {"queue": "beat"}},
}


@shared_task(name="integrations.wake_webhooks", queue="beat")
def wake_webhooks() -> None:
    """Wakes a sender where something is due that no sender has in hand."""
    if queries.due_endpoints(clock.now(), limit=1):
        send_webhooks.delay()


@shared_task(name="integrations.send_webhooks", queue="integrations")
def send_webhooks() -> None:
    """Sends what is due to every endpoint that is free."""
    sending.send_due()


@shared_task(name="integrations.handle_events", queue="integrations")
def handle_events(tenant_id: int) -> None:
    """Handles the business events of a company that are due."""
    if actions.handle_due_events(tenant_id, now=clock.now) >= 500:
        handle_events.delay(tenant_id)


@shared_task(name="integrations.wake_events", queue="beat")
def wake_events() -> None:
    """Wakes a worker for each company in which an event waits."""
    due = unscoped(InboundEvent, reason="the sweeper wakes workers for every tenant").filter(due_at__lte=clock.now(), tenant__is_active=True)
    for tenant_id in due.order_by().values_list("tenant_id", flat=True).distinct():
        handle_events.delay(tenant_id)
