"""Schedules only: each body is one call."""

from celery import shared_task

from apps.integrations import queries, sending
from apps.kernel import clock

SCHEDULES = {"integrations.wake_webhooks": {"task": "integrations.wake_webhooks", "schedule": 5.0, "options": {"queue": "beat"}}}


@shared_task(name="integrations.wake_webhooks", queue="beat")
def wake_webhooks() -> None:
    """Wakes a sender where something is due that no sender has in hand."""
    if queries.due_endpoints(clock.now(), limit=1):
        send_webhooks.delay()


@shared_task(name="integrations.send_webhooks", queue="integrations")
def send_webhooks() -> None:
    """Sends what is due to every endpoint that is free."""
    sending.send_due()
