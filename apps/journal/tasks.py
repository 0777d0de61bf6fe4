"""Schedules only: each body is one call."""

from celery import shared_task

from apps.journal import consumers, sealing
from apps.journal.models import JournalHead
from apps.kernel import clock

SCHEDULES = {
    "journal.wake_consumers": {"task": "journal.wake_consumers", "schedule": 5.0, "options": {"queue": "beat"}},
    "journal.seal_all": {"task": "journal.seal_all", "schedule": 3600.0, "options": {"queue": "beat"}},
}


@shared_task(name="journal.consume", queue="default")
def consume(tenant_id: int, name: str) -> None:
    """Applies what one consumer has not read yet."""
    consumers.consume(tenant_id, name, now=clock.now())


@shared_task(name="journal.wake_consumers", queue="beat")
def wake_consumers() -> None:
    """Wakes the readers that have something to read."""
    for tenant_id, name in consumers.behind():
        consume.delay(tenant_id, name)


@shared_task(name="journal.seal_all", queue="beat")
def seal_all() -> None:
    """Seals what is new in every journal."""
    for tenant_id in JournalHead.objects.values_list("tenant_id", flat=True):
        sealing.seal(tenant_id, at=clock.now())
