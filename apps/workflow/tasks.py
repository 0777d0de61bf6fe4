"""Schedules only: each body is one call."""

from celery import shared_task

from apps.kernel import clock
from apps.workflow import bulk

SCHEDULES = {"workflow.wake_bulk_acts": {"task": "workflow.wake_bulk_acts", "schedule": 15.0, "options": {"queue": "beat"}}}


@shared_task(name="workflow.run_bulk_act", queue="default")
def run_bulk_act(tenant_id: int, bulk_id: int) -> None:
    """Does what is left of a set act."""
    bulk.run(tenant_id, bulk_id)


@shared_task(name="workflow.wake_bulk_acts", queue="beat")
def wake_bulk_acts() -> None:
    """Dispatches again what is unfinished."""
    for tenant_id, bulk_id in bulk.unfinished(clock.now()):
        run_bulk_act.delay(tenant_id, bulk_id)
