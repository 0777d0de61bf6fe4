"""Schedules only: each body is one call."""

from celery import shared_task

from apps.approvals.actions import sweep
from apps.kernel import clock
from apps.kernel.db import retrying

SCHEDULES = {"approvals.sweep": {"task": "approvals.sweep", "schedule": 60.0, "options": {"queue": "beat"}}}


@shared_task(name="approvals.wake_step", queue="default")
def wake_step(tenant_id: int, step_id: int) -> None:
    """Reminds of, escalates or rejects one late step."""
    retrying(lambda: sweep.wake_step(tenant_id, step_id, at=clock.now()))


@shared_task(name="approvals.expire_request", queue="default")
def expire_request(tenant_id: int, request_id: int) -> None:
    """Ends one request whose last day has passed."""
    retrying(lambda: sweep.expire_request(tenant_id, request_id, at=clock.now()))


@shared_task(name="approvals.sweep", queue="beat")
def sweep_all() -> None:
    """Wakes a worker for everything whose time has come."""
    for tenant_id, step_id in sweep.late_steps(clock.now()):
        wake_step.delay(tenant_id, step_id)
    for tenant_id, request_id in sweep.old_requests(clock.now()):
        expire_request.delay(tenant_id, request_id)
