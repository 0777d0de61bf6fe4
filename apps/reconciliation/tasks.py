"""Schedules only: each body is one call."""

from celery import shared_task

from apps.kernel import clock
from apps.reconciliation import demo, execution

SCHEDULES = {"reconciliation.wake_runs": {"task": "reconciliation.wake_runs", "schedule": 10.0, "options": {"queue": "beat"}}}


@shared_task(name="reconciliation.execute_run", queue="reconciliation")
def execute_run(tenant_id: int, run_id: int) -> None:
    """Does what is left of a run."""
    execution.execute(tenant_id, run_id)


@shared_task(name="reconciliation.wake_runs", queue="beat")
def wake_runs() -> None:
    """Dispatches again what waits or whose worker died."""
    for tenant_id, run_id in execution.unfinished(clock.now()):
        execute_run.delay(tenant_id, run_id)


@shared_task(name="reconciliation.run_demo", queue="reconciliation")
def run_demo(slug: str) -> None:
    """Imports and reconciles the sample statement of a demo company."""
    demo.reconcile_sample(slug, at=clock.now())
