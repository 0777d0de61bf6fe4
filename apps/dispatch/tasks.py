"""Schedules only: each body is one call."""

from celery import shared_task

from apps.dispatch.sweep import hand_out, sweep, to_tell, waits
from apps.kernel import clock
from apps.tenants.models import Tenant

SCHEDULES = {"dispatch.wake": {"task": "dispatch.wake", "schedule": 60.0, "options": {"queue": "beat"}}}


@shared_task(name="dispatch.wake", queue="beat")
def wake() -> None:
    """Wakes a worker for each company in which a promise is to be told of, and for each in which an order waits."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        if to_tell(tenant_id, clock.now()):
            sweep_company.delay(tenant_id)
        if waits(tenant_id, clock.now()):
            dispatch_company.delay(tenant_id)


@shared_task(name="dispatch.sweep", queue="default")
def sweep_company(tenant_id: int) -> None:
    """Tells of promises at risk and broken."""
    sweep(tenant_id, clock.now())


@shared_task(name="dispatch.dispatch", queue="default")
def dispatch_company(tenant_id: int) -> None:
    """Gives what waits to the people on shift."""
    hand_out(tenant_id, clock.now())
